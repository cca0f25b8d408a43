"""Charts of many runs: spider, grid and scenario heat maps, boxes of samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.report.drawing import WIDE, a_year, axes_of, brief, in_money, name_of, scaled, shortened
from optimizer.report.figure_names import figure_name, row_name
from optimizer.report.fonts import label, worded
from optimizer.report.frames import TOTALS
from optimizer.report.looks import PALETTE
from optimizer.report.runs_table import Compared, headlines
from optimizer.report.screen import shown
from optimizer.report.study import DRAWN, told
from optimizer.runs import Runs
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLD, MIDDLE, WARM = "#0072B2", "#f7f7f7", "#D55E00"
ROWS, RUNS, BOXES, WORDS = 16, 24, 6, 34
"""Figures and runs of a heat map, and panels of boxes, that a reader can take in; letters that stand side by side below a panel."""
DASHES = ("-", "--", "-.", ":")
Panel = tuple[str, str, pd.DataFrame]


def spider_chart(of: Compared) -> Figure | None:
    """Change of the cost over the change of each axis that was moved alone: a steep line is what matters, a bend where something else wins."""
    lines = spider(of.runs) if of.runs.study.get("design") == "one_at_a_time" else {}
    if not lines:
        return None
    figure, (ax,) = axes_of(height=5.6)
    for at, (axis, points) in enumerate(lines.items()):
        x, y = 100.0 * np.array(points).T
        (line,) = ax.plot(x, y, marker="o", markersize=5, linewidth=2, label=label(axis, axis))
        line.set(color=PALETTE[at % len(PALETTE)], linestyle=DASHES[at % 4])
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.axvline(0, color="#333333", linewidth=0.8)
    ax.set_xlabel(worded("change of the axis, % of its value in the case"))
    ax.set_ylabel(worded("change of the total discounted cost, %"))
    ax.legend(frameon=False, fontsize=9)
    ax.set_title(label(of.title, ""), loc="left")
    return figure


def spider(runs: Runs) -> dict[str, list[tuple[float, float]]]:
    """Of each axis with numbers and a value in the case: relative change of the axis, relative change of the cost; the case itself among them."""
    costs, base, out = runs.costs(), runs.base, dict[str, list[tuple[float, float]]]()
    for axis in runs.axes.columns if base is not None and costs[base] else ():
        mode = runs.study["axes"][axis]["mode"]
        whole = runs.axes.loc[base, axis]
        mine = [n for n in runs if runs.records[n]["group"] == axis]
        if mode == "a" or not mine or not all(_number(runs.axes.loc[n, axis]) for n in [base, *mine]) or not whole:
            continue
        moved = [
            ((float(runs.axes.loc[n, axis]) - whole) / abs(whole), (costs[n] - costs[base]) / abs(costs[base]))
            for n in mine
        ]
        out[str(axis)] = sorted([*moved, (0.0, 0.0)])
    return out


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def grid_chart(of: Compared) -> Figure | None:
    """The cost over two axes of a full grid; over more, the others stand as in the case or at their first value."""
    runs = of.runs
    axes = _moved_axes(runs)
    if runs.study.get("design") != "full_grid" or runs.base is None or len(axes) < 2:
        return None
    rows, columns, *others = axes
    points = runs.axes.drop(index=runs.base)
    for axis in others:
        own = points[axis]
        stays = runs.axes.loc[runs.base, axis] if runs.axes.loc[runs.base, axis] in own.values else own.iloc[0]
        points = points[own == stays]
    unit, scale = scaled(str(runs.records[runs.base]["money"]), float(runs.costs().abs().max()))
    cost = (runs.costs() / scale).reindex(points.index)
    table = pd.DataFrame({"row": points[rows], "column": points[columns], "cost": cost})
    table = table.pivot_table(index="row", columns="column", values="cost", aggfunc="first", sort=True)
    figure, (ax,) = axes_of(height=1.8 + 0.55 * len(table))
    base = float(runs.costs()[runs.base]) / scale
    reach = float((table - base).abs().max().max()) or 1.0
    _cells(ax, table.to_numpy(), (table - base).to_numpy() / reach)
    ax.set_xticks(range(table.shape[1]), [told(runs, columns, v) for v in table.columns])
    ax.set_yticks(range(len(table)), [told(runs, rows, v) for v in table.index])
    ax.set_xlabel(label(columns, columns))
    ax.set_ylabel(label(rows, rows))
    what = worded("Total discounted cost [{unit}]; {cost} in the case as it is").format(
        unit=in_money(unit), cost=shown(base)
    )
    ax.set_title("\n".join(t for t in (label(of.title, ""), what) if t), loc="left", fontsize=11)
    return figure


def heat_map_chart(of: Compared) -> Figure | None:
    """Runs beside the reference: how much of its headline figures changes, in % of the reference; blue: less, orange: more.

    A dash stands where a run does not have the figure, or counts other years or regions in its total.
    """
    others = [n for n in of.runs if n != of.reference]
    if not 1 <= len(others) <= RUNS:
        return None
    table = headlines(of, ROWS)
    first = table[of.reference]
    total = table.index.get_level_values("figure").str.startswith(TOTALS)
    values = table[others].mask(np.outer(total, [n in of.apart for n in others]))
    change = 100.0 * values.sub(first, axis=0).div(first.abs().where(first != 0), axis=0)
    change = change[((change.abs() > 0.005) | (change.isna() & values.notna())).any(axis=1)]
    if change.empty:
        return None
    figure, (ax,) = axes_of(height=1.6 + 0.36 * len(change) + 0.2, width=WIDE)
    tone = np.clip(change.to_numpy() / STRONG, -1.0, 1.0)
    texts = [
        [_percent(c, v) for c, v in zip(row, values, strict=True)]
        for row, values in zip(change.to_numpy(), values.loc[change.index].to_numpy(), strict=True)
    ]
    _cells(ax, change.to_numpy(), tone, texts)
    first_run = of.runs[of.reference]
    names = [row_name(first_run, *map(str, key[:3])) for key in change.index]
    names = [
        f"{shortened(n, 44)}: {_in_full(v, str(u))}"
        for n, v, u in zip(names, first[change.index], change.index.get_level_values("unit"), strict=True)
    ]
    ax.set_yticks(range(len(change)), names, fontsize=9)
    turned: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if len(others) > 5 else {}
    ax.set_xticks(range(len(others)), [_run(of.runs, n) for n in others], fontsize=9, **turned)
    if of.runs.study.get("design") == "full_grid":
        ax.set_xlabel(", ".join(label(a, a) for a in _moved_axes(of.runs)))
    elif any(text == _percent(np.nan, np.nan) for row in texts for text in row):
        ax.set_xlabel(worded("–: not in the run, or a total over other years or regions"))
    what = worded("Change from {reference}, % (its figures on the left)").format(reference=of.reference)
    title = label(of.title, "") if of.runs.study else ""
    ax.set_title("\n".join(t for t in (title, what) if t), loc="left", fontsize=11)
    return figure


def _in_full(value: float, unit: str) -> str:
    """A figure of the reference with its unit.

    >>> _in_full(11203423.0, "MCNY_2020"), _in_full(311631.0, "tCO2/year"), _in_full(296.12, "CNY_2020/MWh")
    ('11,203 billion CNY_2020', '312 ktCO2 a year', '296 CNY_2020/MWh')
    """
    larger, scale = scaled(unit, abs(value))
    return f"{brief(value / scale)} {a_year(in_money(larger))}".strip()


def _moved_axes(runs: Runs) -> list[str]:
    return [str(a) for a in runs.axes.columns if runs.axes[a].nunique() > 1]


def _run(runs: Runs, name: str) -> str:
    """What a reader calls a run: the values of its axes, with the axis where one alone is moved; else its name."""
    design = runs.study.get("design")
    if design == "one_at_a_time" and name != runs.base and runs.records[name]["group"] in runs.axes:
        axis = runs.records[name]["group"]
        return label(f"{axis} {told(runs, axis, runs.axes.loc[name, axis])}", name)
    if design != "full_grid" or name == runs.reference:
        return label(name, name)
    return ", ".join(told(runs, a, runs.axes.loc[name, a]) for a in _moved_axes(runs))


STRONG, TENFOLD = 30.0, 900.0
"""Per cent of change at which a cell has its full colour, and from which on it is told as a multiple."""


def _percent(change: float, value: float) -> str:
    """A change as a cell tells it, tenfold and more as a multiple; what was nothing has no share, and a price of what does not flow is none.

    >>> _percent(0.0, 1.0), _percent(12.34, 1.0), _percent(float("nan"), 5.0), _percent(float("nan"), 0.0)
    ('0', '+12', 'new', '0')
    >>> _percent(float("nan"), float("nan")), _percent(388027.0, 1.0)
    ('–', '× 3,881')
    """
    if value != value:
        return "–"
    if change != change:
        return "new" if value else "0"
    if change >= TENFOLD:
        return f"× {1.0 + change / 100.0:,.0f}"
    return "0" if abs(change) < 0.05 else f"{change:+.1f}" if abs(change) < 10 else f"{change:+,.0f}"


def _cells(ax: Axes, values: Any, tones: Any, texts: list[list[str]] | None = None) -> None:
    """Coloured cells with their numbers; tones from -1 (blue) over 0 (white) to 1 (orange)."""
    from matplotlib.colors import LinearSegmentedColormap

    colors = LinearSegmentedColormap.from_list("change", [COLD, MIDDLE, WARM])
    ax.imshow(np.nan_to_num(tones), cmap=colors, vmin=-1.3, vmax=1.3, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        text = texts[row][column] if texts else shown(value) if value == value else ""
        ax.text(column, row, text, ha="center", va="center", fontsize=9)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


def box_chart(of: Compared) -> Figure | None:
    """Boxes of the samples of a study: half of them in the box, 90 % within the whiskers, the case as it is as a mark."""
    if of.runs.study.get("design") not in DRAWN or len(of.runs) < 4:
        return None
    base = of.runs.base
    shown_panels = panels(of.wide, of.runs[of.reference])
    if not shown_panels:
        return None
    across = min(len(shown_panels), 3)
    figure, axes = axes_of(-(-len(shown_panels) // across), across, 3.9 * -(-len(shown_panels) // across), WIDE)
    for ax in axes[len(shown_panels) :]:
        ax.set_visible(False)
    for at, (ax, (title, unit, table)) in enumerate(zip(axes, shown_panels, strict=False)):
        shown_in, scale = scaled(unit, float(table.abs().max().max()))
        samples = table.drop(columns=[base] if base else []) / scale
        boxes = ax.boxplot(
            [row.dropna().to_numpy() for _, row in samples.iterrows()],
            tick_labels=[str(n) for n in samples.index],
            whis=(5, 95),
            showfliers=False,
            patch_artist=True,
            medianprops={"color": "#111111", "linewidth": 1.6},
        )
        for box in boxes["boxes"]:
            box.set(facecolor=PALETTE[at % 8], alpha=0.55)
        if base:
            places, told_so = range(1, len(table) + 1), worded("the case as it is")
            look: dict[str, Any] = {"color": "#111111", "markerfacecolor": "white", "markersize": 6}
            ax.plot(places, table[base] / scale, "D", label=told_so, **look)
            ax.legend(frameon=False, fontsize=8)
        if sum(len(str(name).encode("gbk", "replace")) for name in samples.index) > WORDS:
            for name in ax.get_xticklabels():
                name.set(rotation=20, ha="right", rotation_mode="anchor", fontsize=9)
        ax.set_title(shortened(title, 44), fontsize=10)
        ax.set_ylabel(a_year(in_money(shown_in)))
    count = len(of.runs) - (base is not None)
    head = worded("{count} samples: box half of them, whiskers 90 %, line the median").format(count=count)
    figure.suptitle("\n".join(t for t in (label(of.title, ""), head) if t))
    return figure


def panels(wide: pd.DataFrame, solution: Solution) -> list[Panel]:
    """Title, unit and values (a row each period, a column each run) of the headline figures that vary, plant of one unit in one panel.

    A figure that varies in one period is drawn in all: where every sample agrees, that is what a reader should see.
    A price of each carrier and the plant come before prices of more regions.
    """
    moved = wide[(wide.max(axis=1) - wide.min(axis=1)) > 1e-6 * wide.abs().max(axis=1)]
    figure = wide.index.get_level_values("figure").astype(str)
    whole = wide[figure.isin(moved.index.get_level_values("figure").astype(str))]
    figure, item = (whole.index.get_level_values(n).astype(str) for n in ("figure", "item"))
    first, later, seen = list[Panel](), list[Panel](), set[str]()
    for name in dict.fromkeys(figure):
        mine = whole[(figure == name) & (item == "")]
        if len(mine) and name.startswith(("total", "cost per year", "emissions", "marginal")):
            rows = [y or worded("all periods") for y in mine.index.get_level_values("period").astype(str)]
            what = name.rpartition(", ")[0] or name  # a price without its region
            panel = (figure_name(solution, name), str(mine.index.get_level_values("unit")[0]), mine.set_axis(rows))
            (later if what in seen else first).append(panel)
            seen.add(what)
    plant = _plant(moved, solution)
    return [*first[: BOXES - min(len(plant), 1)], *plant, *later][:BOXES]


def _plant(moved: pd.DataFrame, solution: Solution) -> list[Panel]:
    """Panels of the largest plant in the last period, one a unit, that of most plant first."""
    figure, period = (moved.index.get_level_values(n).astype(str) for n in ("figure", "period"))
    out = []
    last = period[period != ""].max() if (period != "").any() else ""
    plant = moved[(figure == "capacity") & (period == last)]
    for of_unit in plant.index.get_level_values("unit").astype(str).to_series().value_counts().index:
        mine = plant.xs(of_unit, level="unit")
        mine = mine.loc[mine.max(axis=1).sort_values(ascending=False, kind="stable").index[:5]]
        rows = [shortened(name_of(solution, str(k)), 22) for k in mine.index.get_level_values("item")]
        out.append((f"{worded('capacity')}, {last}", of_unit, mine.set_axis(rows)))
    return out
