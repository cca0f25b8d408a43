"""Near-optimal alternatives: how far each amount may move within a cost, as a table and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.drawing import axes_of, save
from optimizer.report.fonts import label
from optimizer.report.looks import PALETTE, lighter
from optimizer.report.screen import shown
from optimizer.units import grown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = ["group", "within", "least", "most", "at optimum", "unit", "cost at least", "cost at most", "money"]
BAR, LINE, NEAR = 0.62, 0.42, 1e-6


@dataclass(frozen=True)
class Range:
    """The least and most of an amount within a cost.

    Attributes:
        within: share of the least cost that a plan may cost more [1].
        optimum: the amount in the plan of least cost.
        cost_at_least, cost_at_most: of the plans that have the least and the most [money, discounted]; NaN where nothing limits them.
    """

    group: str
    within: float
    least: float
    most: float
    optimum: float
    unit: str
    cost_at_least: float
    cost_at_most: float


def ranges_table(ranges: Sequence[Range], money: str) -> pd.DataFrame:
    """One row a group and cost: `within` is in percent, amounts are in the unit of the group that keeps their digits few."""
    frame = pd.DataFrame(
        [
            [r.group, 100.0 * r.within, r.least, r.most, r.optimum, r.unit, r.cost_at_least, r.cost_at_most, money]
            for r in ranges
        ],
        columns=COLUMNS,
    )
    numbers = ["least", "most", "at optimum"]
    for group in frame["group"].unique():
        mine = frame["group"] == group
        finite = frame.loc[mine, numbers].to_numpy(dtype=float)
        factor, unit = grown(
            str(frame.loc[mine, "unit"].iloc[0]), float(np.abs(finite[np.isfinite(finite)]).max(initial=0.0))
        )
        frame.loc[mine, numbers] = frame.loc[mine, numbers] * factor
        frame.loc[mine, "unit"] = unit
    return frame


def in_words(table: pd.DataFrame) -> list[str]:
    """The ranges as aligned lines, those of one group together."""
    head = ["", "within", "least", "at optimum", "most", ""]
    rows = [
        [
            str(r["group"]),
            f"{r['within']:g} %",
            _told(r["least"]),
            _told(float(r["at optimum"])),
            _told(r["most"]),
            str(r["unit"]),
        ]
        for r in table.to_dict("records")
    ]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:5], widths[1:5], strict=True)), row[5]]
        ).rstrip()
        for row in [head, *rows]
    ]


def _told(value: float) -> str:
    if np.isnan(value):
        return "no answer"
    return "no limit" if np.isinf(value) else shown(float(value) if abs(value) > NEAR else 0.0)


def draw_ranges(table: pd.DataFrame, title: str = "") -> Figure:
    """Bars from the least to the most of each group, the widest cost palest, the optimum marked; a panel for each unit.

    Args:
        table: from `ranges_table`.
        title: of the case.
    """
    units = list(dict.fromkeys(table["unit"]))
    groups = {u: list(dict.fromkeys(table.loc[table["unit"] == u, "group"])) for u in units}
    count = sum(len(g) for g in groups.values())
    whole, axes = axes_of(len(units), 1, height=1.1 + 0.85 * len(units) + 0.42 * count)
    if (grid := axes[0].get_gridspec()) is not None:
        grid.set_height_ratios([1.0 + len(groups[u]) for u in units])
    for ax, unit in zip(axes, units, strict=True):
        _panel(ax, table[table["unit"] == unit], groups[unit], unit)
    axes[0].set_title(label(title, "") or "Plans that cost little more than the least", loc="left")
    handles, names = axes[0].get_legend_handles_labels()
    whole.legend(handles[::-1], names[::-1], loc="outside lower center", ncols=len(names), frameon=False)
    return whole


def _panel(ax: Axes, table: pd.DataFrame, groups: list[str], unit: str) -> None:
    """The groups of one unit, the first on top."""
    shares = sorted(table["within"].unique(), reverse=True)
    finite = table[["least", "most", "at optimum"]].to_numpy(dtype=float)
    far = float(np.abs(finite[np.isfinite(finite)]).max(initial=0.0)) or 1.0
    for depth, share in enumerate(shares):
        mine = table[table["within"] == share].set_index("group").reindex(groups)  # earlier commands had other costs
        left, right = (mine[c].clip(-1.2 * far, 1.2 * far).to_numpy(dtype=float) for c in ("least", "most"))
        white = 0.72 * (len(shares) - 1 - depth) / max(len(shares) - 1, 1) if len(shares) > 1 else 0.35
        ax.barh(range(len(groups)), right - left, BAR, left=left, color=lighter(PALETTE[0], 0.15 + 0.8 * white),
                label=f"within {share:g} %")  # fmt: skip
    at = table.drop_duplicates("group").set_index("group").loc[groups, "at optimum"].to_numpy(dtype=float)
    places = np.arange(len(groups))
    ax.vlines(
        at, places - LINE, places + LINE, color=PALETTE[5], linewidth=2.4, label="least cost", clip_on=False, zorder=3
    )
    ax.set_yticks(places, [label(g, g) for g in groups])
    ax.set_ylim(len(groups) - 0.4, -0.6)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", color="#e6e6e6", linewidth=0.8)
    ax.xaxis.set_major_formatter("{x:,.6g}")
    ax.set_xlabel(unit)
    low = float(np.nanmin(np.append(finite[np.isfinite(finite)], 0.0)))
    ax.set_xlim(1.05 * low, 1.05 * far)


def write_ranges(table: pd.DataFrame, path: str | Path, title: str = "") -> Path:
    """Draw the ranges as PNG."""
    return save(draw_ranges(table, title), Path(path))
