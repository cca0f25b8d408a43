"""Why a carrier costs what it costs where it is used, and what each way to make it costs: one row a figure, one column a period."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

import pandas as pd

from optimizer.report.chain import Account, made, used
from optimizer.report.standards import verdicts
from optimizer.solution import Solution

LEAST, NOTHING = 1e-3, 1e-9
"""Shares of a cost below which an item is told together with others like it, and below which even these are nothing."""
COST, PRICE, RENT, AT_PRICES, ORIGIN = (
    "cost", "marginal price", "price less cost", "cost at marginal prices", "made from, share",
)  # fmt: skip
OTHER, OTHER_STAGES = "other", "other stages"
Row = tuple[str, str, str, pd.Series]
"""Line, item, unit, values by row of an account."""
Told = tuple[list[str], dict[int, float | str]]
"""Labels of a row of a sheet, and its values by period."""


def cost_of_use(solution: Solution) -> pd.DataFrame:
    """Delivered cost of each form of a family in each region that uses it, step by step, beside its marginal price.

    Stages add up to `cost`, items to their stage. Region `all` is the mean by what is used.
    """
    account, keys = used(solution), ["family", "carrier", "region"]
    if account is None:
        return _table(solution, keys, [])
    rows: list[Told] = []
    for labels, mine in account.rows.groupby(keys, sort=False):
        one = account.where(account.rows.index.isin(mine.index))
        price = one.rows["price"]
        told = [
            ("used", "", one.rows["amount unit"].iloc[0], one.rows["amount"]),
            *_costs(one),
            (PRICE, "", one.rows["unit"].iloc[0], price),
            (RENT, "", one.rows["unit"].iloc[0], price - one.total),
            *((ORIGIN, name, "%", share) for name, share in origins(one)),
            *_footprints(one),
            *((name, "", "", words) for name, _, words in verdicts(solution, one, delivered=True)),
        ]
        rows += [([*map(str, labels), *row[:3]], _by_period(one, row[3])) for row in told]
    return _table(solution, keys, rows)


def cost_of_making(solution: Solution) -> pd.DataFrame:
    """Cost of a unit as it enters a family: of each technology that makes it and of what is bought, in each region."""
    account, keys = made(solution), ["family", "region", "technology", "carrier"]
    if account is None:
        return _table(solution, keys, [])
    rows: list[Told] = []
    order = [str(r) for r in solution.inputs["region"].values]
    table = account.rows.sort_values("region", key=lambda r: r.map(order.index), kind="stable")
    for labels, mine in table.groupby(["family", "region", "item", "carrier"], sort=False):
        one = account.where(account.rows.index.isin(mine.index))
        unit = one.rows["unit"].iloc[0]
        told = [
            ("made", "", one.rows["amount unit"].iloc[0], one.rows["amount"]),
            *_costs(one),
            (AT_PRICES, "", unit, one.rows["price"]),
            *_footprints(one),
            *((name, "", "", words) for name, _, words in verdicts(solution, one, delivered=False)),
        ]
        rows += [([*map(str, labels), *row[:3]], _by_period(one, row[3])) for row in told]
    return _table(solution, keys, rows)


def _costs(one: Account) -> Iterator[Row]:
    """The cost, its stages and their items; what is next to nothing is told together, so that they add up."""
    unit, total = one.rows["unit"].iloc[0], one.total
    yield COST, "", unit, total
    stages = {str(s): parts.droplevel(0).T for s, parts in one.cost.T.groupby(level=0, sort=False)}
    small = [s for s, values in stages.items() if _little(values.sum(axis=1), total)]
    for stage in [s for s in stages if s not in small]:
        values = stages[stage]
        yield stage, "", unit, values.sum(axis=1)
        little = [c for c in values if _little(values[c], total)]
        for source, item in [c for c in values if c not in little]:
            yield stage, item_name(source, item), unit, values[source, item]
        if not _little(rest := values[little].sum(axis=1), total, NOTHING):
            yield stage, OTHER, unit, rest
    if not _little(rest := sum((stages[s].sum(axis=1) for s in small), 0.0 * total), total, NOTHING):
        yield OTHER_STAGES, "", unit, rest


def _little(values: pd.Series, total: pd.Series, least: float = LEAST) -> bool:
    return not (abs(values.to_numpy()) > least * abs(total.to_numpy())).any()


def item_name(source: str, item: str) -> str:
    """The technology whose own cost it is, or the carrier that is taken in.

    >>> item_name("own", "electrolyser"), item_name("taken", "electricity")
    ('electrolyser', 'takes electricity')
    """
    return f"takes {item}" if source == "taken" else item


def origins(one: Account) -> Iterator[tuple[str, pd.Series]]:
    """Where and by what a unit was made, as shares of all that entered for it [%]."""
    whole = one.origin.sum(axis=1)
    shares = (100.0 * one.origin).div(whole.where(whole > 0), axis=0)
    told = (shares.to_numpy() > 100.0 * LEAST).any(axis=0)
    for item, region in compress(shares.columns, told):
        yield f"{item} {region}", shares[item, region]


def _footprints(one: Account) -> Iterator[Row]:
    """Emissions behind a unit, all stages and each."""
    for gas, table in one.emission.items():
        unit = one.gas_unit[gas].iloc[0]
        yield f"footprint, {gas}", "", unit, table.sum(axis=1)
        for stage in table:
            if (table[stage] != 0).any():
                yield f"footprint, {gas}", str(stage), unit, table[stage]


def _by_period(one: Account, values: pd.Series) -> dict[int, float | str]:
    return dict(zip(one.rows["period"].astype(int).tolist(), values.tolist(), strict=True))


def _table(solution: Solution, keys: list[str], rows: list[Told]) -> pd.DataFrame:
    periods = [int(y) for y in solution.inputs["period"].values]
    out = [[*labels, *(values.get(y, float("nan")) for y in periods)] for labels, values in rows]
    return pd.DataFrame(out, columns=[*keys, "line", "item", "unit", *map(str, periods)])
