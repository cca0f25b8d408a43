"""The tables of a report: tidy frames with a unit in every row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from optimizer.report.balances import annual, balance, carrier_units
from optimizer.report.outcomes import in_words
from optimizer.report.scopes import accounts, other_accounts, scopes
from optimizer.report.traces import largest_flow, says_something, trickle
from optimizer.solution import Solution

ROUNDING, NOISE = "rounding of balances", 1e-9
"""A line of the closing, and the share of a year's costs below which it says nothing."""


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
        by_year = released.groupby(["gas", "period", "unit"])["amount"].sum()
        rows += [(f"emissions of {g}", int(y), float(v), str(u)) for (g, y, u), v in by_year.items()]
    others = other_accounts(solution)
    by_year = others.groupby(["account", "gas", "period", "unit"])["amount"].sum()
    rows += [(f"{a} emissions of {g}, not in the sum", int(y), float(v), str(u)) for (a, g, y, u), v in by_year.items()]
    rows += [(f"scope {s.scope}", int(s.period), s.amount, s.unit) for s in scopes(solution).itertuples(index=False)]
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


def noise(solution: Solution) -> float:
    """Capacity below which an interior answer says nothing: a millionth of the largest, as in cleaning."""
    return 1e-6 * float(solution.variables["capacity"].max())


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


def prices(solution: Solution) -> pd.DataFrame:
    """Marginal prices: mean over hours, mean weighted by use, lowest and highest; undiscounted money of the base year.

    Empty where next to nothing of the carrier flows in the region and period (`traces.trickle`).
    """
    return _prices(solution).copy()


@lru_cache(maxsize=1)
def _prices(solution: Solution) -> pd.DataFrame:
    columns = ["kind", "item", "region", "period", "mean", "mean at demand", "lowest", "highest", "unit"]
    if "carrier_price" not in solution.duals:
        return pd.DataFrame(columns=columns)
    price, hours = solution.duals["carrier_price"], solution.inputs["hours_per_year"]
    weight = solution.inputs["demand"].reindex_like(price).fillna(0.0)
    time = ("day", "step")
    used = (weight * hours).sum(time)
    at_use = (price * weight * hours).sum(time) / used.where(used > 0)
    frames = {
        "mean": (price * hours).sum(time, min_count=1) / hours.sum(time),
        "mean at demand": at_use,
        "lowest": price.min(time),
        "highest": price.max(time),
    }
    table = (
        pd.DataFrame({n: a.reset_coords(drop=True).to_series() for n, a in frames.items()})
        .dropna(subset=["mean"])
        .reset_index()
    )
    at = pd.MultiIndex.from_frame(table[["carrier", "region", "period"]])
    table.loc[trickle(largest_flow(balance(solution)).reindex(at)).to_numpy(), list(frames)] = float("nan")
    units = {c: f"{solution.meta['money']}/{u}" for c, u in carrier_units(solution).items()}
    table = table.rename(columns={"carrier": "item"}).assign(kind="carrier", unit=table["carrier"].map(units))
    return table[columns]


