"""Near-optimal alternatives: how little and how much of something there may be, if a plan may cost a little more than the least.

With the case as  minimise c . x + o  over its rows, C* its least cost and g . x an amount (`optimizer.study.amounts`),

    least and most   minimise and maximise  g . x   subject to the rows of the case and   c . x + o <= C* + share |C*|

No plan leaves more demand unmet, or exceeds a limit further at a price, than that of least cost does: with less of everything there is
always a plan that pays for what it does not deliver.
The case is compiled once; each answer is the same arrays with one further row and another objective, and starts where the last one
ended. Each is certified: every row holds, the cost too, and the duals prove that no plan within the cost has less (or more); then its
balances, plant, emissions and ledger are counted again from the inputs, as those of any run.
Source: Brill, Chang & Hopkins 1982, Management Science 28, 221-235 (modelling to generate alternatives); DeCarolis 2011, Energy Economics
33, 145-152.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from optimizer.algebra import Model, compile_model
from optimizer.case.model import Case
from optimizer.certificate.measures import Certificate
from optimizer.compiled import Compiled, Family, Floats, RawSolution, Status
from optimizer.errors import CaseError, Problem, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import Answer, answer, solve_certified
from optimizer.solution import Solution
from optimizer.solve import Session
from optimizer.study.amounts import Amount, default_groups, read_amounts
from optimizer.study.counted import weights
from optimizer.study.ends import served
from optimizer.study.peak import open_peaks
from optimizer.study.variant import read_variant
from optimizer.witness import declared_costs, recounted

SHORT = ("unmet", "overshoot")
"""Families of columns by which a plan pays for what it does not do."""
LEAST, MOST = "least", "most"
WAYS = {LEAST: 1.0, MOST: -1.0}
ENOUGH = 1e-3
"""Share of the optimal cost below which a bound is narrower than what a certificate can tell (a thousand times its tolerance)."""


@dataclass(frozen=True, eq=False)
class Extreme:
    """The least or most of an amount within a cost.

    Attributes:
        within: share of the least cost that a plan may cost more [1].
        way: `least` or `most`.
        value: of the amount, in its unit; infinite where nothing limits it.
        cost: of the plan [money, discounted].
        beside: every amount of the study in this plan, in their units.
        iterations, seconds: of the solver; `start` says whether it began from a basis.
    """

    amount: Amount
    within: float
    way: str
    value: float
    cost: float
    beside: tuple[float, ...]
    algorithm: str
    iterations: int
    seconds: float
    start: str


@dataclass(frozen=True, eq=False)
class Alternatives:
    """What plans within a cost of the least have in common, and what they do not.

    Attributes:
        optimum: the answer of least cost.
        at_optimum: each amount in it.
        extremes: two for each amount and cost, in the order in which they were found.
    """

    optimum: Solution
    amounts: tuple[Amount, ...]
    at_optimum: tuple[float, ...]
    extremes: tuple[Extreme, ...]


@dataclass(frozen=True, eq=False)
class _Stated:
    """The case as it is solved, for all that follows."""

    case: Case
    inputs: Inputs
    model: Model
    compiled: Compiled


def alternatives(
    path: str | Path,
    within: Sequence[float],
    groups: Mapping[str, str] | None = None,
    *,
    scenario: str | None = None,
    off: Sequence[str] = (),
    solver: Mapping[str, Any] | None = None,
    say: Callable[[str], None] = lambda _: None,
    found: Callable[[Extreme, int, int], None] = lambda *_: None,
) -> Alternatives:
    """Least and most of each amount within each cost.

    Args:
        path: of the case.
        within: shares of the least cost that a plan may cost more, 0.02 for 2 %.
        groups: paths of amounts by name (`optimizer.study.amounts`); by default the capacity of each technology that may be built.
        scenario, off, solver: which variant of the case, policies to switch off, options of the solver.
        say: told in short lines how far it is.
        found: called with each extreme, how many are found and how many there will be.

    Raises:
        CaseError: a mistake in the case, in the groups or in `within`; all of them at once.
        SolveError: something has no certified answer.
    """
    raw, case = read_variant(Path(path), scenario, off, solver)
    amounts = _checked(within, groups, case)
    inputs = prepare(case, vocabulary())
    model = build_model(inputs)
    stated = _Stated(case, inputs, model, compile_model(model))
    rows = weights(raw, amounts, Path(path), stated.compiled)
    best = answer(case, progress=lambda text: say(f"least cost: {text}"))
    return _extremes(stated, best, amounts, rows, within, say, found)


def _checked(within: Sequence[float], groups: Mapping[str, str] | None, case: Case) -> tuple[Amount, ...]:
    """The amounts, if nothing is wrong with them, nor with the costs."""
    problems = [
        Problem("a share of the cost that says nothing", "the command", column="within", found=f"{100 * w:g} %",
                allowed=f"{100 * ENOUGH:g} % to 1000 %")
        for w in within
        if not ENOUGH <= w <= 10
    ]  # fmt: skip
    problems += [Problem("no share of the cost", "the command", column="within")] if not within else []
    problems += [
        Problem("alternatives need the year of a peak", "policies.csv", column="year", found=p)
        for p in open_peaks(case)
    ]
    try:
        amounts = read_amounts(default_groups(case) if groups is None else groups, case)
    except CaseError as error:
        problems += error.problems
    else:
        problems += [] if amounts else [Problem("no amounts, and nothing may be built", "the groups")]
    if problems:
        raise CaseError(problems)
    return amounts


def _extremes(
    stated: _Stated,
    best: Answer,
    amounts: tuple[Amount, ...],
    rows: sp.csr_array,
    within: Sequence[float],
    say: Callable[[str], None],
    found: Callable[[Extreme, int, int], None],
) -> Alternatives:
    """All answers, one after the other, each from the basis of the last."""
    optimum, least = rows @ best.vector.values, float(best.solution.meta["objective"])
    problem = within_cost(served(stated.compiled, best.solution, SHORT))
    start = (best.basis or Session(seek=False)).below(problem, 1)
    shares = sorted(set(within))
    count, done = 2 * len(amounts) * len(shares), list[Extreme]()
    for i, way in ((i, way) for i in range(len(amounts)) for way in WAYS):
        session = replace(start)  # the optimum meets the cost, whatever is least: primal simplex goes on from it ...
        swapped = replace(problem, cost=WAYS[way] * rows[[i]].toarray().ravel(), offset=0.0)
        for share in shares:
            mine = _bounded(swapped, least + share * abs(least) - problem.offset)
            before = session.warm
            raw = _solved(
                mine, stated, session, lambda text: say(f"{len(done) + 1} of {count}, {text}"), amounts[i], way
            )
            how = "warm" if session.warm > before else "cold"
            done.append(_extreme(amounts, i, share, way, raw, rows, stated, how))
            found(done[-1], len(done), count)
            session.primal = False  # ... and dual simplex from there, where the cost alone moves
    return Alternatives(best.solution, amounts, tuple(map(float, optimum)), tuple(done))


def within_cost(compiled: Compiled) -> Compiled:
    """The same problem with its cost as a further row, which is not limited yet."""
    rows = compiled.shape[0]
    return replace(
        compiled,
        matrix=sp.csr_array(sp.vstack([compiled.matrix, sp.csr_array(compiled.cost[None, :])])),
        row_lower=np.append(compiled.row_lower, -np.inf),
        row_upper=np.append(compiled.row_upper, np.inf),
        rows=(*compiled.rows, Family("cost_within", rows, 1, labels=((),))),
    )


def _bounded(problem: Compiled, most: float) -> Compiled:
    """The problem whose last row, the cost, is at most this."""
    upper: Floats = problem.row_upper.copy()
    upper[-1] = most
    return replace(problem, row_upper=upper)


def _solved(
    problem: Compiled, stated: _Stated, session: Session, say: Callable[[str], None], amount: Amount, way: str
) -> RawSolution:
    """The certified answer of a problem; one without bound has none, and is said so."""
    raw = solve_certified(problem, stated.case, say, session)
    if raw.status not in (Status.OPTIMAL, Status.UNBOUNDED):
        raise SolveError(f"No certified answer for the {way} of {amount.name}: {'; '.join(raw.attempts)}")
    return raw


def _extreme(
    amounts: tuple[Amount, ...],
    i: int,
    share: float,
    way: str,
    raw: RawSolution,
    rows: sp.csr_array,
    stated: _Stated,
    start: str,
) -> Extreme:
    """The answer in words, once what it says was counted again from the inputs."""
    told = (raw.algorithm, raw.iterations, raw.seconds, start)
    if raw.status is Status.UNBOUNDED:
        nothing = tuple(np.full(len(amounts), np.nan))
        return Extreme(amounts[i], share, way, -WAYS[way] * np.inf, np.nan, nothing, *told)
    cost = float(stated.compiled.cost @ raw.values) + stated.compiled.offset
    plan = replace(raw, objective=cost)
    measures, _ = recounted(
        stated.compiled, plan, stated.inputs, declared_costs(stated.model, stated.compiled, plan, stated.inputs)
    )
    if not Certificate(measures).ok:
        failures = "; ".join(Certificate(measures).failures())
        raise SolveError(f"The {way} of {amounts[i].name} could not be certified: {failures}")
    beside = tuple(map(float, rows @ raw.values))
    return Extreme(amounts[i], share, way, beside[i], cost, beside, *told)
