"""What each group of rows becomes: a bus, a bus with a sum over time, a capacity of a flow, or a store."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import FormulationError
from optimizer.index import Label
from optimizer.to_pypsa.frame import Frame
from optimizer.to_pypsa.groups import Entry, Group, Key, entries, groups
from optimizer.to_pypsa.reduced import Reduced

Floats = NDArray[np.float64]

BUILT, LEVEL = "capacity_built", "store_level"
BALANCE = "store_balance"
LEVELS = ("store_level_below_capacity", "store_level_above_minimum")
PER_HOUR = (
    "activity_below_capacity",
    "activity_equals_profile",
    "activity_above_minimum_load",
    "vintage_activity_below_capacity",
    "port_group_whole",
    "port_share_below_maximum",
    "port_share_above_minimum",
    "carbon_not_created",
    "line_flow_below_capacity",
    "line_direction_below_capacity",
    "store_charge_below_power",
    "store_discharge_below_power",
    "store_charge_below_rate",
    "store_discharge_below_rate",
    "mode_below_share_of_plant",
    "mode_below_share_on_line",
    "online_below_capacity",
    "activity_below_online",
    "activity_above_online_load",
    "purchase_below_shared_limit",
    "sale_below_shared_limit",
    "capacity_at_most",
    "capacity_at_least",
)
"""Rows in units per hour, or of capacity; the others count amounts of a year."""


class Unmapped(Exception):
    """A group of rows, or of columns, that no network can say.

    Attributes:
        families: of the rows, and of the columns in them that cannot be said.
        flat, lossy: that is because use is flat over steps, or because a content is lost within a step.
    """

    def __init__(
        self, group: Group, why: str, column: Group | None = None, *, flat: bool = False, lossy: bool = False
    ) -> None:
        super().__init__(f"{group.family}{list(group.label)}: {why}")
        self.group, self.why, self.flat, self.lossy = group, why, flat, lossy
        self.families = (group.family,) if column is None else (column.family, group.family)


@dataclass(eq=False)
class Row:
    """A group of rows with all that meets in it."""

    group: Group
    sense: str
    bound: Floats
    flows: list[Entry] = field(default_factory=list)
    built: list[Entry] = field(default_factory=list)
    levels: list[Entry] = field(default_factory=list)

    @property
    def per_hour(self) -> bool:
        return self.group.family in PER_HOUR

    @property
    def summed(self) -> bool:
        """Whether it is one row for all steps."""
        return self.group.clock is None

    @property
    def periods(self) -> list[Label]:
        """The periods of what it counts."""
        found = [e.column.period for e in self.flows if e.column.period is not None]
        return list(dict.fromkeys(found))

    @property
    def several(self) -> bool:
        """Whether it sums over periods other than its own."""
        return self.summed and any(y != self.group.period for y in self.periods)

    @property
    def key(self) -> Key:
        """One bus for all periods, unless the row counts several of them."""
        return (self.group.family, self.group.label) if self.several else self.group.key


def rows_of(problem: Reduced) -> tuple[list[Row], list[Group]]:
    """Every group of rows that says something, and all groups of columns.

    Raises:
        Unmapped: a row with two different bounds.
    """
    row_groups, columns = groups(problem.rows), groups(problem.columns)
    met: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries(problem.matrix, row_groups, columns):
        met[entry.row.start].append(entry)
    out = []
    for group in row_groups:
        lower, upper = problem.row_lower[group.range], problem.row_upper[group.range]
        if group.size == 0 or (np.isinf(lower).all() and np.isinf(upper).all()):
            continue
        row = Row(group, *_side(group, lower, upper))
        for entry in met[group.start]:
            of = {BUILT: row.built, LEVEL: row.levels}.get(entry.column.family, row.flows)
            of.append(entry)
        out.append(row)
    return out, columns


def _side(group: Group, lower: Floats, upper: Floats) -> tuple[str, Floats]:
    if np.array_equal(lower, upper):
        return "==", upper
    if np.isinf(lower).all() and np.isfinite(upper).all():
        return "<=", upper
    if np.isinf(upper).all() and np.isfinite(lower).all():
        return ">=", lower
    raise Unmapped(group, "bounds on both sides, or in some steps alone")


def rate(frame: Frame, row: Row, entry: Entry) -> Floats:
    """What a unit of a flow brings to the bus of a row, in every snapshot.

    Raises:
        Unmapped: it acts in other steps than its own.
    """
    column, numbers = entry.column, np.zeros(entry.column.size)
    period = column.period
    if period is None:
        raise Unmapped(row.group, "something that belongs to no period", column)
    if len(np.unique(entry.column_at)) != len(entry.column_at):
        coarse, fine = column.clock, row.group.clock
        flat = coarse is not None and fine is not None and len(coarse) < len(fine)
        raise Unmapped(row.group, "one step acts on several", column, flat=flat)
    numbers[entry.column_at] = entry.numbers
    if row.summed:
        hours = np.ones(1) if column.clock is None else column.clock.hours_per_year
        years = frame.years[period] if row.several else 1.0
        return frame.spread(period, column.clock, numbers / hours / years)
    if column.clock is None or row.group.period != period:
        raise Unmapped(row.group, "something that belongs to other steps", column)
    _same_steps(row.group, entry, column.clock)
    return frame.spread(period, column.clock, numbers if row.per_hour else numbers / column.clock.hours_per_year)


def _same_steps(group: Group, entry: Entry, clock: Clock) -> None:
    """Each step acts on the row that holds it.

    Raises:
        Unmapped: it does not.
    """
    assert group.clock is not None
    if group.clock.reads is not None or clock.reads is not None or (clock.of < 0).any() or (group.clock.of < 0).any():
        raise Unmapped(group, "it counts parts of the year that are no steps", entry.column)
    try:
        held = clock.rows_in(group.clock)
    except FormulationError:
        raise Unmapped(group, "flat use over several steps of what balances in each", entry.column, flat=True) from None
    if not np.array_equal(held[entry.column_at], entry.row_at):
        raise Unmapped(group, "a step acts on another one", entry.column)
    if group.family in PER_HOUR and len(clock) != len(group.clock):
        raise Unmapped(group, "it adds up steps")


def load(frame: Frame, row: Row) -> Floats:
    """The constant side of a row, in every snapshot of its period."""
    clock, period = row.group.clock, row.group.period
    assert clock is not None
    if period is None:
        raise Unmapped(row.group, "a row of no period")
    return frame.spread(period, clock, row.bound if row.per_hour else row.bound / clock.hours_per_year)


def supply(frame: Frame, row: Row, entry: Entry) -> Floats:
    """What a unit of built capacity brings to the bus of a row all the time.

    Raises:
        Unmapped: the row belongs to no period.
    """
    period, clock = row.group.period, row.group.clock
    if period is None:
        raise Unmapped(row.group, "built capacity in a row of no period", entry.column)
    numbers = np.zeros(row.group.size)
    numbers[entry.row_at] = entry.numbers
    if clock is None:
        hours = float(frame.hours[frame.part(period)].sum())
        return frame.spread(period, None, numbers / hours / (frame.years[period] if row.several else 1.0))
    return frame.spread(period, clock, numbers if row.per_hour else numbers / clock.hours_per_year)
