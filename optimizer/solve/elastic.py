"""Why a problem has no answer, on the arrays: what would have to give way, or what runs away."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, Floats, RawSolution, SolveOptions, Status
from optimizer.errors import LimitError
from optimizer.solve.ladder import solve

OPTIONS = SolveOptions(crossover=True, time_limit=600.0)
"""For a diagnosis: a corner, so that few things are named, and not for ever."""
NOTHING = 1e-7
"""Violations and shares below this are none."""


@dataclass(frozen=True, eq=False)
class Violations:
    """The least that would have to give way.

    Attributes:
        status: OPTIMAL if giving way there is enough, INFEASIBLE if not, LIMIT or UNKNOWN if it was not found out;
            the amounts are zero unless OPTIMAL.
        rows: amount by which each row must be missed, shape (rows,): positive if its activity stays that much
            below the lower side, negative if it goes that much above the upper side.
        columns: same for the bounds of the columns, shape (columns,).
        total: weighted sum of the absolute amounts.
    """

    status: Status
    rows: Floats
    columns: Floats
    total: float


def least_violation(
    compiled: Compiled, rows: Floats, columns: Floats | None = None, options: SolveOptions = OPTIONS
) -> Violations:
    """Relax some rows and bounds at a price and find the cheapest relaxation that makes the problem feasible.

    Integers are relaxed first; only if the relaxed problem needs no violation are they kept.

    Args:
        compiled: an infeasible problem.
        rows: price of missing each row by one unit, shape (rows,); 0 for a row that must hold.
        columns: same for column bounds, shape (columns,); None if all must hold.
        options: how to solve; the default asks for a basis, so that few rows are named.
    """
    weights = np.zeros(compiled.shape[1]) if columns is None else columns
    loose_rows = np.flatnonzero(rows > 0)
    loose_columns = np.flatnonzero(weights > 0)
    elastic = _elastic(compiled, loose_rows, rows[loose_rows], loose_columns, weights[loose_columns])
    relaxed = replace(elastic, integer=np.zeros_like(elastic.integer))
    raw = _attempt(relaxed, options)
    if compiled.integer.any() and raw is not None and raw.status is Status.OPTIMAL and raw.objective < NOTHING:
        raw = _attempt(elastic, options)
    found = Violations(
        Status.LIMIT if raw is None else raw.status, np.zeros(compiled.shape[0]), np.zeros(compiled.shape[1]), 0.0
    )
    if raw is None or raw.status is not Status.OPTIMAL:
        return found
    moves = raw.values[compiled.shape[1] :]
    k, n = len(loose_rows), len(loose_columns)
    up, down, raised, lowered = np.split(moves, [k, 2 * k, 2 * k + n])
    found.rows[loose_rows] = _without_noise(up - down)
    found.columns[loose_columns] = _without_noise(raised - lowered)
    return replace(found, total=raw.objective)


def _elastic(
    compiled: Compiled, rows: NDArray[np.intp], row_weights: Floats, columns: NDArray[np.intp], column_weights: Floats
) -> Compiled:
    """The problem with columns appended: up, down for the loose rows; raised, lowered for the loose columns.

    A loose column loses its bounds, which become a row `bounds`: lower <= x + raised - lowered <= upper.
    """
    m, n = compiled.shape
    k, b = len(rows), len(columns)
    slack = sp.csr_array((np.ones(k), (rows, np.arange(k))), shape=(m, k))
    picked = sp.csr_array((np.ones(b), (np.arange(b), columns)), shape=(b, n))
    one = sp.eye_array(b, format="csr")
    matrix = sp.block_array(
        [[compiled.matrix, slack, -slack, None, None], [picked, sp.csr_array((b, k)), sp.csr_array((b, k)), one, -one]],
        format="csr",
    )
    lower, upper = compiled.lower.copy(), compiled.upper.copy()
    lower[columns], upper[columns] = -np.inf, np.inf
    added = 2 * k + 2 * b
    sizes = {"up": k, "down": k, "raised": b, "lowered": b}
    starts = n + np.cumsum([0, k, k, b])
    families = (Family(name, int(at), size) for (name, size), at in zip(sizes.items(), starts, strict=True))
    return Compiled(
        matrix=sp.csr_array(matrix),
        row_lower=np.concatenate([compiled.row_lower, compiled.lower[columns]]),
        row_upper=np.concatenate([compiled.row_upper, compiled.upper[columns]]),
        lower=np.concatenate([lower, np.zeros(added)]),
        upper=np.concatenate([upper, np.full(added, np.inf)]),
        cost=np.concatenate([np.zeros(n), row_weights, row_weights, column_weights, column_weights]),
        offset=0.0,
        integer=np.concatenate([compiled.integer, np.zeros(added, bool)]),
        columns=(*compiled.columns, *families),
        rows=(*compiled.rows, Family("bounds", m, b)),
    )


def escape_directions(compiled: Compiled, options: SolveOptions = OPTIONS) -> list[tuple[int, float]]:
    """The columns that run away together in an unbounded problem.

    Finds the direction d of steepest fall of cost, at sum |d| <= 1, that no row and no bound ever stops. It is an
    edge of the cone of such directions, so that it names few columns: one loop, not all there are.

    Returns:
        (column, share) with the largest first; the share is d over the largest |d|, negative for a column that
        falls without limit. Empty if the problem has no such direction (or the limits in `options` were reached).
    """
    m, n = compiled.shape
    rises = np.flatnonzero(compiled.upper == np.inf)
    falls = np.flatnonzero(compiled.lower == -np.inf)
    pick = sp.csr_array(
        (
            np.concatenate([np.ones(len(rises)), -np.ones(len(falls))]),
            (np.concatenate([rises, falls]), np.arange(len(rises) + len(falls))),
        ),
        shape=(n, len(rises) + len(falls)),
    )
    width = pick.shape[1]
    if not width:
        return []
    matrix = sp.vstack([compiled.matrix @ pick, sp.csr_array(np.ones((1, width)))], format="csr")
    cone = Compiled(
        matrix=sp.csr_array(matrix),
        row_lower=np.append(np.where(compiled.row_lower == -np.inf, -np.inf, 0.0), 0.0),
        row_upper=np.append(np.where(compiled.row_upper == np.inf, np.inf, 0.0), 1.0),
        lower=np.zeros(width),
        upper=np.full(width, np.inf),
        cost=pick.T @ compiled.cost,
        offset=0.0,
        integer=np.zeros(width, bool),
        columns=(Family("direction", 0, width),),
        rows=(*compiled.rows, Family("length", m, 1)),
    )
    raw = _attempt(cone, options)
    if raw is None or raw.status is not Status.OPTIMAL or not raw.objective < 0:
        return []
    direction = pick @ raw.values
    largest = np.abs(direction).max()
    if largest <= NOTHING:
        return []
    at = np.flatnonzero(np.abs(direction) > NOTHING * largest)
    at = at[np.argsort(-np.abs(direction[at]), kind="stable")]
    return [(int(i), float(direction[i] / largest)) for i in at]


def _attempt(compiled: Compiled, options: SolveOptions) -> RawSolution | None:
    """Solve; None if a limit was reached."""
    try:
        return solve(compiled, options)
    except LimitError:
        return None


def _without_noise(amounts: Floats) -> Floats:
    return np.where(np.abs(amounts) > NOTHING, amounts, 0.0)
