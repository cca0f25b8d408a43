"""One vintage at one place, and those that exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.index import Label
from optimizer.inputs.world import PATH_VINTAGE, World


@dataclass(frozen=True)
class Plant:
    """One vintage at one place: bought new, or existing with a given amount."""

    technology: str
    location: str
    vintage: int
    commissioned: float
    amount: float | None = None  # given for existing plant [capacity_unit]
    pays_capital: bool = True
    path: tuple[float, ...] = ()  # share of the amount left in each period
    years: int = 0  # of the period that builds it; 0 for existing plant

    @property
    def stated_for(self) -> float:
        """The year at which its numbers are read: of building; of the first period where that is unknown."""
        return self.commissioned if self.vintage == PATH_VINTAGE else float(self.vintage)

    @property
    def key(self) -> tuple[Label, ...]:
        return (self.technology, self.location, self.vintage)


def existing_plants(w: World) -> Iterator[Plant]:
    """Rows of existing_capacity.csv: by build year, or as a path of what is left where that is unknown."""
    rows = w.table("existing_capacity")
    if rows.empty:
        return
    aged = rows[rows["build_year"].notna()]
    keys = ["technology", "region", "build_year", "pays"]
    for (k, place, year, pays), amount in aged.groupby(keys, sort=False)["amount"].sum().items():
        yield Plant(str(k), str(place), int(year), float(year), float(amount), pays == "capital")
    left = rows[rows["build_year"].isna()]
    for (k, place, pays), group in left.groupby(["technology", "region", "pays"], sort=False):
        ordered = group.sort_values("year")
        years = [p.label for p in w.periods]
        path = np.interp(years, ordered["year"].fillna(years[0]).to_numpy(float), ordered["amount"].to_numpy(float))
        most = float(path.max())
        share = tuple(path / most) if most > 0 else tuple(0.0 for _ in years)
        yield Plant(str(k), str(place), PATH_VINTAGE, years[0], most, pays == "capital", share)
