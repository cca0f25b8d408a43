"""Security of supply: what is imported of each carrier, and firm capacity beside the load that it must cover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from optimizer.report.balances import annual, balance, carrier_units, converters
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

IMPORT = "import"
NOTHING = 1e-6  # of all that is made and bought
Row = tuple[str, str, str, str, str, pd.Series]


def security(solution: Solution) -> pd.DataFrame:
    """One row a figure, one column a period: import by carrier, firm capacity and load by reserve policy."""
    periods = [int(y) for y in solution.inputs["period"].values]
    rows = [
        [item, area, figure, tier, unit, *values.reindex(periods).tolist()]
        for item, area, figure, tier, unit, values in (*_imports(solution), *_reserves(solution))
    ]
    return pd.DataFrame(rows, columns=["item", "area", "figure", "tier", "unit", *map(str, periods)])


def imported(solution: Solution) -> pd.DataFrame:
    """What is bought abroad of each carrier in a year (rows: carrier, tier; columns: period), all regions together.

    A tier is an import if its name says so, or if it has emissions in the account `import`.
    """
    if "purchase" not in solution.variables:
        return pd.DataFrame()
    bought = annual(solution, solution.variables["purchase"]).sum("region").reset_coords(drop=True).to_series().dropna()
    abroad = _abroad(solution)
    chosen = [IMPORT in str(t).lower() or (c, t) in abroad for c, t in zip(*_levels(bought), strict=True)]
    return bought[chosen].groupby(["carrier", "tier", "period"]).sum().unstack("period")


def _levels(bought: pd.Series) -> tuple[pd.Index, pd.Index]:
    return bought.index.get_level_values("carrier"), bought.index.get_level_values("tier")


def _abroad(solution: Solution) -> set[tuple[str, str]]:
    """Carriers and tiers whose emissions are booked abroad."""
    name = "import_purchase_emission_factor"
    if name not in solution.factors:
        return set()
    stated = solution.factors[name].reset_coords(drop=True).to_series().dropna()
    return set(zip(*_levels(stated[stated != 0]), strict=True))


def supplied(solution: Solution) -> pd.DataFrame:
    """What is made and bought of each carrier in a year (rows: carrier; columns: period), all regions together."""
    table = balance(solution)
    mine = table[(table["amount"] > 0) & table["item"].isin([*converters(solution), "purchase"])]
    return mine.groupby(["carrier", "period"])["amount"].sum().unstack("period")


def _imports(solution: Solution) -> Iterator[Row]:
    bought, every, words = imported(solution), supplied(solution), carrier_units(solution)
    for carrier in dict.fromkeys(bought.index.get_level_values("carrier")) if len(bought) else ():
        if carrier not in every.index:  # offered, and neither bought nor made
            continue
        name, whole, tiers = str(carrier), every.loc[carrier], bought.loc[carrier]
        tiers = tiers.mask(tiers < NOTHING * float(whole.max()), 0.0)
        tiers = tiers[tiers.max(axis=1) > 0]
        amounts, unit, named = tiers.sum(), f"{words.get(name, '')}/year", "; ".join(map(str, tiers.index))
        if tiers.empty:
            continue
        for tier, one in tiers.iterrows() if len(tiers) > 1 else ():
            yield name, "all", "imported, of it", str(tier), unit, one
        yield name, "all", "imported", named, unit, amounts
        yield name, "all", "made and bought", "", unit, whole
        yield name, "all", "import share", named, "%", 100.0 * amounts / whole.where(whole > 0)


def _reserves(solution: Solution) -> Iterator[Row]:
    """Firm capacity of each reserve policy, and the highest load with and without its margin."""
    given = solution.factors
    if "reserve_credit" not in given:
        return
    standing = solution.variables["capacity"].rename(location="region")
    firm = (given["reserve_credit"] * standing).sum(["technology", "region"], min_count=1)
    time = ("day", "step")
    load = given["reserve_demand"]
    if "reserve_load" in given:
        drawn = _dense(given["reserve_load"])
        made = (drawn * solution.variables["activity"]).sum(["technology", "region"])
        load = load + made.reindex_like(load).fillna(0.0)
    needed, carriers = load.max(time), _carriers(solution)
    for policy in firm["policy"].values:
        for area in firm["area"].values:
            have, want = (a.sel(policy=policy, area=area).reset_coords(drop=True).to_series() for a in (firm, needed))
            if have.notna().any():
                unit = carriers.get(str(policy), "")
                yield str(policy), str(area), "firm capacity", "", unit, have
                yield str(policy), str(area), "highest load with the margin", "", unit, want
                yield (
                    str(policy),
                    str(area),
                    "firm capacity over it",
                    "",
                    "%",
                    100.0 * (have / want.where(want > 0) - 1.0),
                )


def _dense(array: xr.DataArray) -> xr.DataArray:
    """An array without the labels for which it has nothing: products with it are of what there is."""
    for name in array.dims:
        array = array.dropna(name, how="all")
    return array


def _carriers(solution: Solution) -> dict[str, str]:
    """Unit in which each reserve policy counts."""
    rows = [p for p in solution.meta["policies"] if p["kind"] == "reserve_margin"]
    return {str(p["id"]): str(p["unit"]).removesuffix(" to spare") for p in rows}
