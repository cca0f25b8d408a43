"""Matching counted again from the table of policies: what consumers use, what they claim, and what was generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.case.checks.common import listed_in
from optimizer.certificate.physics import Key, Solved, numbers
from optimizer.certificate.plant import Found, name
from optimizer.certificate.policies import in_force
from optimizer.clock import Clock
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
CLOCKS = {"hour": "hour", "day": "day", "each": "year"}


def _amounts(rate: Floats, clock: Clock | None, onto: Clock) -> Floats:
    """A rate as amounts a year in the rows of a clock; of one that is coarser, in equal parts of its hours."""
    assert clock is not None
    rate = np.broadcast_to(rate, (len(clock),))
    if len(clock) < len(onto):
        return np.asarray(rate[onto.rows_in(clock)] * onto.hours_per_year, dtype=float)
    hours = rate * clock.hours_per_year
    return np.bincount(clock.rows_in(onto), weights=hours, minlength=len(onto)).astype(float)


def _flows(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[Key, Clock | None, Floats]]:
    """((technology, carrier, region, period), clock, + given out or - taken in per hour) of every port."""
    ratios: dict[Any, list[tuple[Any, float]]] = {}
    for (k, c, y), ratio in numbers(inputs.values["port_ratio"]).items():
        ratios.setdefault((k, y), []).append((c, float(ratio[0])))
    free = {(k, c) for k, c, *_ in inputs.indexes["group_ports"].tuples()}
    for (k, r, y), clock, rate in solved["activity"].rows():
        for c, each in ratios[k, y]:
            if (k, c) not in free:
                yield (k, c, r, y), clock, each * rate
    for (k, c, r, y), clock, served in solved["port_use"].rows():
        yield (k, c, r, y), clock, dict(ratios[k, y])[c] * served


def matched(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Floats, Floats]]:
    """By (policy, area, period): what must be matched in each row of the clock of the policy, and what is claimed."""
    table = inputs.case.tables["policies"]
    chosen = table[(table["kind"] == "matching") & table["on"].astype(bool)]
    out: dict[Key, tuple[Floats, Floats]] = {}
    for policy, group in chosen.groupby("id", sort=False):
        row = group.iloc[0]
        clocks = {y: c.named(CLOCKS[row["time"]]) for y, c in inputs.clocks.items()}
        users, regions = listed_in(row["technology"]), listed_in(row["region"])
        dated = group.sort_values("year")
        for label, on, rate in _claims(solved, policy):
            area, y = label[1], label[5]
            asked, held = out.setdefault((policy, area, y), (np.zeros(len(clocks[y])), np.zeros(len(clocks[y]))))
            out[policy, area, y] = (asked, held + _amounts(rate, on, clocks[y]))
        for (k, c, r, y), on, rate in _flows(inputs, solved):
            key = (policy, r if row["area"] == "each" else "all", y)
            used = k in users and c == row["carrier"] and (not regions or r in regions) and np.any(rate < 0)
            if used and in_force(group, int(y)):
                share = np.interp(int(y), dated["year"].fillna(0.0), dated["amount"]) * row["coefficient"].get(k, 1.0)
                asked, held = out.setdefault(key, (np.zeros(len(clocks[y])), np.zeros(len(clocks[y]))))
                out[key] = (asked - share * _amounts(rate, on, clocks[y]), held)
    return out


def _claims(solved: Mapping[str, Solved], policy: Any) -> Iterator[tuple[Key, Clock | None, Floats]]:
    for label, clock, rate in solved["claim"].rows():
        if label[0] == policy:
            yield label, clock, rate


def outputs(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Clock, Floats, Floats]]:
    """By (technology, carrier, region, period) that is claimed: the clock of claims, what is given out, and what is claimed."""
    found: dict[Key, tuple[Clock, Floats, Floats]] = {}
    for (_, _, *rest), clock, rate in solved["claim"].rows():
        assert clock is not None
        nothing = np.zeros(len(clock))
        _, given, claimed = found.get(tuple(rest), (clock, nothing, nothing))
        found[tuple(rest)] = (clock, given, claimed + rate * clock.hours_per_year)
    for key, own, rate in _flows(inputs, solved) if found else ():
        if key in found:
            clock, given, claimed = found[key]
            found[key] = (clock, given + _amounts(rate, own, clock), claimed)
    return found


def claimable(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Floats, Floats]]:
    """By (policy, area, period): what must be matched, and what is or could still be claimed for it, on its clock."""
    given = outputs(inputs, solved)
    clock_of = inputs.case.tables["policies"].drop_duplicates("id").set_index("id")["time"].map(CLOCKS)
    out = matched(inputs, solved)
    for (policy, area, *rest), _, _ in solved["claim"].rows():
        key = (policy, area, rest[-1])
        on = inputs.clocks[rest[-1]].named(str(clock_of[policy]))
        clock, made, claimed = given[tuple(rest)]
        left = np.bincount(clock.rows_in(on), weights=made - claimed, minlength=len(on))
        out[key] = (out[key][0], out[key][1] + left)
    return out


def matches(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Use is claimed in every row of the clock of its policy, from eligible generation, and no unit of it twice."""
    table = inputs.case.tables["policies"].drop_duplicates("id").set_index("id")
    for row, (asked, held) in matched(inputs, solved).items():
        yield name("matching", row), asked - held, asked
    for (policy, area, *rest), _, rate in solved["claim"].rows():
        k, c, r, _ = rest
        eligible = k in listed_in(table.loc[policy, "relative_to"]) and c == table.loc[policy, "carrier"]
        near = area in ("all", r)
        yield name("claim", tuple(rest)), np.maximum(-rate, 0.0 if eligible and near else np.abs(rate)), rate
    for key, (_, given, claimed) in outputs(inputs, solved).items():
        yield name("claims", key), claimed - given, claimed
