"""What refuelling stations by component have in common: their parts, and what a kilogram costs."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.costs.charges import Charge, PerKg, hdsam
from optimizer.costs.ranges import within

SIZES = (200.0, 500.0, 1000.0, 2000.0, 4000.0)
"""Size classes [kg/d]."""


@dataclass(frozen=True)
class Part:
    """A component: capital with indirect cost [money], its life [a], its own O&M [money/a]."""

    name: str
    capital: float
    life: float
    om: float


@dataclass(frozen=True)
class StationCost:
    """What a station costs.

    Attributes:
        size: kg/d it is built for. parts: its components.
        om: everything paid in a year but capital and electricity [USD_2020/a].
        electricity: [kWh/kg]. depreciation: MACRS class [a].
    """

    size: float
    parts: tuple[Part, ...]
    om: float
    electricity: float
    depreciation: int

    @property
    def capital(self) -> float:
        """All capital [USD_2020]."""
        return sum(p.capital for p in self.parts)

    def part(self, name: str) -> Part:
        """A component by name."""
        return next(p for p in self.parts if p.name == name)

    def per_kilogram(self, utilisation: float, electricity_price: float, charge: Charge | None = None) -> PerKg:
        """Cost of a kilogram [USD_2020/kg].

        Args:
            utilisation: sold over size [1]; it divides all that is paid in a year.
            electricity_price: [USD_2020/kWh].
            charge: how capital is charged; the after-tax charge of HDSAM by default.

        Raises:
            OutOfRangeError: a utilisation outside 0 to 1.
        """
        charge = charge or hdsam()
        sold = self.size * 365.0 * within(utilisation, 0.001, 1.0, "utilisation", "1")
        paid = sum(p.capital * charge.of(p.life, self.depreciation) for p in self.parts)
        return PerKg(paid / sold, self.om / sold, self.electricity * electricity_price)


def station_size(kg_per_day: float) -> float:
    """The size, if the equations hold for it [kg/d]. Source: HDSAM, published for 200 to 4 000.

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
    """
    return within(kg_per_day, 50.0, 10_000.0, "station size", "kg/d")


@dataclass(frozen=True)
class Common:
    """What is counted on the whole of a station."""

    indirect: float
    om_other: float
    labour_hours: float
    labour_exponent: float
    wage: float
    depreciation: float

    def labour(self, size: float) -> float:
        """Labour in a year, by the fourth root of the size [USD_2020/a]."""
        return float(self.labour_hours * (size / 1050.0) ** self.labour_exponent * self.wage)


def assembled(size: float, c: Common, rows: tuple[tuple[str, float, float, float], ...], kwh: float) -> StationCost:
    """A station from its components: indirect cost on each, other O&M and labour on the whole.

    Args:
        size: [kg/d].
        c: what is counted on the whole.
        rows: name, installed cost [USD_2020], life [a], O&M [1/a] of that cost and of its indirect cost.
        kwh: electricity [kWh/kg].

    Source: HDSAM.
    """
    parts = tuple(Part(name, cost * (1 + c.indirect), life, om * cost) for name, cost, life, om in rows)
    om = sum(p.om for p in parts) + c.om_other * sum(p.capital for p in parts) + c.labour(size)
    return StationCost(size, parts, om, kwh, int(c.depreciation))
