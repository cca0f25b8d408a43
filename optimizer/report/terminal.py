"""What a planner reads in ten seconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.report.tables import capacity, costs, emissions, policies, prices
from optimizer.solution import Solution

MOST = 14  # lines of a table


def print_summary(solution: Solution, console: Console, files: Sequence[Path] = ()) -> None:
    """Status, cost, capacities, prices, emissions, policies, files."""
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
    for note in meta["notes"][:5]:
        console.print(Text(f"  - {note}"))
    _money(solution, console)
    _capacities(solution, console)
    _prices(solution, console)
    _emissions(solution, console)
    for path in files:
        console.print(Text(f"  {path}", style="dim"), soft_wrap=True)


def _money(solution: Solution, console: Console) -> None:
    money, ledger = solution.meta["money"], costs(solution)
    yearly = ledger.groupby("period")["annual_cost"].sum()
    per_year = ", ".join(f"{y}: {v:,.4g}" for y, v in yearly.items())
    console.print(f"Cost {solution.meta['objective']:,.5g} {money} discounted; a year {per_year} {money}")
    largest = ledger.groupby(["line", "item"])["discounted_cost"].sum().sort_values(ascending=False).head(3)
    console.print("Largest: " + ", ".join(f"{line} of {item} {v:,.4g}" for (line, item), v in largest.items()))


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
    pivot = pivot[pivot.max(axis=1) > 1e-9]
    periods = list(pivot.columns)
    table = _grid("Capacity", ["technology", *map(str, periods), "unit"])
    for (technology, unit), row in list(pivot.iterrows())[:MOST]:
        table.add_row(str(technology), *(f"{row[y]:,.4g}" if row[y] == row[y] else "" for y in periods), str(unit))
    console.print(table)
    if len(pivot) > MOST:
        console.print(f"  ... and {len(pivot) - MOST} more in summary.xlsx")


def _prices(solution: Solution, console: Console) -> None:
    frame = prices(solution)
    used = frame[frame["mean at use"].notna()]
    if used.empty:
        return
    pivot = used.pivot_table(index=["item", "unit"], columns="period", values="mean at use", aggfunc="mean")
    table = _grid("Marginal price where used (mean)", ["carrier", *map(str, pivot.columns), "unit"])
    for (item, unit), row in pivot.iterrows():
        table.add_row(str(item), *(f"{v:,.4g}" if v == v else "" for v in row), str(unit))
    console.print(table)


def _emissions(solution: Solution, console: Console) -> None:
    frame = emissions(solution)
    if len(frame):
        total = frame.groupby(["gas", "unit", "period"])["amount"].sum()
        for (gas, unit), values in total.groupby(["gas", "unit"]):
            console.print(f"{gas}: " + ", ".join(f"{y} {v:,.4g}" for (_, _, y), v in values.items()) + f" {unit}")
    for p in policies(solution).itertuples(index=False):
        limit = "" if p.limit is None or p.limit != p.limit else f" of {p.limit:,.4g}"
        console.print(
            f"policy {p.id} {p.period}: {p.status}, {p.value:,.4g}{limit} {p.unit if p.kind == 'cap' else ''}, price {p.price:,.4g}"
        )
