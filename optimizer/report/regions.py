"""Each region on its own: what it emits, makes, uses, sends and receives, what stands there and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from optimizer.report.balances import balance, carrier_units
from optimizer.report.prices import closing
from optimizer.report.scopes import accounts
from optimizer.report.tables import capacity_told, costs
from optimizer.solution import Solution

LARGEST, NOTHING = 12, 1e-9
"""Technologies of a unit, and the share of the largest amount of its kind below which one is what an interior answer leaves of nothing."""
KEYS = ["region", "block", "item", "figure", "unit"]
TRADED = {"demand": "delivered", "purchase": "bought", "sale": "sold", "surplus": "dumped", "unmet": "left unmet"}
NET = "stores, net"
SUPPLY, USE = ("made", "bought", "other supply", "from other regions"), ("to other regions", "used", "delivered")
FIGURES = [*SUPPLY, *USE, "sold", "dumped", "left unmet", NET]
"""What a region does with a carrier, in reading order."""


def regions(solution: Solution) -> pd.DataFrame:
    """One block of rows a region, one column a period: emissions, carriers, capacity, cost."""
    periods = [int(y) for y in solution.inputs["period"].values]
    blocks = [*_blocks(solution)]
    found = pd.concat([b for b in blocks if len(b)] or blocks[:1], ignore_index=True)
    places = [str(r) for r in solution.inputs["region"].values]
    found = found[found["region"].isin(places)]
    wide = found.pivot_table(index=KEYS, columns="period", values="amount", aggfunc="sum", sort=False)
    size = wide.abs().max(axis=1)
    wide = wide[size > NOTHING * size.groupby(level=["block", "unit"]).transform("max")]
    table = wide.reindex(columns=periods).fillna(0.0).reset_index()
    order = {r: i for i, r in enumerate(places)}
    table = table.sort_values("region", key=lambda c: c.map(order), kind="stable", ignore_index=True)
    table = table.rename(columns={y: str(y) for y in periods})[[*KEYS, *map(str, periods)]]
    names = solution.meta.get("region_names", {})
    if names:
        table.insert(1, "name", table["region"].map(names).fillna(""))
    return table


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
    kinds, references = (solution.variables[n].to_series().astype(str).to_dict() for n in ("kind", "reference"))
    rows = list(zip(table["item"], table["carrier"], np.sign(table["amount"]), strict=True))
    figure = {row: figure_of(*row, kinds, references) for row in dict.fromkeys(rows)}
    figures = pd.Series([figure[row] for row in rows], index=table.index, dtype=object)
    amount = table["amount"].where(figures == NET, table["amount"].abs())
    unit = table["carrier"].map(units) + "/year"
    shown = table.assign(block="carrier", item=table["carrier"], figure=figures, unit=unit, amount=amount)
    shown = shown.sort_values("figure", key=lambda c: c.map(FIGURES.index), kind="stable")
    return shown.sort_values("item", kind="stable")[[*KEYS, "period", "amount"]]


def figure_of(item: str, carrier: str, amount: float, kinds: Mapping[str, str], references: Mapping[str, str]) -> str:
    """What an item of a balance is to its region; power that a store or a line takes beside what it holds or moves is used.

    >>> kinds, carriers = {"salt cavern": "store", "pipe": "line"}, {"salt cavern": "h2", "pipe": "h2"}
    >>> [figure_of("salt cavern charge", c, -1.0, kinds, carriers) for c in ("h2", "el")]
    ['stores, net', 'used']
    >>> [figure_of(item, "h2", -1.0, kinds, carriers) for item in ("pipe to S", "sale", "surplus")]
    ['to other regions', 'sold', 'dumped']
    """
    if item in TRADED and item not in kinds:
        return TRADED[item]
    names = [k for k in kinds if item == k or item.startswith(f"{k} ")]
    technology = max(names, key=len, default="")
    kind, word = kinds.get(technology, ""), item.removeprefix(technology).strip().partition(" ")[0]
    own = references.get(technology) == carrier
    if kind == "line" and own and word in ("to", "from"):
        return "from other regions" if amount > 0 else "to other regions"
    if kind == "store" and own and word in ("charge", "discharge"):
        return NET
    if amount > 0:
        return "made" if kind == "converter" else "other supply"
    return "used"


def _capacity(solution: Solution) -> pd.DataFrame:
    """The largest technologies of each unit, by what stands in all regions in any period."""
    table = capacity_told(solution)
    most = table.groupby(["unit", "technology", "period"])["standing"].sum().groupby(["unit", "technology"]).max()
    rank = most.groupby("unit").rank(method="first", ascending=False)
    keep = set(rank.index[(rank <= LARGEST).to_numpy()])
    chosen = [pair in keep for pair in zip(table["unit"], table["technology"], strict=True)]
    mine = table[pd.Series(chosen, index=table.index, dtype=bool)]
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
