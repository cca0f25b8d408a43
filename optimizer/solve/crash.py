"""A basis from an interior answer, for problems like it that follow: a guess, and simplex from there.

In an interior answer of a linear problem each column and row is either away from its bounds or has a dual away from zero, up to noise. The
`rows` of them that are furthest from their bounds beside their dual are taken as basic, and dual simplex mends what the guess has
wrong. HiGHS' own crossover pushes one variable after the other and may take many times as long (docs/decisions/0041-a-basis-for-studies.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.errors import LimitError, SolveError
from optimizer.solve.highs import solve_once
from optimizer.solve.session import Session

LOWER, BASIC, UPPER, FREE = 0, 1, 2, 3
"""As HiGHS numbers them."""
LEAST, MOST = 1e-14, 1e12


def guess(compiled: Compiled, raw: RawSolution) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """(column status, row status) of as many basic ones as there are rows.

    Args:
        compiled: the problem.
        raw: an interior answer of it, with duals.
    """
    low, high = (
        np.concatenate([compiled.lower, compiled.row_lower]),
        np.concatenate([compiled.upper, compiled.row_upper]),
    )
    value, dual = np.concatenate([raw.values, raw.row_values]), np.concatenate([raw.reduced_costs, raw.row_duals])
    below, above = value - low, high - value  # infinite where there is no bound
    away = np.clip(np.minimum(below, above), LEAST, MOST)
    score = np.log(away) - np.log(np.maximum(np.abs(dual), LEAST))
    score[low == high] = -np.inf
    score[np.isinf(low) & np.isinf(high)] = np.inf
    basic = np.zeros(len(value), bool)
    basic[np.argsort(-score, kind="stable")[: compiled.shape[0]]] = True
    rest = np.where(np.isfinite(low) & (below <= above), LOWER, np.where(np.isfinite(high), UPPER, FREE))
    held = np.where(dual >= 0, LOWER, UPPER)
    status = np.where(basic, BASIC, np.where(low == high, held, rest)).astype(np.int8)
    return status[: compiled.shape[1]], status[compiled.shape[1] :]


def basis_of(compiled: Compiled, raw: RawSolution, options: SolveOptions, seconds: float | None) -> Session | None:
    """A basis of an answer that has none; None if simplex does not come to one in time.

    Args:
        compiled: a linear problem.
        raw: an interior answer of it, with duals.
        options: threads.
        seconds: that it may take.
    """
    if compiled.integer.any() or not np.isfinite(raw.row_duals).all():
        return None
    start = Session(Session.shape(compiled), guess(compiled, raw), seek=False, near=False)
    hasty = SolveOptions(time_limit=seconds, memory_limit=options.memory_limit, threads=options.threads)
    try:
        found = solve_once(compiled, hasty, "simplex", session=start)
    except (LimitError, SolveError):
        return None
    if found.status is not Status.OPTIMAL or found.basis is None:
        return None
    return Session(start.key, found.basis, seek=False)
