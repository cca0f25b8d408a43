"""How far columns can go at all: bounds that follow from the rows, and from costing no more than an answer.

A row L <= a x <= U bounds each of its columns by what the others can make of it:
    x_j <= (U - min sum of the others) / a_j,   x_j >= (L - max sum of the others) / a_j     for a_j > 0, the other way round for a_j < 0.
Every point that is feasible and as cheap as the answer keeps these bounds, so a proof may use them as if the problem stated them.
Source: bound propagation of presolve, Savelsbergh 1994, ORSA Journal on Computing 6, 445-454.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer.certificate.measures import Floats
from optimizer.compiled import Compiled

ROUNDS = 10
"""A bound goes on to the columns of its rows once a round: this far along a chain of carriers."""
ROUNDING = 1e-9
"""Of the terms of a row, by which its bounds are widened: sums of many terms are not exact."""


def reach(compiled: Compiled, objective: float, tolerance: float) -> tuple[Floats, Floats]:
    """Lower and upper bounds of all columns at points that cost no more than `objective` (to the tolerance); infinite where nothing bounds them."""
    from scipy.sparse import csr_array, vstack

    most = objective - compiled.offset + tolerance * (1.0 + abs(objective))
    matrix = vstack([compiled.matrix, csr_array(compiled.cost[None, :])], format="csr")
    row_lower, row_upper = np.append(compiled.row_lower, -np.inf), np.append(compiled.row_upper, most)
    lower, upper = compiled.lower.copy(), compiled.upper.copy()
    for _ in range(ROUNDS):
        before = lower.copy(), upper.copy()
        _tighten(matrix, row_lower, row_upper, lower, upper)
        if (lower == before[0]).all() and (upper == before[1]).all():
            break
    return lower, upper


def _tighten(matrix: Any, row_lower: Floats, row_upper: Floats, lower: Floats, upper: Floats) -> None:
    """One round, into `lower` and `upper`."""
    a, j = matrix.data, matrix.indices
    i = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    at = a != 0
    a, j, i = a[at], j[at], i[at]
    up = a > 0
    with np.errstate(invalid="ignore"):
        least = _rest(a * np.where(up, lower[j], upper[j]), i, row_upper, -1.0)
        largest = _rest(a * np.where(up, upper[j], lower[j]), i, row_lower, 1.0)
        by_upper, by_lower = (row_upper[i] - least) / a, (row_lower[i] - largest) / a
    np.minimum.at(upper, j, np.where(up, by_upper, by_lower))
    np.maximum.at(lower, j, np.where(up, by_lower, by_upper))


def _rest(terms: Floats, i: Any, sides: Floats, sign: float) -> Floats:
    """Sum of the other terms of the row of each entry, widened by its rounding; infinite (of this sign) where another term is."""
    open_, count = np.isinf(terms), len(sides)
    closed = np.where(open_, 0.0, terms)
    opens = np.bincount(i, open_, count)[i] - open_
    slack = ROUNDING * (np.bincount(i, np.abs(closed), count) + np.where(np.isinf(sides), 0.0, np.abs(sides)))[i]
    return np.where(opens > 0, sign * np.inf, np.bincount(i, closed, count)[i] - closed + sign * slack)
