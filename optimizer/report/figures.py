"""Figures of an answer by period, as a row asks for them: what stands, what flows, what it costs, what is released.

A row names a quantity (`QUANTITIES`), what it is of, and a region; a figure that the answer cannot give says why.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from optimizer.report.balances import annual, balance, carrier_units, converters
from optimizer.report.scopes import accounts
from optimizer.report.tables import capacity
from optimizer.solution import Solution
from optimizer.units import factor, fits

LIMITS = ("cap", "neutrality", "budget", "price")
"""Kinds of policies whose prices are those of a unit emitted."""

Row = Mapping[str, Any]
Found = tuple[pd.Series, str]
"""Amounts by period, and their unit."""


class IncomparableError(ValueError):
    """Why a row cannot be compared."""


def neighbours(periods: Sequence[int], year: int) -> list[int]:
    """The period itself, or those before and after a year.

    >>> neighbours([2030, 2035, 2045], 2035), neighbours([2030, 2035, 2045], 2040)
    ([2035], [2035, 2045])
    """
    every = sorted(int(y) for y in periods)
    if not every[0] <= year <= every[-1]:
        raise IncomparableError(f"{year} is outside the horizon")
    return sorted({every[bisect_right(every, year) - 1], every[bisect_left(every, year)]})


def _names(row: Row, column: str) -> list[str]:
    return [v.strip() for v in str(row.get(column) or "").split(";") if v.strip()]


def _technologies(solution: Solution, row: Row) -> list[str]:
    names, known = _names(row, "technology"), set(map(str, solution.variables["technology"].values))
    unknown = [k for k in names if k not in known and k != "purchase"]
    if unknown:
        raise IncomparableError(f"no technology is called {unknown[0]}")
    return names


def _regions(solution: Solution, row: Row) -> list[str] | None:
    """Regions of the answer that a row speaks of, nothing for all; merged ones only if the row names all their members."""
    asked, wanted = solution.meta["case"].get("regions", {}), set(_names(row, "region"))
    if not wanted:
        if asked.get("only"):
            raise IncomparableError("the run has some of the regions only")
        return None
    plain = {r: [r] for r in map(str, solution.inputs["region"].values)}
    members = asked.get("members") or plain
    chosen = [r for r, of in members.items() if r in wanted or set(of) <= wanted]
    if {m for r in chosen for m in (r, *members[r])} >= wanted:
        return chosen
    raise IncomparableError("the regions of the run do not add up to these")


def _at(table: pd.DataFrame, regions: list[str] | None, column: str = "region") -> pd.DataFrame:
    return table if regions is None else table[table[column].isin(regions)]


def _one_unit(units: Iterable[str]) -> str:
    known = list(dict.fromkeys(units))
    if len(known) != 1:
        raise IncomparableError("these are not measured in one unit" if known else "the answer has no such figure")
    return known[0]


def _by_period(solution: Solution, table: pd.DataFrame, column: str) -> pd.Series:
    periods = [int(y) for y in solution.inputs["period"].values]
    return table.groupby("period")[column].sum().reindex(periods).fillna(0.0)


def _capacity(solution: Solution, row: Row) -> Found:
    """What stands of some technologies."""
    table = capacity(solution)
    table = _at(table[table["technology"].isin(_technologies(solution, row))], _regions(solution, row), "location")
    return _by_period(solution, table, "standing"), _one_unit(table["unit"])


def _flow(solution: Solution, row: Row, items: Iterable[str], sign: float) -> Found:
    """What some items give of a carrier in a year, or take."""
    carrier, units = str(row["carrier"]), carrier_units(solution)
    if carrier not in units:
        raise IncomparableError(f"no carrier is called {carrier}")
    table = balance(solution)
    table = table[(table["carrier"] == carrier) & table["item"].isin(list(items)) & (sign * table["amount"] > 0)]
    amounts = _by_period(solution, _at(table, _regions(solution, row)), "amount")
    return sign * amounts, f"({units[carrier]})/year"


def _generation(solution: Solution, row: Row) -> Found:
    """What some technologies give out of a carrier, without any: all converters; `purchase`: what is bought."""
    return _flow(solution, row, _technologies(solution, row) or converters(solution), 1.0)


def _use(solution: Solution, row: Row) -> Found:
    """What some technologies take in of a carrier; without any: all converters, and demand."""
    return _flow(solution, row, _technologies(solution, row) or [*converters(solution), "demand"], -1.0)


def _share(solution: Solution, row: Row) -> Found:
    """Of all that is made and bought of a carrier."""
    part, _ = _generation(solution, row)
    whole, _ = _flow(solution, row, [*converters(solution), "purchase"], 1.0)
    return 100.0 * part / whole.where(whole > 0), "%"


def _full_load_hours(solution: Solution, row: Row) -> Found:
    """Use of some technologies in a year over what stands of them."""
    names, regions = _technologies(solution, row), _regions(solution, row)
    used = []
    for name in ("activity", "activity_of_vintage"):
        if name in solution.variables:
            rate = solution.variables[name]
            mine = rate.sel(technology=rate["technology"].isin(names))
            if regions is not None:
                mine = mine.sel(region=mine["region"].isin(regions))
            rest = [d for d in ("technology", "region", "vintage") if d in mine.dims]
            used.append(annual(solution, mine).sum(rest).reset_coords(drop=True).to_series())
    if not used:
        raise IncomparableError("nothing is used")
    standing, unit = _capacity(solution, row)
    references = {str(solution.variables["activity_unit"].sel(technology=k).item()) for k in names}
    return sum(used) / standing.where(standing > 0), f"({_one_unit(references)})/year/({unit})"


def _price(solution: Solution, row: Row) -> Found:
    """Marginal price of a carrier, the mean over what flows; or of a gas, what limits on it and prices together make it cost."""
    money = solution.meta["money"]
    if row.get("gas"):
        return _gas_price(solution, str(row["gas"]), int(row["period"]))
    carrier, data = str(row["carrier"]), solution.levelised
    if carrier not in data["carrier"].values:
        raise IncomparableError("the answer has no price of it")
    one = data[["marginal_price", "throughput"]].sel(carrier=carrier)
    regions = _regions(solution, row)
    if regions is not None:
        one = one.sel(region=one["region"].isin(regions))
    flows = one["throughput"].where(one["marginal_price"].notnull())
    mean = (one["marginal_price"] * flows).sum("region") / flows.sum("region").where(lambda f: f > 0)
    return mean.reset_coords(drop=True).to_series(), f"{money}/({carrier_units(solution)[carrier]})"


def _gas_price(solution: Solution, gas: str, year: int) -> Found:
    """What all limits and prices on the gas make it cost, wherever it is released; those of a region or sector leave the others free."""
    unit = str(solution.variables["gas_unit"].to_series().get(gas, ""))
    wanted = f"{solution.meta['money']}/({unit})"
    found = {int(y): 0.0 for y in solution.inputs["period"].values}
    near = {str(y) for y in neighbours(list(found), year)}
    for p in solution.meta["policies"]:
        if p["area"] != "all" or p.get("part") or not p["price"] or not fits(p["price_unit"], wanted):
            continue
        if p["status"] == "met":  # an interior answer leaves a trace of a price on every limit
            continue
        counted = {y for y, amount in p.get("by_period", {}).items() if amount}
        if len(counted) > 1 and counted & near:
            raise IncomparableError(f"policy {p['id']} sets one price for several periods")
        if p["kind"] in LIMITS:
            found[int(p["period"])] += p["price"] * factor(p["price_unit"], wanted)
    return pd.Series(found, dtype=float), wanted


def _emitted(keep: Callable[[pd.DataFrame], pd.DataFrame], sign: float = 1.0) -> Callable[[Solution, Row], Found]:
    def found(solution: Solution, row: Row) -> Found:
        table = keep(accounts(solution, "territorial"))
        table, sectors = table[table["gas"] == row["gas"]], _names(row, "sector")
        unit = _one_unit(table["unit"])
        known = {str(v) for v in accounts(solution, "territorial")["sector"]}
        unknown = [s for s in sectors if s not in known]
        if unknown:
            raise IncomparableError(f"nothing is booked in sector {unknown[0]}")
        table = table[table["sector"].isin(sectors)] if sectors else table
        return sign * _by_period(solution, _at(table, _regions(solution, row)), "amount"), unit

    return found


QUANTITIES: dict[str, Callable[[Solution, Row], Found]] = {
    "capacity": _capacity,
    "stock": _capacity,
    "generation": _generation,
    "use": _use,
    "share": _share,
    "full_load_hours": _full_load_hours,
    "price": _price,
    "emission": _emitted(lambda t: t),
    "gross_emission": _emitted(lambda t: t[t["stage"] != "removal"]),
    "removal": _emitted(lambda t: t[t["stage"] == "removal"], -1.0),
}
