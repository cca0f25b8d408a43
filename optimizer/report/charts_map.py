"""Map of the regions with what flows between them: at their coordinates where the case states them, else laid out by their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.report.balances import balance
from optimizer.report.drawing import (
    SLIDE,
    WIDE,
    WIDTH,
    Floats,
    a_year,
    axes_of,
    brief,
    carrier_name,
    region_name,
    scaled,
)
from optimizer.report.fonts import worded
from optimizer.report.looks import look_of_carrier
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CARRIERS, TRACE = 2, 0.004
"""Panels, and the share of the largest flow below which none is shown."""
THICK, LARGE, BEND = 11.0, 1500.0, 0.08
"""Points of the widest arrow, square points of the largest region, and how far an arrow bends aside (share of its length)."""
LOWEST, MARGIN = 3.0, 1.6
"""Inches of the lowest panel, and of what stands above and below it."""
SIDES = {
    (0.0, -1.0): ("center", "top"),
    (0.0, 1.0): ("center", "bottom"),
    (1.0, 0.0): ("left", "center"),
    (-1.0, 0.0): ("right", "center"),
}
"""Where a name may stand beside its circle, and how it is aligned there; below it, if nothing leads there."""
CLOSE, ROOM = 0.3, 0.22
"""Share of the width of the map within which another region is in the way of a name, and that a name beside a circle takes."""
SENDS, TAKES = "#56B4E9", "#F2C879"
HALO: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5}


def between(solution: Solution) -> pd.DataFrame:
    """Net flow between each two regions in a year: carrier, period, start, end, amount (above zero), unit."""
    table = balance(solution)
    sent = table[table["item"].astype(str).str.contains(r" to ") & (table["amount"] < 0)]
    columns = ["carrier", "period", "start", "end", "amount", "unit"]
    if sent.empty:
        return pd.DataFrame(columns=columns)
    sent = sent.assign(start=sent["region"], end=sent["item"].str.rpartition(" to ")[2], amount=-sent["amount"])
    gross = sent.groupby(["carrier", "period", "start", "end", "unit"], as_index=False)["amount"].sum()
    back = gross.rename(columns={"start": "end", "end": "start", "amount": "back"})
    both = gross.merge(back, on=["carrier", "period", "start", "end", "unit"], how="left").fillna({"back": 0.0})
    both["amount"] -= both["back"]
    return both.loc[both["amount"] > 0, columns].reset_index(drop=True)


def map_chart(solution: Solution) -> Figure | None:
    """The carriers that flow most between regions, last period: net flows as arrows, what each region uses as its size."""
    flows = between(solution)
    if flows.empty:
        return None
    period = int(flows["period"].max())
    flows = flows[flows["period"] == period]
    table = balance(solution)
    used = table[(table["period"] == period) & (table["amount"] < 0) & ~table["item"].astype(str).str.contains(" to ")]
    used = -used.groupby(["carrier", "region"])["amount"].sum()
    sent = flows.groupby("carrier")["amount"].sum()
    moved = (sent / used.groupby("carrier").sum().reindex(sent.index)).fillna(0.0)
    lines = flows.groupby("carrier").size()
    told = (lines + moved)[moved > TRACE]
    if told.empty:
        return None
    carriers = list(told.sort_values(ascending=False, kind="stable").index[:CARRIERS])
    regions = [str(r) for r in solution.inputs["region"].values]
    at, stated = places(solution, regions, flows)
    squeeze = float(np.cos(np.radians(np.mean([place[1] for place in at.values()])))) if stated else 1.0
    width = WIDE if len(carriers) > 1 else WIDTH
    low, high = _ends(at)
    tall = (width / len(carriers) - 1.0) * float((high - low)[1] / ((high - low)[0] * squeeze))
    figure, axes = axes_of(1, len(carriers), min(max(tall, LOWEST), SLIDE - MARGIN) + MARGIN, width)
    for ax, carrier in zip(axes, carriers, strict=True):
        _one(ax, solution, str(carrier), flows[flows["carrier"] == carrier], used, at, squeeze)
        _frame(ax, at, squeeze if stated else None)
    what = "Net flows between regions, {period} (arrow: flow; circle: use, blue where more leaves than arrives)"
    figure.suptitle(worded(what).format(period=period))
    return figure


def _one(
    ax: Axes,
    solution: Solution,
    carrier: str,
    flows: pd.DataFrame,
    used: pd.Series,
    at: dict[str, Floats],
    squeeze: float,
) -> None:
    size = float(flows["amount"].max())
    unit, scale = scaled(str(flows["unit"].iloc[0]), size, carrier)
    mine = used[carrier] if carrier in used.index.get_level_values(0) else pd.Series(dtype=float)
    balance_of = flows.groupby("start")["amount"].sum().sub(flows.groupby("end")["amount"].sum(), fill_value=0.0)
    top = max(float(mine.max()) if len(mine) else 0.0, 1e-12)
    color = look_of_carrier(solution, carrier).color
    areas = {region: 80.0 + LARGE * max(float(mine.get(region, 0.0)), 0.0) / top for region in at}
    for row in flows.itertuples(index=False):
        if row.amount > TRACE * size:
            ends = [(at[r], float(np.sqrt(areas[r] / np.pi)) + 2.0) for r in (str(row.start), str(row.end))]
            _arrow(ax, ends[0], ends[1], float(row.amount) / size, brief(row.amount / scale), color, squeeze)
    straight = np.array([squeeze, 1.0])
    ways = {(str(a), str(b)) for a, b in zip(flows["start"], flows["end"], strict=True)}
    reach = CLOSE * float((np.subtract(*_ends(at)[::-1]) * straight)[0])
    room = np.array([ROOM * float(np.subtract(*_ends(at)[::-1])[0]), 0.0])
    for region, place in at.items():
        others = {r: (there - place) * straight for r, there in at.items() if r != region}
        met = [v for r, v in others.items() if ways & {(r, region), (region, r)} or np.linalg.norm(v) < reach]
        side = free_side(met, [s for s in SIDES if not s[0] or _inside(place + s[0] * room, *_ends(at))])
        tone = SENDS if float(balance_of.get(region, 0.0)) > 0 else TAKES
        ax.scatter(place[0], place[1], s=areas[region], color=tone, edgecolor="#333333", linewidth=0.8, zorder=3)
        away = float(np.sqrt(areas[region] / np.pi)) + 3.0
        ax.annotate(
            region_name(solution, region),
            (place[0], place[1]),
            (side[0] * away, side[1] * away),
            textcoords="offset points",
            ha=SIDES[side][0],
            va=SIDES[side][1],
            fontsize=9,
            weight="bold",
            zorder=6,
            bbox=HALO,
        )
    ax.set_title(f"{carrier_name(solution, carrier)} [{a_year(unit)}]", fontsize=11)


def _inside(place: Floats, low: Floats, high: Floats) -> bool:
    return bool((place >= low).all() and (place <= high).all())


def free_side(others: Iterable[Floats], sides: Iterable[tuple[float, float]] = tuple(SIDES)) -> tuple[float, float]:
    """The side of a circle that is furthest from where arrows and neighbours lie, the first (below it) if several are.

    >>> free_side([]), free_side([np.array([0.1, -3.0])]), free_side([np.array([0.0, -1.0]), np.array([0.0, 2.0])])
    ((0.0, -1.0), (0.0, 1.0), (1.0, 0.0))
    """
    ahead = [v / max(float(np.linalg.norm(v)), 1e-12) for v in others]
    return min(sides, key=lambda side: round(max((float(v @ np.array(side)) for v in ahead), default=-1.0), 2))


End = tuple[Floats, float]
"""A place, and the radius of the circle that is drawn there [points]."""


def _arrow(ax: Axes, start: End, end: End, share: float, text: str, color: str, squeeze: float) -> None:
    """From one region to another, as wide as what flows, with the amount at its middle."""
    width = 1.0 + THICK * share
    ax.annotate(
        "",
        tuple(end[0]),
        tuple(start[0]),
        arrowprops={
            "arrowstyle": f"simple,head_width={0.6 + width / 8:.2f},head_length={0.6 + width / 10:.2f},tail_width={width / 12:.2f}",
            "color": color,
            "alpha": 0.75,
            "shrinkA": start[1],
            "shrinkB": end[1],
            "connectionstyle": f"arc3,rad={BEND}",
            "mutation_scale": 12,
            "linewidth": 0,
        },
        zorder=2,
    )
    across = end[0] - start[0]
    middle = 0.5 * (start[0] + end[0]) + 0.5 * BEND * np.array([across[1] / squeeze, -across[0] * squeeze])
    ax.text(middle[0], middle[1], text, ha="center", va="center", fontsize=8, zorder=5, bbox=HALO)


def _ends(at: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Corners of the map: the regions and room around them."""
    points = np.array(list(at.values()))
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.16 * np.maximum(high - low, 0.4 * max(float((high - low).max()), 1e-6))
    return low - room, high + room


