"""What the rows of a table state for a year, read without the Inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd

from optimizer.certificate.measures import Floats
from optimizer.index import Label


def value_at(rows: pd.DataFrame, year: float) -> float:
    """The amount of rows in a year: straight between stated years, level outside; a row without a year holds in all."""
    ordered = rows.sort_values("year")
    return float(np.interp(year, ordered["year"].fillna(0.0).to_numpy(float), ordered["amount"].to_numpy(float)))


def stated(rows: pd.DataFrame, year: float) -> tuple[float, str, float] | None:
    """What rows state for a year in their own unit: the value, the unit, and what one of it is in the units of the model.

    None where rows are of unlike units, or state no value.
    """
    mine = rows[rows["value"].notna()]
    if mine.empty or mine["unit"].nunique() != 1:
        return None
    unit = str(mine["unit"].iloc[0])
    ratios = (mine["amount"] / mine["value"])[mine["value"] != 0]
    scale = float(ratios.iloc[0]) if len(ratios) else 0.01 if unit.startswith("%") else 1.0
    return value_at(mine, year) / scale, unit, scale


class Amounts:
    """Amounts of a table that are asked for once a label and year: every series is read out of the table once, at the first question."""

    def __init__(self, rows: pd.DataFrame, keys: Sequence[str]) -> None:
        self._rows, self._keys = rows, list(keys)

    @cached_property
    def _series(self) -> Mapping[tuple[Label, ...], tuple[Floats, Floats]]:
        """(years, amounts) of the labels; few answers have stacks or plant that ages, so most tables are never read."""
        ordered = self._rows.sort_values("year", kind="stable")
        return {
            key: (mine["year"].fillna(0.0).to_numpy(float), mine["amount"].to_numpy(float))
            for key, mine in ordered.groupby(self._keys, sort=False)
        }

    def at(self, year: float, *key: Label) -> float | None:
        """As `value_at`; None where no row speaks of the labels."""
        series = self._series.get(key)
        return None if series is None else float(np.interp(year, *series))
