"""Picture of delivered cost: stages stacked for each region and period, the marginal price as a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.chain import ALL, Account, used
from optimizer.report.drawing import SLIDE, WIDE, axes_of, carrier_name, region_name
from optimizer.report.fonts import worded
from optimizer.report.legends import legend
from optimizer.report.looks import PALETTE, lighter
from optimizer.report.readable import readable_levelised
from optimizer.report.screen import some
from optimizer.report.stacks import positions, sides
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

KINDS = COLORS | {"production": COLORS[PLANT]}


def cost_of_use_chart(solution: Solution) -> Figure | None:
    """A panel for each form that is used, those with most cost first; nothing where the case has no family of carriers."""
    account = used(solution)
    if account is None or account.rows.empty:
        return None
    worth = (account.total * account.rows["amount"]).groupby(account.rows["carrier"]).sum()
    carriers = [str(c) for c in worth.sort_values(ascending=False, kind="stable").index[:FORMS]]
    figure, axes = axes_of(len(carriers), 1, min(1.2 + 3.9 * len(carriers), SLIDE + 0.6), WIDE)
    for ax, carrier in zip(axes, carriers, strict=True):
        one = account.where(account.rows["carrier"] == carrier)
        _panel(ax, solution, one)
        ax.set_title(carrier_name(solution, carrier), fontsize=10, loc="left")
    legend(axes[0], axes)
    figure.suptitle(worded("What a unit costs where it is used, and its marginal price"))
    return figure


def _panel(ax: Axes, solution: Solution, one: Account) -> None:
    every = sorted(set(one.rows["period"].astype(int)))
    years = some(every, YEARS)
    missing = sorted(set(every) - set(years))
    told = worded("left out here: {years} (all periods are in summary.xlsx)").format(years=", ".join(map(str, missing)))
    ax.set_title(told if missing else "", fontsize=8, loc="right", color="#555555")
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
    for name, part, below in sides(stages[[n for n in COLORS if n in stages]].iloc[keep]):
        ax.bar(x, part, 0.82, bottom=below, color=COLORS[name], label=worded(name), edgecolor="white", linewidth=0.5)
    price = one.rows["price"].to_numpy()[keep]
    ax.plot(
        x, price, "D", color="#111111", markersize=5, label=worded("marginal price"), markerfacecolor="white", zorder=5
    )
    ax.set_xticks(list(at.values()), [str(y) for _, y in at], fontsize=8, rotation=90 if len(at) > 12 else 0)
    for region in regions:
        middle = np.mean([at[region, y] for y in years])
        name = worded("all regions") if region == ALL else region_name(solution, str(region))
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


CATEGORIES = ("purchase", "production", "conversion", "storage", "transport", "station", "carbon", "tax", "unmet")
LEVELISED, BOUGHT = 4, 0.99
"""Kinds of cost of a unit, as they are stacked, the carriers that a reader can take in, and the share above which one is only bought."""


def levelised_chart(solution: Solution) -> Figure | None:
    """Average cost of a unit by category, its marginal price as a mark: the carriers that cost most and are not only bought."""
    table = readable_levelised(solution).dropna(subset=["average"])
    spent = solution.levelised["unit_value"] * solution.levelised["throughput"]
    bought = table[["purchase", "average"]].mul(table["throughput"], axis=0).groupby(table["carrier"]).sum()
    made = bought.index[bought["purchase"].abs() < BOUGHT * bought["average"].abs()]
    spent = abs(spent).sum(["region", "period"]).to_series().reindex(made)
    carriers = [str(c) for c in spent.sort_values(ascending=False, kind="stable").index[:LEVELISED]]
    if not carriers:
        return None
    across = min(len(carriers), 2)
    rows = -(-len(carriers) // across)
    figure, axes = axes_of(rows, across, SLIDE if rows > 1 else 5.2, WIDE if across > 1 else 10.0)
    for ax in axes[len(carriers) :]:
        ax.set_visible(False)
    for ax, carrier in zip(axes, carriers, strict=False):
        _levelised(ax, table[table["carrier"] == carrier], [int(y) for y in solution.inputs["period"].values])
        ax.set_title(carrier_name(solution, carrier), fontsize=10)
    legend(axes[across - 1], axes[: len(carriers)])
    figure.suptitle(worded("Levelised cost by category, and marginal price (means over what flows in all regions)"))
    return figure


def _levelised(ax: Axes, table: pd.DataFrame, periods: list[int]) -> None:
    """One carrier: stacked categories a period, weighed by what flows in each region."""
    weight = table["throughput"]
    parts = [c for c in CATEGORIES if c in table]
    sums = table[[*parts, "marginal price"]].mul(weight, axis=0).groupby(table["period"]).sum(min_count=1)
    sums = sums.reindex(periods)
    known = weight.where(table["marginal price"].notna()).groupby(table["period"]).sum().reindex(periods)
    whole = weight.groupby(table["period"]).sum().reindex(periods)
    means = sums[parts].div(whole, axis=0)
    price = sums["marginal price"] / known.where(known > 0)
    at = positions(means.index)
    for name, part, below in sides(means.loc[:, (means.fillna(0.0) != 0).any()]):
        ax.bar(at, part, 0.72, bottom=below, color=KINDS[name], label=worded(name), edgecolor="white", linewidth=0.5)
    ax.plot(
        at, price, "D", color="#111111", markersize=6, label=worded("marginal price"), markerfacecolor="white", zorder=5
    )
    ax.set_xticks(at, [str(y) for y in means.index])
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.set_ylabel(str(table["unit"].iloc[0]))
    if len(at) == 1:
        ax.set_xlim(-1.2, 1.2)


def _stages(one: Account) -> pd.DataFrame:
    """Cost by stage; production apart by plant and by what it takes."""
    table = one.cost.T.groupby(level=0, sort=False).sum().T
    if "production" in table:
        plant = one.cost.loc[:, [c[0] == "production" and c[1] == "own" for c in one.cost.columns]].sum(axis=1)
        table = table.assign(**{PLANT: plant, TAKEN: table["production"] - plant}).drop(columns="production")
    return table.loc[:, (table != 0).any()]
