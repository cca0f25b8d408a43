"""The tables of a report: tidy frames with a unit in every row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from optimizer.report.balances import annual, carrier_units
from optimizer.report.outcomes import in_words
from optimizer.report.prices import prices
from optimizer.report.scopes import accounts, other_accounts, scopes
from optimizer.report.screen import clean
from optimizer.report.traces import says_something
from optimizer.solution import Solution

NOISE, PAID = 1e-6, 1e-8  # of the largest plant of a unit, and of all that is spent


def summary(solution: Solution) -> pd.DataFrame:
    """One figure a row: what a reader wants first."""
    meta, money = solution.meta, solution.meta["money"]
    rows: list[tuple[str, int | str, float | str, str]] = [
        ("status", "", meta["status"], ""),
        ("total discounted cost", "", float(meta["objective"]), money),
    ]
    ledger = costs(solution)
    yearly = ledger.groupby("period")["annual_cost"].sum()
    rows += [("cost per year", int(y), float(v), f"{money}/year") for y, v in yearly.items()]
    kinds = ledger.groupby("category", sort=False)["discounted_cost"].sum()
    if len(kinds) > 1:
        rows += [(f"of the discounted cost: {NAMES[str(c)]}", "", float(v), money) for c, v in kinds.items()]
    released = emissions(solution)
    if len(released):
        by_year = released.groupby(["gas", "period", "unit"])["amount"].sum().groupby("gas").transform(clean)
        rows += [(f"emissions of {g}", int(y), float(v), str(u)) for (g, y, u), v in by_year.items()]
    others = other_accounts(solution)
    by_year = others.groupby(["account", "gas", "period", "unit"])["amount"].sum()
    rows += [(f"{a} emissions of {g}, not in the sum", int(y), float(v), str(u)) for (a, g, y, u), v in by_year.items()]
    counted = scopes(solution).assign(amount=lambda s: s.groupby("scope")["amount"].transform(clean))
    rows += [(f"scope {s.scope}", int(s.period), s.amount, s.unit) for s in counted.itertuples(index=False)]
    units = carrier_units(solution)
    priced = prices(solution)
    if "demand" in solution.inputs:
        wanted = annual(solution, solution.inputs["demand"]).sum("region").to_series().dropna()
        rows += [
            (f"demand for {c}", int(y), float(v), f"{units.get(str(c), '')}/year")
            for (c, y), v in wanted.items()
            if v > 0
        ]
        delivered = set(wanted[wanted > 0].index.get_level_values("carrier"))
        mine = priced[(priced["kind"] == "carrier") & priced["item"].isin(delivered)]
        for (c, r, y, u), v in mine.groupby(["item", "region", "period", "unit"])["mean at demand"].mean().items():
            rows.append((f"marginal price of {c}, {r}", int(y), float(v), str(u)))
    for p in policies(solution).itertuples(index=False):
        rows.append((f"policy {p.id}", int(p.period), str(p.status), ""))
    return pd.DataFrame(rows, columns=["figure", "period", "value", "unit"])


def capacity(solution: Solution) -> pd.DataFrame:
    """What stands, is built and is turned into other plant (in capacity of the source), by technology, place and period."""
    return _capacity(solution).copy()


@lru_cache(maxsize=1)
def _capacity(solution: Solution) -> pd.DataFrame:
    v = solution.variables
    columns = ["technology", "location", "period", "standing", "built", "unit"]
    if "capacity" not in v:
        return pd.DataFrame(columns=columns)
    standing = v["capacity"].reset_coords(drop=True).to_series().dropna()
    built = v["capacity_built"].rename(vintage="period").reset_coords(drop=True).to_series()
    units = v["capacity_unit"].to_series()
    out = standing.rename("standing").to_frame().join(built.rename("built")).fillna({"built": 0.0})
    if "units_built" in v:
        count = v["units_built"].rename(vintage="period").reset_coords(drop=True).to_series()
        out, columns = out.join(count.rename("units built")), [*columns, "units built"]
    if "capacity_retrofitted" in v:
        turned = v["capacity_retrofitted"].reset_coords(drop=True).sum(["target", "vintage"], min_count=1).to_series()
        out, columns = out.join(turned.rename("retrofitted")), [*columns, "retrofitted"]
    out = out.reset_index()
    return out.assign(unit=out["technology"].map(units))[columns]


def capacity_told(solution: Solution) -> pd.DataFrame:
    """Sheet `capacity`: what an interior answer leaves where nothing stands is 0 (`noise`)."""
    table = capacity(solution)
    if table.empty:
        return table
    least = table["technology"].map(noise(solution))
    amounts = [c for c in ("standing", "built", "retrofitted") if c in table]
    return table.assign(**{c: table[c].mask(table[c].abs() <= least, 0.0) for c in amounts})


def builds(solution: Solution) -> pd.DataFrame:
    """What each period builds, everywhere it may: the plan that `h2opt run --fix` reads."""
    columns = ["technology", "region", "year", "value", "unit"]
    if "capacity_built" not in solution.variables:
        return pd.DataFrame(columns=columns)
    built = solution.variables["capacity_built"].rename(location="region", vintage="year")
    mine = built.sel(year=built["year"].isin(solution.inputs["period"])).reset_coords(drop=True)
    units = solution.variables["capacity_unit"].to_series()
    table = mine.to_series().dropna().clip(lower=0.0).rename("value").reset_index()
    return table.assign(unit=table["technology"].map(units))[columns]


def noise(solution: Solution) -> pd.Series:
    """Capacity of each technology that an interior answer leaves where nothing is built [capacity unit of each].

    A millionth of the largest that is measured in the same unit; any, where what is spent on the technology is below 1e-8 of all that is spent.
    """
    largest = solution.variables["capacity"].max(["location", "period"]).reset_coords(drop=True).to_series()
    units = solution.variables["capacity_unit"].to_series().reindex(largest.index)
    spent = abs(solution.costs["discounted_cost"]).to_series().groupby(solution.costs["item"].values.astype(str)).sum()
    mine = spent.reindex(largest.index).fillna(0.0)
    nothing = (mine > 0) & (mine < PAID * float(spent.sum()))
    return (NOISE * largest.groupby(units).transform("max")).mask(nothing, float("inf"))


NAMES = {"resource": "resource cost", "financing margin": "financing margin", "transfer": "transfers"}
"""Kinds of money in the ledger, in reading order, as readers call them."""


def sunk(meta: Mapping[str, Any]) -> str:
    """What the costs of the first years leave out; nothing where all plant pays its capital.

    >>> sunk({"sunk_capital": []})
    ''
    """
    if not meta.get("sunk_capital"):
        return ""
    return (
        "Costs of early years are not comparable with those of later ones: existing plant (column pays: fixed) costs its upkeep alone, "
        "its capital is not counted, and that of its replacement is."
    )


def costs(solution: Solution) -> pd.DataFrame:
    """The ledger by line, item, place and period: mean cost a year, undiscounted, and cost over the period, discounted.

    Without rows whose cost a year and discounted cost are both below 1e-9 of the sheet (`says_something`).
    """
    keys, money = ["category", "line", "item", "location", "period"], solution.meta["money"]
    table = solution.costs.to_dataframe().reset_index(drop=True)
    table["line"] = table["line"].map(line_name)
    table = table.groupby(keys, as_index=False, sort=False)[["annual_cost", "discounted_cost"]].sum()
    table = table.sort_values("category", key=lambda c: c.map(list(NAMES).index), kind="stable", ignore_index=True)
    told = says_something(table["annual_cost"]) | says_something(table["discounted_cost"])
    table = table[told].reset_index(drop=True)
    table.insert(6, "annual_unit", f"{money}/year")
    return table.assign(unit=money)


def line_name(line: str) -> str:
    """A line of the ledger as planners say it: whether use is told apart by vintage is the model's own business.

    >>> line_name("levy on activity_of_vintage"), line_name("levy on import_emission")
    ('levy on activity', 'levy on import emission')
    """
    return line.replace("activity_of_vintage", "activity").replace("_", " ")


def cost_lines(solution: Solution) -> pd.DataFrame:
    """The ledger on one page: a row for each line, subtotals of resource cost, financing margin and transfers, and the total."""
    money = solution.meta["money"]
    table = costs(solution)
    periods = [int(y) for y in solution.inputs["period"].values]
    yearly = table.pivot_table(
        index=["category", "line"], columns="period", values="annual_cost", aggfunc="sum", sort=False
    )
    lines = yearly.reindex(columns=periods).fillna(0.0)
    lines["discounted"] = table.groupby(["category", "line"], sort=False)["discounted_cost"].sum()
    frames = []
    for kind, name in NAMES.items():
        if kind in lines.index.get_level_values("category"):
            mine = lines.loc[kind].reset_index()
            subtotal = pd.DataFrame([{"line": f"{name}, sum", **mine.drop(columns="line").sum()}])
            frames.append(pd.concat([mine, subtotal], ignore_index=True).assign(category=kind))
    whole = pd.DataFrame([{"line": "total", "category": "all", **lines.sum()}])
    out = pd.concat([*frames, whole], ignore_index=True)
    out = out[["category", "line", *periods, "discounted"]].assign(unit=f"{money}/year; discounted: {money}")
    return out.rename(columns={y: str(y) for y in periods})


def cash(solution: Solution) -> pd.DataFrame:
    """What is paid in each calendar year, by line, item and place: real money, undiscounted.

    Without rows below 1e-9 of the sheet (`says_something`).
    """
    columns = ["year", "category", "line", "item", "location", "amount"]
    table = solution.cash.to_dataframe().reset_index(drop=True)[columns]
    table = table[says_something(table["amount"])].reset_index(drop=True)
    return table.assign(line=table["line"].map(line_name), unit=solution.meta["money"])


def emissions(solution: Solution) -> pd.DataFrame:
    """Territorial accounts: gas, sector, stage, region, period."""
    return accounts(solution, "territorial")


def policies(solution: Solution) -> pd.DataFrame:
    """What each policy row did, in numbers and in words; prices are undiscounted money of the period."""
    columns = ["id", "kind", "area", "period", "value", "limit", "slack", "unit", "status", "price", "price_unit"]
    table = pd.DataFrame(solution.meta["policies"], columns=columns)
    return table.assign(**{"in words": [in_words(p) for p in solution.meta["policies"]]})
