"""Parts of a network as a `pypsa.Network`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.index import Label
from optimizer.inputs.world import PATH_VINTAGE
from optimizer.to_pypsa.frame import Frame
from optimizer.to_pypsa.parts import INFINITE, Built, Part, Parts, Store, Unit

Floats = NDArray[np.float64]
NOWHERE = "nowhere"


class Writer:
    """Adds parts to a network."""

    def __init__(self, frame: Frame, network: Any) -> None:
        self.frame, self.n = frame, network
        self._still = False
        self._waiting: dict[tuple[str, ...], list[tuple[str, dict[str, Any]]]] = defaultdict(list)

    def _add(self, kind: str, name: str, **numbers: Any) -> None:
        """Keep a component for `_flush`."""
        series = [at for at, number in numbers.items() if isinstance(number, pd.Series)]
        self._waiting[kind, *sorted(numbers), "series", *sorted(series)].append((name, numbers))

    def _flush(self) -> None:
        """Add all components, those alike at once: one by one PyPSA takes a hundred times as long."""
        for (kind, *_), found in self._waiting.items():
            names, columns = [name for name, _ in found], dict[str, Any]()
            for at, first in found[0][1].items():
                each = [numbers[at] for _, numbers in found]
                series = isinstance(first, pd.Series)
                columns[at] = pd.concat(each, axis=1, keys=names) if series else pd.Series(each, names)
            self.n.add(kind, names, **columns)

    def write(self, parts: Parts) -> None:
        """All of them, after the snapshots."""
        self.snapshots()
        self.n.add("Carrier", sorted({b.carrier for b in parts.buses.values()} | {p.carrier for p in self._all(parts)}))
        for bus in parts.buses.values():
            self._add("Bus", bus.name, carrier=bus.carrier, unit=bus.unit, location=bus.location)
            if bus.load.any():
                self._add("Load", bus.name, bus=bus.name, carrier=bus.carrier, p_set=self._series(bus.load))
        for part in parts.flows:
            self._flow(part)
        for store in parts.stores:
            self._store(store)
        for unit in parts.units:
            self._unit(unit)
        for limit in parts.limits:
            named = {"carrier_attribute": limit.carrier, "sense": limit.sense, "constant": limit.constant}
            if limit.period is not None:
                named["investment_period"] = self._invested(limit.period)[0]
            self._add("GlobalConstraint", limit.name, type=limit.kind, **named)
        if parts.constant:
            self._constant(parts.constant)
        self._flush()

    @staticmethod
    def _all(parts: Parts) -> Sequence[Part | Store | Unit]:
        return [*parts.flows, *parts.stores, *parts.units]

    def snapshots(self) -> None:
        """Steps of each investment period, with what they weigh."""
        frame, n = self.frame, self.n
        counted: dict[int, int] = {}
        steps = []
        for period in frame.invested:
            steps.append(counted.get(period, 0))
            counted[period] = steps[-1] + 1
        n.set_snapshots(pd.MultiIndex.from_arrays([frame.invested, steps], names=["period", "timestep"]))
        n.investment_periods = pd.Index(list(counted), name="period")
        of = {period: frame.period_of(frame.invested.index(period)) for period in counted}
        share = np.array([frame.share[p] for p in frame.invested])
        n.snapshot_weightings["objective"] = frame.hours / share
        n.snapshot_weightings["generators"] = frame.hours
        n.snapshot_weightings["stores"] = frame.hours
        n.investment_period_weightings["objective"] = [frame.worth[y] * frame.share[p] for p, y in of.items()]
        n.investment_period_weightings["years"] = [frame.years[y] for y in of.values()]

    # -- numbers ------------------------------------------------------------------------------------------
    def _series(self, numbers: Floats) -> Any:
        """A number, or a series where it changes."""
        return float(numbers[0]) if (numbers == numbers[0]).all() else pd.Series(numbers, self.n.snapshots)

    def _invested(self, period: Label) -> list[int]:
        """The investment periods of PyPSA that a period is."""
        return list(dict.fromkeys(self.frame.invested[self.frame.part(period)]))

    def _years(self, built: Built) -> dict[str, float]:
        """Year of building and lifetime, such that PyPSA counts it in the periods in which it stands."""
        periods = self.frame.periods
        at = periods.index(built.last)
        after = periods[at + 1] if at + 1 < len(periods) else None
        first = self._invested(built.first)[0]
        known = built.vintage != PATH_VINTAGE and built.first == periods[0] and not self.frame.by_day
        year = min(built.vintage, first) if known else first
        last = self._invested(built.last)[-1]
        years = last + round(self.frame.years[built.last]) if after is None else self._invested(after)[0]
        return {"build_year": year, "lifetime": float(years - year)}

    def _built(self, built: Built, name: str, scale: float = 1.0) -> dict[str, Any]:
        """Bounds, cost and years of a capacity; `scale`: of PyPSA's unit in that of the case."""
        periods = self.frame.periods
        standing = periods[periods.index(built.first) : periods.index(built.last) + 1]
        worth = sum(self.frame.worth[y] for y in standing)
        return {
            f"{name}_extendable": True,
            f"{name}_min": max(built.least, 0.0) * scale,
            f"{name}_max": built.most * scale,
            "capital_cost": built.cost / worth / scale,
            **self._years(built),
        }

    # -- components ---------------------------------------------------------------------------------------
    def _flow(self, part: Part) -> None:
        """A Generator at one bus, a Link where all of it leaves the first bus, else a Process."""
        numbers = {"p_min_pu": self._series(part.least), "p_max_pu": self._series(part.most)}
        numbers |= {"marginal_cost": self._series(part.cost), "carrier": part.carrier}
        if part.built is not None:
            numbers |= self._built(part.built, "p_nom")
        elif part.nominal == INFINITE:
            numbers["p_nom_extendable"] = True
        else:
            numbers["p_nom"] = part.nominal
        rates = {bus: self._ones(rate, part) for bus, rate in part.rates.items()}
        buses = sorted(rates, key=lambda bus: bool((rates[bus] > 0.0).any()))  # what it takes first
        whole = [bus for bus in buses if (np.abs(rates[bus]) == 1.0).all() and len(set(rates[bus].tolist())) == 1]
        if len(buses) == 1 and whole:
            self._add("Generator", part.name, bus=buses[0], sign=float(rates[buses[0]][0]), **numbers)
        elif len(buses) > 1 and whole and rates[whole[0]][0] == -1.0:
            buses.sort(key=lambda bus: bus != whole[0])
            ports: dict[str, Any] = {f"bus{i}": bus for i, bus in enumerate(buses)}
            names = ["efficiency", *(f"efficiency{i}" for i in range(2, len(buses)))]
            ports |= {name: self._series(rates[bus]) for name, bus in zip(names, buses[1:], strict=True)}
            self._add("Link", part.name, **ports, **numbers)
        else:
            if len(buses) == 1:
                buses, rates = [buses[0], self._nowhere()], {**rates, self._nowhere(): np.zeros(len(self.frame))}
            ports = {f"bus{i}": bus for i, bus in enumerate(buses)}
            ports |= {f"rate{i}": self._series(rates[bus]) for i, bus in enumerate(buses)}
            self._add("Process", part.name, **ports, **numbers)

    def _ones(self, rate: Floats, part: Part) -> Floats:
        """A rate, with that of the nearest snapshot in which it is used where nothing flows."""
        used = (part.most != 0.0) | (part.least != 0.0)
        if used.all() or not used.any():
            return rate
        at = np.where(used, np.arange(len(rate)), -1)
        last = np.maximum.accumulate(at)
        return rate[np.where(last < 0, int(np.flatnonzero(used)[0]), last)]

    def _nowhere(self) -> str:
        """A bus at which nothing flows: a Process has two."""
        if not self._still:
            self.n.add("Carrier", NOWHERE)
            self._add("Bus", NOWHERE, carrier=NOWHERE)
            self._still = True
        return NOWHERE

    def _loss(self, keeps: Floats) -> Any:
        """What PyPSA calls standing loss: the share lost in an hour of the weighting of stores."""
        return self._series(1.0 - keeps ** (1.0 / self.frame.hours))

    def _store(self, store: Store) -> None:
        bounds = {"e_min_pu": self._series(store.least), "e_max_pu": self._series(store.most)}
        if store.built is None:
            self._add("Store", store.name, bus=store.bus, carrier=store.carrier, e_nom_extendable=True, **bounds)
            return
        numbers = {**bounds, **self._built(store.built, "e_nom"), "standing_loss": self._loss(store.keeps)}
        self._add("Store", store.name, bus=store.bus, carrier=store.carrier, e_cyclic_per_period=True, **numbers)

    def _unit(self, unit: Unit) -> None:
        numbers = self._built(unit.built, "p_nom", unit.discharge)
        self._add(
            "StorageUnit",
            unit.name,
            bus=unit.bus,
            carrier=unit.carrier,
            max_hours=1.0 / unit.discharge,
            p_max_pu=self._series(unit.stands),
            p_min_pu=self._series(-unit.stands * unit.charge / unit.discharge),
            efficiency_store=self._series(unit.into),
            efficiency_dispatch=self._series(unit.out_of),
            standing_loss=self._loss(unit.keeps),
            cyclic_state_of_charge_per_period=True,
            **numbers,
        )

    def _constant(self, amount: float) -> None:
        """Cost that no decision changes, so that the objective is that of the case."""
        built = Built(amount, 1.0, 1.0, self.frame.periods[0], self.frame.periods[-1], PATH_VINTAGE)
        self.n.add("Carrier", "cost")
        self._add("Bus", "cost that nothing changes", carrier="cost")
        numbers = self._built(built, "p_nom")
        self._add(
            "Generator",
            "cost that nothing changes",
            bus="cost that nothing changes",
            carrier="cost",
            p_max_pu=0.0,
            **numbers,
        )
