"""What the rows of a table state for a year, read without the Inputs."""

from __future__ import annotations

import numpy as np
import pandas as pd


def value_at(rows: pd.DataFrame, year: float) -> float:
    """The amount of rows in a year: straight between stated years, level outside; a row without a year holds in all."""
    ordered = rows.sort_values("year")
    return float(np.interp(year, ordered["year"].fillna(0.0).to_numpy(float), ordered["amount"].to_numpy(float)))
