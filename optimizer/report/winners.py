"""The map of winners over distance and demand, and what a kilogram is made of, as charts. Costs come from `optimizer.costs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.costs.paths import PATHS, WORDS, Delivered
from optimizer.costs.winners import Spot, winners
from optimizer.report.drawing import axes_of, save
from optimizer.report.looks import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Ints = NDArray[Any]
COLORS = dict(zip(PATHS, ("#0072B2", "#56B4E9", "#E69F00", "#8F6BB3", "#8FD3B6", "#CC79A7", "#009E73"), strict=True))
SHORT = {
    "cav_pipe_pipe": "pipes to every station",
    "cav_pipe_truck": "pipe to the city,\ntrailers in it",
    "cav_GH2truck": "tube trailers",
    "cav_LH2truck": "cavern,\nliquid trucks",
    "cav_LOHCtruck": "cavern, LOHC trucks",
    "LH2_LH2truck": "liquid tank,\nliquid trucks",
    "LOHC_LOHCtruck": "LOHC tank, LOHC trucks",
}
MIXED = "#111111"  # of several paths at once
CLOSE = 0.01  # a lead that no planner should rely on
WRITTEN = 0.03  # of the map: smaller fields stand in the legend alone


def draw_map(
    maps: Mapping[str, Sequence[Sequence[Spot]]],
    path: Path,
    money: tuple[str, float] = ("EUR_2015", 1.0),
    points: Sequence[tuple[float, float]] = (),
) -> Path:
    """Draw maps of winners side by side, a panel each, and write them as PNG.

    Args:
        maps: title -> rows by demand of spots by distance, as `optimizer.costs.winners.winners` gives them.
        path: file to write.
        money: unit of the cost lines, and what one EUR_2015 is in it.
        points: (demand [kg/d], distance [km]) to mark in the first panel.
    """
    from matplotlib.patches import Patch

    figure, axes = axes_of(1, len(maps), 5.6)
    seen = dict.fromkeys(s.path for rows in maps.values() for row in rows for s in row)
    for ax, (title, rows) in zip(axes, maps.items(), strict=True):
        _panel(ax, rows, money[1], points if ax is axes[0] else ())
        ax.set_title(title, fontsize=11, loc="left")
    if points:
        x, y = [km for _, km in points], [q / 1e3 for q, _ in points]
        axes[0].plot(x, y, "o", color="white", markeredgecolor="#222222", markersize=5, zorder=11)
    axes[0].set_ylabel("demand of the city, t/d")
    entries: list[Any] = [Patch(color=COLORS[p], label=WORDS[p]) for p in PATHS if p in seen]
    entries.append(
        Patch(facecolor="none", edgecolor="#333333", hatch="////", label=f"the second is less than {CLOSE:.0%} dearer")
    )
    figure.legend(handles=entries, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    figure.suptitle(
        f"The cheapest way from the electrolyser to the nozzle; lines: {money[0]}/kg", fontsize=12, x=0.01, ha="left"
    )
    return save(figure, path)


def draw_both(rows: Sequence[Sequence[Spot]], asked: Sequence[tuple[float, float, str]], path: Path) -> Path:
    """Draw the map of the path functions and the points at which the optimizer was asked, and write them as PNG.

    Args:
        rows: the map of the functions, by demand and distance, as `optimizer.costs.winners.winners` gives it.
        asked: (demand [kg/d], distance [km], the path that the optimizer took) of each point of a grid.
        path: file to write.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    figure, (left, right) = axes_of(1, 2, 6.0)
    _panel(left, rows, 1.0, ())
    left.set_title("The path functions, at every point", fontsize=11, loc="left")
    left.set_ylabel("demand of the city, t/d")
    same = _cells(right, rows, asked)
    right.set_title(f"The optimizer: the same at {same} of {len(asked)} points", fontsize=11, loc="left")
    seen = {s.path for row in rows for s in row} | {p for *_, p in asked}
    entries: list[Any] = [Patch(color=COLORS[p], label=WORDS[p]) for p in PATHS if p in seen]
    if seen - set(PATHS):
        entries.append(Patch(color=MIXED, label="several ways at once"))
    entries.append(
        Line2D([], [], marker="x", color="#D40000", lw=0, ms=8, mew=2.2, label="another path than the functions' there")
    )
    entries.append(Line2D([], [], color="#111111", lw=1.2, label="right: borders of the functions' map"))
    figure.legend(handles=entries, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    figure.suptitle(
        "Who wins: equations at one size, and a model that chooses sizes and way", fontsize=12, x=0.01, ha="left"
    )
    return save(figure, path)


def _cells(ax: Axes, rows: Sequence[Sequence[Spot]], asked: Sequence[tuple[float, float, str]]) -> int:
    """A cell for each point in the colour of its path, a cross where the functions have another; how many have the same."""
    from matplotlib.colors import ListedColormap

    order = list(PATHS)
    km, kg = sorted({a[1] for a in asked}), sorted({a[0] for a in asked})
    won = np.full((len(kg), len(km)), len(order))
    same = 0
    for q, far, name in asked:
        won[kg.index(q), km.index(far)] = order.index(name) if name in order else len(order)
        best = winners((q,), (far,))[0][0].path
        same += best == name
        if best != name:
            ax.plot(far, q / 1e3, "x", color="#D40000", ms=9, mew=2.4, zorder=12)
    colors = ListedColormap([*(COLORS[p] for p in order), MIXED])
    ax.pcolormesh(_edges(km), _edges([q / 1e3 for q in kg]), won, cmap=colors, vmin=-0.5, vmax=len(order) + 0.5,
                  edgecolors="white", linewidth=0.8)  # fmt: skip
    fine = np.array([[order.index(s.path) for s in row] for row in rows])
    at = ([s.km for s in rows[0]], [row[0].kg_per_day / 1e3 for row in rows])
    for i in range(len(order)):
        if (fine == i).any() and not (fine == i).all():
            ax.contour(*at, (fine == i).astype(float), levels=[0.5], colors="#111111", linewidths=1.0)
    _scales(ax, *at)
    ax.set_xlim(*_edges(km)[[0, -1]])
    ax.set_ylim(*_edges([q / 1e3 for q in kg])[[0, -1]])
    return same


def _edges(middles: Sequence[float]) -> NDArray[Any]:
    """Borders of cells around figures that grow by equal factors."""
    logs = np.log(np.asarray(middles, dtype=float))
    half = (logs[1] - logs[0]) / 2.0 if len(logs) > 1 else 0.5
    edges: NDArray[Any] = np.exp(np.append(logs - half, logs[-1] + half))
    return edges


def _scales(ax: Axes, km: Sequence[float], tonnes: Sequence[float]) -> None:
    """Axes of logarithms with plain figures."""
    ax.set_xscale("log")
    ax.set_yscale("log")
    for axis, ends in ((ax.xaxis, km), (ax.yaxis, tonnes)):
        axis.set_ticks([t for t in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if ends[0] <= t <= ends[-1]])
        axis.set_major_formatter("{x:,.10g}")
        axis.minorticks_off()
    ax.grid(visible=False)
    ax.set_xlabel("beeline from the plant, km")


def _panel(ax: Axes, rows: Sequence[Sequence[Spot]], factor: float, points: Sequence[tuple[float, float]]) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patheffects import withStroke

    km, tonnes = [s.km for s in rows[0]], [row[0].kg_per_day / 1e3 for row in rows]
    order = list(PATHS)
    won = np.array([[order.index(s.path) for s in row] for row in rows])
    ax.pcolormesh(
        km,
        tonnes,
        won,
        cmap=ListedColormap([COLORS[p] for p in order]),
        vmin=-0.5,
        vmax=len(order) - 0.5,
        shading="nearest",
    )
    lead = np.array([[s.lead for s in row] for row in rows])
    if (lead < CLOSE).any():
        ax.contourf(km, tonnes, lead, levels=[-1.0, CLOSE], colors="none", hatches=["////"])
    cost = factor * np.array([[s.cost for s in row] for row in rows])
    lines = ax.contour(km, tonnes, cost, levels=10, colors="#222222", linewidths=0.7)
    for text in ax.clabel(lines, fmt="%.3g", fontsize=8):
        text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    _scales(ax, km, tonnes)
    for i, p in enumerate(order):
        y, x = np.nonzero(won == i)
        if len(y) > WRITTEN * won.size:
            middle = np.argmin((y - y.mean()) ** 2 + (x - x.mean()) ** 2 + won.size * _hit(rows, y, x, points))
            box = {"facecolor": COLORS[p], "edgecolor": "none", "pad": 2}
            at = (km[x[middle]], tonnes[y[middle]], SHORT[p])
            ax.text(*at, ha="center", va="center", fontsize=9, weight="bold", color="white", bbox=box, zorder=10)


def _hit(rows: Sequence[Sequence[Spot]], y: Ints, x: Ints, points: Sequence[tuple[float, float]]) -> Ints:
    """Whether words at a cell would lie over a point, of some size on axes of logarithms."""
    spots = [rows[i][j] for i, j in zip(y, x, strict=True)]
    return np.array(
        [any(abs(log(s.km / km)) < 0.55 and abs(log(s.kg_per_day / q)) < 0.3 for q, km in points) for s in spots]
    )


def draw_stages(found: Sequence[Delivered], path: Path) -> Path:
    """Draw delivered cost by stage of the chain [EUR_2015/kg], a bar for each path and point, and write it as PNG."""
    figure, (ax,) = axes_of(1, 1, 5.0)
    below = np.zeros(len(found))
    for stage, color in zip(found[0].stages, (PALETTE[2], PALETTE[1], PALETTE[6], PALETTE[0], PALETTE[3]), strict=True):
        each = np.array([d.stages[stage] for d in found])
        ax.bar(range(len(found)), each, bottom=below, color=color, label=stage, width=0.7)
        below += each
    for i, d in enumerate(found):
        ax.text(i, below[i] + 0.1, f"{d.total:.2f}", ha="center", va="bottom", fontsize=9, weight="bold")
    ax.set_xticks(range(len(found)), [_name(d) for d in found], fontsize=8)
    ax.set_ylabel("EUR_2015/kg")
    ax.set_ylim(0, 1.12 * below.max())
    ax.set_title("What a kilogram at the nozzle is made of, along the cheapest path", fontsize=12, loc="left")
    figure.legend(loc="outside lower center", ncols=5, frameon=False, fontsize=9)
    return save(figure, path)


def _name(d: Delivered) -> str:
    """Point and path, narrow enough to stand under a bar."""
    return f"{d.kg_per_day / 1e3:g} t/d\n{d.km:g} km\n{fill(SHORT[d.path].replace(chr(10), ' '), 12)}"
