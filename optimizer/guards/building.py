"""Building that pays by itself: subsidies above everything the plant costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.case.convert import capacity_unit
from optimizer.guards.guard import Guard, row_of, told_price
from optimizer.guards.rates import Key, Rates, single
from optimizer.index import Label
from optimizer.inputs.world import yes

NEAR = 1e-9


@dataclass(frozen=True)
class Unit:
    """A unit of capacity built at a place in a period.

    Attributes:
        cost: discounted, of building it and having it, levies included.
        paid: what part of that is subsidies (negative).
        alive: periods in which it stands, and the share of their years.
    """

    cost: float
    paid: float
    alive: tuple[tuple[Label, float], ...]


class Builds:
    """What a unit of every new build costs over its life inside the horizon."""

    @classmethod
    def of(cls, rates: Rates) -> Builds:
        """That of these rates, made once for all guards."""
        if "builds" not in rates.made:
            rates.made["builds"] = cls(rates)
        found: Builds = rates.made["builds"]
        return found

    def __init__(self, rates: Rates) -> None:
        self.rates, values = rates, rates.inputs.values
        self._overnight, self._weight = single(values["capital_cost"]), single(values["capital_weight"])
        self._fixed, self._years = single(values["fixed_cost"]), single(values["period_years"])
        self._worth = single(values["period_weight"])
        rows = rates.inputs.case.tables["technologies"]
        self._retires = set(rows.loc[rows["retire"].map(yes).astype(bool), "technology"])
        self.most, self._most_standing = single(values["build_max"]), single(values["capacity_max"])
        alive: dict[Key, list[tuple[Label, float]]] = {}
        for (*build, y), share in single(values["survival"]).items():
            alive.setdefault(tuple(build), []).append((y, share))
        periods = {p.label for p in rates.inputs.case.options.periods}
        materials = set(
            rates.inputs.case.tables["build_inputs"]["technology"]
        )  # whose price is an answer, not an input
        learnt = set(map(str, values["learning_content"].index.column("technology")))  # whose cost is an answer too
        whole = set(rows.loc[rows["whole"].map(yes).astype(bool), "technology"])  # a fixed charge belongs to a unit
        new = [b for b in self._overnight if b[2] in periods and b[0] not in materials | whole | learnt]
        self.units = {b: self._unit(b, tuple(alive.get(b, ()))) for b in new}
        self.unlimited = {b: unit for b, unit in self.units.items() if self._free(b, unit)}

    def _unit(self, build: Key, alive: tuple[tuple[Label, float], ...]) -> Unit:
        k, place, v = build
        levy, weight = self.rates.subsidy("build", build), self._weight[build]
        cost = weight * (self._overnight[build] + levy)
        released = self.rates.on_emissions("build", build)
        cost += released * self._worth[(v,)] / self._years[(v,)]
        paid = weight * min(levy, 0.0)
        retires = k in self._retires
        for y, share in alive:
            standing = self.rates.subsidy("capacity", (k, place, y))
            a_year = self._fixed_of(build, y) + standing
            kept = min(a_year, 0.0) if retires else a_year  # plant that may retire keeps standing only where that pays
            cost += share * self._worth[(y,)] * kept
            paid += share * self._worth[(y,)] * min(standing, 0.0)
        return Unit(cost, paid, alive)

    def _fixed_of(self, build: Key, period: Label) -> float:
        return self._fixed[build] if build in self._fixed else self._fixed.get((*build, period), 0.0)

    def _free(self, build: Key, unit: Unit) -> bool:
        """Whether nothing limits how much is built."""
        k, place, _ = build
        standing = [(k, place, y) for y, _ in unit.alive]
        held = self.rates.held("build", build) or any(self.rates.held("capacity", at) for at in standing)
        most = [self.most[build], *(self._most_standing[at] for at in standing)]
        return not held and bool(np.isinf(most).all())


def built_for_the_subsidy(rates: Rates) -> Iterator[Guard]:
    """Plant whose subsidies exceed what it costs to build and keep, without any use of it."""
    builds, told = Builds.of(rates), set()
    loaded = rates.inputs.values.get("minimum_load")
    forced = set() if loaded is None else {label[0] for label in loaded.index.tuples()}
    for build, unit in builds.units.items():
        k, place, v = build
        if k in told or unit.paid >= 0 or unit.cost >= -NEAR * (1.0 + abs(unit.paid)) or builds.most[build] == 0:
            continue
        told.add(k)
        certain = build in builds.unlimited and k not in forced
        of = capacity_unit(rates.inputs.case, str(k))
        gets, costs = (told_price(rates.inputs, float(v), of) for v in (-unit.paid, unit.cost - unit.paid))
        yield Guard(
            f"{k} built in {place} ({v}) gets {gets} of subsidies and costs {costs}: it is built without any use"
            + (", and nothing limits how much" if certain else ""),
            _subsidies(rates, build, unit),
            certain,
        )


def _subsidies(rates: Rates, build: Key, unit: Unit) -> str:
    """Rows of the subsidies on a build and on its standing."""
    k, place, _ = build
    wanted: dict[str, set[Key]] = {"build": {build}, "capacity": {(k, place, y) for y, _ in unit.alive}}
    ids: list[Label] = []
    for family, labels in wanted.items():
        levied = single(rates.inputs.values[f"{family}_levied"])
        ids += [p for (p, *at), rate in levied.items() if tuple(at) in labels and rate < 0]
    return "; ".join(row_of(rates.inputs, "policies", id=p) for p in dict.fromkeys(ids))
