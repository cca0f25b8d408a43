"""Ceilings of price tiers counted again from the rows of prices.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optimizer.case.checks.common import listed_in
from optimizer.case.rows import records_of
from optimizer.certificate.physics import Floats, Key, Solved, annual, numbers
from optimizer.certificate.plant import Found
from optimizer.inputs import Inputs


def supplies(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What a region, or several together, buy or sell of a tier stays below its ceiling."""
    prices = records_of(inputs.case.tables["prices"])
    for kind in ("purchase", "sale"):
        stated = [row for row in prices if row["kind"] == kind]
        shared, yearly = (numbers(inputs.values[f"{kind}_{n}_limit"]) for n in ("shared", "yearly"))
        rates: dict[Key, Floats] = {}
        amounts: dict[Key, float] = {}
        areas: dict[Key, str] = {}
        key: Key
        for (c, r, tier, y), clock, rate in solved[kind].rows():
            if (c, r, tier) not in areas:
                areas[c, r, tier] = _area(stated, c, r, tier)
            key = (c, areas[c, r, tier], tier, y)
            rates[key] = rates.get(key, np.zeros(len(rate))) + rate
            amounts[key] = amounts.get(key, 0.0) + annual(rate, clock)
        for key, limit in shared.items():
            yield f"{kind} of {'/'.join(str(v) for v in key)}", rates[key] - limit, rates[key]
        for key, limit in yearly.items():
            amount = np.array([amounts[key]])
            yield f"{kind} of {'/'.join(str(v) for v in key)} in a year", amount - limit, amount


def _area(prices: Sequence[Mapping[str, Any]], carrier: Any, region: Any, tier: Any) -> str:
    """The region itself, or all that its row of prices.csv counts together."""
    rows = [row for row in prices if (row["carrier"], row["tier"]) == (carrier, tier)]
    own = [row for row in rows if region in listed_in(row["region"])]
    mine = own or [row for row in rows if row["region"] == ""]
    if not any(row["limit_area"] == "together" for row in mine):
        return str(region)
    return ";".join(listed_in(mine[0]["region"])) or "all"
