"""Electrolysers: scale, degradation, stacks by operating hours, water, and what a kilogram costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs.charges import Charge, PerKg
from optimizer.costs.gas import HHV_KWH_PER_KG
from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import filled, quantity


@dataclass(frozen=True)
class Electrolyser:
    """Figures of an electrolyser.

    Attributes:
        capital: installed, per kW of electricity [money/kW]. om: of it each year [1/a].
        electricity: at the start of a stack's life, with auxiliaries [kWh/kg]. heat: taken as steam [kWh/kg].
        stack_hours: operating hours of a stack [h]. stack_share: its cost over that of the system [1].
        degradation: growth of the specific energy [1/a]. water: [kg/kg]. minimum_load: [1].
    """

    money: str
    capital: float = quantity("MONEY/kW")
    om: float = quantity("1/a")
    electricity: float = quantity("kWh/kg")
    heat: float = quantity("kWh/kg")
    life: float = quantity("a")
    stack_hours: float = quantity("h")
    stack_share: float = quantity("1")
    degradation: float = quantity("1/a")
    water: float = quantity("kg/kg")
    minimum_load: float = quantity("1")


def electrolyser(kind: str, **given: float) -> Electrolyser:
    """Figures of 'alk', 'pem' or 'soec' for China in 2025 (CNY_2020), but for those given.

    Raises:
        KeyError: no such electrolyser.
    """
    if kind not in ("alk", "pem", "soec"):
        raise KeyError(f"no electrolyser '{kind}'; there are alk, pem, soec")
    return filled(Electrolyser, f"electrolyser.{kind}", **given)


def unit_cost(megawatt: float, at_10_mw: float, offshore: bool = False) -> float:
    """Cost of a kilowatt by size: exponent -0.21 up to 10 MW, -0.14 up to 100 MW, flat above [money/kW].

    Args:
        megawatt: size [MW], 0.1 to 5 000.
        at_10_mw: cost at 10 MW [money/kW].
        offshore: a third dearer.

    Source: SINGLITICO-2021 via H2I (V10).

    >>> round(unit_cost(100, 700), 3), unit_cost(100, 700) == unit_cost(300, 700)
    (507.105, True)

    Raises:
        OutOfRangeError: outside 0.1 to 5 000 MW.
    """
    size = min(within(megawatt, 0.1, 5000.0, "electrolyser size", "MW"), 100.0) / 10.0
    return float(
        positive(at_10_mw, "cost", "money/kW") * size ** (-0.21 if size < 1 else -0.14) * (1.33 if offshore else 1.0)
    )


def yearly_om(megawatt: float, capital: float, offshore: bool = False) -> float:
    """Operation and maintenance of an electrolyser in a year [money/a].

    Args:
        megawatt: size [MW], 0.1 to 5 000.
        capital: its installed cost [money].
        offshore: installation weighs twice.

    `C (1 - 0.33 (1 + off)) 0.0344 P^-0.155 + 0.04 C 0.33 (1 + off)`, P at most 100 MW. Source: SINGLITICO-2021 via H2I (V10).

    >>> round(yearly_om(100, 50.7105), 4)
    1.2418

    Raises:
        OutOfRangeError: outside 0.1 to 5 000 MW.
    """
    size = min(within(megawatt, 0.1, 5000.0, "electrolyser size", "MW"), 100.0)
    installed = 0.33 * (2.0 if offshore else 1.0)
    return float(capital * ((1.0 - installed) * 0.0344 * size**-0.155 + 0.04 * installed))


def annuity_cost(capital: float, charge: float, om: float, electricity: float, price: float, full_load: float) -> PerKg:
    """Levelised cost of a kilogram by annuity, `c (CRF + om) e / h + e p` [money/kg].

    Args:
        capital: per kW of electricity [money/kW]. charge: on it each year [1/a]. om: of it each year [1/a].
        electricity: [kWh/kg]. price: [money/kWh]. full_load: hours of full load [h/a], up to 8 760.

    Source: STANDARD (T02).

    Raises:
        OutOfRangeError: no hours, less electricity than the heating value of hydrogen allows without heat.
    """
    hours = within(positive(full_load, "full load", "h/a"), 0.0, 8784.0, "full load", "h/a")
    e = within(electricity, 0.8 * HHV_KWH_PER_KG, 200.0, "electricity", "kWh/kg")
    c = not_negative(capital, "capital", "money/kW")
    return PerKg(c * charge * e / hours, c * om * e / hours, e * price)


def output_cost(
    capital: float, over_dimension: float, charge: float, om: float, electricity: float, price: float, water: float
) -> PerKg:
    """Levelised cost of a kilogram where capital is per kg/d of output [money/kg].

    Args:
        capital: [money/(kg/d)]. over_dimension: 8 760 over full-load hours [1]. charge, om: [1/a].
        electricity: [kWh/kg]. price: [money/kWh]. water: [money/kg].

    Source: HIM (V01).

    Raises:
        OutOfRangeError: an over-dimension below 1.
    """
    size = within(over_dimension, 1.0, 100.0, "over-dimension", "1")
    return PerKg(capital * size * charge / 365.0, capital * size * om / 365.0 + water, electricity * price)


def mean_electricity(electricity: float, degradation: float, years: float, rate: float) -> float:
    """Discounted mean of the specific energy over a stack's life, `e sum (1+d)^t (1+i)^-t / sum (1+i)^-t` [kWh/kg].

    Args:
        electricity: of the new stack [kWh/kg]. degradation: growth a year [1/a], 0 to 0.2.
        years: of a stack [a]; a last part of a year counts in proportion. rate: discount rate [1].

    t counts from 0. Source: STANDARD.

    >>> round(mean_electricity(55.5, 0.01, 10, 0.06), 2), mean_electricity(55.5, 0.0, 10, 0.06)
    (57.79, 55.5)

    Raises:
        OutOfRangeError: a growth outside 0 to 0.2, no years.
    """
    d = within(degradation, 0.0, 0.2, "degradation", "1/a")
    whole = math.ceil(positive(years, "stack life", "a") - 1e-9)
    weights = [min(1.0, years - t) * (1.0 + rate) ** -t for t in range(whole)]
    used = sum(w * (1.0 + d) ** t for t, w in enumerate(weights))
    return electricity * used / sum(weights)


def stack_life(stack_hours: float, full_load: float) -> float:
    """Years until a stack is used up, `L_h / h` [a].

    Args:
        stack_hours: [h]. full_load: operating hours in a year [h/a], up to 8 784.

    Source: STANDARD.

    >>> stack_life(80_000, 4_000)
    20.0

    Raises:
        OutOfRangeError: arguments that are not positive.
    """
    hours = within(positive(full_load, "full load", "h/a"), 0.0, 8784.0, "full load", "h/a")
    return positive(stack_hours, "stack life", "h") / hours


def replacements(stack_hours: float, full_load: float, life: float) -> list[float]:
    """The years after commissioning at which stacks are replaced, before the plant ends [a].

    Args:
        stack_hours: [h]. full_load: [h/a]. life: of the plant [a].

    Source: STANDARD.

    >>> replacements(60_000, 8_000, 20)
    [7.5, 15.0]

    Raises:
        OutOfRangeError: arguments that are not positive.
    """
    each = stack_life(stack_hours, full_load)
    return [each * i for i in range(1, math.ceil(positive(life, "life", "a") / each - 1e-9))]


def stack_capital(c: Electrolyser, full_load: float, rate: float) -> float:
    """Present value of all stacks that are bought after the first [money/kW].

    Args:
        c: the electrolyser. full_load: [h/a]. rate: discount rate [1].

    The cost of a stack is a share of the system, unchanged in real money; the last one is paid in full.

    Source: STANDARD; share assumed.

    Raises:
        OutOfRangeError: arguments that are not positive.
    """
    bought = replacements(c.stack_hours, full_load, c.life)
    return float(c.capital * c.stack_share * sum((1.0 + rate) ** -year for year in bought))


def levelised(
    c: Electrolyser, price: float, full_load: float, charge: Charge, water_price: float = 0.0, heat_price: float = 0.0
) -> PerKg:
    """Levelised cost of a kilogram with degradation, stacks, water and heat [c.money/kg].

    Args:
        c: the electrolyser. price: of electricity [money/kWh]. full_load: [h/a]. charge: how capital is charged.
        water_price: [money/t]. heat_price: of the steam of solid-oxide plant [money/kWh].

    Source: STANDARD.

    >>> round(levelised(electrolyser("alk"), 0.25, 4000, Charge(0.06)).total, 2)
    19.17

    Raises:
        OutOfRangeError: no hours.
    """
    years = min(stack_life(c.stack_hours, full_load), c.life)
    e = mean_electricity(c.electricity, c.degradation, years, charge.rate)
    capital = c.capital + stack_capital(c, full_load, charge.rate)
    paid = annuity_cost(capital, charge.of(c.life), 0.0, e, price, full_load)
    upkeep = c.capital * c.om * e / full_load
    return PerKg(paid.capital, upkeep + c.water * water_price / 1e3, paid.energy + c.heat * heat_price)
