"""Sizes and fixed charges by a few linear runs in place of an integer one (slope scaling).

A small station costs more for each kilogram than a large one. A linear run knows one price only, so it is asked several times, each time with the
prices of the sizes that it chose the time before:

- First round: everything costs what it would in a full unit of the largest size. Nothing can be cheaper than that answer.
- Next rounds: what was built costs what it does at the size that was built, what was not keeps its price.
- When everything that is built pays its real price, the rounds have settled. The builds of the cheapest round, at its real prices, are rounded up to
  whole units and given to the case as it is (`fixed`); that answer is certified with its whole units and fixed charges. Where a limit or
  a policy refuses them, the next cheapest round is taken; of three that are refused there is no answer, though an integer run may have one.

With B what is built, in n = ceil(B / U) units of at most U and at least u, for a charge f each and c per capacity, B' = max(B, u n):

    real cost  w(B) = c B' + f n;   price  s = f / U + c  at first,  then  s = w(B) / B                    [money/capacity_unit]

The rounds are one linear problem, the integer one without its whole numbers, in which units take part as fractions m (B / U where nothing else
holds them), no more than whole ones have room below `build_max` and `capacity_max`: the price of a fraction changes from f to
(w(B) - c B) / m, and simplex goes on from where it stood.

What a planner may rely on: the cost is that of plant one can build, and no plan is cheaper than the first round, so the gap between
both is proven. Not that it is the cheapest plan: units that go together are not found, nor a way that was given up too early.
The bound is only as good as the largest unit is close to what is needed, so state no sizes that nobody could fill.
Source: dynamic slope scaling, Kim & Pardalos 1999, Operations Research Letters 24, 195-203.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isclose

import pandas as pd

from optimizer.case.clean import typed
from optimizer.case.convert import capacity_unit
from optimizer.case.layout import PLAN
from optimizer.case.model import Case
from optimizer.compiled import Compiled, RawSolution, Status
from optimizer.errors import CaseError, InfeasibleError, Problem
from optimizer.formulation import vocabulary
from optimizer.guards import before, refused
from optimizer.guards.rates import single
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import run, solve_certified
from optimizer.solution import Solution
from optimizer.solve import Session
from optimizer.study.plan import Plan, fixed
from optimizer.study.whole_units import Key, Units, columns_of, units_of, without_whole_numbers

SAME = 1e-10  # share of the cost within which a round is one that was there before
LEAST = 1e-9  # tolerance of a case that allows no gap: rounding is no debt
ROUNDS = 30
TRIES = 3  # plans of rounds that are given to the case, if limits or policies refuse the cheapest
UNFIT = (
    "Rounded up to whole units, what slope scaling built leaves no plan. An integer run (without --slope) may find one."
)


def _silently(_: str) -> None:
    return None


@dataclass(frozen=True, eq=False)
class Round:
    """One linear run.

    Attributes:
        slopes: overnight cost that builds paid in it [money/capacity_unit].
        built: what it built [capacity_unit].
        owed: what the units of that cost overnight, beyond what the slopes paid, all added up without sign, as a share of all.
        settled: whether that is within the tolerance.
        bound: of the linear run, proven [money, discounted].
        cost: of what it built, at real prices [money, discounted].
    """

    slopes: Mapping[Key, float]
    built: Mapping[Key, float]
    owed: float
    settled: bool
    bound: float
    cost: float


@dataclass(frozen=True, eq=False)
class Scaled:
    """The answer of slope scaling.

    Attributes:
        solution: certified, of the case as it is, its units and charges given.
        bound: no answer costs less, discounted [money]. gap: of the answer to it, as a share of the answer's cost.
        rounds: linear runs. settled: whether the last of them paid what its units cost.
    """

    solution: Solution
    bound: float
    gap: float
    rounds: int
    settled: bool


def slope_scaled(
    case: Case,
    most: int = ROUNDS,
    tolerance: float | None = None,
    solve: Callable[[Case], Solution] = run,
    say: Callable[[str], None] = _silently,
) -> Scaled:
    """Solve a case with whole units by slope scaling; arguments as `slopes`.

    Args:
        tolerance: by default a tenth of the gap that the case allows an integer run (`solve: gap`). Units are rounded up and
            counted in any case, so what rounds owe within it makes the answer no less certain.
        solve: answers the case once its units are given.

    Raises:
        CaseError: no technology asks for whole units.
        InfeasibleError: the case has no plan, or none with the units that its rounds round up to.
        SolveError: a round has no answer.
    """
    within = max(case.options.solve.gap / 10.0, LEAST) if tolerance is None else tolerance
    inputs = prepare(case, vocabulary())
    done = list(_rounds(case, inputs, most, within, say))
    answer = _answer(case, inputs, done, solve)
    bound, cost, last = done[0].bound, float(answer.meta["objective"]), done[-1]
    gap = max(0.0, cost - bound) / (abs(cost) or 1.0)
    notes = [*answer.meta["notes"], _note(len(done), gap, last)]
    return Scaled(replace(answer, meta={**answer.meta, "notes": notes}), bound, gap, len(done), last.settled)


def _note(rounds: int, gap: float, last: Round) -> str:
    """What the reader of the answer must know of how it was found."""
    proven = ceil(gap * 1e4 - SAME) / 1e4  # what is proven is not rounded down
    end = "" if last.settled else f" They had not settled (the last one owed {last.owed:.1%}); the cheapest is taken."
    told = f"{rounds} linear round{'s' * (rounds != 1)}"
    return f"Whole units by slope scaling, {told}: no answer is cheaper by more than {proven:.2%}.{end}"


def _answer(case: Case, inputs: Inputs, rounds: Sequence[Round], solve: Callable[[Case], Solution]) -> Solution:
    """The case with the units of the cheapest round that its limits and policies leave room for.

    Raises:
        InfeasibleError: of none of the cheapest few; with what stands against the first.
    """
    against = list[str]()
    for sizes in _sizes(units_of(case, inputs), rounds):
        if len(against) == TRIES:
            break
        try:
            given = fixed(case, _plan(case, sizes), inputs=inputs)
        except CaseError as error:
            against.append("\n".join(f"  - {problem}" for problem in error.problems))
            continue
        try:
            return solve(replace(given, scenario=f"{case.scenario}_slope"))
        except InfeasibleError as error:
            against.append(str(error))
    raise InfeasibleError(f"{UNFIT} With them:\n{against[0]}")


def _sizes(units: Mapping[Key, Units], rounds: Sequence[Round]) -> Iterator[dict[Key, float]]:
    """What the rounds built, rounded up to whole units [capacity_unit], the cheapest first and each plan once."""
    seen = set[tuple[str, ...]]()
    for each in sorted(rounds, key=lambda one: one.cost):
        sizes = {key: units[key].size(build) for key, build in each.built.items()}
        digits = tuple(f"{size:.6g}" for size in sizes.values())
        if digits not in seen:
            yield sizes
        seen.add(digits)


def slopes(
    case: Case, most: int = ROUNDS, tolerance: float = 1e-6, say: Callable[[str], None] = _silently
) -> Iterator[Round]:
    """Linear runs, each with the slopes of the sizes that the one before built, until they settle or go round in a circle.

    Args:
        most: rounds, at least one; the last one may not have settled.
        tolerance: of what all units cost, within which builds pay what their units cost.
        say: told of each round.

    Raises:
        CaseError: no technology asks for whole units, or cost falls without limit for sure.
        InfeasibleError, UnboundedError: the case has no plan even with parts of units, or no cheapest; with a diagnosis in words.
        SolveError: a round has no answer.
    """
    yield from _rounds(case, prepare(case, vocabulary()), most, tolerance, say)


def _rounds(case: Case, inputs: Inputs, most: int, tolerance: float, say: Callable[[str], None]) -> Iterator[Round]:
    if most < 1:
        raise ValueError(f"slope scaling needs at least one round, not {most}")
    units, weights = units_of(case, inputs), single(inputs.values["capital_weight"])
    linear = without_whole_numbers(inputs, units)
    builds, fractions = columns_of(linear, "capacity_built"), columns_of(linear, "units_built")
    at = {k: u.first for k, u in units.items()}
    prices = {k: u.charge for k, u in units.items()}  # of a fraction, overnight
    session, seen = Session(), list[tuple[float, float]]()
    for number in range(1, most + 1):
        say(f"slopes: round {number} of at most {most}")
        raw = _answered(linear, inputs, session, say)
        built = {k: float(raw.values[builds[k]]) for k in units}
        parts = {
            k: float(raw.values[fractions[k]]) if prices[k] else b / units[k].largest for k, b in built.items()
        }  # free ones stand anywhere
        real = {k: u.cost(built[k]) - u.capital * built[k] for k, u in units.items()}  # of all units, beside capacity
        prices, paid = (
            {k: real[k] / parts[k] if units[k].count(b) and parts[k] > 0 else prices[k] for k, b in built.items()},
            {k: prices[k] * parts[k] for k in units},
        )
        whole = sum(units[k].cost(b) for k, b in built.items())
        owed = sum(abs(real[k] - paid[k]) for k, b in built.items() if units[k].count(b)) / (whole or 1.0)
        cost = raw.objective + sum(weights[k] * (real[k] - paid[k]) for k in units)
        yield Round(at, built, owed, owed <= tolerance, raw.bound, cost)
        again = any(isclose(raw.objective, o, rel_tol=SAME) and isclose(cost, c, rel_tol=SAME) for o, c in seen)
        if owed <= tolerance or again:
            return
        seen.append((raw.objective, cost))
        at = {k: units[k].cost(b) / b if units[k].count(b) else at[k] for k, b in built.items()}
        costs = linear.cost.copy()
        costs[[fractions[k] for k in units]] = [weights[k] * prices[k] for k in units]
        linear = replace(linear, cost=costs)


def _answered(linear: Compiled, inputs: Inputs, session: Session, say: Callable[[str], None]) -> RawSolution:
    raw = solve_certified(linear, inputs.case, _silently, session)
    if raw.status is not Status.OPTIMAL:
        from optimizer.diagnose import explain

        if raw.status is Status.UNBOUNDED:
            refused(before(inputs))
        raise explain(raw, linear, inputs, (), say)
    return raw


def _plan(case: Case, sizes: Mapping[Key, float]) -> Plan:
    """The builds as a plan."""
    cells = [
        {"technology": k, "region": place, "year": str(y), "value": repr(size), "unit": capacity_unit(case, str(k))}
        for (k, place, y), size in sizes.items()
    ]
    problems: list[Problem] = []
    frame = typed(PLAN, pd.DataFrame(cells).assign(_file="slope scaling", _row=pd.NA), problems)
    if problems:
        raise CaseError(problems)
    return Plan("slope", frame)
