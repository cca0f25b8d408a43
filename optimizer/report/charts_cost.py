"""Picture of delivered cost: stages stacked for each region and period, the marginal price as a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.chain import ALL, Account, used
from optimizer.report.charts_pathway import carrier_name
from optimizer.report.drawing import PALETTE, axes_of, legend, lighter, region_name
from optimizer.report.screen import left_out, some
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMS, REGIONS, YEARS = 3, 7, 5
"""Panels, regions beside `all` and periods that a reader can take in."""
PLANT, TAKEN = "production: plant", "production: what it takes"
COLORS = {
    TAKEN: lighter(PALETTE[2], 0.55),
    PLANT: PALETTE[2],
    "conversion": PALETTE[1],
    "storage": PALETTE[6],
    "transport": PALETTE[0],
    "station": PALETTE[3],
    "purchase": "#999999",
    "carbon": "#4d4d4d",
    "tax": "#5B3A8C",
    "unmet": "#d62728",
}


def cost_of_use_chart(solution: Solution) -> Figure | None:
    """A panel for each form that is used, those with most cost first; nothing where the case has no family of carriers."""
    account = used(solution)
    if account is None or account.rows.empty:
        return None
    worth = (account.total * account.rows["amount"]).groupby(account.rows["carrier"]).sum()
    carriers = [str(c) for c in worth.sort_values(ascending=False, kind="stable").index[:FORMS]]
    figure, axes = axes_of(len(carriers), 1, 1.0 + 3.9 * len(carriers))
    for ax, carrier in zip(axes, carriers, strict=True):
        one = account.where(account.rows["carrier"] == carrier)
        _panel(ax, solution, one)
        ax.set_title(carrier_name(solution, carrier), fontsize=10, loc="left")
    legend(axes[0], axes)
    figure.suptitle("What a unit costs where it is used, and its marginal price")
    return figure


def _panel(ax: Axes, solution: Solution, one: Account) -> None:
    every = sorted(set(one.rows["period"].astype(int)))
    years = some(every, YEARS)
    ax.set_title(left_out(every, years), fontsize=8, loc="right", color="#555555")
    amounts = one.rows.groupby("region", sort=False)["amount"].sum()
    largest = amounts.drop(ALL, errors="ignore").nlargest(REGIONS).index
    regions = [r for r in amounts.index if r == ALL or r in largest]
    stages = _stages(one)
    at, base = {}, 0.0
    for region in regions:
        for year in years:
            at[region, year], base = base, base + 1.0
        base += 0.7
    rows = pd.MultiIndex.from_frame(one.rows[["region", "period"]].astype({"period": int}))
    keep = [i for i, key in enumerate(rows) if key in at]
    x = np.array([at[rows[i]] for i in keep])
    up, down = np.zeros(len(keep)), np.zeros(len(keep))
    for name in [n for n in COLORS if n in stages]:
        values = stages[name].to_numpy()[keep]
        for part, below in ((np.clip(values, 0, None), up), (np.clip(values, None, 0), down)):
            if part.any():
                ax.bar(x, part, 0.82, bottom=below.copy(), color=COLORS[name], label=name, linewidth=0)
                below += part
    price = one.rows["price"].to_numpy()[keep]
    ax.plot(x, price, "D", color="#111111", markersize=5, label="marginal price", markerfacecolor="white", zorder=5)
    ax.set_xticks(list(at.values()), [str(y) for _, y in at], fontsize=8, rotation=90 if len(at) > 12 else 0)
    for region in regions:
        middle = np.mean([at[region, y] for y in years])
        name = "all regions" if region == ALL else region_name(solution, str(region))
        ax.annotate(
            name,
            (float(middle), 0),
            (0, -34 if len(at) > 12 else -24),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=9,
        )
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.set_ylabel(str(one.rows["unit"].iloc[0]))
    if len(at) < 4:
        ax.set_xlim(-2.5, len(at) + 1.5)


def _stages(one: Account) -> pd.DataFrame:
    """Cost by stage; production apart by plant and by what it takes."""
    table = one.cost.T.groupby(level=0, sort=False).sum().T
    if "production" in table:
        plant = one.cost.loc[:, [c[0] == "production" and c[1] == "own" for c in one.cost.columns]].sum(axis=1)
        table = table.assign(**{PLANT: plant, TAKEN: table["production"] - plant}).drop(columns="production")
    return table.loc[:, (table != 0).any()]
