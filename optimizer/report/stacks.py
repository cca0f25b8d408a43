"""What is stacked in a chart: which items stand alone and which together, and the bars and areas of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.report.drawing import Floats, name_of
from optimizer.report.looks import OTHER, Look, looks_of
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12  # items of a stack; the rest is lumped
SEEN, TRACE = 0.004, 1e-6
"""Shares of the largest below which a part of a stack cannot be seen, and below which it is what an interior answer leaves of nothing."""
EDGE = 0.5  # of white around what is stacked


def visible(table: pd.DataFrame, share: float = SEEN) -> pd.DataFrame:
    """Columns that can be seen."""
    size = table.abs().max()
    return table.loc[:, size > share * float(size.max())] if len(size) else table


def largest(table: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The largest columns in their order, the rest (and what is called so) together as one; a chart of ninety colours tells nothing.

    >>> largest(pd.DataFrame({"a": [1.0], "b": [5.0], "c": [-3.0], "d": [0.5]}), 2)
         b    c  other
    0  5.0 -3.0    1.5
    """
    size = table.abs().max().sort_values(ascending=False, kind="stable")
    if len(size) <= most + 1:
        return table[size.index]
    kept = [c for c in size.index[:most] if c != OTHER]
    return table[kept].assign(**{OTHER: table.drop(columns=kept).sum(axis=1)})


def with_rest(table: pd.DataFrame, most: int = MOST, share: float = SEEN) -> pd.DataFrame:
    """The largest columns that can be seen, and all others together as one: a stack of them is as high as one of all.

    What is no more than a trace of an interior answer is nothing; a single column that is left keeps its name.

    >>> with_rest(pd.DataFrame({"a": [1000.0], "b": [3.0], "c": [1.0], "d": [1e-9]}))
            a  other
    0  1000.0    4.0
    >>> with_rest(pd.DataFrame({"a": [1000.0], "b": [3.0], "d": [0.0]})).columns.tolist()
    ['a', 'b']
    """
    there = visible(table, TRACE)
    size = there.abs().max().sort_values(ascending=False, kind="stable")
    seen = [c for c in size.index if size[c] > share * float(size.iloc[0]) and c != OTHER][:most]
    rest = there.drop(columns=seen)
    return there[seen].join(rest if rest.shape[1] < 2 else rest.sum(axis=1).rename(OTHER))


def positions(periods: Iterable[int]) -> Floats:
    """Where periods stand: by their years, the shortest step as one.

    >>> positions([2025, 2030, 2040]).tolist(), positions([2030]).tolist()
    ([0.0, 1.0, 3.0], [0.0])
    """
    years = np.array([float(y) for y in periods])
    step = float(np.diff(years).min()) if len(years) > 1 else 1.0
    return np.asarray((years - years[0]) / step)


def stack(
    ax: Axes, solution: Solution, table: pd.DataFrame, labels: list[str], known: Mapping[str, Look] | None = None
) -> None:
    """Stacked bars, positive up and negative down; rows are periods, columns are items."""
    at = positions(table.index)
    tones = known or looks_of(solution, table.columns)
    for item, values, base in sides(table):
        shown = name_of(solution, item)
        ax.bar(at, values, 0.72, bottom=base, label=shown, **drawn(tones[item]))
    grid = ax.get_subplotspec()
    narrow = len(labels) > 6 and grid is not None and grid.get_gridspec().ncols > 1
    ax.set_xticks(at, labels, fontsize=8 if narrow else 10)
    if table.shape[1]:
        ax.axhline(0, color="#333333", linewidth=0.8)
    low, high = ax.get_ylim()
    if low < 0:
        ax.set_ylim(low - 0.04 * (high - low), high)
    if len(at) == 1:
        ax.set_xlim(-1.2, 1.2)


def sides(table: pd.DataFrame) -> Iterator[tuple[str, Floats, Floats]]:
    """Each column in its positive and its negative part, and what it stands on.

    >>> [(i, v.tolist(), b.tolist()) for i, v, b in sides(pd.DataFrame({"a": [2.0, -1.0], "b": [3.0, -4.0]}))][2:]
    [('b', [3.0, 0.0], [2.0, 0.0]), ('b', [0.0, -4.0], [0.0, -1.0])]
    """
    up, down = np.zeros(len(table)), np.zeros(len(table))
    for item in table.columns:
        values = table[item].fillna(0.0).to_numpy(dtype=float)
        for part, base in ((np.clip(values, 0, None), up), (np.clip(values, None, 0), down)):
            if np.any(part):
                yield str(item), part, base.copy()
                base += part


def drawn(look: Look) -> dict[str, Any]:
    """How matplotlib fills an area of this look: white edges part what is stacked, also without colours."""
    return {"facecolor": look.color, "hatch": look.hatch or None, "edgecolor": "white", "linewidth": EDGE}
