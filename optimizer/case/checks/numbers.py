"""Single numbers: what they can be, and whether the rows of one number agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, grouped, records, stated
from optimizer.case.layout import TABLES, Table
from optimizer.case.schema import Options
from optimizer.quantities import Quantity
from optimizer.units import factor, fits

TINY = 1e-6  # a least value of this stands for: not zero


def ranges(tables: Tables, _: Options, vocabulary: Sequence[Quantity]) -> Found:
    """Numbers outside what they can be."""
    quantity = {q.name: q for q in vocabulary}
    for row in records(tables, "parameters"):
        q, amount = quantity.get(row["parameter"]), row["amount"]
        if q is not None and amount == amount and not q.minimum <= amount <= q.maximum:
            unit = "" if row["unit"] == "1" else row["unit"]
            message = f"{q.name} is out of range{_percent(q, row)}"
            yield at(row, "value", message, f"{row['value']:g} {unit}".strip(), _allowed(q, row))
    for name in ("existing_capacity", "potentials", "routes", "demand", "ports", "retrofits", "build_inputs"):
        for row in records(tables, name):
            if row["amount"] < 0:
                yield at(row, "value", "must not be negative", row["value"], "0 or more")
    for row in records(tables, "prices"):
        if row["kind"] in ("unmet",) and row["amount"] < 0:
            yield at(row, "value", "the price of shortage must not be negative", row["value"])
        if row["limit_amount"] < 0:
            yield at(row, "limit", "must not be negative", row["limit"])
    for name, column in (("days", "weight"), ("steps", "duration")):
        for row in records(tables, name):
            if not row[column] > 0:
                yield at(row, column, "must be above zero", row[column])


def _allowed(q: Quantity, row: dict[str, Any]) -> str:
    """The range of a number in the unit of its row."""
    scale = factor(row["amount_unit"], row["unit"]) if fits(row["amount_unit"], row["unit"]) else 1.0
    low, high = q.minimum * scale, q.maximum * scale
    least = "above 0" if 0 < q.minimum <= TINY else f"at least {low:g}"
    unit = "" if row["unit"] == "1" else row["unit"]
    return " ".join((least if math.isinf(high) else f"{low:g} to {high:g}", unit)).strip()


def _percent(q: Quantity, row: dict[str, Any]) -> str:
    """', did you mean ... %?' where a share above one would be one in percent."""
    meant = row["unit"] == "1" and row["value"] > 1 and q.minimum <= row["amount"] / 100 <= q.maximum <= 1
    return f", did you mean {row['value']:g} %?" if meant else ""


def series(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Rows of one number agree on whether they have a year, and on whether they are per km."""
    for table in TABLES:
        names = {c.name for c in table.columns}
        if not {"year", "value"} <= names or "per_km" not in tables[table.name]:
            continue  # no number of the model, such as calibration
        for group in grouped(records(tables, table.name), _but_year(table)):
            if len(group) < 2 or any(stated(row.get("build_year", math.nan)) for row in group):
                continue
            undated = [row for row in group if not stated(row["year"])]
            if 0 < len(undated) < len(group):
                yield at(
                    undated[0],
                    "year",
                    "a row without a year stands beside rows with years",
                    "empty",
                    "a year in every row, or one row",
                )
            if len({row["per_km"] for row in group}) > 1:
                row = group[1]
                yield at(row, "unit", "some rows are per km, some are not", row["unit"], "the same in every row")


def _but_year(table: Table) -> list[str]:
    """The columns that say which number a row states."""
    return [k for k in table.key if k != "year"]


def shapes(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """One number follows one profile; demands with several profiles add up, so each of them states the same years."""
    for name in ("parameters", "prices"):
        table = next(t for t in TABLES if t.name == name)
        for group in grouped(records(tables, name), _but_year(table)):
            if len({row["profile"] for row in group}) > 1:
                first, row = group[0]["profile"] or "none", group[1]
                yield at(row, "profile", "rows of one number follow different profiles", row["profile"], str(first))
    for group in grouped(records(tables, "demand"), ["carrier", "region"]):
        profiles = grouped(group, ["profile"])
        if len({frozenset(row["year"] if stated(row["year"]) else 0 for row in rows) for rows in profiles}) > 1:
            row = group[-1]
            yield at(
                row,
                "profile",
                "demands with different profiles add up, and these state different years",
                row["profile"] or "none",
                "the same years for each profile (0 where it does not exist yet)",
            )
