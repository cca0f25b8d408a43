"""What may be turned into what, when, and for how long the result stands.

A retrofit happens at the start of a period, to what stands then of a vintage that was built in an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.finance import capital_weight
from optimizer.index import Index, Label, Values
from optimizer.inputs.plant import Plant
from optimizer.inputs.world import Lookup, World

if TYPE_CHECKING:
    from optimizer.inputs.assets import Assets

Key = tuple[Label, ...]
CHOICE = ("technology", "target", "location", "vintage", "period")
FOLLOWED = ("technology", "target", "location", "vintage", "since", "period")
STANDING = ("technology", "source", "location", "vintage", "since", "period")


class Retrofits:
    """Choices (source, target, place, vintage, period), and what becomes of each in the periods that follow."""

    def __init__(self, w: World, assets: Assets) -> None:
        self.w, self.assets = w, assets
        rows = w.table("retrofits")
        self.cost = Lookup(rows, ["from", "to"])
        self.factor: dict[Key, float] = {}
        self.keeps_life: dict[Key, bool] = {}
        for a, b, factor, life in zip(rows["from"], rows["to"], rows["factor_amount"], rows["life"], strict=True):
            self.factor[a, b], self.keeps_life[a, b] = float(factor), life == "source"
        self.choices: dict[Key, Plant] = {}
        self.left: dict[Key, float] = {}
        self.kept: dict[Key, float] = {}
        technologies = {t.technology: t for t in w.technologies()}
        for a, b in self.factor:
            places = set(assets.places(technologies[str(b)]))
            for plant in [p for p in assets.plants if p.technology == a and p.location in places]:
                if self.cost.one(a, b, place=plant.location) is not None:
                    self._choices(plant, str(b))

    def _choices(self, plant: Plant, target: str) -> None:
        shares, periods = self.assets.shares[plant.key], self.w.periods
        for i, since in enumerate(periods):
            standing = self.assets.share_at_start(plant, i)
            if plant.vintage == since.label or shares[i] <= 0 or standing <= 0:
                continue
            k, place, v = plant.key
            self.choices[k, target, place, v, since.label] = plant
            for y in range(i, len(periods)):
                label = (k, target, place, v, since.label, periods[y].label)
                left = shares[y] / standing
                own = left if self.keeps_life[k, target] else self.assets.share(self._as_new(target, plant, i), y)
                if left > 0:
                    self.left[label] = left
                if own > 0:
                    self.kept[label] = own

    def _as_new(self, target: str, plant: Plant, i: int) -> Plant:
        """The target as if it were built when it is retrofitted."""
        since = self.w.periods[i]
        return Plant(target, plant.location, since.label, since.first_year)

    def stands(self) -> Iterator[Key]:
        """(target, place, period) at which something retrofitted may stand."""
        return ((target, place, y) for _, target, place, _, _, y in self.kept)

    @cached_property
    def indexes(self) -> dict[str, Index]:
        return {
            "retrofits": self.w.index(CHOICE, self.choices),
            "retrofits_leaving": self.w.index(FOLLOWED, self.left),
            "retrofits_now": self.w.index(FOLLOWED, [label for label in self.left if label[-1] == label[-2]]),
            "retrofits_kept": self.w.index(FOLLOWED, self.kept),
            "retrofits_standing": self.w.index(STANDING, [self._of_target(label) for label in self.kept]),
        }

    @staticmethod
    def _of_target(label: Key) -> Key:
        source, target, *rest = label
        return (target, source, *rest)

    def values(self) -> dict[str, Values]:
        indexes, choices = self.indexes, self.choices.items()
        standing = [share * self.factor[label[0], label[1]] for label, share in self.kept.items()]
        fixed = {(b, place, y): self._fixed_cost(str(b), str(place), int(y)) for _, b, place, _, y in self.choices}
        put: dict[str, tuple[Any, list[float], str]] = {
            "retrofit_left": (indexes["retrofits_leaving"], list(self.left.values()), "dimensionless"),
            "retrofit_kept": (indexes["retrofits_kept"], list(self.kept.values()), "dimensionless"),
            "retrofit_standing": (indexes["retrofits_standing"], standing, "dimensionless"),
            "retrofit_cost": (indexes["retrofits"], [self._cost(c) for c, _ in choices], "money/capacity_unit"),
            "retrofit_weight": (indexes["retrofits"], [self._weight(c, p) for c, p in choices], "dimensionless"),
            "retrofit_fixed_cost": (
                self.w.index(("technology", "location", "since"), fixed),
                list(fixed.values()),
                "money/capacity_unit/year",
            ),
        }
        return {name: Values.of(name, index, numbers, unit) for name, (index, numbers, unit) in put.items()}

    def _cost(self, choice: Key) -> float:
        """Overnight cost per capacity of the source."""
        k, target, place, _, y = choice
        series = self.cost.one(k, target, place=place)
        assert series is not None
        length = self.assets.lengths[target, place] if series.per_km else 1.0
        return series.at(int(y)) * length * self.factor[k, target]

    def _fixed_cost(self, target: str, place: str, year: int) -> float:
        return self.assets.stated(target, "fixed_cost", place, year) or 0.0

    def _weight(self, choice: Key, plant: Plant) -> float:
        """Discounted payments per unit of overnight cost: those of the target, but no longer than the plant may stand."""
        k, target, _, _, y = choice
        i = [p.label for p in self.w.periods].index(int(y))
        options, start, new = (
            self.w.case.options,
            float(self.w.periods[i].first_year),
            self._as_new(str(target), plant, i),
        )
        life = self.assets.life(new)
        amortisation = self.assets.stated_or(new, "amortisation", life)
        wacc = self.assets.stated_or(new, "wacc", options.wacc)

        def weight(life: float, amortisation: float) -> float:
            return capital_weight(options.conventions, self.w.horizon, start, life, amortisation, wacc)

        if plant.path or not self.keeps_life[k, target]:
            return weight(life, amortisation)
        parts = [(self.assets.part_standing(plant, t, start), t) for t in self.assets.commissioned(plant)]
        left = [(share, t + self.assets.last_age(plant) - start) for share, t in parts if share > 0]
        weights = [weight(years, min(amortisation, years)) for _, years in left]
        return float(np.average(weights, weights=[share for share, _ in left]))
