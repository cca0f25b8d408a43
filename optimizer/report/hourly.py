"""Every rate and level in every step, as one tidy table: a column for each dimension, the number, and its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.report.drawing import power
from optimizer.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

TIMES = ("period", "day", "step")


def hourly(solution: Solution) -> pd.DataFrame:
    """A row for each variable, its labels, period, day and step; empty in the columns of dimensions that a variable does not have."""
    arrays = {str(n): a for n, a in solution.variables.data_vars.items() if {"day", "step"} <= set(a.dims)}
    dims = dict.fromkeys(str(d) for a in arrays.values() for d in a.dims if d not in TIMES)
    columns = ["variable", *dims, *TIMES, "value", "unit"]
    frames = [_rows(array, list(dims)).assign(variable=name)[columns] for name, array in arrays.items()]
    return pd.concat([f for f in frames if len(f)] or frames, ignore_index=True) if frames else pd.DataFrame()


def _rows(array: xr.DataArray, dims: list[str]) -> pd.DataFrame:
    """What exists of a variable, its labels as text."""
    table = array.reset_coords(drop=True).to_series().dropna().rename("value").reset_index()
    labels = {d: table[d].astype(str) if d in table else "" for d in dims}
    return table.assign(**labels, unit=_units(array, table))


def _units(array: xr.DataArray, table: pd.DataFrame) -> pd.Series | str:
    """The unit of each row: that of its carrier or technology, a power where energy flows in an hour.

    What a store or a line holds or moves is measured in the unit of the carrier it is for, as the use of plant is.
    """
    of, _, rate = str(array.attrs["units"]).replace(" ", "").partition("/")
    known = of if of in array.coords else "activity_unit"
    if not of.endswith("_unit") or known not in array.coords:
        return f"{of}/{rate}" if rate else of
    units = array[known].to_series().astype(str)
    told = {label: power(unit) if rate == "hour" else unit for label, unit in units.items()}
    return table[str(units.index.name)].map(told)
