"""Answers side by side: two in a few figures, many by their differences from a reference."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from optimizer.report.screen import shown
from optimizer.report.tables import capacity, costs, emissions, summary
from optimizer.solution import Solution

KEYS = ["figure", "item", "period", "unit"]
PRICE = "marginal price of "
"""How figures begin that a run may not have: what nothing flows of has no price, which is not a price of zero."""
NOTHING = 1e-6
"""Share of a figure below which a change is none."""


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


def figures(solution: Solution) -> pd.DataFrame:
    """What answers are compared by, one row a figure and period: costs, emissions, demand, prices, capacity by technology."""
    told = summary(solution)
    numbers = told[[isinstance(v, float) for v in told["value"]]].assign(item="")
    stands = capacity(solution).groupby(["technology", "period", "unit"], as_index=False)["standing"].sum()
    stands = stands.rename(columns={"technology": "item", "standing": "value"}).assign(figure="capacity")
    both = pd.concat([numbers, stands], ignore_index=True)[[*KEYS, "value"]]
    return both.assign(period=both["period"].astype(str), value=both["value"].astype(float))


def differences(runs: Mapping[str, Solution], reference: str) -> pd.DataFrame:
    """Every figure of every run beside that of a reference.

    Args:
        runs: by name.
        reference: name of the run that the others are compared with.

    Returns:
        One row a figure and run: figure, item, period, unit, run, reference, value, change, change_share (of the reference, blank
        where that is zero). An amount that one of the two does not have is zero there; a price is blank, and so is its change.
    """
    return differences_of(pd.concat([figures(s).assign(run=n) for n, s in runs.items()], ignore_index=True), reference)


def differences_of(table: pd.DataFrame, reference: str) -> pd.DataFrame:
    """`differences` from the figures of all runs: figure, item, period, unit, run, value."""
    by_run = {str(name): mine.set_index(KEYS)["value"] for name, mine in table.groupby("run", sort=False)}
    first, frames = by_run[reference], []
    for name, mine in by_run.items():
        if name != reference:
            both = without_gaps(pd.concat([first, mine], axis=1, keys=["reference", "value"]))
            frames.append(both.reset_index().assign(run=name))
    columns = [*KEYS, "run", "reference", "value", "change", "change_share"]
    if not frames:
        return pd.DataFrame(columns=columns)
    out = pd.concat(frames, ignore_index=True)
    change = out["value"] - out["reference"]
    share = (change / out["reference"].abs()).where(out["reference"] != 0)
    return out.assign(change=change, change_share=share)[columns]


def without_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Figures (rows) of runs (columns): amounts that a run does not have are zero there; prices that no run has are left out."""
    priced = table.index.get_level_values("figure").str.startswith(PRICE)
    filled = table.fillna(0.0)
    return filled.where(~priced[:, None] | table.notna()).dropna(how="all")


def largest(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """The rows of differences that a reader sees first: cost, then what changed most for its kind and unit."""
    moved = table[table["change"].abs() > NOTHING * table["reference"].abs().clip(lower=1e-9)]
    size = moved["change"].abs() / moved.groupby(["figure", "unit"])["reference"].transform(
        lambda v: v.abs().max() or 1.0
    )
    first = moved["figure"].str.startswith(("total discounted", "cost per year", "emissions of"))
    ordered = moved.assign(size=size, first=first).sort_values(["first", "size"], ascending=False, kind="stable")
    return moved.loc[ordered.index[:most].sort_values()]
