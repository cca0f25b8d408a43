"""Capacities that are chosen: their cost, their bounds, the periods in which they stand, and limits of several vintages."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from optimizer.index import Label
from optimizer.to_pypsa import rows as r
from optimizer.to_pypsa.frame import Frame
from optimizer.to_pypsa.groups import Entry, Group, groups
from optimizer.to_pypsa.names import Names
from optimizer.to_pypsa.parts import Built, Limit, Part, Parts, Store, Unit
from optimizer.to_pypsa.reduced import Bounded, Reduced
from optimizer.to_pypsa.rows import Row, Unmapped

Floats = NDArray[np.float64]
BuildLabel = tuple[Label, ...]
NEAR = 1e-9
"""Of the share of a vintage that stands in a limit of capacity."""


class Capacities:
    """What is built, by (technology, location, vintage)."""

    def __init__(self, frame: Frame, problem: Reduced, names: Names, rows: list[Row]) -> None:
        self.frame, self.problem, self.names = frame, problem, names
        self.groups = {g.label: g for g in groups(tuple(f for f in problem.columns if f.name == r.BUILT))}
        self._alive: dict[BuildLabel, set[Label]] = defaultdict(set)
        for row in rows:
            for entry in row.built:
                if row.group.period is not None:
                    self._alive[entry.column.label].add(row.group.period)
        self._whole_limits: list[Bounded] = []
        self._supplies: dict[BuildLabel, dict[str, Floats]] = defaultdict(dict)
        self._made: dict[BuildLabel, Built] = {}
        self._bounds = self._single_bounds()

    def _column(self, label: BuildLabel) -> int:
        return self.groups[label].start

    def _single_bounds(self) -> dict[BuildLabel, tuple[float, float]]:
        """Bounds of each build, with those of what stands where that is one vintage."""
        out = {
            k: (float(self.problem.lower[g.start]), float(self.problem.upper[g.start])) for k, g in self.groups.items()
        }
        of = {g.start: label for label, g in self.groups.items()}
        for b in self.problem.bounded:
            if len(b.columns) == 1 and b.coefficients[0] > 0.0:
                label, share = of[int(b.columns[0])], float(b.coefficients[0])
                least, most = out[label]
                out[label] = (
                    max(least, (b.lower - b.constant) / share),
                    min(most, (b.upper - b.constant) / share),
                )
        return out

    def built(self, label: BuildLabel) -> Built:
        """The capacity of a build, as PyPSA is to choose it."""
        if label not in self._made:
            least, most = self._bounds[label]
            periods = [y for y in self.frame.periods if y in self._alive[label]]
            cost = float(self.problem.cost[self._column(label)])
            self._made[label] = Built(cost, least, most, periods[0], periods[-1], int(label[2]))
        return self._made[label]

    def supply(self, label: BuildLabel, bus: str, rate: Floats) -> None:
        """What a unit of a build brings to a bus all the time."""
        mine = self._supplies[label]
        mine[bus] = mine.get(bus, np.zeros(len(self.frame))) + rate

    def standing(self, parts: Parts) -> None:
        """Builds that limit several flows, or none: a part that always runs and brings their limits."""
        for label, group in self.groups.items():
            if label in self._supplies:
                built, whole = self.built(label), np.zeros(len(self.frame))
                for period in self._alive[label]:
                    whole[self.frame.part(period)] = 1.0
                name = self.names.of(("capacity", label))
                none, rates = np.zeros(len(self.frame)), self._supplies[label]
                parts.flows.append(Part(name, str(label[0]), rates, whole, whole, none, built=built))
            elif label not in self._made:
                self._idle(group, parts)

    def _idle(self, group: Group, parts: Parts) -> None:
        """What is built and limits nothing: as much as must be, or nothing."""
        cost, (least, most) = float(self.problem.cost[group.start]), self._bounds[group.label]
        amount = most if cost < 0.0 else least
        if not np.isfinite(amount) or any(group.start in b.columns for b in self.problem.bounded if self._binds(b)):
            raise Unmapped(group, "built capacity that nothing uses, and that a limit counts")
        parts.constant += cost * amount

    # -- limits of several vintages -----------------------------------------------------------------------
    def _labels(self, b: Bounded) -> list[BuildLabel]:
        of = {g.start: label for label, g in self.groups.items()}
        return [of[c] for c in b.columns.tolist()]

    def _binds(self, b: Bounded) -> bool:
        """Whether the bounds of the vintages do not see to it already."""
        bounds = np.array([self._bounds[label] for label in self._labels(b)]).reshape(-1, 2)
        lowest, highest = (b.constant + float(b.coefficients @ bounds[:, i]) for i in (0, 1))
        return len(bounds) != 1 and (lowest < b.lower - NEAR or highest > b.upper * (1.0 + NEAR))

    def _fixed(self, label: BuildLabel) -> bool:
        """Whether a vintage is given, such as plant that stands already."""
        least, most = self._bounds[label]
        return least == most

    def _given(self, b: Bounded) -> float:
        """What stands of given vintages."""
        parts = zip(self._labels(b), b.coefficients.tolist(), strict=True)
        return b.constant + math.fsum(share * self._bounds[label][0] for label, share in parts if self._fixed(label))

    def _whole(self, b: Bounded) -> bool:
        """Whether it adds up all of every vintage that is chosen and stands in its period."""
        order, (technology, place, period) = self.frame.periods.index, b.label
        active = {
            label
            for label, alive in self._alive.items()
            if label[:2] == (technology, place)
            and not self._fixed(label)
            and min(map(order, alive)) <= order(int(str(period))) <= max(map(order, alive))
        }
        parts = zip(self._labels(b), b.coefficients.tolist(), strict=True)
        chosen = {label: share for label, share in parts if not self._fixed(label)}
        return active == set(chosen) and all(abs(share - 1.0) <= NEAR for share in chosen.values())

    def rows(self, held: set[BuildLabel]) -> list[Row]:
        """Limits in which a part of a vintage counts, as rows of the problem; the others are left to `limits`.

        Raises:
            Unmapped: a limit of contents is one of them.
        """
        out = []
        binding = [b for b in self.problem.bounded if self._binds(b)]
        self._whole_limits = [b for b in binding if self._whole(b)]
        for b in binding:
            if b in self._whole_limits:
                continue
            period = self.frame.periods[self.frame.periods.index(int(str(b.label[2])))]
            clock, labels = self.frame.inputs.clocks[period].year, self._labels(b)
            label = (str(b.label[0]), str(b.label[1]), period)
            for family, sense, number in (("most", "<=", b.upper), ("least", ">=", b.lower)):
                if not np.isfinite(number) or (sense == ">=" and number <= 0.0):
                    continue
                group = Group(f"capacity_at_{family}", ("technology", "location", "period"), label, clock, 0)
                if held & set(labels):
                    raise Unmapped(group, "a limit of stores, of which a part stands of some vintages")
                one = np.zeros(1, dtype=np.int64)
                built = [
                    Entry(group, self.groups[k], one, one, np.array([share]))
                    for k, share in zip(labels, b.coefficients.tolist(), strict=True)
                ]
                out.append(Row(group, sense, np.array([number - b.constant]), built=built))
                for k in labels:  # what no other row uses stands where a limit counts it
                    self._alive[k].add(period)
        return out

    def limits(self, parts: Parts) -> None:
        """Limits of whole vintages as global constraints on a carrier that the vintages that are chosen have to themselves."""
        for b in self._whole_limits:
            technology, place, period = str(b.label[0]), str(b.label[1]), int(str(b.label[2]))
            chosen = [label for label in self._made if label[:2] == (technology, place) and not self._fixed(label)]
            mine = {id(self._made[label]) for label in chosen}
            carrier, scale = f"{technology} {place}", 1.0
            every: list[Part | Store | Unit] = [*parts.flows, *parts.stores, *parts.units]
            for part in every:
                if id(part.built) in mine:
                    part.carrier = carrier
                    scale = part.discharge if isinstance(part, Unit) else 1.0
            for word, sense, bound in (("least", ">=", b.lower), ("most", "<=", b.upper)):
                number = bound - self._given(b)
                if np.isfinite(number) and (sense == "<=" or number > 0.0):
                    name = self.names.free(f"{carrier} {period} at {word}")
                    kind = "tech_capacity_expansion_limit"
                    parts.limits.append(Limit(name, kind, carrier, sense, number * scale, period))
