"""What a planner reads in ten seconds."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.text import Text

from optimizer.report.drawing import readable
from optimizer.report.plausible import told as compared
from optimizer.report.prices import closing, prices
from optimizer.report.readable import price_units, readable_levelised, readable_policies
from optimizer.report.scopes import other_accounts, scopes
from optimizer.report.screen import clean, grid, left_out, print_by_period, print_words, shown, some
from optimizer.report.tables import NAMES, capacity, costs, emissions, noise, sunk
from optimizer.report.told_chain import break_even_words, chain_words, used_words
from optimizer.solution import Solution

MOST, MOST_NOTES, MOST_IDLE = 14, 8, 40  # lines of a table, notes, and names of what is not built
LEAST_PART = 1e-3  # of a cost; smaller parts are left to the workbook


def print_summary(
    solution: Solution, files: Sequence[Path] = (), console: Console | None = None, told: Collection[str] = ()
) -> None:
    """Status, notes but those that were `told` already, cost, capacities, prices, emissions, policies, files."""
    if console is None:
        console = Console(
            width=None if sys.stdout.isatty() else 120, markup=False, emoji=False
        )  # a file has no edge to wrap at
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
    if missing := left_out(periods := solution.inputs["period"].values.tolist(), some(periods)):
        console.print(f"Lines of all periods, {missing}", soft_wrap=True)
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
    ledger = costs(solution)
    periods = solution.inputs["period"].values.tolist()
    yearly = ledger.groupby("period")["annual_cost"].sum().reindex(some(periods), fill_value=0.0)
    kinds = ledger.groupby("category", sort=False)["discounted_cost"].sum()
    largest = ledger.groupby(["line", "item"])["discounted_cost"].sum().sort_values(ascending=False).head(3)
    amounts = [solution.meta["objective"], *yearly, *kinds, *largest]
    told, money = readable(amounts, solution.meta["money"])
    whole, *rest = map(shown, told)
    words = iter(rest)
    per_year = ", ".join(f"{y}: {next(words)}" for y in yearly.index)
    console.print(f"Cost {whole} {money} discounted; a year {per_year} {money}")
    if sentence := sunk(solution.meta):
        console.print(sentence, soft_wrap=True)
    of_it = ", ".join(f"{NAMES[str(c)]} {next(words)}" for c in kinds.index)
    if len(kinds) > 1:
        console.print(f"Of it: {of_it}")
    console.print("Largest: " + ", ".join(f"{line} of {item} {next(words)}" for line, item in largest.index))


def _capacities(solution: Solution, console: Console) -> None:
    frame = capacity(solution)
    if frame.empty:
        return
    pivot = frame.pivot_table(index=["technology", "unit"], columns="period", values="standing", aggfunc="sum")
    there = pivot.max(axis=1) > noise(solution).reindex(pivot.index.get_level_values("technology")).to_numpy()
    idle, pivot = [str(k) for k, _ in pivot.index[~there]], pivot[there]
    print_by_period(console, "Capacity", pivot.head(MOST))
    if len(pivot) > MOST:
        console.print(f"  ... and {len(pivot) - MOST} more in summary.xlsx")
    if idle:
        console.print(f"Not worth building: {first_of(idle)}", soft_wrap=True)


def first_of(names: list[str], most: int = MOST_IDLE) -> str:
    """Names with commas, the first of many and their number.

    >>> first_of(["pem", "soec"]), first_of(["pipe_1", "pipe_2", "pipe_3"], most=1)
    ('pem, soec', 'pipe_1 and 2 more')
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _prices(solution: Solution, console: Console) -> None:
    if prices(solution).empty:
        return
    flow = readable_levelised(solution)
    flow = flow.assign(worth=flow["marginal price"] * flow["throughput"]).dropna(subset=["worth"])
    sums = flow.groupby(["carrier", "unit", "period"], sort=False)[["worth", "throughput"]].sum()
    pivot = (sums["worth"] / sums["throughput"]).unstack("period")
    print_by_period(console, "Marginal price (mean over what flows)", pivot[sorted(pivot.columns)])


def _levelised(solution: Solution, console: Console) -> None:
    """One line a carrier in final demand: mean over regions of what its users bear; and what dumping bears, if it matters."""
    frame, units = closing(solution), price_units(solution)
    whole, dumped = (float(f["cost"].sum()) for f in (frame, frame[frame["line"] == "dumping"]))
    if dumped > 0.01 * abs(whole):
        text = f"{dumped / whole:.0%} of all cost is borne by what is dumped, not by the uses below (docs/levelised-cost.md)."
        console.print(text, soft_wrap=True)
    frame = frame[(frame["line"] == "demand") & frame["period"].isin(some(frame["period"].unique()))]
    sums = frame.groupby(["item", "period"])[["cost", "amount"]].sum()
    sums = sums[sums["amount"] > 0]
    for carrier, each in sums.groupby("item"):
        scale, plain = units[str(carrier)]
        values = ", ".join(f"{y} {shown(scale * v.cost / v.amount)}" for (*_, y), v in each.iterrows())
        console.print(f"Levelised cost of {carrier}: {values} {plain}", soft_wrap=True)
        categories = [str(c) for c in solution.levelised["category"].values]
        words = [*chain_words(solution, str(carrier))] or _stages(frame[frame["item"] == carrier], scale, categories)
        for line in words:
            console.print(line, soft_wrap=True, markup=False)
    for line in (
        *used_words(solution, set(map(str, sums.index.get_level_values("item")))),
        *break_even_words(solution),
    ):
        console.print(line, soft_wrap=True, markup=False)


