"""The rules by which plant is run, counted again: profiles, minimum loads, ramps, what is on line, starts, full-load hours."""

from __future__ import annotations

from collections.abc import Container, Mapping

import numpy as np

from optimizer.certificate.physics import Floats, Key, Solved, annual, numbers, on_clock
from optimizer.certificate.plant import Found, owners, use_of_plant
from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs import Inputs


def operation(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Every plant is used as its row of technologies.csv says, and within its full-load hours."""
    used = use_of_plant(inputs, solved)
    capacity = {label: float(row[0]) for label, _, row in solved["capacity"].rows()}
    most, each, least = (numbers(inputs.values[n]) for n in ("availability", "activity_per_capacity", "minimum_load"))
    bound, switched = _marked(inputs, "use", "profile"), _marked(inputs, "commitment", "online")
    online = {label: row for label, _, row in solved["online"].rows()}
    for key, (_, rate) in used.items():
        name = "/".join(str(v) for v in key)
        if key[0] in bound:
            yield f"profile of {name}", np.abs(rate - most[key] * each[key] * capacity[key]), rate
        if key[0] in switched:
            on = online[key]
            low = least[key] * each[key] * on - rate if key in least else -rate
            yield f"plant on line of {name}", np.maximum(low, rate - most[key] * each[key] * on), rate
            yield f"plant on line of {name}", np.maximum(on - capacity[key], -on), on
    yield from _throttled(inputs, used, capacity, switched)
    yield from _part_loads(inputs, solved, capacity, switched)
    yield from _starts(inputs, solved)
    for name, sign in (("full_load_hours_max", 1.0), ("full_load_hours_min", -1.0)):
        for key, hours in numbers(inputs.values[name]).items():
            clock, rate = used[key]
            yearly = np.array([annual(rate, clock)])
            yield f"full-load hours of {key[0]}", sign * (yearly - hours * each[key] * capacity[key]), yearly


def _throttled(
    inputs: Inputs,
    used: Mapping[Key, tuple[Clock, Floats]],
    capacity: Mapping[Key, float],
    switched: Container[Label],
) -> Found:
    """Plant that is not switched off runs at least at its minimum load, and does not change faster than it may, in all modes."""
    names = ("activity_per_capacity", "minimum_load", "ramp_up", "ramp_down")
    each, least, up, down = (numbers(inputs.values[n]) for n in names)
    for key, (clock, rate) in used.items():
        name, able, rise = "/".join(str(v) for v in key), each[key] * capacity[key], rate - rate[clock.before]
        if key in least and key[0] not in switched:
            yield f"minimum load of {name}", least[key] * able - rate, rate
        for fastest, change in ((up, rise), (down, -rise)):
            if key in fastest:
                yield f"ramp of {name}", change - fastest[key] * clock.duration * able, rate


def _part_loads(
    inputs: Inputs, solved: Mapping[str, Solved], capacity: Mapping[Key, float], switched: Container[Label]
) -> Found:
    """Modes with a share of their own take no more of their plant, or of what of it is on line."""
    most, taken, each = (
        numbers(inputs.values[n]) for n in ("plant_share_max", "capacity_use", "activity_per_capacity")
    )
    owner, online = owners(inputs), {label: (clock, row) for label, clock, row in solved["online"].rows()}
    for (k, r, y), clock, rate in solved["activity"].rows():
        if (k, r, y) in most:
            plant = (owner[k], r, y)
            mine, standing = online[plant] if owner[k] in switched else (clock, np.array([capacity[plant]]))
            assert mine is not None
            over = on_clock(taken[k, r, y] * rate, clock, mine) - most[k, r, y] * each[plant] * standing
            yield f"share of plant of {k}/{r}/{y}", over, rate


def _starts(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """No less is started than comes on line between a step and the next."""
    starts = {label: row for label, _, row in solved["started"].rows()}
    costly: set[Key] = set(numbers(inputs.values["start_cost"]))
    for label, clock, on in solved["online"].rows():
        if label in costly and clock is not None:
            more = on - np.where(clock.before >= 0, on[clock.before], 0.0)
            yield f"starts of {'/'.join(str(v) for v in label)}", np.maximum(more - starts[label], -starts[label]), on


def _marked(inputs: Inputs, column: str, word: str) -> set[Label]:
    rows = inputs.case.tables["technologies"]
    return set(rows.loc[rows[column] == word, "technology"])
