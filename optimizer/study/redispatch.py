"""A plan dispatched again on a finer clock: what its few typical days did not show.

One period at a time, with everything that stands in it as the plan says: nothing is built, retired or turned into other plant. What
links a period to the others or to its plant cannot be decided within it, so the plan's own values stand for it:

- limits on emissions and flows (caps, budgets, neutrality, pathways, shares ...) are the prices that the plan pays for them, next to the
  prices, taxes and subsidies that the case states; limits on plant and reserve margins say nothing about its use and are left out;
- a reservoir takes up, or gives, at most what it does in the plan; what building takes in the year is a demand;
- matching by hour, day, month or year stays as it is, and where the age of plant counts for it the plan's vintages stay apart;
- what is in demand and must be met may be left unmet, at ten times its highest price in the plan unless a price is stated.

At prices a plan is as good as under its limits, so on the clock of the plan the same sum comes out again, and a finer clock says by how
much the plan is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from optimizer.case.model import Case
from optimizer.case.schema import Clock
from optimizer.case.text import listed
from optimizer.errors import CaseError, Problem
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import run
from optimizer.solution import Solution
from optimizer.study.dispatched import compared
from optimizer.study.one_period import coarse, on_clock, period_of, unpriced
from optimizer.study.plan_prices import prices_of


@dataclass(frozen=True, eq=False)
class Redispatch:
    """One period of a plan on another clock.

    Attributes:
        solution: its answer.
        table: period, figure, item, planned, redispatched, difference, unit.
    """

    period: int
    solution: Solution
    table: pd.DataFrame


def redispatch(
    case: Case,
    plan: Solution,
    periods: Sequence[int] = (),
    clock: Clock | None = None,
    unmet: Mapping[str, float] | None = None,
    solve: Callable[[Case], Solution] = run,
) -> Iterator[Redispatch]:
    """Dispatch periods of a plan again, on a clock of their own.

    Args:
        case: the case of the plan; its clock counts unless `clock` is given.
        plan: the answer to it.
        periods: labels; all by default.
        clock: e.g. `FullYear()`, or `TypicalDays(days=12)`.
        unmet: money per unit of a carrier that may be left unmet, for carriers without a price of their own.
        solve: how a period is solved.

    Raises:
        CaseError: plan and case are not of each other, or a policy cannot be told as a price.
    """
    _refuse(case, plan, periods, clock, unmet or {})
    inputs = prepare(coarse(case), vocabulary())
    for label in periods or [p.label for p in case.options.periods]:
        prices = prices_of(inputs, plan, label)
        mine = period_of(case if clock is None else on_clock(case, clock), plan, inputs, label, prices, unmet or {})
        answer = solve(mine)
        yield Redispatch(label, answer, compared(case, plan, answer, label, prices))


def _refuse(
    case: Case, plan: Solution, periods: Sequence[int], clock: Clock | None, unmet: Mapping[str, float]
) -> None:
    problems = [*_of_another_case(case, plan), *_unmet_problems(case, unmet)]
    known = [p.label for p in case.options.periods]
    problems += [
        Problem("not a period of the case", "command line", column="--period", found=str(y), allowed=listed(known))
        for y in periods
        if y not in known
    ]
    if clock is not None and case.options.given_days:
        message = "a case with given days has no other clock: state the days in a copy of it"
        problems.append(Problem(message, "case.yaml", column="clock", found="given_days"))
    rows = case.tables["policies"]
    open_ = rows[(rows["kind"] == "peak") & rows["on"].astype(bool) & rows["year"].isna()]
    problems += [
        Problem("state the year of the peak that the plan found", "policies.csv", column="year", found=str(name))
        for name in open_["id"].unique()
    ]
    if problems:
        raise CaseError(problems)


def _of_another_case(case: Case, plan: Solution) -> Iterator[Problem]:
    """Periods, regions, plant, units and money of the plan that the case does not have."""
    carriers = case.tables["carriers"]
    units = dict(zip(carriers["carrier"], carriers["unit"], strict=True))
    ours = {
        "periods": [str(p.label) for p in case.options.periods],
        "regions": sorted(case.tables["regions"]["region"]),
        "technologies": sorted(case.tables["technologies"]["technology"]),
        "carriers": [f"{c} in {u}" for c, u in sorted(units.items())],
        "money": [case.options.money],
    }
    theirs = {
        "periods": [str(y) for y in plan.inputs["period"].values],
        "regions": sorted(map(str, plan.inputs["region"].values)),
        "technologies": sorted(map(str, plan.variables["technology"].values)),
        "carriers": [f"{c} in {u}" for c, u in sorted(plan.meta["carrier_units"].items())],
        "money": [str(plan.meta["money"])],
    }
    for what, mine in ours.items():
        strange = [name for name in theirs[what] if name not in mine]
        missing = [name for name in mine if name not in theirs[what]] if what != "technologies" else []
        if strange or missing:
            yield Problem(f"the plan has other {what} than the case", found=listed(theirs[what]), allowed=listed(mine))


def _unmet_problems(case: Case, unmet: Mapping[str, float]) -> Iterator[Problem]:
    """Prices of what is left unmet are of carriers in demand, without a price of their own, and above zero."""
    wanted = sorted(set(case.tables["demand"]["carrier"]))
    priced = {*wanted} - {*unpriced(case.tables)}
    for carrier, price in unmet.items():
        said = [
            ("nothing demands this carrier", listed(wanted), carrier not in wanted),
            ("prices.csv says what it costs to leave this unmet", "other carriers", carrier in priced),
            ("shortage costs more than nothing", "a number above zero", not 0 < price < float("inf")),
        ]
        for message, allowed, wrong in said:
            if wrong:
                yield Problem(message, "command line", None, "--unmet", f"{carrier}={price:g}", allowed)
