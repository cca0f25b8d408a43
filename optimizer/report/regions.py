"""Each region on its own: what it emits, makes, uses, sends and receives, what stands there and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from optimizer.report.balances import balance, carrier_units
from optimizer.report.scopes import accounts
from optimizer.report.tables import capacity, closing, costs
from optimizer.solution import Solution

LARGEST = 12
KEYS = ["region", "block", "item", "figure", "unit"]


def regions(solution: Solution) -> pd.DataFrame:
    """One block of rows a region, one column a period: emissions, carriers, capacity, cost."""
    periods = [int(y) for y in solution.inputs["period"].values]
    found = pd.concat([*_blocks(solution)], ignore_index=True)
    places = [str(r) for r in solution.inputs["region"].values]
    found = found[found["region"].isin(places) & (found["amount"].abs() > 0)]
    wide = found.pivot_table(index=KEYS, columns="period", values="amount", aggfunc="sum", sort=False)
    table = wide.reindex(columns=periods).fillna(0.0).reset_index()
    order = {r: i for i, r in enumerate(places)}
    table = table.sort_values("region", key=lambda c: c.map(order), kind="stable", ignore_index=True)
    return table.rename(columns={y: str(y) for y in periods})[[*KEYS, *map(str, periods)]]


def _blocks(solution: Solution) -> Iterator[pd.DataFrame]:
    yield _emissions(solution)
    yield _carriers(solution)
    yield _capacity(solution)
    yield from _costs(solution)


def _emissions(solution: Solution) -> pd.DataFrame:
    table = accounts(solution, "territorial")
    by_sector = table.assign(block="emissions of " + table["gas"].astype(str), item=table["sector"], figure="net")
    whole = by_sector.assign(item="all sectors")
    return pd.concat([by_sector, whole], ignore_index=True)[[*KEYS, "period", "amount"]]


def _carriers(solution: Solution) -> pd.DataFrame:
    """What is made, bought, used, delivered and stored, and what comes from and goes to other regions."""
    table, units = balance(solution), carrier_units(solution)
    kinds = solution.variables["kind"].to_series()
    base = table["item"].str.partition(" ")[0]
    kind = base.map(kinds).fillna("")
    up = table["amount"] > 0
    sent = table["item"].str.contains(" (?:to|from) ")
    figures = np.select(
        [
            table["item"] == "demand",
            table["item"] == "purchase",
            kind.eq("line") & sent & up,
            kind.eq("line") & sent,
            kind.eq("store"),
            kind.eq("converter") & up,
            up,
        ],
        ["delivered", "bought", "from other regions", "to other regions", "stores, net", "made", "other supply"],
        "used",
    )
    amount = table["amount"].where(np.isin(figures, ["stores, net"]), table["amount"].abs())
    unit = table["carrier"].map(units) + "/year"
    shown = table.assign(block="carrier", item=table["carrier"], figure=figures, unit=unit, amount=amount)
    return shown[[*KEYS, "period", "amount"]]


def _capacity(solution: Solution) -> pd.DataFrame:
    """The largest technologies of each unit, by what stands in all regions in any period."""
    table = capacity(solution)
    most = table.groupby(["unit", "technology", "period"])["standing"].sum().groupby(["unit", "technology"]).max()
    rank = most.groupby("unit").rank(method="first", ascending=False)
    keep = set(rank.index[(rank <= LARGEST).to_numpy()])
    mine = table[[pair in keep for pair in zip(table["unit"], table["technology"], strict=True)]]
    shown = mine.assign(region=mine["location"], block="capacity", item=mine["technology"], figure="standing")
    return shown.rename(columns={"standing": "amount"})[[*KEYS, "period", "amount"]]


def _costs(solution: Solution) -> Iterator[pd.DataFrame]:
    """The ledger at the place it is booked (lines between regions belong to none), and what final uses there bear."""
    spent, borne = costs(solution), closing(solution)
    by_line = spent.assign(
        region=spent["location"], block="cost spent here", item=spent["line"], figure=spent["category"]
    )
    by_use = borne.assign(region=borne["location"], block="cost borne here", item=borne["line"], figure=borne["item"])
    unit = f"{solution.meta['money']}/year"
    for table, value in ((by_line, "annual_cost"), (by_use, "cost")):
        shown = table.assign(unit=unit, amount=table[value])[[*KEYS, "period", "amount"]]
        yield shown
        yield shown.assign(item="all", figure="all")