def _frame(ax: Axes, at: dict[str, Floats], squeeze: float | None) -> None:
    """Room around the regions; degrees where the places are true."""
    low, high = _ends(at)
    ax.set_xlim(low[0], high[0])
    ax.set_ylim(low[1], high[1])
    if squeeze is not None:
        ax.grid(color="#eeeeee")
        ax.set_aspect(1.0 / squeeze, adjustable="box")
        ax.set_xlabel(worded("longitude, degrees east"))
        ax.set_ylabel(worded("latitude, degrees north"))
    else:
        ax.grid(visible=False)
        ax.set_aspect("equal", adjustable="box")
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[:].set_visible(False)


def places(solution: Solution, regions: list[str], flows: pd.DataFrame) -> tuple[dict[str, Floats], bool]:
    """Where each region is drawn, and whether that is where it lies (longitude, latitude) or only near those it is linked to."""
    known = solution.meta.get("region_places", {})
    if all(r in known for r in regions):
        return {r: np.array([known[r][1], known[r][0]], dtype=float) for r in regions}, True
    return laid_out(regions, set(zip(flows["start"].astype(str), flows["end"].astype(str), strict=True))), False


def laid_out(regions: list[str], pairs: set[tuple[str, str]]) -> dict[str, Floats]:
    """Regions in the plane, linked ones near each other: classical scaling of the fewest lines between each two.

    >>> at = laid_out(["a", "b", "c"], {("a", "b"), ("b", "c")})
    >>> bool(np.linalg.norm(at["a"] - at["c"]) > 1.9 * np.linalg.norm(at["a"] - at["b"]))
    True
    """
    n = len(regions)
    steps = np.full((n, n), float(n))
    np.fill_diagonal(steps, 0.0)
    for a, b in pairs:
        i, j = regions.index(a), regions.index(b)
        steps[i, j] = steps[j, i] = 1.0
    for k in range(n):
        steps = np.minimum(steps, steps[:, [k]] + steps[[k], :])
    middle = np.eye(n) - 1.0 / n
    values, vectors = np.linalg.eigh(-0.5 * middle @ steps**2 @ middle)
    best = np.argsort(-values)[:2]
    plane = np.zeros((n, 2))
    plane[:, : len(best)] = vectors[:, best] * np.sqrt(np.clip(values[best], 0.0, None))
    return {region: plane[at] for at, region in enumerate(regions)}
