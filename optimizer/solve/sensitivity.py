"""What would change an optimal answer: the cost at which a column enters or leaves, and how far a side may move at its price.

The cost of fitting in one more unit of a column at the cheapest is a linear problem on the directions in which an optimal point may move:
rows and bounds that do not bind are left out, those that do keep their sign. It is exact whatever duals the solver gave, also where prices are not
unique. Source: own formulation, from linear duality; Bertsimas and Tsitsiklis 1997, Introduction to Linear Optimization, chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, Floats, RawSolution, SolveOptions, Status
from optimizer.errors import SolveError
from optimizer.solve import handover
from optimizer.solve.highs import DEFAULTS
from optimizer.solve.ladder import solve

NEAR = 1e-7  # relative distance at which a value counts as on its bound


def marginal_cost(
    compiled: Compiled, raw: RawSolution, weights: Floats, sign: float = 1.0, options: SolveOptions = DEFAULTS
) -> float | None:
    """How much cost rises per unit by which a weighted sum of columns is forced up (sign 1) or down (-1), all else moving at its best.

    So the cost of a unit of that sum must fall (rise) by this for it to move by itself: by less it does not.

    Args:
        compiled: a linear problem.
        raw: an optimal answer of it, a corner: of an interior one it is not known what binds.
        weights: of each column in the sum, shape (columns,).

    Returns:
        Cost per unit, 0 where another optimal answer has more (less) of it; None if it cannot move that way.

    Raises:
        SolveError: the answer is no corner, or HiGHS comes to no answer.
    """
    directions = _directions(compiled, raw)
    rows = compiled.shape[0]
    forced = replace(
        directions,
        matrix=sp.csr_array(sp.vstack([compiled.matrix, sp.csr_array(weights[None, :])])),
        row_lower=np.append(directions.row_lower, sign),
        row_upper=np.append(directions.row_upper, sign),
        rows=(*compiled.rows, Family("forced", rows, 1, labels=((),))),
    )
    found = solve(forced, options)
    if found.status is Status.INFEASIBLE:
        return None
    return max(_optimum(found), 0.0)


def worth_of_room(
    compiled: Compiled, raw: RawSolution, columns: Sequence[int], options: SolveOptions = DEFAULTS
) -> float:
    """How much cost falls per unit by which the upper bounds of some columns rise together, all else moving at its best.

    Where prices are not unique this is less than the sum of the duals of these bounds: a limit of one year alone is worth nothing where the
    same plant stands under that of another.

    Args:
        compiled, raw: as in `marginal_cost`.
        columns: positions of the columns, each on its upper bound.

    Raises:
        SolveError: the answer is no corner, or HiGHS comes to no answer.
    """
    directions = _directions(compiled, raw)
    upper = directions.upper.copy()
    upper[list(columns)] = 1.0
    return max(-_optimum(solve(replace(directions, upper=upper), options)), 0.0)


def _directions(compiled: Compiled, raw: RawSolution) -> Compiled:
    """The problem of the directions in which an optimal point may move."""
    if raw.basis is None:
        raise SolveError(
            "an interior answer has no exact margins, and HiGHS came to no other (solve: {algorithm: simplex})"
        )
    low, high = on_bound(raw.values, compiled.lower), on_bound(raw.values, compiled.upper)
    row_low, row_high = on_bound(raw.row_values, compiled.row_lower), on_bound(raw.row_values, compiled.row_upper)
    return Compiled(
        matrix=compiled.matrix,
        row_lower=np.where(row_low, 0.0, -np.inf),
        row_upper=np.where(row_high, 0.0, np.inf),
        lower=np.where(low, 0.0, -np.inf),
        upper=np.where(high, 0.0, np.inf),
        cost=compiled.cost,
        offset=0.0,
        integer=np.zeros(compiled.shape[1], bool),
        columns=compiled.columns,
        rows=compiled.rows,
    )


def _optimum(found: RawSolution) -> float:
    if found.status is not Status.OPTIMAL:
        raise SolveError(f"no margin could be found: {'; '.join(found.attempts)}")
    return found.objective


def on_bound(values: Floats, bound: Floats) -> NDArray[np.bool_]:
    """Which values lie on a bound that there is."""
    with np.errstate(invalid="ignore"):
        near: NDArray[np.bool_] = np.abs(values - bound) <= NEAR * (1.0 + np.abs(bound))
    return np.asarray(np.isfinite(bound) & near)


@dataclass(frozen=True, eq=False)
class RowRanges:
    """Between which sides each row keeps its price.

    Attributes:
        low, high: of the side that binds, shape (rows,).
    """

    low: Floats
    high: Floats


def row_ranges(compiled: Compiled, raw: RawSolution) -> RowRanges | None:
    """HiGHS's ranging of the sides of rows; none without a basis, for an interior answer has no corner to range."""
    if raw.basis is None or compiled.integer.any():
        return None
    highs = handover.new()
    handover.set_options(highs, {"presolve": "off", "solver": "simplex"})
    handover.hand_over(highs, compiled)
    if not handover.write_basis(highs, raw.basis):
        return None
    highs.run()
    answer, found = highs.getRanging()
    if answer == highspy.HighsStatus.kError or not found.valid:
        return None
    return RowRanges(np.array(found.row_bound_dn.value_), np.array(found.row_bound_up.value_))
