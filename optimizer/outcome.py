"""Prices from duals, and what each row of the policy table did: met, binding, exceeded or paid, and at what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from optimizer.case.kinds import KINDS, reference_of
from optimizer.case.relation import relation
from optimizer.certificate.matching import claimable
from optimizer.certificate.physics import Solved, numbers, solved_families
from optimizer.certificate.policies import LEVIED, PERMITS, amounts_of, counted_by_policies, terms
from optimizer.certificate.stated import stated, value_at
from optimizer.compiled import Compiled, RawSolution
from optimizer.index import Values
from optimizer.inputs import Inputs
from optimizer.market import market_prices

NEAR = 1e-6  # relative distance at which a limit counts as reached
ROWS = (("policy_below_limit", -1.0), ("policy_above_limit", 1.0), ("policy_at_limit", 1.0))
"""Families of limits, and the sign that makes a dual the cost of a stricter limit (of a higher one, where it is exact)."""


def carrier_prices(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> Values | None:
    """Marginal price of each carrier balance over its clock: undiscounted money per carrier unit."""
    family = next((f for f in compiled.rows if f.name == "carrier_balance"), None)
    if family is None or family.index is None or not family.index.size:
        return None
    index = family.index
    weight = {y[0]: float(v[0]) for y, v in numbers(inputs.values["period_weight"]).items()}
    at, arrays = index.position("period"), []
    for block in index.blocks:
        start = family.start + block.start
        years = np.array([weight[index.dims[at].labels[c]] for c in block.codes[:, at]])
        arrays.append(raw.row_duals[start : start + block.size].reshape(block.shape) / years[:, None])
    return Values("carrier_price", index, tuple(arrays), "money/carrier_unit")


def emission_prices(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> dict[tuple[Any, ...], float]:
    """What one more unit emitted costs, by (gas, sector, stage, region, period): levies, and limits that bind [money/gas_unit].

    Undiscounted money of that year; it is the dual of the row that books the account.
    """
    family = next((f for f in compiled.rows if f.name == "emission_account"), None)
    if family is None or family.index is None:
        return {}
    weight = {y[0]: float(v[0]) for y, v in numbers(inputs.values["period_weight"]).items()}
    duals = raw.row_duals[family.start : family.start + family.index.size]
    return {a: float(d) / weight[a[-1]] + 0.0 for a, d in zip(family.index.tuples(), duals, strict=True)}


def policy_duals(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> dict[tuple[Any, ...], float]:
    """Shadow price of each limit: undiscounted money per unit, by (policy, area, until)."""
    worth = numbers(inputs.values["limit_weight"])
    out = {}
    for name, sign in ROWS:
        family = next((f for f in compiled.rows if f.name == name), None)
        if family is not None and family.index is not None:
            for i, label in enumerate(family.index.tuples()):
                out[label] = sign * float(raw.row_duals[family.start + i]) / float(worth[label][0]) + 0.0
    return out


def counted_by_period(
    inputs: Inputs, solved: Mapping[str, Solved]
) -> tuple[dict[tuple[Any, ...], dict[str, float]], dict[tuple[Any, ...], float]]:
    """What each (policy, area, until) counts in each period, and the largest amount it counts, whatever its sign.

    What a policy over several periods counts is the sum of the former; its limit is measured against the latter.
    """
    parts, largest = dict[tuple[Any, ...], dict[str, float]](), dict[tuple[Any, ...], float]()
    for row, period, term in terms(inputs, solved):
        of = parts.setdefault(row, {})
        of[str(period)] = of.get(str(period), 0.0) + term
        largest[row] = max(largest.get(row, 0.0), abs(term))
    return parts, largest


def policy_outcomes(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> list[dict[str, Any]]:
    """One entry each row: id, kind, area, period, value, limit, slack, unit, status, price, price_unit.

    A limit has its `sense` and, where it is relative to something, says `of` what: its value is then the side that is counted, and its
    limit what that side may be.
    A row over several periods, or one that compares periods, has `by_period` too: what it counts in each of them.
    """
    solved = solved_families(compiled, raw.values)
    found = [
        *_limits(raw, compiled, inputs, solved),
        *_markets(raw, compiled, inputs, solved),
        *_levies(inputs, solved),
    ]
    return [*found, *_matches(raw, compiled, inputs, solved), *_reserves(raw, compiled, inputs)]


def _row(inputs: Inputs, policy: str) -> Any:
    rows = inputs.case.tables["policies"]
    return rows[rows["id"] == policy].iloc[0]


def _entry(
    inputs: Inputs, policy: str, area: str, period: int, value: float, status: str, price: float
) -> dict[str, Any]:
    row = _row(inputs, policy)
    return {
        "id": policy,
        "kind": str(row["kind"]),
        "area": area,
        "period": period,
        "value": value,
        "limit": None,
        "slack": None,
        "unit": str(row["counted_unit"]),
        "status": status,
        "price": price,
        "price_unit": str(row["price_unit"]),
        "part": bool(row["region"] or row["sector"]),  # of what the rest is free
    }


def _limits(
    raw: RawSolution, compiled: Compiled, inputs: Inputs, solved: Mapping[str, Solved]
) -> Iterator[dict[str, Any]]:
    """What each row counts beside its limit; of one that is relative to something, what is counted beside what it may be.

    A limit that is traded or offset counts emissions, beside the permits held; a row about permits counts those alone.
    """
    counted, prices = counted_by_policies(inputs, solved), policy_duals(raw, compiled, inputs)
    rows = inputs.case.tables["policies"]
    spanning = set(
        rows.loc[(rows["time"] != "each") | rows["kind"].map(lambda kind: KINDS[kind].form == "pathway"), "id"]
    )
    parts, sizes = counted_by_period(inputs, solved)
    permits = counted_by_policies(inputs, solved, PERMITS)
    compared = counted_by_policies(inputs, solved, use="compared")
    forms = {policy: KINDS[kind].form for policy, kind in zip(rows["id"], rows["kind"], strict=True)}
    over = {label: float(v[0]) for label, _, v in solved["overshoot"].rows()}
    floors: set[tuple[Any, ...]] = set(inputs.indexes["floors"].tuples())
    for label, limit in numbers(inputs.values["policy_limit"]).items():
        policy, area, until = label
        value, bound, paid = counted.get(label, 0.0), float(limit[0]), over.get(label, 0.0)
        near = NEAR * (1 + max(abs(bound), sizes.get(label, 0.0)))  # as the certificate measures rows
        beside = compared.get(label, 0.0)
        if label in permits:
            beside = value - permits[label] if forms[policy] == "permits" else beside + permits[label]
        value, bound = value - beside, bound - beside
        slack = value - bound if label in floors else bound - value
        tight = abs(slack + paid) <= near
        done = "missed, paid" if label in floors else "exceeded, paid"
        status = done if paid > near else "binding" if tight else "met"
        entry = _entry(inputs, str(policy), str(area), int(until), value, status, prices.get(label, 0.0))
        spread = {"by_period": parts[label]} if policy in spanning and label in parts else {}
        of = "" if label in permits else relation_of(inputs, str(policy), int(until))  # permits held come on top
        said = {"sense": str(_row(inputs, str(policy))["sense"]), "of": of}
        yield {**entry, "limit": bound, "slack": slack, **said, **spread}


def relation_of(inputs: Inputs, policy: str, period: int) -> str:
    """What the limit is a part of in a period, in words."""
    tables, row = inputs.case.tables, _row(inputs, policy)
    to = reference_of(str(row["relative_to"]), {*tables["series"]["series"]}, kind=str(row["kind"]))
    found = stated(tables["policies"][tables["policies"]["id"] == policy], period)
    return "" if found is None else relation(str(row["kind"]), to, *found[:2])


def _markets(
    raw: RawSolution, compiled: Compiled, inputs: Inputs, solved: Mapping[str, Solved]
) -> Iterator[dict[str, Any]]:
    """What is traded in each market and at which price, and what each region buys (+) or sells (-) where no limit tells it."""
    prices, limited = market_prices(raw, compiled, inputs), {*inputs.indexes["limits"].tuples()}
    bought = {label: float(v[0]) for label, _, v in solved["permit_trade"].rows()}
    for (policy, period), price in prices.items():
        mine = {label: amount for label, amount in bought.items() if (label[0], label[2]) == (policy, period)}
        traded = sum(max(amount, 0.0) for amount in mine.values())
        yield _entry(inputs, str(policy), "all", int(str(period)), traded, "traded", price)
        for label in [label for label in mine if label not in limited]:
            yield _entry(inputs, str(policy), str(label[1]), int(str(period)), mine[label], "traded", price)


def _levies(inputs: Inputs, solved: Mapping[str, Solved]) -> list[dict[str, Any]]:
    """What each price, tax or subsidy is paid on in a period."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for family in LEVIED:
        levies = numbers(inputs.values[f"{family}_levied"])
        amounts = amounts_of(inputs, solved, family) if levies else {}
        for (policy, *label), levy in levies.items():
            key = (str(policy), int(str(label[-1])))
            own = _stated(inputs, *key)
            weight = float(levy[0]) / own if own else 0.0
            entry = _entry(inputs, key[0], "all", key[1], 0.0, "paid", own)
            entry = found.setdefault(key, {**entry, "price_unit": str(_row(inputs, key[0])["amount_unit"])})
            if own:
                entry["value"] += weight * amounts[tuple(label)]
            else:  # what a price of nothing is paid on is not counted
                entry |= {"value": None, "status": "priced at zero"}
    return list(found.values())


