"""Names for a hand-in to the IAMC: labels that the case has, names whose first word says what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.layout.iamc import role, roles
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed
from optimizer.quantities import Quantity
from optimizer.units import currencies, fits

ENERGY, HEATING = "EJ", ("MJ/kg", "MJ/m3", "MJ/Nm3")


def iamc(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Labels are those of the case; a carrier that is no energy states its heating value."""
    rows = records(tables, "iamc")
    if not rows:
        return
    yield from words(rows)
    known = _labels(tables)
    units = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}
    for row in rows:
        names = known.get(row["of"])
        if names is not None and row["item"] not in names:
            hint = did_you_mean(row["item"], names)
            yield at(row, "item", f"no {row['of']} is called so{hint}", row["item"], listed(sorted(names), 20))
        if row["of"] == "carrier" and role("carrier", row["iamc"]) == "energy":
            yield from _heating(row, units.get(row["item"], ""))


def _labels(tables: Tables) -> dict[str, set[str]]:
    """Labels that rows may speak of; regions may have been merged, and money has labels of its own."""
    carriers = {r["carrier"] for r in records(tables, "carriers")}
    booked = [r["sector"] for name in ("technologies", "emissions", "carbon") for r in records(tables, name)]
    return {
        "carrier": carriers,
        "technology": {r["technology"] for r in records(tables, "technologies")},
        "demand": carriers,
        "sector": {*booked, "energy"},
    }


def words(rows: Sequence[Mapping[str, Any]]) -> Found:
    """Names whose first word says nothing, and money without a value."""
    for row in rows:
        of, name = row["of"], row["iamc"]
        if of == "money" and not (stated(row["value"]) and row["unit"] == f"{name}/{row['item']}"):
            yield at(row, "unit", "money needs a value", row["unit"], f"{name}/{row['item']}")
        if of == "money" and not (currencies(name) == [name] and currencies(row["item"]) == [row["item"]]):
            yield at(row, "iamc", "no money with its year", name, "for example USD_2010 of CNY_2020")
        if of == "demand" and role("technology", name) != "use":
            allowed = [word for (of, word), r in roles().items() if of == "technology" and r["role"] == "use"]
            yield at(row, "iamc", "demand is final energy of a sector", name, listed(allowed, 20))
        if of in ("carrier", "technology") and not row["part"] and not role(of, name):
            first = [word for (kind, word) in roles() if kind == of]
            yield at(
                row,
                "iamc",
                f"the first word is none of them{did_you_mean(name.partition('|')[0], first)}",
                name,
                listed(first, 30),
            )


def _heating(row: Mapping[str, Any], unit: str) -> Found:
    """A carrier counted in mass or volume needs a heating value to be told in EJ."""
    if not unit or fits(unit, ENERGY):
        return
    if not stated(row["value"]):
        yield at(row, "value", f"a carrier in {unit} needs a heating value", allowed=", ".join(HEATING))
    elif not fits(f"({unit})*({row['unit']})", ENERGY):
        yield at(row, "unit", f"no heating value of a carrier in {unit}", row["unit"], ", ".join(HEATING))
    elif not row["value"] > 0:
        yield at(row, "value", "a heating value is above zero", row["value"])
