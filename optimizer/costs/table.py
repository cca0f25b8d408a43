"""The one table of figures behind the cost library: figures.csv, each row with unit and source; sources.csv names the sources.

A frozen dataclass states the unit of each of its fields once, with `quantity`, and `filled` reads it from the rows of a
prefix, converted to those units. So a number is born in one place and cannot arrive in another unit.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

T = TypeVar("T")
_CURRENCY = re.compile(r"[A-Z]{3}_\d{4}")


@dataclass(frozen=True)
class Figure:
    """A number of the table."""

    key: str
    value: float
    unit: str
    source: str
    quality: str
    note: str


@dataclass(frozen=True)
class Source:
    """Where figures come from."""

    key: str
    title: str
    address: str
    licence: str
    note: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("optimizer.costs").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def figures() -> dict[str, Figure]:
    """All figures by key."""
    return {r["key"]: Figure(**{**r, "value": float(r["value"])}) for r in _rows("figures.csv")}  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """All sources by key."""
    return {r["key"]: Source(**r) for r in _rows("sources.csv")}


def number(key: str, unit: str) -> float:
    """A figure in a unit.

    >>> number("him.compressor.inlet", "K"), number("him.station.base", "kEUR_2015")
    (293.15, 780.0)

    Raises:
        KeyError: no such figure.
        UnitError: it does not measure that.
    """
    found = figures()[key]
    if found.unit == unit:
        return found.value
    from optimizer.units import factor  # here: most figures need no conversion, and pint takes its time

    return found.value * factor(found.unit, unit)


def quantity(unit: str) -> Any:
    """A field of a frozen dataclass that is a number in this unit."""
    return field(metadata={"unit": unit})


def filled(kind: type[T], prefix: str, **given: Any) -> T:
    """A dataclass whose fields are the figures `prefix.field`, but for those that are given.

    Where a class has a field `money`, its units may say MONEY: the currency and price year of the rows, which must agree.

    Raises:
        KeyError: a field has neither a figure nor a value.
        UnitError: a figure does not measure what its field says.
    """
    values = dict(given)
    wanted = [f for f in fields(kind) if f.name not in values]  # type: ignore[arg-type]
    if any(f.name == "money" for f in wanted):
        values["money"] = money_of(prefix)
    for each in wanted:
        if "unit" in each.metadata:
            unit = each.metadata["unit"].replace("MONEY", values.get("money", ""))
            values[each.name] = number(f"{prefix}.{each.name}", unit)
    return kind(**values)


@lru_cache(maxsize=256)
def money_of(prefix: str) -> str:
    """Currency with its price year that the figures of a prefix are in; '' if none is money.

    >>> money_of("truck.liquid"), money_of("truck.gas_200bar_cn")
    ('EUR_2015', 'CNY_2020')

    Raises:
        ValueError: they are in more than one.
    """
    units = [f.unit for k, f in figures().items() if k.startswith(f"{prefix}.")]
    found = sorted({m for unit in units for m in _CURRENCY.findall(unit)})
    if len(found) > 1:
        raise ValueError(f"the figures of {prefix} are in {' and '.join(found)}")
    return found[0] if found else ""


def kinds(prefix: str) -> list[str]:
    """The names that follow a prefix in the table.

    >>> kinds("him.station")[-4:]
    ['pipeline', 'trailer', 'liquid', 'lohc']
    """
    at = len(prefix) + 1
    return list(dict.fromkeys(k[at:].split(".")[0] for k in figures() if k.startswith(f"{prefix}.")))
