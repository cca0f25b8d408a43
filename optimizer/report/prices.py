"""What a unit of a carrier costs: marginal prices, averages by category, and who bears them."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from optimizer.report.balances import annual, balance, carrier_units
from optimizer.report.traces import largest_flow, trickle
from optimizer.solution import Solution

ROUNDING, NOISE = "rounding of balances", 1e-9
"""A line of the closing, and the share of a year's costs below which it says nothing."""


def prices(solution: Solution) -> pd.DataFrame:
    """Marginal prices: mean over hours, mean weighted by use, lowest and highest; undiscounted money of the base year.

    Empty where next to nothing of the carrier flows in the region and period (`traces.trickle`) and none is demanded.
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
    little = trickle(largest_flow(balance(solution)).reindex(at)) & ~at.isin(demanded(solution))
    table.loc[little.to_numpy(), list(frames)] = float("nan")
    units = {c: f"{solution.meta['money']}/{u}" for c, u in carrier_units(solution).items()}
    table = table.rename(columns={"carrier": "item"}).assign(kind="carrier", unit=table["carrier"].map(units))
    return table[columns]


def levelised(solution: Solution) -> pd.DataFrame:
    """Average cost of a unit of each carrier by category, beside its marginal price, and the emissions behind it.

    Where next to nothing flows (`traces.trickle`) and none is demanded the throughput stands alone: costs shared out over no flow say nothing.
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
    little = trickle(table["throughput"]) & ~table.index.isin(demanded(solution))
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


def demanded(solution: Solution) -> pd.MultiIndex:
    """(carrier, region, period) with a stated demand: however small it is, it is no trace."""
    keys = ["carrier", "region", "period"]
    if "demand" not in solution.inputs:
        return pd.MultiIndex.from_arrays([[], [], []], names=keys)
    wanted = annual(solution, solution.inputs["demand"]).reset_coords(drop=True).to_series()
    found: pd.MultiIndex = wanted[wanted > 0].reorder_levels(keys).index
    return found
