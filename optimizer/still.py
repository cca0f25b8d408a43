"""An answer without the time of day: what a deterministic run keeps, so that the same run leaves the same bytes.

When it was found, how long it took, and in which folder its case lies stand in run.json alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from optimizer.solution import Solution

DAY = "1980-01-01T00:00:00+00:00"
"""The date of everything: the first that a zip archive (and so a workbook) can hold."""
SECONDS = re.compile(r" [\d.]+ s,")
"""As lines of the solver's attempts tell them."""


def stilled(solution: Solution) -> Solution:
    """The answer as it is; of a deterministic run, without times and places."""
    meta = solution.meta
    if not meta["options"]["deterministic"]:
        return solution
    solver: dict[str, Any] = meta["solver"]
    attempts = [SECONDS.sub("", line) for line in solver["attempts"]]
    known = {
        "created": DAY,
        "seconds": {},
        "solver": {**solver, "seconds": 0.0, "processor_seconds": 0.0, "attempts": attempts},
        "case": {**meta["case"], "path": ""},
    }
    return replace(solution, meta={**meta, **known})
