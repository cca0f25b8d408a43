"""Claims that ask for plant built from a year on, counted again: what such plant could give, and what is claimed of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.certificate.physics import Floats, Key, Solved, numbers, on_clock
from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs import Inputs


@dataclass(frozen=True, eq=False)
class Young:
    """What limits claims by the age of plant.

    Attributes:
        since: year of building that a policy asks for.
        limits: what plant built from a year on could give, and what is claimed of it, per hour, by (technology, carrier,
            region, year of building, period), in the rows of the claims.
    """

    since: Mapping[Label, int]
    limits: Mapping[Key, tuple[Floats, Floats]]

    def limits_of(self, policy: Label, source: Key) -> Iterator[tuple[Floats, Floats]]:
        """The limits that a claim of a policy counts against."""
        for (*rest, year, y), limit in self.limits.items():
            if policy in self.since and int(year) <= self.since[policy] and (*rest, y) == source:
                yield limit


def young(inputs: Inputs, solved: Mapping[str, Solved]) -> Young:
    """The limits of all claims on plant of a certain age."""
    table = inputs.case.tables["policies"]
    asking = table[table["built_from"].notna() & table["on"].astype(bool)]
    since = {k: int(v) for k, v in zip(asking["id"], asking["built_from"], strict=True)}
    clocks: dict[Key, Clock] = {}
    claims: dict[Key, list[tuple[int, Floats]]] = {}
    for (policy, _, *source), clock, rate in solved["claim"].rows():
        if policy in since and clock is not None:
            clocks[tuple(source)] = clock
            claims.setdefault(tuple(source), []).append((since[policy], rate))
    limits: dict[Key, tuple[Floats, Floats]] = {}
    for (k, c, r, y), rates in claims.items():
        for year in {year for year, _ in rates}:
            able = _could_give(inputs, solved, (k, c, r, y), year, clocks[k, c, r, y])
            asked = sum((rate for asks, rate in rates if asks >= year), start=np.zeros(1))
            limits[k, c, r, year, y] = (able, asked)
    return Young(since, limits)


def _could_give(inputs: Inputs, solved: Mapping[str, Solved], source: Key, year: int, clock: Clock) -> Floats:
    """What plant built from a year on could give per hour: what stands of it and is available, or what it does."""
    k, c, r, y = source
    marked = inputs.case.tables["technologies"].set_index("technology")["by_vintage"]
    ratio = float(numbers(inputs.values["port_ratio"])[k, c, y][0])
    if bool(pd.notna(marked[k]) and marked[k]):
        use = np.zeros(len(clock))
        for (a, b, v, at), own, rate in solved["activity_of_vintage"].rows():
            if (a, b, at) == (k, r, y) and int(v) >= year:
                use = use + on_clock(rate, own, clock)
        return ratio * use
    stands = sum(
        float(row[0])
        for (a, b, v, at), _, row in solved["capacity_of_vintage"].rows()
        if (a, b, at) == (k, r, y) and int(v) >= year
    )
    own = next(clock for label, clock, _ in solved["activity"].rows() if label == (k, r, y))
    each = float(numbers(inputs.values["activity_per_capacity"])[k, r, y][0])
    able = on_clock(numbers(inputs.values["availability"])[k, r, y], own, clock)
    return np.asarray(ratio * each * stands * able, dtype=float)
