"""What a planner reads in ten seconds."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.report.plausible import told as compared
from optimizer.report.scopes import other_accounts, scopes
from optimizer.report.tables import NAMES, capacity, closing, costs, emissions, levelised, noise, policies, prices
from optimizer.solution import Solution

MOST, MOST_NOTES = 14, 8  # lines of a table, and notes

PERIODS = 6  # columns that a screen holds


def some(periods: Sequence[int]) -> list[int]:
    """The first, the last and some between, where there are more periods than a screen holds.

    >>> some([2025, 2030, 2035]), some(list(range(1990, 2011)))
    ([2025, 2030, 2035], [1990, 1994, 1998, 2002, 2006, 2010])
    """
    every = sorted(periods)
    if len(every) <= PERIODS:
        return every
    return [every[round(i * (len(every) - 1) / (PERIODS - 1))] for i in range(PERIODS)]


def shown(value: float) -> str:
    """Four digits that a reader can compare: 1,137,000 and not 1.137e+06; nothing for what does not exist.

    >>> shown(1136812.0), shown(26.585), shown(0.0000246)
    ('1,137,000', '26.59', '2.46e-05')
    """
    if value != value:
        return ""
    if abs(value) < 1e15 and abs(value) >= 1000:
        return f"{float(f'{value:.4g}'):,.0f}"
    return f"{value:.4g}"


def print_summary(
    solution: Solution, files: Sequence[Path] = (), console: Console | None = None, told: Collection[str] = ()
) -> None:
    """Status, notes but those that were `told` already, cost, capacities, prices, emissions, policies, files."""
    if console is None:
        console = Console() if sys.stdout.isatty() else Console(width=120)  # a file has no edge to wrap at
    meta = solution.meta
    name = meta["case"]["title"] or meta["case"]["name"]
    console.print(Text(f"{name} (scenario {meta['case']['scenario']})", style="bold"))
    good = meta["status"] == "certified"
    words = (
        "every balance, limit and cost was recomputed from the inputs"
        if good
        else "certified, but not everything asked for is met:"
    )
    console.print(Text(f"{meta['status']}: {words}", style="green" if good else "yellow"))
    notes = [note for note in meta["notes"] if note not in told]
    for note in notes[:MOST_NOTES]:
        console.print(Text(f"  - {note}"))
    if len(notes) > MOST_NOTES:
        console.print(f"  ... and {len(notes) - MOST_NOTES} more notes in summary.xlsx")
    _money(solution, console)
    _capacities(solution, console)
    _prices(solution, console)
    _levelised(solution, console)
    _emissions(solution, console)
    _policies(solution, console)
    for sentence in compared(solution):
        console.print(Text(f"  - {sentence}"))
    for path in files:
        console.print(Text(f"  {path}", style="dim"), soft_wrap=True)


def _money(solution: Solution, console: Console) -> None:
    money, ledger = solution.meta["money"], costs(solution)
    periods = solution.inputs["period"].values.tolist()
    yearly = ledger.groupby("period")["annual_cost"].sum().reindex(some(periods), fill_value=0.0)
    per_year = ", ".join(f"{y}: {shown(v)}" for y, v in yearly.items())
    console.print(f"Cost {shown(solution.meta['objective'])} {money} discounted; a year {per_year} {money}")
    kinds = ledger.groupby("category", sort=False)["discounted_cost"].sum()
    if len(kinds) > 1:
        console.print("Of it: " + ", ".join(f"{NAMES[str(c)]} {shown(v)}" for c, v in kinds.items()))
    largest = ledger.groupby(["line", "item"])["discounted_cost"].sum().sort_values(ascending=False).head(3)
    console.print("Largest: " + ", ".join(f"{line} of {item} {shown(v)}" for (line, item), v in largest.items()))


def _grid(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right", no_wrap=True)
    return table


def _capacities(solution: Solution, console: Console) -> None:
    frame = capacity(solution)
    if frame.empty:
        return
    pivot = frame.pivot_table(index=["technology", "unit"], columns="period", values="standing", aggfunc="sum")
    there = pivot.max(axis=1) > noise(solution)
    idle, pivot = [str(k) for k, _ in pivot.index[~there]], pivot[there]
    periods = some(list(pivot.columns))
    table = _grid("Capacity", ["technology", *map(str, periods), "unit"])
    for (technology, unit), row in list(pivot.iterrows())[:MOST]:
        table.add_row(str(technology), *(shown(row[y]) for y in periods), str(unit))
    console.print(table)
    if len(pivot) > MOST:
        console.print(f"  ... and {len(pivot) - MOST} more in summary.xlsx")
    if idle:
        console.print(f"Not worth building: {', '.join(idle)}", soft_wrap=True)


def _prices(solution: Solution, console: Console) -> None:
    if prices(solution).empty:
        return
    flow = levelised(solution).rename(columns={"carrier": "item"})
    flow = flow.assign(worth=flow["marginal price"] * flow["throughput"]).dropna(subset=["worth"])
    sums = flow.groupby(["item", "unit", "period"], sort=False)[["worth", "throughput"]].sum()
    pivot = (sums["worth"] / sums["throughput"]).unstack("period")
    pivot = pivot[some(sorted(pivot.columns))]
    table = _grid("Marginal price (mean over what flows)", ["carrier", *map(str, pivot.columns), "unit"])
    for (item, unit), row in pivot.iterrows():
        table.add_row(str(item), *(shown(v) for v in row), str(unit))
    console.print(table)


def _levelised(solution: Solution, console: Console) -> None:
    """One line a carrier in final demand: mean over regions of what its users bear; and what dumping bears, if it matters."""
    frame = closing(solution)
    whole, dumped = (float(f["cost"].sum()) for f in (frame, frame[frame["line"] == "dumping"]))
    if dumped > 0.01 * abs(whole):
        text = f"{dumped / whole:.0%} of all cost is borne by what is dumped, not by the uses below (docs/levelised-cost.md)."
        console.print(text, soft_wrap=True)
    frame = frame[(frame["line"] == "demand") & frame["period"].isin(some(frame["period"].unique()))]
    sums = frame.groupby(["item", "amount unit", "period"])[["cost", "amount"]].sum()
    sums = sums[sums["amount"] > 0]
    for (carrier, unit), each in sums.groupby(["item", "amount unit"]):
        values = ", ".join(f"{y} {shown(v.cost / v.amount)}" for (*_, y), v in each.iterrows())
        text = f"Levelised cost of {carrier}: {values} {solution.meta['money']}/{unit.removesuffix('/year')}"
        console.print(text, soft_wrap=True)


def _emissions(solution: Solution, console: Console) -> None:
    frame = emissions(solution)
    if len(frame):
        frame = frame[frame["period"].isin(some(frame["period"].unique()))]
        total = frame.groupby(["gas", "unit", "period"])["amount"].sum()
        for (gas, unit), values in total.groupby(["gas", "unit"]):
            console.print(
                f"{gas}: " + ", ".join(f"{y} {shown(v)}" for (_, _, y), v in values.items()) + f" {unit}",
                soft_wrap=True,
            )
    _other_emissions(solution, console)


def _other_emissions(solution: Solution, console: Console) -> None:
    """What is never in the sum, one line a kind and gas; and the first scope."""
    frame = other_accounts(solution)
    frame = frame[frame["period"].isin(some(frame["period"].unique()))]
    for (account, gas, unit), rows in frame.groupby(["account", "gas", "unit"]):
        total = rows.groupby("period")["amount"].sum()
        line = ", ".join(f"{y} {shown(v)}" for y, v in total.items())
        console.print(f"{gas}, {account} (not in the sum): {line} {unit}", soft_wrap=True)
    table = scopes(solution)
    if len(table):
        first = table[table["scope"] == table["scope"].iloc[0]]
        first = first[first["period"].isin(some(first["period"].unique()))]
        line = ", ".join(f"{s.period} {shown(s.amount)}" for s in first.itertuples(index=False))
        name, of, unit = (first[n].iloc[0] for n in ("scope", "of", "unit"))
        console.print(f"Scope {name}: {line} {unit} ({of})", soft_wrap=True)


def _policies(solution: Solution, console: Console) -> None:
    """What each policy row did; a price is paid, a limit has a shadow price."""
    frame = policies(solution)
    if frame.empty:
        return
    every, frame = frame, frame[frame["period"].isin(some(frame["period"].unique()))]
    table = _grid("Policies", ["policy", "area", "period", "status", "value", "limit", "unit", "price", ""])
    for p in frame.head(MOST).itertuples(index=False):
        limit = "" if p.limit is None else shown(p.limit)
        row = (p.id, p.area, str(p.period), p.status, shown(p.value), limit, p.unit, shown(p.price), p.price_unit)
        table.add_row(*row)
    console.print(table)
    if len(every) > min(len(frame), MOST):
        console.print(f"  ... and {len(every) - min(len(frame), MOST)} more in summary.xlsx")
