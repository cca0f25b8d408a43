"""The case of one period of a plan, with its plant fixed: nothing is built, retired or turned into other plant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.model import Case
from optimizer.case.schema import Clock, FullYear
from optimizer.formulation import vocabulary
from optimizer.guards.rates import single
from optimizer.inputs import Inputs, prepare
from optimizer.inputs.world import PATH_VINTAGE
from optimizer.report.materials import materials
from optimizer.solution import Solution
from optimizer.study.dispatched import Label, Prices, column
from optimizer.study.plan import NEAR
from optimizer.study.plan_prices import price_rows
from optimizer.study.rows import empty_row, with_rows

TIMES_DEARER = 10.0  # unmet demand without a price of its own, of the highest price in the plan
SHARES = ("charge_rate", "discharge_rate", "cycles_per_year")  # of the capacity of a store
LEAST = 1e-9  # capacity of plant that must be there though the plan has none of it
SPARE = 5e-8  # share by which plant stands above the plan: an answer is no more exact, and what just covers demand must still do so
NOISE = 1e-7  # of the largest capacity of its unit: what an interior answer leaves of plant that is not built


def coarse(case: Case) -> Case:
    """The case on a clock that is quick to prepare: which policy counts what does not depend on it."""
    return case if case.options.given_days else on_clock(case, FullYear(step=24))


def on_clock(case: Case, clock: Clock) -> Case:
    """The case with another clock in all periods."""
    periods = tuple(p.model_copy(update={"clock": None}) for p in case.options.periods)
    return replace(case, options=case.options.model_copy(update={"clock": clock, "periods": periods}))


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
    exists = prepare(coarse(mine), vocabulary())
    if told:
        mine = _as_planned(mine, exists, label)
    policies = with_rows(t["policies"], price_rows(mine, exists, prices))
    return replace(mine, tables={**mine.tables, "policies": policies})


def _standing(
    case: Case, plan: Solution, label: int, told: set[str], sizes: Mapping[Label, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Existing plant and builds that make what the plan has standing in a period."""
    existing, potentials = case.tables["existing_capacity"], case.tables["potentials"]
    rows, builds = [], []
    blank, limit = empty_row(existing, pays="fixed"), empty_row(potentials)
    matched, known = _matched(case), plan.variables.get("capacity")
    stands = {} if known is None else column(known.sel(period=label))
    unit, largest = plan.variables["capacity_unit"].to_series(), dict[str, float]()
    for (k, _), amount in stands.items():
        largest[unit[k]] = max(largest.get(unit[k], 0.0), amount)
    for (k, place), amount in stands.items():
        size = sizes.get((k, place), max(amount * (1.0 + SPARE), LEAST if k in matched else 0.0))
        least = 0.0 if k in matched or (k, place) in sizes else NOISE * largest[unit[k]]
        if k not in told and size > least:
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


def _matched(case: Case) -> set[str]:
    """Consumers and generators of matching policies, which must exist, be it with next to nothing."""
    rows = case.tables["policies"]
    rows = rows[(rows["kind"] == "matching") & rows["on"].astype(bool)]
    return {name for cell in (*rows["technology"], *rows["relative_to"]) for name in listed_in(cell)}


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
    asked = [empty_row(demand, carrier=c, region=r, value=v, amount=v) for (c, r), v in rate.items() if v > 0]
    free: dict[str, object] = {"kind": "purchase", "tier": "scrap", "limit_area": "each", "value": 0.0, "amount": 0.0}
    given = [
        empty_row(prices, carrier=c, region=r, limit=-v, limit_amount=-v, **free) for (c, r), v in rate.items() if v < 0
    ]
    return {"demand": with_rows(demand, asked), "prices": with_rows(prices, given)}


def unpriced(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Carriers in demand that no price says may be left unmet, and where; no region at all: everywhere."""
    prices, demand, out = tables["prices"], tables["demand"], dict[str, list[str]]()
    stated = prices[prices["kind"] == "unmet"]
    for carrier, rows in demand.groupby("carrier", sort=False):
        cells = stated.loc[stated["carrier"] == carrier, "region"].tolist()
        known = {r for cell in cells for r in listed_in(cell)}
        left = [str(r) for r in dict.fromkeys(rows["region"]) if r not in known]
        if left and "" not in cells:
            out[str(carrier)] = left if cells else []
    return out


def _with_unmet(
    tables: Mapping[str, pd.DataFrame], plan: Solution, label: int, unmet: Mapping[str, float]
) -> pd.DataFrame:
    """Prices with one for unmet demand of every carrier that is demanded, wherever it has none."""
    prices, rows = tables["prices"], []
    blank = empty_row(prices, kind="unmet", tier="1", limit_area="each")
    for carrier, regions in unpriced(tables).items():
        highest = TIMES_DEARER * float(plan.duals["carrier_price"].sel(carrier=carrier, period=label).max())
        price = unmet.get(carrier, highest if highest > 0 else 1.0)
        rows.append({**blank, "carrier": carrier, "region": ";".join(regions), "value": price, "amount": price})
    return with_rows(prices, rows)


def _with_reservoirs(
    parameters: pd.DataFrame, plan: Solution, inputs: Inputs, label: int
) -> tuple[pd.DataFrame, dict[Label, float]]:
    """Reservoirs that hold what the plan takes from them in the period, or have room for what it puts in; and their sizes.

    Rates and cycles are shares of the capacity: they grow as it shrinks, so that the plant fills and empties as fast as in the plan.
    """
    if "reservoir_level" not in plan.variables:
        return parameters, {}
    before = inputs.relabels["period_before"].get(label)
    level, stands = plan.variables["reservoir_level"], plan.variables["capacity"].sel(period=label)
    start, blank = single(inputs.values["reservoir_start"]), empty_row(parameters)
    shares = {name: single(inputs.values[name]) if name in inputs.values else {} for name in SHARES}
    rows, sizes = [], dict[Label, float]()
    for (k, r), after in column(level.sel(period=label)).items():
        held = start[k, r, label]
        held += 0.0 if before is None else float(level.sel(period=before, technology=k, region=r).fillna(0.0))
        gives, takes, whole = (
            max(held - after, 0.0),
            max(after - held, 0.0),
            float(stands.sel(technology=k, location=r)),
        )
        size = sizes[k, r] = max(max(gives, takes) * (1.0 + NEAR), NEAR * whole, LEAST)
        numbers = {"initial_content": gives}
        numbers |= {n: of[k, r, label] * whole / size for n, of in shares.items() if (k, r, label) in of}
        rows += [
            {**blank, "technology": k, "region": r, "parameter": n, "value": v, "amount": v} for n, v in numbers.items()
        ]
    ours = parameters["technology"].isin({k for k, _ in sizes}) & parameters["parameter"].isin(SHARES)
    return with_rows(parameters[~ours & (parameters["parameter"] != "initial_content")], rows), sizes


def _aged(case: Case) -> set[str]:
    """Generators whose year of building counts for a matching policy."""
    rows = case.tables["policies"]
    rows = rows[(rows["kind"] == "matching") & rows["on"].astype(bool) & rows["built_from"].notna()]
    return {name for cell in rows["relative_to"] for name in listed_in(cell)}