def _stated(inputs: Inputs, policy: str, period: int) -> float:
    """What a levy takes (or pays, below zero) per unit in a period."""
    rows = inputs.case.tables["policies"]
    mine = rows[rows["id"] == policy]
    amount = value_at(mine, period)
    return -amount if mine["kind"].iloc[0] == "subsidy" else amount


def _matches(
    raw: RawSolution, compiled: Compiled, inputs: Inputs, solved: Mapping[str, Solved]
) -> Iterator[dict[str, Any]]:
    """Use that must be matched beside what could be claimed for it in a year; the price is the mean over the use."""
    family = next(f for f in compiled.rows if f.name == "matching_below_claims")
    if family.index is None or not family.size:
        return
    weight = {y[0]: float(v[0]) for y, v in numbers(inputs.values["period_weight"]).items()}
    found, units = claimable(inputs, solved), inputs.case.tables["carriers"].set_index("carrier")["unit"]
    for (policy, area, carrier, period), _, dual in Solved(family.index, -raw.row_duals[family.range]).rows():
        asked, most = found[policy, area, period]
        total, spare = float(asked.sum()), most - asked
        tight = (spare <= NEAR * (1 + asked)) & ((asked > NEAR) | (dual > NEAR))
        price = float(dual @ asked) / total / weight[period] if total > 0 else 0.0
        status = "binding" if tight.any() else "met"
        entry = _entry(inputs, str(policy), str(area), int(period), total, status, price)
        unit = str(units[carrier])
        more = {"limit": float(most.sum()), "slack": float(spare.sum()), "unit": f"{unit}/year"}
        yield {**entry, **more, "price_unit": f"{inputs.case.options.money}/{unit}"}


