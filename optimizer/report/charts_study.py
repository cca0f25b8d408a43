"""Charts of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from optimizer.report.drawing import axes_of, save
from optimizer.report.fonts import label, worded
from optimizer.report.looks import PALETTE
from optimizer.report.screen import shown
from optimizer.report.shortage import star

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOW, HIGH = PALETTE[0], PALETTE[5]
BAR, MOST = 0.55, 20


def draw_tornado(table: pd.DataFrame, figure: str, unit: str, title: str = "") -> Figure:
    """Bars from the base to the number at the low and the high value of each axis, the longest on top.

    Args:
        table: from `optimizer.report.study.tornado`.
        figure: what the number is, in words.
        unit: of it.
        title: of the study.
    """
    rows = table.head(MOST)
    whole, (ax,) = axes_of(height=1.8 + 0.5 * len(rows))
    middle = float(table["base"].iloc[0]) if len(table) else 0.0
    reach = max((abs(v - middle) for v in [*rows["at_low"], *rows["at_high"]]), default=1.0) or 1.0
    for place, row in enumerate(rows.itertuples(index=False)):
        ends = [("low", row.low_told, row.at_low, LOW), ("high", row.high_told, row.at_high, HIGH)]
        some = [end for end in ends if end[2] != middle] or ends[1:]  # the case as it is has no bar: it is the line
        for which, told, end, color in some:
            ax.barh(place, end - middle, BAR, left=middle, color=color)
            _mark(
                ax, place, float(end), middle, reach, label(told, told) + star(which in str(row.shortage).split(", "))
            )
    ax.set_yticks(range(len(rows)), [label(str(a), str(a)) for a in rows["axis"]])
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color="#e6e6e6", linewidth=0.8)
    ax.axvline(middle, color="#333333", linewidth=1.0)
    ax.set_xlim(middle - 1.35 * reach, middle + 1.35 * reach)
    ax.xaxis.set_major_formatter("{x:,.6g}")
    few = worded("; the {n} axes that move it least are left out").format(n=len(table) - MOST)
    short = worded("; * with shortage, which is paid for") if rows["shortage"].astype(bool).any() else ""
    told = worded("{figure} [{unit}]; line: {base}, the case as it is{left}")
    words = {
        "figure": worded(figure),
        "unit": unit,
        "base": shown(middle) + star(rows["shortage"].str.contains("base").any()),
    }
    words["left"] = (few if len(table) > MOST else "") + short
    ax.set_xlabel(told.format(**words))
    ax.set_title(label(title, "") or worded("One axis moved at a time"), loc="left")
    return whole


def _mark(ax: Axes, place: int, end: float, middle: float, reach: float, text: str) -> None:
    """The value of the axis at the end of a bar."""
    side = 1.0 if end >= middle else -1.0
    ax.text(end + side * 0.02 * reach, place, text, va="center", ha="left" if side > 0 else "right", fontsize=9)


def write_tornado(table: pd.DataFrame, path: str | Path, figure: str, unit: str, title: str = "") -> Path:
    """Draw a tornado as PNG."""
    return save(draw_tornado(table, figure, unit, title), Path(path))
