"""One table of a case by itself: read, typed and checked without the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.case.clean import typed
from optimizer.case.layout.columns import Table
from optimizer.case.read import read_raw, read_table
from optimizer.errors import CaseError, Problem

Rows = list[dict[str, Any]]


def read_one(path: Path, layout: Table, check: Callable[[Rows], Iterable[Problem]], what: str) -> Rows:
    """Rows of one table of a case (a folder or a workbook), or of such a file itself.

    Args:
        layout: of the table. check: what is wrong with its rows. what: the table holds, in words.

    Raises:
        CaseError: there is none, or it does not read as one.
    """
    raw = read_table(path) if path.suffix == ".csv" else read_raw(path).tables.get(layout.name)
    if raw is None:
        raise CaseError([Problem(f"the case has no table of {what}", f"{path}/{layout.name}.csv")])
    problems: list[Problem] = []
    table = typed(layout, raw, problems)
    problems += check(table.to_dict("records"))
    if problems:
        raise CaseError(problems)
    return plain_rows(table, layout)


def plain_rows(table: pd.DataFrame, layout: Table) -> Rows:
    """Rows as plain values; what is not stated is nothing."""
    rows = table[[c.name for c in layout.columns]].to_dict("records")
    return [{str(k): None if v != v else v for k, v in row.items()} for row in rows]
