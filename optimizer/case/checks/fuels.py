"""Fuels beside what is known of carriers of such names: the carbon in them, and what they cost.

A unit that was misread in a whole table leaves all neighbours alike, so that only what is known from elsewhere can tell it
(`optimizer/case/fuels.csv`). A plant may hold back most of the carbon of its fuel, and one that makes matter keeps some of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, mean_of, records, stated
from optimizer.case.energy import Content, contents
from optimizer.case.plausible_inputs import scale
from optimizer.case.text import times, words
from optimizer.files import packaged

Row = dict[str, Any]
PER_GJ = 3.6e-3  # t/MWh in a kg/GJ
MONEY = "CNY_2020"
OPEN, CAPTURED = 0.2, 0.005
"""Least part of its fuel's carbon that a plant emits: one that holds back none, with room for blends; and one that captures."""
MOST = 1.3  # oxidation, higher or lower heating value, and the carbon of what is added
CAPTURE = {"ccs", "ccus", "beccs", "capture", "captured", "co2", "bco2"}


@dataclass(frozen=True)
class Fuel:
    """Carbon [kgCO2/GJ] and price [CNY_2020/MWh] of a fuel, both from low to high; NaN where nothing is known."""

    carbon: tuple[float, float]
    price: tuple[float, float]
    carbon_source: str
    price_source: str


@lru_cache(maxsize=1)
def _fuels() -> dict[str, Fuel]:
    def number(cell: str) -> float:
        return float(cell) if cell else math.nan

    return {
        r["word"]: Fuel(
            (number(r["carbon_low"]), number(r["carbon_high"])),
            (number(r["price_low"]), number(r["price_high"])),
            r["carbon_source"],
            r["price_source"],
        )
        for r in packaged("optimizer.case", "fuels.csv")
    }


def fuel_of(carrier: str) -> Fuel | None:
    """What is known of a carrier of this id; None where its words name no fuel, or two.

    >>> fuel_of("coal_domestic").carbon, fuel_of("coke_gas"), fuel_of("water")
    ((87.3, 115.0), None, None)
    """
    found = {known for word in words(carrier) if (known := _fuels().get(word)) is not None}
    return found.pop() if len(found) == 1 else None


def fuels(tables: Tables, means: Mapping[str, float]) -> Found:
    """Emission factors of plant, carbon of carriers and prices that no such fuel has."""
    known = contents(tables)
    units = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}
    capturing = _capturing(tables)
    for row in records(tables, "emissions"):
        if row["flow"] == "activity" and row["carrier"] and {"co2", "co2e"} & set(words(row["gas"])):
            least = CAPTURED if row["technology"] in capturing else OPEN
            what = f"what '{row['technology']}' emits by the {row['carrier']} that it takes"
            yield from _carbon(row, what, least, known, units)
    for row in records(tables, "carbon"):
        yield from _carbon(row, f"the carbon of {row['carrier']}", OPEN, known, units)
    for row in records(tables, "prices"):
        if row["kind"] == "purchase":
            yield from _price(row, means, known, units)


def _capturing(tables: Tables) -> set[str]:
    """Plant that holds carbon back, by its name or by what it gives; or that turns a fuel into matter that may keep its carbon."""
    named = {
        r["technology"]
        for r in records(tables, "technologies")
        if CAPTURE & set(words(f"{r['technology']} {r['name']}"))
    }
    kept = {r["carrier"] for r in records(tables, "carbon") if r["amount"] > 0}
    gives = {
        r["technology"]
        for r in records(tables, "ports")
        if r["direction"] == "out" and (r["carrier"] in kept or CAPTURE & set(words(r["carrier"])))
    }
    return named | gives


def _carbon(row: Row, what: str, least: float, known: Mapping[str, Content], units: Mapping[str, str]) -> Found:
    """A number of carbon by the unit of a fuel that is not that of such a fuel; zero says that it is counted elsewhere."""
    fuel, content = fuel_of(row["carrier"]), known.get(row["carrier"])
    by = scale(row["amount_unit"], f"t/({units.get(row['carrier'], '')})") if row["carrier"] in units else None
    if fuel is None or content is None or by is None or not row["amount"] > 0 or not content.low > 0:
        return
    low, high = fuel.carbon
    given = row["amount"] * by / PER_GJ
    if stated(low) and not least * low * content.low <= given <= MOST * high * content.high:
        middle = math.sqrt(low * high * content.low * content.high)
        message = (
            f"{what} is {times(given / middle)} the carbon of such a fuel; are its unit and its decimal point right?"
        )
        told = f"{low:g} to {high:g} kgCO2/GJ without capture ({fuel.carbon_source}; optimizer/case/fuels.csv)"
        yield at(row, "value", message, f"{row['value']:g} {row['unit']}", told)


def _price(row: Row, means: Mapping[str, float], known: Mapping[str, Content], units: Mapping[str, str]) -> Found:
    """A price that no such carrier has; nothing or less may be paid for what is left over. A profile counts with its mean."""
    fuel, content = fuel_of(row["carrier"]), known.get(row["carrier"])
    by = scale(row["amount_unit"], f"{MONEY}/({units.get(row['carrier'], '')})") if row["carrier"] in units else None
    if fuel is None or content is None or by is None:
        return
    low, high = fuel.price
    given = row["amount"] * by * mean_of(means, row["profile"], row["region"])
    if given > 0 and not low * content.low <= given <= high * content.high:
        message = f"price of {row['carrier']} (purchase) is hardly plausible; are its unit and its decimal point right?"
        told = f"{low:g} to {high:g} {MONEY}/MWh as a rule ({fuel.price_source}; optimizer/case/fuels.csv)"
        yield at(row, "value", message, f"{row['value']:g} {row['unit']}", told)
