"""Ranges that the answer is compared with: what each quantity needs to be said, and in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records, stated
from optimizer.case.schema import Options
from optimizer.quantities import Quantity
from optimizer.units import fits, known, pretty

NEEDED = {
    "capacity": ("technology",),
    "stock": ("technology",),
    "generation": ("carrier",),
    "use": ("carrier",),
    "share": ("carrier", "technology"),
    "full_load_hours": ("technology",),
    "emission": ("gas",),
    "gross_emission": ("gas",),
    "removal": ("gas",),
}


def plausible(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """A range has an end, the ends are in order, and the row says what it is the range of."""
    rows = records(tables, "plausible")
    yield from bounds(rows)
    for row in rows:
        missing = [c for c in NEEDED.get(row["quantity"], ()) if not row[c]]
        if row["quantity"] == "price" and bool(row["carrier"]) == bool(row["gas"]):
            yield at(row, "carrier", "a price is that of a carrier or of a gas", allowed="one of carrier and gas")
        for column in missing:
            yield at(row, column, f"'{row['quantity']}' needs a {column}")
        wanted = _unit(row, tables, options)
        if not known(row["unit"]) or (wanted and known(wanted) and not fits(row["unit"], wanted)):
            yield at(row, "unit", "wrong unit", row["unit"], pretty(wanted) if wanted else "")


def bounds(rows: Sequence[Mapping[str, Any]]) -> Found:
    """Ranges without an end, or with ends in the wrong order."""
    for row in rows:
        if not stated(row["low"]) and not stated(row["high"]):
            yield at(row, "low", "a range needs a low or a high end")
        if row["low"] > row["high"]:
            yield at(row, "low", "the low end is above the high one", row["low"], f"at most {row['high']:g}")


def _unit(row: Mapping[str, Any], tables: Tables, options: Options) -> str:
    """The unit that a range must fit; empty where that is not known here."""
    quantity, gas = row["quantity"], options.gas_units.get(row["gas"], "")
    carrier = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}.get(row["carrier"], "")
    if quantity == "share":
        return "%"
    if quantity == "full_load_hours":
        return "hour/year"
    if quantity in ("generation", "use"):
        return f"({carrier})/year" if carrier else ""
    if quantity == "price":
        of = carrier or gas
        return f"{options.money}/({of})" if of else ""
    if quantity in ("emission", "gross_emission", "removal"):
        return f"({gas})/year" if gas else ""
    names = listed_in(row["technology"])
    plant = next((r for r in records(tables, "technologies") if names and r["technology"] == names[0]), None)
    if plant is None:
        return ""
    base = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}.get(plant["reference"], "")
    return plant["capacity_unit"] or (base if plant["kind"] == "store" else f"({base})/hour" if base else "")
