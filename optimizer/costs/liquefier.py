"""Liquefaction: specific work and cost by size.

HDSAM's equations hold for plants as they are built; HIM's figures are an optimistic future plant of 50 t/d.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.costs.charges import scaled
from optimizer.costs.ranges import within
from optimizer.costs.table import filled, quantity


@dataclass(frozen=True)
class Liquefier:
    """Figures of a liquefier, in one money; `work` is that of 1 t/d."""

    money: str
    work: float = quantity("kWh/kg")
    work_exponent: float = quantity("1")
    cost: float = quantity("MONEY")
    reference: float = quantity("t/d")
    exponent: float = quantity("1")
    indirect: float = quantity("1")
    om: float = quantity("1/a")
    labour_hours: float = quantity("h/a")
    wage: float = quantity("MONEY/h")
    life: float = quantity("a")
    loss: float = quantity("1")


def liquefier(equations: str = "hdsam", **given: float) -> Liquefier:
    """The figures of 'hdsam' (USD_2014) or 'him' (EUR_2015) from the table, but for those given.

    Raises:
        KeyError: no such equations.
    """
    return filled(Liquefier, f"{equations}.liquefier", **given)


def _size(tonnes_per_day: float) -> float:
    return within(tonnes_per_day, 1.0, 1000.0, "liquefier capacity", "t/d")


def work(tonnes_per_day: float, c: Liquefier | None = None) -> float:
    """Electricity of liquefaction, `13.382 s^-0.1` for HDSAM [kWh/kg].

    Args:
        tonnes_per_day: capacity s [t/d], 1 to 1 000.
        c: the plant; that of HDSAM by default.

    Source: HDSAM, HIM.

    >>> round(work(27), 2), work(50, liquefier("him"))
    (9.62, 6.78)

    Raises:
        OutOfRangeError: outside 1 to 1 000 t/d.
    """
    c = c or liquefier()
    return float(c.work * _size(tonnes_per_day) ** c.work_exponent)


def capital(tonnes_per_day: float, c: Liquefier | None = None) -> float:
    """Installed cost with owner's cost, `5.6e6 s^0.8` and 12 % for HDSAM, `105e6 (s/50)^0.66` for HIM [c.money].

    Arguments, source and errors as `work`.

    >>> round(capital(30) / 1e6, 1), round(capital(100, liquefier("him")) / 1e6, 1)
    (95.3, 165.9)
    """
    c = c or liquefier()
    return scaled(c.cost, _size(tonnes_per_day), c.reference, c.exponent) * (1 + c.indirect)


def fixed(tonnes_per_day: float, c: Liquefier | None = None) -> float:
    """Operation, maintenance and labour in a year; labour is `17 520 (s/100)^0.25` hours for HDSAM [c.money/a].

    Arguments, source and errors as `work`.
    """
    c = c or liquefier()
    return float(c.om * capital(tonnes_per_day, c) + c.labour_hours * (tonnes_per_day / 100.0) ** 0.25 * c.wage)
