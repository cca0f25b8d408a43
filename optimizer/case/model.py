"""The frozen case that loading hands over: options, clean tables and where each row came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from optimizer.case.changes import Change
from optimizer.case.schema import Options


def rows_of_period(rows: pd.DataFrame, label: int) -> pd.DataFrame:
    """Rows of days.csv or calendar.csv that hold in a period: those of its year, else those without a year."""
    own = rows[rows["year"] == label]
    return rows[rows["year"].isna()] if own.empty else own


@dataclass(frozen=True, eq=False)
class Case:
    """A checked case. Every table that `docs/tables.md` names is present, empty if the case has no such file.

    Attributes:
        options: case.yaml after `extends` and the scenario were applied.
        tables: name of the table -> rows. Columns are those of `docs/tables.md`, all present: text columns hold
            stripped text ('' where not stated), number columns float (NaN where not stated), with defaults filled.
            Tables whose numbers have a unit carry besides `value` and `unit` (as written) the column `amount`:
            the value in the unit of the model (`amount_unit`), for example capital_cost in money per
            (reference carrier unit/hour). Columns `_file` and `_row` say where a row was written.
        profiles: one column a profile, rows in order (index 0..n-1; given days: MultiIndex (day, step)); or None.
        hashes: sha256 of every file read, by path relative to the case.
        scenario: name of the scenario applied, 'base' if none.
        notes: what was done to the case after it was read, for the reader of its results.
        changes: what the scenario changed, cell by cell.
        doubts: those of the notes that tell of what is likely a mistake.
        members: merged region -> regions as stated; empty where nothing was merged.
    """

    options: Options
    tables: Mapping[str, pd.DataFrame]
    profiles: pd.DataFrame | None
    hashes: Mapping[str, str]
    scenario: str
    path: Path
    notes: tuple[str, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    doubts: tuple[str, ...] = ()
