"""The one unit registry: concrete units at the door, generic units inside the formulation."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import pint

_CURRENCY = re.compile(r"(?<![A-Za-z])(?:[kMGTP]|million_|billion_)?([A-Z]{3}_(?:19|20)\d\d)\b")
GENERIC = ("carrier_unit", "activity_unit", "capacity_unit", "gas_unit", "policy_unit", "money")


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
    for currency in _CURRENCY.findall(text):
        if currency not in ureg:
            ureg.define(f"{currency} = [{currency}]")
    try:
        return cast(pint.Unit, ureg.Unit(text.replace("%", "percent")))
    except Exception as error:  # pint raises many kinds, also from its tokenizer
        raise UnitError(f"unknown unit '{text}'") from error


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


def in_tonnes(unit: str) -> float | None:
    """Tonnes in a unit of mass, of CO2 or of CO2 equivalent; none for another unit."""
    for tonne in ("t", "tCO2", "tCO2e"):
        with suppress(UnitError):
            return factor(unit, tonne)
    return None
