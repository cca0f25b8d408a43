"""Sizes and fixed charges by a few linear runs in place of an integer one (slope scaling).

A small station costs more for each kilogram than a large one. A linear run knows one price only, so it is asked several times, each time with the
prices of the sizes that it chose the time before:

- First round: everything costs what it would in a full unit of the largest size. Nothing can be cheaper than that answer.
- Next rounds: what was built costs what it does at the size that was built, what was not keeps its price.
- When everything that is built pays its real price, the rounds have settled. Units are rounded up to whole ones and given to the case as it
  is (`fixed`); that answer is certified with its whole units and fixed charges. If the rounds do not settle there is no answer.

With B what is built, in n = ceil(B / U) units of at most U and at least u, for a charge f each and c per capacity, B' = max(B, u n):

    real cost  w(B) = c B' + f n;   price  s = f / U + c  at first,  then  s = w(B) / B                    [money/capacity_unit]

What a planner may rely on: the cost is that of plant one can build, and no plan is cheaper than the first round, so the gap between
both is proven. Not that it is the cheapest plan: units that go together are not found, nor a way that was given up too early.
The bound is only as good as the largest unit is close to what is needed, so state no sizes that nobody could fill.
Source: dynamic slope scaling, Kim & Pardalos 1999, Operations Research Letters 24, 195-203.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

import pandas as pd

from optimizer.case.clean import typed
from optimizer.case.convert import capacity_unit
from optimizer.case.layout import PLAN
from optimizer.case.model import Case
from optimizer.errors import CaseError, Problem, SolveError
from optimizer.formulation import vocabulary
from optimizer.guards.rates import single
from optimizer.index import Label
from optimizer.inputs import prepare
from optimizer.inputs.world import yes
from optimizer.pipeline import run
from optimizer.solution import Solution
from optimizer.study.plan import Plan, fixed
from optimizer.study.rows import empty_row, with_rows

OF_UNITS = ("unit_size", "unit_size_min", "fixed_charge", "capital_cost")
NEAR = 1e-6  # of a unit: less is not built, and so much more is not another unit
Key = tuple[Label, ...]  # technology, region or route, period of building


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
        slopes: capital cost that builds paid in it [money/capacity_unit].
        built: what it built [capacity_unit].
        owed: what the units of that cost overnight, beyond what the slopes paid, all added up without sign, as a share of all.
        settled: whether that is within the tolerance.
    """

    slopes: Mapping[Key, float]
    built: Mapping[Key, float]
    owed: float
    settled: bool
    solution: Solution


@dataclass(frozen=True, eq=False)
class Scaled:
    """The answer of slope scaling.

    Attributes:
        solution: certified, of the case as it is, its units and charges given.
        bound: no answer costs less, discounted [money]. gap: of the answer to it, as a share of the answer's cost.
        rounds: linear runs.
    """

    solution: Solution
    bound: float
    gap: float
    rounds: int


def slope_scaled(
    case: Case, most: int = 60, tolerance: float | None = None, solve: Callable[[Case], Solution] = run
) -> Scaled:
    """Solve a case with whole units by slope scaling; arguments as `slopes`.

    Args:
        tolerance: by default a tenth of the gap that the case allows an integer run (`solve: gap`). Units are rounded up and
            counted in any case, so what rounds owe within it makes the answer no less certain.

    Raises:
        CaseError: no technology asks for whole units, or what the units round up to leaves the limits of the case.
        SolveError: the rounds do not settle, or one has no answer.
    """
    within = case.options.solve.gap / 10.0 if tolerance is None else tolerance
    done = list(slopes(case, most, within, solve))
    last, units = done[-1], units_of(case)
    if not last.settled:
        raise SolveError(
            f"Slope scaling does not settle: after {len(done)} rounds builds still owe {last.owed:.2%} of what their units "
            "cost. Solve with whole units (no slope scaling), or allow more rounds."
        )
    given = fixed(case, _plan(case, {k: units[k].size(b) for k, b in last.built.items()}))
    answer = solve(replace(given, scenario=f"{case.scenario}_slope"))
    bound, cost = float(done[0].solution.meta["objective"]), float(answer.meta["objective"])
    gap = max(0.0, cost - bound) / (abs(cost) or 1.0)
    note = f"Whole units by slope scaling, {len(done)} linear rounds: no answer is cheaper by more than {gap:.2%}."
    noted = replace(answer, meta={**answer.meta, "notes": [*answer.meta["notes"], note]})
    return Scaled(noted, bound, gap, len(done))


