"""Pictures: capacity, balances, dispatch of telling days, storage level. matplotlib without pyplot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.report.balances import TIME, balance, carrier_units, flows, with_demand
from optimizer.report.charts_cost import cost_of_use_chart
from optimizer.report.charts_pathway import carrier_name, draw_balance, pathway_charts
from optimizer.report.drawing import (
    FIXED,
    HEIGHT,
    axes_of,
    color_of,
    colors_of,
    largest,
    legend,
    legend_below,
    name_of,
    region_name,
    save,
    scaled,
    stack,
    visible,
)
from optimizer.report.fonts import lettered, worded
from optimizer.report.tables import capacity, costs, noise
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def write_charts(solution: Solution, folder: Path) -> list[Path]:
    """Draw every chart that the solution has something for; returns the files written."""
    with lettered():
        return _draw(solution, folder)


def _draw(solution: Solution, folder: Path) -> list[Path]:
    figures = {
        "capacity": _capacity(solution),
        "balance": _balance(solution),
        **pathway_charts(solution),
        "cost_of_use": cost_of_use_chart(solution),
        "dispatch": _dispatch(solution),
        "storage": _storage(solution),
    }
    return [save(figure, folder / f"{name}.png") for name, figure in figures.items() if figure is not None]


CLASSES = {"converter": "Plant", "power": "Plant", "store": "Stores", "line": "Lines"}
PANELS, WIDEST = 6, 30  # and letters of names in a title


def _capacity(solution: Solution) -> Figure | None:
    """A panel for each kind of plant in a unit, the costliest first: the dozen largest, and the rest as one."""
    frame = capacity(solution)
    frame = frame[frame["standing"] > frame["technology"].map(noise(solution))] if len(frame) else frame
    if frame.empty:
        return None
    kinds = solution.variables["kind"].to_series()
    frame = frame.assign(of=frame["technology"].map(kinds).map(CLASSES))
    spent = costs(solution).query("line in ('capital', 'fixed')").groupby("item")["discounted_cost"].sum()
    paid = frame.drop_duplicates("technology").assign(cost=lambda f: f["technology"].map(spent).fillna(0.0))
    ranked = paid.groupby(["of", "unit"])["cost"].sum().sort_values(ascending=False, kind="stable")
    panels = list(ranked.index[:PANELS])
    rows = 1 if len(panels) <= 2 else -(-len(panels) // 2)
    figure, axes = axes_of(rows, min(len(panels), 2), HEIGHT * (1.0 if rows == 1 else 1.05 * rows))
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    periods = sorted(set(frame["period"]))
    for ax, (of, unit) in zip(axes, panels, strict=False):
        mine = frame[(frame["of"] == of) & (frame["unit"] == unit)]
        pivot = mine.pivot_table(index="period", columns="technology", values="standing", aggfunc="sum")
        pivot = pivot.reindex(periods).fillna(0.0)
        shown, scale = scaled(unit, float(pivot.sum(axis=1).max()))
        seen = visible(pivot)
        stack(ax, solution, largest(seen) / scale, [str(y) for y in periods])
        ax.set_ylabel(shown)
        ax.set_title(_title(solution, of, mine[mine["technology"].isin(seen.columns)], spent), fontsize=10)
        (legend_below if len(panels) > 1 else legend)(ax)
    figure.suptitle(worded("Capacity standing"))
    return figure


def _title(solution: Solution, of: str, mine: pd.DataFrame, spent: pd.Series) -> str:
    """The kind of plant, and what it is about: the carriers that most is spent on."""
    about = solution.variables["reference"].to_series().astype(str)
    stands = mine.groupby("technology")["standing"].max()
    by_carrier = pd.DataFrame({"cost": spent.reindex(stands.index).fillna(0.0), "stands": stands})
    by_carrier = by_carrier.groupby(about.reindex(stands.index).to_numpy()).sum()
    ranked = by_carrier.sort_values(["cost", "stands"], ascending=False, kind="stable").index
    names = list(dict.fromkeys(carrier_name(solution, str(c)) for c in ranked if str(c)))
    return f"{worded(of)}: {_first(names)}" if names else worded(of)


def _first(names: list[str]) -> str:
    """As many as a title holds, and that there are more.

    >>> _first(["Steel", "Cement"]), _first(["Passenger car use", "Light truck use", "Bus use"])
    ('Steel; Cement', 'Passenger car use and others')
    """
    kept = names[:1]
    for name in names[1:]:
        if len("; ".join([*kept, name])) > WIDEST:
            break
        kept.append(name)
    return "; ".join(kept) + (" and others" if len(kept) < len(names) else "")


def _carriers(solution: Solution, most: int = 4) -> list[str]:
    """Carriers with the most entries in their balance."""
    table = balance(solution)
    return [str(c) for c in table.groupby("carrier")["item"].nunique().sort_values(ascending=False).index[:most]]


def _balance(solution: Solution) -> Figure | None:
    carriers = _carriers(solution)
    if not carriers:
        return None
    rows = 2 if len(carriers) == 4 else 1
    figure, axes = axes_of(rows, len(carriers) // rows, HEIGHT * (1.15 if rows == 1 else 2.4))
    for ax, carrier in zip(axes, carriers, strict=True):
        draw_balance(ax, solution, carrier)
        legend_below(ax)
    figure.suptitle(worded("Annual balances, all regions (supply up, use down)"))
    return figure


def _dispatch(solution: Solution) -> Figure | None:
    """The hour-balanced carrier with most items, in its busiest region and last period, on telling days."""
    clocks = solution.inputs["carrier_clock"].to_series()
    hourly = [c for c in _carriers(solution, 10) if clocks.get(c) == "hour"]
    steps = solution.inputs.sizes.get("step", 1)
    if not hourly or steps < 2:
        return None
    carrier = hourly[0]
    mine = balance(solution)
    mine = mine[mine["carrier"] == carrier]
    region = str(mine.groupby("region")["amount"].apply(lambda a: a.abs().sum()).idxmax())
    period = int(mine["period"].max())
    table = _hourly_table(solution, carrier, region, period)
    days = _days(solution, table)
    figure, axes = axes_of(1, len(days))
    for ax, (title, day) in zip(axes, days, strict=True):
        one = table.xs(day, level="day")
        _areas(ax, solution, one)
        often = float(solution.inputs["day_weight"].sel(period=period, day=day))
        ax.set_title(f"{title} (day {day}{'' if often == 1 else f', {often:.0f} days a year'})", fontsize=10)
        ax.set_xlabel(worded("hour of the day"))
    low = min(ax.get_ylim()[0] for ax in axes)
    high = max(ax.get_ylim()[1] for ax in axes)
    for ax in axes:
        ax.set_ylim(low, high)
    axes[0].set_ylabel(f"{carrier_units(solution).get(carrier, '')} per hour (supply up, use down)")
    legend(axes[-1], axes)
    figure.suptitle(f"Dispatch of {carrier_name(solution, carrier)} in {region_name(solution, region)}, {period}")
    return figure


def _hourly_table(solution: Solution, carrier: str, region: str, period: int) -> pd.DataFrame:
    """Flows of one carrier by (day, step) x item, supply up and use down."""
    rates = with_demand(solution).sel(period=[period])
    table = flows(rates, solution.inputs.sel(period=[period]))
    mine = table[(table["carrier"] == carrier) & (table["region"] == region)]
    steps = solution.inputs["hours_per_year"].sel(period=period, drop=True).to_series().dropna().index
    pivot = mine.pivot_table(index=[*TIME], columns="item", values="amount", aggfunc="sum", sort=False)
    return largest(visible(pivot.reindex(steps).fillna(0.0)))


def _days(solution: Solution, table: pd.DataFrame) -> list[tuple[str, Any]]:
    known = set(table.index.get_level_values("day"))
    chosen = [d for d in solution.meta.get("dispatch_days") or [] if d in known]
    if chosen:
        return [("Chosen day", d) for d in chosen][:4]
    varying = [
        c for c in table.columns if c != "demand" and float(table[c].max()) > 0 and " " not in str(c) and c not in FIXED
    ]
    supply = table[varying].sum(axis=1).groupby(level="day").mean()
    return [("Most generation", supply.idxmax()), ("Least generation", supply.idxmin())]


def _areas(ax: Axes, solution: Solution, one: pd.DataFrame) -> None:
    hours = np.asarray(one.index, dtype=float)
    width = np.diff(hours).min() if len(hours) > 1 else 1.0
    edges = np.append(hours, hours[-1] + width)
    up, down = np.zeros(len(one)), np.zeros(len(one))
    tones = colors_of(solution, one.columns)
    for item in one.columns:
        values = one[item].to_numpy()
        for part, base in ((np.clip(values, 0, None), up), (np.clip(values, None, 0), down)):
            if np.any(np.abs(part) > 0):
                ax.fill_between(
                    edges,
                    np.append(base, base[-1]),
                    np.append(base + part, (base + part)[-1]),
                    step="post",
                    color=tones[str(item)],
                    label=name_of(solution, str(item)),
                    linewidth=0,
                )
                base += part
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_xticks(np.arange(edges[0], edges[-1] + 0.1, 6))


def _storage(solution: Solution) -> Figure | None:
    """Content of each store at the end of its steps through the year (or its typical days), in its fullest region, last period."""
    v = solution.variables
    if "store_level" not in v:
        return None
    linked = v["store_level_of_day"].dropna("technology", how="all")["technology"] if "store_level_of_day" in v else ()
    yearly = {str(k) for k in np.asarray(linked)}
    drawn: list[tuple[str, str, pd.Series, str]] = []
    for k in map(str, v["store_level"]["technology"].values):
        name = "store_level_of_day" if k in yearly else "store_level"
        level = v[name].sel(technology=k)
        level = level.sel(period=level["period"].values[-1])
        totals = level.max([d for d in level.dims if d != "region"])
        if not float(totals.max()) > noise(solution)[k]:
            continue
        region = str(totals["region"].values[int(np.nanargmax(totals.values))])
        one = level.sel(region=region).reset_coords(drop=True).to_series().dropna().reset_index(drop=True)
        drawn.append(
            (
                k,
                f"{name_of(solution, k)} in {region_name(solution, region)}",
                one,
                str(v["capacity_unit"].sel(technology=k).item()),
            )
        )
    if not drawn:
        return None
    figure, axes = axes_of(len(drawn[:4]), 1, 1.2 + 1.8 * len(drawn[:4]))
    days = int(solution.inputs["day_weight"].isel(period=-1).count())
    for ax, (k, title, one, unit) in zip(axes, drawn, strict=False):
        span = 365.0 if len(one) > 300 else float(days)
        edges, color = np.linspace(0, span, len(one) + 1), color_of(solution, k)
        ax.stairs(one, edges, baseline=None, color=color, linewidth=1.2)
        ax.stairs(one, edges, fill=True, color=color, alpha=0.2, linewidth=0)
        ax.set_title(title, fontsize=10, loc="left")
        ax.set_ylabel(unit)
        ax.set_ylim(bottom=min(0.0, float(one.min())))
        ax.margins(x=0)
        ax.set_xlabel(worded("day of the year" if span == 365.0 else "typical days, one after the other"))
    figure.suptitle(f"Content of stores, {int(v['period'].values[-1])}")
    return figure
