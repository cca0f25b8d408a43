"""Answers for planners: capital, fixed cost, energy and cost of a kilogram, each line with unit and source.

A quote is in the money of its equations; `Quote.in_money`
restates it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimizer.costs import prices
from optimizer.costs.charges import Charge, PerKg
from optimizer.costs.ranges import not_negative, within
from optimizer.costs.table import number

HIGHEST = {"/kWh": 10.0, "/L": 20.0}
"""Prices of energy above which a unit was mistaken [USD_2020]."""


@dataclass(frozen=True)
class Line:
    """A figure of a quote."""

    what: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Quote:
    """What was asked and what it costs. `assumed` are the figures that were not given."""

    title: str
    lines: tuple[Line, ...]
    assumed: str = ""

    def value(self, what: str) -> float:
        """The figure of a line."""
        return next(line.value for line in self.lines if line.what == what)

    def in_money(self, wanted: str) -> Quote:
        """The same in another money.

        Raises:
            OutOfRangeError: no such money.
        """
        restated = [prices.restated(line.value, line.unit, wanted) for line in self.lines]
        told = [replace(x, value=v, unit=u) for x, (v, u) in zip(self.lines, restated, strict=True)]
        return replace(self, lines=tuple(told))


def quote(
    title: str,
    money: str,
    source: str,
    capital: float,
    fixed: float,
    kwh: float,
    kilogram: PerKg,
    more: tuple[Line, ...] = (),
    assumed: str = "",
) -> Quote:
    """The lines that every quote has, and those of its own between them.

    Args:
        title: what is quoted. money: of the equations. source: their key.
        capital: [money]. fixed: [money/a]. kwh: [kWh/kg]. kilogram: cost of one, by parts [money/kg].
        more: lines of its own. assumed: the figures that were not given.
    """
    each = f"{money}/kg"
    lines = (
        *more,
        Line("capital", capital, money, source),
        Line("fixed cost", fixed, f"{money}/a", source),
        Line("energy", kwh, "kWh/kg", source),
        Line("capital of a kilogram", kilogram.capital, each, source),
        Line("fixed cost of a kilogram", kilogram.fixed, each, source),
        Line("energy of a kilogram", kilogram.energy, each, source),
        *([Line("losses of a kilogram", kilogram.loss, each, source)] if kilogram.loss else []),
        Line("levelised cost", kilogram.total, each, source),
    )
    return Quote(title, lines, assumed)


def rate_or_usual(rate: float | None) -> float:
    """The discount rate, that of HIM if not given [1]."""
    return number("him.rate", "1") if rate is None else rate


def assumptions(utilisation: float, charge: Charge) -> str:
    """What a quote rests on, in words."""
    return f"utilisation {utilisation:g}; discount rate {charge.rate:g}" + (" after tax" if charge.tax else "")


def not_charged(percent: float) -> str:
    """That what is lost of the hydrogen is not in the cost: nobody said what a kilogram had cost before; '' if nothing is [%]."""
    return f"; the {percent:.3g} % lost is not in the cost: it is worth what it had cost before" if percent > 0 else ""


def price(what: str, given: float | None, asked: str, unit: str, usual: float, source: str) -> Line:
    """A price as a line of a quote: what was given, restated in the money of the equations, or the usual one.

    Args:
        what: its name. given: [money `asked`, or of the equations if that is empty]. asked: money of the answer.
        unit: of the equations, such as EUR_2015/kWh. usual: in that unit. source: of the usual one.

    Raises:
        OutOfRangeError: a price below zero, or of energy so high that it was said per MWh or tonne; no such money.
    """
    if given is None:
        return Line(what, usual, unit, source)
    own = prices.money_in(unit)
    told, of = asked or own, unit.removeprefix(own)
    if of in HIGHEST:
        within(given, 0.0, round(HIGHEST[of] * prices.conversion("USD_2020", told), 1), what, told + of)
    return Line(what, not_negative(given, what, told + of) * prices.conversion(told, own), unit, "given")


def plant_price(given: float | None, asked: str, of: str) -> Line:
    """The price of electricity at a large plant [of/kWh], that of HIM if not given; `asked` as in `price`."""
    usual = number("him.production.electricity_price", "EUR_2015/kWh") * prices.conversion("EUR_2015", of)
    return price("electricity price", given, asked, f"{of}/kWh", usual, "HIM")


def gas_price() -> Line:
    """The price of heat from natural gas, that of HIM."""
    return Line("heat price", number("him.gas_price", "EUR_2015/kWh"), "EUR_2015/kWh", "HIM")
