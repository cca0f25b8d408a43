"""Charts of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from optimizer.report.drawing import axes_of, in_money, save, scaled
from optimizer.report.fonts import label, worded
from optimizer.report.looks import PALETTE
from optimizer.report.screen import shown
from optimizer.report.shortage import star
from optimizer.report.ticks import Even

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOW, HIGH = PALETTE[0], PALETTE[5]
BAR, MOST, LETTER = 0.56, 20, 0.012
"""Height of a bar in its row, axes that a reader can take in, and the share of the axis that a letter takes."""


def draw_tornado(table: pd.DataFrame, figure: str, unit: str, title: str = "") -> Figure:
    """Bars from the base to the number at the low and the high value of each axis, the longest on top.

    Args:
        table: from `optimizer.report.study.tornado`.
        figure: what the number is, in words.
        unit: of it, as the table has it; the axis has a larger prefix where a reader would have to count digits.
        title: of the study.
    """
    shown_in, scale = scaled(unit, float(table[["at_low", "at_high", "base"]].abs().max().max()) if len(table) else 0.0)
    middle = float(table["base"].iloc[0]) / scale if len(table) else 0.0
    rows = table.head(MOST)
    whole, (ax,) = axes_of(height=1.8 + 0.5 * len(rows))
    ends = [_ends(row, scale, middle) for row in rows.itertuples(index=False)]
    for place, (mine, apart) in enumerate(zip(ends, _apart(ends, middle), strict=True)):
        for end, shift in zip(mine, apart, strict=True):
            high = BAR if not shift else BAR / 2
            ax.barh(place + shift, end.at - middle, high, left=middle, color=end.color)
    ax.set_xlim(*_room(ends, middle))
    reach = ax.get_xlim()[1] - ax.get_xlim()[0]
    for place, (mine, apart) in enumerate(zip(ends, _apart(ends, middle), strict=True)):
        for end, shift in zip(mine, apart, strict=True):
            _mark(ax, place + shift, end, middle, reach, 8 if shift else 9)
    ax.set_yticks(range(len(rows)), [label(str(a), str(a)) for a in rows["axis"]])
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color="#e6e6e6", linewidth=0.8)
    ax.axvline(middle, color="#333333", linewidth=1.0)
    least = min([middle, *(end.at for mine in ends for end in mine)])
    low, high = ax.get_xlim()
    ax.set_xticks([t for t in ax.get_xticks() if low <= t <= high and (t >= 0 or least < 0)])  # no cost below zero
    ax.xaxis.set_major_formatter(Even())
    few = worded("; the {n} axes that move it least are left out").format(n=len(table) - MOST)
    short = worded("; * with shortage, which is paid for") if rows["shortage"].astype(bool).any() else ""
    told = worded("{figure} [{unit}]; line: {base}, the case as it is{left}")
    base = shown(middle) + star(rows["shortage"].str.contains("base").any())
    words = {"figure": worded(figure), "unit": in_money(shown_in), "base": base}
    ax.set_xlabel(told.format(**words, left=(few if len(table) > MOST else "") + short))
    ax.set_title(label(title, "") or worded("One axis moved at a time"), loc="left")
    return whole


class _End(NamedTuple):
    """The number at one end of an axis, the value of the axis there, and its colour."""

    at: float
    told: str
    color: str


def _ends(row: Any, scale: float, middle: float) -> list[_End]:
    """Both ends of an axis, a star behind one with shortage; an end that is the case as it is has no bar: it is the line."""
    short = str(row.shortage).split(", ")
    low = _End(row.at_low / scale, row.low_told + star("low" in short), LOW)
    high = _End(row.at_high / scale, row.high_told + star("high" in short), HIGH)
    return [end for end in (low, high) if end.at != middle] or [high]


def _apart(ends: list[list[_End]], middle: float) -> list[list[float]]:
    """How far each bar stands from the middle of its row: two on one side of the base stand one above the other, and neither hides the other.

    >>> up, down, more = _End(3.0, "", LOW), _End(1.0, "", HIGH), _End(9.0, "", HIGH)
    >>> _apart([[down, up], [up, more], [up]], 2.0)
    [[0.0, 0.0], [-0.14, 0.14], [0.0]]
    """
    together = [len({e.at >= middle for e in mine}) < len(mine) for mine in ends]
    return [[-BAR / 4, BAR / 4] if same else [0.0] * len(mine) for mine, same in zip(ends, together, strict=True)]


def _room(ends: list[list[_End]], middle: float) -> tuple[float, float]:
    """Where the axis begins and ends: with room for the words at the ends of the bars, and none where there is no bar.

    >>> low, high = _room([[_End(3.0, "× 2", HIGH)]], 1.0)
    >>> 0.9 < low < 1.0, 3.1 < high < 3.3
    (True, True)
    """
    every = [end for mine in ends for end in mine]
    low, high = min([middle, *(e.at for e in every)]), max([middle, *(e.at for e in every)])
    span = high - low or abs(middle) or 1.0
    left, right = (
        max((len(e.told.encode("gbk", "replace")) for e in every if (e.at >= middle) == side), default=0)
        for side in (False, True)
    )
    return low - span * (0.03 + LETTER * left), high + span * (0.03 + LETTER * right)


def _mark(ax: Axes, place: float, end: _End, middle: float, reach: float, size: int) -> None:
    """The value of the axis at the end of a bar."""
    side = 1.0 if end.at >= middle else -1.0
    ha = "left" if side > 0 else "right"
    ax.text(end.at + side * 0.008 * reach, place, label(end.told, end.told), va="center", ha=ha, fontsize=size)


def write_tornado(table: pd.DataFrame, path: str | Path, figure: str, unit: str, title: str = "") -> Path:
    """Draw a tornado as PNG."""
    return save(draw_tornado(table, figure, unit, title), Path(path))
