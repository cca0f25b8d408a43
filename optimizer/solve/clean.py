"""Interior answers have no zeros: the small values that nothing needs become zero.

A value is noise if it may be zero and if, in every row and in the cost, its term and all smaller ones of the row together are below half
of what the certificate allows the row to miss. So whatever is set to zero, all rows hold, and a value in tonnes is not measured against
one in gigawatt-hours: each is measured by what it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Floats, RawSolution


def clean(compiled: Compiled, raw: RawSolution, tolerance: float = 1e-6) -> RawSolution:
    """Set noise to zero, pull values into their bounds, round integers, and recompute what follows from the values.

    Args:
        compiled: the problem.
        raw: an answer with values.
        tolerance: of the certificate.

    Returns:
        The answer with other `values`, `row_values` and `objective`, the same duals, and in `info` how many values
        were set to zero (`cleaned`).
    """
    values = _within(compiled, raw.values)
    noise = _noise(compiled, values, tolerance / 2)
    values[noise] = 0.0
    return replace(
        raw,
        values=values,
        row_values=compiled.matrix @ values,
        objective=float(compiled.cost @ values) + compiled.offset,
        info={**raw.info, "cleaned": float(noise.sum())},
    )


def tidy(
    compiled: Compiled, raw: RawSolution, accept: Callable[[RawSolution], list[str]], tolerance: float = 1e-6
) -> RawSolution:
    """The cleaned answer if `accept` accepts it, else the answer as it came, with a line in `attempts` that says so."""
    cleaned = clean(compiled, raw, tolerance)
    reasons = accept(cleaned)
    if not reasons:
        return cleaned
    line = f"cleaning was undone, small values stay: {'; '.join(reasons)}"
    return replace(raw, attempts=(*raw.attempts, line), info={**raw.info, "cleaned": 0.0})


def _within(compiled: Compiled, values: Floats) -> Floats:
    """A copy with integers rounded and every value inside its bounds."""
    values = values.copy()
    if compiled.integer.any():
        values[compiled.integer] = np.rint(values[compiled.integer])
    return np.clip(values, compiled.lower, compiled.upper, out=values)


def _noise(compiled: Compiled, values: Floats, tolerance: float) -> NDArray[np.bool_]:
    """Where a value is not zero, may be, and is missed by no row and not by the cost."""
    noise: NDArray[np.bool_] = (values != 0) & (compiled.lower <= 0) & (compiled.upper >= 0)
    cost = np.abs(compiled.cost * values)
    at = np.flatnonzero(cost)
    whole = tolerance * abs(float(compiled.cost @ values) + compiled.offset)
    noise[at[_missed(np.zeros(len(at), int), cost[at], np.array([whole]))]] = False
    matrix = compiled.matrix
    terms = np.abs(matrix.data * values[matrix.indices])
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    noise[matrix.indices[_missed(row, terms, _room(compiled, values, row, terms, tolerance))]] = False
    return noise


def _room(compiled: Compiled, values: Floats, row: Any, terms: Floats, tolerance: float) -> Floats:
    """What each row may miss beyond what it misses: tolerance * (1 + |bound| + largest term of the row) in all."""
    low, high, found = compiled.row_lower, compiled.row_upper, compiled.matrix @ values
    largest = np.zeros(len(low))
    np.maximum.at(largest, row, terms)
    missed = np.maximum(np.maximum(low - found, found - high), 0.0)
    room: Floats = tolerance * (1.0 + np.fmin(np.abs(low), np.abs(high)) + largest) - missed
    return np.maximum(room, 0.0, out=room)


def _missed(row: Any, terms: Floats, room: Floats) -> NDArray[np.bool_]:
    """Which terms (none negative) are more than their row has room for, with all smaller ones of the row."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(terms > 0, terms / room[row], 0.0)
    small = np.flatnonzero((share > 0) & (share <= 1.0))
    small = small[np.lexsort((share[small], row[small]))]
    together = np.cumsum(share[small])
    first = np.searchsorted(row[small], row[small])
    before = np.concatenate([[0.0], together])[first]
    missed: NDArray[np.bool_] = share > 1.0
    missed[small[together - before > 1.0]] = True
    return missed
