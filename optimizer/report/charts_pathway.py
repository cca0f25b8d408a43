"""Pictures for who decides: the pathway of emissions beside its targets, and where carriers come from and go to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.balances import balance, carrier_units
from optimizer.report.drawing import (
    HEIGHT,
    SLIDE,
    WIDE,
    WIDTH,
    Floats,
    a_year,
    axes_of,
    brief,
    carrier_name,
    name_of,
    scaled,
)
from optimizer.report.fonts import named, worded
from optimizer.report.legends import legend
from optimizer.report.looks import OTHER, Look, looks_of, looks_of_names
from optimizer.report.pathway import removals, sectors, totals, units
from optimizer.report.stacks import largest, positions, stack, visible, with_rest
from optimizer.solution import Solution
from optimizer.units import factor, fits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 3
"""Sectors up to which a panel is a low one."""
HYDROGEN = ("h2", "hydrogen")
SIDE, SEEN, BALANCES = 8, 0.015, 4
"""Items on each side of a balance, share of the largest below which none is shown, and carriers of a chart."""


def pathway_chart(solution: Solution) -> Figure | None:
    """Emissions by sector, removals below zero, what is left as a line, peak and targets: one panel a gas, the three largest."""
    gases = units(solution)
    found = {g: totals(solution, g) for g in gases}
    shown = [g for g in gases if float(found[g][["gross", "removed"]].abs().max().max()) > 0][:3]
    if not shown:
        return None
    parts = [2.0 if sectors(solution, g).shape[1] > FEW else 1.0 for g in shown]
    figure, axes = axes_of(len(shown), 1, 1.0 + 2.6 * max(sum(parts), 2.0), WIDE if len(shown) > 1 else WIDTH, parts)
    for ax, gas in zip(axes, shown, strict=True):
        _one_gas(ax, solution, gas, gases[gas])
        legend(ax)
    figure.suptitle(worded("Emissions by sector, removals and what is left after them"))
    return figure


def _one_gas(ax: Axes, solution: Solution, gas: str, unit_of_gas: str) -> None:
    amounts, up, down = totals(solution, gas), sectors(solution, gas), removals(solution, gas)
    unit, scale = scaled(unit_of_gas, float(amounts["gross"].max()), gas)
    up, down = (with_rest(t) / scale if t.shape[1] else t for t in (up, down))
    words = {str(k): worded("removed: {name}").format(name=name_of(solution, str(k))) for k in down.columns}
    removed = {words[k]: look for k, look in looks_of(solution, down.columns).items()}
    up = up.rename(
        columns=lambda sector: worded("other sectors") if sector == OTHER else named(str(sector), str(sector))
    )
    labels = [str(y) for y in amounts.index]
    stack(
        ax, solution, pd.concat([up, -down.rename(columns=words)], axis=1), labels, looks_of_names(up.columns) | removed
    )
    at, net, gross = positions(amounts.index), amounts["net"].to_numpy() / scale, amounts["gross"].to_numpy() / scale
    told = worded("net emissions" if removed else "emissions, all sectors")
    ax.plot(at, net, color="#111111", linewidth=2.2, marker="o", markersize=5, label=told, zorder=5)
    _mark_targets(ax, solution, amounts, unit_of_gas, scale)
    if len(at) > 1:
        _mark_peaks(ax, {"gross": gross, "net": net}, at, labels, unit.removesuffix("/year"))
    name = named(gas.replace("_", " "), gas)
    plain = worded("{unit} of {gas}").format(unit=unit.removesuffix("/year"), gas=name) if gas not in unit else unit
    ax.set_ylabel(a_year(f"{plain.removesuffix('/year')}/year"))
    ax.set_title(name, fontsize=10)


TARGETS = ("cap", "neutrality")
"""Kinds of policies that state what may be emitted in a period."""


def _mark_targets(ax: Axes, solution: Solution, amounts: pd.DataFrame, unit: str, scale: float) -> None:
    """What a policy lets all regions emit in a period: a bar across, red where it binds."""
    places, ticks = dict(zip(amounts.index, positions(amounts.index), strict=True)), 0.42
    known = [
        p for p in solution.meta["policies"] if p["kind"] in TARGETS and p["area"] == "all" and fits(p["unit"], unit)
    ]
    both = not np.allclose(amounts["gross"], amounts["net"])
    for policy in known:
        period, times = int(policy["period"]), factor(policy["unit"], unit)
        which = _counts(policy["value"] * times, amounts.loc[period]) if period in amounts.index else ""
        if which:
            told = f"limit on {which} emissions" if both else "limit on emissions"
            tight = policy["status"] == "binding"
            ax.hlines(
                policy["limit"] * times / scale,
                places[period] - ticks,
                places[period] + ticks,
                color="#C00000" if tight else "#444444",
                linestyle="-" if which == "net" else ":",
                linewidth=2.4,
                zorder=4,
                label=worded(f"{told} (binding)" if tight else told),
            )


def _counts(value: float, amounts: pd.Series) -> str:
    """Whether what a policy counted is all that is left, or all that is emitted, of a gas; empty if it is only a part.

    >>> _counts(5.0, pd.Series({"gross": 7.0, "net": 5.0})), _counts(6.0, pd.Series({"gross": 7.0, "net": 5.0}))
    ('net', '')
    """
    near = 1e-6 * max(abs(float(amounts["gross"])), 1e-9)
    return next((name for name in ("net", "gross") if abs(value - float(amounts[name])) <= near), "")


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
        left = len(at) > 1 and at[top] > 0.5 * (at[0] + at[-1])
        aside = 0.9 * (line + (0 if both else 1)) * (-1.0 if left else 1.0)
        ax.annotate(
            f"{worded(f'peak of {name}')}\n{labels[top]}: {brief(float(values[top]))} {unit}",
            (at[top], values[top]),
            (at[top] + aside + (0.3 if left else -0.3), high + (len(shown) - line - 0.5) * step),
            fontsize=9,
            ha="right" if left else "left",
            va="center",
            arrowprops={"arrowstyle": "->", "color": "#111111"},
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            zorder=6 + line,
        )


def hydrogen_chart(solution: Solution) -> Figure | None:
    """The balance of hydrogen, if a carrier is called so."""
    names = {c: str(solution.meta.get("carrier_names", {}).get(c) or c) for c in carrier_units(solution)}
    ours = [c for c, n in names.items() if c.lower() in HYDROGEN or n.lower() in HYDROGEN]
    ours = [c for c in ours if (balance(solution)["carrier"] == c).any()]
    if not ours:
        return None
    figure, axes = axes_of(1, 1)
    draw_balance(axes[0], solution, ours[0])
    legend(axes[0])
    axes[0].set_title("")
    name = carrier_name(solution, ours[0])
    figure.suptitle(worded("{carrier}: supply (up) and use (down)").format(carrier=name))
    return figure


def balance_chart(solution: Solution) -> Figure | None:
    """Supply and use of the carriers with most items in their balance."""
    table = balance(solution)
    ranked = table.groupby("carrier")["item"].nunique().sort_values(ascending=False, kind="stable")
    carriers = [str(c) for c in ranked.index[:BALANCES]]
    if not carriers:
        return None
    across = min(len(carriers), 2)
    rows = -(-len(carriers) // across)
    figure, axes = axes_of(rows, across, HEIGHT if rows == 1 else SLIDE, WIDE if across > 1 else WIDTH)
    for ax in axes[len(carriers) :]:
        ax.set_visible(False)
    for ax, carrier in zip(axes, carriers, strict=False):
        draw_balance(ax, solution, carrier)
        legend(ax)
    figure.suptitle(worded("Annual balances, all regions (supply up, use down)"))
    return figure


def draw_balance(ax: Axes, solution: Solution, carrier: str) -> None:
    """Annual supply and use of a carrier in all regions, the largest items of each side; exchange between regions cancels out."""
    table = balance(solution)
    mine = table[(table["carrier"] == carrier) & ~table["item"].str.contains(r" (?:to|from) ")]
    periods = [int(y) for y in solution.inputs["period"].values]
    pivot = mine.pivot_table(index="period", columns="item", values="amount", aggfunc="sum")
    pivot = pivot.reindex(periods).fillna(0.0)
    given = f"{carrier_units(solution).get(carrier, '')}/year"
    unit, scale = scaled(given, float(pivot.clip(lower=0).sum(axis=1).max()), carrier)
    made = pivot.loc[:, pivot.sum() > 0] / scale
    used = pivot.loc[:, pivot.sum() <= 0] / scale
    supply = _side(made).rename(columns={OTHER: "other supply"})
    use = _side(used).rename(columns={OTHER: "other use"})
    both = pd.concat([supply, use], axis=1)
    tones = looks_of(solution, both.columns) | {"other supply": Look("#c8c8c8"), "other use": Look("#e0e0e0")}
    stack(ax, solution, both, [str(y) for y in periods], tones)
    ax.set_title(carrier_name(solution, carrier), fontsize=10)
    ax.set_ylabel(a_year(unit))


def _side(table: pd.DataFrame) -> pd.DataFrame:
    """The items of one side of a balance: what is too small to be seen alone is part of the rest, so that both sides stay of one height.

    >>> _side(pd.DataFrame({"coal": [100.0], "oil": [1.0], "peat": [0.9]}))
        coal  other
    0  100.0    1.9
    """
    shown = largest(visible(table, SEEN), SIDE)
    rest = table.sum(axis=1) - shown.drop(columns=OTHER, errors="ignore").sum(axis=1)
    return visible(shown.assign(**{OTHER: rest}))
