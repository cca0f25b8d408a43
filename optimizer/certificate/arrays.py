"""An independent witness on the arrays: is this the least-cost answer of this problem?

Minimise c x + offset with L <= A x <= U and l <= x <= u. Row duals y and reduced costs z are the change of the
least cost per unit of a bound. The answer is certified by weak duality alone: a point within its bounds, duals that
explain every cost (c = A'y + z) and push only against bounds that exist, and the same objective from both sides.
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
        over 1 + |c| + largest |a_ij y_i| of the column where a bound answers for it in the gap, see `_explained`), signs of both kinds of
        duals, and the gap between primal and dual objective over 1 + |primal|; for a mixed-integer one integrality and the proven gap.
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
    y, proof = raw.row_duals, _explained(compiled, raw, objective, tolerance)
    z, lower, upper = proof.reduced_costs, proof.lower, proof.upper
    scale: Floats = 1.0 / (1.0 + np.abs(compiled.cost))
    wrong_rows = pushing_nothing(y, compiled.row_lower, compiled.row_upper)
    wrong_columns = pushing_nothing(z, lower, upper)
    row_effect = np.abs(y[wrong_rows]) * largest_by_row(compiled.matrix, wrong_rows, scale)
    dual = compiled.offset + proven(y, compiled.row_lower, compiled.row_upper) + proven(z, lower, upper)
    return [
        worst("stationarity", tolerance, None, proof.far, compiled.column_label),
        worst("signs of row duals", tolerance, wrong_rows, row_effect, compiled.row_label),
        worst(
            "signs of reduced costs",
            tolerance,
            wrong_columns,
            np.abs(z[wrong_columns]) * scale[wrong_columns],
            compiled.column_label,
        ),
        Measure("gap", abs(objective - dual) / (1.0 + abs(objective)), tolerance),
    ]


@dataclass(frozen=True, eq=False)
class _Proof:
    """What the duals explain, and with which bounds of the columns.

    Attributes:
        far: what is unexplained of each column's cost, relative.
        reduced_costs: with what was unexplained and a bound answers for. lower, upper: with these bounds.
    """

    far: Floats
    reduced_costs: Floats
    lower: Floats
    upper: Floats


def _explained(compiled: Compiled, raw: RawSolution, objective: float, tolerance: float) -> _Proof:
    """|c - A'y - z| of each column over 1 + |c|; where that is above the tolerance, over 1 + |c| + its largest |a_ij y_i|.

    The larger scale alone would let a wrong answer through: what is nothing beside two prices that cancel may be all of a cost. So what is
    unexplained of such a column becomes reduced cost, which counts in the gap at the bound it pushes against, stated or implied (`reach`).
    A column without such a bound keeps the smaller scale.
    """
    z, lower, upper = raw.reduced_costs, compiled.lower, compiled.upper
    explained = compiled.matrix.T @ raw.row_duals + z
    far = differing(explained, compiled.cost, compiled.cost)
    at = np.flatnonzero(far > tolerance)
    if not len(at):
        return _Proof(far, z, lower, upper)
    least, most = reach(compiled, objective, tolerance)
    pushes = z[at] + (compiled.cost - explained)[at]
    held = np.isfinite(np.where(pushes > 0, least[at], most[at]))
    at, pushes = at[held], pushes[held]
    z, lower, upper = z.copy(), lower.copy(), upper.copy()
    z[at], lower[at], upper[at] = pushes, least[at], most[at]
    size = 1.0 + np.abs(compiled.cost[at])
    far[at] *= size / (size + largest_by_column(compiled.matrix, at, np.abs(raw.row_duals)))
    return _Proof(far, z, lower, upper)
