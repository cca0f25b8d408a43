"""Pictures of the hours: dispatch of telling days, load and prices from the highest to the lowest, content of stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.report.balances import TIME, balance, carrier_units, flows, with_demand
from optimizer.report.drawing import WIDE, Floats, a_year, axes_of, carrier_name, name_of, power, region_name, scaled
from optimizer.report.fonts import worded
from optimizer.report.legends import legend
from optimizer.report.looks import FIXED, PALETTE, looks, looks_of
from optimizer.report.readable import price_units
from optimizer.report.stacks import drawn, sides, with_rest
from optimizer.report.tables import noise
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DAYS, STORES, PERIODS, SEEN, MANY = 4, 4, 4, 0.01, 1000
"""Panels and lines that a reader can take in, the share of the largest below which none is shown, and steps that need a thin line."""
TIMES = {"demand": ("#1B1B5E", "-"), "all uses": (PALETTE[1], "-"), "residual load": (PALETTE[5], "--")}
"""Colour and dash of each line of a load-duration curve."""
YEARS = (PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[12])


def _of_the_hour(solution: Solution) -> str | None:
    """The carrier balanced in every hour that has most items; nothing where no hours are told apart."""
    clocks, table = solution.inputs["carrier_clock"].to_series(), balance(solution)
    ranked = table.groupby("carrier")["item"].nunique().sort_values(ascending=False, kind="stable").index
    hourly = [str(c) for c in ranked if clocks.get(c) == "hour"]
    return hourly[0] if hourly and solution.inputs.sizes.get("step", 1) > 1 else None


def dispatch_chart(solution: Solution) -> Figure | None:
    """The hour-balanced carrier with most items, in its busiest region and last period, on telling days."""
    carrier = _of_the_hour(solution)
    if carrier is None:
        return None
    mine = balance(solution)
    mine = mine[mine["carrier"] == carrier]
    region = str(mine.groupby("region")["amount"].apply(lambda a: a.abs().sum()).idxmax())
    period = int(mine["period"].max())
    table = with_rest(_by_step(solution, carrier, period, region), share=SEEN)
    days = _days(solution, table)
    figure, axes = axes_of(1, len(days), 5.6, WIDE if len(days) > 1 else 10.0)
    unit = power(carrier_units(solution).get(carrier, ""))
    shown, scale = scaled(unit, float(table.clip(lower=0).sum(axis=1).max()), carrier)
    for ax, (title, day) in zip(axes, days, strict=True):
        _areas(ax, solution, table.xs(day, level="day") / scale)
        often = float(solution.inputs["day_weight"].sel(period=period, day=day))
        of_year = "" if often == 1 else worded(", {n} days a year").format(n=f"{often:.0f}")
        told = worded("{title} (day {day}{often})").format(title=worded(title), day=day, often=of_year)
        ax.set_title(told, fontsize=11)
        ax.set_xlabel(worded("hour of the day"))
    low, high = min(ax.get_ylim()[0] for ax in axes), max(ax.get_ylim()[1] for ax in axes)
    for ax in axes:
        ax.set_ylim(low, high)
    axes[0].set_ylabel(worded("{unit} (supply up, use down)").format(unit=a_year(shown)))
    legend(axes[-1], axes)
    where = {"carrier": carrier_name(solution, carrier), "region": region_name(solution, region), "period": period}
    figure.suptitle(worded("{carrier}: dispatch in {region}, {period}").format(**where))
    return figure


def _by_step(solution: Solution, carrier: str, period: int, region: str | None = None) -> pd.DataFrame:
    """Flows of one carrier by (day, step) x item, supply up and use down [unit of the carrier an hour]."""
    rates = with_demand(solution).sel(period=[period])
    table = flows(rates, solution.inputs.sel(period=[period]))
    mine = table[table["carrier"] == carrier]
    mine = mine if region is None else mine[mine["region"] == region]
    steps = solution.inputs["hours_per_year"].sel(period=period, drop=True).to_series().dropna().index
    pivot = mine.pivot_table(index=[*TIME], columns="item", values="amount", aggfunc="sum", sort=False)
    return pivot.reindex(steps).fillna(0.0)


def _days(solution: Solution, table: pd.DataFrame) -> list[tuple[str, Any]]:
    known = set(table.index.get_level_values("day"))
    chosen = [d for d in solution.meta.get("dispatch_days") or [] if d in known]
    if chosen:
        return [("Chosen day", d) for d in chosen][:DAYS]
    varying = [
        c for c in table.columns if c != "demand" and float(table[c].max()) > 0 and " " not in str(c) and c not in FIXED
    ]
    supply = table[varying].sum(axis=1).groupby(level="day").mean()
    return [("Most generation", supply.idxmax()), ("Least generation", supply.idxmin())]


def _areas(ax: Axes, solution: Solution, one: pd.DataFrame) -> None:
    hours = np.asarray(one.index, dtype=float)
    width = np.diff(hours).min() if len(hours) > 1 else 1.0
    edges = np.append(hours, hours[-1] + width)
    tones = looks_of(solution, one.columns)
    for item, part, base in sides(one):
        top = base + part
        ax.fill_between(
            edges,
            np.append(base, base[-1]),
            np.append(top, top[-1]),
            step="post",
            label=name_of(solution, item),
            **drawn(tones[item]),
        )
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_xticks(np.arange(edges[0], edges[-1] + 0.1, 6))


def load_duration_chart(solution: Solution) -> Figure | None:
    """Load, and load less what wind, sun and water give, from the highest hour to the lowest in all regions; prices likewise."""
    carrier = _of_the_hour(solution)
    if carrier is None:
        return None
    periods = [int(y) for y in solution.inputs["period"].values]
    priced = "carrier_price" in solution.duals and carrier in solution.duals["carrier"].values
    figure, axes = axes_of(1, 2 if priced else 1, 5.6, WIDE if priced else 10.0)
    _loads(axes[0], solution, carrier, periods[-1])
    if priced:
        _prices(axes[1], solution, carrier, periods)
    for ax in axes:
        ax.set_xlabel(worded("hours of the year, from the highest down"))
        ax.legend(frameon=False, fontsize=9)
        ax.margins(x=0)
        ax.xaxis.set_major_formatter("{x:,.0f}")
    name = carrier_name(solution, carrier)
    figure.suptitle(worded("{carrier}: load and price from the highest hour down").format(carrier=name))
    return figure


def _loads(ax: Axes, solution: Solution, carrier: str, period: int) -> None:
    table = _by_step(solution, carrier, period)
    hours = solution.inputs["hours_per_year"].sel(period=period, drop=True).to_series().reindex(table.index).to_numpy()
    inside = table.loc[:, ~table.columns.astype(str).str.contains(r" (?:to|from) ")]
    asked = -inside["demand"] if "demand" in inside else pd.Series(0.0, index=inside.index)
    uses = -inside.clip(upper=0).sum(axis=1)
    given = inside[[c for c in inside if c in _by_weather(solution, period)]].clip(lower=0).sum(axis=1)
    lines = {"demand": asked, "all uses": uses, "residual load": asked - given}
    told_of = [n for n, there in (("demand", asked.any()), ("all uses", True), ("residual load", given.any())) if there]
    unit, scale = scaled(power(carrier_units(solution).get(carrier, "")), float(uses.max()), carrier)
    for name in told_of:
        x, y = _from_the_top(lines[name].to_numpy() / scale, hours)
        color, dash = TIMES[name]
        ax.step(x, y, where="post", color=color, linestyle=dash, linewidth=2, label=worded(name))
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.set_ylabel(a_year(unit))
    told = "Load in all regions, {period}"
    told += "; residual: demand less wind, sun and water" if "residual load" in told_of else ""
    ax.set_title(worded(told).format(period=period), fontsize=11)


def _by_weather(solution: Solution, period: int) -> set[str]:
    """Technologies whose availability changes from step to step."""
    rate = solution.inputs["availability"].sel(period=period)
    dims = [d for d in rate.dims if d != "technology"]
    times = [d for d in TIME if d in dims]
    spread = (rate.max(times) - rate.min(times)).max([d for d in dims if d not in times])
    found = spread.reset_coords(drop=True).to_series()
    return {str(k) for k in found.index[found > 0]}


def _prices(ax: Axes, solution: Solution, carrier: str, periods: list[int]) -> None:
    """Mean of the marginal prices of the regions, hour by hour, from the highest down; a few periods."""
    times, unit = price_units(solution)[carrier]
    every = periods if len(periods) <= PERIODS else [*periods[:: -(-len(periods) // (PERIODS - 1))], periods[-1]]
    for at, period in enumerate(dict.fromkeys(every)):
        price = solution.duals["carrier_price"].sel(carrier=carrier, period=period, drop=True)
        mean = price.mean("region").reset_coords(drop=True).to_series().dropna()
        hours = solution.inputs["hours_per_year"].sel(period=period, drop=True).to_series().reindex(mean.index)
        x, y = _from_the_top(mean.to_numpy() * times, hours.to_numpy())
        ax.step(
            x,
            y,
            where="post",
            color=YEARS[at],
            linewidth=2,
            linestyle=("-", "--", "-.", ":")[at % 4],
            label=str(period),
        )
    ax.set_ylabel(unit)
    ax.set_title(worded("Marginal price, mean of the regions"), fontsize=11)


def _from_the_top(values: Floats, hours: Floats) -> tuple[Floats, Floats]:
    """Edges and heights of a duration curve.

    >>> [a.tolist() for a in _from_the_top(np.array([1.0, 3.0]), np.array([10.0, 20.0]))]
    [[0.0, 20.0, 30.0], [3.0, 1.0, 1.0]]
    """
    order = np.argsort(-values, kind="stable")
    edges = np.concatenate([[0.0], np.cumsum(hours[order])])
    return edges, np.append(values[order], values[order][-1])


def storage_chart(solution: Solution) -> Figure | None:
    """Content of each store at the end of its steps through the year (or its typical days), in its fullest region, last period."""
    if "store_level" not in solution.variables:
        return None
    found = [_content(solution, str(k)) for k in solution.variables["store_level"]["technology"].values]
    shown = [store for store in found if store is not None][:STORES]
    if not shown:
        return None
    figure, axes = axes_of(len(shown), 1, 1.2 + 1.8 * len(shown))
    for ax, (technology, region, content) in zip(axes, shown, strict=True):
        level = content.to_numpy(dtype=float)
        edges, yearly = _days_of(solution, content)
        given = str(solution.variables["capacity_unit"].sel(technology=technology).item())
        unit, scale = scaled(given, float(level.max()), technology)
        color = looks(solution)[technology].color
        ax.stairs(level / scale, edges, baseline=None, color=color, linewidth=1.4 if len(level) < MANY else 0.4)
        ax.stairs(level / scale, edges, fill=True, color=color, alpha=0.2, linewidth=0)
        where = {"store": name_of(solution, technology), "region": region_name(solution, region)}
        ax.set_title(worded("{store} in {region}").format(**where), fontsize=10, loc="left")
        ax.set_ylabel(unit)
        ax.set_ylim(bottom=min(0.0, float(level.min()) / scale))
        ax.margins(x=0)
        if not yearly:
            ax.set_xticks(range(round(float(edges[-1])) + 1))
        ax.set_xlabel(worded("day of the year" if yearly else "typical days, one after the other"))
    figure.suptitle(worded("Content of stores, {period}").format(period=int(solution.variables["period"].values[-1])))
    return figure


def _days_of(solution: Solution, content: pd.Series) -> tuple[Floats, bool]:
    """Where each step of a content begins and the last one ends [day], and whether these are days of the year, not typical ones."""
    if content.index.nlevels == 1:  # by calendar day
        return np.arange(len(content) + 1.0), True
    last = solution.inputs.isel(period=-1)
    hours, of_year = (
        last[n].reset_coords(drop=True).to_series().reindex(content.index) for n in ("step_duration", "hours_per_year")
    )
    return np.concatenate([[0.0], hours.to_numpy().cumsum() / 24.0]), bool(hours.equals(of_year))


def _content(solution: Solution, technology: str) -> tuple[str, str, pd.Series] | None:
    """A store, its fullest region in the last period, and what it holds from step to step; nothing where only traces are held."""
    v = solution.variables
    linked = v["store_level_of_day"].dropna("technology", how="all")["technology"] if "store_level_of_day" in v else ()
    yearly = technology in {str(k) for k in np.asarray(linked)}
    level = v["store_level_of_day" if yearly else "store_level"].sel(technology=technology)
    level = level.sel(period=level["period"].values[-1])
    totals = level.max([d for d in level.dims if d != "region"])
    if not float(totals.max()) > noise(solution)[technology]:
        return None
    region = str(totals["region"].values[int(np.nanargmax(totals.values))])
    return technology, region, level.sel(region=region).reset_coords(drop=True).to_series().dropna()
