"""The names of a hand-in, read on their own: a run of an earlier version may be told by the table of its case."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from optimizer.case.checks.iamc import words
from optimizer.case.layout.iamc import IAMC
from optimizer.case.one_table import Rows, plain_rows, read_one


def read_names(path: Path) -> Rows:
    """Rows of iamc.csv of a case (a folder or a workbook), or of such a file itself.

    Raises:
        CaseError: there is none, or it does not read as one.
    """
    return read_one(path, IAMC, words, "names")


def name_rows(table: pd.DataFrame) -> Rows:
    """Rows as plain values; what is not stated is nothing."""
    return plain_rows(table, IAMC)
