"""The ranges that an answer is compared with, read on their own: a run may be set beside the table of another case."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from optimizer.case.checks.plausible import bounds
from optimizer.case.layout.ranges import PLAUSIBLE
from optimizer.case.one_table import Rows, plain_rows, read_one


def read_plausible(path: Path) -> Rows:
    """Rows of plausible.csv of a case (a folder or a workbook), or of such a file itself.

    Raises:
        CaseError: there is none, or it does not read as one.
    """
    return read_one(path, PLAUSIBLE, bounds, "plausible ranges")


def plausible_rows(table: pd.DataFrame) -> Rows:
    """Rows as plain values; what is not stated is nothing."""
    return plain_rows(table, PLAUSIBLE)