def _stages(frame: pd.DataFrame, scale: float, categories: list[str]) -> list[str]:
    """What a unit of a carrier cost in each stage of its chain, in the last period; nothing where the case names no stages."""
    last = frame["period"].max()
    rows = frame[frame["period"] == last]
    cost = scale * rows[categories].sum() / rows["amount"].sum()
    parts = {str(c): v for c, v in cost.items() if abs(v) > LEAST_PART * cost.sum()}
    if not parts.keys() & {"conversion", "station"}:
        return []
    return [f"  of it in {last}: " + ", ".join(f"{c} {shown(v)}" for c, v in parts.items())]


def _emissions(solution: Solution, console: Console) -> None:
    frame = emissions(solution)
    if len(frame):
        frame = frame[frame["period"].isin(some(frame["period"].unique()))]
        total = frame.groupby(["gas", "unit", "period"])["amount"].sum()
        for (gas, unit), values in total.groupby(["gas", "unit"]):
            line = _by_period(clean(values.droplevel(["gas", "unit"])), str(unit))
            console.print(f"{gas}: {line}", soft_wrap=True)
    _other_emissions(solution, console)


def _other_emissions(solution: Solution, console: Console) -> None:
    """What is never in the sum, one line a kind and gas; and the first scope."""
    frame = other_accounts(solution)
    frame = frame[frame["period"].isin(some(frame["period"].unique()))]
    for (account, gas, unit), rows in frame.groupby(["account", "gas", "unit"]):
        line = _by_period(rows.groupby("period")["amount"].sum(), str(unit))
        console.print(f"{gas}, {account} (not in the sum): {line}", soft_wrap=True)
    table = scopes(solution)
    if len(table):
        first = table[table["scope"] == table["scope"].iloc[0]]
        first = first[first["period"].isin(some(first["period"].unique()))]
        name, of, unit = (first[n].iloc[0] for n in ("scope", "of", "unit"))
        line = _by_period(first.set_index("period")["amount"], str(unit))
        console.print(f"Scope {name}: {line} ({of})", soft_wrap=True)


def _by_period(values: pd.Series, unit: str) -> str:
    """Amounts of a year in one line, in a unit that a reader compares; files keep that of the case.

    >>> _by_period(pd.Series({2025: 1.004e9, 2060: 311600.0}), "tCO2/year")
    '2025 1,004, 2060 0.3116 MtCO2/year'
    """
    told, in_words = readable(values.tolist(), unit)
    return ", ".join(f"{y} {shown(v)}" for y, v in zip(values.index, told, strict=True)) + f" {in_words}"


def _policies(solution: Solution, console: Console) -> None:
    """What each policy row did; a price is paid, a limit has a shadow price."""
    frame = readable_policies(solution)
    if frame.empty:
        return
    frame = frame.assign(
        price=frame["price"].astype(float).groupby([frame["id"], frame["price_unit"]]).transform(clean)
    )
    if len(frame) > MOST:
        _policies_by_period(frame, console)
        return
    frame = frame.groupby(["id", "unit"], group_keys=False, sort=False)[frame.columns].apply(_in_one_unit).sort_index()
    table = grid("Policies", ["policy", "area", "period", "status", "value", "limit", "unit", "price", ""])
    for p in frame.itertuples(index=False):
        row = (
            p.id,
            p.area,
            str(p.period),
            p.status,
            shown(p.value),
            shown(p.limit),
            p.unit,
            shown(p.price),
            p.price_unit,
        )
        table.add_row(*row)
    console.print(table)


def _in_one_unit(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a policy with values and limits in one unit that a reader compares."""
    amounts = rows[["value", "limit"]].astype(float)
    told, unit = readable(amounts.to_numpy().ravel().tolist(), str(rows["unit"].iloc[0]))
    return rows.assign(value=told[::2], limit=told[1::2], unit=unit)


def _policies_by_period(frame: pd.DataFrame, console: Console) -> None:
    """Many rows: one line a policy, those of emissions first, then those that cost something in most periods."""
    costs_something = frame["status"] != "met"
    name = frame["id"].astype(str) + ("" if (frame["area"] == "all").all() else " " + frame["area"].astype(str))
    words = frame["price"].map(shown).where(costs_something & (frame["price"].fillna(0.0) != 0), frame["status"])
    frame = frame.assign(policy=name, words=words, dear=costs_something)
    rows = ["policy", "price_unit"]
    table = frame.pivot_table(index=rows, columns="period", values="words", aggfunc="first", sort=False).fillna("")
    often = (
        frame.assign(carbon=frame["price_unit"].str.contains("CO2"))
        .groupby(rows, sort=False)[["carbon", "dear"]]
        .agg({"carbon": "any", "dear": "sum"})
    )
    order = often.sort_values(["carbon", "dear"], ascending=False, kind="stable").index
    table = table.loc[order, sorted(table.columns)]
    print_words(console, "Policies: last unit's price, or status", table.head(MOST))
    if len(table) > MOST:
        console.print(f"  ... and {len(table) - MOST} more in summary.xlsx")
