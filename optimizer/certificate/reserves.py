"""Reserve margins counted again from the table of policies: firm capacity, demand, and intake that cannot wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from optimizer.case.checks.common import listed_in
from optimizer.certificate.physics import Floats, Key, Solved, clock_name, numbers
from optimizer.certificate.plant import Found, name
from optimizer.certificate.policies import in_force
from optimizer.certificate.stated import value_at
from optimizer.index import Label
from optimizer.inputs import Inputs

Place = tuple[Label, Label]  # region and period


def reserves(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Firm capacity covers the load and its margin in every step."""
    table = inputs.case.tables["policies"]
    chosen = table[(table["kind"] == "reserve_margin") & table["on"].astype(bool)]
    for policy, group in chosen.groupby("id", sort=False):
        row = group.iloc[0]
        load, firm = _load(inputs, solved, row), _firm(inputs, solved, row)
        regions = listed_in(row["region"]) or [str(r) for r in inputs.dimensions["region"].labels]
        areas = {"all": regions} if row["area"] == "together" else {r: [r] for r in regions}
        for y in [p.label for p in inputs.case.options.periods if in_force(group, p.label)]:
            margin = value_at(group, y)
            for area, places in areas.items():
                needed: Floats = np.zeros(len(inputs.clocks[y].hour))
                for r in places:
                    needed = needed + (1.0 + margin) * load.get((r, y), 0.0)
                have = sum(firm.get((r, y), 0.0) for r in places)
                yield name("reserve", (policy, area, y)), needed - have, needed


def _ratios(inputs: Inputs, carrier: str) -> dict[Key, float]:
    """What a unit of activity gives out (+) or takes in (-), by technology and period."""
    return {(k, y): float(v[0]) for (k, c, y), v in numbers(inputs.values["port_ratio"]).items() if c == carrier}


def _load(inputs: Inputs, solved: Mapping[str, Solved], row: Any) -> dict[Place, Floats]:
    """In each step: demand and what the listed converters take in, or what is made."""
    carrier, words = str(row["carrier"]), listed_in(row["relative_to"]) or ["demand"]
    total: dict[Place, Floats] = {}
    for (c, r, y), rate in numbers(inputs.values["demand"]).items() if "demand" in words else ():
        if c == carrier:
            clock = inputs.clocks[y].named(clock_name(inputs, carrier))
            total[r, y] = np.broadcast_to(rate, (len(clock),))[clock.of]
    ratios = _ratios(inputs, carrier)
    for (k, r, y), ticks, rate in solved["activity"].rows():
        ratio = ratios.get((k, y), 0.0)
        if (ratio > 0 if words == ["production"] else ratio < 0 and k in words) and ticks is not None:
            total[r, y] = total.get((r, y), np.zeros(1)) + abs(ratio) * rate[ticks.of]
    return total


def _firm(inputs: Inputs, solved: Mapping[str, Solved], row: Any) -> dict[Place, float]:
    """Plant that makes the carrier, one unless it has another credit; stores that have one."""
    chosen, credit = listed_in(row["technology"]), row["coefficient"] or {}
    ratios, each = _ratios(inputs, str(row["carrier"])), numbers(inputs.values["activity_per_capacity"])
    table = inputs.case.tables["technologies"].set_index("technology")
    kinds, reference = dict(table["kind"]), dict(table["reference"])
    total: dict[Place, float] = {}
    for key, _, stands in solved["capacity"].rows():
        k, place, y = key
        one = 0.0
        if kinds[k] == "converter" and ratios.get((k, y), 0.0) > 0:
            one = ratios[k, y] * float(each[key][0]) * credit.get(k, 1.0)
        elif kinds[k] in ("store", "power") and reference[k] == row["carrier"]:
            one = credit.get(k, 0.0)
        if not chosen or k in chosen:
            total[place, y] = total.get((place, y), 0.0) + one * float(stands[0])
    return total
