"""Compiled -> RawSolution. Knows HiGHS and arrays; never sees energy."""

from optimizer.solve.clean import clean, tidy
from optimizer.solve.elastic import Violations, escape_directions, least_violation
from optimizer.solve.fixed import with_integers_fixed
from optimizer.solve.ladder import solve
from optimizer.solve.session import Session

__all__ = [
    "Session",
    "Violations",
    "clean",
    "escape_directions",
    "least_violation",
    "solve",
    "tidy",
    "with_integers_fixed",
]
