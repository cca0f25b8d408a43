"""Stations supplied with gas by tube trailers, by component, after HDSAM: for 70 and for 35 MPa.

Money is USD_2020 (plant-cost index). Dispensers, electrical connection and land are not included. The smooth law of HIM,
for all four kinds of supply, is in `station_him`; liquid supply by component in `station_liquid`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimizer.costs import compressor
from optimizer.costs.station import Common, StationCost, assembled, station_size
from optimizer.costs.table import filled, number, quantity


@dataclass(frozen=True)
class GasStation:
    """Figures of a station supplied with gas."""

    inlet: float = quantity("bar")
    outlet: float = quantity("bar")
    temperature: float = quantity("K")
    compressibility: float = quantity("1")
    heat_ratio: float = quantity("1")
    efficiency: float = quantity("1")
    ratio: float = quantity("1")
    compressor: float = quantity("USD_2020")
    compressor_exponent: float = quantity("1")
    trailer_high: float = quantity("bar")
    trailer_low: float = quantity("bar")
    cooled_to: float = quantity("K")
    cooling_efficiency: float = quantity("1")
    refrigerator: float = quantity("USD_2020")
    refrigerator_exponent: float = quantity("1")
    cascade: float = quantity("USD_2020/kg")
    cascade_share: float = quantity("1")
    installed: float = quantity("1")
    installed_cooling: float = quantity("1")
    indirect: float = quantity("1")
    om_compressor: float = quantity("1/a")
    om_cooling: float = quantity("1/a")
    om_storage: float = quantity("1/a")
    om_other: float = quantity("1/a")
    labour_hours: float = quantity("h/a")
    labour_exponent: float = quantity("1")
    wage: float = quantity("USD_2020/h")
    compressor_life: float = quantity("a")
    cooling_life: float = quantity("a")
    storage_life: float = quantity("a")
    depreciation: float = quantity("a")
    electricity_price: float = quantity("USD_2020/kWh")

    def common(self) -> Common:
        """What is counted on the whole."""
        return Common(
            self.indirect, self.om_other, self.labour_hours, self.labour_exponent, self.wage, self.depreciation
        )


def stage_power(kg_per_day: float, c: GasStation | None = None) -> tuple[int, float]:
    """Stages of the compressor and power of each [1, kW].

    Args:
        kg_per_day: size [kg/d], 50 to 10 000.
        c: figures; those of the table by default.

    Source: HDSAM.

    >>> stages, power = stage_power(1000)
    >>> stages, round(power, 2)
    (4, 21.1)

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
    """
    c = c or filled(GasStation, "hdsam.station")
    stages = compressor.stage_count(c.inlet, c.outlet, c.ratio)
    work = compressor.ideal_work(c.inlet, c.outlet, _gas(c), stages)
    return stages, work * station_size(kg_per_day) / 24.0 / stages


def _gas(c: GasStation) -> compressor.IdealGas:
    """The gas as HDSAM has it: R = 8.3144 J/(mol K), M = 2.016 g/mol."""
    return compressor.IdealGas(c.temperature, c.compressibility, c.efficiency, c.heat_ratio, 8.3144, 2.016e-3, c.ratio)


def gas_electricity(c: GasStation | None = None) -> tuple[float, float]:
    """Electricity for compression at the mean supply pressure and for precooling [kWh/kg, kWh/kg].

    Source: HDSAM: log-mean pressure of an emptying trailer; `k/(k-1) R/M dT / 0.9` for cooling.

    >>> [round(e, 4) for e in gas_electricity()]
    [1.0138, 0.3502]
    """
    c = c or filled(GasStation, "hdsam.station")
    supply = compressor.mean_supply_pressure(c.trailer_high, c.trailer_low)
    heat = c.heat_ratio / (c.heat_ratio - 1.0) * 8.3144 / 2.016e-3  # J/(kg K)
    cooling = heat * (c.temperature - c.cooled_to) / c.cooling_efficiency / 3.6e6
    return compressor.ideal_work(supply, c.outlet, _gas(c)), cooling


def gas_station(kg_per_day: float, c: GasStation | None = None) -> StationCost:
    """A 70 MPa station supplied with gas [USD_2020].

    Args:
        kg_per_day: size [kg/d], 50 to 10 000 (published for 200 to 4 000).
        c: figures; those of the table by default.

    Compressor `n 40 035 (kW per stage)^0.6038`, refrigerator `1.25 11 092 (100 (C/250) 3.4 / T)^0.8579`, cascade of a
    quarter of a day; installation, 23 % indirect. Source: HDSAM (V05).

    >>> round(gas_station(1000).capital)
    2750463

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
    """
    c = c or filled(GasStation, "hdsam.station")
    stages, power = stage_power(kg_per_day, c)
    cold = 100.0 * (kg_per_day / 250.0) * 3.4 / c.cooled_to
    machine = stages * c.compressor * power**c.compressor_exponent * c.installed
    fridge = c.refrigerator * cold**c.refrigerator_exponent * c.installed_cooling
    cascade = c.cascade * c.cascade_share * kg_per_day * c.installed
    return assembled(
        kg_per_day,
        c.common(),
        (
            ("compressor", machine, c.compressor_life, c.om_compressor),
            ("precooling", fridge, c.cooling_life, c.om_cooling),
            ("cascade storage", cascade, c.storage_life, c.om_storage),
        ),
        sum(gas_electricity(c)),
    )


def station_35mpa(kg_per_day: float) -> StationCost:
    """A 35 MPa station for trucks and buses, without deep precooling [USD_2020].

    Args:
        kg_per_day: size [kg/d], 50 to 10 000.

    Capital 0.69 of a 70 MPa station (assumed, 0.65 to 0.75), all of it compressor and cascade; compression to 450 bar by the
    equation of HDSAM. Source: ASSUMED, HDSAM.

    >>> round(station_35mpa(1000).capital / gas_station(1000).capital, 2), round(station_35mpa(1000).electricity, 2)
    (0.69, 0.5)

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
    """
    c, whole = filled(GasStation, "hdsam.station"), gas_station(kg_per_day)
    kept = [p for p in whole.parts if p.name != "precooling"]
    factor = number("station_35mpa.capital_share", "1") * whole.capital / sum(p.capital for p in kept)
    rows = tuple(
        (p.name, factor * p.capital / (1 + c.indirect), p.life, p.om / p.capital * (1 + c.indirect)) for p in kept
    )
    low = replace(c, outlet=number("station_35mpa.outlet", "bar"))
    return assembled(kg_per_day, c.common(), rows, gas_electricity(low)[0])
