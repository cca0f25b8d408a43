"""Compression of hydrogen: stages, work, motors and what compressors cost.

Two ways to the work: the real gas by the equation of state (HIM, preferred), and the ideal gas with a mean
compressibility (HDSAM, used where a cost equation was fitted to it). Three cost equations, each with its own money and
its own idea of power: keep each with its work.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs import gas
from optimizer.costs.ranges import positive, within
from optimizer.costs.table import filled, quantity


@dataclass(frozen=True)
class RealGas:
    """A compressor after HIM."""

    efficiency: float = quantity("1")
    mechanical: float = quantity("1")
    ratio: float = quantity("1")
    stages: float = quantity("1")
    inlet: float = quantity("K")
    between: float = quantity("K")
    motor: float = quantity("1")
    cost: float = quantity("EUR_2015")
    exponent: float = quantity("1")


def him() -> RealGas:
    """Compressor of HIM with the figures of the table."""
    return filled(RealGas, "him.compressor")


def stage_count(inlet_bar: float, outlet_bar: float, ratio: float = 2.1) -> int:
    """Stages of equal ratio: `ceil(ln(p2/p1) / ln(ratio))`, at least one [1].

    Args:
        inlet_bar, outlet_bar: pressures [bar].
        ratio: greatest pressure ratio of a stage [1].

    Source: HDSAM.

    >>> stage_count(50, 969), stage_count(20, 68)
    (4, 2)

    Raises:
        OutOfRangeError: pressures that fall or are not positive.
    """
    within(positive(inlet_bar, "inlet pressure", "bar"), 0.0, outlet_bar, "inlet pressure", "bar")
    return max(1, math.ceil(math.log(outlet_bar / inlet_bar) / math.log(ratio) - 1e-9))


def motor_efficiency(shaft_kw: float, cap: float = 0.98) -> float:
    """Efficiency of the electric motor [1].

    Args:
        shaft_kw: power at the shaft [kW], from 1.
        cap: nothing better than this [1].

    Source: HDSAM polynomial in ln(kW).

    >>> round(motor_efficiency(100), 4)
    0.9238

    Raises:
        OutOfRangeError: less than 1 kW.
    """
    x = math.log(within(shaft_kw, 1.0, 1e9, "shaft power", "kW"))
    return min(cap, 8e-5 * x**4 - 0.0015 * x**3 + 0.0061 * x**2 + 0.0311 * x + 0.7617)


def shaft_work(inlet_bar: float, outlet_bar: float, c: RealGas) -> float:
    """Work at the shaft with the real gas [kWh/kg].

    Args:
        inlet_bar, outlet_bar: pressures [bar], up to 2 000.
        c: efficiencies, temperatures and the greatest number of stages.

    Sum over stages of h(p_out, s_in) - h_in, over isentropic and mechanical efficiency. Source: HIM, LEACHMAN-2009.

    Raises:
        OutOfRangeError: outside the range of the equation of state, or pressures that fall.
    """
    count = min(int(c.stages), stage_count(inlet_bar, outlet_bar, c.ratio))
    step = (outlet_bar / inlet_bar) ** (1.0 / count)
    ideal = sum(
        gas.isentropic_work(inlet_bar * step**i, inlet_bar * step ** (i + 1), c.between if i else c.inlet)
        for i in range(count)
    )
    return ideal / 3600.0 / c.efficiency / c.mechanical


def electricity(inlet_bar: float, outlet_bar: float, kg_per_day: float, c: RealGas | None = None) -> float:
    """Electricity of compression with the real gas [kWh/kg].

    Args:
        inlet_bar, outlet_bar: pressures [bar].
        kg_per_day: flow [kg/d]; it sets the size of the motor.
        c: the compressor; that of HIM by default.

    Source: HIM (V03).

    >>> round(electricity(30, 175, 82641.5), 4)
    0.9065

    Raises:
        OutOfRangeError: as `shaft_work`; a motor of less than 1 kW.
    """
    c = c or him()
    work = shaft_work(inlet_bar, outlet_bar, c)
    return work / motor_efficiency(work * positive(kg_per_day, "flow", "kg/d") / 24.0, c.motor)


def electric_power(inlet_bar: float, outlet_bar: float, kg_per_day: float, c: RealGas | None = None) -> float:
    """Electric power of compression [kW]; arguments, source and errors as `electricity`."""
    return electricity(inlet_bar, outlet_bar, kg_per_day, c) * kg_per_day / 24.0


def capital(power_kw: float, installation: float, c: RealGas | None = None) -> float:
    """Installed cost `15 000 P^0.6089` times the installation factor [EUR_2015].

    Args:
        power_kw: electric power [kW].
        installation: 2 before a storage, 2.5 before a pipeline, 3 for trailer filling [1].
        c: the compressor; that of HIM by default.

    Source: HIM.

    Raises:
        OutOfRangeError: a power that is not positive.
    """
    c = c or him()
    return float(c.cost * positive(power_kw, "power", "kW") ** c.exponent * positive(installation, "installation", "1"))


@dataclass(frozen=True)
class IdealGas:
    """Compression of an ideal gas with a mean compressibility in n equal stages with perfect intercooling."""

    temperature: float
    compressibility: float
    efficiency: float
    heat_ratio: float = 1.41
    gas_constant: float = gas.GAS_CONSTANT
    molar_mass: float = gas.MOLAR_MASS
    ratio: float = 2.1


def ideal_work(inlet_bar: float, outlet_bar: float, c: IdealGas, stages: int | None = None) -> float:
    """Work of the ideal gas [kWh/kg].

    Args:
        inlet_bar, outlet_bar: pressures [bar].
        c: temperature [K], compressibility [1], isentropic efficiency [1], heat ratio [1] ...
        stages: their number, 1 to 100; by `stage_count` if not given.

    `w = Z R T / M n k/(k-1) ((p2/p1)^((k-1)/(n k)) - 1) / eta`. Source: HDSAM.

    >>> round(ideal_work(30, 175, IdealGas(303.0, 1.06, 0.88 * 0.95)), 3)  # the real gas: 0.871
    0.847

    Raises:
        OutOfRangeError: pressures that fall, an efficiency outside 0 to 1.
    """
    least = stage_count(inlet_bar, outlet_bar, c.ratio)
    n = least if stages is None else int(within(stages, 1, 100, "stages", "1"))
    power = (c.heat_ratio - 1) / c.heat_ratio
    within(c.efficiency, 0.01, 1.0, "efficiency", "1")
    rise = (outlet_bar / inlet_bar) ** (power / n) - 1
    return float(
        c.compressibility * c.gas_constant * c.temperature / c.molar_mass * n / power * rise / c.efficiency / 3.6e6
    )


def mean_supply_pressure(full_bar: float, empty_bar: float) -> float:
    """Pressure at which a bundle of tubes supplies on average while it empties: the logarithmic mean [bar].

    Args:
        full_bar, empty_bar: pressures [bar].

    Source: HDSAM.

    >>> round(mean_supply_pressure(540 * 1.01325, 50 * 1.01325), 1)
    208.7

    Raises:
        OutOfRangeError: pressures in the wrong order.
    """
    positive(empty_bar, "empty pressure", "bar")
    if within(full_bar, empty_bar, 2000.0, "full pressure", "bar") == empty_bar:
        return full_bar
    return (full_bar - empty_bar) / math.log(full_bar / empty_bar)
