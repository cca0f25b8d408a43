"""Least-cost pathways for hydrogen and the energy transition.

>>> from optimizer import load_case, run, open_solution          # doctest: +SKIP
>>> solution = run(load_case("inputs/quickstart"))               # doctest: +SKIP
>>> solution.variables["capacity"].sel(period=2060)              # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.pipeline import load_case, run
    from optimizer.solution import Solution, open_solution

__all__ = ["Case", "Solution", "load_case", "open_solution", "run"]
_HOME = {
    "load_case": "optimizer.pipeline",
    "run": "optimizer.pipeline",
    "open_solution": "optimizer.solution",
    "Solution": "optimizer.solution",
    "Case": "optimizer.case.model",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that `h2opt --help` does not wait for Pyomo."""
    if name not in _HOME:
        raise AttributeError(f"module 'optimizer' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
