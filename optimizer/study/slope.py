"""Sizes and fixed charges by a few linear runs in place of an integer one (slope scaling).

A small station costs more for each kilogram than a large one. A linear run knows one price only, so it is asked several times, each time with the
prices of the sizes that it chose the time before:

- First round: everything costs what it would in a full unit of the largest size. Nothing can be cheaper than that answer.
- Next rounds: what was built costs what it does at the size that was built, what was not keeps its price.
- When everything that is built pays its real price, the rounds have settled. The builds of the cheapest round, at its real prices, are rounded up to
  whole units and given to the case as it is (`fixed`); that answer is certified with its whole units and fixed charges.

With B what is built, in n = ceil(B / U) units of at most U and at least u, for a charge f each and c per capacity, B' = max(B, u n):

    real cost  w(B) = c B' + f n;   price  s = f / U + c  at first,  then  s = w(B) / B                    [money/capacity_unit]

The rounds are one linear problem, the integer one without its whole numbers, in which units take part as fractions m (B / U where nothing else
holds them): the price of a fraction changes from f to (w(B) - c B) / m, and simplex goes on from where it stood.

What a planner may rely on: the cost is that of plant one can build, and no plan is cheaper than the first round, so the gap between
both is proven. Not that it is the cheapest plan: units that go together are not found, nor a way that was given up too early.
The bound is only as good as the largest unit is close to what is needed, so state no sizes that nobody could fill.
Source: dynamic slope scaling, Kim & Pardalos 1999, Operations Research Letters 24, 195-203.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, isclose

import numpy as np
import pandas as pd

from optimizer.algebra import compile_model
from optimizer.case.clean import typed
from optimizer.case.convert import capacity_unit
from optimizer.case.layout import PLAN
from optimizer.case.model import Case
from optimizer.compiled import Compiled, RawSolution, Status
from optimizer.errors import CaseError, Problem, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.guards.rates import single
from optimizer.index import Label
from optimizer.inputs import Inputs, prepare
from optimizer.inputs.world import yes
from optimizer.pipeline import run, solve_certified
from optimizer.solution import Solution
from optimizer.solve import Session
from optimizer.study.plan import Plan, fixed

OF_UNITS = ("unit_size", "unit_size_min", "fixed_charge", "capital_cost")
SAME = 1e-10  # share of the cost within which a round is one that was there before
NEAR = 1e-6  # of a unit: less is not built, and so much more is not another unit
Key = tuple[Label, ...]  # technology, region or route, period of building


def _silently(_: str) -> None:
    return None


@dataclass(frozen=True)
class Units:
    """What a build at a place and period is made of, in the units of the model."""

    largest: float
    smallest: float
    charge: float
    capital: float

    @property
    def first(self) -> float:
        """Slope that no whole number of units undercuts [money/capacity_unit]."""
        return self.capital + self.charge / self.largest

    def count(self, build: float) -> int:
        """Units that hold a build [1]."""
        return ceil(build / self.largest - NEAR) if build > NEAR * self.largest else 0

    def size(self, build: float) -> float:
        """What is built with that many units [capacity_unit]."""
        n = self.count(build)
        return min(max(build, self.smallest * n), self.largest * n)

    def cost(self, build: float) -> float:
        """Overnight cost of them [money]."""
        return self.capital * self.size(build) + self.charge * self.count(build)


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
    most: int = 30,
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
        CaseError: no technology asks for whole units, or what the units round up to leaves the limits of the case.
        SolveError: a round has no answer.
    """
    within = case.options.solve.gap / 10.0 if tolerance is None else tolerance
    done = list(slopes(case, most, within, say))
    best, units = min(done, key=lambda each: each.cost), units_of(case, prepare(case, vocabulary()))
    given = fixed(case, _plan(case, {k: units[k].size(b) for k, b in best.built.items()}))
    answer = solve(replace(given, scenario=f"{case.scenario}_slope"))
    bound, cost = done[0].bound, float(answer.meta["objective"])
    gap = max(0.0, cost - bound) / (abs(cost) or 1.0)
    settled = done[-1].settled
    end = "" if settled else f" They had not settled (the last one owed {done[-1].owed:.1%}); the cheapest is taken."
    note = f"Whole units by slope scaling, {len(done)} linear rounds: no answer is cheaper by more than {gap:.2%}.{end}"
    noted = replace(answer, meta={**answer.meta, "notes": [*answer.meta["notes"], note]})
    return Scaled(noted, bound, gap, len(done), settled)


def slopes(
    case: Case, most: int = 30, tolerance: float = 1e-6, say: Callable[[str], None] = _silently
) -> Iterator[Round]:
    """Linear runs, each with the slopes of the sizes that the one before built, until they settle or go round in a circle.

    Args:
        most: rounds; the last one may not have settled.
        tolerance: of what all units cost, within which builds pay what their units cost.
        say: told of each round.

    Raises:
        CaseError: no technology asks for whole units.
        SolveError: a round has no answer.
    """
    inputs = prepare(case, vocabulary())
    units, weights = units_of(case, inputs), single(inputs.values["capital_weight"])
    compiled = compile_model(build_model(inputs))
    linear = replace(compiled, integer=np.zeros_like(compiled.integer))
    builds, fractions = _columns(linear, "capacity_built"), _columns(linear, "units_built")
    at = {k: u.first for k, u in units.items()}
    prices = {k: u.charge for k, u in units.items()}  # of a fraction, overnight
    session, seen = Session(), list[tuple[float, float]]()
    for number in range(1, most + 1):
        say(f"slopes: round {number} of at most {most}")
        raw = _answered(linear, case, session)
        built = {k: float(raw.values[builds[k]]) for k in units}
        parts = {k: float(raw.values[fractions[k]]) for k in units}
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


def _answered(linear: Compiled, case: Case, session: Session) -> RawSolution:
    raw = solve_certified(linear, case, _silently, session)
    if raw.status is not Status.OPTIMAL:
        raise SolveError(f"Slope scaling has no answer: its linear run is {raw.status.value}. {'; '.join(raw.attempts)}")
    return raw


def _columns(compiled: Compiled, name: str) -> dict[Key, int]:
    """Columns of a family by label."""
    family = compiled.column_family(name)
    assert family.index is not None
    return {label: family.start + i for i, label in enumerate(family.index.tuples())}


def units_of(case: Case, inputs: Inputs) -> dict[Key, Units]:
    """Units of every technology, place and period of the case that asks for whole ones.

    Raises:
        CaseError: none does, or some of their costs are learnt.
    """
    table, learnt = case.tables["technologies"], case.tables["learning"]
    asked = {k for k, whole in zip(table["technology"], table["whole"], strict=True) if yes(whole)}
    problems = [
        Problem("slope scaling does not know costs that are learnt", "learning.csv", column="technology", found=str(k))
        for k in learnt.loc[learnt["technology"].isin(asked), "technology"]
    ]
    if not asked:
        problems.append(Problem("slope scaling needs whole units", "technologies.csv", column="whole", allowed="yes"))
    if problems:
        raise CaseError(problems)
    largest, smallest, charge, capital = (single(inputs.values[name]) for name in OF_UNITS)
    return {k: Units(size, smallest[k], charge[k], capital[k]) for k, size in largest.items()}


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
