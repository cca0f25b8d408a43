"""Which delivery path wins where: a map over demand and distance."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.costs import paths
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.ranges import positive, within

WITHOUT_CAVERN = tuple(p for p in paths.PATHS if not p.startswith("cav_"))
"""Paths for where the ground has no salt: they store on the surface."""


@dataclass(frozen=True)
class Spot:
    """A demand and a distance, with the paths in the order of their cost.

    Attributes:
        kg_per_day: demand of the city [kg/d]. km: beeline [km].
        ranked: (path, delivered cost [EUR_2015/kg]), the cheapest first.
    """

    kg_per_day: float
    km: float
    ranked: tuple[tuple[str, float], ...]

    @property
    def path(self) -> str:
        return self.ranked[0][0]

    @property
    def cost(self) -> float:
        """Delivered cost of the winner [EUR_2015/kg]."""
        return self.ranked[0][1]

    @property
    def lead(self) -> float:
        """What the second costs more, as a share of the winner's cost [1]."""
        return self.ranked[1][1] / self.cost - 1.0


def winners(
    demands: Iterable[float],
    distances: Iterable[float],
    inputs: Inputs | None = None,
    among: Iterable[str] = tuple(paths.PATHS),
) -> list[list[Spot]]:
    """The map: a row for each demand, a spot for each distance; costs in EUR_2015/kg.

    Args:
        demands: of the city [kg/d], 1 000 to 500 000.
        distances: beeline from the plant [km], 1 to 2 000.
        inputs: figures; those of the table by default.
        among: paths that compete, two at least.

    Source: HIM, two slips mended, as `optimizer.costs.paths.delivered`.

    >>> [[spot.path for spot in row] for row in winners((10_000, 50_000), (100, 500))]
    [['cav_GH2truck', 'LH2_LH2truck'], ['cav_pipe_truck', 'cav_pipe_pipe']]

    Raises:
        OutOfRangeError: outside these ranges.
        KeyError: no such path.
    """
    known, there, far = inputs or Inputs(), tuple(among), tuple(distances)

    def spot(kg_per_day: float, km: float) -> Spot:
        found = ((p, paths.delivered(p, kg_per_day, km, known).total) for p in there)
        return Spot(kg_per_day, km, tuple(sorted(found, key=lambda each: each[1])))

    return [[spot(q, km) for km in far] for q in demands]


def steps(low: float, high: float, count: int) -> tuple[float, ...]:
    """Figures from low to high, each by the same factor above the one before [unit of low]. Source: STANDARD.

    >>> [round(x) for x in steps(10, 1000, 3)]
    [10, 100, 1000]

    Raises:
        OutOfRangeError: bounds that are not positive, less than two steps.
    """
    a, b = math.log(positive(low, "low", "")), math.log(positive(high, "high", ""))
    n = int(within(count, 2, 1000, "steps", "1")) - 1
    return (low, *(math.exp(a + (b - a) * i / n) for i in range(1, n)), high)