def slopes(
    case: Case, most: int = 60, tolerance: float = 1e-6, solve: Callable[[Case], Solution] = run
) -> Iterator[Round]:
    """Linear runs, each with the slopes of the sizes that the one before built, until they settle.

    Args:
        most: rounds; the last one may not have settled.
        tolerance: of what all units cost, within which builds pay what their units cost.

    Raises:
        CaseError: no technology asks for whole units.
        SolveError: a round has no answer.
    """
    units = units_of(case)
    stands = _existing(case, units)
    at = {k: u.first for k, u in units.items()}
    for _ in range(most):
        solution = solve(relaxed(case, {**stands, **at}))
        capacity = solution.variables["capacity_built"]
        built = {k: float(capacity.sel(technology=k[0], location=k[1], vintage=k[2])) for k in units}
        real = {k: units[k].cost(b) / b if units[k].count(b) else at[k] for k, b in built.items()}
        whole = sum(real[k] * b for k, b in built.items())
        owed = sum(abs(real[k] - at[k]) * b for k, b in built.items()) / (whole or 1.0)
        yield Round(at, built, owed, owed <= tolerance, solution)
        if owed <= tolerance:
            return
        at = real


def units_of(case: Case) -> dict[Key, Units]:
    """Units of every technology, place and period of the case that asks for whole ones.

    Raises:
        CaseError: none does, or existing plant of unknown age pays capital, which the slopes of new plant would change.
    """
    table, existing = case.tables["technologies"], case.tables["existing_capacity"]
    asked = {k for k, whole in zip(table["technology"], table["whole"], strict=True) if yes(whole)}
    clash = existing[
        existing["technology"].isin(asked) & existing["build_year"].isna() & (existing["pays"] == "capital")
    ]
    problems = [
        Problem("slope scaling needs the build year of plant that pays capital", "existing_capacity.csv", found=k)
        for k in clash["technology"]
    ]
    learnt = case.tables["learning"]
    problems += [
        Problem("slope scaling does not know costs that are learnt", "learning.csv", column="technology", found=str(k))
        for k in learnt.loc[learnt["technology"].isin(asked), "technology"]
    ]
    if not asked:
        problems.append(Problem("slope scaling needs whole units", "technologies.csv", column="whole", allowed="yes"))
    if problems:
        raise CaseError(problems)
    inputs = prepare(case, vocabulary())
    largest, smallest, charge, capital = (single(inputs.values[name]) for name in OF_UNITS)
    return {k: Units(size, smallest[k], charge[k], capital[k]) for k, size in largest.items()}


def _existing(case: Case, units: Mapping[Key, Units]) -> dict[Key, float]:
    """Capital cost of what stands of these technologies, which is paid as stated."""
    names = {k for k, *_ in units}
    stated = single(prepare(case, vocabulary()).values["capital_cost"])
    return {k: cost for k, cost in stated.items() if k[0] in names and k not in units}


def relaxed(case: Case, at: Mapping[Key, float]) -> Case:
    """The case without whole units, plant of which costs so much [money/capacity_unit], by technology, place and year of building."""
    technologies, table = case.tables["technologies"], case.tables["parameters"]
    names = {str(k) for k, *_ in at}
    kept = table[~(table["technology"].isin(list(names)) & table["parameter"].isin(list(OF_UNITS)))]
    rows = [
        empty_row(table, technology=k[0], parameter="capital_cost", region=k[1], year=float(k[2]), value=value, amount=value,
                  unit=(unit := f"{case.options.money}/({capacity_unit(case, str(k[0]))})"), amount_unit=unit)
        for k, value in at.items()
    ]  # fmt: skip
    whole = technologies["whole"].where(~technologies["technology"].isin(list(names)), False)
    tables = {"technologies": technologies.assign(whole=whole), "parameters": with_rows(kept, rows)}
    return replace(case, tables={**case.tables, **tables})


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
