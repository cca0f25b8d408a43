"""What charts are drawn with: a figure, colours that a reader can tell apart, stacks and legends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.files import whole
from optimizer.report.fonts import label
from optimizer.solution import Solution
from optimizer.units import factor, fits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
# Okabe and Ito's palette for colour-blind readers, then lighter relatives.
PALETTE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#8A6D3B",
    "#7F7F7F",
    "#B3D4FF",
    "#F2C879",
    "#8FD3B6",
    "#E5B5D0",
    "#5B3A8C",
    "#A61C3C",
    "#C3D94E",
    "#004D40",
    "#F48FB1",
    "#4E342E",
    "#00BCD4",
    "#FFD600",
)
FIXED = {"demand": "#1B1B5E", "purchase": "#999999", "sale": "#bbbbbb", "unmet": "#d62728", "surplus": "#dddddd"}
OTHER, OTHER_COLOR = "other", "#d0d0d0"
CHARGED = 0.5  # white in the tone of what a store takes
SHORT = 16  # letters of a name of a region
MOST = 12  # items of a stack; the rest is lumped
NEAR = 60.0  # distance of two colours that a reader would take for one, of 442 from black to white
PREFIXES = ("", "k", "M", "G", "T", "P")
WIDTH, HEIGHT, DPI = 10.0, 5.2, 120


def save(figure: Figure, path: Path) -> Path:
    with whole(path) as file:
        figure.savefig(file, format="png")
    return path


def axes_of(rows: int = 1, columns: int = 1, height: float = HEIGHT) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    axes = list(np.atleast_1d(np.asarray(figure.subplots(rows, columns, squeeze=False))).ravel())
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(axis="y", color="#e6e6e6", linewidth=0.8)
        ax.set_axisbelow(True)
        ax.yaxis.set_major_formatter("{x:,.10g}")
    return figure, axes


def color_of(solution: Solution, name: str) -> str:
    """The colour of a technology; its lines to several regions differ in lightness."""
    base, _, rest = name.partition(" ")
    way, _, end = rest.partition(" ")
    plain = _plain_color(solution, base)
    if way not in ("to", "from"):
        return plain
    regions = [str(r) for r in solution.inputs["region"].values] if "region" in solution.inputs else [end]
    white = 0.6 * regions.index(end) / max(len(regions), 1) if end in regions else 0.0
    return lighter(plain, white)


def _plain_color(solution: Solution, base: str) -> str:
    if base in FIXED:
        return FIXED[base]
    stated = solution.variables["color"].to_series() if "color" in solution.variables.coords else pd.Series(dtype=str)
    if stated.get(base):
        return str(stated[base])
    names = sorted(stated.index)
    return PALETTE[(names.index(base) if base in names else abs(sum(map(ord, base)))) % len(PALETTE)]


def told_apart(colors: Mapping[str, str]) -> dict[str, str]:
    """Colours of one chart: the first of those that look alike keeps its own, the others take one that nothing is near to."""
    out: dict[str, str] = {}
    for name, own in colors.items():
        free = [own, *PALETTE]
        far = [c for c in free if all(_distance(c, taken) >= NEAR for taken in out.values())]
        others = [
            c for c in far if all(_distance(c, c2) >= NEAR for n, c2 in colors.items() if n not in out and n != name)
        ]
        best = own if own in far else (others or far or [max(free, key=lambda c: _nearest(c, out.values()))])[0]
        out[name] = best
    return out


def _distance(a: str, b: str) -> float:
    pairs = ((int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5))
    return math.sqrt(sum((x - y) ** 2 for x, y in pairs))


def _nearest(color: str, taken: Iterable[str]) -> float:
    return min((_distance(color, c) for c in taken), default=np.inf)


def colors_of(solution: Solution, items: Iterable[str]) -> dict[str, str]:
    """Colours of the items of one chart, no two technologies alike; what a store takes is a lighter tone of what it gives."""
    owner = {str(i): str(i).removesuffix(" charge").removesuffix(" discharge") for i in items}
    order = sorted(dict.fromkeys(owner.values()), key=lambda i: i != OTHER and i not in FIXED)
    tones = told_apart({i: OTHER_COLOR if i == OTHER else color_of(solution, i) for i in order})
    return {i: lighter(tones[of], CHARGED) if i.endswith(" charge") else tones[of] for i, of in owner.items()}


def lighter(color: str, white: float) -> str:
    """A colour with a share of white in it.

    >>> lighter("#000000", 0.5), lighter("#0072B2", 0.0)
    ('#808080', '#0072b2')
    """
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)


def name_of(solution: Solution, item: str) -> str:
    """What a reader calls an item: the name of its technology, if the case states one."""
    known = solution.variables
    base, _, rest = item.partition(" ")
    way, _, end = rest.partition(" ")
    told = f"{way} {region_name(solution, end)}" if way in ("to", "from") else rest
    if "technology_name" not in known.coords or base not in known["technology"].values:
        return item
    name = label(str(known["technology_name"].sel(technology=base).item()), "")
    return f"{name}, {told}" if name and rest else name or f"{base} {told}".strip()


def region_name(solution: Solution, region: str) -> str:
    """What a reader calls a region, if that is short and can be drawn; else its id."""
    name = str(solution.meta.get("region_names", {}).get(region, ""))
    return label(name, region) if len(name) <= SHORT else region


def largest(table: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The largest columns in their order, the rest together as one; a chart of ninety colours tells nothing.

    >>> largest(pd.DataFrame({"a": [1.0], "b": [5.0], "c": [-3.0], "d": [0.5]}), 2)
         b    c  other
    0  5.0 -3.0    1.5
    """
    size = table.abs().max().sort_values(ascending=False, kind="stable")
    if len(size) <= most + 1:
        return table[size.index]
    kept = table[size.index[:most]]
    return kept.assign(**{OTHER: table[size.index[most:]].sum(axis=1)})


