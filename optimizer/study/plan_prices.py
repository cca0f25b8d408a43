"""What a plan pays for a unit of each emission and flow, and policies of a case that say the same.

Limits count at what their last unit is worth in the plan; prices, taxes and subsidies of the case come on top.
"""

from __future__ import annotations

from typing import Any

from optimizer.case.model import Case
from optimizer.case.text import listed
from optimizer.errors import CaseError, Problem
from optimizer.guards.rates import single
from optimizer.inputs import Inputs
from optimizer.inputs.carbon import ACCOUNT, PREFIX
from optimizer.solution import Solution
from optimizer.study.dispatched import FLOWS, Label, Prices
from optimizer.study.rows import empty_row

OURS = "limits at the prices of the plan"


def prices_of(inputs: Inputs, plan: Solution, label: int) -> Prices:
    """What a unit of each emission account and flow of a period pays: levies, and limits at the prices of the plan."""
    weight = single(inputs.values["period_weight"])[(label,)]
    worth, floors = single(inputs.values["limit_weight"]), {*inputs.indexes["floors"], *inputs.indexes["equals"]}
    duals: dict[Label, float] = {}
    if "policy_price" in plan.duals:
        column = plan.duals["policy_price"].reset_coords(drop=True).to_series().dropna()
        for (policy, area, until), price in column.items():
            row = (str(policy), str(area), int(until))
            if row in worth and price:
                duals[row] = (-price if row in floors else price) * worth[row] / weight
    out: Prices = {}
    for family in (*(f"{prefix}emission" for prefix in PREFIX.values()), *FLOWS):
        found: dict[Label, float] = {}
        for key, counted in single(inputs.values[f"{family}_counted"]).items():
            if key[-1] == label and key[:3] in duals:
                found[key[3:]] = found.get(key[3:], 0.0) + duals[key[:3]] * counted
        for key, levied in single(inputs.values[f"{family}_levied"]).items():
            if key[-1] == label:
                found[key[1:]] = found.get(key[1:], 0.0) + levied
        if any(found.values()):
            out[family] = {k: v for k, v in found.items() if v}
    if "activity_of_vintage" in out:
        names = {str(k) for k, *_ in out["activity_of_vintage"]}
        message = "a policy that counts what vintages take or give cannot be told as a price"
        raise CaseError([Problem(message, "policies.csv", column="technology", found=listed(sorted(names)))])
    return out


def price_rows(case: Case, inputs: Inputs, prices: Prices) -> list[dict[str, object]]:
    """Policies of kind `price` that say the same; regions that pay the same share a row."""
    shared: dict[tuple[tuple[str, str], ...], dict[float, list[str]]] = {}

    def add(region: Any, price: float, **cells: str) -> None:
        shared.setdefault(tuple(cells.items()), {}).setdefault(price, []).append(str(region))

    for account, prefix in PREFIX.items():
        books = set(inputs.indexes[f"{prefix}accounts"].tuples())
        for key, price in prices.get(f"{prefix}emission", {}).items():
            if key not in books:  # only building or retiring releases this
                continue
            at = dict(zip(ACCOUNT, map(str, key), strict=True))
            cells = {n: at[n] for n in ("gas", "sector", "stage")}
            add(at["region"], price, quantity="emission", account=account, **cells)
    active = set(inputs.indexes["active"].tuples())  # with plant, of which the plan may have none
    for (k, r, _), price in [row for row in prices.get("activity", {}).items() if row[0] in active]:
        add(r, price, quantity="activity", technology=str(k))
    ratios = single(inputs.values["port_ratio"])
    for (k, c, r, y), price in [
        row for row in prices.get("port_use", {}).items() if (row[0][0], *row[0][2:]) in active
    ]:
        ratio = ratios[k, c, y]
        way = "output" if ratio > 0 else "input"
        add(r, price / abs(ratio), quantity=way, technology=str(k), carrier=str(c))
    for c, r, price in dict.fromkeys((c, r, v) for (c, r, *_), v in prices.get("purchase", {}).items()):
        add(r, price, quantity="output", technology="purchase", carrier=str(c))
    table = case.tables["policies"]
    blank = empty_row(
        table, kind="price", area="together", time="each", sense="<=", on=True, coefficient=None, note=OURS
    )
    return [
        {**blank, **dict(cells), "id": f"{OURS} {n}", "region": ";".join(regions), "value": price, "amount": price}
        for n, (cells, price, regions) in enumerate(
            ((cells, price, regions) for cells, by in shared.items() for price, regions in by.items()), start=1
        )
    ]
