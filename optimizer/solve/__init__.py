"""Compiled -> RawSolution. Knows HiGHS and arrays; never sees energy."""

from optimizer.solve.clean import clean, tidy
from optimizer.solve.crash import basis_of
from optimizer.solve.elastic import Violations, escape_directions, least_violation
from optimizer.solve.fixed import with_integers_fixed
from optimizer.solve.highs import threads
from optimizer.solve.ladder import solve
from optimizer.solve.ranges import Range, ranges, warnings
from optimizer.solve.rescale import Units, units
from optimizer.solve.session import Session

__all__ = [
    "Range",
    "Session",
    "Units",
    "Violations",
    "basis_of",
    "clean",
    "escape_directions",
    "least_violation",
    "ranges",
    "solve",
    "threads",
    "tidy",
    "units",
    "warnings",
    "with_integers_fixed",
]
