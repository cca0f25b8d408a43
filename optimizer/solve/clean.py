"""An interior answer has no zeros: what is noise beside the rest of its family becomes zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Floats, RawSolution

SHARE = 1e-6
"""Share of a family's largest value below which a value is noise."""
NEAR = 5
"""How often the values of broken rows alone are put back; then their whole families are."""


def clean(compiled: Compiled, raw: RawSolution, share: float = SHARE, tolerance: float = 1e-6) -> RawSolution:
    """Set noise to zero, pull values into their bounds, round integers, and recompute what follows from the values.

    Many small values in one row may add up to more than the row allows; the values of such rows are put back.

    Args:
        compiled: the problem.
        raw: an answer with values.
        share: of the largest absolute value in a column family; smaller values become zero where the bounds allow
            zero and the rows stay within half the tolerance, and otherwise stay.
        tolerance: of the certificate.

    Returns:
        The answer with other `values`, `row_values` and `objective`, the same duals, and in `info` how many values
        were set to zero (`cleaned`) and how many small ones had to stay (`kept`).
    """
    values = _within(compiled, raw.values)
    noise = _noise(compiled, values, share)
    small = int(noise.sum())
    for turn in range(NEAR + len(compiled.columns) + 1):
        cleaned = np.where(noise, 0.0, values)
        row_values = compiled.matrix @ cleaned
        touched = np.zeros(len(values), bool)
        touched[compiled.matrix[_broken(compiled, cleaned, row_values, tolerance / 2)].indices] = True
        touched &= noise
        if not touched.any():
            break
        if turn < NEAR:
            noise &= ~touched
        else:  # a chain through time would be put back one step a turn
            for family in compiled.columns:
                if touched[family.range].any():
                    noise[family.range] = False
    count = int(noise.sum())
    return replace(
        raw,
        values=cleaned,
        row_values=row_values,
        objective=float(compiled.cost @ cleaned) + compiled.offset,
        info={**raw.info, "cleaned": float(count), "kept": float(small - count)},
    )


def tidy(compiled: Compiled, raw: RawSolution, accept: Callable[[RawSolution], list[str]]) -> RawSolution:
    """The cleaned answer if `accept` accepts it, else the answer as it came, with a line in `attempts` that says so."""
    cleaned = clean(compiled, raw)
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


def _noise(compiled: Compiled, values: Floats, share: float) -> NDArray[np.bool_]:
    """Where a value is not zero, small beside its family, and may be zero."""
    noise: NDArray[np.bool_] = (values != 0) & (compiled.lower <= 0) & (compiled.upper >= 0)
    for family in compiled.columns:
        part = np.abs(values[family.range])
        if len(part):
            noise[family.range] &= part <= share * part.max()
    return noise


def _broken(compiled: Compiled, values: Floats, row_values: Floats, tolerance: float) -> NDArray[np.intp]:
    """Rows out of their bounds by more than tolerance * (1 + |bound| + largest term of the row)."""
    low, high = compiled.row_lower, compiled.row_upper
    with np.errstate(invalid="ignore"):
        under = low - row_values > tolerance * (1.0 + np.abs(low))
        over = row_values - high > tolerance * (1.0 + np.abs(high))
        at = np.flatnonzero(under | over)
        part = compiled.matrix[at]
        largest = abs(part.multiply(values[None, :])).max(axis=1).toarray().ravel() if len(at) else np.zeros(0)
        gap = np.maximum(low[at] - row_values[at], row_values[at] - high[at])
        bound = np.minimum(np.abs(low[at]), np.abs(high[at]))
    return at[gap > tolerance * (1.0 + bound + largest)]
