"""Annual balances of every carrier, item by item, from the solved flows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

COLUMNS = ["carrier", "region", "period", "item", "direction", "amount", "unit"]
IN, OUT = "supply", "use"


def flows(solution: Solution) -> Iterator[tuple[str, str, xr.DataArray]]:
    """(item or 'by technology', direction, rate per hour over carrier, region, period, day, step)."""
    v, ratio = solution.variables, solution.inputs.get("port_ratio")
    if "activity" in v and ratio is not None:
        for carrier in ratio["carrier"].values:
            one = ratio.sel(carrier=carrier).dropna("technology", how="all")
            used = [k for k in one["technology"].values if k in set(v["activity"]["technology"].values)]
            for k in used:
                r = one.sel(technology=k)
                rate = (v["activity"].sel(technology=k, drop=True) * abs(r).drop_vars("technology")).dropna(
                    "region", how="all"
                )
                direction = IN if float(r.max()) > 0 else OUT
                yield str(k), direction, rate.drop_vars("carrier", errors="ignore").expand_dims(carrier=[carrier])
    yield from _stores(v)
    yield from _lines(v, solution.inputs)
    for name, direction in (("purchase", IN), ("sale", OUT)):
        if name in v:
            yield name, direction, v[name].sum("tier", min_count=1)
    for name, direction in (("unmet", IN), ("surplus", OUT)):
        if name in v:
            yield name, direction, v[name]
    if "demand" in solution.inputs:
        yield "demand", OUT, solution.inputs["demand"]


def _stores(v: xr.Dataset) -> Iterator[tuple[str, str, xr.DataArray]]:
    for name, direction in (("store_discharge", IN), ("store_charge", OUT)):
        if name in v:
            for k in v[name]["technology"].values:
                one = v[name].sel(technology=k).dropna("region", how="all")
                carrier = str(v["reference"].sel(technology=k).item())
                yield f"{k} {name.removeprefix('store_')}", direction, _plain(one).expand_dims(carrier=[carrier])


def _lines(v: xr.Dataset, inputs: xr.Dataset) -> Iterator[tuple[str, str, xr.DataArray]]:
    if "line_flow" not in v:
        return
    flow = v["line_flow"]
    for k in flow["technology"].values:
        carrier = str(v["reference"].sel(technology=k).item())
        for i in flow["route"].values:
            both = flow.sel(technology=k, route=i)
            if not bool(both.notnull().any()):
                continue
            ends = [str(inputs[f"route_{e}"].sel(technology=k, route=i).item()) for e in ("from", "to")]
            kept = _plain(inputs["line_arrival"].sel(technology=k, route=i))
            for way, (a, b) in zip(both["direction"].values, (ends, ends[::-1]), strict=False):
                one = _plain(both.sel(direction=way))
                yield f"{k} to {b}", OUT, one.expand_dims(carrier=[carrier], region=[a])
                yield f"{k} from {a}", IN, (one * kept).expand_dims(carrier=[carrier], region=[b])


def _plain(array: xr.DataArray) -> xr.DataArray:
    return array.reset_coords(drop=True)


def annual(solution: Solution, rate: xr.DataArray) -> xr.DataArray:
    """A rate per hour as an amount per year."""
    return (rate * solution.inputs["hours_per_year"]).sum(("day", "step"), min_count=1)


@lru_cache(maxsize=1)
def _balance(solution: Solution) -> pd.DataFrame:
    """Annual supply (+) and use (-) by carrier, region, period and item; each balance adds up to zero."""
    units = carrier_units(solution)
    rows: list[tuple[Any, ...]] = []
    for item, direction, rate in flows(solution):
        sign = 1.0 if direction == IN else -1.0
        amounts = annual(solution, rate).transpose("carrier", "region", "period")
        for (c, r, y), amount in zip(_labels(amounts), amounts.values.ravel(), strict=True):
            if amount == amount and amount != 0.0:
                rows.append((c, r, y, item, direction, sign * float(amount), f"{units.get(c, '')}/year"))
    table = pd.DataFrame(rows, columns=COLUMNS)
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


def _labels(array: xr.DataArray) -> Iterator[tuple[str, str, int]]:
    for c in array["carrier"].values:
        for r in array["region"].values:
            for y in array["period"].values:
                yield str(c), str(r), int(y)
