"""Units that a case declares for its own carriers, plant, gases and money; the weights of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import pandas as pd

from optimizer.case.rows import tuples_of
from optimizer.case.schema import Options
from optimizer.errors import Problem
from optimizer.units import UnitError, known, unit

Row = Any


def in_cell(r: Row, column: str, message: str, found: str = "", allowed: str = "") -> Problem:
    """A problem in a cell of a row."""
    return Problem(message, str(r.file_), None if pd.isna(r.row_) else int(r.row_), column, found, allowed)


def declared(options: Options, tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Declared units that nothing can be measured in."""
    for table, column in (("carriers", "unit"), ("technologies", "capacity_unit")):
        for r in tuples_of(tables[table]):
            try:
                unit(getattr(r, column))
            except UnitError as error:
                yield in_cell(r, column, str(error), getattr(r, column), "MWh, GWh, kg, t, m3, ...")
    for gas, text in options.gas_units.items():
        if not known(text):
            allowed = "tCO2, tCO2e, or t for any other gas"
            yield Problem(f"unknown unit '{text}'", "case.yaml", column=f"gas_units.{gas}", allowed=allowed)
    if not _currency(options.money):
        message, allowed = "not a currency and price year", "CNY_2020, MEUR_2022, ..."
        yield Problem(message, "case.yaml", column="money", found=options.money, allowed=allowed)


def _currency(text: str) -> bool:
    """Whether a unit is money of a year."""
    try:
        return "_" in text and "[" in str(unit(text).dimensionality)
    except UnitError:
        return False


def emitted_gases(tables: Mapping[str, pd.DataFrame], options: Options) -> set[str]:
    """Every gas that is emitted somewhere in the case."""
    return {*map(str, tables["emissions"]["gas"]), *([options.carbon_gas] if len(tables["carbon"]) else [])}


def weights(r: Row, problems: list[Problem]) -> dict[str, float]:
    """The coefficients of a row of policies by name; what cannot be read is added to `problems`.

    >>> from types import SimpleNamespace
    >>> weights(SimpleNamespace(coefficient="CO2=1; CH4=29.8"), [])
    {'CO2': 1.0, 'CH4': 29.8}
    """
    if isinstance(r.coefficient, dict):
        return r.coefficient
    out = {}
    for part in [p for p in r.coefficient.split(";") if p.strip()]:
        name, _, text = part.partition("=")
        number = _finite(text)
        if number is None:
            problems.append(in_cell(r, "coefficient", "not a list of name=number", part, "CO2=1;CH4=29.8"))
        else:
            out[name.strip()] = number
    return out


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
