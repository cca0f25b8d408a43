"""What the plan for one future costs where another comes: a table of regrets.

Each future is answered alone, as if it had been known. Then its plant (built, retired early, retrofitted; of all periods, or of those up
to some year) is held and operated in every other future, and

    regret of plan p in future s = cost of s with the plant of p - least cost of s

A plan that builds what cannot be built in another future has no answer there, and what it does not know of is not built. Where a hedge
(`optimizer.study.hedge`) looks for one plan between the futures, this compares the plans that there are.
Source: Savage 1951, J. Am. Stat. Assoc. 46, 55-67.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.compiled import Compiled
from optimizer.decided import Decided, Vector
from optimizer.errors import InterruptedSolve, LimitError, OptimizerError
from optimizer.pipeline import Answer, answer
from optimizer.solution import Solution
from optimizer.study.futures import Future, Solve, checked, cost_of
from optimizer.study.joint import Column, plant_of, shared_columns

NOISE = 1e-6
"""Of the largest of its family: less is not built."""
NO_ANSWER = "no answer"
WHAT = "a table of regrets"
"""What futures are for here, as problems with them say it."""


@dataclass(frozen=True)
class Operated:
    """A plan in a future.

    Attributes:
        cost: discounted money; NaN where the plan has no answer.
        status: of the certified answer, or `no answer`.
        why: there is none, in all its lines.
    """

    cost: float
    status: str
    why: str = ""


@dataclass(frozen=True, eq=False)
class Regret:
    """Plans beside futures.

    Attributes:
        periods: labels of the periods of which plant is held.
        alone: the answer of each future as if it had been known.
        operated: by (plan, future).
    """

    names: tuple[str, ...]
    periods: tuple[int, ...]
    alone: Mapping[str, Solution]
    operated: Mapping[tuple[str, str], Operated]

    def regret(self, plan: str, future: str) -> float:
        """What a plan costs more in a future than the plan for it [money, discounted]; NaN where it has no answer."""
        return self.operated[plan, future].cost - self.operated[future, future].cost


def regret(
    futures: tuple[Future, ...],
    until: int | None = None,
    *,
    solve: Solve = lambda _, case, decided: answer(case, decided),
) -> Regret:
    """Each plan in each future.

    Args:
        futures: two or more; probabilities are not asked for.
        until: label of the last period of which plant is held; None: all periods.
        solve: how one future is answered: what it is, its case, the plant that is decided.

    Raises:
        CaseError: futures that cannot be compared.
        InfeasibleError: a future has no plan even alone.
    """
    periods = checked([replace(f, probability=1.0 / len(futures)) for f in futures], until, WHAT)
    alone = {f.name: solve(f"{f.name} alone", f.case, None) for f in futures}
    operated = {
        (plan, f.name): _own(alone[plan]) if plan == f.name else _operated(f, plan, alone, periods, solve)
        for plan in alone
        for f in futures
    }
    return Regret(tuple(alone), periods, {name: found.solution for name, found in alone.items()}, operated)


def _own(found: Answer) -> Operated:
    return Operated(cost_of(found.solution), str(found.solution.meta["status"]))


def _operated(
    future: Future, plan: str, alone: Mapping[str, Answer], periods: tuple[int, ...], solve: Solve
) -> Operated:
    """A future with the plant of the plan for another."""
    there, here = _compiled(alone[plan]), _compiled(alone[future.name])
    impossible = _impossible(alone[plan].vector, there, here, periods)
    if impossible:
        return Operated(float("nan"), NO_ANSWER, impossible)
    held = Decided(frozenset(periods), plant_of(translated(alone[plan].vector, there, here, periods)), None)
    try:
        return _own(solve(f"{future.name} with the plan of {plan}", future.case, held))
    except (InterruptedSolve, LimitError):
        raise
    except OptimizerError as error:
        return Operated(float("nan"), NO_ANSWER, str(error))


def _compiled(found: Answer) -> Compiled:
    assert found.solved is not None
    return found.solved[0]


def translated(plan: Vector, there: Compiled, here: Compiled, periods: Collection[int]) -> Vector:
    """The plant of a plan in the columns of another future: zero where the plan knows nothing of it."""
    known, values = shared_columns(there, periods), np.zeros(here.shape[1])
    for key, column in shared_columns(here, periods).items():
        values[column] = plan.values[known[key]] if key in known else 0.0
    return Vector(here.columns, values)


def _impossible(plan: Vector, there: Compiled, here: Compiled, periods: Collection[int]) -> str:
    """What a plan decides that cannot be decided in another future, in words; nothing if all of it can."""
    mine, theirs = shared_columns(there, periods), shared_columns(here, periods)
    largest: dict[str, float] = {}
    for (family, _), column in mine.items():
        largest[family] = max(largest.get(family, 0.0), abs(float(plan.values[column])))
    missing: list[Column] = [
        key for key, column in mine.items() if key not in theirs and abs(plan.values[column]) > NOISE * largest[key[0]]
    ]
    if not missing:
        return ""
    family, label = missing[0]
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"{family.replace('_', ' ')} of {', '.join(map(str, label))} is not possible here{more}"
