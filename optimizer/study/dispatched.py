"""A plan beside its re-dispatch: operation, policies at the prices of the plan, what was left unmet, dumped, curtailed or released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.case.model import Case
from optimizer.inputs.carbon import ACCOUNT, PREFIX
from optimizer.report.balances import annual, carrier_units
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

OPERATION = ("variable", "start", "transport", "purchase", "sale", "surplus")
"""Lines of the ledger that are paid for running plant; unmet demand is told apart."""
NOISE = 1e-6
"""Share of the demand of a carrier below which an interior answer means nothing."""
COLUMNS = ["period", "figure", "item", "planned", "redispatched", "difference", "unit"]
FLOWS = ("activity", "activity_of_vintage", "port_use", "purchase")
LABELS = {
    "activity": ("technology", "region", "period"),
    "port_use": ("technology", "carrier", "region", "period"),
    "purchase": ("carrier", "region", "tier", "period"),
}
Label = tuple[Any, ...]
Prices = dict[str, dict[Label, float]]
"""Money per unit by family of variables and label, levies and limits together."""


def column(array: xr.DataArray) -> pd.Series:
    return array.reset_coords(drop=True).to_series().dropna()


def compared(case: Case, plan: Solution, answer: Solution, label: int, prices: Prices) -> pd.DataFrame:
    """The plan beside its re-dispatch; one row a figure and item."""
    money = f"{plan.meta['money']}/year"
    figures: dict[tuple[str, str, str], list[float]] = {}
    for i, s in enumerate((plan, answer)):
        spent = _spent(s, label)
        running, short = spent.reindex(OPERATION).fillna(0.0).sum(), float(spent.get("unmet", 0.0))
        released = _emissions(s, label)
        paid = _paid(s, label, prices, released)
        told: dict[tuple[str, str, str], float] = {
            ("operation", "", money): float(running),
            ("policies at the prices of the plan", "", money): paid,
            ("unmet demand, paid", "", money): short,
            ("all together", "", money): float(running) + short + paid,
        }
        units = carrier_units(s)
        for figure, name in (("unmet demand", "unmet"), ("surplus", "surplus")):
            told |= {(figure, str(c), f"{units[str(c)]}/year"): v for c, v in _amounts(s, name, label).items()}
        for k, v in _curtailed(case, s, label).items():
            told["curtailment", str(k), f"{s.variables['activity_unit'].sel(technology=k).item()}/year"] = v
        gases = released["emission"].groupby("gas").sum() if "emission" in released else pd.Series(dtype=float)
        units = s.variables["gas_unit"].to_series() if len(gases) else pd.Series(dtype=object)
        told |= {("emissions", str(g), f"{units[g]}/year"): float(v) for g, v in gases.items()}
        for key, value in told.items():
            figures.setdefault(key, [0.0, 0.0])[i] = value
    rows = [(label, figure, item, a, b, b - a, unit) for (figure, item, unit), (a, b) in figures.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _spent(solution: Solution, label: int) -> pd.Series:
    """Money a year by line of the ledger."""
    costs = solution.costs
    mine = costs["period"].values == label
    return pd.Series(costs["annual_cost"].values[mine]).groupby(costs["line"].values[mine].astype(str)).sum()


def _amounts(solution: Solution, name: str, label: int) -> dict[Any, float]:
    """Amounts a year by carrier, where there are any."""
    if name not in solution.variables:
        return {}
    rate = solution.variables[name].sel(period=label)
    hours = solution.inputs["hours_per_year"].sel(period=label)
    found = column((rate * hours).sum([d for d in rate.dims if d != "carrier"]))
    demand = solution.inputs["demand"].sel(period=label)
    asked = column((demand * hours).sum([d for d in demand.dims if d != "carrier"]))
    return {c: v for c, v in found.items() if v > max(NOISE * asked.get(c, 0.0), 1e-9)}


def _curtailed(case: Case, solution: Solution, label: int) -> dict[Any, float]:
    """What plant with a profile could have given in a year and did not."""
    rows, technologies = case.tables["parameters"], case.tables["technologies"]
    shaped = set(rows.loc[(rows["parameter"] == "availability") & (rows["profile"] != ""), "technology"])
    plain = technologies[(technologies["use"] == "free") & ~technologies["by_vintage"].astype(bool)]
    out: dict[Any, float] = {}
    if "activity" not in solution.variables:
        return out
    used, available = solution.variables["activity"], solution.inputs["availability"]
    hours = solution.inputs["hours_per_year"].sel(period=label)
    for k in plain.loc[plain["technology"].isin(shaped) & (plain["capacity_of"] == ""), "technology"]:
        at = {"technology": k, "period": label}
        if k not in available["technology"].values or k not in solution.variables["capacity"]["technology"].values:
            continue
        stands = solution.variables["capacity"].sel(at).rename(location="region")
        stands = stands.sel(region=stands["region"].isin(used["region"]))
        each = solution.inputs["activity_per_capacity"].sel(at).fillna(1.0) if "activity_per_capacity" in solution.inputs else 1.0  # fmt: skip
        could = (available.sel(at) * stands * each * hours).sum()
        spare = float(could - (used.sel(at) * hours).sum())
        if could > 0:
            out[k] = max(spare, 0.0)
    return out


def _emissions(solution: Solution, label: int) -> dict[str, pd.Series]:
    """Emissions a year of each account but those of building and retiring, which are no matter of dispatch."""
    out = {}
    for prefix in PREFIX.values():
        if f"{prefix}emission" not in solution.variables:
            continue
        amount = solution.variables[f"{prefix}emission"].sel(period=label).fillna(0.0)
        years = solution.inputs["period_years"].sel(period=label)
        if (name := f"{prefix}build_emission_factor") in solution.factors and label in solution.variables["vintage"]:
            built = solution.variables["capacity_built"].sel(vintage=label).rename(location="region")
            amount = amount - _times(solution.factors[name], label, built, amount) / years
        if (
            name := f"{prefix}retirement_emission_factor"
        ) in solution.factors and "capacity_retired" in solution.variables:
            retired = solution.variables["capacity_retired"].sel(period=label).rename(location="region")
            amount = amount - _times(solution.factors[name], label, retired, amount) / years
        out[f"{prefix}emission"] = column(amount.transpose("gas", "sector", "stage", "region"))
    return out


def _times(factor: xr.DataArray, label: int, capacity: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """What capacity emits, on the accounts of `like`; none where no factor is stated."""
    moved = (factor.sel(period=label) * capacity).fillna(0.0)
    emitted = moved.sum([d for d in moved.dims if d not in ACCOUNT]).reset_coords(drop=True)
    return emitted.reindex({d: like[d] for d in emitted.dims}, fill_value=0.0)


def _paid(solution: Solution, label: int, prices: Prices, released: Mapping[str, pd.Series]) -> float:
    """Levies, and limits at the prices of the plan, on what a year counts."""
    total = 0.0
    for family, of in prices.items():
        if family in FLOWS:
            yearly = column(annual(solution, solution.variables[family].sel(period=[label])))
            found = {key: float(v) for key, v in yearly.items()}
            order = [str(n) for n in yearly.index.names]
            at = [order.index(n) for n in LABELS[family]]
            amounts = {tuple(key[i] for i in at): v for key, v in found.items()}
        else:
            amounts = {(*key, label): float(v) for key, v in released.get(family, pd.Series(dtype=float)).items()}
        total += sum(price * amounts.get(key, 0.0) for key, price in of.items())
    return total
