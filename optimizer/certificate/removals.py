"""Removals counted again beside what is emitted: their limits, and the order "reduce first, remove last"."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.certificate.pathways import at_year, history
from optimizer.certificate.physics import Solved
from optimizer.certificate.plant import Found, name
from optimizer.certificate.policies import in_force
from optimizer.certificate.selected import emitted
from optimizer.certificate.stated import value_at
from optimizer.inputs import Inputs

KINDS = ("removal_limit", "priority")


def removals(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Removals of a period stay below their share of what is emitted, or of what is emitted less than in the baseline."""
    table = inputs.case.tables["policies"]
    over = {label: float(row[0]) for label, _, row in solved["overshoot"].rows()}
    series = set(inputs.case.tables["series"]["series"])
    for policy, rows in table[table["kind"].isin(KINDS) & table["on"].astype(bool)].groupby("id", sort=False):
        r = rows.iloc[0]
        base = int(r["relative_to"]) if r["relative_to"].isdigit() and r["relative_to"] not in series else None
        gross = emitted(inputs, solved, r.to_dict() | {"quantity": "gross_emission"})
        for area, path in emitted(inputs, solved, r.to_dict() | {"quantity": "removal"}).items():
            past, released = history(inputs, r, r, area), gross.get(area, dict.fromkeys(path, 0.0))
            for y, back in path.items():
                first = r["kind"] == "priority"
                if back <= 0 or not in_force(rows, y) or (first and base is not None and y < base):
                    continue
                most = at_year(past, y) if past else released[y if base is None else base]
                most -= released[y] if first else 0.0
                key = (str(policy), area, y)
                gap = back - value_at(rows, y) * most - over.get(key, 0.0)
                yield name("removal", key), np.array([gap]), np.array([most])
