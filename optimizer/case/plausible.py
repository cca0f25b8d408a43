"""The ranges that an answer is compared with, read on their own: a run may be set beside the table of another case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.case.checks.plausible import bounds
from optimizer.case.clean import typed
from optimizer.case.layout.ranges import PLAUSIBLE
from optimizer.case.read import read_raw, read_table
from optimizer.errors import CaseError, Problem

COLUMNS = tuple(c.name for c in PLAUSIBLE.columns)


def read_plausible(path: Path) -> list[dict[str, Any]]:
    """Rows of plausible.csv of a case (a folder or a workbook), or of such a file itself.

    Raises:
        CaseError: there is none, or it does not read as one.
    """
    raw = read_table(path) if path.suffix == ".csv" else read_raw(path).tables.get(PLAUSIBLE.name)
    if raw is None:
        raise CaseError([Problem("the case has no table of plausible ranges", f"{path}/{PLAUSIBLE.name}.csv")])
    problems: list[Problem] = []
    table = typed(PLAUSIBLE, raw, problems)
    problems += bounds(table.to_dict("records"))
    if problems:
        raise CaseError(problems)
    return plausible_rows(table)


def plausible_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is not stated is nothing."""
    rows = table[[*COLUMNS]].to_dict("records")
    return [{str(k): None if v != v else v for k, v in row.items()} for row in rows]
