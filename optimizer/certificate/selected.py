"""What a row of the policy table selects of the solved accounts, read from its cells; what its value is in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.certificate.emissions import PREFIX
from optimizer.certificate.physics import Key, Solved
from optimizer.inputs import Inputs

Path = dict[int, float]
"""Amount by year."""


def accounts_of(solved: Mapping[str, Solved], r: Any) -> Iterator[tuple[str, Key, float]]:
    """(kind of account, its label, weighed amount) of what a policy selects; what is removed counts as positive if it asks for removals."""
    labels, weights = ("gas", "sector", "stage", "region"), r["coefficient"] or {}
    wanted = {n: listed_in(r[n]) for n in labels}
    for account in listed_in(r["account"]) or ["territorial"]:
        for label, _, value in solved[f"{PREFIX[account]}emission"].rows():
            at = dict(zip(labels, map(str, label), strict=False))
            chosen = all(not names or at[n] in names for n, names in wanted.items())
            if not chosen or (weights and at["gas"] not in weights):
                continue
            taken = at["stage"] == "removal"
            if r["quantity"] != "emission" and taken != (r["quantity"] == "removal"):
                continue
            sign = -1.0 if r["quantity"] == "removal" else 1.0
            yield account, label, sign * weights.get(at["gas"], 1.0) * float(value[0])


def emitted(inputs: Inputs, solved: Mapping[str, Solved], r: Any) -> dict[str, Path]:
    """What a policy on emissions or removals counts, by area and period."""
    out: dict[str, Path] = {}
    for _, (*_, region, period), amount in accounts_of(solved, r):
        area = str(region) if r["area"] == "each" else "all"
        path = out.setdefault(area, dict.fromkeys(periods_of(inputs), 0.0))
        path[int(str(period))] += amount
    return out


def series_of(inputs: Inputs, series: str, r: Any, area: str) -> list[pd.DataFrame]:
    """The rows of a series that an area of a policy is held against: of the whole, or of its regions; none where it has no such series."""
    table = inputs.case.tables["series"]
    rows = table[table["series"] == series]
    whole, named = rows[rows["region"] == ""], listed_in(r["region"])
    if len(whole) and (len(whole) == len(rows) or (area == "all" and not named)):
        return [whole]
    regions = [area] if area != "all" else named or [str(region) for region in inputs.dimensions["region"].labels]
    found = [rows[rows["region"] == name] for name in regions]
    return found if all(len(mine) for mine in found) else []


def periods_of(inputs: Inputs) -> list[int]:
    return [p.label for p in inputs.case.options.periods]
