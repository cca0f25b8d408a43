"""The one unit registry: concrete units at the door, generic units inside the formulation."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import pint

_CURRENCY = re.compile(r"(?<![A-Za-z])(?:[kMGTP]|million_|billion_)?([A-Z]{3}_(?:19|20)\d\d)\b")
_LONG_TIME = re.compile(r"/\s*(?:day|year|yr|d|a)\b")
_POWER = re.compile(r"\*\*|\^")
_LARGE_POWER = re.compile(r"(?:\*\*|\^)[\s+(-]*(?:\d{2,}|\d[^*^]*\)?\s*(?:\*\*|\^))")
LONGEST, POWERS = 200, 4
"""Characters of a unit, and powers in it."""
GENERIC = ("carrier_unit", "activity_unit", "capacity_unit", "gas_unit", "policy_unit", "curve_unit", "money")


class UnitError(ValueError):
    """A unit that is unknown or does not fit; the caller adds file, row and column."""


@lru_cache(maxsize=1)
def registry() -> Any:
    text = files("optimizer").joinpath("units.txt").read_text(encoding="utf-8")
    return pint.UnitRegistry(text.splitlines(), cache_folder=None)


def unit(text: str) -> pint.Unit:
    """The unit named by `text`; '' and '1' are dimensionless.

    Raises:
        UnitError: the text names no unit the registry knows.
    """
    return _unit(text.strip())


def currencies(text: str) -> list[str]:
    """Currencies with their price years in a unit.

    >>> currencies("MCNY_2020/GW")
    ['CNY_2020']
    """
    return [str(c) for c in _CURRENCY.findall(text)]


@lru_cache(maxsize=4096)
def _unit(text: str) -> pint.Unit:
    ureg = registry()
    if text in ("", "1", "dimensionless"):
        return cast(pint.Unit, ureg.Unit("dimensionless"))
    if len(text) > LONGEST or len(_POWER.findall(text)) > POWERS or _LARGE_POWER.search(text):
        raise UnitError(f"unknown unit '{text[:LONGEST]}'")  # 9**9**9 is a number without end
    for currency in _CURRENCY.findall(text):
        if currency not in ureg:
            ureg.define(f"{currency} = [{currency}]")
    try:
        return cast(pint.Unit, ureg.Unit(text.replace("%", "percent")))
    except Exception as error:  # pint raises many kinds, also from its tokenizer
        raise UnitError(f"unknown unit '{text}'") from error


@lru_cache(maxsize=4096)
def words(of: pint.Unit) -> str:
    """A unit as text; formatting takes as long as adding two expressions, and a model has few units."""
    return str(of)


@lru_cache(maxsize=65536)
def factor(given: str, wanted: str) -> float:
    """Multiply a number in `given` by this to state it in `wanted`.

    >>> factor("kW", "MWh/hour")
    0.001

    Raises:
        UnitError: one of them is unknown, or they measure different things.
    """
    source, target = unit(given), unit(wanted)
    if source.dimensionality != target.dimensionality:
        raise UnitError(f"'{given}' does not measure the same as '{wanted}'")
    return round_trip(float(registry().convert(1.0, source, target)))


def round_trip(value: float) -> float:
    """Drop the last bits that chained unit conversions leave behind (1000.0000000000001)."""
    return float(f"{value:.14g}")


def concrete(generic: str, **meaning: str) -> str:
    """A generic unit text with its generic words replaced, e.g. carrier_unit='kg'."""
    for word, text in meaning.items():
        generic = re.sub(rf"\b{word}\b", f"({text or 'dimensionless'})", generic)
    return generic


def known(text: str) -> bool:
    """Whether the registry knows a unit."""
    try:
        unit(text)
    except UnitError:
        return False
    return True


def fits(given: str, wanted: str) -> bool:
    """Whether two units are known and measure the same."""
    try:
        factor(given, wanted)
    except UnitError:
        return False
    return True


def pretty(text: str) -> str:
    """The unit as a planner may write it: without brackets where they change nothing, MW for MWh/hour."""
    for plain in (text.replace("Wh)/hour", "W)").replace("(", "").replace(")", ""), text.replace("Wh)/hour", "W)")):
        if fits(plain, text) and factor(plain, text) == 1.0:
            return plain
    return text


def or_what_else(given: str, wanted: str) -> str:
    """What to say behind a wanted unit to who gave another one; days and years are no hours, for nobody said how many of them count.

    >>> or_what_else("t/day", "t/hour"), or_what_else("km", "t/hour")
    (': hours, days and years are not turned into each other here', ' or anything that measures the same')
    """
    if fits(_LONG_TIME.sub("/hour", given), wanted):
        return ": hours, days and years are not turned into each other here"
    return " or anything that measures the same"


def in_tonnes(unit: str) -> float | None:
    """Tonnes in a unit of mass, of CO2 or of CO2 equivalent; none for another unit."""
    for tonne in ("t", "tCO2", "tCO2e"):
        with suppress(UnitError):
            return factor(unit, tonne)
    return None


READABLE = (
    "MWh",
    "t",
    "tCO2",
    "tCO2e",
    "kW",
    "(t/hour)",
    "kW/year",
    "kWh/year",
    "(t/hour)/year",
    "vehicle/year",
    "t/year",
)
"""What a price is told for, the first that fits; any other unit loses its prefix."""
DEAR = 10_000.0
"""Money a tonne above which a price is told by the kilogram."""


@lru_cache(maxsize=4096)
def readable(unit: str, size: float = 0.0, *, by_kilogram: bool = False) -> tuple[float, str]:
    """What to multiply a price by, and its unit then: plain money per MWh, t, kW ...; no prefix that a reader must take apart.

    Args:
        unit: money per something.
        size: a typical price in that unit; what is dear by the tonne is told by the kilogram.
        by_kilogram: mass is told by the kilogram in any case; so it is where the unit says kg itself.

    >>> readable("GCNY_2020/GWh"), readable("GCNY_2020/kt", 0.004), readable("GCNY_2020/kt", 0.0159)
    ((1000000.0, 'CNY_2020/MWh'), (1000000.0, 'CNY_2020/t'), (1000.0, 'CNY_2020/kg'))
    >>> readable("GCNY_2020/Mvkm"), readable("kEUR_2020/kg"), readable("GCNY_2020/GW/year"), readable("1")
    ((1000.0, 'CNY_2020/vkm'), (1000.0, 'EUR_2020/kg'), (1000.0, 'CNY_2020/kW/year'), (1.0, '1'))
    """
    top, _, of = unit.partition("/")
    bare = of.strip("()")
    for money in currencies(top)[:1]:
        stripped = bare[1:] if bare[:1] in tuple("kMGTP") and bare[1:] not in ("m", "g") else bare
        for each in (*READABLE, stripped, of):
            wanted = f"{money}/{each}"
            if not each or not fits(unit, wanted):
                continue
            if each == "t" and (by_kilogram or bare == "kg" or abs(size) * factor(unit, wanted) > DEAR):
                wanted = f"{money}/kg"
            return factor(unit, wanted), wanted
    return 1.0, unit


def readable_footprint(gas: str, of: str, size: float = 0.0) -> tuple[float, str]:
    """The same for gas per unit of a carrier: tonnes (for a kilogram kilograms), or what brings a typical amount above a tenth.

    Args:
        gas: the unit of the gas.
        of: the unit it is told for (left as it is).
        size: a typical amount, of `gas` per `of`.

    >>> readable_footprint("tCO2", "kg"), readable_footprint("tCO2", "t")
    ((1000.0, 'kgCO2/kg'), (1.0, 'tCO2/t'))
    >>> readable_footprint("MtCO2", "MWh", 5e-7), readable_footprint("MtCO2", "kg", 9e-9), readable_footprint("1", "kg")
    ((1000000.0, 'tCO2/MWh'), (1000000000.0, 'kgCO2/kg'), (1.0, '1/kg'))
    """
    for tonne in ("t", "tCO2", "tCO2e"):
        if fits(gas, tonne):
            steps = [tonne, f"kg{tonne[1:]}", f"g{tonne[1:]}"]
            told = [s for s in steps if abs(size) * factor(gas, s) >= 0.1] or steps[of == "kg" :][:1]
            return factor(gas, told[0]), f"{told[0]}/{of}"
    return 1.0, f"{gas}/{of}"


SIZES = ("", "k", "M", "G", "T")
LARGE = 10_000.0
"""What a reader would rather have in the next larger unit."""


def grown(unit: str, size: float) -> tuple[float, str]:
    """What to multiply an amount by so that it has few digits, and its unit then: Mt for very many tonnes, GW for MW.

    Args:
        unit: of an amount, or of an amount a year.
        size: the largest of those that stand together.

    >>> grown("tCO2", 2.5e8), grown("MW", 250000.0), grown("GW", 30.0), grown("kg", 2e9)
    ((1e-06, 'MtCO2'), (0.001, 'GW'), (1.0, 'GW'), (1e-06, 'kt'))
    """
    head, slash, tail = unit.partition("/")
    if head == "kg":
        head, unit = "t", f"t{slash}{tail}"
        return (0.001 * grown(unit, size / 1000.0)[0], grown(unit, size / 1000.0)[1])
    own = next((p for p in SIZES[1:] if head.startswith(p) and known(head[1:]) and fits(head, head[1:])), "")
    best, scale = unit, 1.0
    for prefix in SIZES[SIZES.index(own) + 1 :]:
        larger = f"{prefix}{head[len(own) :]}{slash}{tail}"
        if abs(size) * scale < LARGE or not fits(unit, larger):
            break
        best, scale = larger, factor(unit, larger)
    return scale, best
