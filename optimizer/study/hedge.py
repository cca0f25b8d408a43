"""One plan for several futures: plant is decided before it is known which comes, operation and later plant after.

Each future is a scenario of one case with a probability. Three kinds of plans stand beside each other, all of them certified answers of
whole cases:
- *alone*: each future with a plan made for it, as if it had been known. Their mean cost is what nobody can undercut (wait and see).
- *hedged*: plant of the first periods is the same in all futures, at least expected cost or at least greatest regret, where regret is
  what a future costs more than alone. What the hedge of least expected cost costs more than wait and see is the expected value of
  perfect information; that of least regret costs as much or more.
- *crossed*: the plan of one future where another comes: what betting on a future costs.

The plan is found in one problem of all futures (`optimizer.study.joint`), certified on its arrays. Then each future is answered once more by
itself with the shared plant held, which gives its sheets and prices, and shows that the costs of the joint problem are those of the cases.
Source: Birge & Louveaux, Introduction to Stochastic Programming, 2nd ed. (2011), ch. 4 (expected value of perfect information).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.compiled import Compiled, RawSolution, Status
from optimizer.decided import Decided, Vector
from optimizer.errors import InterruptedSolve, LimitError, OptimizerError, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import answer, solve_certified
from optimizer.solution import Solution
from optimizer.study.futures import Future, Solve, checked, cost_of
from optimizer.study.joint import (
    World,
    cheapest_within,
    least_expected_cost,
    least_regret,
    part_of,
    plant_of,
)

NEAR = 1e-5
"""Relative difference between the joint problem and its linear futures, answered one by one, that is rounding (plant is held to a millionth)."""


class Aim(Enum):
    """What a hedge makes least."""

    COST = "cost"
    REGRET = "regret"


@dataclass(frozen=True, eq=False)
class Outcome:
    """A future under the hedge.

    Attributes:
        alone: the answer if it had been known.
        hedged: the answer with the shared plant.
        crossed: cost [money] of the plans of other futures here, by their name; why, in all its lines, where such a plan has no answer.
    """

    future: Future
    alone: Solution
    hedged: Solution
    crossed: Mapping[str, float | str]

    @property
    def best(self) -> float:
        """Least cost [money, discounted] if this future had been known."""
        return cost_of(self.alone)

    @property
    def regret(self) -> float:
        """What the hedge costs more here than a plan for this future [money, discounted]."""
        return cost_of(self.hedged) - self.best


@dataclass(frozen=True, eq=False)
class Hedge:
    """One plan for several futures.

    Attributes:
        periods: labels of the periods of which the plant is shared.
        outcomes: one for each future.
        joint: expected cost [money] that the joint problem states.
    """

    aim: Aim
    periods: tuple[int, ...]
    outcomes: tuple[Outcome, ...]
    joint: float

    @property
    def expected(self) -> float:
        """Expected cost [money, discounted] of the futures answered one by one."""
        return sum(o.future.probability * cost_of(o.hedged) for o in self.outcomes)

    @property
    def known(self) -> float:
        """Expected cost [money, discounted] if each future were known beforehand."""
        return sum(o.future.probability * o.best for o in self.outcomes)


def hedge(
    futures: tuple[Future, ...],
    until: int | None = None,
    aim: Aim = Aim.COST,
    *,
    crossed: bool = False,
    solve: Solve = lambda _, case, decided: answer(case, decided),
    say: Callable[[str], None] = lambda _: None,
) -> Hedge:
    """Plant of the periods up to `until` that serves all futures best.

    Args:
        futures: two or more, whose probabilities sum to one.
        until: label of the last period of which the plant is shared; None: all periods.
        crossed: answer each future with the plans of the others, too.
        solve: how one future is answered: what it is, its case, the plant that is decided.
        say: told in short lines how far the joint problem is.

    Raises:
        CaseError: futures that do not fit together.
        InfeasibleError: a future has no plan even alone.
        SolveError: no plant serves all futures, or the joint problem has no certified answer.
    """
    periods = checked(futures, until)
    worlds = [World(f.name, f.probability, _compiled(f.case)) for f in futures]
    joint = least_expected_cost(worlds, frozenset(periods))  # first: futures that do not fit are told before a solve
    alone = {f.name: solve(f"{f.name} alone", f.case, None) for f in futures}
    best = {name: cost_of(found.solution) for name, found in alone.items()}
    raw = _jointly(joint, worlds, futures[0].case, best, aim, say)
    outcomes = []
    for i, f in enumerate(futures):
        plan = part_of(raw.values, worlds, i)
        hedged = solve(f"{f.name} hedged", f.case, _held(plan, periods))
        others = {g.name: alone[g.name].vector for g in futures if crossed and g is not f}
        met = {name: _cost_with(f, vector, periods, name, solve) for name, vector in others.items()}
        outcomes.append(Outcome(f, alone[f.name].solution, hedged.solution, met))
    found = Hedge(aim, periods, tuple(outcomes), raw.objective)
    if abs(found.expected - found.joint) > _near(worlds, futures) * (1.0 + max(abs(found.expected), abs(found.joint))):
        raise SolveError(
            f"The joint problem expects a cost of {found.joint:.9g}, its futures answered one by one {found.expected:.9g}. "
            "No results were written."
        )
    return found


def _near(worlds: list[World], futures: tuple[Future, ...]) -> float:
    """Relative difference that is none: of whole units each answer may lie anywhere within the gap that its case allows."""
    gaps = [f.case.options.solve.gap for w, f in zip(worlds, futures, strict=True) if w.compiled.integer.any()]
    return max([NEAR, *gaps])


def _compiled(case: Case) -> Compiled:
    return compile_model(build_model(prepare(case, vocabulary())))


def _jointly(
    joint: Compiled,
    worlds: list[World],
    case: Case,
    best: Mapping[str, float],
    aim: Aim,
    say: Callable[[str], None],
) -> RawSolution:
    """The certified answer of the joint problem; its objective is the expected cost."""

    def solved(problem: Compiled, what: str) -> RawSolution:
        raw = solve_certified(problem, case, lambda text: say(f"{what}: {text}"))
        if raw.status is Status.INFEASIBLE:
            names = ", ".join(w.name for w in worlds)
            raise SolveError(
                f"Each of the scenarios {names} has a plan, but no plant is the same in all of them. "
                "Share fewer periods (--until), or let demand be unmet at a price."
            )
        if raw.status is not Status.OPTIMAL:
            raise SolveError(f"No certified answer of the scenarios together: {'; '.join(raw.attempts)}")
        return raw

    if aim is Aim.COST:
        return solved(joint, "all together")
    regretful = least_regret(joint, worlds, best)
    regret = solved(regretful, "least regret").objective
    room = max(NEAR * abs(regret), case.options.solve.tolerance * max(abs(v) for v in best.values()))
    return solved(cheapest_within(joint, regretful, regret + room), "cheapest of least regret")


def _held(plan: Vector, periods: tuple[int, ...]) -> Decided:
    return Decided(frozenset(periods), plant_of(plan), None)


def _cost_with(f: Future, plan: Vector, periods: tuple[int, ...], of: str, solve: Solve) -> float | str:
    """What a future costs with the plant of another's plan, or why it has no answer with it."""
    try:
        return cost_of(solve(f"{f.name} with the plan of {of}", f.case, _held(plan, periods)).solution)
    except (InterruptedSolve, LimitError):
        raise
    except OptimizerError as error:
        return str(error)
