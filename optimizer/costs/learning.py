"""The experience curve: what a unit costs after so much has been built, and what all units together cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs.ranges import not_negative, positive, within


def learning_exponent(rate: float) -> float:
    """b of `c = c0 (X/X0)^-b` [1].

    Args:
        rate: cost falls by this share with each doubling [1], 0 to 0.5.

    Source: SCHMIDT-2017 for rates; the form is standard.

    Raises:
        OutOfRangeError: outside 0 to 0.5.
    """
    return -math.log2(1.0 - within(rate, 0.0, 0.5, "learning rate", "1"))


@dataclass(frozen=True)
class Curve:
    """Cost of a unit against cumulative capacity, `c(X) = max(floor, c0 (X/X0)^-b)`, `b = -log2(1 - rate)`.

    Attributes:
        experience: cumulative capacity X0 at the start [any unit of capacity].
        cost: c0, of a unit at the start [money per that unit].
        rate: share by which cost falls with each doubling [1], 0 to 0.5.
        floor: what it never falls below [money per that unit].

    Source: STANDARD (T05); two-sided form with a floor as in REMIND.
    """

    experience: float
    cost: float
    rate: float
    floor: float = 0.0

    @property
    def floor_from(self) -> float:
        """Cumulative capacity from which the floor is all that is left; infinite without one [unit of capacity].

        >>> round(Curve(10.0, 1000.0, 0.18, 500.0).floor_from, 2)
        112.57
        """
        b = learning_exponent(self.rate)
        if not_negative(self.floor, "floor", "money") >= self.cost:
            return self.experience
        return self.experience * (self.floor / self.cost) ** (-1.0 / b) if self.floor > 0 and b > 0 else math.inf

    def unit_cost(self, built: float) -> float:
        """Of the next unit when the cumulative capacity is `built` [money per unit of capacity].

        >>> round(Curve(10.0, 1000.0, 0.18).unit_cost(20.0), 6)
        820.0

        Raises:
            OutOfRangeError: capacity that is not positive.
        """
        grown = positive(built, "cumulative capacity", "1") / self.experience
        return max(self.floor, float(self.cost * grown ** -learning_exponent(self.rate)))

    def total(self, built: float) -> float:
        """Of all units from the start to a cumulative capacity of `built`, each at its own cost [money].

        >>> round(Curve(10.0, 1000.0, 0.18).total(20.0), 3)
        8967.406
        >>> Curve(10.0, 1000.0, 0.18, 1000.0).total(20.0)
        10000.0
        """
        b, last = learning_exponent(self.rate), min(built, max(self.floor_from, self.experience))
        grown = last / self.experience
        area = math.log(grown) if b == 1.0 else (grown ** (1.0 - b) - 1.0) / (1.0 - b)
        return float(self.cost * self.experience * area + self.floor * (built - last))

    def mean(self, before: float, after: float) -> float:
        """Of a unit built between two cumulative capacities; of the next unit where they are the same [money per unit].

        >>> c = Curve(10.0, 1000.0, 0.18)
        >>> round(c.mean(10.0, 20.0), 4), c.mean(20.0, 20.0) == c.unit_cost(20.0)
        (896.7406, True)
        """
        if after - before <= 1e-9 * after:
            return self.unit_cost(before)
        return (self.total(after) - self.total(before)) / (after - before)

    def points(self, most: float, pieces: int) -> list[float]:
        """Cumulative capacities at which straight pieces of the total cost meet, from the start to `most`.

        Each piece is the same factor longer than the one before, so that the cost of a unit is missed by the same share on each; from
        the floor on one piece is exact.

        >>> Curve(10.0, 1000.0, 0.18).points(160.0, 4)
        [10.0, 20.0, 40.0, 80.0, 160.0]
        """
        bent = min(most, self.floor_from)
        flat = [most] if bent < most else []
        count = pieces - len(flat)
        if bent <= self.experience or count < 1:
            return [self.experience, most]
        factor = (bent / self.experience) ** (1.0 / count)
        return [*(self.experience * factor**i for i in range(count)), bent, *flat]
