"""A compressor plant at a terminal or a store: several units and one in reserve, capital, labour, repair."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.costs import compressor, gas
from optimizer.costs.ranges import positive, within
from optimizer.costs.table import filled, quantity


@dataclass(frozen=True)
class Terminal:
    """A compressor plant of several units with one in reserve, after H2Integrate."""

    gas_constant: float = quantity("1")
    temperature: float = quantity("K")
    heat_ratio: float = quantity("1")
    efficiency: float = quantity("1")
    ratio: float = quantity("1")
    motor: float = quantity("1")
    oversize: float = quantity("1")
    cost: float = quantity("USD_2016")
    exponent: float = quantity("1")
    more_stages: float = quantity("1")
    spare: float = quantity("1")
    installation: float = quantity("1")
    indirect: float = quantity("1")
    land: float = quantity("USD_2016")
    labour_hours: float = quantity("h/a")
    wage: float = quantity("USD_2016/h")
    labour_overhead: float = quantity("1")
    insurance: float = quantity("1/a")
    repair: float = quantity("1/a")
    electricity_price: float = quantity("USD_2016/kWh")
    hours: float = quantity("h/a")


@dataclass(frozen=True)
class TerminalCost:
    """Sizes and costs of such a plant.

    Attributes:
        stages: of each unit [1].
        rating_kw: motor rating of a unit [kW].
        power_kw: of the units that run [kW].
        direct: installed equipment [USD_2016].
        capital: with indirect cost and land [USD_2016].
        fixed: labour, insurance, repair [USD_2016/a].
        electricity: [USD_2016/a].
    """

    stages: int
    rating_kw: float
    power_kw: float
    direct: float
    capital: float
    fixed: float
    electricity: float


def terminal(
    inlet_bar: float, outlet_bar: float, kg_per_day: float, units: int = 2, c: Terminal | None = None
) -> TerminalCost:
    """A plant of equal compressors and one in reserve.

    Args:
        inlet_bar, outlet_bar: pressures [bar], 1 to 1 000.
        kg_per_day: flow of the plant [kg/d].
        units: that run [1].
        c: the figures; those of the table by default.

    Source: H2I (V08), after HDSAM V3.1 and Nexant et al. 2008.

    Raises:
        OutOfRangeError: pressures outside 1 to 1 000 bar or that fall, a flow that is not positive.
    """
    c = c or filled(Terminal, "h2i.compressor")
    within(units, 1, 100, "units", "1")
    z = (gas.compressibility_by_table(inlet_bar) + gas.compressibility_by_table(outlet_bar)) / 2.0
    state = compressor.IdealGas(c.temperature, z, c.efficiency, c.heat_ratio, c.gas_constant, 2.0158e-3, c.ratio)
    stages = compressor.stage_count(inlet_bar, outlet_bar, c.ratio)
    shaft = compressor.ideal_work(inlet_bar, outlet_bar, state) * positive(kg_per_day, "flow", "kg/d") / units / 24.0
    rating = c.oversize * shaft / compressor.motor_efficiency(shaft, c.motor)
    a_unit = c.cost * rating**c.exponent * (1 + c.more_stages * max(0, stages - 2))
    direct = a_unit * (units + c.spare) * c.installation
    everything = direct * (1 + c.indirect) + c.land
    labour = c.labour_hours * (kg_per_day / 1e5) ** 0.25 * c.wage
    fixed = labour * (1 + c.labour_overhead) + c.insurance * everything + c.repair * direct
    power = rating * units
    return TerminalCost(stages, rating, power, direct, everything, fixed, power * c.hours * c.electricity_price)
