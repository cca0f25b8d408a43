"""Rows of a table as named tuples."""

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
    row = _row(tuple(map(str, table.columns)))
    return list(map(row._make, zip(*(table[c].tolist() for c in table.columns), strict=True)))


@lru_cache(maxsize=256)
def _row(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", [f"{c}_" if c == "from" else re.sub("^_(.*)", r"\1_", c) for c in columns])
