"""Compiled -> RawSolution. Knows HiGHS and arrays; never sees energy."""

from optimizer.solve.highs import solve
from optimizer.solve.session import Session

__all__ = ["Session", "solve"]
