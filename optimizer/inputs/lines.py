"""Lines: which way they carry, between which regions, and how much of it arrives."""

from __future__ import annotations

from typing import Any

from optimizer.case.fleets import carried
from optimizer.index import Index, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.auxiliary import Auxiliary, Key
from optimizer.inputs.time import year_hours
from optimizer.inputs.world import World, fill

DIMS = ("technology", "route", "period")
FLOW = ("technology", "route", "direction", "period")


class Lines:
    """Indexes and values of lines, with what they take and give beside what they move."""

    def __init__(self, w: World, assets: Assets, auxiliary: Auxiliary) -> None:
        self.assets, self.year_hours = assets, year_hours(w.case)
        self.technologies = {t.technology: t for t in w.technologies("line")}
        used = assets.installed_of("line")
        carrier = {k: t.reference for k, t in self.technologies.items()}
        clocks = {
            (k, y): auxiliary.finest(k, y, w.clock(w.clock_name(carrier[str(k)]), y))
            for k, y in dict.fromkeys((k, y) for k, _, y in used)
        }
        each, one_way = self._those("direction", "each"), self._those("direction", "forward")
        shared = [row for row in used if row[0] not in each]
        flows = [
            (k, i, way, y)
            for k, i, y in used
            for way in ("forward", "backward")
            if way == "forward" or k not in one_way
        ]
        on = [clocks[k, y] for k, _, _, y in flows]
        ends = {"departures": 0, "arrivals": 1}  # of the direction of the flow
        self.indexes: dict[str, Index] = {
            "lines": w.index(DIMS, used),
            "line_use": w.index(DIMS, shared, [clocks[k, y] for k, _, y in shared]),
            "flows": w.index(FLOW, flows, on),
        }
        self.indexes["line_directions"] = self.indexes["flows"].where("technology", each)
        self.indexes["shared_flows"] = self.indexes["flows"].where("technology", self.technologies.keys() - each)
        for name, end in ends.items():
            rows = [(k, i, way, y, carrier[str(k)], assets.ends_of(k, i, way)[end]) for k, i, way, y in flows]
            self.indexes[name] = w.index((*FLOW, "carrier", "region"), rows, on)
        indexes, values = auxiliary.of_lines(self.indexes["flows"])
        self.indexes |= indexes
        self.values: dict[str, Values] = {**self._shares(), **values}

    def _those(self, column: str, word: str) -> set[Any]:
        return {k for k, t in self.technologies.items() if getattr(t, column) == word}

    def _shares(self) -> dict[str, Values]:
        """What arrives and what departs of a flow, by the end at which it is measured."""
        received, lines = self._those("measured", "received"), self.indexes["lines"]

        def left(row: Key) -> float:
            k, i, y = row
            return 1.0 - (self.assets.stated(str(k), "loss", str(i), int(y)) or 0.0)

        def arrives(row: Key, _: Any) -> float:
            return 1.0 if row[0] in received else left(row)

        def departs(row: Key, _: Any) -> float:
            return 1.0 / left(row) if row[0] in received else 1.0

        def carries(row: Key, _: Any) -> float:
            k, i, y = row
            return carried(
                lambda name: self.assets.stated(str(k), name, str(i), int(y)),
                self.assets.lengths[k, i],
                self.year_hours,
            )

        return {
            "line_carries": fill("line_carries", lines, "carrier_unit/hour/capacity_unit", carries),
            "line_arrival": fill("line_arrival", lines, "dimensionless", arrives),
            "line_departure": fill("line_departure", lines, "dimensionless", departs),
        }
