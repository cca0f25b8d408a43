"""Where carriers flow: ports, stores, lines, trade and demand, each on the clock of its carrier."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.case.rows import tuples_of
from optimizer.clock import Clock
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.auxiliary import FINEST, STORE, Auxiliary
from optimizer.inputs.trade import Trade
from optimizer.inputs.world import Lookup, World, clocked, fill, yes

Floats = NDArray[np.float64]


class Flows:
    """Indexes and values of everything that enters a carrier balance."""

    def __init__(self, w: World, assets: Assets, materials: set[tuple[Label, Label, int]]) -> None:
        self.w, self.assets, self.materials = w, assets, materials
        self.installed = assets.installed.tuples()
        self.kind = {t.technology: t.kind for t in w.technologies()}
        self.reference = {t.technology: t.reference for t in w.technologies()}
        self.asked: dict[Label, str] = {t.technology: t.clock for t in w.technologies("converter")}
        self.by_vintage: set[Label] = {t.technology for t in w.technologies("converter") if yes(t.by_vintage)}
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        self.relabels: dict[str, dict[Label, Label]] = {}
        self.auxiliary = Auxiliary(w)
        self._ports()
        self._stores()
        self._lines()
        self._auxiliary()
        self.trade = Trade(w, self.clock)
        self.indexes |= self.trade.indexes
        self.values |= self.trade.values
        self._balance()

    @cached_property
    def ratios(self) -> dict[tuple[Label, ...], float]:
        """What a port carries per unit of activity, + out and - in, by (technology, carrier, period)."""
        values = self.values["port_ratio"]
        return dict(zip(values.index.tuples(), values.dense().tolist(), strict=True))

    @cached_property
    def demand(self) -> dict[tuple[Label, ...], tuple[Clock, Floats]]:
        """(clock, demand per hour in each of its rows), by (carrier, region, period)."""
        values = self.values["demand"]
        rates = (row for array in values.arrays for row in array)
        return {
            label: (clock, np.broadcast_to(rate, (len(clock),)))
            for (label, clock), rate in zip(clocked(values.index), rates, strict=True)
        }

    def clock(self, carrier: Label, period: Label) -> Clock:
        """On which a carrier balances."""
        return self.w.clock(self.w.clock_name(carrier), period)

    def activity_clock(self, technology: Label, period: Label) -> Clock:
        """The clock that a converter asks for, else the finest among its carriers."""
        used = [self.w.clock_name(c) for c, _ in self.carriers_of[str(technology)]]
        return self.w.clock(self.asked[technology] or min(used, key=FINEST.index), period)

    def port_clock(self, technology: Label, carrier: Label, period: Label) -> Clock:
        """The finer one of activity and carrier, so that flat use spreads evenly over the steps of its carrier."""
        clocks = (self.activity_clock(technology, period), self.clock(carrier, period))
        return min(clocks, key=lambda clock: FINEST.index(clock.name))

    def differs_by_vintage(self, technology: Label, carrier: Label) -> bool:
        """Whether a unit of activity takes or gives another amount of a carrier in each vintage."""
        if technology not in self.by_vintage or carrier == self.reference[str(technology)]:
            return False
        return any(c == carrier for c, _ in self.carriers_of[str(technology)])

    def _of_kind(self, kind: str) -> list[tuple[Label, ...]]:
        return [row for row in self.installed if self.kind[str(row[0])] == kind]

    # -- converters ---------------------------------------------------------------------------------------
    def _ports(self) -> None:
        w, rows = self.w, self.w.table("ports")
        rows = rows[rows["technology"].map(self.kind) == "converter"]
        ratios = Lookup(rows.assign(region=""), ["technology", "carrier", "direction"])
        ways = rows.drop_duplicates(["technology", "carrier", "direction"])
        carriers: dict[str, list[tuple[str, float]]] = {}
        for r in tuples_of(ways):
            carriers.setdefault(r.technology, []).append((r.carrier, 1.0 if r.direction == "out" else -1.0))
        self.carriers_of = carriers
        dims, clock = ("technology", "region", "period"), self.activity_clock
        owned = [row for row in self._of_kind("converter") if row[0] in carriers]
        sharing = [
            (k, r, y, t.technology)
            for t in w.technologies("converter")
            for k, r, y in owned
            if k == t.capacity_of and r in self.assets.places(t)
        ]
        active = [*owned, *((mode, r, y) for _, r, y, mode in sharing)]
        self.indexes["active"] = w.index(dims, active, [clock(k, y) for k, _, y in active])
        self.indexes["owned"] = w.index(dims, owned, [clock(k, y) for k, _, y in owned])
        self.indexes["sharing"] = w.index((*dims, "mode"), sharing, [clock(k, y) for k, _, y, _ in sharing])
        signed: dict[tuple[Label, ...], float] = {}
        for k, used in carriers.items():
            for c, sign in used:
                series = ratios.one(k, c, "out" if sign > 0 else "in", place="")
                assert series is not None
                for p in w.periods:
                    key = (k, c, p.label)
                    signed[key] = signed.get(key, 0.0) + sign * series.at(p.label)
        index = w.index(("technology", "carrier", "period"), signed)
        self.values["port_ratio"] = Values.of("port_ratio", index, list(signed.values()), "carrier_unit/activity_unit")
        every = [(k, c, r, y) for k, r, y in active for c in dict.fromkeys(c for c, _ in carriers[str(k)])]
        self.group = {(r.technology, r.carrier): r.group for r in tuples_of(rows) if r.group}
        self.port_labels: list[tuple[Label, ...]] = list(every)
        ports = [label for label in every if label[:2] not in self.group and label[0] not in self.by_vintage]
        self.indexes["ports"] = w.index(
            ("technology", "carrier", "region", "period"), ports, [self.port_clock(k, c, y) for k, c, _, y in ports]
        )
        self._groups([label for label in every if label[:2] in self.group])

    def _groups(self, ports: list[tuple[Label, ...]]) -> None:
        """Ports that share an activity freely, and the bounds of their shares."""
        w, rows, dims = self.w, self.w.table("ports"), ("technology", "carrier", "region", "period")
        clocks = [self.activity_clock(k, y) for k, *_, y in ports]
        self.indexes["group_ports"] = w.index(dims, ports, clocks)
        self.indexes["group_flows"] = w.index(dims, ports, [self.port_clock(k, c, y) for k, c, _, y in ports])
        grouped = [(k, c, self.group[str(k), str(c)], r, y) for k, c, r, y in ports]
        self.indexes["grouped"] = w.index(("technology", "carrier", "group", "region", "period"), grouped, clocks)
        whole = dict.fromkeys((k, g, r, y) for k, _, g, r, y in grouped)
        self.indexes["port_groups"] = w.index(
            ("technology", "group", "region", "period"), whole, [self.activity_clock(k, y) for k, *_, y in whole]
        )
        for name in ("share_min", "share_max"):
            bound = Lookup(rows[rows[name].notna()].assign(region=""), ["technology", "carrier"], column=name)
            given = {(k, c, r, y): bound.one(k, c, place="") for k, c, r, y in ports}
            kept = {label: series.at(int(str(label[-1]))) for label, series in given.items() if series is not None}
            self.values[name] = Values.of(name, w.index(dims, kept), list(kept.values()), "dimensionless")

    # -- stores -------------------------------------------------------------------------------------------
    def _stores(self) -> None:
        w = self.w
        dims = ("technology", "region", "period")
        technologies = {t.technology: t for t in w.technologies("store")}
        stored = self._of_kind("store")
        spans_year = {k: t.span == "year" for k, t in technologies.items()}
        linked: set[tuple[Label, ...]] = {
            (k, r, y) for k, r, y in stored if spans_year[str(k)] and not w.clocks[y].chronological
        }
        if any(w.clocks[y].calendar is None for *_, y in linked):
            raise CaseError(
                [
                    Problem(
                        "stores with span 'year' on given days need a calendar", "calendar.csv", found="no such table"
                    )
                ]
            )

        def clock(label: tuple[Label, ...]) -> Clock:
            name, c = str(label[0]), w.clocks[label[-1]]
            daily = w.clock_name(self.reference[name]) == "day"
            if label in linked:
                return c.day_from_start if daily else c.hour_from_start
            if daily:
                return c.day
            return c.hour if spans_year[name] else c.hour_in_day

        spans_horizon = {k for k, t in technologies.items() if t.span == "horizon"}
        flowing = [
            self.clock(self.reference[str(row[0])], row[-1]) if row[0] in spans_horizon else clock(row)
            for row in stored
        ]
        flowing = [self.auxiliary.finest(k, y, own) for (k, _, y), own in zip(stored, flowing, strict=True)]
        self.indexes["stores"] = w.index(dims, stored)
        self.indexes["store_flows"] = w.index(dims, stored, flowing)
        ports = [(k, self.reference[str(k)], r, y) for k, r, y in stored]
        self.indexes["store_ports"] = w.index(("technology", "carrier", "region", "period"), ports, flowing)
        self._reservoirs([row for row in stored if row[0] in spans_horizon])
        stored = [row for row in stored if row[0] not in spans_horizon]
        on = [clock(row) for row in stored]
        self.indexes["stored"] = w.index(dims, stored, on)
        whole = [(row, o) for row, o in zip(stored, on, strict=True) if row not in linked]
        self.indexes["stored_whole"] = w.index(dims, [r for r, _ in whole], [o for _, o in whole])
        part = [(row, o) for row, o in zip(stored, on, strict=True) if row in linked]
        rows = [r for r, _ in part]
        self.indexes["stored_linked"] = w.index(dims, rows, [o for _, o in part])
        self.indexes["stored_days"] = w.index(dims, rows, [w.clocks[y].day for *_, y in rows])
        calendars = [c for c in (w.clocks[y].calendar for *_, y in rows) if c is not None]
        self.indexes["stored_calendar"] = w.index(dims, rows, calendars)
        for way in ("charge", "discharge"):
            self.relabels[way] = {k: getattr(t, way) for k, t in technologies.items() if getattr(t, way)}
        self._store_values(linked)

    def _reservoirs(self, rows: list[tuple[Label, ...]]) -> None:
        """Stores that fill or empty over the horizon, and what they hold before it."""
        first = self.w.periods[0].label
        index = self.w.index(("technology", "region", "period"), rows)
        start = [
            (self.assets.stated(str(k), "initial_content", str(r), first) or 0.0) if y == first else 0.0
            for k, r, y in rows
        ]
        self.indexes["reservoirs"] = index
        self.values["reservoir_start"] = Values.of("reservoir_start", index, start, "carrier_unit")

    def _store_values(self, linked: set[tuple[Label, ...]]) -> None:
        def stated(label: tuple[Label, ...], name: str) -> float:
            k, r, y = label
            return self.assets.stated(str(k), name, str(r), int(y)) or 0.0

        def kept(label: tuple[Label, ...], clock: Any) -> Any:
            return (1.0 - stated(label, "self_loss")) ** clock.duration

        stored, calendar = self.indexes["stored"], self.indexes["stored_calendar"]
        self.values["store_retention"] = fill("store_retention", stored, "dimensionless", kept)
        self.values["store_retention_of_day"] = fill("store_retention_of_day", calendar, "dimensionless", kept)
        self.values["store_floor_share"] = fill(
            "store_floor_share", calendar, "dimensionless", lambda label, _: stated(label, "minimum_level")
        )
        self.values["store_level_floor"] = fill(
            "store_level_floor", stored, "carrier_unit", lambda label, _: -np.inf if label in linked else 0.0
        )

    # -- lines --------------------------------------------------------------------------------------------
    def _lines(self) -> None:
        w = self.w
        lines = {t.technology: t for t in w.technologies("line")}
        table = w.table("routes")
        ends = {
            (k, i): (a, b)
            for k, i, a, b in zip(table["technology"], table["route"], table["from"], table["to"], strict=True)
        }
        self.ends = ends
        used = self._of_kind("line")
        dims = ("technology", "route", "period")
        on = [self.auxiliary.finest(k, y, self.clock(self.reference[str(k)], y)) for k, _, y in used]
        self.indexes["lines"] = w.index(dims, used)
        each = {k for k, t in lines.items() if t.direction == "each"}
        shared = [(row, clock) for row, clock in zip(used, on, strict=True) if row[0] not in each]
        self.indexes["line_use"] = w.index(dims, [row for row, _ in shared], [clock for _, clock in shared])
        flows, arrivals, departures, clocks = [], [], [], []
        for (k, i, y), clock in zip(used, on, strict=True):
            carrier = self.reference[str(k)]
            both = lines[str(k)].direction != "forward"
            for way, (a, b) in (("forward", ends[k, i]), ("backward", ends[k, i][::-1])):
                if way == "forward" or both:
                    flows.append((k, i, way, y))
                    arrivals.append((k, i, way, y, carrier, b))
                    departures.append((k, i, way, y, carrier, a))
                    clocks.append(clock)
        flow_dims = ("technology", "route", "direction", "period")
        self.indexes["flows"] = w.index(flow_dims, flows, clocks)
        self.indexes["line_directions"] = self.indexes["flows"].where("technology", each)
        self.indexes["shared_flows"] = self.indexes["flows"].where("technology", lines.keys() - each)
        self.indexes["arrivals"] = w.index((*flow_dims, "carrier", "region"), arrivals, clocks)
        self.indexes["departures"] = w.index((*flow_dims, "carrier", "region"), departures, clocks)

        received = {k for k, t in lines.items() if t.measured == "received"}

        def left(label: tuple[Label, ...]) -> float:
            k, i, y = label
            return 1.0 - (self.assets.stated(str(k), "loss", str(i), int(y)) or 0.0)

        def arrives(label: tuple[Label, ...], _: Any) -> float:
            return 1.0 if label[0] in received else left(label)

        def departs(label: tuple[Label, ...], _: Any) -> float:
            return 1.0 / left(label) if label[0] in received else 1.0

        self.values["line_arrival"] = fill("line_arrival", self.indexes["lines"], "dimensionless", arrives)
        self.values["line_departure"] = fill("line_departure", self.indexes["lines"], "dimensionless", departs)

    def _auxiliary(self) -> None:
        """What stores and lines take and give beside what they store and move."""
        parts = (
            self.auxiliary.of_stores(self.indexes["store_flows"]),
            self.auxiliary.of_lines(self.indexes["flows"], self.ends),
        )
        for indexes, values in parts:
            self.indexes |= indexes
            self.values |= values

    # -- demand and balance -------------------------------------------------------------------------------
    def _balance(self) -> None:
        w = self.w
        rows = w.table("demand")
        lookup = Lookup(rows, ["carrier"])
        wanted = set(zip(rows["carrier"], rows["region"], strict=True))
        periods = [p.label for p in w.periods]
        touched: set[tuple[Label, ...]] = {(c, r, y) for _, c, r, y in self.port_labels}
        touched |= {(c, r, y) for _, c, r, y in self.indexes["store_ports"].tuples()}
        touched |= {(c, r, y) for *_, y, c, r in self.indexes["arrivals"].tuples()}
        touched |= {(c, r, y) for *_, y, c, r in self.indexes["departures"].tuples()}
        touched |= {(c, r, y) for n in STORE for _, c, r, y in self.indexes[f"{n}_ports"].tuples()}
        touched |= {(c, r, y) for n in ("start", "end") for *_, y, c, r in self.indexes[f"{n}_ports"].tuples()}
        touched |= {(c, r, y) for c, r, _, y in self.indexes["purchases"].tuples()}
        touched |= {(c, r, y) for c, r, _, y in self.indexes["sales"].tuples()}
        touched |= {(c, r, y) for c, r in wanted for y in periods}
        touched |= {(c, r, y) for c, r, y in self.materials}
        order = [(c, r, y) for c in w.dimensions["carrier"].labels for r in w.regions for y in periods]
        labels = [label for label in order if label in touched]
        dims = ("carrier", "region", "period")
        balance = w.index(dims, labels, [self.clock(c, y) for c, *_, y in labels])
        self.indexes["balance"] = balance

        def demand(label: tuple[Label, ...], clock: Any) -> Any:
            c, r, y = label
            total = np.zeros(len(clock))
            for series in lookup.all(c, place=r):
                shape = w.shape(series.profile, r, y, clock)
                mean = float(shape @ clock.hours_per_year / clock.hours_per_year.sum())
                total = total + series.at(int(y)) * shape / mean
            return total

        self.values["demand"] = fill("demand", balance, "carrier_unit/hour", demand)
        self._excess(balance, wanted)

    def _excess(self, balance: Index, wanted: set[tuple[Label, Label]]) -> None:
        w, dims = self.w, ("carrier", "region", "period")
        carriers = w.table("carriers")
        dumped = set(carriers.loc[carriers["surplus"].map(yes).astype(bool), "carrier"])
        short = [
            (c, r, y)
            for c, r, y in balance.tuples()
            if (c, r) in wanted and self.trade.price.one(c, "unmet", "1", place=r) is not None
        ]
        spare = [(c, r, y) for c, r, y in balance.tuples() if c in dumped]
        for name, labels in (("unmet", short), ("surplus", spare)):
            index = w.index(dims, labels, [self.clock(c, y) for c, *_, y in labels])
            self.indexes[name] = index

            def price(label: tuple[Label, ...], _: Any, kind: str = name) -> float:
                series = self.trade.price.one(label[0], kind, "1", place=label[1])
                return 0.0 if series is None else series.at(int(label[2]))

            self.values[f"{name}_price"] = fill(f"{name}_price", index, "money/carrier_unit", price)

        unmet = self.indexes["unmet"]
        self.values["unmet_limit"] = fill(
            "unmet_limit", unmet, "carrier_unit/hour", lambda label, _: self.demand[label][1]
        )
