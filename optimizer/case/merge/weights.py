"""What regions and routes weigh in a mean: plant that stands or may stand, else what is demanded, else all alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from optimizer.case.merge.paths import Path, paths_of
from optimizer.units import UnitError, factor


class Weights:
    """Sizes of places, from the tables as they are stated."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], years: Sequence[float]) -> None:
        technologies, carriers = tables["technologies"], tables["carriers"]
        self.reference = dict(zip(technologies["technology"], technologies["reference"], strict=True))
        self.existing = _existing(tables["existing_capacity"])
        potentials = tables["potentials"]
        highest = potentials[potentials["limit"] == "capacity_max"]
        self.potentials = {k: of for (k,), of in paths_of(highest, ["technology"]).items()}
        energy = {c: _energy(u) for c, u in zip(carriers["carrier"], carriers["unit"], strict=True)}
        self.demand: dict[tuple[str, str], float] = {}
        self.energy: dict[str, float] = {}
        for (c, _), of in paths_of(tables["demand"], ["carrier", "profile"]).items():
            for region, path in of.items():
                mean = path.mean(years)
                self.demand[c, region] = self.demand.get((c, region), 0.0) + mean
                self.energy[region] = self.energy.get(region, 0.0) + mean * energy[c]

    def plant(self, technology: str, places: Sequence[str]) -> list[float]:
        """Existing capacity and potential, else demand."""
        both = self.size(technology, places)
        return both if sum(both) > 0 else self.carrier(self.reference.get(technology, ""), places)

    def size(self, technology: str, places: Sequence[str]) -> list[float]:
        """Existing capacity and potential, nothing where neither is stated."""
        stands, room = self._stands(technology, places), self._room(technology, places)
        return [a + b for a, b in zip(stands, room, strict=True)]

    def availability(self, technology: str, places: Sequence[str]) -> list[float]:
        """Potential, else existing capacity."""
        room = self._room(technology, places)
        return room if sum(room) > 0 else self.plant(technology, places)

    def carrier(self, carrier: str, places: Sequence[str]) -> list[float]:
        """Demand of the carrier, else of all energy."""
        for weights in (
            [self.demand.get((carrier, p), 0.0) for p in places],
            [self.energy.get(p, 0.0) for p in places],
        ):
            if sum(weights) > 0:
                return weights
        return [1.0] * len(places)

    def _stands(self, technology: str, places: Sequence[str]) -> list[float]:
        return [self.existing.get((technology, p), 0.0) for p in places]

    def _room(self, technology: str, places: Sequence[str]) -> list[float]:
        """Potentials, where every place states one."""
        of = self.potentials.get(technology, {})
        found = [of.get(p) or of.get("") for p in places]
        stated: list[Path] = [p for p in found if p is not None]
        return [p.most for p in stated] if len(stated) == len(places) else [0.0] * len(places)


def _existing(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """What stands by technology and place: all that was built, and the most of what is left."""
    keys = ["technology", "region"]
    most = rows.assign(_built=rows["build_year"].fillna(0.0)).groupby([*keys, "_built"], sort=False)["amount"].max()
    found = most.groupby(level=keys, sort=False).sum()
    return dict(zip(map(tuple, found.index), found.tolist(), strict=True))


def _energy(unit: str) -> float:
    """MWh in a unit; nothing in what is no energy."""
    try:
        return factor(unit, "MWh")
    except UnitError:
        return 0.0
