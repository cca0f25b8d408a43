"""Stores: on which clock they are filled, and whether they hold their content for a day, the year or the whole horizon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.auxiliary import Auxiliary, Key
from optimizer.inputs.world import World, fill

Floats = NDArray[np.float64]
DIMS = ("technology", "region", "period")


class Stores:
    """Indexes and values of stores, with what they take and give beside what they store.

    Attributes:
        linked: labels of stores whose content goes from one typical day to the next by the calendar.
        relabels: store -> the technology that charges or discharges it.
    """

    def __init__(self, w: World, assets: Assets, auxiliary: Auxiliary) -> None:
        self.w, self.assets = w, assets
        self.technologies = {t.technology: t for t in w.technologies("store")}
        self.relabels = {
            way: {k: getattr(t, way) for k, t in self.technologies.items() if getattr(t, way)}
            for way in ("charge", "discharge")
        }
        every = assets.installed_of("store")
        stored = [row for row in every if self._span(row) != "horizon"]
        self.linked = {r for r in stored if self._span(r) == "year" and not w.clocks[r[-1]].chronological}
        if any(w.clocks[y].calendar is None for *_, y in self.linked):
            message = "stores with span 'year' on given days need a calendar"
            raise CaseError([Problem(message, "calendar.csv", found="no such table")])
        flowing = [auxiliary.finest(row[0], row[-1], self._clock(row)) for row in every]
        ports = [(k, self.technologies[str(k)].reference, r, y) for k, r, y in every]
        self.indexes: dict[str, Index] = {
            "stores": w.index(DIMS, every),
            "store_flows": w.index(DIMS, every, flowing),
            "store_ports": w.index(("technology", "carrier", "region", "period"), ports, flowing),
            "reservoirs": w.index(DIMS, [row for row in every if self._span(row) == "horizon"]),
            **self._contents(stored),
        }
        self.values: dict[str, Values] = {"reservoir_start": self._start(), **self._numbers()}
        indexes, values = auxiliary.of_stores(self.indexes["store_flows"])
        self.indexes |= indexes
        self.values |= values

    def _span(self, row: Key) -> str:
        return str(self.technologies[str(row[0])].span)

    def _clock(self, row: Key) -> Clock:
        """That of the carrier; steps of a typical day follow each other as far as the span of the store goes."""
        c, name = self.w.clocks[row[-1]], self.w.clock_name(self.technologies[str(row[0])].reference)
        if self._span(row) == "horizon":
            return c.named(name)
        if row in self.linked:
            return c.day_from_start if name == "day" else c.hour_from_start
        if name == "day":
            return c.day
        return c.hour if self._span(row) == "year" else c.hour_in_day

    def _contents(self, stored: list[Key]) -> dict[str, Index]:
        """Contents by step, and of linked stores also by typical day and by stretch of the calendar."""
        w, index = self.w, self.w.index
        whole = [row for row in stored if row not in self.linked]
        linked = [row for row in stored if row in self.linked]
        stretches = [c for c in (w.clocks[y].stretches for *_, y in linked) if c is not None]
        return {
            "stored": index(DIMS, stored, [self._clock(row) for row in stored]),
            "stored_whole": index(DIMS, whole, [self._clock(row) for row in whole]),
            "stored_linked": index(DIMS, linked, [self._clock(row) for row in linked]),
            "stored_days": index(DIMS, linked, [w.clocks[y].day for *_, y in linked]),
            "stored_stretches": index(DIMS, linked, stretches),
        }

    def _stated(self, row: Key, name: str) -> float:
        k, r, y = row
        return self.assets.stated(str(k), name, str(r), int(y)) or 0.0

    def _start(self) -> Values:
        """What reservoirs hold before the horizon, in its first period."""
        first, index = self.w.periods[0].label, self.indexes["reservoirs"]
        start = [self._stated(row, "initial_content") if row[-1] == first else 0.0 for row in index.tuples()]
        return Values.of("reservoir_start", index, start, "carrier_unit")

    def _numbers(self) -> dict[str, Values]:
        def kept(row: Key, clock: Any) -> Any:
            return (1.0 - self._stated(row, "self_loss")) ** clock.duration

        def floor_share(row: Key, _: Any) -> float:
            return self._stated(row, "minimum_level")

        def floor(row: Key, _: Any) -> float:
            return -np.inf if row in self.linked else 0.0

        def over_days(count: Floats, row: Key, clock: Clock) -> tuple[Floats, Floats]:
            """What is left of a content after so many days, and of the movements of each of them."""
            daily = kept(row, clock)
            left = daily**count
            whole = np.isclose(daily, 1.0)
            return left, np.where(whole, count, (1.0 - left) / np.where(whole, 1.0, 1.0 - daily))

        def before(part: int) -> Callable[[Key, Clock], Floats]:
            return lambda row, clock: over_days(clock.weight, row, clock)[part][clock.before]

        def to_last(part: int) -> Callable[[Key, Clock], Floats]:
            return lambda row, clock: over_days(clock.weight - 1.0, row, clock)[part]

        stored, stretches = self.indexes["stored"], self.indexes["stored_stretches"]
        return {
            "store_retention": fill("store_retention", stored, "dimensionless", kept),
            "store_retention_of_day": fill("store_retention_of_day", stretches, "dimensionless", kept),
            "store_retention_before": fill("store_retention_before", stretches, "dimensionless", before(0)),
            "store_days_before": fill("store_days_before", stretches, "dimensionless", before(1)),
            "store_retention_to_last": fill("store_retention_to_last", stretches, "dimensionless", to_last(0)),
            "store_days_to_last": fill("store_days_to_last", stretches, "dimensionless", to_last(1)),
            "store_floor_share": fill("store_floor_share", stretches, "dimensionless", floor_share),
            "store_level_floor": fill("store_level_floor", stored, "carrier_unit", floor),
        }
