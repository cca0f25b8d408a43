"""Use by vintage counted again: each vintage within what stands of it, all of them the use of the technology."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.certificate.physics import Floats, Key, Solved, numbers
from optimizer.certificate.plant import Found
from optimizer.inputs import Inputs


def vintages(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What each vintage does fits into it, and adds up to the activity."""
    most, each = (numbers(inputs.values[f"vintage_{n}"]) for n in ("availability", "activity_per_capacity"))
    standing = {label: float(row[0]) for label, _, row in solved["capacity_of_vintage"].rows()}
    total: dict[Key, Floats] = {}
    for label, _, rate in solved["activity_of_vintage"].rows():
        k, r, _, y = label
        total[k, r, y] = total.get((k, r, y), np.zeros(1)) + rate
        usable = most[label] * each[label] * standing[label]
        yield f"use of {'/'.join(str(v) for v in label)}", np.maximum(rate - usable, -rate), rate
    marked = inputs.case.tables["technologies"]
    told = set(marked.loc[marked["by_vintage"].astype(bool), "technology"])
    for label, _, rate in solved["activity"].rows():
        if label[0] in told:
            yield f"use of {'/'.join(str(v) for v in label)}", np.abs(rate - total[label]), rate
