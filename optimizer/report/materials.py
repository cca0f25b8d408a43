"""What building takes and retirement gives in a year."""

from __future__ import annotations

import pandas as pd

from optimizer.solution import Solution

MOVED = {"built of": ("build_content", "capacity_built", -1.0), "scrap of": ("scrap_content", "capacity_retired", 1.0)}


def materials(solution: Solution) -> list[pd.DataFrame]:
    """Amounts a year (+ given, - taken): carrier, region, period, item, amount."""
    given, solved = solution.inputs, solution.variables
    parts = []
    for name, (content, capacity, sign) in MOVED.items():
        if content not in given or capacity not in solved:
            continue
        moved = (given[content] * solved[capacity].reset_coords(drop=True)).fillna(0.0)
        in_horizon = moved.sel(vintage=moved["vintage"].isin(given["period"]))
        moved = moved.sum("vintage") if "period" in moved.dims else in_horizon.rename(vintage="period")
        at_place = (moved * given["material_share"]).sum("location")
        column = (sign * at_place / given["period_years"]).reset_coords(drop=True).to_series()
        table = column[column != 0].rename("amount").reset_index()
        table["item"] = f"{name} " + table["technology"].astype(str)
        parts.append(table.drop(columns="technology"))
    return parts
