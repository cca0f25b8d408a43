"""What a guard says, and how it finds the row that causes it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from optimizer.inputs import Inputs
from optimizer.units import readable


@dataclass(frozen=True)
class Guard:
    """One warning.

    Attributes:
        sentence: what happens, where and when.
        place: the rows that cause it, '' for something found in the answer.
        certain: cost falls without limit for sure, so that no run can give an answer.
    """

    sentence: str
    place: str = ""
    certain: bool = False

    def __str__(self) -> str:
        return f"{self.sentence} ({self.place})" if self.place else self.sentence


def told_price(inputs: Inputs, amount: float, unit: str) -> str:
    """Money for a unit of something, without prefixes that a reader must take apart."""
    scale, plain = readable(f"{inputs.case.options.money}/({unit})", amount)
    return f"{amount * scale:,.4g} {plain}"


def carrier_unit(inputs: Inputs, carrier: object) -> str:
    """Unit of a carrier."""
    rows = inputs.case.tables["carriers"]
    return str(rows["unit"][rows["carrier"] == carrier].iloc[0])


def row_of(inputs: Inputs, table: str, **cells: object) -> str:
    """File and row that state something; a row that names the region beats one that holds everywhere."""
    rows = inputs.case.tables[table]
    for column, wanted in cells.items():
        if column == "region":
            here = rows[rows["region"] == wanted]
            rows = here if len(here) else rows[rows["region"] == ""]
        else:
            rows = rows[rows[column] == wanted]
    if rows.empty:
        return f"{table}.csv"
    file, row = rows["_file"].iloc[0], rows["_row"].iloc[0]
    return str(file) if pd.isna(row) else f"{file}, row {int(row)}"
