"""Matching counted again from the table of policies: what consumers use, what they claim, and what was generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.case.checks.common import listed_in
from optimizer.certificate.physics import Key, Solved, numbers
from optimizer.certificate.plant import Found, name
from optimizer.certificate.policies import in_force
from optimizer.certificate.stated import value_at
from optimizer.certificate.young import young
from optimizer.clock import Clock, Clocks
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
CLOCKS = {"hour": "hour", "day": "day", "each": "year"}
MONTHS = 12


@dataclass(frozen=True, eq=False)
class Blocks:
    """What a policy adds up over: the rows of a clock, or the months of the year.

    Attributes:
        of: of the period.
        clock: None for months.
        size: number of blocks.
    """

    of: Clocks
    clock: Clock | None
    size: int

    @classmethod
    def named(cls, clocks: Clocks, time: str) -> Blocks:
        if time == "month":
            return cls(clocks, None, MONTHS)
        clock = clocks.named(CLOCKS[time])
        return cls(clocks, clock, len(clock))

    def amounts(self, rate: Floats, clock: Clock | None) -> Floats:
        """A rate as amounts a year in each block."""
        assert clock is not None
        rate = np.broadcast_to(rate, (len(clock),))
        if self.clock is not None:
            return _amounts(rate, clock, self.clock)
        base = rate[clock.of] * self.of.hour.hours_per_year
        by_day = np.bincount(self.of.day.of, weights=base, minlength=len(self.of.day))
        return np.asarray(by_day @ _share_of_months(self.of), dtype=float)


def _share_of_months(clocks: Clocks) -> Floats:
    """Which share of the days that a day stands for lies in each month, by the almanac."""
    days = clocks.day.of
    calendar = clocks.calendar
    stands = np.arange(len(clocks.day)) if calendar is None else days[np.asarray(calendar.reads)]
    first = np.datetime64("2024-01-01" if len(stands) == 366 else "2023-01-01")
    months = (first + np.arange(len(stands))).astype("datetime64[M]").astype(int) % MONTHS
    counts: Floats = np.zeros((len(clocks.day), MONTHS))
    for day, month in zip(stands, months, strict=True):
        counts[day, month] += 1.0
    out: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return out


def _amounts(rate: Floats, clock: Clock, onto: Clock) -> Floats:
    """A rate as amounts a year in the rows of a clock; of one that is coarser, in equal parts of its hours."""
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
        blocks = {y: Blocks.named(c, row["time"]) for y, c in inputs.clocks.items()}
        users, regions = listed_in(row["technology"]), listed_in(row["region"])
        for label, on, rate in _claims(solved, policy):
            area, y = label[1], label[5]
            asked, held = out.setdefault((policy, area, y), (np.zeros(blocks[y].size), np.zeros(blocks[y].size)))
            out[policy, area, y] = (asked, held + blocks[y].amounts(rate, on))
        for (k, c, r, y), on, rate in _flows(inputs, solved):
            key = (policy, r if row["area"] == "each" else "all", y)
            used = k in users and c == row["carrier"] and (not regions or r in regions) and np.any(rate < 0)
            if used and in_force(group, int(y)):
                share = value_at(group, int(y)) * row["coefficient"].get(k, 1.0)
                asked, held = out.setdefault(key, (np.zeros(blocks[y].size), np.zeros(blocks[y].size)))
                out[key] = (asked - share * blocks[y].amounts(rate, on), held)
        for (k, r, y), on, rate in _net_intake(solved):
            key = (policy, r if row["area"] == "each" else "all", y)
            if k in users and (not regions or r in regions) and in_force(group, int(y)) and key in out:
                share = value_at(group, int(y)) * row["coefficient"].get(k, 1.0)
                out[key] = (out[key][0] + share * blocks[y].amounts(rate, on), out[key][1])
    return out


def _net_intake(solved: Mapping[str, Solved]) -> Iterator[tuple[Key, Clock | None, Floats]]:
    """What each store takes in, less what it gives out."""
    drawn = {label: rate for label, _, rate in solved["store_discharge"].rows()}
    for label, clock, rate in solved["store_charge"].rows():
        yield label, clock, rate - drawn[label]


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
            assert own is not None
            clock, given, claimed = found[key]
            found[key] = (clock, given + _amounts(rate, own, clock), claimed)
    return found


def claimable(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Floats, Floats]]:
    """By (policy, area, period): what must be matched, and what is or could still be claimed for it, in its blocks."""
    given, aged = outputs(inputs, solved), young(inputs, solved)
    time = _policies(inputs)["time"]
    out = matched(inputs, solved)
    for (policy, area, *rest), _, _ in solved["claim"].rows():
        key, source = (policy, area, rest[-1]), tuple(rest)
        blocks = Blocks.named(inputs.clocks[rest[-1]], str(time[policy]))
        clock, made, claimed = given[source]
        left = (made - claimed) / clock.hours_per_year
        for able, asked in aged.limits_of(policy, source):
            left = np.minimum(left, able - asked)
        out[key] = (out[key][0], out[key][1] + blocks.amounts(left, clock))
    return out


def _policies(inputs: Inputs) -> Any:
    """The first row of each policy."""
    return inputs.case.tables["policies"].drop_duplicates("id").set_index("id")


def matches(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Use is claimed in every block of its policy, from eligible generation, and no unit of it twice."""
    table = _policies(inputs)
    for row, (asked, held) in matched(inputs, solved).items():
        yield name("matching", row), asked - held, asked
    for (policy, area, *rest), _, rate in solved["claim"].rows():
        (k, c, r, _), regions = rest, listed_in(table.loc[policy, "region"])
        eligible = k in listed_in(table.loc[policy, "relative_to"]) and c == table.loc[policy, "carrier"]
        near = area in ("all", r) and (not regions or r in regions)
        yield name("claim", tuple(rest)), np.maximum(-rate, 0.0 if eligible and near else np.abs(rate)), rate
    for key, (_, given, claimed) in outputs(inputs, solved).items():
        yield name("claims", key), claimed - given, claimed
    for key, (able, claimed) in young(inputs, solved).limits.items():
        yield name("claims on young plant", key), claimed - able, claimed
