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
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.model import Case
from optimizer.case.schema import Clock, FullYear
from optimizer.case.text import listed
from optimizer.errors import CaseError, Problem
from optimizer.formulation import vocabulary
from optimizer.guards.rates import single
from optimizer.inputs import Inputs, prepare
from optimizer.inputs.carbon import ACCOUNT, PREFIX
from optimizer.inputs.world import PATH_VINTAGE
from optimizer.pipeline import run
from optimizer.report.materials import materials
from optimizer.solution import Solution
from optimizer.study.dispatched import FLOWS, Label, Prices, column, compared
from optimizer.study.plan import NEAR

if TYPE_CHECKING:
    pass

TIMES_DEARER = 10.0  # unmet demand without a price of its own, of the highest price in the plan
NUMBERS, FLAGS = (
    ("year", "build_year", "start", "end", "built_from", "seed_amount", "overshoot_amount", "limit_amount"),
    ("per_km", "limit_yearly"),
)
"""Columns that are empty or no where nothing is stated."""
LEAST = 1e-9  # capacity of plant that a policy names and the plan does not build
OURS = "limits at the prices of the plan"


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
    _refuse(case, plan, periods)
    if clock is not None and case.options.given_days:
        message = "a case with given days has no other clock: state the days in a copy of it"
        raise CaseError([Problem(message, "case.yaml", column="clock", found="given_days")])
    inputs = prepare(_coarse(case), vocabulary())
    for label in periods or [p.label for p in case.options.periods]:
        prices = _prices(inputs, plan, label)
        mine = period_of(case if clock is None else _on(case, clock), plan, inputs, label, prices, unmet or {})
        answer = solve(mine)
        yield Redispatch(label, answer, compared(case, plan, answer, label, prices))


def _coarse(case: Case) -> Case:
    """The case on a clock that is quick to prepare: which policy counts what does not depend on it."""
    return case if case.options.given_days else _on(case, FullYear(step=24))


def _on(case: Case, clock: Clock) -> Case:
    """The case with another clock in all periods."""
    periods = tuple(p.model_copy(update={"clock": None}) for p in case.options.periods)
    return replace(case, options=case.options.model_copy(update={"clock": clock, "periods": periods}))


def _refuse(case: Case, plan: Solution, periods: Sequence[int]) -> None:
    known, mine = [p.label for p in case.options.periods], [int(y) for y in plan.inputs["period"].values]
    problems = []
    if known != mine:
        problems.append(
            Problem(
                "the plan has other periods than the case", column="periods", found=listed(mine), allowed=listed(known)
            )
        )
    problems += [
        Problem("not a period of the case", column="--period", found=str(y), allowed=listed(known))
        for y in periods
        if y not in known
    ]
    rows = case.tables["policies"]
    open_ = rows[(rows["kind"] == "peak") & rows["on"].astype(bool) & rows["year"].isna()]
    problems += [
        Problem("state the year of the peak that the plan found", "policies.csv", column="year", found=str(name))
        for name in open_["id"].unique()
    ]
    if problems:
        raise CaseError(problems)


# -- prices of the plan ---------------------------------------------------------------------------------------
def _prices(inputs: Inputs, plan: Solution, label: int) -> Prices:
    """What a unit of each emission account and flow of a period pays: levies, and limits at the prices of the plan."""
    weight = single(inputs.values["period_weight"])[(label,)]
    worth, floors = single(inputs.values["limit_weight"]), {*inputs.indexes["floors"], *inputs.indexes["equals"]}
    duals: dict[Label, float] = {}
    if "policy_price" in plan.duals:
        column = plan.duals["policy_price"].reset_coords(drop=True).to_series().dropna()
        for (policy, area, until), price in column.items():
            row = (str(policy), str(area), int(until))
            if row in worth and price:
                duals[row] = (-price if row in floors else price) * worth[row] / weight
    out: Prices = {}
    for family in (*(f"{prefix}emission" for prefix in PREFIX.values()), *FLOWS):
        found: dict[Label, float] = {}
        for key, counted in single(inputs.values[f"{family}_counted"]).items():
            if key[-1] == label and key[:3] in duals:
                found[key[3:]] = found.get(key[3:], 0.0) + duals[key[:3]] * counted
        for key, levied in single(inputs.values[f"{family}_levied"]).items():
            if key[-1] == label:
                found[key[1:]] = found.get(key[1:], 0.0) + levied
        if any(found.values()):
            out[family] = {k: v for k, v in found.items() if v}
    if "activity_of_vintage" in out:
        names = {str(k) for k, *_ in out["activity_of_vintage"]}
        message = "a policy that counts what vintages take or give cannot be told as a price"
        raise CaseError([Problem(message, "policies.csv", column="technology", found=listed(sorted(names)))])
    return out


