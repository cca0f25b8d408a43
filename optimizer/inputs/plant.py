"""One vintage at one place."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.index import Label
from optimizer.inputs.world import PATH_VINTAGE


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
