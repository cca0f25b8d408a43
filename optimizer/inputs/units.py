"""Builds that come in whole units: where, how large a unit may be, and what each costs beside its capacity."""

from __future__ import annotations

from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.plant import Plant
from optimizer.inputs.world import World, yes

NEAR = 1e-9


class Units:
    """Indexes and values of the technologies that ask for whole units."""

    def __init__(self, w: World, assets: Assets) -> None:
        self.assets = assets
        asked = {t.technology for t in w.technologies() if yes(t.whole)}
        plants = [p for p in assets.plants if p.technology in asked and p.years > 0]  # existing plant is no decision
        where = w.index(("technology", "location", "vintage"), [p.key for p in plants])
        largest = [self._stated(p, "unit_size", 0.0) for p in plants]
        smallest = [self._stated(p, "unit_size_min", size) for p, size in zip(plants, largest, strict=True)]
        self._check(plants, smallest, largest)
        charges = [self._stated(p, "fixed_charge", 0.0) for p in plants]
        self.indexes: dict[str, Index] = {"unit_builds": where}
        self.values = {
            "unit_size": Values.of("unit_size", where, largest, "capacity_unit"),
            "unit_size_min": Values.of("unit_size_min", where, smallest, "capacity_unit"),
            "fixed_charge": Values.of("fixed_charge", where, charges, "money"),
        }

    def _stated(self, p: Plant, name: str, default: float) -> float:
        found = self.assets.stated(p.technology, name, p.location, p.stated_for)
        return default if found is None else found

    @staticmethod
    def _check(plants: list[Plant], smallest: list[float], largest: list[float]) -> None:
        """Numbers of several rows, places and years fit together only once they are looked up."""
        problems, told = [], set()
        for p, least, most in zip(plants, smallest, largest, strict=True):
            where = f"{p.technology} in {p.location} ({p.vintage})"
            if most <= 0.0:
                problems.append(Problem("whole units have no size", "parameters.csv", column="parameter", found=where))
            elif least > most * (1 + NEAR) and (p.technology, p.location) not in told:
                told.add((p.technology, p.location))  # once, not for every period
                message = f"unit_size_min is above unit_size: {where}"
                problems.append(
                    Problem(message, "parameters.csv", column="value", found=f"{least:g}", allowed=f"at most {most:g}")
                )
        if problems:
            raise CaseError(problems)