def _price_rows(case: Case, inputs: Inputs, prices: Prices) -> list[dict[str, object]]:
    """Policies of kind `price` that say the same; regions that pay the same share a row."""
    shared: dict[tuple[tuple[str, str], ...], dict[float, list[str]]] = {}

    def add(region: Any, price: float, **cells: str) -> None:
        shared.setdefault(tuple(cells.items()), {}).setdefault(price, []).append(str(region))

    for account, prefix in PREFIX.items():
        books = set(inputs.indexes[f"{prefix}accounts"].tuples())
        for key, price in prices.get(f"{prefix}emission", {}).items():
            if key not in books:  # only building or retiring releases this
                continue
            at = dict(zip(ACCOUNT, map(str, key), strict=True))
            cells = {n: at[n] for n in ("gas", "sector", "stage")}
            add(at["region"], price, quantity="emission", account=account, **cells)
    active = set(inputs.indexes["active"].tuples())  # with plant, of which the plan may have none
    for (k, r, _), price in [row for row in prices.get("activity", {}).items() if row[0] in active]:
        add(r, price, quantity="activity", technology=str(k))
    ratios = single(inputs.values["port_ratio"])
    for (k, c, r, y), price in [
        row for row in prices.get("port_use", {}).items() if (row[0][0], *row[0][2:]) in active
    ]:
        ratio = ratios[k, c, y]
        way = "output" if ratio > 0 else "input"
        add(r, price / abs(ratio), quantity=way, technology=str(k), carrier=str(c))
    for c, r, price in dict.fromkeys((c, r, v) for (c, r, *_), v in prices.get("purchase", {}).items()):
        add(r, price, quantity="output", technology="purchase", carrier=str(c))
    table = case.tables["policies"]
    blank = _blank(table, kind="price", area="together", time="each", sense="<=", on=True, coefficient=None, note=OURS)
    return [
        {**blank, **dict(cells), "id": f"{OURS} {n}", "region": ";".join(regions), "value": price, "amount": price}
        for n, (cells, price, regions) in enumerate(
            ((cells, price, regions) for cells, by in shared.items() for price, regions in by.items()), start=1
        )
    ]


# -- the case of one period -----------------------------------------------------------------------------------
def period_of(
    case: Case, plan: Solution, inputs: Inputs, label: int, prices: Prices, unmet: Mapping[str, float]
) -> Case:
    """The case of one period, with the plant of the plan."""
    (period,) = [p for p in case.options.periods if p.label == label]
    t = dict(case.tables)
    t["policies"] = t["policies"][t["policies"]["kind"] == "matching"]
    told = set(t["technologies"].loc[t["technologies"]["by_vintage"].astype(bool), "technology"]) | _aged(case)
    building = t["technologies"]["technology"].isin(told)
    t["technologies"] = t["technologies"].assign(build=building, retire=False, whole=False)
    t["retrofits"], t["build_inputs"] = t["retrofits"].iloc[:0], t["build_inputs"].iloc[:0]
    ended = t["emissions"]["flow"].isin(["build", "retirement"])
    t["emissions"] = t["emissions"][~ended]
    t |= _with_materials(t, plan, label)
    t["prices"] = _with_unmet(t, plan, label, unmet)
    hours = t["parameters"]["parameter"].isin(["hours_min", "hours_max"])
    t["parameters"], sizes = _with_reservoirs(t["parameters"][~hours], plan, inputs, label)
    t["existing_capacity"], t["potentials"] = _standing(case, plan, label, told, sizes)
    options = case.options.model_copy(update={"periods": (period,)})
    mine = replace(case, options=options, tables=t, scenario=f"{case.scenario}_redispatch_{label}")
    exists = prepare(_coarse(mine), vocabulary())
    if told:
        mine = _as_planned(mine, exists, label)
    policies = _more(t["policies"], _price_rows(mine, exists, prices))
    return replace(mine, tables={**mine.tables, "policies": policies})


