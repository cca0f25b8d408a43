"""Time as a table of rows: which day, which step, how long, how often, and what came before.

Conventions, stated once:

* A *base row* is one step of one day. `duration` [hour] is the length of the step, `weight` [1/year] how
  often its day occurs in a year, so that the sum of weight x duration is `year_hours`.
* A :class:`Clock` partitions the base rows: the hour clock keeps them, the day clock joins the steps of a
  day, the year clock joins everything. Rates on a coarse clock are means over its rows.
* A typical day stands for days of several months, so months are no such partition: `Clocks.months` splits each base row
  into the parts of it that fall into each month, and joins the parts of a month.
* `before` is the row that precedes a row, or -1 where nothing does. Levels are end-of-step values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import FormulationError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAYS_OF_YEAR = (365, 366)  # whose months are known
WHOLE = "all"  # label of the day or step dimension on a clock that does not resolve it


@dataclass(frozen=True, eq=False)
class Grid:
    """Rows of a clock as a table of days x steps.

    Attributes:
        days, steps: labels in order.
        day, step: position of each row in the table, shape (rows,).
    """

    days: list[int | str]
    steps: list[int | str]
    day: Ints
    step: Ints


@dataclass(frozen=True, eq=False)
class Clock:
    """One partition of the base rows of a year.

    Attributes:
        name: 'hour', 'day' or 'year'.
        labels: (day, step) of each row; 'all' where the clock does not resolve it.
        duration: hours of one occurrence of the row, shape (rows,).
        weight: occurrences of the row in a year, shape (rows,) [1/year].
        before: row that precedes each row, -1 where none does, shape (rows,).
        of: row of this clock to which each base row belongs, shape (base rows,).
        reads: for a clock that is no partition (the calendar, parts of months), the base row that each row reads.
        joined: the clock that joins rows of this one although neither is a partition, and its row for each of them.
    """

    name: str
    labels: tuple[tuple[int | str, int | str], ...]
    duration: Floats
    weight: Floats
    before: Ints
    of: Ints
    reads: Ints | None = None
    joined: tuple[Clock, Ints] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def positions(self) -> dict[tuple[int | str, int | str], int]:
        """Row of each (day, step) label."""
        return {label: i for i, label in enumerate(self.labels)}

    @cached_property
    def hours_per_year(self) -> Floats:
        """Hours of the year that each row stands for [hour/year]."""
        return self.duration * self.weight

    @cached_property
    def grid(self) -> Grid:
        """The rows as a table of days and steps."""
        days, steps = (list(dict.fromkeys(names)) for names in zip(*self.labels, strict=True))
        day_at, step_at = ({name: i for i, name in enumerate(names)} for names in (days, steps))
        at = np.array([(day_at[d], step_at[s]) for d, s in self.labels], dtype=np.int64)
        return Grid(days, steps, at[:, 0], at[:, 1])

    def same_rows(self, other: Clock) -> bool:
        return self is other or (self.reads is None and other.reads is None and np.array_equal(self.of, other.of))

    def rows_in(self, coarse: Clock) -> Ints:
        """The row of `coarse` that holds each row of this clock, shape (rows,).

        Raises:
            FormulationError: a row of this clock is not inside one row of `coarse`.
        """
        if coarse is self:
            return np.arange(len(self))
        if self.joined is not None and self.joined[0] is coarse:
            return self.joined[1]
        if self.reads is not None:
            return coarse.of[self.reads]
        out = np.full(len(self), -1, dtype=np.int64)
        out[self.of] = coarse.of
        if not np.array_equal(out[self.of], coarse.of) or np.any(out < 0):
            raise FormulationError(f"the {self.name} clock is coarser than the {coarse.name} clock")
        return out

    def mean(self, profile: Floats, fine: Clock) -> Floats:
        """The mean of a profile on `fine` over each row of this clock; the last axis is time."""
        rows = fine.rows_in(self)
        hours = fine.hours_per_year
        out = np.zeros((*profile.shape[:-1], len(self)))
        flat = (profile * hours).reshape(-1, len(fine))
        for i, row in enumerate(flat):
            out.reshape(-1, len(self))[i] = np.bincount(rows, weights=row, minlength=len(self))
        return out / self.hours_per_year


@dataclass(frozen=True, eq=False)
class Clocks:
    """The clocks of a year, and the calendar that orders its days.

    Attributes:
        hour: the base rows; `before` chains through the year if the days are chronological, else it wraps
            inside each day.
        hour_in_day: the base rows; `before` wraps inside each day.
        hour_from_start: the base rows; the first step of each day has nothing before it.
        day: one row a day; `before` is the day before if chronological, else the day itself.
        year: a single row.
        chronological: whether the days are the year itself, in order.
        day_from_start: the day clock with nothing before any day.
        calendar: one row for each day of the year, reading the end of the day that stands for it; `before` is the
            day before, the first follows the last. None for a chronological year, or if the case gave no calendar.
        stretches: the calendar in stretches of days for which one typical day stands, labelled by their first day;
            `weight` is their number of days. The last one may run over the turn of the year. None as the calendar.
    """

    hour: Clock
    hour_in_day: Clock
    hour_from_start: Clock
    day: Clock
    year: Clock
    day_from_start: Clock
    chronological: bool
    calendar: Clock | None
    stretches: Clock | None

    @cached_property
    def months(self) -> tuple[Clock, Clock] | None:
        """One row a month, from January on, and the parts of each base row that fall into each, by the days of the month
        for which its day stands. None unless all days of the year are known, 365 or 366 of them."""
        days = self.day.of
        if self.calendar is not None and self.calendar.reads is not None:
            return _months(self.hour, days, days[self.calendar.reads])
        return _months(self.hour, days, np.arange(len(self.day))) if self.chronological else None

    @property
    def partitions(self) -> tuple[Clock, ...]:
        """Every clock of the base rows."""
        return self.hour, self.hour_in_day, self.hour_from_start, self.day, self.day_from_start, self.year

    def named(self, name: str) -> Clock:
        return {"hour": self.hour, "day": self.day, "year": self.year}[name]


def build_clocks(
    days: list[int | str],
    day_of_row: Ints,
    step_of_row: list[int | str],
    duration: Floats,
    weight_of_day: Floats,
    *,
    chronological: bool,
    calendar: Ints | None = None,
) -> Clocks:
    """All clocks from the base rows, which must be ordered day by day.

    Args:
        days: labels of the days, shape (days,).
        day_of_row: position of the day of each base row, ascending, shape (rows,).
        step_of_row: label of the step of each base row.
        duration: hours of each base row.
        weight_of_day: occurrences of each day in a year.
        chronological: the days are the year itself, in order.
        calendar: position of the typical day that stands for each day of the year.
    """
    rows = np.arange(len(day_of_row))
    first = np.searchsorted(day_of_row, np.arange(len(days)), side="left")
    last = np.searchsorted(day_of_row, np.arange(len(days)), side="right") - 1
    is_first = rows == first[day_of_row]
    chained = np.roll(rows, 1)
    wrapped = np.where(is_first, last[day_of_row], rows - 1)
    opened = np.where(is_first, -1, rows - 1)
    labels = tuple(zip((days[d] for d in day_of_row.tolist()), step_of_row, strict=True))
    weight = weight_of_day[day_of_row]

    def base(before: Ints) -> Clock:
        return Clock("hour", labels, duration, weight, before.astype(np.int64), rows)

    hours_of_day: Floats = np.bincount(day_of_row, weights=duration, minlength=len(days)).astype(float)
    positions = np.arange(len(days))

    def daily(before: Ints) -> Clock:
        return Clock(
            "day", tuple((d, WHOLE) for d in days), hours_of_day, weight_of_day, before, day_of_row.astype(np.int64)
        )

    linked = None if calendar is None or chronological else _calendar(calendar, hours_of_day, last)
    return Clocks(
        hour=base(chained if chronological else wrapped),
        hour_in_day=base(wrapped),
        hour_from_start=base(opened),
        day=daily(np.roll(positions, 1) if chronological else positions),
        year=_year(float(hours_of_day @ weight_of_day), len(rows)),
        day_from_start=daily(np.full(len(days), -1)),
        chronological=chronological,
        calendar=linked,
        stretches=None if linked is None else _stretches(linked),
    )


def _year(hours: float, rows: int) -> Clock:
    """The whole year as one row, which precedes itself."""
    zero = np.zeros(1, dtype=np.int64)
    return Clock("year", ((WHOLE, WHOLE),), np.array([hours]), np.ones(1), zero, np.zeros(rows, dtype=np.int64))


def _calendar(typical: Ints, hours_of_day: Floats, last: Ints) -> Clock:
    """The days of the year in order, each reading the last row of the typical day that stands for it."""
    order = np.arange(len(typical))
    names = tuple((int(i) + 1, WHOLE) for i in order)
    before = np.roll(order, 1)
    return Clock("calendar", names, hours_of_day[typical], np.ones(len(order)), before, order, last[typical])


def _stretches(calendar: Clock) -> Clock:
    """Days of the calendar that follow each other and read the same row, as one row."""
    assert calendar.reads is not None
    reads = calendar.reads
    first = np.flatnonzero(reads != np.roll(reads, 1))
    first = first if len(first) else np.zeros(1, dtype=np.int64)
    days = np.diff(np.append(first, first[0] + len(reads)))
    order = np.arange(len(first))
    names = tuple(calendar.labels[i] for i in first)
    before = np.roll(order, 1)
    return Clock("stretches", names, calendar.duration[first], days.astype(float), before, order, reads[first])


def _months(hour: Clock, day_of_row: Ints, typical: Ints) -> tuple[Clock, Clock] | None:
    """The months, and the parts of base rows that they join.

    Args:
        typical: position of the day that stands for each day of the year, from the first of January on.
    """
    if len(typical) not in DAYS_OF_YEAR:
        return None
    days = np.array([31, 28 + len(typical) - 365, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    counts = np.zeros((day_of_row[-1] + 1, len(days)))
    np.add.at(counts, (typical, np.repeat(np.arange(len(days)), days)), 1.0)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    row, at = np.nonzero(shares[day_of_row])
    weight, nowhere = hour.weight[row] * shares[day_of_row[row], at], np.full(len(day_of_row), -1)
    hours = np.bincount(at, weights=hour.duration[row] * weight, minlength=len(days)).astype(float)
    order = np.arange(len(days))
    names = tuple((int(m) + 1, WHOLE) for m in order)
    month = Clock("month", names, hours, np.ones(len(days)), np.roll(order, 1), nowhere)
    labels = tuple((f"{hour.labels[i][0]}, month {m + 1}", hour.labels[i][1]) for i, m in zip(row, at, strict=True))
    before = np.full(len(row), -1)
    return month, Clock("month_parts", labels, hour.duration[row], weight, before, nowhere, row, (month, at))