def levelised(solution: Solution) -> pd.DataFrame:
    """Average cost of a unit of each carrier by category, beside its marginal price, and the emissions behind it.

    Where next to nothing flows (`traces.trickle`) the throughput stands alone: costs shared out over no flow say nothing.
    """
    data, money = solution.levelised, solution.meta["money"]
    keys = ["carrier", "region", "period"]
    costs = data["unit_cost"].drop_sel(category="other").to_series().unstack("category")[
        [c for c in data["category"].values if c != "other"]
    ]  # fmt: skip
    rounding = costs.abs().le(1e-12 * data["unit_value"].to_series().abs(), axis=0)
    costs = costs.mask(rounding, 0.0)
    figures = {"average": "unit_value", "marginal price": "marginal_price", "scarcity rent": "scarcity_rent"}
    table = pd.DataFrame({n: data[a].to_series() for n, a in {"throughput": "throughput", **figures}.items()})
    table = table[table["average"].notna()].join(costs)
    little = trickle(table["throughput"])
    table.loc[little, [*figures, *costs.columns]] = float("nan")
    table = table.reset_index()
    of = table["carrier"].map(carrier_units(solution))
    table = table.assign(**{"throughput unit": of + "/year", "unit": money + "/" + of})
    shown = [
        *keys,
        "throughput",
        "throughput unit",
        "average",
        *costs.columns,
        "marginal price",
        "scarcity rent",
        "unit",
    ]
    if "unit_emission" not in data:
        return table[shown]
    behind = data["unit_emission"].sum("stage").to_series().unstack("gas")
    behind = behind[~little.reindex(behind.index, fill_value=False)]
    units = solution.variables["gas_unit"].to_series()
    for gas in behind:
        table = table.join(behind[gas], on=keys)
        table[f"unit of {gas}"] = units[gas] + "/" + of
        shown += [gas, f"unit of {gas}"]
    return table[shown]


def closing(solution: Solution) -> pd.DataFrame:
    """Who bears the costs: final uses, sales, dumping and what belongs to no flow; each year adds up to the ledger."""
    data = solution.levelised
    table = pd.DataFrame({n: data[n].values for n in ("line", "item", "location")})
    table["period"], table["amount"] = data["closing_period"].values, data["closing_amount"].values
    units = table["item"].map(carrier_units(solution)).fillna("").where(table["amount"].notna(), "")
    table["amount unit"] = units.where(units == "", units + "/year")
    table["cost"] = data["closing_cost"].sum("category").values
    for category in data["category"].values:
        table[str(category)] = data["closing_cost"].sel(category=category).values
    table["unit"] = f"{solution.meta['money']}/year"
    for gas in data["gas"].values if "gas" in data.dims else ():
        table[str(gas)] = data["closing_emission"].sel(gas=gas).sum("stage").values
        table[f"unit of {gas}"] = solution.variables["gas_unit"].to_series()[gas] + "/year"
    told = table["cost"].abs() > NOISE * table.groupby("period")["cost"].transform(lambda c: c.abs().sum())
    table = table[told | table["amount"].notna() | (table["line"] != ROUNDING)]
    return table.sort_values(["period", "line", "item", "location"], kind="stable", ignore_index=True)


def policies(solution: Solution) -> pd.DataFrame:
    """What each policy row did, in numbers and in words; prices are undiscounted money of the period."""
    columns = ["id", "kind", "area", "period", "value", "limit", "slack", "unit", "status", "price", "price_unit"]
    table = pd.DataFrame(solution.meta["policies"], columns=columns)
    return table.assign(**{"in words": [in_words(p) for p in solution.meta["policies"]]})


def inputs_used(solution: Solution) -> pd.DataFrame:
    """Every number of the case, with unit, source and quality."""
    columns = ["table", "item", "quantity", "region", "year", "value", "unit", "source", "quality", "note"]
    return pd.DataFrame(solution.meta["inputs_used"], columns=columns)


def sources(solution: Solution) -> pd.DataFrame:
    """Where the numbers come from."""
    return pd.DataFrame(solution.meta["sources"], columns=["key", "title", "address", "licence", "note"])


def hourly(solution: Solution) -> pd.DataFrame:
    """Every rate and level in every step: variable, labels, day, step, value."""
    frames = []
    for name, array in solution.variables.data_vars.items():
        if {"day", "step"} <= set(array.dims):
            table = array.reset_coords(drop=True).to_series().dropna().rename("value").reset_index()
            labels = [c for c in table.columns if c not in ("period", "day", "step", "value")]
            text = table[labels].astype(str).agg(" / ".join, axis=1)
            frames.append(
                pd.DataFrame(
                    {"variable": name, "labels": text, **{c: table[c] for c in ("period", "day", "step", "value")}}
                )
            )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
