"""What every check is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from optimizer.errors import Problem

Tables = Mapping[str, pd.DataFrame]
Found = Iterator[Problem]


def at(row: Any, column: str, message: str, found: object = "", allowed: str = "") -> Problem:
    """A problem in a cell of a row."""
    line = row["_row"]
    return Problem(message, str(row["_file"]), None if pd.isna(line) else int(line), column, str(found), allowed)


def records(tables: Tables, name: str) -> list[dict[str, Any]]:
    """Rows of a table."""
    return list(tables[name].to_dict("records"))


def stated(number: float) -> bool:
    """Whether a number cell is filled."""
    return number == number


def listed_in(cell: str) -> list[str]:
    """Labels of a semicolon list."""
    return [v.strip() for v in str(cell).split(";") if v.strip()]
