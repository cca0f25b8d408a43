"""Rows of standards.csv as plain values."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pandas as pd

from optimizer.case.layout.ranges import STANDARDS

COLUMNS = tuple(c.name for c in STANDARDS.columns)


def weights_of(text: str) -> dict[str, float]:
    """Weights by gas of a list of name=number.

    >>> weights_of("CO2=1; CH4=29.8"), weights_of("")
    ({'CO2': 1.0, 'CH4': 29.8}, {})

    Raises:
        ValueError: a part is no name=number; says which.
    """
    out: dict[str, float] = {}
    for part in [p.strip() for p in text.split(";") if p.strip()]:
        name, _, number = part.partition("=")
        try:
            out[name.strip()] = float(number)
            if not isfinite(out[name.strip()]):
                raise ValueError
        except ValueError:
            raise ValueError(part) from None
    return out


def standard_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with the weights of their gases."""
    rows = table[[*COLUMNS]].to_dict("records")
    return [{**{str(k): v for k, v in row.items()}, "coefficient": weights_of(row["coefficient"])} for row in rows]
