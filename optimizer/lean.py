"""A short start: what costs time before and between the stages, and nothing else. Measured in docs/decisions/0004-start-up.md.

When scipy or matplotlib is imported after Pyomo, a hook of Pyomo's imports scipy.stats and matplotlib.pyplot as well,
which nothing here needs and which costs more than a second. Dropping the two hooks leaves Pyomo itself as it is: it still
loads both on first use.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pyomo.common import dependencies

_finder = getattr(dependencies, "DeferredImportCallbackFinder", None)
_callbacks = getattr(_finder, "_callbacks", {})
for _name in ("scipy", "matplotlib"):
    _callbacks.pop(_name, None)

AFTERWARDS = ("scipy.sparse.linalg", "xarray", "netCDF4", "xlsxwriter")


@contextmanager
def meanwhile(modules: tuple[str, ...] = AFTERWARDS) -> Iterator[None]:
    """Import in a thread what the stages after the solver need, while HiGHS works without Python's lock."""

    def fetch() -> None:
        with suppress(ImportError):  # whoever needs it says so
            for module in modules:
                importlib.import_module(module)

    worker = threading.Thread(target=fetch, daemon=True)
    worker.start()
    try:
        yield
    finally:
        worker.join()
