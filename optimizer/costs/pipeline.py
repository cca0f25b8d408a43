"""Pipelines: diameter, pressure drop, cost, and a straight-line form for optimisation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from optimizer.costs import gas
from optimizer.costs.charges import PerKg
from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import filled, number, quantity
from optimizer.errors import OutOfRangeError
from optimizer.finance import annuity


@dataclass(frozen=True)
class Pipeline:
    """Sizing by speed and cost by diameter, after HIM."""

    density: float = quantity("kg/m3")
    speed: float = quantity("m/s")
    quadratic: float = quantity("EUR_2015/(m*mm**2)")
    linear: float = quantity("EUR_2015/(m*mm)")
    constant: float = quantity("EUR_2015/m")
    om: float = quantity("EUR_2015/(m*a)")
    life: float = quantity("a")


def him() -> Pipeline:
    """Figures of the table: 15 m/s at 5.7 kg/m3."""
    return filled(Pipeline, "him.pipeline")


def diameter(kg_per_day: float, c: Pipeline | None = None) -> float:
    """Inner diameter at the design speed, `sqrt(4 m / (density speed pi))` [mm].

    Args:
        kg_per_day: flow [kg/d].
        c: density and speed; those of HIM by default.

    Source: HIM.

    >>> round(diameter(1_451_000), 0)
    500.0

    Raises:
        OutOfRangeError: nothing flows.
    """
    c = c or him()
    per_second = positive(kg_per_day, "flow", "kg/d") / 86_400.0
    return 1e3 * math.sqrt(4.0 * per_second / (c.density * c.speed * math.pi))


def flow(diameter_mm: float, c: Pipeline | None = None) -> float:
    """Flow at the design speed, the inverse of `diameter` and with its source [kg/d]."""
    c = c or him()
    return (positive(diameter_mm, "diameter", "mm") / 1e3) ** 2 * c.density * c.speed * math.pi / 4.0 * 86_400.0


def cost_per_metre(diameter_mm: float, c: Pipeline | None = None) -> float:
    """Installed cost, `0.0022 d^2 + 0.86 d + 247.5` [EUR_2015/m].

    Args:
        diameter_mm: d [mm], up to 1 500 (fitted to 100 to 1 000; smaller pipes cost little less than the trench).
        c: coefficients; those of HIM by default.

    Source: KRIEG-2012 via HIM.

    >>> round(cost_per_metre(500), 1)
    1227.5

    Raises:
        OutOfRangeError: not positive, or above 1 500 mm.
    """
    c = c or him()
    d = within(positive(diameter_mm, "diameter", "mm"), 0.0, 1500.0, "diameter", "mm")
    return c.quadratic * d * d + c.linear * d + c.constant


def per_kilogram(
    kg_per_day: float, design_kg_per_day: float, km: float, rate: float, c: Pipeline | None = None
) -> PerKg:
    """Capital and fixed cost of a kilogram in a pipeline of one size [EUR_2015/kg].

    Args:
        kg_per_day: mean flow, by which the cost is divided [kg/d].
        design_kg_per_day: flow it is sized for [kg/d].
        km: length [km].
        rate: discount rate [1].
        c: figures; those of HIM by default.

    Source: HIM.

    Raises:
        OutOfRangeError: a flow or length that is not positive, a diameter above 1 500 mm.
    """
    c = c or him()
    metres = positive(km, "length", "km") * 1e3
    yearly = positive(kg_per_day, "flow", "kg/d") * 365.0
    capital = cost_per_metre(diameter(design_kg_per_day, c), c) * float(annuity(rate, c.life)) * metres / yearly
    return PerKg(capital=capital, fixed=c.om * metres / yearly)


def friction_factor(reynolds: float, diameter_mm: float, roughness_mm: float) -> float:
    """Friction factor, laminar and rough turbulent flow blended [1].

    Args:
        reynolds: Reynolds number [1].
        diameter_mm: inner diameter [mm].
        roughness_mm: of the wall [mm].

    `64/Re (1 - a) + a / (2 log10(2.7 log10(Re)^1.2 / Re + k / (3.71 d)))^2`, `a = exp(-exp(6.75 - 0.0025 Re))`.
    Source: HSCPATHWAYS (Zanke).

    >>> round(friction_factor(1000.0, 500, 0.02), 3), round(friction_factor(5e6, 500, 0.02), 4)
    (0.064, 0.0109)

    Raises:
        OutOfRangeError: a Reynolds number below 10, a wall rougher than a twentieth of the diameter.
    """
    re = within(reynolds, 10.0, 1e9, "Reynolds number", "1")
    rough = within(roughness_mm / positive(diameter_mm, "diameter", "mm"), 0.0, 0.05, "relative roughness", "1")
    turbulent = math.exp(-math.exp(min(6.75 - 0.0025 * re, 50.0)))
    wall = -2.0 * math.log10(2.7 * math.log10(re) ** 1.2 / re + rough / 3.71)
    return 64.0 / re * (1.0 - turbulent) + turbulent / wall**2


def outlet_pressure(kg_per_day: float, diameter_mm: float, km: float, inlet_bar: float) -> float:
    """Pressure at the end of an isothermal pipe, 0 if the flow does not get there [bar].

    Args:
        kg_per_day: flow [kg/d].
        diameter_mm: inner diameter [mm].
        km: length [km].
        inlet_bar: pressure at the start [bar], up to 200.

    `p1^2 - p2^2 = lambda 16 rho_n p_n T K L V_n^2 / (pi^2 T_n d^5)`, with K = Z/Z_n at the mean pressure. Friction by
    `friction_factor` with Re at the inlet, gas at 20 C. Source: HSCPATHWAYS.

    >>> round(outlet_pressure(1_451_000, 500, 100, 100), 1)
    89.2

    Raises:
        OutOfRangeError: arguments that are not positive, more than 200 bar.
    """
    within(positive(inlet_bar, "inlet pressure", "bar"), 0.0, 200.0, "inlet pressure", "bar")
    d, metres = positive(diameter_mm, "diameter", "mm") / 1e3, positive(km, "length", "km") * 1e3
    mass = positive(kg_per_day, "flow", "kg/d") / 86_400.0
    t = number("pipeline.temperature", "K")
    reynolds = 4.0 * mass / (math.pi * d * number("pipeline.viscosity", "Pa*s"))
    friction = friction_factor(reynolds, diameter_mm, number("pipeline.roughness", "mm"))
    normal = 8.0 * friction * 2.0 * gas.KG_PER_NM3 * 101_325.0 * t / 273.15 / (math.pi**2 * d**5)
    volume = mass / gas.KG_PER_NM3
    end = inlet_bar
    for _ in range(4):  # the mean pressure, at which Z is taken, follows from the result
        mean = 2.0 / 3.0 * (inlet_bar + end - inlet_bar * end / (inlet_bar + end))
        z = gas.compressibility(mean, t) / gas.compressibility(1.01325, 273.15)
        square = (inlet_bar * 1e5) ** 2 - normal * z * metres * volume**2
        if square <= 0.0:
            return 0.0
        end = math.sqrt(square) / 1e5
    return end


def diameter_by_pressure(kg_per_day: float, km: float, inlet_bar: float, outlet_bar: float) -> float:
    """Least inner diameter that keeps the pressure at the end, by halving [mm].

    Args:
        kg_per_day: flow [kg/d].
        km: length without recompression [km].
        inlet_bar, outlet_bar: pressures [bar].

    Source: HSCPATHWAYS, `outlet_pressure`.

    >>> round(diameter_by_pressure(1_451_000, 100, 100, 80))
    447

    Raises:
        OutOfRangeError: pressures in the wrong order, or no pipe up to 1 500 mm is enough.
    """
    within(outlet_bar, 0.0, inlet_bar * 0.9999, "outlet pressure", "bar")
    low, high = 10.0, 1500.0
    if outlet_pressure(kg_per_day, high, km, inlet_bar) < outlet_bar:
        raise OutOfRangeError("flow", kg_per_day, "kg/d", "what a pipe of 1500 mm carries so far")
    for _ in range(60):
        middle = (low + high) / 2.0
        enough = outlet_pressure(kg_per_day, middle, km, inlet_bar) >= outlet_bar
        low, high = (low, middle) if enough else (middle, high)
    return high


@dataclass(frozen=True)
class Backbone:
    """A trunk line by the kilometre, after the European Hydrogen Backbone."""

    pipe: float = quantity("EUR_2020/km")
    compression: float = quantity("EUR_2020/km")
    capacity: float = quantity("GW")


@dataclass(frozen=True)
class BackboneCommon:
    """What its lines have in common; `power` is electric over hydrogen power (LHV) per 1 000 km."""

    rate: float = quantity("1")
    pipe_life: float = quantity("a")
    compressor_life: float = quantity("a")
    om: float = quantity("1/a")
    full_load: float = quantity("h/a")
    power: float = quantity("1")
    electricity_price: float = quantity("EUR_2020/kWh")


def backbone_cost(kind: str, km: float = 1000.0, rate: float | None = None, full_load: float | None = None) -> PerKg:
    """Cost of a kilogram over a distance in a trunk line with recompression [EUR_2020/kg].

    Args:
        kind: 'new_48', 'new_36' or 'repurposed_48' (inches).
        km: distance [km].
        rate: discount rate [1]; 6 % by default.
        full_load: hours of full flow [h/a]; 5 000 by default.

    Source: EHB (V14). Repurposing a line takes it from natural gas: that is not in this cost.

    >>> round(backbone_cost("new_48").total, 3)
    0.184

    Raises:
        OutOfRangeError: no distance, more than 8 760 hours.
        KeyError: no such line.
    """
    c, common = filled(Backbone, f"ehb.{kind}"), filled(BackboneCommon, "ehb.common")
    r = common.rate if rate is None else within(rate, 0.0, 1.0, "discount rate", "1")
    hours = within(common.full_load if full_load is None else full_load, 1.0, 8760.0, "full load", "h/a")
    yearly = c.capacity * 1e6 * hours / gas.LHV_KWH_PER_KG
    far = positive(km, "distance", "km")
    paid = c.pipe * float(annuity(r, common.pipe_life)) + c.compression * float(annuity(r, common.compressor_life))
    fixed = common.om * (c.pipe + c.compression)
    energy = common.power * far / 1000.0 * gas.LHV_KWH_PER_KG * common.electricity_price
    return PerKg(paid * far / yearly, fixed * far / yearly, energy)


def straight_lines(tonnes_per_day: tuple[float, ...]) -> list[tuple[float, float]]:
    """Flows and costs per metre between which the cost of a pipe may be taken as straight [(t/d, EUR_2015/m)].

    Args:
        tonnes_per_day: flows in rising order [t/d], such as 20, 100, 500, 2 000, 8 000 (largest error 2.6 %).

    The curve is concave: without one binary a segment an optimiser takes the cheap end of each. Source: HIM.

    Raises:
        OutOfRangeError: flows that do not rise.
    """
    for low, high in pairwise(tonnes_per_day):
        not_negative(high - low - 1e-12, "step between flows", "t/d")
    return [(q, cost_per_metre(diameter(q * 1e3))) for q in tonnes_per_day]
