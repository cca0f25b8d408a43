"""What every check is made from."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.rows import records_of
from optimizer.errors import Problem

Found = Iterator[Problem]


class Tables(Mapping[str, pd.DataFrame]):
    """The tables that are checked, and their rows, made once for all checks. It knows which of them are read."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = dict(tables)
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._read: set[str] = set()

    def __getitem__(self, name: str) -> pd.DataFrame:
        self._read.add(name)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        self._read.update(self._tables)
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def rows(self, name: str) -> list[dict[str, Any]]:
        table = self[name]
        if name not in self._rows:
            self._rows[name] = records_of(table)
        return self._rows[name]

    def without(self, wrong: Collection[tuple[str, int]]) -> Tables:
        """The same without some rows (file, row); technologies stay, for their kind says what their numbers are."""
        return Tables(
            {
                name: table
                if name == "technologies"
                else table.loc[[key not in wrong for key in zip(table["_file"], table["_row"], strict=True)], :]
                for name, table in self._tables.items()
            }
        )

    @contextmanager
    def watched(self) -> Iterator[set[str]]:
        """The names of the tables that are read from now on, until the end of the block."""
        before, self._read = self._read, set()
        yield self._read
        self._read = before | self._read

    def known(self, name: str) -> pd.DataFrame | None:
        """A table, without its being read."""
        return self._tables.get(name)


def at(row: Any, column: str, message: str, found: object = "", allowed: str = "") -> Problem:
    """A problem in a cell of a row."""
    line = row["_row"]
    return Problem(message, str(row["_file"]), None if pd.isna(line) else int(line), column, str(found), allowed)


def records(tables: Tables, name: str) -> list[dict[str, Any]]:
    """Rows of a table."""
    return tables.rows(name)


def grouped(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[list[dict[str, Any]]]:
    """Rows with the same cells in some columns, in order of first appearance; empty numbers are the same."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[k] if stated(row[k]) else None for k in keys), []).append(row)
    return list(groups.values())


def stated(number: float) -> bool:
    """Whether a number cell is filled."""
    return number == number


def listed_in(cell: str) -> list[str]:
    """Labels of a semicolon list."""
    return [v.strip() for v in str(cell).split(";") if v.strip()]


def at_year(rows: Sequence[Mapping[str, Any]], year: float) -> float:
    """The amount of rows of one number in a year: straight between stated years, level outside; a row without a year holds in all."""
    ordered = sorted((float(r["year"]) if stated(r["year"]) else year, float(r["amount"])) for r in rows)
    years, amounts = zip(*ordered, strict=True)
    return float(np.interp(year, years, amounts))


def mean_of(means: Mapping[str, float], profile: str, place: str) -> float:
    """The mean of the profile that a number follows at a place: 1 where it follows none, NaN where there is no such profile."""
    return means.get(f"{place}_{profile}", means.get(profile, math.nan)) if profile else 1.0


def means_of(profiles: tuple[str, pd.DataFrame] | None) -> dict[str, float]:
    """The mean of each column of the profiles."""
    if profiles is None:
        return {}
    return {str(c): float(pd.to_numeric(profiles[1][c], errors="coerce").mean()) for c in profiles[1].columns}
