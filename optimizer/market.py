"""Markets of permits: the price in each, and who pays whom. What one pays another receives, so it is no cost of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from optimizer.certificate.entries import CREDITS, TRADE, Entry
from optimizer.certificate.physics import Key, Solved, numbers, solved_families
from optimizer.certificate.selected import emitted
from optimizer.compiled import Compiled, RawSolution
from optimizer.inputs import Inputs


def market_prices(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> dict[Key, float]:
    """What a permit costs, by (market, period): undiscounted money per unit."""
    weight = numbers(inputs.values["period_weight"])
    return {
        label: -dual / float(weight[label[-1:]][0]) + 0.0
        for label, dual in _duals(raw, compiled, "permits_bought_are_sold").items()
    }


def payments(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> list[Entry]:
    """What regions pay (+) and receive (-) for permits and credits, as entries of the ledger; they sum to zero in each period."""
    solved = solved_families(compiled, raw.values)
    weight = {label[0]: float(v[0]) for label, v in numbers(inputs.values["period_weight"]).items()}
    prices = market_prices(raw, compiled, inputs)
    paid: dict[tuple[str, str, str, int], float] = {}
    for (policy, r, y), _, amount in solved["permit_trade"].rows():
        paid[TRADE, str(policy), str(r), int(str(y))] = prices[policy, y] * float(amount[0])
    for policy, r, y, money in _credits(raw, compiled, inputs, solved):
        key = (CREDITS, policy, r, y)
        paid[key] = paid.get(key, 0.0) + money
    return [Entry(*key, money, money * weight[key[-1]]) for key, money in paid.items() if money != 0.0]


def _credits(
    raw: RawSolution, compiled: Compiled, inputs: Inputs, solved: Mapping[str, Solved]
) -> Iterator[tuple[str, str, int, float]]:
    """(offset, region, period, money) that users pay (+) and regions that remove receive (-), by what they remove."""
    rows: Any = inputs.case.tables["policies"].drop_duplicates("id").set_index("id")
    duals = _duals(raw, compiled, "policy_below_limit")
    weight = numbers(inputs.values["period_weight"])
    removed: dict[str, dict[str, dict[int, float]]] = {}
    for (policy, r, y), _, amount in solved["offset_use"].rows():
        name, row, period = str(policy), rows.loc[policy], int(str(y))
        if name not in removed:
            removed[name] = emitted(inputs, solved, pd.Series({**row, "area": "each"}))
        area = str(r) if row["area"] == "each" else "all"
        money = -duals[policy, area, y] / float(weight[(y,)][0]) * float(amount[0])
        yield name, str(r), period, money
        behind = {p: path.get(period, 0.0) for p, path in removed[name].items() if area in ("all", p)}
        whole = sum(behind.values())
        for place, share in behind.items() if whole > 0.0 else ():
            yield name, place, period, -money * share / whole


def _duals(raw: RawSolution, compiled: Compiled, rows: str) -> dict[Key, float]:
    family = next((f for f in compiled.rows if f.name == rows), None)
    if family is None or family.index is None:
        return {}
    return {label: float(raw.row_duals[family.start + i]) for i, label in enumerate(family.index.tuples())}
