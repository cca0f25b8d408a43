"""Rows of a table as named tuples or by column, of Python's own values."""

from __future__ import annotations

import re
from collections import namedtuple
from functools import lru_cache
from typing import Any

import pandas as pd


def tuples_of(table: pd.DataFrame) -> list[Any]:
    """Each row with its columns as attributes: `from` is `from_`, `_row` is `row_`.

    `DataFrame.itertuples` takes ten times as long on the small, wide tables of a case.
    """
    return list(map(_row(tuple(map(str, table.columns)))._make, _cells(table)))


def records_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row by column; `DataFrame.to_dict` takes ten times as long."""
    columns = [str(c) for c in table.columns]
    return [dict(zip(columns, cells, strict=True)) for cells in _cells(table)]


def _cells(table: pd.DataFrame) -> list[list[Any]]:
    cells: list[list[Any]] = table.to_numpy(dtype=object).tolist()
    return cells


@lru_cache(maxsize=256)
def _row(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", [f"{c}_" if c == "from" else re.sub("^_(.*)", r"\1_", c) for c in columns])
