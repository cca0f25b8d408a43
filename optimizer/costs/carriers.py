"""Hydrogen in other molecules: liquid organic carriers and ammonia, there and back."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.costs.charges import scaled
from optimizer.costs.gas import LHV_KWH_PER_KG
from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import filled, number, quantity
from optimizer.finance import annuity


@dataclass(frozen=True)
class LohcUnit:
    """Hydrogenation or dehydrogenation of a liquid organic carrier.

    Attributes:
        heat: taken up (above zero) or given off (below zero) [kWh/kg of hydrogen].
        loss: share of the hydrogen that is lost [1].
    """

    cost: float = quantity("EUR_2015")
    reference: float = quantity("t/d")
    exponent: float = quantity("1")
    om: float = quantity("1/a")
    life: float = quantity("a")
    electricity: float = quantity("kWh/kg")
    heat: float = quantity("kWh/kg")
    loss: float = quantity("1")


def hydrogenation() -> LohcUnit:
    """Figures of HIM for dibenzyltoluene."""
    return filled(LohcUnit, "him.hydrogenation")


def dehydrogenation() -> LohcUnit:
    """Figures of HIM for dibenzyltoluene."""
    return filled(LohcUnit, "him.dehydrogenation")


def lohc_capital(tonnes_per_day: float, c: LohcUnit) -> float:
    """Installed cost `C_ref (s / 300)^0.6` [EUR_2015].

    Args:
        tonnes_per_day: capacity in hydrogen [t/d], 0.1 to 3 000.
        c: `hydrogenation()` or `dehydrogenation()`.

    Source: HIM.

    >>> round(lohc_capital(100, hydrogenation()) / 1e6, 2)
    20.69

    Raises:
        OutOfRangeError: outside 0.1 to 3 000 t/d.
    """
    return scaled(c.cost, within(tonnes_per_day, 0.1, 3000.0, "LOHC capacity", "t/d"), c.reference, c.exponent)


@dataclass(frozen=True)
class Carrier:
    """The liquid that carries hydrogen."""

    price: float = quantity("EUR_2020/kg")
    content: float = quantity("1")
    replaced: float = quantity("1")
    life: float = quantity("a")


def carrier_cost(kg_in_loop: float, cycles_per_year: float, rate: float, c: Carrier | None = None) -> float:
    """Yearly cost of the carrier that goes round: annuity on the stock, and what each cycle loses [EUR_2020/a].

    Args:
        kg_in_loop: hydrogen that all full tanks and trucks hold together [kg].
        cycles_per_year: how often that is loaded in a year [1/a].
        rate: discount rate [1].
        c: the carrier; dibenzyltoluene of the table by default.

    `stock = H / content`, `A = stock price (CRF + replaced cycles)`. Source: REUSS-2017; price and losses assumed.

    >>> round(carrier_cost(1000.0, 50.0, 0.08))
    6123

    Raises:
        OutOfRangeError: negative arguments.
    """
    c = c or filled(Carrier, "lohc.carrier")
    stock = positive(kg_in_loop, "hydrogen in the loop", "kg") / c.content
    lost = c.replaced * not_negative(cycles_per_year, "cycles", "1/a")
    return stock * c.price * (float(annuity(rate, c.life)) + lost)


@dataclass(frozen=True)
class McHCost:
    """A methylcyclohexane system [USD_2024, USD_2024/a]."""

    capital: float
    fixed: float
    variable: float


_MCH = (
    (54706639.43, 147074.25, 588779.05, 20825.39, 10.31),
    (3419384.73, 3542.79, 13827.02, 61.22, 0.0),
    (711326.78, 1698.76, 6844.86, 36.04, 376.31),
)


def mch_system(charge: float, discharge: float, stored: float, yearly: float) -> McHCost:
    """Capital, fixed and variable cost of a methylcyclohexane system: a linear correlation.

    Args:
        charge, discharge: hydrogen taken up and given back [t/d].
        stored: hydrogen in store [t].
        yearly: hydrogen that passes [t/a].

    `cost = b0 + b1 Hc + b2 Dc + b3 Ms + b4 As`. Source: BREUNIG-2024; within 6 % of the model it was fitted to (V12), for
    systems of 50 to 1 000 t/d.

    >>> round(mch_system(304, 304, 16_200, 35_000).capital / 1e6, 3)
    616.138

    Raises:
        OutOfRangeError: rates outside 50 to 1 000 t/d, or negative amounts.
    """
    for what, rate in (("charge rate", charge), ("discharge rate", discharge)):
        within(rate, 50.0, 1000.0, what, "t/d")
    terms = (1.0, charge, discharge, not_negative(stored, "store", "t"), not_negative(yearly, "throughput", "t/a"))
    return McHCost(*(sum(b * x for b, x in zip(row, terms, strict=True)) for row in _MCH))


@dataclass(frozen=True)
class AmmoniaUnit:
    """Synthesis (per kW of ammonia) or cracking (per kW of hydrogen); `yield` of the source: input over output, by LHV."""

    cost: float = quantity("EUR_2020/kW")
    om: float = quantity("1/a")
    life: float = quantity("a")
    electricity: float = quantity("kWh/kWh")
    input: float = 0.0


def ammonia_synthesis() -> AmmoniaUnit:
    """Haber-Bosch with air separation, figures of PYPSA-TD for 2030."""
    return filled(AmmoniaUnit, "ammonia.synthesis", input=number("ammonia.synthesis.yield", "kWh/kWh"))


def ammonia_cracking() -> AmmoniaUnit:
    """Cracker, figures of PYPSA-TD for 2030."""
    return filled(AmmoniaUnit, "ammonia.cracking", input=number("ammonia.cracking.yield", "kWh/kWh"))


def synthesis_capital(kg_h2_per_day: float, c: AmmoniaUnit | None = None) -> float:
    """Cost of a synthesis that takes so much hydrogen; linear in size [EUR_2020].

    Args:
        kg_h2_per_day: hydrogen taken up [kg/d].
        c: the unit; that of the table by default.

    Source: PYPSA-TD.

    >>> round(synthesis_capital(100_000.0) / 1e6, 1)
    176.6

    Raises:
        OutOfRangeError: nothing passes.
    """
    c = c or ammonia_synthesis()
    power = positive(kg_h2_per_day, "hydrogen", "kg/d") / 24.0 * LHV_KWH_PER_KG / c.input
    return c.cost * power


def cracker_capital(kg_h2_per_day: float, c: AmmoniaUnit | None = None) -> float:
    """Cost of a cracker that gives so much hydrogen; linear in size [EUR_2020].

    Args:
        kg_h2_per_day: hydrogen given [kg/d].
        c: the unit; that of the table by default.

    Source: PYPSA-TD.

    >>> round(cracker_capital(100_000.0) / 1e6, 1)
    156.1

    Raises:
        OutOfRangeError: nothing passes.
    """
    c = c or ammonia_cracking()
    return c.cost * positive(kg_h2_per_day, "hydrogen", "kg/d") / 24.0 * LHV_KWH_PER_KG


def cracking_loss(c: AmmoniaUnit | None = None) -> float:
    """Share of the hydrogen bound in ammonia that the cracker does not give back, burned for its heat included [1].

    `1 - m_H2 / (content m_NH3)`, ammonia by `input` kWh per kWh of hydrogen. Source: PYPSA-TD, STANDARD.

    >>> round(cracking_loss(), 3)
    0.402
    """
    c = c or ammonia_cracking()
    ammonia = c.input * LHV_KWH_PER_KG / number("ammonia.heating_value", "kWh/kg")
    return 1.0 - 1.0 / (ammonia * number("ammonia.hydrogen", "1"))
