"""Import Pyomo without the libraries it would load for us.

When scipy or matplotlib is imported after Pyomo, a hook of Pyomo's imports scipy.stats and matplotlib.pyplot as well,
which nothing here needs and which costs more than a second. Dropping the two hooks leaves Pyomo itself as it is: it still
loads both on first use. Measured: docs/decisions/0004-start-up.md.
"""

from __future__ import annotations

from pyomo.common import dependencies

_finder = getattr(dependencies, "DeferredImportCallbackFinder", None)
_callbacks = getattr(_finder, "_callbacks", {})
for _name in ("scipy", "matplotlib"):
    _callbacks.pop(_name, None)
