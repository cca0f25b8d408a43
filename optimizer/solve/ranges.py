"""How far apart the numbers of a problem lie, and which of them lie farthest out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.compiled import Compiled, Floats
from optimizer.solve.rescale import units

FAR = 1e10
"""Ratio of the largest to the smallest coefficient beyond which an answer may lose its digits: 16 digits less the six of the certificate."""


@dataclass(frozen=True)
class Range:
    """Smallest and largest absolute value that is not zero, and where they stand.

    Attributes:
        part: 'coefficients', 'costs', 'bounds' or 'sides'.
        low, high: of all; 0 where there are none.
        where_low, where_high: labels of the row or column (of a coefficient both).
    """

    part: str
    low: float
    high: float
    where_low: str
    where_high: str

    @property
    def ratio(self) -> float:
        return self.high / self.low if self.low > 0 else 1.0


def ranges(compiled: Compiled) -> tuple[Range, ...]:
    """The ranges of the coefficients, costs, bounds of columns and sides of rows, infinite ones left out."""
    matrix = compiled.matrix

    def entry(at: int) -> str:
        row = int(np.searchsorted(matrix.indptr, at, side="right") - 1)
        return f"{compiled.column_label(int(matrix.indices[at]))} in {compiled.row_label(row)}"

    def column(at: int) -> str:
        return compiled.column_label(at % max(1, compiled.shape[1]))

    def row(at: int) -> str:
        return compiled.row_label(at % max(1, compiled.shape[0]))

    return (
        _range("coefficients", matrix.data, entry),
        _range("costs", compiled.cost, column),
        _range("bounds", np.concatenate([compiled.lower, compiled.upper]), column),
        _range("sides", np.concatenate([compiled.row_lower, compiled.row_upper]), row),
    )


def _range(part: str, numbers: Floats, label: Callable[[int], str]) -> Range:
    size = np.abs(numbers)
    used = np.flatnonzero((size > 0) & np.isfinite(size))
    if not len(used):
        return Range(part, 0.0, 0.0, "", "")
    low, high = used[np.argmin(size[used])], used[np.argmax(size[used])]
    return Range(part, float(size[low]), float(size[high]), label(int(low)), label(int(high)))


def warnings(compiled: Compiled, stated: tuple[Range, ...]) -> list[str]:
    """A sentence for each range that is too wide in whatever units, with the numbers that make it so.

    Args:
        stated: the ranges in the units of the case; units are looked for only where one of these is too wide.
    """
    if all(r.ratio <= FAR for r in stated):
        return []
    best = units(compiled, always=True)
    found = stated if best is None else ranges(best.applied(compiled))
    return [
        f"numbers far apart: in the best units there are, {r.part} of the model lie between {r.low:.2g} ({r.where_low}) and "
        f"{r.high:.2g} ({r.where_high}), so that digits may be lost; is a number, or its unit, wrong there?"
        for r in found
        if r.ratio > FAR and r.part in ("coefficients", "costs")
    ]


def told(found: tuple[Range, ...]) -> str:
    """Ranges in one line."""
    parts = [f"{r.part} {r.low:.2g} to {r.high:.2g}" for r in found if r.high]
    return "Numbers of the model: " + ", ".join(parts) + "."
