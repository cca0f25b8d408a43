"""What each row of the policy table did: met, binding, exceeded or paid, and at what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optimizer.certificate.physics import FAMILIES, Solved, amounts_of, counted_by_policies, numbers, solved_families
from optimizer.compiled import Compiled, RawSolution
from optimizer.inputs import Inputs

LEVIES = ("price", "tax", "subsidy")
LIMITS = {"policy_below_limit": -1.0, "policy_above_limit": 1.0}
"""Row families of limits, and the sign of their price."""
NEAR = 1e-6  # relative distance at which a limit counts as reached


def policy_duals(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> dict[tuple[Any, ...], float]:
    """Shadow price of each limit: undiscounted money per unit, by (policy, area, until)."""
    worth = numbers(inputs.values["limit_weight"])
    out = {}
    for name, sign in LIMITS.items():
        family = next((f for f in compiled.rows if f.name == name), None)
        if family is not None and family.index is not None:
            for i, label in enumerate(family.index.tuples()):
                out[label] = sign * float(raw.row_duals[family.start + i]) / float(worth[label][0]) + 0.0
    return out


def counted_by_period(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[tuple[Any, ...], dict[str, float]]:
    """What each (policy, area, until) counts in each period; of a policy over several, they add up to what it counts."""
    out: dict[tuple[Any, ...], dict[str, float]] = {}
    for family in FAMILIES:
        weights = numbers(inputs.values[f"{family}_counted"])
        amounts = amounts_of(solved, family) if weights else {}
        for label, weight in weights.items():
            row, period = out.setdefault(label[:3], {}), str(label[-1])
            row[period] = row.get(period, 0.0) + float(weight[0]) * amounts[label[3:]]
    return out


def policy_outcomes(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> list[dict[str, Any]]:
    """One entry each row: id, kind, area, period, value, limit, unit, status, price, price_unit.

    A row over several periods has `by_period` too: what it counts in each of them.
    """
    solved = solved_families(compiled, raw.values)
    return [*_limits(raw, compiled, inputs, solved), *_levies(inputs, solved), *_reserves(raw, compiled, inputs)]


def _entry(
    inputs: Inputs, policy: str, area: str, period: int, value: float, status: str, price: float
) -> dict[str, Any]:
    rows = inputs.case.tables["policies"]
    row = rows[rows["id"] == policy].iloc[0]
    stated, money = str(row["amount_unit"]).replace("Wh/hour", "W"), inputs.case.options.money
    gas = stated.removeprefix(f"{money}/").removesuffix("/year")
    return {
        "id": policy,
        "kind": str(row["kind"]),
        "area": area,
        "period": period,
        "value": value,
        "limit": None,
        "unit": f"{gas}/year" if row["kind"] in LEVIES else stated,
        "status": status,
        "price": price,
        "price_unit": f"{money}/{gas}",
    }


def _limits(
    raw: RawSolution, compiled: Compiled, inputs: Inputs, solved: Mapping[str, Solved]
) -> Iterator[dict[str, Any]]:
    counted, prices = counted_by_policies(inputs, solved), policy_duals(raw, compiled, inputs)
    rows = inputs.case.tables["policies"]
    spanning = set(rows.loc[rows["time"] != "each", "id"])
    parts = counted_by_period(inputs, solved)
    over = {label: float(v[0]) for label, _, v in solved["overshoot"].rows()}
    for label, limit in numbers(inputs.values["policy_limit"]).items():
        policy, area, until = label
        value, bound, paid = counted.get(label, 0.0), float(limit[0]), over.get(label, 0.0)
        tight = abs(value - paid - bound) <= NEAR * (1 + abs(bound))
        status = "exceeded, paid" if paid > NEAR * (1 + abs(bound)) else "binding" if tight else "met"
        entry = _entry(inputs, str(policy), str(area), int(until), value, status, prices.get(label, 0.0))
        spread = {"by_period": parts[label]} if policy in spanning and label in parts else {}
        yield {**entry, "limit": bound, **spread}


def _levies(inputs: Inputs, solved: Mapping[str, Solved]) -> list[dict[str, Any]]:
    """What each price, tax or subsidy is paid on in a period."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for family in FAMILIES:
        levies = numbers(inputs.values[f"{family}_levied"])
        amounts = amounts_of(solved, family) if levies else {}
        for (policy, *label), levy in levies.items():
            key = (str(policy), int(str(label[-1])))
            own = _stated(inputs, *key)
            weight = float(levy[0]) / own if own else 0.0
            entry = found.setdefault(key, _entry(inputs, key[0], "all", key[1], 0.0, "paid", own))
            entry["value"] += weight * amounts[tuple(label)]
    return list(found.values())


def _stated(inputs: Inputs, policy: str, period: int) -> float:
    """What a levy takes (or pays, below zero) per unit in a period."""
    rows = inputs.case.tables["policies"]
    mine = rows[rows["id"] == policy].sort_values("year")
    amount = float(np.interp(period, mine["year"].fillna(period).to_numpy(float), mine["amount"].to_numpy(float)))
    return -amount if mine["kind"].iloc[0] == "subsidy" else amount


def _reserves(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> Iterator[dict[str, Any]]:
    """Margin left in the tightest step, and what one more unit of firm capacity is worth in a year."""
    family = next(f for f in compiled.rows if f.name == "reserve_above_margin")
    if family.index is None or not family.size:
        return
    slack = raw.row_values[family.range] - compiled.row_lower[family.range]
    duals = raw.row_duals[family.range]
    weight = {y[0]: float(v[0]) for y, v in numbers(inputs.values["period_weight"]).items()}
    ends = np.cumsum([b.shape[1] for b in family.index.blocks for _ in range(b.shape[0])])[:-1]
    by_row = zip(family.index.tuples(), np.split(slack, ends), np.split(duals, ends), strict=True)
    for (policy, area, period), left, dual in by_row:
        spare = float(left.min())
        status = "binding" if spare <= NEAR * (1 + abs(spare)) else "met"
        price = float(dual.sum()) / weight[period]
        rows = inputs.case.tables["policies"]
        carrier = str(rows.loc[rows["id"] == policy, "carrier"].iloc[0])
        units = dict(
            zip(inputs.case.tables["carriers"]["carrier"], inputs.case.tables["carriers"]["unit"], strict=True)
        )
        entry = _entry(inputs, str(policy), str(area), int(period), spare, status, price)
        unit = f"{units[carrier]}/hour"
        yield {
            **entry,
            "limit": 0.0,
            "unit": f"{unit} to spare",
            "price_unit": f"{inputs.case.options.money}/({unit})/year",
        }
