"""What each column of the workbook is: what it is counted from, by which equations, and from which tables of the case.

`origins.csv` is written by docs/make_origins.py, which finds the numbers of the equations in the model itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

WRITTEN = Path(__file__).parent / "origins.csv"
COLUMNS = ("sheet", "columns", "where", "meaning", "made_of", "equations", "tables")
ANY, MANY = "*", ";"
PERIOD, GAS = "<period>", "<gas>"
KEYS = {
    "summary": "figure", "pathway": "block", "security": "figure", "regions": "block", "cost_of_use": "line", "cost_of_making": "line",
    "cost_lines": "line", "costs": "line", "cash": "line",
    "balance": "item", "policies": "status",
}  # fmt: skip
"""Sheets whose rows are different figures, and the column that says which."""


@dataclass(frozen=True)
class Origin:
    """What some columns of a sheet are.

    Attributes:
        sheet: its name; `*`: any.
        columns: it is about; `<period>` and `<gas>` stand for a column of each.
        where: patterns of the words of the row, with `|` between, empty for all.
        made_of: variables, prices and accounts of the solution.
        equations: that decide these, as links into docs/.
        tables: of the case whose numbers enter them; `parameters:life` is that parameter.
    """

    sheet: str
    columns: tuple[str, ...]
    where: str
    meaning: str
    made_of: tuple[str, ...]
    equations: tuple[str, ...]
    tables: tuple[str, ...]


def parts(cell: str) -> tuple[str, ...]:
    """The entries of a cell that holds several.

    >>> parts("wind; pv;"), parts("")
    (('wind', 'pv'), ())
    """
    return tuple(t.strip() for t in cell.split(MANY) if t.strip())


def read_origins(path: Path) -> tuple[Origin, ...]:
    """Every entry of a table of origins."""
    with path.open(encoding="utf-8") as file:
        return tuple(
            Origin(r["sheet"], parts(r["columns"]), r["where"], r["meaning"], *(parts(r[n]) for n in COLUMNS[4:]))
            for r in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def origins() -> tuple[Origin, ...]:
    """Every entry, with all equations and all tables."""
    return read_origins(WRITTEN)


def of_column(entries: Iterable[Origin], sheet: str, column: str, words: str = "") -> Origin | None:
    """The entry of a column, in rows with these words: that of the sheet before that of all sheets, and the first that fits."""
    mine = [
        o
        for o in entries
        if o.sheet in (sheet, ANY)
        and column in o.columns
        and (not o.where or any(fnmatchcase(words, p) for p in o.where.split("|")))
    ]
    return min(mine, key=lambda o: o.sheet == ANY, default=None)