def _standing(
    case: Case, plan: Solution, label: int, told: set[str], sizes: Mapping[Label, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Existing plant and builds that make what the plan has standing in a period."""
    existing, potentials = case.tables["existing_capacity"], case.tables["potentials"]
    rows, builds = [], []
    blank, limit = _blank(existing, pays="fixed"), _blank(potentials)
    matched = _matched(case)
    for (k, place), amount in column(plan.variables["capacity"].sel(period=label)).items():
        size = max(sizes.get((k, place), amount), LEAST if k in matched else 0.0)
        if k not in told and size > 0:
            rows.append(
                {**blank, "technology": k, "region": place, "year": float(label), "value": size, "amount": size}
            )
    if told:
        for (k, place, v), amount in column(plan.variables["capacity_of_vintage"].sel(period=label)).items():
            at, much = {"technology": k, "region": place}, max(amount, 0.0)
            if k in told and int(v) == label:
                given = {**limit, **at, "value": much, "amount": much}
                builds += [{**given, "limit": name} for name in ("build_min", "build_max")]
            elif k in told and much > 0:
                year = {"year": float(label)} if int(v) == PATH_VINTAGE else {"build_year": float(v)}
                rows.append({**blank, **at, **year, "value": much, "amount": much})
    builds += [{**limit, "technology": k, "limit": "build_max", "value": 0.0, "amount": 0.0} for k in told]
    return pd.DataFrame(rows, columns=existing.columns), pd.DataFrame(builds, columns=potentials.columns)


def _blank(table: pd.DataFrame, **cells: object) -> dict[str, object]:
    """A row that states nothing but these cells."""
    empty = {
        c: np.nan if pd.api.types.is_numeric_dtype(table[c]) or c in NUMBERS else "" for c in map(str, table.columns)
    }
    return {**empty, **{c: False for c in FLAGS if c in empty}, "_file": "plan", "_row": pd.NA, **cells}


def _more(table: pd.DataFrame, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    added = pd.DataFrame(rows, columns=table.columns)
    return table if added.empty else added if table.empty else pd.concat([table, added], ignore_index=True)


def _matched(case: Case) -> set[str]:
    """Consumers and generators of matching policies, which must exist, be it with next to nothing."""
    rows = case.tables["policies"]
    rows = rows[(rows["kind"] == "matching") & rows["on"].astype(bool)]
    return {name for cell in (*rows["technology"], *rows["relative_to"]) for name in listed_in(cell)}


def _aged(case: Case) -> set[str]:
    """Generators whose year of building counts for a matching policy."""
    rows = case.tables["policies"]
    rows = rows[(rows["kind"] == "matching") & rows["on"].astype(bool) & rows["built_from"].notna()]
    return {name for cell in rows["relative_to"] for name in listed_in(cell)}


def _as_planned(case: Case, exists: Inputs, label: int) -> Case:
    """The case with vintages scaled so that what is left of them in the period is what the plan has."""
    shares = single(exists.values["survival"])
    tables = dict(case.tables)
    for name, born in (("existing_capacity", "build_year"), ("potentials", "")):
        rows = tables[name]
        years = rows[born].fillna(PATH_VINTAGE) if born else pd.Series(float(label), index=rows.index)
        left = [
            shares.get((k, r, int(v), label), 1.0) or 1.0
            for k, r, v in zip(rows["technology"], rows["region"], years, strict=True)
        ]
        tables[name] = rows.assign(amount=rows["amount"].astype(float) / left)
    return replace(case, tables=tables)


def _with_materials(t: Mapping[str, pd.DataFrame], plan: Solution, label: int) -> dict[str, pd.DataFrame]:
    """Demand with what building takes in a year of the period, and prices with what retirement gives back, for nothing."""
    moved, demand, prices = [table[table["period"] == label] for table in materials(plan)], t["demand"], t["prices"]
    if not moved:
        return {"demand": demand, "prices": prices}
    hours = float(plan.inputs["hours_per_year"].sel(period=label).sum())
    rate = -pd.concat(moved).groupby(["carrier", "region"])["amount"].sum() / hours
    asked = [_blank(demand, carrier=c, region=r, value=v, amount=v) for (c, r), v in rate.items() if v > 0]
    free: dict[str, object] = {"kind": "purchase", "tier": "scrap", "limit_area": "each", "value": 0.0, "amount": 0.0}
    given = [
        _blank(prices, carrier=c, region=r, limit=-v, limit_amount=-v, **free) for (c, r), v in rate.items() if v < 0
    ]
    return {"demand": _more(demand, asked), "prices": _more(prices, given)}


def _with_unmet(
    tables: Mapping[str, pd.DataFrame], plan: Solution, label: int, unmet: Mapping[str, float]
) -> pd.DataFrame:
    """Prices with one for unmet demand of every carrier that is demanded and has none."""
    prices = tables["prices"]
    known = set(prices.loc[prices["kind"] == "unmet", "carrier"])
    wanted = [c for c in dict.fromkeys(tables["demand"]["carrier"]) if c not in known]
    blank = _blank(prices, kind="unmet", tier="1", limit_area="each")
    rows = []
    for carrier in wanted:
        highest = TIMES_DEARER * float(plan.duals["carrier_price"].sel(carrier=carrier, period=label).max())
        price = unmet.get(str(carrier), highest if highest > 0 else 1.0)
        rows.append({**blank, "carrier": carrier, "value": price, "amount": price})
    return _more(prices, rows)


def _with_reservoirs(
    parameters: pd.DataFrame, plan: Solution, inputs: Inputs, label: int
) -> tuple[pd.DataFrame, dict[Label, float]]:
    """Reservoirs that hold what the plan takes from them in the period, or have room for what it puts in; and their sizes."""
    if "reservoir_level" not in plan.variables:
        return parameters, {}
    before = inputs.relabels["period_before"].get(label)
    level = plan.variables["reservoir_level"]
    start, blank = single(inputs.values["reservoir_start"]), _blank(parameters, parameter="initial_content")
    rows, sizes = [], dict[Label, float]()
    for (k, r), after in column(level.sel(period=label)).items():
        held = start[k, r, label]
        held += 0.0 if before is None else float(level.sel(period=before, technology=k, region=r).fillna(0.0))
        gives, takes = max(held - after, 0.0), max(after - held, 0.0)
        sizes[k, r] = max(gives, takes) * (1.0 + NEAR)
        rows.append({**blank, "technology": k, "region": r, "value": gives, "amount": gives})
    rest = parameters[parameters["parameter"] != "initial_content"]
    return _more(rest, rows), sizes
