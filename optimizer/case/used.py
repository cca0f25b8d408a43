"""The numbers of a case as its results list them: value, unit, source, and the row of the table in which each was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from optimizer.case.layout import BY_NAME
from optimizer.case.merge.origin import MERGED_ROWS
from optimizer.case.model import Case
from optimizer.case.rows import records_of

NUMBERS = {
    "parameters": ("technology", "parameter", "region"),
    "ports": ("technology", "carrier", ""),
    "existing_capacity": ("technology", "", "region"),
    "potentials": ("technology", "limit", "region"),
    "survival": ("technology", "age", ""),
    "retrofits": ("from", "to", "region"),
    "build_inputs": ("technology", "carrier", ""),
    "learning": ("learning", "quantity", ""),
    "routes": ("route", "", ""),
    "demand": ("carrier", "", "region"),
    "prices": ("carrier", "kind", "region"),
    "emissions": ("technology", "gas", "region"),
    "carbon": ("carrier", "kind", ""),
    "series": ("series", "", "region"),
    "policies": ("id", "kind", "region"),
    "standards": ("standard", "level", ""),
}
"""Tables of numbers, and the columns that readers know as item, quantity and region."""
TOLD = ("year", "value", "unit", "source", "quality", "note", "on")
"""Columns with a place of their own in the list, or in every row of it the same."""

NOTHING = ("", "{}")


def inputs_used(case: Case) -> list[dict[str, Any]]:
    """Every number of the case with its unit, source and quality.

    `row` is the file and the row of it, of which the head is the first; of merged numbers all rows that they are put together of.
    `of` holds every other cell that the row states.
    """
    return [_told(table, row) for table in NUMBERS for row in records_of(case.tables[table])]


def _told(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    item, quantity, region = NUMBERS[table]
    year = row.get("year")
    return {
        "table": table,
        "item": str(row.get(item) or row.get("carrier") or ""),
        "quantity": str(row.get(quantity, "")) or table,
        "region": str(row.get(region, "")),
        "year": int(year) if year == year and year is not None and year != "" else None,
        "value": float(row["value"]),
        "unit": str(row["unit"]),
        "source": str(row.get("source", "")),
        "quality": str(row.get("quality", "")),
        "note": str(row.get("note", "")),
        "row": _written(str(row["_file"]), row["_row"]),
        "of": {
            c.name: text
            for c in BY_NAME[table].columns
            if c.name not in TOLD and (text := _text(row[c.name])) not in NOTHING
        },
    }


def _written(file: str, row: Any) -> str:
    """File and row; of a merged number the file names its rows, and what a scenario adds has none."""
    return file if MERGED_ROWS in file or pd.isna(row) else f"{file} {int(row)}"


def _text(cell: Any) -> str:
    """A cell as text; numbers as they are read, nothing where nothing is stated."""
    if cell is None or cell != cell:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()