def scaled(unit: str, size: float) -> tuple[str, float]:
    """A larger prefix for numbers that a reader would have to count the digits of, and what to divide by.

    >>> scaled("GWh/year", 17e6), scaled("kt/hour", 90.0), scaled("t", 2.5e6), scaled("kvehicle", 415e3)
    (('TWh/year', 1000.0), ('kt/hour', 1.0), ('kt', 1000.0), ('Mvehicle', 1000.0))
    """
    larger = [prefix + base for base in (unit, unit[1:]) if base for prefix in PREFIXES]
    factors = {u: factor(u, unit) for u in larger if fits(u, unit)}
    fitting = sorted({unit: 1.0, **{u: f for u, f in factors.items() if f > 1.0}}.items(), key=lambda f: f[1])
    readable = [f for f in fitting if size / f[1] < 30_000] or fitting[-1:]
    return readable[0]


def positions(periods: Iterable[int]) -> Floats:
    """Where periods stand: by their years, the shortest step as one.

    >>> positions([2025, 2030, 2040]).tolist(), positions([2030]).tolist()
    ([0.0, 1.0, 3.0], [0.0])
    """
    years = np.array([float(y) for y in periods])
    step = float(np.diff(years).min()) if len(years) > 1 else 1.0
    return np.asarray((years - years[0]) / step)


def stack(
    ax: Axes, solution: Solution, table: pd.DataFrame, labels: list[str], colors: Mapping[str, str] | None = None
) -> None:
    """Stacked bars, positive up and negative down; rows are periods, columns are items."""
    up, down = np.zeros(len(table)), np.zeros(len(table))
    at = positions(table.index)
    tones = colors or colors_of(solution, table.columns)
    for item in table.columns:
        values = table[item].fillna(0.0).to_numpy()
        for part, base in ((np.clip(values, 0, None), up), (np.clip(values, None, 0), down)):
            if np.any(part):
                shown = name_of(solution, str(item))
                ax.bar(at, part, 0.72, bottom=base.copy(), color=tones[str(item)], label=shown, linewidth=0)
                base += part
    ax.set_xticks(at, labels)
    ax.axhline(0, color="#333333", linewidth=0.8)
    low, high = ax.get_ylim()
    if low < 0:
        ax.set_ylim(low - 0.04 * (high - low), high)
    if len(at) == 1:
        ax.set_xlim(-1.2, 1.2)


def legend(ax: Axes, others: Sequence[Axes] = ()) -> None:
    """Beside a panel, with what only other panels show too."""
    ax.legend(*_unique(ax, *others), loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8)


def legend_below(ax: Axes) -> None:
    handles, labels = _unique(ax)
    columns = 2 if len(labels) > 5 else 1
    ax.legend(
        handles, labels, loc="upper center", bbox_to_anchor=(0.5, -0.08), frameon=False, fontsize=8, ncols=columns
    )


def visible(table: pd.DataFrame, share: float = 0.004) -> pd.DataFrame:
    """Columns that can be seen."""
    size = table.abs().max()
    return table.loc[:, size > share * float(size.max())] if len(size) else table


def _unique(*axes: Axes) -> tuple[list[Any], list[str]]:
    found: dict[str, Any] = {}
    for ax in axes:
        for handle, text in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(text, handle)
    return list(found.values()), list(found)
