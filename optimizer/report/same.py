"""Two answers table by table: the same bytes, or what is different and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.report.hourly import hourly
from optimizer.report.sheets import all_tables
from optimizer.report.tables import builds
from optimizer.solution import Solution

NOTHING = 1e-6
"""Share of the largest number of a column below which a number is as good as none: differences are measured against no less."""


@dataclass(frozen=True)
class Difference:
    """One table that is not the same in two answers.

    Attributes:
        table: its name, as `h2opt export` writes it.
        rows: how many of them differ.
        largest: relative difference of the numbers furthest apart; infinite where words, rows or columns differ.
        where: the row and column of it, and both cells.
    """

    table: str
    rows: int
    largest: float
    where: str


def tables_of(solution: Solution) -> dict[str, pd.DataFrame]:
    """Every table of an answer, as `h2opt export --hourly` writes them."""
    return {**all_tables(solution), "builds": builds(solution), "hourly": hourly(solution)}


def differences(before: Solution, after: Solution) -> list[Difference]:
    """Tables that are not the same to the last bit."""
    mine, other = tables_of(before), tables_of(after)
    pairs = {name: (mine[name], other[name]) for name in mine}
    return [difference(name, a, b) for name, (a, b) in pairs.items() if a.to_csv(index=False) != b.to_csv(index=False)]


def difference(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    """What is different in two tables that are not the same."""
    if list(before.columns) != list(after.columns) or len(before) != len(after):
        told = f"{len(before)} rows of {len(before.columns)} columns, now {len(after)} of {len(after.columns)}"
        return Difference(name, abs(len(before) - len(after)), np.inf, told)
    apart = pd.DataFrame({c: _apart(before[c], after[c]) for c in before.columns})
    row, column = divmod(int(np.argmax(apart.to_numpy())), len(apart.columns))
    label = ", ".join(str(v) for v in before.iloc[row] if isinstance(v, str) and v)[:80]
    told = f"row {row + 2} ({label}), {before.columns[column]}: {before.iat[row, column]}, now {after.iat[row, column]}"
    return Difference(name, int((apart > 0).any(axis=1).sum()), float(apart.iat[row, column]), told)


def _apart(before: pd.Series, after: pd.Series) -> np.ndarray:
    """Relative difference of each cell of a column; infinite between words, and between a number and none."""
    unlike = np.array([str(a) != str(b) for a, b in zip(before, after, strict=True)], dtype=bool)
    a, b = (pd.to_numeric(column, errors="coerce").to_numpy(dtype=float) for column in (before, after))
    both = np.isfinite(a) & np.isfinite(b)
    size = np.maximum(np.abs(a), np.abs(b))
    size = np.maximum(size, NOTHING * np.max(size, where=both, initial=0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers = np.where(size > 0, np.abs(a - b) / size, 0.0)
    return np.where(unlike, np.where(both, numbers, np.inf), 0.0)
