"""Pictures for who decides: the pathway of emissions, and where hydrogen comes from and goes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.balances import balance, carrier_units
from optimizer.report.drawing import (
    OTHER,
    PALETTE,
    Floats,
    axes_of,
    colors_of,
    largest,
    legend,
    name_of,
    positions,
    scaled,
    stack,
    told_apart,
    visible,
)
from optimizer.report.fonts import label, worded
from optimizer.report.pathway import removals, sectors, totals, units
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HYDROGEN = ("h2", "hydrogen")
SIDE, SEEN = 8, 0.015  # items on each side of a balance, and the share of the largest below which none is shown


def pathway_charts(solution: Solution) -> dict[str, Figure | None]:
    """Charts by name; nothing where the case has nothing to draw."""
    return {"pathway": _pathway(solution), "hydrogen": _hydrogen(solution)}


def _pathway(solution: Solution) -> Figure | None:
    """Emissions by sector, removals below zero, what is left as a line, and the peak: one panel a gas, the three largest."""
    gases = units(solution)
    found = {g: totals(solution, g) for g in gases}
    shown = [g for g in gases if float(found[g][["gross", "removed"]].abs().max().max()) > 0][:3]
    if not shown:
        return None
    figure, axes = axes_of(len(shown), 1, 1.0 + 4.8 * len(shown))
    for ax, gas in zip(axes, shown, strict=True):
        _one_gas(ax, solution, gas, gases[gas])
        legend(ax)
    figure.suptitle(worded("Emissions by sector, removals and what is left after them"))
    return figure


def _one_gas(ax: Axes, solution: Solution, gas: str, unit_of_gas: str) -> None:
    amounts, up, down = totals(solution, gas), sectors(solution, gas), removals(solution, gas)
    unit, scale = scaled(unit_of_gas, float(amounts["gross"].max()))
    up, down = (largest(visible(t)) / scale if t.shape[1] else t for t in (up, down))
    green = colors_of(solution, down.columns)
    words = {str(k): f"removed: {name_of(solution, str(k))}" for k in down.columns}
    up, down = up.rename(columns={OTHER: "other sectors"}), down.rename(columns=words)
    labels = [str(y) for y in amounts.index]
    own = {words[k]: tone for k, tone in green.items()}
    own |= {str(k): PALETTE[i % len(PALETTE)] for i, k in enumerate(up.columns)}
    stack(ax, solution, pd.concat([up, -down], axis=1), labels, told_apart(own))
    at, net, gross = positions(amounts.index), amounts["net"].to_numpy() / scale, amounts["gross"].to_numpy() / scale
    ax.plot(at, net, color="#111111", linewidth=2.2, marker="o", markersize=5, label=worded("net emissions"), zorder=5)
    _mark_peaks(ax, {"gross": gross, "net": net}, at, labels, unit.removesuffix("/year"))
    ax.set_ylabel(
        f"{unit.removesuffix('/year')} of {gas} a year" if gas not in unit else f"{unit.removesuffix('/year')} a year"
    )
    ax.set_title(gas, fontsize=10)


def _mark_peaks(ax: Axes, found: Mapping[str, Floats], at: Floats, labels: list[str], unit: str) -> None:
    """An arrow at the highest of what is emitted and one at the highest of what is left; one alone where they are the same."""
    both = not np.allclose(found["gross"], found["net"])
    shown = {f"{name} emissions": values for name, values in found.items()} if both else {"emissions": found["net"]}
    shown = {name: values for name, values in shown.items() if float(values.max()) > 0}
    low, high = ax.get_ylim()
    step = 0.13 * (high - low)
    ax.set_ylim(low, high + (0.03 + len(shown)) * step if shown else high)
    for line, (name, values) in enumerate(shown.items()):
        top = int(np.argmax(values))
        level = f"{values[top]:,.0f}" if values[top] >= 100 else f"{values[top]:,.3g}"
        left = len(at) > 1 and at[top] > 0.5 * (at[0] + at[-1])
        aside = 0.9 * (line + (0 if both else 1)) * (-1.0 if left else 1.0)
        ax.annotate(
            f"peak of {name}\n{labels[top]}: {level} {unit}",
            (at[top], values[top]),
            (at[top] + aside + (0.3 if left else -0.3), high + (len(shown) - line - 0.5) * step),
            fontsize=9,
            ha="right" if left else "left",
            va="center",
            arrowprops={"arrowstyle": "->", "color": "#111111"},
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            zorder=6 + line,
        )


def _hydrogen(solution: Solution) -> Figure | None:
    """The balance of hydrogen, if a carrier is called so."""
    names = {c: str(solution.meta.get("carrier_names", {}).get(c) or c) for c in carrier_units(solution)}
    ours = [c for c, n in names.items() if c.lower() in HYDROGEN or n.lower() in HYDROGEN]
    ours = [c for c in ours if (balance(solution)["carrier"] == c).any()]
    if not ours:
        return None
    figure, axes = axes_of(1, 1)
    draw_balance(axes[0], solution, ours[0])
    legend(axes[0])
    figure.suptitle(worded("Hydrogen: supply (up) and use (down)"))
    return figure


def draw_balance(ax: Axes, solution: Solution, carrier: str) -> None:
    """Annual supply and use of a carrier in all regions, the largest items of each side; exchange between regions cancels out."""
    table = balance(solution)
    mine = table[(table["carrier"] == carrier) & ~table["item"].str.contains(r" (?:to|from) ")]
    periods = [int(y) for y in solution.inputs["period"].values]
    pivot = mine.pivot_table(index="period", columns="item", values="amount", aggfunc="sum")
    pivot = pivot.reindex(periods).fillna(0.0)
    unit, scale = scaled(
        f"{carrier_units(solution).get(carrier, '')}/year", float(pivot.clip(lower=0).sum(axis=1).max())
    )
    made = pivot.loc[:, pivot.sum() > 0] / scale
    used = pivot.loc[:, pivot.sum() <= 0] / scale
    supply = _side(made).rename(columns={OTHER: "other supply"})
    use = _side(used).rename(columns={OTHER: "other use"})
    both = pd.concat([supply, use], axis=1)
    tones = colors_of(solution, [str(c).replace("other supply", OTHER) for c in both.columns])
    tones |= {"other supply": "#c8c8c8", "other use": "#e0e0e0"}
    stack(ax, solution, both, [str(y) for y in periods], tones)
    ax.set_title(carrier_name(solution, carrier), fontsize=10)
    ax.set_ylabel(f"{unit.removesuffix('/year')} a year")


def _side(table: pd.DataFrame) -> pd.DataFrame:
    """The items of one side of a balance: what is too small to be seen alone is part of the rest, so that both sides stay of one height.

    >>> _side(pd.DataFrame({"coal": [100.0], "oil": [1.0], "peat": [0.9]}))
        coal  other
    0  100.0    1.9
    """
    shown = largest(visible(table, SEEN), SIDE)
    rest = table.sum(axis=1) - shown.drop(columns=OTHER, errors="ignore").sum(axis=1)
    return visible(shown.assign(**{OTHER: rest}))


def carrier_name(solution: Solution, carrier: str) -> str:
    """What a reader calls a carrier, if the case says so."""
    return label(str(solution.meta.get("carrier_names", {}).get(carrier) or ""), carrier)
