"""A frontier as a table, a look at whether its duals and its slopes agree, and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.report.drawing import axes_of, in_money, save, scaled
from optimizer.report.fonts import label
from optimizer.report.looks import PALETTE
from optimizer.report.screen import shown
from optimizer.report.shortage import star
from optimizer.solution import SHORT
from optimizer.units import currencies, factor

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DONE = ("certified", SHORT)
GAPS = 4.0
"""Certificates have a tolerance: so many of it, of the cost, may lie between two costs and the duals of both."""
YEAR = "year"


@dataclass(frozen=True)
class Limit:
    """One point of a frontier.

    Attributes:
        limit: an amount or a year; NaN for the case as it is.
        reached: the amount, or the year from which on the target is kept (infinite: never); NaN without an answer.
        cost: discounted money; NaN without an answer.
        marginal: discounted money per unit of the limit, from duals (of a year: per unit of the target).
        whole: whether the answer has whole units.
    """

    point: str
    limit: float
    reached: float
    cost: float
    marginal: float
    status: str
    reason: str = ""
    whole: bool = False


def frontier_table(limits: Sequence[Limit], unit: str, money: str, per_year_earlier: bool = False) -> pd.DataFrame:
    """One row a point, the case as it is first and the tightest last.

    Args:
        unit: of limits that are amounts, of the target where they are years.
        per_year_earlier: limits are years.

    Returns:
        point, limit, reached, unit, cost, extra (over the case as it is), extra share, money, marginal (from the dual of the point), slope
        (from costs: what each unit costs between the point and its looser neighbour), with their units, status, reason. `marginal` and
        `slope` are in discounted money per tonne where the limit is a mass.
    """
    rows = sorted(limits, key=lambda p: (p.limit == p.limit, -p.limit if p.limit == p.limit else 0.0))
    frame = pd.DataFrame([vars(p) for p in rows]).drop(columns=["whole"])
    free = float(frame["cost"].iloc[0])
    by, per = per_unit(money, unit)
    slopes = [np.nan] * len(rows)
    for before, now in pairwise([i for i, p in enumerate(rows) if p.cost == p.cost]):
        width = _place(rows[before]) - _place(rows[now])
        slopes[now] = (rows[now].cost - rows[before].cost) / width if width > 0 and np.isfinite(width) else np.nan
    frame["unit"] = YEAR if per_year_earlier else unit
    frame["extra"] = frame["cost"] - free
    frame["extra share"] = frame["extra"] / abs(free) if free else np.nan
    frame["money"] = money
    frame["marginal"] = frame["marginal"] * by
    frame["marginal unit"] = per
    frame["slope"] = slopes if per_year_earlier else np.array(slopes) * by
    frame["slope unit"] = f"{money}/{YEAR}" if per_year_earlier else per
    order = ["point", "limit", "reached", "unit", "cost", "extra", "extra share", "money", "marginal", "marginal unit"]
    return frame[[*order, "slope", "slope unit", "status", "reason"]]


def _place(p: Limit) -> float:
    """Where a point stands: its limit, or of the case as it is what that emits."""
    return p.limit if p.limit == p.limit else p.reached


def per_unit(money: str, unit: str) -> tuple[float, str]:
    """What to multiply money per unit by, and its unit then: plain money per tonne, of a level per tonne a year.

    >>> per_unit("MCNY_2020", "GtCO2"), per_unit("kEUR_2020", "MtCO2e/year")
    ((0.001, 'CNY_2020/tCO2'), (0.001, 'EUR_2020/(tCO2e/year)'))
    """
    mass, slash, tail = unit.partition("/")
    tonne = mass[mass.index("t") :] if "t" in mass else mass
    plain = (currencies(money) or [money])[0]
    told = f"{plain}/({tonne}/{tail})" if slash else f"{plain}/{tonne}"
    return factor(money, plain) / factor(mass, tonne), told


def disagreements(limits: Sequence[Limit], tolerance: float) -> list[str]:
    """Pairs of neighbours whose slope does not lie between their duals, in words: none, if all of them are answers of one linear problem.

    With limits L1 > L2 the dual of the first is at most the slope between the two, and that of the second at least; costs do not fall.
    A case with whole units has no such order, and nothing is said of it.
    """
    rows = sorted((p for p in limits if p.cost == p.cost and not p.whole), key=_place, reverse=True)
    wrong = []
    for loose, tight in pairwise(rows):
        width = _place(loose) - _place(tight)
        if not width > 0:
            continue
        slope = (tight.cost - loose.cost) / width
        room = GAPS * tolerance * (1.0 + max(abs(loose.cost), abs(tight.cost))) / width
        room += tolerance * max(abs(loose.marginal), abs(tight.marginal))
        if not loose.marginal - room <= slope <= tight.marginal + room:
            wrong.append(
                f"{loose.point} to {tight.point}: duals {loose.marginal:.6g} and {tight.marginal:.6g}, slope {slope:.6g}"
            )
    return wrong


def in_words(table: pd.DataFrame) -> list[str]:
    """The points as aligned lines."""
    years = table["unit"].iloc[0] == YEAR
    of = table.iloc[0]
    head = ["", "limit" if not years else "neutral from", "reached", "extra cost", "", "marginal", "slope"]
    rows = []
    for r in table.to_dict("records"):
        missing = r["status"] not in DONE
        limit = "" if r["limit"] != r["limit"] else _year(r["limit"]) if years else shown(r["limit"])
        told = ["no plan" if missing else _year(r["reached"]) if years else shown(r["reached"])]
        told += [
            "" if missing else shown(r["extra"]) + star(r["status"] == SHORT),
            "" if missing else f"{r['extra share']:+.2%}",
        ]
        told += ["" if missing else shown(r["marginal"]), shown(r["slope"])]
        rows.append([str(r["point"]), limit, *told])
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in [head, *rows]
    ]
    level = "" if years else f" Limits in {of['unit']}."
    units = (
        f"Extra cost in {of['money']}, marginal in {of['marginal unit']}, slope in {of['slope unit']}, all discounted."
    )
    return [*lines, units + level]


def _year(value: float) -> str:
    return f"{value:.0f}" if np.isfinite(value) else "never"


def draw_frontier(table: pd.DataFrame, title: str = "", of: str = "emissions") -> Figure:
    """Cost over what is reached, and below it what the last unit costs: from the duals of the points, and between the points.

    Args:
        table: from `frontier_table`.
        title: of the case.
        of: what is on the abscissa, in words.
    """
    years = table["unit"].iloc[0] == YEAR
    whole, axes = axes_of(1 if years else 2, 1, height=4.6 if years else 7.6)
    money, scale = scaled(str(table["money"].iloc[0]), float(table["cost"].max()))
    table = table.assign(cost=table["cost"] / scale, money=in_money(money))
    done = table[table["status"].isin(DONE)]
    (_years if years else _amounts)(axes, table, done, of)
    axes[0].set_title(label(title, "") or "Cost against emissions", loc="left")
    return whole


def _amounts(axes: Sequence[Axes], table: pd.DataFrame, done: pd.DataFrame, of: str) -> None:
    top, below = axes
    unit, money = str(table["unit"].iloc[0]), str(table["money"].iloc[0])
    _costs(top, done["reached"], done, money)
    ordered = done.sort_values("reached", ascending=False)
    ends = ordered["reached"].to_numpy(dtype=float)
    below.hlines(ordered["slope"].iloc[1:], ends[1:], ends[:-1], color=PALETTE[0], linewidth=2.2,
                 label="between two points, from their costs")  # fmt: skip
    below.plot(done["reached"], done["marginal"], "o", color=PALETTE[5], label="at a point, from its dual")
    positive = done.loc[done["marginal"] > 0, "marginal"]
    if len(positive) > 2 and positive.max() > 10 * positive.median():
        below.set_yscale("symlog", linthresh=float(10 ** np.floor(np.log10(positive.min()))))
        below.yaxis.set_major_formatter("{x:,.6g}")
    below.set_ylim(bottom=min(0.0, float(done["marginal"].min())))
    below.set_ylabel(f"cost of the last unit\n[{table['marginal unit'].iloc[0]}]")
    below.set_xlabel(f"{of} [{unit}]; right: the case as it is")
    below.legend(frameon=False)
    top.sharex(below)
    for ax in axes:
        ax.xaxis.set_major_formatter("{x:,.6g}")


def _years(axes: Sequence[Axes], table: pd.DataFrame, done: pd.DataFrame, of: str) -> None:
    (ax,), free = axes, table.iloc[0]
    mine = done[done["limit"].notna()]
    _costs(ax, mine["limit"], mine, str(table["money"].iloc[0]))
    ax.axhline(float(free["cost"]), color="#7f7f7f", linewidth=1.2, linestyle="--")
    every = table["limit"].dropna()
    edge = 0.06 * (float(every.max() - every.min()) or 1.0)
    ax.set_xlim(float(every.min()) - edge, float(every.max()) + edge)
    ax.text(
        float(every.min()) - edge / 2, float(free["cost"]), "without the rule", va="bottom", color="#555555", fontsize=9
    )
    height = float(done["cost"].max())
    for year in table.loc[table["limit"].notna() & ~table["status"].isin(DONE), "limit"]:
        ax.text(float(year), height, "no plan", ha="center", va="top", rotation=90, color=PALETTE[13], fontsize=9)
    ax.set_xticks(sorted(every), [f"{y:.0f}" for y in sorted(every)])
    ax.set_xlabel(f"{of} from this year on")


def _costs(ax: Axes, at: pd.Series, done: pd.DataFrame, money: str) -> None:
    """Total cost over the abscissa; points with demand unmet or limits exceeded at a price are hollow."""
    ax.plot(at, done["cost"], "-", color=PALETTE[0], linewidth=1.8)
    short = done["status"] != DONE[0]
    ax.plot(at[~short], done.loc[~short, "cost"], "o", color=PALETTE[0])
    if short.any():
        ax.plot(
            at[short],
            done.loc[short, "cost"],
            "o",
            color=PALETTE[0],
            markerfacecolor="white",
            label="with shortage, paid",
        )
        ax.legend(frameon=False)
    ax.set_ylabel(f"total discounted cost\n[{money}]")


def write_frontier(table: pd.DataFrame, path: str | Path, title: str = "", of: str = "emissions") -> Path:
    """Draw a frontier as PNG."""
    return save(draw_frontier(table, title, of), Path(path))
