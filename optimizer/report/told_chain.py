"""What the screen says about a family of carriers: what a unit is made of, where it comes from, what it meets, when ways break even."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from optimizer.report.break_even import COUNTED, break_even
from optimizer.report.chain import ALL, Account, used
from optimizer.report.cost_of_use import item_name, origins
from optimizer.report.screen import shown, some
from optimizer.report.standards import verdicts
from optimizer.solution import Solution

LEAST, SEEN, MOST = 1e-3, 0.02, 4
"""Share of a cost below which a part is left to the workbook, and of what was made; origins and regions that are named."""


def chain_words(solution: Solution, carrier: str) -> Iterator[str]:
    """Lines about a form in its last period, all regions together; none if it is of no family or not used."""
    account = used(solution)
    if account is None or not (account.rows["carrier"] == carrier).any():
        return
    rows = account.rows[account.rows["carrier"] == carrier]
    last = int(rows["period"].max())
    mine = rows[rows["period"] == last]
    whole = mine[mine["region"] == ALL]
    one = account.where(account.rows.index.isin((whole if len(whole) else mine).index))
    yield f"  of it in {last}: {', '.join(_parts(one))}"
    told = [f"marginal price {shown(float(one.rows['price'].iloc[0]))}"]
    if len(whole):
        cost = account.total[mine[mine["region"] != ALL].index]
        low, high = (mine["region"][i] for i in (cost.idxmin(), cost.idxmax()))
        told.append(f"from {shown(cost.min())} in {low} to {shown(cost.max())} in {high}")
    made = sorted(((float(s.iloc[0]), name) for name, s in origins(one)), reverse=True)
    if seen := [f"{name} {share:.0f} %" for share, name in made[:MOST] if share > 100.0 * SEEN]:
        told.append(f"made by {', '.join(seen)}")
    yield f"  {'; '.join(told)}"
    for gas, table in one.emission.items():
        met = [f"{name} {words.iloc[0]}" for name, _, words in verdicts(solution, one, delivered=True)]
        amount = f"{shown(float(table.iloc[0].sum()))} {one.gas_unit[gas].iloc[0]}"
        yield f"  footprint {amount}" + (f": {'; '.join(met)}" if met and "CO2" in one.gas_unit[gas].iloc[0] else "")


def used_words(solution: Solution, told: Collection[str]) -> Iterator[str]:
    """The same of the forms that other plant uses and nobody demands, those with most cost first.

    Args:
        told: forms that were told already.
    """
    account = used(solution)
    if account is None:
        return
    rows = account.rows.assign(worth=account.total * account.rows["amount"])
    rows = rows[(rows["region"] != ALL) & ~rows["carrier"].isin(list(told))]
    worth = rows.groupby("carrier")["worth"].sum().sort_values(ascending=False, kind="stable")
    for carrier in map(str, worth.index[:MOST]):
        mine = rows[rows["carrier"] == carrier]
        sums = mine.groupby("period")[["worth", "amount"]].sum()
        mean = (sums["worth"] / sums["amount"]).loc[some(sums.index)]
        values = ", ".join(f"{y} {shown(float(v))}" for y, v in mean.items())
        yield f"Levelised cost of {carrier} where other plant uses it: {values} {mine['unit'].iloc[0]}"
        yield from chain_words(solution, carrier)


def _parts(one: Account) -> Iterator[str]:
    """Stages of a cost, with the items of the largest."""
    row = one.cost.iloc[0]
    stages = row.groupby(level=0, sort=False).sum()
    for stage, value in stages.items():
        if abs(value) <= LEAST * row.sum():
            continue
        items = row[stage].sort_values(ascending=False, kind="stable")
        items = items[items.abs() > LEAST * row.sum()]
        inside = ""
        if value == stages.max() and len(items) > 1:
            named = [f"{item_name(*map(str, of))} {shown(float(v))}" for of, v in items.items()]
            inside = f" ({', '.join(named[:MOST])}{', ...' if len(named) > MOST else ''})"
        yield f"{stage} {shown(float(value))}{inside}"


def break_even_words(solution: Solution) -> Iterator[str]:
    """One line for each two ways: from when on the one is cheaper, in each region, at the prices of the answer."""
    table: pd.DataFrame = break_even(solution)
    table = table[table["counted"] == COUNTED["price"]]
    for (carrier, way, against), rows in table.groupby(["carrier", "way", "against"], sort=False):
        known = rows[rows["periods with both"] != ""]
        if known.empty:
            continue
        told = [
            f"{r.region} {f'from {r.year:.0f} on' if r.year == r.year else f'in {r.both}'}"
            for r in known.rename(columns={"break-even": "year", "periods with both": "both"}).itertuples()
        ]
        more = f" and {len(told) - MOST} more regions" if len(told) > MOST else ""
        yield f"{carrier} by {way} costs less than by {against} at marginal prices: {', '.join(told[:MOST])}{more} (sheet break_even)"
