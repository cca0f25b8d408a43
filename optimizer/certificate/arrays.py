"""An independent witness on the arrays: is this the least-cost answer of this problem?

Minimise c x + offset with L <= A x <= U and l <= x <= u. Row duals y and reduced costs z are the change of the
least cost per unit of a bound. The answer is certified by weak duality alone: a point within its bounds, duals that
explain every cost (c = A'y + z) and push only against bounds that exist, and row duals that prove that no plan costs less.
Neither the solver's status nor its own residuals are read. A mixed-integer answer has no duals: there the point, its
integrality and the distance to the solver's proven bound are measured, and the bound is the solver's word.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.certificate.measures import (
    Certificate,
    Floats,
    Ints,
    Measure,
    differing,
    largest_by_column,
    largest_by_row,
    outside,
    proven,
    pushing_nothing,
    worst,
)
from optimizer.certificate.reach import reach
from optimizer.compiled import Compiled, RawSolution

__all__ = ["Certificate", "Measure", "certify"]

ROUNDING = 2.0**-46
"""Of the terms of a sum of products, what it may be off: some hundred of them, each to the last digit."""


def certify(compiled: Compiled, raw: RawSolution, tolerance: float = 1e-6, gap: float = 1e-4) -> Certificate:
    """Measure an answer on the original arrays.

    Args:
        compiled: the problem as it was compiled, unscaled.
        raw: values and duals in the order of the arrays.
        tolerance: of every measure, relative as each measure states.
        gap: relative gap a mixed-integer answer may keep (not below the tolerance).

    Returns:
        One measure for each of: rows (residual over 1 + |bound| + largest term of the row, so that it does not depend on units), bounds
        (over 1 + |bound|), reported row values and objective, then for a linear problem stationarity (|c - A'y - z| over 1 + |c|; beyond that
        over 1 + |c| + largest |a_ij y_i| of the column where the gap answers for it), signs of both kinds of duals, and the gap between the
        objective and what the row duals prove (`_proof`) over 1 + |objective|; for a mixed-integer one integrality and the proven gap.
        About 0.3 s for 2 M columns, more where a bound must be looked for.
    """
    activity = compiled.matrix @ raw.values
    objective = float(compiled.cost @ raw.values) + compiled.offset
    rows, columns = compiled.row_label, compiled.column_label

    def terms(at: Ints) -> Floats:
        return largest_by_row(compiled.matrix, at, np.abs(raw.values))

    measures = [
        worst("rows", tolerance, *outside(activity, compiled.row_lower, compiled.row_upper, terms), rows),
        worst("bounds", tolerance, *outside(raw.values, compiled.lower, compiled.upper), columns),
        worst("reported row values", tolerance, None, differing(raw.row_values, activity, activity), rows),
        Measure("reported objective", abs(raw.objective - objective) / (1.0 + abs(objective)), tolerance),
    ]
    if compiled.integer.any():
        measures += _integers(compiled, raw, objective, tolerance, gap)
    else:
        measures += _duals(compiled, raw, objective, tolerance)
    return Certificate(tuple(measures))


def _integers(compiled: Compiled, raw: RawSolution, objective: float, tolerance: float, gap: float) -> list[Measure]:
    """Integrality of the integer columns and the gap to the proven bound."""
    at = np.flatnonzero(compiled.integer)
    values = raw.values[at]
    return [
        worst("integrality", tolerance, at, np.abs(values - np.rint(values)), compiled.column_label),
        Measure("proven gap", abs(objective - raw.bound) / (1.0 + abs(objective)), max(gap, tolerance)),
    ]


def _duals(compiled: Compiled, raw: RawSolution, objective: float, tolerance: float) -> list[Measure]:
    """Stationarity, signs and gap of a linear answer.

    A row dual with the wrong sign is measured by what leaving it out would do to stationarity: |y_i| times the
    largest |a_ij| / (1 + |c_j|) of its row.
    """
    y, z, proof = raw.row_duals, raw.reduced_costs, _proof(compiled, raw, objective, tolerance)
    scale: Floats = 1.0 / (1.0 + np.abs(compiled.cost))
    wrong_rows = pushing_nothing(y, compiled.row_lower, compiled.row_upper)
    wrong_columns = np.setdiff1d(pushing_nothing(z, compiled.lower, compiled.upper), proof.answered)
    row_effect = np.abs(y[wrong_rows]) * largest_by_row(compiled.matrix, wrong_rows, scale)
    column_effect = np.abs(z[wrong_columns]) * scale[wrong_columns]
    return [
        worst("stationarity", tolerance, None, proof.far, compiled.column_label),
        worst("signs of row duals", tolerance, wrong_rows, row_effect, compiled.row_label),
        worst("signs of reduced costs", tolerance, wrong_columns, column_effect, compiled.column_label),
        Measure("gap", abs(objective - proof.bound) / (1.0 + abs(objective)), tolerance),
    ]


@dataclass(frozen=True, eq=False)
class _Proof:
    """What the row duals prove, whatever the solver calls reduced costs.

    Attributes:
        bound: no plan costs less.
        far: what the reported duals leave unexplained of each column's cost, relative.
        answered: columns of which much is unexplained, and counts in the bound.
    """

    bound: float
    far: Floats
    answered: Ints


def _proof(compiled: Compiled, raw: RawSolution, objective: float, tolerance: float) -> _Proof:
    """Every plan costs at least y b + the sum over columns of (c - A'y)_j x_j at the bound that this rest of a cost pushes against.

    A dual against a side that a row does not have is left out. A column without a bound on that side is held by how far it can go at all
    (`reach`): a rest of 10^-7 per gram is nothing beside a cost, and a fifth of all costs where a cavern holds 10^12 of them. Only a column
    that nothing holds is left to the measures of stationarity and signs.

    Stationarity is |c - A'y - z| over 1 + |c|; where that is above the tolerance and the column is held, over 1 + |c| + its largest |a_ij y_i|:
    what is nothing beside two prices that cancel may be all of a cost, but then it is missing in the bound.
    """
    wrong = pushing_nothing(raw.row_duals, compiled.row_lower, compiled.row_upper)
    y, cost = raw.row_duals.copy(), compiled.cost
    y[wrong] = 0.0
    rest = cost - compiled.matrix.T @ y
    left_out = compiled.matrix[wrong].T @ raw.row_duals[wrong]
    far = differing(raw.reduced_costs, rest - left_out, cost)
    lower, upper = compiled.lower.copy(), compiled.upper.copy()
    much, free = np.flatnonzero(far > tolerance), _not_held(compiled, rest, y)
    if len(much) or len(free):
        least, most = reach(compiled, objective, tolerance)
        lower[free], upper[free] = least[free], most[free]
        much = much[np.isfinite(np.where(rest[much] > 0, least[much], most[much]))]
        size = 1.0 + np.abs(cost[much])
        far[much] *= size / (size + largest_by_column(compiled.matrix, much, np.abs(raw.row_duals)))
    bound = compiled.offset + proven(y, compiled.row_lower, compiled.row_upper) + proven(rest, lower, upper)
    return _Proof(bound, far, much)


def _not_held(compiled: Compiled, rest: Floats, y: Floats) -> Ints:
    """Columns whose rest of a cost pushes against nothing, and is more than the last digits of its terms."""
    at = pushing_nothing(rest, compiled.lower, compiled.upper)
    terms = np.abs(compiled.cost[at]) + abs(compiled.matrix[:, at]).T @ np.abs(y)
    more: Ints = at[~(np.abs(rest[at]) <= ROUNDING * terms)]
    return more
