"""Snapshots: the steps of every period, one period after the other, and what they weigh."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
DAYS_OF_A_PERIOD = 10_000
"""The second typical day of 2030 is the investment period 20300002, where days are investment periods."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The time of a network.

    Attributes:
        inputs: of the case.
        by_day: each typical day is an investment period of its own, so that PyPSA's stores return to their start every day.
    """

    inputs: Inputs
    by_day: bool

    @cached_property
    def periods(self) -> list[Label]:
        return [p.label for p in self.inputs.case.options.periods]

    @cached_property
    def start(self) -> dict[Label, int]:
        """The first snapshot of each period."""
        ends = np.cumsum([0, *(len(self.inputs.clocks[y].hour) for y in self.periods)])
        return dict(zip(self.periods, ends[:-1].tolist(), strict=True))

    def part(self, period: Label) -> slice:
        """The snapshots of a period."""
        return slice(self.start[period], self.start[period] + len(self.inputs.clocks[period].hour))

    def __len__(self) -> int:
        return sum(len(self.inputs.clocks[y].hour) for y in self.periods)

    @cached_property
    def hours(self) -> Floats:
        """Hours of the year that each snapshot stands for."""
        return np.concatenate([self.inputs.clocks[y].hour.hours_per_year for y in self.periods])

    @cached_property
    def occurs(self) -> Floats:
        """How often a year each snapshot occurs."""
        return np.concatenate([self.inputs.clocks[y].hour.weight for y in self.periods])

    @cached_property
    def worth(self) -> dict[Label, float]:
        """Discount factors of the years of each period, added up."""
        return self._by_period("period_weight")

    @cached_property
    def years(self) -> dict[Label, float]:
        """Length of each period."""
        return self._by_period("period_years")

    def _by_period(self, name: str) -> dict[Label, float]:
        values = self.inputs.values[name]
        return {y: float(v) for (y,), v in zip(values.index.tuples(), values.dense(), strict=True)}

    def spread(self, period: Label, clock: Clock | None, numbers: Floats) -> Floats:
        """Numbers on a clock of a period as numbers of all snapshots, zero in other periods."""
        out = np.zeros(len(self))
        at = np.zeros(len(self.inputs.clocks[period].hour), int) if clock is None else clock.of
        out[self.part(period)] = numbers[at]
        return out

    def last_of(self, period: Label, clock: Clock) -> NDArray[np.bool_]:
        """The snapshots that end a row of a coarser clock."""
        out = np.zeros(len(self), bool)
        rows = clock.of
        out[self.part(period)] = np.append(rows[1:] != rows[:-1], True)
        return out

    @cached_property
    def invested(self) -> list[int]:
        """The investment period of PyPSA to which each snapshot belongs."""
        out: list[int] = []
        for y in self.periods:
            day = self.inputs.clocks[y].day.of
            out += [int(y) * DAYS_OF_A_PERIOD + int(d) + 1 if self.by_day else int(y) for d in day.tolist()]
        return out

    @cached_property
    def share(self) -> dict[int, float]:
        """The share of its year that each investment period of PyPSA is."""
        out: dict[int, float] = {}
        for at, (period, hours) in enumerate(zip(self.invested, self.hours.tolist(), strict=True)):
            whole = float(self.hours[self.part(self.period_of(at))].sum())
            out[period] = out.get(period, 0.0) + hours / whole
        return out

    def period_of(self, at: int) -> Label:
        """The period of a snapshot."""
        return next(y for y in reversed(self.periods) if self.start[y] <= at)
