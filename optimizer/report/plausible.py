"""The answer beside ranges that others hold plausible (`plausible.csv`): inside, or outside and by how much.

A range changes nothing in the answer. A year between two periods is read off the straight line between them; what cannot be
compared (another region, an unknown technology, a year outside the horizon) says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from optimizer.report.balances import annual, balance, carrier_units
from optimizer.report.scopes import accounts
from optimizer.report.tables import capacity
from optimizer.solution import Solution
from optimizer.units import UnitError, factor

LABELS = ("technology", "carrier", "gas", "sector", "region")
COLUMNS = [
    "quantity", *LABELS, "period", "found", "low", "high", "unit", "verdict", "beyond", "source", "quality", "note",
]  # fmt: skip
INSIDE, BELOW, ABOVE = "inside", "outside: below", "outside: above"
LIMITS = ("cap", "neutrality", "budget", "price")
"""Kinds of policies whose prices are those of a unit emitted."""
SHOWN = 5

Row = Mapping[str, Any]
Found = tuple[pd.Series, str]
"""Amounts by period, and their unit."""


class IncomparableError(ValueError):
    """Why a row cannot be compared."""


def plausible(solution: Solution) -> pd.DataFrame:
    """The ranges of the case beside the answer."""
    return compared(solution, solution.meta.get("plausible", []))


def compared(solution: Solution, rows: Iterable[Row]) -> pd.DataFrame:
    """Each range with what was found, a verdict, and by how much of the nearer end a figure outside misses it."""
    return pd.DataFrame([_compared(solution, row) for row in rows], columns=COLUMNS)


def told(solution: Solution) -> list[str]:
    """What there is to say about the ranges of the case."""
    return sentences(plausible(solution))


def sentences(table: pd.DataFrame) -> list[str]:
    """One sentence about all ranges, and one for each of the figures that are furthest outside."""
    if table.empty:
        return []
    outside = table[table["verdict"].isin([BELOW, ABOVE])].sort_values("beyond", ascending=False, kind="stable")
    counted = (
        f"{(table['verdict'] == INSIDE).sum()} of {len(table)} figures are in the range that others hold plausible"
    )
    left = int((~table["verdict"].isin([INSIDE, BELOW, ABOVE])).sum())
    more = f", {left} could not be compared" if left else ""
    lines = [f"{counted}, {len(outside)} are outside{more} (sheet plausible)"]
    for r in outside.head(SHOWN).to_dict("records"):
        of = " ".join(str(r[c]) for c in LABELS if r[c])
        limits = " to ".join(f"{v:.4g}" for v in (r["low"], r["high"]) if v == v)
        side = r["verdict"].removeprefix("outside: ")
        lines.append(f"{r['quantity']} of {of} in {r['period']}: {r['found']:.4g} {r['unit']}, {side} {limits}")
    return lines


def _compared(solution: Solution, row: Row) -> dict[str, Any]:
    out: dict[str, Any] = {c: row.get(c) for c in COLUMNS} | {"period": int(row["period"])}
    out |= {c: float("nan") if row.get(c) is None else float(row[c]) for c in ("low", "high")}
    out |= {"found": float("nan"), "beyond": float("nan")}
    try:
        out["found"] = value = _found(solution, row)
    except IncomparableError as error:
        return out | {"verdict": f"not compared: {error}"}
    for end, verdict, sign in ((out["low"], BELOW, -1.0), (out["high"], ABOVE, 1.0)):
        if sign * (value - end) > 1e-9 * abs(end):
            beyond = abs(value - end) / abs(end) if end else float("inf")
            return out | {"verdict": verdict, "beyond": beyond}
    return out | {"verdict": INSIDE, "beyond": 0.0}


def _found(solution: Solution, row: Row) -> float:
    """What the answer says, in the unit of the row."""
    amounts, unit = QUANTITIES[str(row["quantity"])](solution, row)
    series = amounts.dropna().sort_index()
    year = float(row["period"])
    if series.empty:
        raise IncomparableError("the answer has no such figure")
    if not series.index.min() <= year <= series.index.max():
        raise IncomparableError(f"{year:.0f} is outside the horizon")
    try:
        scale = factor(unit, str(row["unit"]))
    except UnitError as error:
        raise IncomparableError(str(error)) from None
    return float(np.interp(year, series.index.to_numpy(float), series.to_numpy(float))) * scale


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


def _converters(solution: Solution) -> list[str]:
    kinds = solution.variables["kind"].to_series()
    return [str(k) for k in kinds.index[kinds == "converter"]]


def _generation(solution: Solution, row: Row) -> Found:
    """What some technologies give out of a carrier, without any: all converters; `purchase`: what is bought."""
    return _flow(solution, row, _technologies(solution, row) or _converters(solution), 1.0)


def _use(solution: Solution, row: Row) -> Found:
    """What some technologies take in of a carrier; without any: all converters, and demand."""
    return _flow(solution, row, _technologies(solution, row) or [*_converters(solution), "demand"], -1.0)


def _share(solution: Solution, row: Row) -> Found:
    """Of all that is made and bought of a carrier."""
    part, _ = _generation(solution, row)
    whole, _ = _flow(solution, row, [*_converters(solution), "purchase"], 1.0)
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
        return _gas_price(solution, str(row["gas"]))
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


def _gas_price(solution: Solution, gas: str) -> Found:
    unit = str(solution.variables["gas_unit"].to_series().get(gas, ""))
    rows = [p for p in solution.meta["policies"] if p["kind"] in LIMITS and p["area"] == "all"]
    found = {int(y): 0.0 for y in solution.inputs["period"].values}
    for p in rows:
        try:
            found[int(p["period"])] += p["price"] * factor(p["price_unit"], f"{solution.meta['money']}/({unit})")
        except UnitError:
            continue
    return pd.Series(found, dtype=float), f"{solution.meta['money']}/({unit})"


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