def _reserves(raw: RawSolution, compiled: Compiled, inputs: Inputs) -> Iterator[dict[str, Any]]:
    """Margin left in the tightest step, and what one more unit of firm capacity is worth in a year."""
    family = next(f for f in compiled.rows if f.name == "reserve_above_margin")
    if family.index is None or not family.size:
        return
    slack = raw.row_values[family.range] - compiled.row_lower[family.range]
    duals = raw.row_duals[family.range]
    size = abs(compiled.matrix[family.range]) @ np.abs(raw.values) + np.abs(compiled.row_lower[family.range])
    weight = {y[0]: float(v[0]) for y, v in numbers(inputs.values["period_weight"]).items()}
    ends = np.cumsum([b.shape[1] for b in family.index.blocks for _ in range(b.shape[0])])[:-1]
    units = inputs.case.tables["carriers"].set_index("carrier")["unit"]
    by_row = zip(family.index.tuples(), *(np.split(a, ends) for a in (slack, duals, size)), strict=True)
    for (policy, area, period), left, dual, whole in by_row:
        spare = float(left.min())
        status = "binding" if spare <= NEAR * (1 + whole[left.argmin()]) else "met"  # as the certificate measures rows
        price = float(dual.sum()) / weight[period]
        entry = _entry(inputs, str(policy), str(area), int(period), spare, status, price)
        unit = f"{units[str(_row(inputs, str(policy))['carrier'])]}/hour"
        yield {
            **entry,
            "limit": 0.0,
            "slack": spare,
            "unit": f"{unit} to spare",
            "price_unit": f"{inputs.case.options.money}/({unit})/year",
        }
