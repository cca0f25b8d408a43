"""A first plan for problems with many whole numbers: a few linear problems, each rounded up, the best of them.

HiGHS may look long for a plan where thousands of whole numbers count plant; yet one more unit of each is a plan wherever more plant
does no harm. So the linear problem is solved, its whole numbers are rounded up and held, and what is left is solved: a plan.
Then the cost of each whole number n becomes what it would have cost rounded up, c ceil(n) / n (slope scaling on the columns), and again.
HiGHS starts from the cheapest. A start changes neither the optimum nor the bound; where rounding up gives no plan there is none.

Source: dynamic slope scaling, Kim & Pardalos 1999, Operations Research Letters 24, 195-203.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import Compiled
from optimizer.solve import handover
from optimizer.solve.running import attended
from optimizer.solve.watch import Limits

MANY = 500
"""Whole numbers from which a start is worth its linear problems."""
ROUNDS = 12
SHARE = 0.2
"""Of the time that is left."""
NEAR = 1e-6


def first_plan(
    compiled: Compiled, limits: Limits, threads: int, say: Callable[[str], None] | None = None
) -> NDArray[np.float64] | None:
    """Values of the cheapest plan found, or none.

    Args:
        compiled: the problem; its arrays are not changed.
        limits: of the whole solve.
        threads: of HiGHS.
        say: told of each round and how far it is, in the calling thread.

    Raises:
        InterruptedSolve: Ctrl-C.
        LimitError: memory ran out and HiGHS did not stop when asked.
    """
    whole = compiled.integer
    if int(whole.sum()) < MANY:
        return None
    until = np.inf if limits.left is None else time.monotonic() + SHARE * limits.left
    at = np.flatnonzero(whole).astype(np.int32)
    free, held = _linear(compiled, threads), _linear(compiled, threads)
    best, values, real = np.inf, None, compiled.cost[at]
    for number in range(ROUNDS):
        if say is not None:
            say(f"mip: looking for a first plan, round {number + 1} of {ROUNDS}")
        found = _solved(free, until, limits, say)
        if found is None:
            break
        up = np.minimum(np.ceil(found[at] - NEAR), np.floor(compiled.upper[at]))
        held.changeColsBounds(len(at), at, up, up)
        plan = _solved(held, until, limits, say)
        if plan is not None and (cost := float(compiled.cost @ plan)) < best:
            best, values = cost, plan
        slopes = compiled.cost[at] * up / np.maximum(found[at], NEAR)
        real = np.where(up > 0, slopes, real)  # what is not built keeps its slope
        free.changeColsCost(len(at), at, real)
    return values


def hint(highs: Any, values: NDArray[np.float64]) -> None:
    """Give HiGHS a plan to start from."""
    solution = highspy.HighsSolution()
    solution.col_value = values
    solution.value_valid = True
    highs.setSolution(solution)


def _linear(compiled: Compiled, threads: int) -> Any:
    """The problem without whole numbers, which keeps its basis from one run to the next."""
    highs = handover.new()
    handover.set_options(highs, {"solver": "simplex", "threads": threads})
    handover.hand_over(highs, replace(compiled, integer=np.zeros_like(compiled.integer)))
    return highs


def _solved(highs: Any, until: float, limits: Limits, say: Callable[[str], None] | None) -> NDArray[np.float64] | None:
    """Values, or none where there is no answer in time."""
    left = until - time.monotonic()
    if left <= 0:
        return None
    if np.isfinite(left):
        handover.set_options(highs, {"time_limit": highs.getRunTime() + left})
    attended(highs, lambda _: highs.run(), limits, "first plan", say)
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(highs.getSolution().col_value, dtype=np.float64)
