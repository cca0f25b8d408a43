"""Numbers along an axis: all with as many places, thousands apart."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from matplotlib.ticker import Formatter

MOST = 6
"""Places after the point that an axis may have."""


class Even(Formatter):
    """Every number with the places of the one that has most.

    >>> Even().format_ticks([0.0, 2.5, 5.0]), Even().format_ticks([-2000.0, 0.0])
    (['0.0', '2.5', '5.0'], ['−2,000', '0'])
    """

    _places = 0

    def format_ticks(self, values: list[float]) -> list[str]:
        """All numbers of an axis."""
        self._places = places(map(float, values))
        return super().format_ticks(values)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """A number as those beside it are told."""
        return self.fix_minus(f"{x + 0.0:,.{self._places}f}")


def places(values: Iterable[float]) -> int:
    """Places after the point that these numbers need.

    >>> places([0.0, 0.25, 0.5]), places([1000.0, 2e6]), places([0.30000000000000004]), places([])
    (2, 0, 1, 0)
    """
    ends = [int(Decimal(f"{v:.10g}").normalize().as_tuple().exponent) for v in values]
    return min(max([0, *(-end for end in ends)]), MOST)
