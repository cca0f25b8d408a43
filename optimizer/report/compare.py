"""Two answers side by side."""

from __future__ import annotations

import pandas as pd

from optimizer.report.screen import shown
from optimizer.report.tables import costs, emissions
from optimizer.solution import Solution


def difference(before: Solution, after: Solution) -> pd.DataFrame:
    """Discounted cost, cost a year and emissions: before, after and the change; one row a figure and period."""
    frames = []
    for solution in (before, after):
        figures = {("discounted cost", "", solution.meta["money"]): float(solution.meta["objective"])}
        for period, cost in costs(solution).groupby("period")["annual_cost"].sum().items():
            figures["cost a year", str(period), f"{solution.meta['money']}/year"] = float(cost)
        for (gas, period, unit), amount in (
            emissions(solution).groupby(["gas", "period", "unit"])["amount"].sum().items()
        ):
            figures[f"emissions of {gas}", str(period), str(unit)] = float(amount)
        frames.append(pd.Series(figures))
    table = pd.concat(frames, axis=1, keys=["before", "after"]).fillna(0.0)
    table.index.names = ["figure", "period", "unit"]
    return table.assign(change=table["after"] - table["before"]).reset_index()


def told(before: Solution, after: Solution) -> list[str]:
    """What changed, in lines."""
    names = (before.meta["case"]["scenario"], after.meta["case"]["scenario"])
    lines = [f"{names[1]} compared with {names[0]}:"]
    for row in difference(before, after).itertuples(index=False):
        change = ("+" if row.change > 0 else "") + shown(row.change)
        what = f"{row.figure} {row.period}".strip()
        lines.append(f"  {what}: {shown(row.before)} -> {shown(row.after)} {row.unit} ({change})")
    return lines
