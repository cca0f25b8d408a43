"""Contents of stores: PyPSA's Store for those whose capacity bounds nothing else, its StorageUnit where it bounds the flows too."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from optimizer.index import Label
from optimizer.to_pypsa import rows as r
from optimizer.to_pypsa.capacities import Capacities
from optimizer.to_pypsa.frame import Frame
from optimizer.to_pypsa.groups import Group, Key
from optimizer.to_pypsa.names import Names, vintage
from optimizer.to_pypsa.parts import Bus, Parts, Store, Unit
from optimizer.to_pypsa.reduced import Reduced
from optimizer.to_pypsa.rows import Row, Unmapped

Floats = NDArray[np.float64]
RATES = {"store_charge_below_rate": "store_charge", "store_discharge_below_rate": "store_discharge"}


def wraps_inside_days(group: Group) -> bool:
    """Whether a content returns to its start in each of several days."""
    clock = group.clock
    if group.family != r.BALANCE or clock is None:
        return False
    return not np.array_equal(clock.before, np.roll(np.arange(len(clock)), 1))


class Contents:
    """The stores of a case, by (technology, region).

    Attributes:
        held: builds that are contents.
        tied: rows that are part of a store.
        of_units: flows that are part of a storage unit.
    """

    def __init__(self, frame: Frame, problem: Reduced, names: Names, rows: list[Row]) -> None:
        self.frame, self.problem, self.names = frame, problem, names
        self.rows: dict[Key, list[Row]] = defaultdict(list)
        self.held: set[tuple[Label, ...]] = set()
        for row in rows:
            if row.levels:
                self.rows[r.BALANCE, row.group.key[1]].append(row)
                self.held |= {e.column.label for e in row.built}
        self.rated: dict[Key, list[Row]] = defaultdict(list)
        for row in rows:
            if row.group.family in RATES and {e.column.label for e in row.built} <= self.held:
                self.rated[r.BALANCE, row.group.key[1]].append(row)
        self.tied = {id(row) for found in (*self.rows.values(), *self.rated.values()) for row in found}
        self.of_units: set[Key] = {(way, key[1]) for key in self.rated for way in RATES.values()}
        self.keys = list(self.rows)

    def store(
        self,
        key: Key,
        parts: Parts,
        rates: dict[Key, dict[str, Floats]],
        flows: dict[Key, list[Group]],
        capacities: Capacities,
    ) -> None:
        """One store with all its vintages.

        Raises:
            Unmapped: its content moves as no store of PyPSA does.
        """
        balances = [row for row in self.rows[key] if row.group.family == r.BALANCE]
        if len({row.group.period for row in balances}) < len({row.group.period for row in self.rows[key]}):
            raise Unmapped(self.rows[key][0].group, "a store that carries nothing from step to step")
        keeps = np.ones(len(self.frame))
        moved: dict[Key, Floats] = defaultdict(lambda: np.zeros(len(self.frame)))
        for row in balances:
            period, clock = row.group.period, row.group.clock
            assert period is not None
            assert clock is not None
            keeps[self.frame.part(period)] = self._keeps(row)
            for e in row.flows:
                if e.column.size != row.group.size or not np.array_equal(e.row_at, e.column_at):
                    raise Unmapped(row.group, "it is filled in finer steps than it is stored in")
                moved[e.column.key] = moved[e.column.key] + self.frame.spread(
                    period, clock, -e.numbers / clock.duration
                )
        least, most = self._bounds(key)
        if key in self.rated:
            self._unit(key, parts, rates, flows, capacities, keeps, moved, least, most)
            return
        name = self.names.of(key)
        carrier = str(key[1][0])
        parts.buses[name] = Bus(name, carrier, "", self.names.place(key[1]), np.zeros(len(self.frame)))
        for flow, rate in moved.items():
            rates[flow][name] = rate
        for label in most:
            called = self.names.free(f"{carrier} {key[1][1]} {vintage(int(label[2]))}")
            parts.stores.append(
                Store(
                    called,
                    name,
                    carrier,
                    keeps,
                    least.get(label, np.zeros(len(self.frame))) * self.frame.occurs,
                    most[label] * self.frame.occurs,
                    capacities.built(label),
                )
            )

    def _keeps(self, row: Row) -> Floats:
        """What a step leaves of a content, in each snapshot of the period.

        Raises:
            Unmapped: the step before is not PyPSA's, or a loss over steps that are coarser than a snapshot.
        """
        clock, period = row.group.clock, row.group.period
        assert clock is not None
        assert period is not None
        base = self.frame.inputs.clocks[period]
        coarse = len(clock) < len(base.hour)
        (levels,) = row.levels
        own = levels.row_at == levels.column_at
        kept = np.zeros(len(clock))
        kept[levels.row_at[~own]] = -levels.numbers[~own]
        if len(clock) == 1 or (own & (levels.numbers != 1.0)).any():  # the step before is the step itself
            kept[levels.row_at[own]] += 1.0 - levels.numbers[own]
        day = base.day.of
        first = np.append(True, day[1:] != day[:-1])
        chained = np.roll(np.arange(len(clock)), 1)
        if self.frame.by_day:
            ends = np.flatnonzero(np.append(first[1:], True))
            rows = np.arange(len(day))
            expected = np.where(first, ends[np.cumsum(first) - 1], rows - 1) if not coarse else np.arange(len(clock))
        else:
            expected = chained
        before = levels.column_at[~own]
        if (clock.before < 0).any() or not np.array_equal(clock.before, expected):
            raise Unmapped(row.group, "its content goes from one typical day to others by the calendar")
        if not np.array_equal(before, clock.before[levels.row_at[~own]]):
            raise Unmapped(row.group, "its content carries over in another order")
        if coarse and not np.allclose(kept, 1.0, rtol=0, atol=1e-15):
            raise Unmapped(row.group, "it loses content and is stored by the day or the year", lossy=True)
        return np.ones(len(base.hour)) if coarse else kept

    def _bounds(self, key: Key) -> tuple[dict[tuple[Label, ...], Floats], dict[tuple[Label, ...], Floats]]:
        """Least and most content as shares of each build."""
        least: dict[tuple[Label, ...], Floats] = {}
        most: dict[tuple[Label, ...], Floats] = {}
        for row in self.rows[key]:
            if row.group.family == r.BALANCE:
                continue
            if row.group.family not in r.LEVELS or row.flows or row.bound.any():
                raise Unmapped(row.group, "a rule of contents that PyPSA has not")
            into = most if row.group.family == r.LEVELS[0] else least
            for e in row.built:
                share = np.zeros(row.group.size)
                share[e.row_at] = -e.numbers
                assert row.group.period is not None
                whole = self.frame.spread(row.group.period, row.group.clock, share)
                into[e.column.label] = into.get(e.column.label, np.zeros(len(self.frame))) + whole
        return least, most

    def _unit(
        self,
        key: Key,
        parts: Parts,
        rates: dict[Key, dict[str, Floats]],
        flows: dict[Key, list[Group]],
        capacities: Capacities,
        keeps: Floats,
        moved: dict[Key, Floats],
        least: dict[tuple[Label, ...], Floats],
        most: dict[tuple[Label, ...], Floats],
    ) -> None:
        """A store whose capacity bounds both its flows.

        Raises:
            Unmapped: one of them has no such bound, or does more than to fill and empty it.
        """
        first = self.rated[key][0].group
        charge, discharge = ("store_charge", key[1]), ("store_discharge", key[1])
        buses = {*rates[charge], *rates[discharge]}
        paid = any(self.problem.cost[g.range].any() for way in (charge, discharge) for g in flows[way])
        if len(buses) != 1 or paid or set(moved) != {charge, discharge} or any(v.any() for v in least.values()):
            raise Unmapped(first, "a rate of a store that does more than fill and empty it, or has a least content")
        (bus,) = buses
        shares = {way: self._share(key, way) for way in RATES}
        stands = {label: share > 0.0 for label, share in most.items()}
        if not np.allclose(self.frame.occurs, 1.0):
            raise Unmapped(first, "a rate of a store on typical days")
        for label, on in stands.items():
            fast = [shares[way].get(label) for way in RATES]
            if any(f is None for f in fast):
                raise Unmapped(first, "a store with a rate one way alone")
            into, out = (np.unique((f / np.where(on, most[label], 1.0))[on].round(12)) for f in fast if f is not None)
            drawn, given = rates[charge][bus][on], rates[discharge][bus][on]
            if len(into) != 1 or len(out) != 1 or not out[0] or not ((drawn == -1.0).all() and (given == 1.0).all()):
                raise Unmapped(first, "a rate of a store that changes with time, or of several carriers")
            if np.unique(most[label][on]).size != 1 or most[label][on][0] != 1.0:
                raise Unmapped(first, "a store with a rate of which a part stands")
            name = self.names.free(f"{key[1][0]} {key[1][1]} {vintage(int(label[2]))}")
            parts.units.append(
                Unit(
                    name,
                    bus,
                    str(key[1][0]),
                    keeps,
                    float(into[0]),
                    float(out[0]),
                    np.where(on, moved[charge], 1.0),
                    np.where(on, -1.0 / np.where(on, moved[discharge], -1.0), 1.0),
                    on.astype(float),
                    capacities.built(label),
                )
            )

    def _share(self, key: Key, family: str) -> dict[tuple[Label, ...], Floats]:
        """What a unit of each build lets through, in a family of rows."""
        out: dict[tuple[Label, ...], Floats] = {}
        for row in self.rated[key]:
            if row.group.family == family:
                for e in row.built:
                    share = np.zeros(row.group.size)
                    share[e.row_at] = -e.numbers
                    assert row.group.period is not None
                    whole = self.frame.spread(row.group.period, row.group.clock, share)
                    out[e.column.label] = out.get(e.column.label, np.zeros(len(self.frame))) + whole
        return out
