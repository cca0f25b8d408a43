"""New rows of the tables of a case, which state nothing but what they are given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

NUMBERS, FLAGS = (
    ("year", "build_year", "start", "end", "built_from", "seed_amount", "overshoot_amount", "limit_amount"),
    ("per_km", "limit_yearly"),
)
"""Columns that are empty or no where nothing is stated."""


def empty_row(table: pd.DataFrame, **cells: object) -> dict[str, object]:
    """A row that states nothing but these cells."""
    empty = {
        c: np.nan if pd.api.types.is_numeric_dtype(table[c]) or c in NUMBERS else "" for c in map(str, table.columns)
    }
    return {**empty, **{c: False for c in FLAGS if c in empty}, "_file": "plan", "_row": pd.NA, **cells}


def with_rows(table: pd.DataFrame, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The table with further rows."""
    added = pd.DataFrame(rows, columns=table.columns)
    return table if added.empty else added if table.empty else pd.concat([table, added], ignore_index=True)
