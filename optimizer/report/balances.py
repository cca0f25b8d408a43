"""Balances of every carrier, item by item, from the solved flows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.materials import materials
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

TIME = ("day", "step")
COLUMNS = ["carrier", "region", "period", "item", "direction", "amount", "unit"]
IN, OUT = "supply", "use"
OF_DEMAND = {"demand_carrier": "carrier", "demand_region": "region"}
"""Demand beside the rates has labels of its own: some carriers and regions are in demand where nothing else flows."""


def flows(rates: xr.Dataset, inputs: xr.Dataset) -> pd.DataFrame:
    """What enters (+) and leaves (-) each carrier: one row an item, with the time columns that the rates have.

    Args:
        rates: the solved variables with `net_charge`, `net_discharge` and `demand`, on (day, step), or summed over them.
        inputs: ratios of ports, ends of lines and what arrives there.

    Returns:
        Columns carrier, region, period, [day, step,] item, direction, amount [unit of the rates].
    """
    converted = [*_ports(rates, inputs), *_vintages(rates, inputs)]
    parts = [*converted, *_stores(rates), *_lines(rates, inputs), *_auxiliary(rates, inputs)]
    traded = {"purchase": 1.0, "sale": -1.0, "unmet": 1.0, "surplus": -1.0, "demand": -1.0}
    for name, sign in traded.items():
        if name in rates:
            amounts = rates[name].rename(OF_DEMAND) if name == "demand" else rates[name]
            parts.append(_long(sign * amounts).assign(item=name))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    return table.assign(direction=np.where(table["amount"] > 0, IN, OUT))


def _long(array: xr.DataArray) -> pd.DataFrame:
    """Rows of an array that are not empty; a tier of a price is no item of its own."""
    if "tier" in array.dims:
        array = array.sum("tier", min_count=1)
    order = [d for d in ("technology", "route", "carrier", "region", "period", *TIME) if d in array.dims]
    column = array.reset_coords(drop=True).transpose(*order).to_series()
    return column[column.notna() & (column != 0)].rename("amount").reset_index()


def _ports(rates: xr.Dataset, inputs: xr.Dataset) -> list[pd.DataFrame]:
    if "activity" not in rates or "port_ratio" not in inputs:
        return []
    ratio = inputs["port_ratio"].sel(technology=inputs["port_ratio"]["technology"].isin(rates["technology"]))
    if "activity_of_vintage" in rates:
        told = inputs["vintage_port_ratio"].notnull().any(["carrier", "region", "vintage", "period"])
        ratio = ratio.where(~told)
    free = (
        rates["port_use"].notnull().any(["region", "period", *(d for d in TIME if d in rates["port_use"].dims)])
        if "port_use" in rates
        else None
    )
    if free is not None:
        grouped = ratio.where(free.reindex_like(ratio.isel(period=0, drop=True), fill_value=False))
        ratio = ratio.where(grouped.isnull())
    by_carrier = [
        _long(rates["activity"] * ratio.sel(carrier=[c]).dropna("technology", how="all"))
        for c in ratio["carrier"].values
    ]
    if free is not None:
        by_carrier.append(_long(rates["port_use"] * grouped))
    return [table.rename(columns={"technology": "item"}) for table in by_carrier]


def _vintages(rates: xr.Dataset, inputs: xr.Dataset) -> list[pd.DataFrame]:
    """Ports of technologies whose use is told apart by vintage."""
    if "activity_of_vintage" not in rates:
        return []
    ratio, used = inputs["vintage_port_ratio"], rates["activity_of_vintage"]
    parts = [_long((used * ratio.sel(carrier=[c])).sum("vintage", min_count=1)) for c in ratio["carrier"].values]
    return [table.rename(columns={"technology": "item"}) for table in parts]


def _stores(rates: xr.Dataset) -> list[pd.DataFrame]:
    parts = []
    for name, sign in (("net_discharge", 1.0), ("net_charge", -1.0)):
        if name in rates:
            table = _long(sign * rates[name])
            carrier = table["technology"].map(rates["reference"].to_series())
            item = table["technology"] + f" {name.removeprefix('net_')}"
            parts.append(table.assign(carrier=carrier, item=item).drop(columns="technology"))
    return parts


def _lines(rates: xr.Dataset, inputs: xr.Dataset) -> list[pd.DataFrame]:
    """A line takes from the region where its flow enters and brings what arrives to the other."""
    if "line_flow" not in rates:
        return []
    parts = []
    ends = {e: inputs[f"route_{e}"].to_series() for e in ("from", "to")}
    for way, (start, end) in {"forward": ("from", "to"), "backward": ("to", "from")}.items():
        if way not in rates["direction"].values:
            continue
        flow = rates["line_flow"].sel(direction=way)
        for sign, at, other, word in ((-1.0, start, end, "to"), (1.0, end, start, "from")):
            table = _long(sign * flow * inputs["line_arrival" if sign > 0 else "line_departure"])
            keys = pd.MultiIndex.from_frame(table[["technology", "route"]])
            here, there = (ends[e].reindex(keys).to_numpy() for e in (at, other))
            item = table["technology"] + f" {word} " + there.astype(str)
            carrier = table["technology"].map(rates["reference"].to_series())
            parts.append(table.assign(region=here, carrier=carrier, item=item).drop(columns=["technology", "route"]))
    return parts


def _auxiliary(rates: xr.Dataset, inputs: xr.Dataset) -> list[pd.DataFrame]:
    """What stores and lines take and give beside what they store and move."""
    parts = []
    for way in ("charge", "discharge"):
        if f"{way}_port_ratio" in inputs:
            table = _long(rates[f"store_{way}"] * inputs[f"{way}_port_ratio"])
            parts.append(table.assign(item=table["technology"] + f" {way}").drop(columns="technology"))
    if "standing" in rates:
        table = _long(rates["standing"] * inputs["standing_port_ratio"])
        parts.append(table.assign(item=table["technology"] + " standing").drop(columns="technology"))
    leads = {"forward": {"start": "from", "end": "to"}, "backward": {"start": "to", "end": "from"}}
    for at in [at for at in ("start", "end") if f"{at}_port_ratio" in inputs]:
        through = rates["line_flow"] * inputs[f"{at}_port_ratio"]
        for way in through["direction"].values:
            table = _long(through.sel(direction=way))
            keys = pd.MultiIndex.from_frame(table[["technology", "route"]])
            here = inputs[f"route_{leads[str(way)][at]}"].to_series().reindex(keys).to_numpy()
            item = table["technology"] + " auxiliary"
            parts.append(table.assign(region=here, item=item).drop(columns=["technology", "route"]))
    return parts


def annual(solution: Solution, rate: xr.DataArray) -> xr.DataArray:
    """A rate per hour as an amount per year."""
    return (rate * solution.inputs["hours_per_year"]).sum(TIME, min_count=1)


def net_of_stores(rates: xr.Dataset, inputs: xr.Dataset) -> dict[str, xr.DataArray]:
    """What stores take and give, less what goes both ways in the same step where nothing is lost on the way.

    C - min(C, D) and D - min(C, D) where both efficiencies are one                       [carrier_unit/hour]
    An interior answer lets a lossless store charge and discharge at once, for that costs nothing; content and balance stay as they are.
    Where something is lost, going both ways is how the answer loses it: both flows are shown as they are.
    """
    charge, discharge = rates["store_charge"], rates["store_discharge"]
    lossless = inputs["charge_efficiency"] * inputs["discharge_efficiency"] == 1.0
    both = charge.where(charge < discharge, discharge).where(lossless.reindex_like(charge, fill_value=False), 0.0)
    return {"net_charge": charge - both, "net_discharge": discharge - both}


def with_demand(solution: Solution) -> xr.Dataset:
    """The solved rates per hour, what stores take and give on balance in each step, and demand."""
    rates = solution.variables[[n for n, a in solution.variables.data_vars.items() if set(TIME) <= set(a.dims)]]
    shown = rates.assign_coords(reference=solution.variables["reference"]) if "technology" in rates.dims else rates
    if "store_charge" in shown:
        shown = shown.assign(net_of_stores(shown, solution.inputs))
    if "standing_port_ratio" in solution.inputs:  # what takes a carrier by standing takes it in every step
        stands = solution.variables["capacity"].rename(location="region")
        shown = shown.assign(standing=stands * (solution.inputs["hours_per_year"] * 0.0 + 1.0))
    if "demand" not in solution.inputs:
        return shown
    return shown.assign(demand=solution.inputs["demand"].rename({own: at for at, own in OF_DEMAND.items()}))


@lru_cache(maxsize=1)
def _balance(solution: Solution) -> pd.DataFrame:
    rates = with_demand(solution)
    yearly = rates.assign({n: annual(solution, a) for n, a in rates.data_vars.items()})
    table = pd.concat([flows(yearly, solution.inputs), *materials(solution)], ignore_index=True)
    table = table.assign(direction=np.where(table["amount"] > 0, IN, OUT))
    units = carrier_units(solution)
    table = table.groupby(COLUMNS[:5], as_index=False, sort=False)["amount"].sum()
    table = table.assign(unit=table["carrier"].map(units) + "/year")[COLUMNS]
    return table.sort_values(["carrier", "region", "period"], kind="stable", ignore_index=True)


def balance(solution: Solution) -> pd.DataFrame:
    """Annual supply (+) and use (-) by carrier, region, period and item; each balance adds up to zero."""
    return _balance(solution).copy()


def residuals(table: pd.DataFrame) -> pd.DataFrame:
    """What is left of each balance, and its size."""
    grouped = table.groupby(["carrier", "region", "period"])["amount"]
    return pd.DataFrame({"residual": grouped.sum(), "size": grouped.apply(lambda a: a.abs().sum())}).reset_index()


def carrier_units(solution: Solution) -> dict[str, str]:
    """Unit of each carrier."""
    units: dict[str, str] = dict(solution.meta.get("carrier_units", {}))
    return units


def converters(solution: Solution) -> list[str]:
    """Technologies that turn carriers into others."""
    kinds = solution.variables["kind"].to_series()
    return [str(k) for k in kinds.index[kinds == "converter"]]
