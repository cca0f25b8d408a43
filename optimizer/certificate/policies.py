"""Policies counted again: what they limit or levy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.certificate.plant import Found, Survivors, name
from optimizer.index import Label
from optimizer.inputs import Inputs

FAMILIES = {
    "emission": "emission",
    "import_emission": "import_emission",
    "indirect_emission": "indirect_emission",
    "capacity": "capacity",
    "build": "capacity_built",
    "units_built": "units_built",
    "retirement": "capacity_of_vintage",
    "activity": "activity",
    "activity_of_vintage": "activity_of_vintage",
    "port_use": "port_use",
    "purchase": "purchase",
    "permit_trade": "permit_trade",
    "offset_use": "offset_use",
}
"""What policies count or levy, and the variable that holds it."""
PERMITS = ("permit_trade", "offset_use")
LEVIED = tuple(family for family in FAMILIES if family not in ("units_built", "retirement", *PERMITS))


def amounts_of(inputs: Inputs, solved: Mapping[str, Solved], family: str) -> dict[Key, float]:
    """What policies count of a family: amounts a year of what flows, else what stands, is built or retires early."""
    rows = solved[FAMILIES[family]].rows()
    found = {label: float(row[0]) if clock is None else annual(row, clock) for label, clock, row in rows}
    return _retired(inputs, solved, found) if family == "retirement" else found


def _retired(inputs: Inputs, solved: Mapping[str, Solved], standing: Mapping[Key, float]) -> dict[Key, float]:
    """What of each vintage stops standing in a period although its life goes on."""
    survivors = Survivors(inputs, solved)
    share: dict[Key, float] = {}  # of its living plant that a vintage has kept so far; periods come in order
    out: dict[Key, float] = {}
    for (k, place, v, y), now in standing.items():
        alive = survivors.at((k, place, v), int(y))
        kept = share.get((k, place, v), 1.0)
        out[k, place, v, y] = kept * alive - now
        share[k, place, v] = now / alive if alive > 0 else kept
    return out


def in_force(rows: pd.DataFrame, year: int) -> bool:
    """Whether a policy holds in a year: from `start`, else the first year with a value, to `end`."""
    first = rows["start"].min() if rows["start"].notna().any() else rows["year"].min()
    return not year < first and not year > rows["end"].max()  # comparisons with "not stated" are false


def counted_by_policies(
    inputs: Inputs, solved: Mapping[str, Solved], families: Iterable[str] = tuple(FAMILIES), use: str = "counted"
) -> dict[Key, float]:
    """What each (policy, area, until) counts, with its weights; `compared`: the part it is compared with."""
    out: dict[Key, float] = {}
    for row, _, term in terms(inputs, solved, families, use):
        out[row] = out.get(row, 0.0) + term
    return out


def terms(
    inputs: Inputs, solved: Mapping[str, Solved], families: Iterable[str] = tuple(FAMILIES), use: str = "counted"
) -> Iterator[tuple[Key, Label, float]]:
    """Each amount that a (policy, area, until) counts, with its weight: (these labels, period of the amount, amount)."""
    for family in families:
        weights = numbers(inputs.values[f"{family}_{use}"])
        amounts = amounts_of(inputs, solved, family) if weights else {}
        for label, weight in weights.items():
            yield label[:3], label[-1], float(weight[0]) * amounts[label[3:]]


def limits(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What each policy row counts keeps to its limit, but for the overshoot that is paid.

    The size of a row is that of its limit and of the largest amount it counts: the limit of a share is zero, whatever it is a share of.
    """
    counted, largest = dict[Key, float](), dict[Key, float]()
    for row, _, term in terms(inputs, solved):
        counted[row] = counted.get(row, 0.0) + term
        largest[row] = max(largest.get(row, 0.0), abs(term))
    over = {label: float(row[0]) for label, _, row in solved["overshoot"].rows()}
    floors: set[Key] = set(inputs.indexes["floors"].tuples())
    equals: set[Key] = set(inputs.indexes["equals"].tuples())
    for row, limit in numbers(inputs.values["policy_limit"]).items():
        above = counted.get(row, 0.0) - float(limit[0])
        outside = abs(above) if row in equals else (-above if row in floors else above) - over.get(row, 0.0)
        yield name("policy", row), np.array([outside]), np.abs(limit) + largest.get(row, 0.0)
