"""From the linear problem of a case to the parts of a network that is the same problem.

Every row becomes a bus on which the columns of the row meet, but for three kinds: a row that ties one flow to a capacity of its
own is the nominal value of that flow, rows of contents are stores, and a row that sums over steps has a sink whose use a
global constraint bounds. Every column becomes a flow with a rate at each bus, a capacity or the content of a store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.to_pypsa import rows as r
from optimizer.to_pypsa.capacities import Capacities
from optimizer.to_pypsa.contents import Contents, wraps_inside_days
from optimizer.to_pypsa.frame import Frame
from optimizer.to_pypsa.groups import Group, Key
from optimizer.to_pypsa.names import Names, vintage
from optimizer.to_pypsa.parts import Bus, Limit, Part, Parts, Store
from optimizer.to_pypsa.reduced import Reduced
from optimizer.to_pypsa.rows import Row, Unmapped

Floats = NDArray[np.float64]


class Reader:
    """One case on its way to a network.

    Attributes:
        unmapped: what no network can say.
    """

    def __init__(self, inputs: Inputs, problem: Reduced) -> None:
        self.inputs, self.problem, self.unmapped = inputs, problem, list[Unmapped]()
        self.names, self.parts = Names(inputs), Parts(constant=problem.offset)
        self.rows, columns = r.rows_of(problem)
        self.frame = Frame(inputs, any(wraps_inside_days(row.group) for row in self.rows))
        self.rates: dict[Key, dict[str, Floats]] = defaultdict(dict)
        self.flows: dict[Key, list[Group]] = defaultdict(list)
        for column in columns:
            if column.family not in (r.BUILT, r.LEVEL) and column.size and not problem.gone[column.start]:
                self.flows[column.key].append(column)
        self.capacities = Capacities(self.frame, problem, self.names, self.rows)
        self.contents = Contents(self.frame, problem, self.names, self.rows)
        self._try(lambda: self.rows.extend(self.capacities.rows(self.contents.held)))

    def read(self) -> Parts:
        """All parts; what cannot be said is left out of them and stands in `unmapped`."""
        direct = self._direct()
        tied = {id(row) for found in direct.values() for row in found} | self.contents.tied
        for row in self.rows:
            if id(row) not in tied:
                self._try(self._bus, row)
        for key in self.contents.keys:
            self._try(self._store, key)
        for key, groups in self.flows.items():
            if key in direct:
                self._try(self._capacity_flows, key, groups, direct[key])
            elif key not in self.contents.of_units:
                self._try(self._free_flow, key, groups)
        self._try(self.capacities.standing, self.parts)
        self._try(self.capacities.limits, self.parts)
        return self.parts

    def _try(self, what: Callable[..., None], *arguments: Any) -> None:
        try:
            what(*arguments)
        except Unmapped as error:
            self.unmapped.append(error)

    # -- rows ---------------------------------------------------------------------------------------------
    def _direct(self) -> dict[Key, list[Row]]:
        """Flows that are tied to capacities of their own, with the rows that tie them."""
        by_flow: dict[Key, list[Row]] = defaultdict(list)
        uses: dict[tuple[Label, ...], set[int]] = defaultdict(set)
        for row in (row for row in self.rows if row.built):
            for entry in row.flows:
                by_flow[entry.column.key].append(row)
            for entry in row.built:
                uses[entry.column.label].add(id(row))
        return {
            key: rows
            for key, rows in by_flow.items()
            if key not in self.contents.of_units
            and all(self._ties(row) for row in rows)
            and self._limited_once(key, rows)
            and {at for row in rows for e in row.built for at in uses[e.column.label]} <= {id(row) for row in rows}
        }

    def _ties(self, row: Row) -> bool:
        """Whether a row is one flow between shares of capacities."""
        if len(row.flows) != 1 or row.summed or not row.per_hour or row.bound.any():
            return False
        (flow,) = row.flows
        same = flow.column.size == row.group.size and np.array_equal(flow.row_at, flow.column_at)
        free = np.isinf(self.problem.upper[flow.column.range]).all() and not self.problem.lower[flow.column.range].any()
        return bool(same and (flow.numbers == 1.0).all() and free)

    def _limited_once(self, key: Key, rows: list[Row]) -> bool:
        """Whether each period has one row above, and at most one below."""
        above = [row.group.period for row in rows if row.sense != ">="]
        below = [row.group.period for row in rows if row.sense == ">="]
        every = [g.period for g in self.flows[key]]
        return sorted(map(str, above)) == sorted(map(str, every)) and len(set(below)) == len(below)

    def _bus(self, row: Row) -> None:
        """A row as a bus; nothing of it is kept if one entry of it cannot be said.

        A limit supplies what is drawn from it, so its row is read the other way round; what is left is taken out.
        """
        sign = -1.0 if row.sense == "<=" and not row.summed else 1.0
        if any(e.column.label in self.contents.held for e in row.built):
            raise Unmapped(row.group, "a content that bounds a flow")
        rates = [(e.column.key, r.rate(self.frame, row, e)) for e in row.flows]
        supplies = [(e.column.label, r.supply(self.frame, row, e)) for e in row.built]
        name = self.names.of(row.key)
        if name not in self.parts.buses:
            self.parts.buses[name] = self._empty_bus(name, row)
        for key, rate in rates:
            self.rates[key][name] = self.rates[key].get(name, 0.0) + sign * rate
        for label, supply in supplies:
            self.capacities.supply(label, name, sign * supply)
        if row.summed:
            self._sum(name, row)
            return
        self.parts.buses[name].load += sign * r.load(self.frame, row)
        clock, period = row.group.clock, row.group.period
        assert clock is not None
        assert period is not None
        if row.sense != "==":
            self._rest(f"{name} unused" if row.sense == "<=" else f"{name} excess", name, period)
        if any(e.column.size > row.group.size for e in row.flows):
            self._balanced_later(name, self.frame.last_of(period, clock), period)

    def _empty_bus(self, name: str, row: Row) -> Bus:
        family, label = row.key
        if family == "carrier_balance":
            unit = self.inputs.case.tables["carriers"].set_index("carrier")["unit"][label[0]]
            return Bus(name, str(label[0]), f"{unit}/h", str(label[1]), np.zeros(len(self.frame)))
        kind = str(label[0]) if family.startswith("policy_") else family.replace("_", " ")
        return Bus(name, kind, "", self.names.place(label), np.zeros(len(self.frame)))

    def _mask(self, period: Label) -> Floats:
        return self.frame.spread(period, None, np.ones(1))

    def _rest(self, name: str, bus: str, period: Label) -> None:
        """What a bus has more than it needs, in one period more."""
        found = next((p for p in self.parts.flows if p.name == name), None)
        if found is None:
            nothing = np.zeros(len(self.frame))
            found = Part(
                name, self.parts.buses[bus].carrier, {bus: np.full(len(self.frame), -1.0)}, nothing, nothing, nothing
            )
            self.parts.flows.append(found)
        found.most = found.most + self._mask(period)

    def _balanced_later(self, bus: str, ends: NDArray[np.bool_], period: Label) -> None:
        """What a bus need not balance in each snapshot, but by the end of each row of its clock."""
        found = next((s for s in self.parts.stores if s.bus == bus and s.built is None), None)
        if found is None:
            none, whole = np.zeros(len(self.frame)), np.ones(len(self.frame))
            found = Store(f"{bus} balance", bus, self.parts.buses[bus].carrier, whole, none, none)
            self.parts.stores.append(found)
        found.most = found.most + self._mask(period) * ~ends
        found.least = -found.most

    def _sum(self, bus: str, row: Row) -> None:
        """What a sum over steps counts goes to a sink, whose use a global constraint bounds."""
        own = row.group.period
        periods = [*row.periods, *([] if own is None or own in row.periods else [own])]
        if not periods:
            raise Unmapped(row.group, "a sum over no period")
        name = bus if row.several else f"{bus} {row.group.period}"
        mask = np.sum([self._mask(y) for y in periods], axis=0)
        sign, none = np.full(len(self.frame), -1.0), np.zeros(len(self.frame))
        self.parts.flows.append(Part(f"{name} counted", name, {bus: sign}, -mask, mask, none))
        years = 1.0 if row.several else self.frame.years[periods[-1]]
        self.parts.limits.append(Limit(name, "operational_limit", name, row.sense, float(row.bound[0]) * years))

    # -- columns ------------------------------------------------------------------------------------------
    def _cost(self, groups: list[Group]) -> Floats:
        """Of a unit of a flow, undiscounted and of one year."""
        total = np.zeros(len(self.frame))
        for g in groups:
            assert g.period is not None
            hours = np.ones(1) if g.clock is None else g.clock.hours_per_year
            paid = self.problem.cost[g.range] / hours / self.frame.worth[g.period]
            total += self.frame.spread(g.period, g.clock, paid)
        return total

    def _upper(self, groups: list[Group]) -> Floats:
        """The most of a flow in each snapshot."""
        total = np.zeros(len(self.frame))
        for g in groups:
            if g.period is None or self.problem.lower[g.range].any():
                raise Unmapped(g, "a flow of no period, or with a lower bound")
            if g.clock is not None and (g.clock.reads is not None or (g.clock.of < 0).any()):
                raise Unmapped(g, "it is decided for parts of the year that are no steps")
            hours = 1.0 if g.clock is not None else float(self.frame.hours[self.frame.part(g.period)].sum())
            most = np.where(np.isinf(self.problem.upper[g.range]), np.inf, self.problem.upper[g.range] / hours)
            total += self.frame.spread(g.period, g.clock, most)
        return total

    def _free_flow(self, key: Key, groups: list[Group]) -> None:
        """A flow without capacity of its own: without limit, or with a given one."""
        upper, cost, name = self._upper(groups), self._cost(groups), self.names.of(key)
        carrier, rates, none = str(key[1][0]), self.rates[key], np.zeros(len(self.frame))
        if not rates:
            if (cost < 0.0).any():
                raise Unmapped(groups[0], "it pays and changes nothing else")
            return
        endless = np.isinf(upper)
        most = float(upper[~endless].max(initial=0.0))
        if most > 0.0:
            share = np.where(endless, 0.0, upper) / most
            self.parts.flows.append(Part(name, carrier, rates, none, share, cost, most))
        if endless.any():
            name = name if most == 0.0 else self.names.free(f"{name} without limit")
            self.parts.flows.append(Part(name, carrier, rates, none, endless.astype(float), cost))

    def _capacity_flows(self, key: Key, groups: list[Group], rows: list[Row]) -> None:
        """A flow with capacity of its own: a part for each vintage."""
        least: dict[tuple[Label, ...], Floats] = defaultdict(lambda: np.zeros(len(self.frame)))
        most: dict[tuple[Label, ...], Floats] = defaultdict(lambda: np.zeros(len(self.frame)))
        for row in rows:
            assert row.group.period is not None
            for e in row.built:
                share = np.zeros(row.group.size)
                share[e.row_at] = -e.numbers
                whole = self.frame.spread(row.group.period, row.group.clock, share)
                for sides, senses in ((least, (">=", "==")), (most, ("<=", "=="))):
                    if row.sense in senses:
                        sides[e.column.label] = sides[e.column.label] + whole
        cost = self._cost(groups)
        for label in most:
            base = self.names.of(key)
            name = base if key[0] == "activity_of_vintage" else self.names.free(f"{base} {vintage(int(label[2]))}")
            self.parts.flows.append(
                Part(
                    name,
                    str(key[1][0]),
                    self.rates[key],
                    least[label],
                    most[label],
                    cost,
                    built=self.capacities.built(label),
                )
            )

    def _store(self, key: Key) -> None:
        self.contents.store(key, self.parts, self.rates, self.flows, self.capacities)
