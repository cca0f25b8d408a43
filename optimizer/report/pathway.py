"""The pathway of emissions: gross, removals, net, the peak and the pace, what is left at the end and what removes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.report.balances import annual
from optimizer.report.scopes import accounts
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

REMOVAL = "removal"
LEFT = "not told apart"
BOOKED = {
    "activity_emission_factor": "activity",
    "activity_of_vintage_emission_factor": "activity_of_vintage",
    "port_use_emission_factor": "port_use",
    "carbon_of_activity": "activity",
    "carbon_of_port_use": "port_use",
    "carbon_put_away": "store_charge",
}
"""Factors by technology, and the flow that each is of."""


def pathway(solution: Solution) -> pd.DataFrame:
    """One row a figure, one column a period: amounts, peak, pace, emissions by sector, removals by technology."""
    periods = [int(y) for y in solution.inputs["period"].values]
    columns = ["gas", "block", "figure", "unit", *map(str, periods)]
    rows = [
        [gas, block, figure, unit, *values]
        for gas, unit_of_gas in units(solution).items()
        for block, figure, unit, values in _figures(solution, gas, unit_of_gas, periods)
        if not all(pd.isna(value) for value in values)  # one period has no pace
    ]
    return pd.DataFrame(rows, columns=columns)


def units(solution: Solution) -> dict[str, str]:
    """Unit a year of each gas that is booked."""
    table = accounts(solution, "territorial")
    return {str(g): str(u) for g, u in table.drop_duplicates("gas")[["gas", "unit"]].itertuples(index=False)}


def totals(solution: Solution, gas: str, region: str | None = None) -> pd.DataFrame:
    """Gross emissions, removals (positive) and what is left after them, by period."""
    table = accounts(solution, "territorial")
    table = table[(table["gas"] == gas) & ((table["region"] == region) | (region is None))]
    removed = table["stage"] == REMOVAL
    periods = [int(y) for y in solution.inputs["period"].values]
    gross, taken = (
        table[m].groupby("period")["amount"].sum().reindex(periods).fillna(0.0) for m in (~removed, removed)
    )
    return pd.DataFrame({"gross": gross, "removed": 0.0 - taken, "net": gross + taken})


def sectors(solution: Solution, gas: str) -> pd.DataFrame:
    """Gross emissions by sector (columns, the largest first) and period; sectors that emit nothing are left out."""
    table = accounts(solution, "territorial")
    mine = table[(table["gas"] == gas) & (table["stage"] != REMOVAL)]
    wide = mine.pivot_table(index="period", columns="sector", values="amount", aggfunc="sum")
    wide = wide.reindex([int(y) for y in solution.inputs["period"].values]).fillna(0.0)
    size = wide.abs().max()
    return wide[size[size > 1e-9 * max(float(size.max()) if len(size) else 0.0, 1e-300)].sort_values().index[::-1]]


def removals(solution: Solution, gas: str) -> pd.DataFrame:
    """What is removed (positive) by technology and period; what no technology is known for stands last."""
    periods = [int(y) for y in solution.inputs["period"].values]
    total = totals(solution, gas)["removed"]
    found = pd.DataFrame(0.0, index=periods, columns=[])
    for name, flow in BOOKED.items():
        for technology, amounts in _removed_by(solution, gas, name, flow):
            found[technology] = found.get(technology, 0.0) + amounts.reindex(periods).fillna(0.0)
    size = float(total.abs().max()) if len(total) else 0.0
    left = total - found.sum(axis=1)
    out = found.loc[:, found.abs().max() > 1e-9 * size] if size else found.iloc[:, :0]
    out = out[out.abs().max().sort_values(ascending=False).index]
    return out.assign(**{LEFT: left}) if float(left.abs().max()) > 1e-6 * size else out


def _removed_by(solution: Solution, gas: str, name: str, flow: str) -> Iterator[tuple[str, pd.Series]]:
    """What each technology removes by a kind of factor."""
    given, solved = solution.factors, solution.variables
    if name not in given or flow not in solved:
        return
    if REMOVAL not in given[name]["stage"].values or gas not in given[name]["gas"].values:
        return
    factor = (
        given[name].sel(stage=REMOVAL, gas=gas, drop=True).sum("sector", min_count=1).dropna("technology", how="all")
    )
    rate = solved[flow].reset_coords(drop=True)
    for technology in factor["technology"].values:
        if technology not in rate["technology"]:
            continue
        moved = _kept(solution, str(technology)) if flow == "store_charge" else rate.sel(technology=technology)
        amount = annual(solution, moved) * factor.sel(technology=technology)
        by_period = amount.sum([d for d in amount.dims if d != "period"]).reset_coords(drop=True).to_series()
        yield str(technology), -by_period


def _kept(solution: Solution, technology: str) -> xr.DataArray:
    """What a reservoir holds more by each step."""
    efficiency = {
        way: solution.inputs[f"{way}_efficiency"].sel(technology=technology, drop=True).fillna(1.0)
        if f"{way}_efficiency" in solution.inputs
        and technology in solution.inputs[f"{way}_efficiency"]["technology"].values
        else 1.0
        for way in ("charge", "discharge")
    }
    charge, discharge = (
        solution.variables[f"store_{way}"].sel(technology=technology, drop=True) for way in ("charge", "discharge")
    )
    return charge * efficiency["charge"] - discharge.fillna(0.0) / efficiency["discharge"]


def _figures(
    solution: Solution, gas: str, unit: str, periods: list[int]
) -> Iterator[tuple[str, str, str, list[float]]]:
    amounts = totals(solution, gas)
    names = {"gross": "gross emissions", "removed": "removals", "net": "net emissions"}
    for column, name in names.items():
        yield "emissions", name, unit, amounts[column].tolist()
    gross, removed = amounts["gross"].to_numpy(), amounts["removed"].to_numpy()
    share = np.divide(removed, gross, out=np.full(len(gross), np.nan), where=gross > 0)
    yield "emissions", "removed share of gross emissions", "%", (100.0 * share).tolist()
    for column in ("gross", "net"):
        yield "peak", f"peak of {names[column]}", unit, _at_peak(amounts[column].to_numpy())
    for column in ("gross", "net"):
        yield "pace", f"{names[column]}, change a year", "%/year", rates(amounts[column].to_numpy(), periods)
        yield "pace", f"{names[column]}, change a year", f"{unit}/year", slopes(amounts[column].to_numpy(), periods)
        bends = second_differences(amounts[column].to_numpy(), periods)
        yield "pace", f"{names[column]}, second difference by year", f"{unit}/year/year", bends
    for sector, values in sectors(solution, gas).items():
        yield "emissions by sector (gross)", str(sector), unit, values.tolist()
    for technology, values in removals(solution, gas).items():
        yield "removals by technology", str(technology), unit, values.tolist()


def _at_peak(values: Any) -> list[float]:
    """The level of the highest, in its period alone; nothing where nothing is emitted.

    >>> _at_peak([3.0, 5.0, 5.0])
    [nan, 5.0, nan]
    """
    top = int(np.argmax(values)) if len(values) and max(values) > 0 else -1
    return [float(v) if i == top else float("nan") for i, v in enumerate(values)]


def slopes(values: Any, periods: list[int]) -> list[float]:
    """Change a year since the period before.

    >>> slopes([10.0, 20.0, 15.0], [2020, 2030, 2035])
    [nan, 1.0, -1.0]
    """
    return [float("nan"), *(np.diff(values) / np.diff(periods)).tolist()]


def rates(values: Any, periods: list[int]) -> list[float]:
    """Change a year since the period before, compounded, in %; nothing where either is not above zero.

    >>> [round(r, 3) for r in rates([100.0, 121.0, 0.0], [2020, 2022, 2023])]
    [nan, 10.0, nan]
    """
    out = [float("nan")]
    for i in range(1, len(values)):
        before, after, years = values[i - 1], values[i], periods[i] - periods[i - 1]
        out.append(
            100.0 * ((after / before) ** (1.0 / years) - 1.0) if before > 0 and after > 1e-9 * before else np.nan
        )
    return out


def second_differences(values: Any, periods: list[int]) -> list[float]:
    """How much the change a year changes by the year, around each period; where steps are equal that is the plain second
    difference over the squared step.

    >>> second_differences([0.0, 5.0, 0.0], [2020, 2025, 2030]), second_differences([0.0, 1.0, 9.0], [0, 1, 3])
    ([nan, -0.4, nan], [nan, 2.0, nan])
    """
    out = [float("nan")] * len(values)
    steps = slopes(values, periods)
    for i in range(1, len(values) - 1):
        out[i] = (steps[i + 1] - steps[i]) / ((periods[i + 1] - periods[i - 1]) / 2.0)
    return out
