"""Whole units counted again: their number is whole, and what is built fits them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.certificate.physics import Solved, numbers
from optimizer.certificate.plant import Found
from optimizer.inputs import Inputs


def units(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Every build of a technology that asks for whole units is between its smallest and largest size times a whole number."""
    rows = inputs.case.tables["technologies"]
    asked = set(rows.loc[rows["whole"].astype(bool), "technology"])
    periods = {p.label for p in inputs.case.options.periods}
    largest, smallest = numbers(inputs.values["unit_size"]), numbers(inputs.values["unit_size_min"])
    count = {key: row for key, _, row in solved["units_built"].rows()}
    for key, _, built in solved["capacity_built"].rows():
        if key[0] not in asked or key[2] not in periods:
            continue
        n, where = count[key], f"units of {'/'.join(str(v) for v in key)}"
        yield where, np.abs(n - np.rint(n)), np.zeros(1)
        yield where, np.maximum(built - largest[key] * n, smallest[key] * n - built), built
