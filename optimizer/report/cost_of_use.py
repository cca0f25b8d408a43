"""Why a carrier costs what it costs where it is used, and what each way to make it costs: one row a figure, one column a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
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
Values = npt.NDArray[Any]
Row = tuple[str, str, str, Values]
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
    said, rows = list(verdicts(solution, account, delivered=True)), list[Told]()
    for labels, one in account.groups(keys):
        price, unit = one.rows["price"].to_numpy(), one.rows["unit"].iloc[0]
        told = [
            ("used", "", one.rows["amount unit"].iloc[0], one.rows["amount"].to_numpy()),
            *_costs(one),
            (PRICE, "", unit, price),
            (RENT, "", unit, price - one.total.to_numpy()),
            *((ORIGIN, name, "%", share.to_numpy()) for name, share in origins(one)),
            *_footprints(one),
            *_verdicts(one, said),
        ]
        rows += [([*labels, *row[:3]], _by_period(one, row[3])) for row in told]
    return _table(solution, keys, rows)


def cost_of_making(solution: Solution) -> pd.DataFrame:
    """Cost of a unit as it enters a family: of each technology that makes it and of what is bought, in each region."""
    account, keys = made(solution), ["family", "region", "technology", "carrier"]
    if account is None:
        return _table(solution, keys, [])
    said, rows = list(verdicts(solution, account, delivered=False)), list[Told]()
    order = [str(r) for r in solution.inputs["region"].values]
    by_region = account.at(np.argsort([order.index(str(r)) for r in account.rows["region"]], kind="stable"))
    for labels, one in by_region.groups(["family", "region", "item", "carrier"]):
        told = [
            ("made", "", one.rows["amount unit"].iloc[0], one.rows["amount"].to_numpy()),
            *_costs(one),
            (AT_PRICES, "", one.rows["unit"].iloc[0], one.rows["price"].to_numpy()),
            *_footprints(one),
            *_verdicts(one, said),
        ]
        rows += [([*labels, *row[:3]], _by_period(one, row[3])) for row in told]
    return _table(solution, keys, rows)


def _costs(one: Account) -> Iterator[Row]:
    """The cost, its stages and their items; what is next to nothing is told together, so that they add up."""
    unit, total, cost = one.rows["unit"].iloc[0], one.total.to_numpy(), one.cost.to_numpy()
    yield COST, "", unit, total
    parts = list(one.cost.columns)
    rest_of_all = 0.0 * total
    for stage in dict.fromkeys(stage for stage, *_ in parts):
        mine = [i for i, part in enumerate(parts) if part[0] == stage]
        whole = np.nansum(cost[:, mine], axis=1)
        if _little(whole, total):
            rest_of_all = rest_of_all + whole
            continue
        yield str(stage), "", unit, whole
        little = [i for i in mine if _little(cost[:, i], total)]
        for i in [i for i in mine if i not in little]:
            yield str(stage), item_name(*map(str, parts[i][1:])), unit, cost[:, i]
        if not _little(rest := np.nansum(cost[:, little], axis=1), total, NOTHING):
            yield str(stage), OTHER, unit, rest
    if not _little(rest_of_all, total, NOTHING):
        yield OTHER_STAGES, "", unit, rest_of_all


def _little(values: Values, total: Values, least: float = LEAST) -> bool:
    return not (abs(values) > least * abs(total)).any()


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
        unit, values = one.gas_unit[gas].iloc[0], table.to_numpy()
        yield f"footprint, {gas}", "", unit, np.nansum(values, axis=1)
        for i, stage in enumerate(table):
            if (values[:, i] != 0).any():
                yield f"footprint, {gas}", str(stage), unit, values[:, i]


def _verdicts(one: Account, said: Iterable[tuple[str, str, pd.Series]]) -> Iterator[Row]:
    """What standards say of these rows, of all that they say."""
    for name, family, words in said:
        if (one.rows["family"] == family).all():
            yield name, "", "", words.loc[one.rows.index].to_numpy()


def _by_period(one: Account, values: Values) -> dict[int, float | str]:
    return dict(zip(one.rows["period"].astype(int).tolist(), values.tolist(), strict=True))


def _table(solution: Solution, keys: list[str], rows: list[Told]) -> pd.DataFrame:
    periods = [int(y) for y in solution.inputs["period"].values]
    out = [[*labels, *(values.get(y, float("nan")) for y in periods)] for labels, values in rows]
    return pd.DataFrame(out, columns=[*keys, "line", "item", "unit", *map(str, periods)])
