"""Where carriers flow: ports, stores, lines, trade and demand, each on the clock of its carrier."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.case.rows import tuples_of
from optimizer.clock import Clock
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.auxiliary import FINEST, STORE, Auxiliary
from optimizer.inputs.lines import Lines
from optimizer.inputs.stores import Stores
from optimizer.inputs.trade import Trade
from optimizer.inputs.world import Lookup, World, clocked, fill, yes

Floats = NDArray[np.float64]


class Flows:
    """Indexes and values of everything that enters a carrier balance."""

    def __init__(self, w: World, assets: Assets, materials: set[tuple[Label, Label, int]]) -> None:
        self.w, self.assets, self.materials = w, assets, materials
        self.installed = assets.installed.tuples()
        self.reference = {t.technology: t.reference for t in w.technologies()}
        self.asked: dict[Label, str] = {t.technology: t.clock for t in w.technologies("converter")}
        self.by_vintage: set[Label] = {t.technology for t in w.technologies("converter") if yes(t.by_vintage)}
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        self._ports()
        auxiliary, self.trade = Auxiliary(w, assets), Trade(w, self.clock)
        stores = Stores(w, assets, auxiliary)
        for part in (stores, Lines(w, assets, auxiliary), self.trade):
            self.indexes |= part.indexes
            self.values |= part.values
        self.relabels: dict[str, dict[Label, Label]] = stores.relabels
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

    # -- converters ---------------------------------------------------------------------------------------
    def _ports(self) -> None:
        w, rows = self.w, self.w.table("ports")
        rows = rows[rows["technology"].isin([t.technology for t in w.technologies("converter")])]
        ratios = Lookup(rows.assign(region=""), ["technology", "carrier", "direction"])
        ways = rows.drop_duplicates(["technology", "carrier", "direction"])
        carriers: dict[str, list[tuple[str, float]]] = {}
        for r in tuples_of(ways):
            carriers.setdefault(r.technology, []).append((r.carrier, 1.0 if r.direction == "out" else -1.0))
        self.carriers_of = carriers
        dims, clock = ("technology", "region", "period"), self.activity_clock
        owned = [row for row in self.assets.installed_of("converter") if row[0] in carriers]
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
