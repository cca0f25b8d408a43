"""Ceilings of price tiers counted again from the rows of prices.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from optimizer.case.checks.common import listed_in
from optimizer.certificate.physics import Floats, Key, Solved, annual, numbers
from optimizer.certificate.plant import Found
from optimizer.inputs import Inputs


def supplies(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What a region, or several together, buy or sell of a tier stays below its ceiling."""
    for kind in ("purchase", "sale"):
        shared, yearly = (numbers(inputs.values[f"{kind}_{n}_limit"]) for n in ("shared", "yearly"))
        rates: dict[Key, Floats] = {}
        amounts: dict[Key, float] = {}
        areas: dict[Key, str] = {}
        key: Key
        for (c, r, tier, y), clock, rate in solved[kind].rows():
            if (c, r, tier) not in areas:
                areas[c, r, tier] = _area(inputs, kind, c, r, tier)
            key = (c, areas[c, r, tier], tier, y)
            rates[key] = rates.get(key, np.zeros(len(rate))) + rate
            amounts[key] = amounts.get(key, 0.0) + annual(rate, clock)
        for key, limit in shared.items():
            yield f"{kind} of {'/'.join(str(v) for v in key)}", rates[key] - limit, rates[key]
        for key, limit in yearly.items():
            amount = np.array([amounts[key]])
            yield f"{kind} of {'/'.join(str(v) for v in key)} in a year", amount - limit, amount


def _area(inputs: Inputs, kind: str, carrier: Any, region: Any, tier: Any) -> str:
    """The region itself, or all that its row of prices.csv counts together."""
    rows = inputs.case.tables["prices"]
    rows = rows[(rows["kind"] == kind) & (rows["carrier"] == carrier) & (rows["tier"] == tier)]
    own = rows[[region in listed_in(cell) for cell in rows["region"]]]
    mine = own if len(own) else rows[rows["region"] == ""]
    if not (mine["limit_area"] == "together").any():
        return str(region)
    return ";".join(listed_in(mine["region"].iloc[0])) or "all"
