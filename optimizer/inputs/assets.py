"""What can be built and what stands: vintages, survival, potentials and the weights of capital."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np

from optimizer.case.checks.common import listed_in
from optimizer.case.schema import Period
from optimizer.errors import CaseError, Problem
from optimizer.finance import (
    alive_share,
    capital_weight,
    commissioning,
    period_weight,
    surviving_at,
    surviving_share,
)
from optimizer.index import Index, Label, Values
from optimizer.inputs.plant import Plant, existing_plants
from optimizer.inputs.retrofit import Retrofits
from optimizer.inputs.survival import survival_curves
from optimizer.inputs.world import PATH_VINTAGE, Lookup, World, yes

INFINITE = float("inf")


class Assets:
    """Indexes and values of everything that has a capacity."""

    def __init__(self, w: World) -> None:
        self.w = w
        self._numbers = Lookup(w.table("parameters"), ["technology", "parameter"])
        routes = w.table("routes")
        of_line = list(zip(routes["technology"], routes["route"], strict=True))
        self.lengths = dict(zip(of_line, routes["amount"], strict=True))
        self.ends = dict(zip(of_line, zip(routes["from"], routes["to"], strict=True), strict=True))
        self.curves = survival_curves(w.table("survival"))
        existing = list(existing_plants(w))
        self.plants = [*existing, *self._new(existing)]
        self._check_lives()
        self.builds = w.index(("technology", "location", "vintage"), [p.key for p in self.plants])
        self._shares: dict[
            tuple[object, ...], list[float]
        ] = {}  # by what they follow from, which many regions have alike
        self._weights: dict[tuple[float, ...], float] = {}  # the same for capital
        self.shares = {p.key: self._shares_of(p) for p in self.plants}
        labels = [
            (*p.key, w.periods[y].label)
            for p in self.plants
            for y in range(len(w.periods))
            if self.shares[p.key][y] > 0
        ]
        self.alive = w.index(("technology", "location", "vintage", "period"), labels)
        self.retrofits = Retrofits(w, self)
        stands = dict.fromkeys([*((k, place, y) for k, place, _, y in labels), *self.retrofits.stands()])
        self.installed = w.index(("technology", "location", "period"), stands)

    # -- what exists --------------------------------------------------------------------------------------
    def places(self, technology: Any) -> list[str]:
        """Regions of a technology, or the routes of a line."""
        if technology.kind == "line":
            return [route for (name, route) in self.lengths if name == technology.technology]
        listed = [r.strip() for r in str(technology.regions).split(";") if r.strip()]
        return listed or list(self.w.regions)

    def installed_of(self, kind: str) -> list[tuple[Label, ...]]:
        """(technology, place, period) of what may stand, of one kind."""
        mine = {t.technology for t in self.w.technologies(kind)}
        return [label for label in self.installed.tuples() if label[0] in mine]

    def ends_of(self, technology: Label, route: Label, way: Label) -> tuple[str, str]:
        """The regions in which a flow over a route starts and ends."""
        first, last = self.ends[technology, route]
        return (first, last) if way == "forward" else (last, first)

    def _new(self, existing: Iterable[Plant]) -> Iterable[Plant]:
        first = self.w.periods[0].first_year
        clash = [p for p in existing if p.vintage != PATH_VINTAGE and p.vintage >= first]
        if clash:
            raise CaseError(
                Problem(
                    f"existing capacity of {p.technology} in {p.location} is built within the horizon",
                    "existing_capacity.csv",
                    column="build_year",
                    found=str(p.vintage),
                    allowed=f"before {first}; later builds are rows 'build_min' of potentials.csv",
                )
                for p in clash
            )
        for t in self.w.technologies():
            if yes(t.build) and not t.capacity_of:
                for place in self.places(t):
                    for p in self.w.periods:
                        yield self._order(t.technology, place, p)

    def _order(self, technology: str, place: str, p: Period) -> Plant:
        """A build of a period, in use after its construction time."""
        delay = self.stated(technology, "construction_time", place, p.label) or 0.0
        return Plant(technology, place, p.label, p.first_year + delay, years=p.years)

    # -- numbers ------------------------------------------------------------------------------------------
    def stated(self, technology: str, parameter: str, place: str, year: float) -> float | None:
        """A parameter of parameters.csv at a place, times the length of the route where it is stated per km."""
        series = self._numbers.one(technology, parameter, place=place)
        if series is None:
            return None
        value = series.at(year)
        return value * self.lengths[technology, place] if series.per_km else value

    def profile_of(self, technology: str, parameter: str, place: str) -> str:
        series = self._numbers.one(technology, parameter, place=place)
        return "" if series is None else series.profile

    def life(self, p: Plant) -> float:
        """Stated, or the last age of the survival table."""
        life = self.stated(p.technology, "life", p.location, p.stated_for)
        if life is None and p.technology in self.curves:
            return float(self.curves[p.technology][0][-1])
        return INFINITE if life is None else life

    def last_age(self, p: Plant) -> float:
        """The age from which nothing stands: the end of the survival table, else of life."""
        return float(self.curves[p.technology][0][-1]) if p.technology in self.curves else self.life(p)

    def _check_lives(self) -> None:
        missing = {p.technology for p in self.plants if not p.path and self.life(p) == INFINITE}
        if missing:
            raise CaseError(
                Problem(f"technology '{k}' has no life", "parameters.csv", column="parameter", allowed="a row 'life'")
                for k in sorted(missing)
            )

    def _shares_of(self, p: Plant) -> list[float]:
        """Share of the build that stands in each period."""
        ends = p.technology if p.technology in self.curves else self.life(p)
        key = (ends, p.path, *self.commissioned(p))
        if key not in self._shares:
            self._shares[key] = [self.share(p, y) for y in range(len(self.w.periods))]
        return self._shares[key]

    def share(self, p: Plant, y: int) -> float:
        """Share of the build that stands in a period, by the rule of the case."""
        if p.path:
            return p.path[y]
        period, rule = self.w.periods[y], self.w.case.options.conventions
        curve = self.curves.get(p.technology)
        if curve is not None:
            parts = [surviving_share(rule, t, *curve, period.first_year, period.years) for t in self.commissioned(p)]
        else:
            life = self.life(p)
            parts = [alive_share(rule, t, life, period.first_year, period.years) for t in self.commissioned(p)]
        return float(np.mean(parts))

    def standing(self, p: Plant, year: int) -> float:
        """Existing plant that stands in a year before the horizon; of a path its first amount."""
        amount = p.amount or 0.0
        return amount * (p.path[0] if p.path else self.part_standing(p, p.commissioned, year))

    def part_standing(self, p: Plant, first: float, moment: float) -> float:
        """Share of the part commissioned at `first` that stands at a moment."""
        curve = self.curves.get(p.technology)
        if curve is not None:
            return surviving_at(*curve, moment - first)
        return float(first <= moment + 1e-9 < first + self.life(p))

    def share_at_start(self, p: Plant, y: int) -> float:
        """Share of the build that stands when a period begins."""
        if p.path:
            return p.path[y]
        start = self.w.periods[y].first_year
        return float(np.mean([self.part_standing(p, first, start) for first in self.commissioned(p)]))

    # -- hand-over ----------------------------------------------------------------------------------------
    @cached_property
    def indexes(self) -> dict[str, Index]:
        free = {t.technology for t in self.w.technologies() if yes(t.retire)}
        labels, dims = self.alive.tuples(), ("technology", "location", "vintage", "period")
        followed = free | self._followed()
        return {
            "builds": self.builds,
            "alive": self.alive,
            "installed": self.installed,
            "followed": self.w.index(dims, [label for label in labels if label[0] in followed]),
            "unfollowed": self.w.index(dims, [label for label in labels if label[0] not in followed]),
            "lasting": self.w.index(dims, [label for label in labels if label[0] in followed - free]),
            "retirable": self.w.index(dims, [label for label in labels if label[0] in free]),
            **self.retrofits.indexes,
        }

    def _followed(self) -> set[Label]:
        """Technologies whose vintages are followed one by one: retrofitted, used by vintage, asked for what ends or for their age."""
        own = {t.technology for t in self.w.technologies() if yes(t.by_vintage)}
        materials, emissions = self.w.table("build_inputs"), self.w.table("emissions")
        scrapped = materials.loc[materials["direction"] == "out", "technology"]
        dismantled = emissions.loc[emissions["flow"] == "retirement", "technology"]
        policies = self.w.table("policies")
        aged = policies.loc[policies["built_from"].notna() & policies["on"].map(yes).astype(bool), "relative_to"]
        claimed = {k for cell in aged for k in listed_in(cell)}
        return {*own, *(k for k, *_ in self.retrofits.choices), *scrapped, *dismantled, *claimed}

    def _steps_of_survival(self) -> dict[str, Values]:
        """Of plant that may retire: share of what stood in the period before, and of the build in its first period."""
        free, order = self.indexes["retirable"], {p.label: i for i, p in enumerate(self.w.periods)}
        step, first = [], []
        for k, place, v, y in free.tuples():
            shares, i = self.shares[k, place, v], order[int(y)]
            before = shares[i - 1] if i else 0.0
            step.append(shares[i] / before if before > 0 else 0.0)
            first.append(0.0 if before > 0 else shares[i])
        return {
            "survival_step": Values.of("survival_step", free, step, "dimensionless"),
            "survival_first": Values.of("survival_first", free, first, "dimensionless"),
        }

    def values(self) -> dict[str, Values]:
        w, builds = self.w, self.builds
        order: dict[Label, int] = {p.label: i for i, p in enumerate(w.periods)}
        shares = [self.shares[k, place, v][order[y]] for k, place, v, y in self.alive.tuples()]
        periods = w.index(("period",), [(p.label,) for p in w.periods])
        when = w.case.options.conventions.running_paid
        weights = [period_weight(w.horizon, p.first_year, p.years, when) for p in w.periods]
        return {
            "survival": Values.of("survival", self.alive, shares, "dimensionless"),
            "capital_weight": Values.of("capital_weight", builds, list(self.capital_weights.values()), "dimensionless"),
            "period_weight": Values.of("period_weight", periods, weights, "year"),
            "period_years": Values.of("period_years", periods, [float(p.years) for p in w.periods], "year"),
            **self._limits(),
            **self._steps_of_survival(),
            **self.retrofits.values(),
        }

    @cached_property
    def capital_weights(self) -> dict[tuple[Label, ...], float]:
        """Discounted payments per unit of overnight cost of every build."""
        return {p.key: self._capital_weight(p) for p in self.plants}

    def _capital_weight(self, p: Plant) -> float:
        """Discounted payments per unit of overnight cost."""
        life = self.life(p)
        if not p.pays_capital or np.isinf(life):
            return 0.0
        options = self.w.case.options
        amortisation, wacc = self.stated_or(p, "amortisation", life), self.stated_or(p, "wacc", options.wacc)
        parts = self.commissioned(p)
        key = (life, amortisation, wacc, *parts)
        if key not in self._weights:
            rule, horizon = options.conventions, self.w.horizon
            each = [capital_weight(rule, horizon, first, life, amortisation, wacc) for first in parts]
            self._weights[key] = float(np.mean(each))
        return self._weights[key]

    def commissioned(self, p: Plant) -> list[float]:
        """When equal parts of the plant come into use."""
        if p.years == 0:
            return [p.commissioned]
        return commissioning(self.w.case.options.conventions, p.commissioned, p.years)

    def stated_or(self, p: Plant, parameter: str, default: float) -> float:
        value = self.stated(p.technology, parameter, p.location, p.stated_for)
        return default if value is None else value

    def _limits(self) -> dict[str, Values]:
        limits = Lookup(self.w.table("potentials"), ["technology", "limit"])

        def at(technology: Label, limit: str, place: Label, year: float, default: float) -> float:
            series = limits.one(technology, limit, place=place)
            built = limit.startswith("build")  # what is built is a flow: a year that no row covers has no limit
            return default if series is None or (built and not series.covers(year)) else series.at(year)

        out: dict[str, list[float]] = {"build_min": [], "build_max": [], "capacity_min": [], "capacity_max": []}
        for p in self.plants:
            for name, default in (("build_min", 0.0), ("build_max", INFINITE)):
                given = at(p.technology, name, p.location, p.stated_for, default) if p.amount is None else p.amount
                out[name].append(given)
        for k, place, y in self.installed.tuples():
            for name, default in (("capacity_min", 0.0), ("capacity_max", INFINITE)):
                out[name].append(at(k, name, place, int(y), default))
        where = {"build_min": self.builds, "build_max": self.builds}
        return {n: Values.of(n, where.get(n, self.installed), v, "capacity_unit") for n, v in out.items()}
