"""What charts are drawn with: a figure, colours that a reader can tell apart, stacks and legends."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.files import whole
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
)
FIXED = {"demand": "#333333", "purchase": "#999999", "sale": "#bbbbbb", "unmet": "#d62728", "surplus": "#dddddd"}
EAST_ASIAN = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Zen Hei")
WIDTH, HEIGHT, DPI = 10.0, 5.2, 120


@contextmanager
def readable() -> Iterator[None]:
    """Names in Chinese, Japanese or Korean need a font that has their signs; where none is installed, boxes are drawn."""
    from matplotlib import font_manager, rc_context

    installed = set(font_manager.get_font_names())
    fonts = [name for name in EAST_ASIAN if name in installed]
    with rc_context({"font.sans-serif": ["DejaVu Sans", *fonts]}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


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
    parts = [int(plain[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)


def _plain_color(solution: Solution, base: str) -> str:
    if base in FIXED:
        return FIXED[base]
    stated = solution.variables["color"].to_series() if "color" in solution.variables.coords else pd.Series(dtype=str)
    if stated.get(base):
        return str(stated[base])
    names = sorted(stated.index)
    return PALETTE[(names.index(base) if base in names else abs(sum(map(ord, base)))) % len(PALETTE)]


def stack(ax: Axes, solution: Solution, table: pd.DataFrame, labels: list[str]) -> None:
    """Stacked bars, positive up and negative down; columns are items."""
    up, down = np.zeros(len(table)), np.zeros(len(table))
    at = np.arange(len(table))
    for item in table.columns:
        values = table[item].fillna(0.0).to_numpy()
        for part, base in ((np.clip(values, 0, None), up), (np.clip(values, None, 0), down)):
            if np.any(part):
                ax.bar(at, part, 0.62, bottom=base.copy(), color=color_of(solution, str(item)), label=str(item))
                base += part
    ax.set_xticks(at, labels)
    ax.axhline(0, color="#333333", linewidth=0.8)
    if len(at) == 1:
        ax.set_xlim(-1.2, 1.2)


def legend(ax: Axes) -> None:
    ax.legend(*_unique(ax), loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8)


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


def _unique(ax: Axes) -> tuple[list[Any], list[str]]:
    found: dict[str, Any] = {}
    for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
        found.setdefault(label, handle)
    return list(found.values()), list(found)
