"""What a certificate consists of: measures with limits, and the arithmetic they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Measure:
    """One thing that was measured, at the place where it is worst.

    Attributes:
        name: what it measures, in words.
        value: relative, so that it compares with `limit`; NaN never passes.
        limit: the most it may be.
        where: label of the worst row or column, '' for a measure of the whole.
    """

    name: str
    value: float
    limit: float
    where: str = ""

    @property
    def ok(self) -> bool:
        return bool(self.value <= self.limit)

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        return f"{self.name}: {self.value:.2g}{place}, limit {self.limit:.2g}"


@dataclass(frozen=True)
class Certificate:
    """Every measure of an answer; it holds if each of them does."""

    measures: tuple[Measure, ...]

    @property
    def ok(self) -> bool:
        return all(m.ok for m in self.measures)

    def failures(self) -> list[str]:
        """The measures out of their limits, in words; empty if the answer is certified."""
        return [str(m) for m in self.measures if not m.ok]

    def __getitem__(self, name: str) -> Measure:
        return next(m for m in self.measures if m.name == name)


def largest(found: Iterable[tuple[float, str]]) -> tuple[float, str]:
    """The largest of some gaps and where it is; one that is not a number is larger than any other."""
    return max(((0.0, ""), *found), key=lambda one: np.inf if np.isnan(one[0]) else one[0])


def worst(name: str, limit: float, at: Ints | None, values: Floats, label: Callable[[int], str]) -> Measure:
    """The measure of the largest value (NaN counts as largest), at position `at` of it (None: all, in order)."""
    if not len(values):
        return Measure(name, 0.0, limit)
    place = int(np.argmax(values))
    return Measure(name, float(values[place]), limit, label(place if at is None else int(at[place])))


def outside(
    values: Floats, lower: Floats, upper: Floats, size: Callable[[Ints], Floats] | None = None
) -> tuple[Ints, Floats]:
    """Positions outside their bounds and how far, over 1 + |bound| (+ `size` of these positions); NaN and infinite values are outside."""
    within = values >= lower
    within &= values <= upper
    within &= np.isfinite(values)
    at = np.flatnonzero(~within)
    with np.errstate(invalid="ignore"):
        under, over = lower[at] - values[at], values[at] - upper[at]
        bound = np.where(under >= over, lower[at], upper[at])
        scale = 1.0 + np.abs(bound) + (0.0 if size is None else size(at))
        return at, np.maximum(under, over) / scale


def differing(found: Floats, expected: Floats, scale: Floats) -> Floats:
    """|found - expected| / (1 + |scale|) at every position."""
    size = np.abs(scale)
    size += 1.0
    far = found - expected
    np.abs(far, out=far)
    far /= size
    return far


def pushing_nothing(duals: Floats, lower: Floats, upper: Floats) -> Ints:
    """Where a dual pushes against a bound that does not exist: up from no lower, down from no upper; or is NaN."""
    return np.flatnonzero(((duals > 0) & (lower == -np.inf)) | ((duals < 0) & (upper == np.inf)) | np.isnan(duals))


def proven(duals: Floats, lower: Floats, upper: Floats) -> float:
    """What duals prove by their bounds; a dual against a missing bound proves nothing."""
    bound = np.where(duals > 0, lower, upper)
    bound[np.isinf(bound)] = 0.0
    return float(duals @ bound)


def largest_by_row(matrix: Any, rows: Ints, column_scale: Floats) -> Floats:
    """max over a row's entries of |a_ij| * scale_j, for some rows of a CSR matrix; 0 for an empty row."""
    part = matrix[rows]
    weighted = np.abs(part.data) * column_scale[part.indices]
    result = np.zeros(len(rows))
    filled = np.flatnonzero(np.diff(part.indptr))
    if len(filled):
        result[filled] = np.maximum.reduceat(weighted, part.indptr[:-1][filled])
    return result


def largest_by_column(matrix: Any, columns: Ints, row_scale: Floats) -> Floats:
    """max over a column's entries of |a_ij| * scale_i, for some columns of a CSR matrix; 0 for an empty column."""
    return largest_by_row(matrix[:, columns].T.tocsr(), np.arange(len(columns)), row_scale)
