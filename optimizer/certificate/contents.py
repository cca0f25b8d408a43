"""What stores hold, counted again from the Inputs step by step.

A gap is measured against all that the row counts: what was held, and what goes in and what goes out, each by itself. Where both
are large and the content is small, as of an interior answer that fills and empties in one step, the difference of the two says nothing
of the size of the numbers it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.certificate.physics import Key, Solved, annual, numbers
from optimizer.certificate.plant import Floats, Found, by_label, name
from optimizer.clock import Clock, Clocks
from optimizer.inputs import Inputs


def reservoirs(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Reservoirs hold what the years before brought, from the start of the horizon on, and it fits."""
    flows = {
        n: {label: (clock, row) for label, clock, row in solved[n].rows()} for n in ("store_charge", "store_discharge")
    }
    stated = {n: numbers(inputs.values[n]) for n in ("charge_efficiency", "discharge_efficiency", "initial_content")}
    years = {p.label: p.years for p in inputs.case.options.periods}
    capacity, held = by_label(solved, "capacity"), dict[Key, float]()
    for (k, r, y), level in by_label(solved, "reservoir_level").items():
        into, out, start = (float(stated[n][k, r, y][0]) for n in stated)
        before = held.get((k, r), start)  # periods come in order
        (clock, charge), (_, discharge) = flows["store_charge"][k, r, y], flows["store_discharge"][k, r, y]
        span = years[int(str(y))]
        put, taken = span * into * annual(charge, clock), span * annual(discharge, clock) / out
        yield name("content", (k, r, y)), np.abs(level - before - put + taken), np.abs(level) + put + taken
        yield name("content", (k, r, y)), np.maximum(level - capacity[k, r, y], -level), level
        held[k, r] = float(level[0])


def contents(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Stores hold what was put in and not taken out, between their minimum and their capacity."""
    stated = {n: numbers(inputs.values[n]) for n in ("charge_efficiency", "discharge_efficiency", "self_loss")}
    least = numbers(inputs.values["minimum_level"])
    capacity, charge, discharge = (by_label(solved, n) for n in ("capacity", "store_charge", "store_discharge"))
    ticks = {label: ticking for label, ticking, _ in solved["store_charge"].rows()}
    of_stretch = by_label(solved, "store_level_of_stretch")
    for key, clock, level in solved["store_level"].rows() if "store_level" in solved else ():
        assert clock is not None
        into, out, lost = (float(stated[n][key][0]) for n in stated)
        finer = ticks[key] or clock  # flows may run on a finer clock than the content
        put, taken = (_by_row(flow, finer, clock) for flow in (into * charge[key], discharge[key] / out))
        before = np.where(clock.before >= 0, level[clock.before], 0.0)
        gap = np.abs(level - (1.0 - lost) ** clock.duration * before - put + taken)
        yield name("content", key), gap, np.abs(level) + put + taken
        floor = float(least[key][0]) if key in least else 0.0
        if key in of_stretch:
            start = content_by_day(inputs.clocks[key[-1]], clock, level, of_stretch[key], lost)
            yield from _days(inputs, key, clock, level, start, lost, floor, capacity[key])
        else:
            yield name("content", key), np.maximum(level - capacity[key], floor * capacity[key] - level), level


def _by_row(flow: Floats, finer: Clock, clock: Clock) -> Floats:
    """What a rate on a clock as fine or finer brings in each row of a clock."""
    found: Floats = np.bincount(finer.rows_in(clock), flow * finer.duration, len(clock)).astype(float)
    return found


def content_by_day(clocks: Clocks, clock: Clock, level: Floats, start: Floats, lost: float) -> Floats:
    """Content at the start of each day of the calendar, worked out day by day within each stretch.

    Args:
        clocks: of the period.
        clock: of `level`, the movement within the typical days.
        start: content at the start of each stretch.
        lost: share lost an hour.
    """
    calendar, stretches = clocks.calendar, clocks.stretches
    assert calendar is not None
    assert calendar.reads is not None
    assert stretches is not None
    day_of = clock.of if clock.name == "day" else np.arange(len(clock))
    moved, kept = level[day_of[calendar.reads]], (1.0 - lost) ** calendar.duration
    found = np.empty(len(calendar))
    for label, days, content in zip(stretches.labels, stretches.weight, start, strict=True):
        for i in (calendar.positions[label] + np.arange(int(days))) % len(calendar):
            found[i] = content
            content = kept[i] * content + moved[i]
    return found


def _days(
    inputs: Inputs, key: Key, clock: Clock, level: Floats, start: Floats, lost: float, floor: float, capacity: Floats
) -> Found:
    """A store linked through the year, hour by hour of every calendar day."""
    clocks = inputs.clocks[key[-1]]
    calendar = clocks.calendar
    assert calendar is not None
    assert calendar.reads is not None
    day_of = clock.of if clock.name == "day" else np.arange(len(clock))
    days = clocks.day.of  # typical day of each base row
    ends = day_of[calendar.reads]  # last row of each calendar day on the clock of the store
    kept = (1.0 - lost) ** calendar.duration
    carried = kept * start + level[ends]
    size = _size_of_stretch(clocks, start, level[ends])
    yield name("content at midnight", key), np.abs(np.roll(carried, 1) - start), np.roll(size, 1)
    typical = days[calendar.reads]
    row_day = np.arange(len(clock)) if clock.name == "day" else days
    for day in np.unique(typical):
        rows = np.flatnonzero(row_day == day)
        hours = np.cumsum(clock.duration[rows])
        begin = start[typical == day]
        held = begin[:, None] * (1.0 - lost) ** hours[None, :] + level[rows][None, :]
        outside = np.maximum(held - capacity, floor * capacity - held)
        counted = size[typical == day, None] + np.abs(level[rows])[None, :]
        yield name("content", key), outside.ravel(), counted.ravel()


def _size_of_stretch(clocks: Clocks, start: Floats, moved: Floats) -> Floats:
    """For each day of the calendar, what its stretch began with and all that the days of the stretch move."""
    calendar, stretches = clocks.calendar, clocks.stretches
    assert calendar is not None
    assert stretches is not None
    size = np.empty(len(calendar))
    for label, days in zip(stretches.labels, stretches.weight, strict=True):
        at = (calendar.positions[label] + np.arange(int(days))) % len(calendar)
        size[at] = np.abs(start[at[0]]) + np.abs(moved[at]).sum()
    return size
