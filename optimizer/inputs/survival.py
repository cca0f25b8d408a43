"""Survival tables: the share of what was built that still stands at an age."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Curve = tuple[Floats, Floats]
"""Ages in years and the shares that stand at them; nothing stands from the last age on."""


def survival_curves(rows: pd.DataFrame) -> dict[Any, Curve]:
    """The curve of each technology that has one; it starts whole where no row speaks of age 0."""
    curves: dict[Any, Curve] = {}
    for technology, group in rows.groupby("technology", sort=False):
        ordered = group.sort_values("age")
        ages, shares = ordered["age"].to_numpy(float), ordered["amount"].to_numpy(float)
        if ages[0] > 0:
            ages, shares = np.concatenate([[0.0], ages]), np.concatenate([[1.0], shares])
        curves[technology] = (ages, shares)
    return curves
