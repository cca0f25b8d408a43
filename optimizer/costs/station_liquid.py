"""A 70 MPa station supplied with liquid hydrogen, by component, after HDSAM.

Money is USD_2020 (plant-cost index). Dispensers, electrical connection and land are not included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs.station import Common, StationCost, assembled, station_size
from optimizer.costs.table import filled, quantity


@dataclass(frozen=True)
class LiquidStation:
    """Figures of a station supplied with liquid hydrogen."""

    truck_load: float = quantity("kg")
    fill: float = quantity("1")
    density: float = quantity("kg/m3")
    tank: float = quantity("USD_2020")
    tank_exponent: float = quantity("1")
    pump: float = quantity("USD_2020")
    pump_exponent: float = quantity("1")
    pump_flow: float = quantity("kg/h")
    pump_inlet: float = quantity("bar")
    pump_outlet: float = quantity("bar")
    pump_efficiency: float = quantity("1")
    vaporiser: float = quantity("USD_2020/(kg/h)")
    cascade: float = quantity("USD_2020/kg")
    cascade_share: float = quantity("1")
    installed: float = quantity("1")
    indirect: float = quantity("1")
    om_pump: float = quantity("1/a")
    om_storage: float = quantity("1/a")
    om_other: float = quantity("1/a")
    labour_hours: float = quantity("h/a")
    labour_exponent: float = quantity("1")
    wage: float = quantity("USD_2020/h")
    pump_life: float = quantity("a")
    storage_life: float = quantity("a")
    depreciation: float = quantity("a")
    electricity_price: float = quantity("USD_2020/kWh")

    def common(self) -> Common:
        """What is counted on the whole."""
        return Common(
            self.indirect, self.om_other, self.labour_hours, self.labour_exponent, self.wage, self.depreciation
        )


_TANKS = (
    (1500.0, 0.0),
    (3000.0, 100.0),
    (6000.0, 200.0),
    (9000.0, 300.0),
    (15_000.0, 400.0),
    (20_000.0, 500.0),
    (30_000.0, 500.0),
    (40_000.0, math.inf),
)
"""Liquid tanks on sale and what they may be too small by [US gallons]. Source: HDSAM."""
_LOADS = ((1 / 16, 1 / 4), (1 / 9, 1 / 3), (1 / 4, 1 / 2))
"""A station smaller than this share of a truck load stores this share of one. Source: HDSAM."""
GALLON = 3.785e-3
"""m3"""


def liquid_tank(kg_per_day: float, c: LiquidStation | None = None) -> float:
    """Content of the tank of a liquid-supplied station; tanks come in eight sizes [kg].

    Args:
        kg_per_day: size of the station [kg/d], 50 to 10 000.
        c: figures; those of the table by default.

    Source: HDSAM. It is why the cost of such a station jumps.

    >>> round(liquid_tank(1000)), round(liquid_tank(4000))
    (4023, 8045)

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
    """
    c = c or filled(LiquidStation, "hdsam.liquid")
    loads = 1.0 if station_size(kg_per_day) <= c.truck_load else 2.0
    loads = next((share for limit, share in _LOADS if kg_per_day < limit * c.truck_load), loads)
    gallons = loads * c.truck_load / c.fill / c.density / GALLON
    sold = next(size for size, slack in _TANKS if gallons - size < slack)
    return sold * GALLON * c.density


def liquid_station(kg_per_day: float, c: LiquidStation | None = None) -> StationCost:
    """A 70 MPa station supplied with liquid hydrogen [USD_2020].

    Args:
        kg_per_day: size [kg/d], 50 to 10 000 (published for 200 to 4 000).
        c: figures; those of the table by default.

    Tank `991.89 kg^0.6929`, cryopumps `700 000 n^0.8`, vaporisers, cascade of 15 % of a day; 23 % indirect; pump work by the
    density of the liquid. Source: HDSAM (V06).

    >>> round(liquid_station(1000).capital / 1e6, 2), round(liquid_station(1000).electricity, 3)
    (2.26, 0.491)

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
    """
    c = c or filled(LiquidStation, "hdsam.liquid")
    pumps = math.ceil(station_size(kg_per_day) / 24.0 / c.pump_flow)
    work = (c.pump_outlet - c.pump_inlet) * 1e5 / c.density / c.pump_efficiency / 3.6e6
    return assembled(
        kg_per_day,
        c.common(),
        (
            ("cryopumps", c.pump * pumps**c.pump_exponent * c.installed, c.pump_life, c.om_pump),
            (
                "tank",
                c.tank * liquid_tank(kg_per_day, c) ** c.tank_exponent * c.installed,
                c.storage_life,
                c.om_storage,
            ),
            ("vaporisers", c.vaporiser * kg_per_day / 24.0 * c.installed, c.storage_life, c.om_storage),
            ("cascade storage", c.cascade * c.cascade_share * kg_per_day * c.installed, c.storage_life, c.om_storage),
        ),
        work,
    )
