"""Waterfalls: what a cost is made of, and what makes the difference of two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.drawing import WIDE, axes_of, carrier_name, in_money, name_of, scaled, shortened
from optimizer.report.fonts import worded
from optimizer.report.looks import OTHER, PALETTE
from optimizer.report.tables import costs
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UP, DOWN, WHOLE = PALETTE[5], PALETTE[2], "#4d4d4d"
MOST = 11
"""Steps of a waterfall; the rest is one."""
THIN = 1.2
"""Points of the edge of a bar: a step that is too small for its height is a line, and no gap."""
TRACE = 1e-3
"""Share of the largest step below which none is shown."""
KINDS, ITEMS = "by kind of cost", "by what it is spent on"


def parts(solution: Solution) -> dict[str, pd.Series]:
    """The discounted cost by kind of cost and by what it is spent on; what is bought is told apart from plant [money]."""
    table = costs(solution)
    bought = table["line"].isin(("purchase", "sale"))
    item = table["item"].astype(str).where(~bought, table["line"] + " of " + table["item"].astype(str))
    cost = table["discounted_cost"]
    return {KINDS: cost.groupby(table["line"], sort=False).sum(), ITEMS: cost.groupby(item, sort=False).sum()}


def money_of(solution: Solution) -> tuple[str, float]:
    """The unit of money that charts of the total cost are in, and what to divide by."""
    unit, scale = scaled(str(solution.meta["money"]), abs(float(solution.meta["objective"])))
    return in_money(unit), scale


def costs_chart(solution: Solution) -> Figure | None:
    """What the discounted cost of a run is made of: kinds of cost, and what it is spent on."""
    found = parts(solution)
    if found[KINDS].empty:
        return None
    unit, scale = money_of(solution)
    figure, axes = axes_of(1, 2, 6.0, WIDE)
    for ax, (title, steps) in zip(axes, found.items(), strict=True):
        _fall(ax, _named(solution, steps / scale), (0.0, float(steps.sum()) / scale), "", worded("total"))
        ax.set_title(worded(title), fontsize=11)
        ax.set_ylabel(unit)
    figure.suptitle(worded("What the total discounted cost is made of"))
    return figure


def difference_chart(before: Solution, after: Solution, names: tuple[str, str], note: str = "") -> Figure:
    """From the discounted cost of one run to that of another: what makes the difference, by kind and by what it is spent on.

    Args:
        note: what a reader must know of the second run, below the title.
    """
    first, second = parts(before), parts(after)
    unit, scale = money_of(before)
    figure, axes = axes_of(1, 2, 6.0, WIDE)
    for ax, title in zip(axes, first, strict=True):
        change = second[title].sub(first[title], fill_value=0.0) / scale
        ends = (float(first[title].sum()) / scale, float(second[title].sum()) / scale)
        _fall(ax, _named(after, change), ends, *names)
        ax.set_title(worded(title), fontsize=11)
        ax.set_ylabel(worded("{unit} (the axis does not begin at zero)").format(unit=unit))
    title = worded("Total discounted cost: from {one} to {other}").format(one=names[0], other=names[1])
    figure.suptitle("\n".join(t for t in (title, note) if t))
    return figure


def _named(solution: Solution, steps: pd.Series) -> pd.Series:
    """The largest steps in falling order by the names of readers, the rest as one."""
    size = steps.abs().sort_values(ascending=False, kind="stable")
    kept = [i for i in size.index[:MOST] if size[i] > TRACE * max(float(size.iloc[0]), 1e-12)]
    named = steps[kept].rename(index={i: _name(solution, str(i)) for i in kept})
    rest = float(steps.drop(kept).sum())
    return named if abs(rest) <= TRACE * float(size.iloc[0]) else pd.concat([named, pd.Series({worded(OTHER): rest})])


def _name(solution: Solution, item: str) -> str:
    line, _, of = item.partition(" of ")
    if not of:
        return shortened(name_of(solution, item))
    return shortened(worded("{line} of {carrier}").format(line=worded(line), carrier=carrier_name(solution, of)))


def _fall(ax: Axes, steps: pd.Series, from_to: tuple[float, float], first: str, last: str) -> None:
    """Bars from where the last one ended, up or down, between a whole before (if it has a name) and a whole after."""
    start, total = from_to
    ends = start + np.cumsum(steps.to_numpy(dtype=float))
    begins = np.concatenate([[start], ends[:-1]])
    at = np.arange(len(steps)) + (1 if first else 0)
    whole = {0: start} if first else {}
    whole[len(steps) + len(whole)] = total
    low, high = min([*ends, *begins, *whole.values()]), max([*ends, *begins, *whole.values()])
    floor = max(low - 0.6 * (high - low), 0.0) if first and low > 0 else min(low, 0.0)
    tones = [UP if s >= 0 else DOWN for s in steps]
    ax.bar(at, ends - begins, 0.7, bottom=begins, color=tones, edgecolor=tones, linewidth=THIN)
    ax.bar(list(whole), [v - floor for v in whole.values()], 0.7, bottom=floor, color=WHOLE)
    for x, y in zip(at, ends, strict=True):
        ax.plot([x + 0.35, x + 0.65], [y, y], color="#888888", linewidth=0.8)
    reach = max(high - floor, 1e-12)
    above = 0.03 * reach if len(steps) > 8 else 0.0  # many narrow bars: two numbers at one height would meet
    most = float(steps.abs().max()) if first else abs(total)
    marks = [(float(x), v + above, _told(float(v), most, False)) for x, v in whole.items()]
    for x, y, step in zip(at, np.maximum(begins, ends), steps, strict=True):
        marks.append((float(x), float(y), _told(float(step), most, bool(first))))
    for x_at, y_at, text in marks:
        ax.text(x_at, y_at + 0.01 * reach, text, ha="center", va="bottom", fontsize=8 if len(marks) < 10 else 7)
    names = [*([first] if first else []), *map(str, steps.index), last]
    ax.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor", fontsize=9)
    ax.set_ylim(floor if floor > 0 or low >= 0 else floor - 0.06 * reach, high + 0.08 * reach)
    ax.axhline(floor if first else 0.0, color="#333333", linewidth=0.8)


def _told(step: float, largest: float, change: bool) -> str:
    """A step or a whole to as many places as the largest has for four digits, so that those of one chart compare and add up.

    >>> _told(-2.5734, 2.5734, True), _told(0.01072, 2.5734, True), _told(326.3, 5115.0, False)
    ('-2.573', '+0.011', '326')
    """
    places = max(0, 3 - int(np.floor(np.log10(largest)))) if largest > 0 else 0
    return f"{'+' if change and step > 0 else ''}{step:,.{places}f}"
