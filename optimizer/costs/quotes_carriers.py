"""Answers for planners about units that bind hydrogen in a carrier, or free it: LOHC and ammonia."""

from __future__ import annotations

from optimizer.costs import carriers
from optimizer.costs.charges import Charge, per_kg
from optimizer.costs.gas import LHV_KWH_PER_KG
from optimizer.costs.quotes import (
    Line,
    Quote,
    assumptions,
    gas_price,
    not_charged,
    plant_price,
    price,
    quote,
    rate_or_usual,
)
from optimizer.costs.ranges import within
from optimizer.errors import OutOfRangeError

LOHC, AMMONIA = ("hydrogenation", "dehydrogenation"), ("synthesis", "cracking")


def carrier(
    unit: str,
    capacity: float,
    utilisation: float,
    electricity: float | None = None,
    heat_price: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """A unit that binds hydrogen in a carrier or frees it.

    Args:
        unit: 'hydrogenation', 'dehydrogenation' (LOHC, EUR_2015), 'synthesis', 'cracking' (ammonia, EUR_2020).
        capacity: in hydrogen [t/d]. utilisation: [1]. electricity: its price [money/kWh]; 0.06 EUR_2015.
        heat_price: of the heat that dehydrogenation takes [money/kWh]; 0.046 EUR_2015. Heat given off earns nothing.
        rate: [1]; 8 %. money: that prices are given in; that of the equations if empty.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown unit.
    """
    if unit in LOHC:
        return _lohc(unit, capacity, utilisation, electricity, heat_price, rate, money)
    if unit in AMMONIA:
        return _ammonia(unit, capacity, utilisation, electricity, rate, money)
    raise OutOfRangeError("unit", unit, "", ", ".join((*LOHC, *AMMONIA)))


def _lohc(
    unit: str,
    capacity: float,
    utilisation: float,
    electricity: float | None,
    heat_price: float | None,
    rate: float | None,
    money: str,
) -> Quote:
    """After HIM."""
    c = carriers.hydrogenation() if unit == "hydrogenation" else carriers.dehydrogenation()
    charge, capital = Charge(rate_or_usual(rate)), carriers.lohc_capital(capacity, c)
    paid, gas = plant_price(electricity, money, "EUR_2015"), gas_price()
    heat = price(gas.what, heat_price, money, gas.unit, gas.value, gas.source)
    energy = c.electricity * paid.value + max(c.heat, 0.0) * heat.value
    each = per_kg(capital, charge.of(c.life), c.om * capital, energy, _yearly(capacity, utilisation))
    told = (heat,) if c.heat > 0 else ()
    more = (paid, *told, Line("heat", c.heat, "kWh/kg", "HIM"), Line("hydrogen lost", 100.0 * c.loss, "%", "HIM"))
    title, note = _title(unit, capacity), assumptions(utilisation, charge) + not_charged(100.0 * c.loss)
    return quote(title, "EUR_2015", "HIM", capital, c.om * capital, c.electricity, each, more, note)


def _ammonia(
    unit: str, capacity: float, utilisation: float, electricity: float | None, rate: float | None, money: str
) -> Quote:
    """After PYPSA-TD."""
    charge = Charge(rate_or_usual(rate))
    if unit == "synthesis":
        a = carriers.ammonia_synthesis()
        capital, per_input, lost = carriers.synthesis_capital(capacity * 1e3, a), a.input, 0.0
    else:
        a = carriers.ammonia_cracking()
        capital, per_input, lost = carriers.cracker_capital(capacity * 1e3, a), 1.0, carriers.cracking_loss(a)
    kwh = a.electricity * LHV_KWH_PER_KG / per_input
    paid = plant_price(electricity, money, "EUR_2020")
    each = per_kg(capital, charge.of(a.life), a.om * capital, kwh * paid.value, _yearly(capacity, utilisation))
    more = (paid, *([Line("hydrogen not given back", 100.0 * lost, "%", "PYPSA-TD")] if lost else []))
    title, note = _title(unit, capacity), assumptions(utilisation, charge) + not_charged(100.0 * lost)
    return quote(title, "EUR_2020", "PYPSA-TD", capital, a.om * capital, kwh, each, more, note)


def _title(unit: str, capacity: float) -> str:
    return f"{unit.capitalize()} of {capacity:g} t/d of hydrogen"


def _yearly(capacity: float, utilisation: float) -> float:
    """Hydrogen of a year [kg/a]."""
    return capacity * 1e3 * 365.0 * within(utilisation, 0.001, 1.0, "utilisation", "1")
