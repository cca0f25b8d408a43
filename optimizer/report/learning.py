"""What costs were learnt, by curve and period."""

from __future__ import annotations

import pandas as pd

from optimizer.solution import Solution

COLUMNS = ["curve", "period", "built", "outside", "experience", "unit", "paid", "by_curve", "cost_unit"]


def learning(solution: Solution) -> pd.DataFrame:
    """Sheet `learning`: experience and the cost of a unit; empty where nothing is learnt."""
    table = pd.DataFrame(solution.meta.get("learning", []), columns=COLUMNS)
    return table.rename(columns={"by_curve": "by the curve", "built": "built here", "outside": "built by others"})
