"""Answers for planners about stores: tanks and what is underground."""

from __future__ import annotations

from optimizer.costs import storage
from optimizer.costs.charges import Charge, per_kg
from optimizer.costs.quotes import Line, Quote, price, quote, rate_or_usual
from optimizer.costs.ranges import positive, within
from optimizer.costs.table import number
from optimizer.errors import OutOfRangeError


def tank(kind: str, content: float, cycles: float, rate: float | None = None) -> Quote:
    """Tanks by the kilogram.

    Args:
        kind: 'lh2', 'lohc', 'tube_100bar', 'tube_500bar' (EUR_2015) or 'nh3' (EUR_2020).
        content: hydrogen stored [kg]. cycles: how often it is filled and emptied in a year [1/a]. rate: [1]; 8 %.

    Raises:
        OutOfRangeError: nothing stored, an unknown kind.
    """
    known = ("lh2", "lohc", "tube_100bar", "tube_500bar", "nh3")
    if kind not in known:
        raise OutOfRangeError("kind of tank", kind, "", ", ".join(known))
    c, charge = storage.tank(kind), Charge(rate_or_usual(rate))
    capital = c.cost * positive(content, "content", "kg")
    yearly = content * within(positive(cycles, "cycles", "1/a"), 0.0, 8760.0, "cycles", "1/a")
    each = per_kg(capital, charge.of(c.life), c.om * capital, 0.0, yearly)
    source = "PYPSA-TD" if kind == "nh3" else "HIM"
    more = (Line("boil-off", 100.0 * c.boil_off, "%/d", "ASSUMED" if kind == "nh3" else source),)
    note = f"{cycles:g} cycles a year; discount rate {charge.rate:g}; filling is a quote of its own"
    return quote(f"Tank {kind} of {content:,.10g} kg", c.money, source, capital, c.om * capital, 0.0, each, more, note)


def cavern(
    kind: str,
    content: float,
    cycles: float,
    fill_days: float,
    gas_price: float,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """A bulk store underground.

    Args:
        kind: 'him' (salt caverns of 500 000 m3, EUR_2015, compressor not included), or 'salt', 'rock' (lined), 'pipe'
        (buried) with compressor and surface plant (USD_2018).
        content: working gas [kg]. cycles: in a year [1/a]. fill_days: in which it is filled [d], cycles of
        which fit into a year; it sets the compressor of the latter. gas_price: of cushion gas [money/kg], 'him' only. rate: [1]; 8 %.
        money: that prices are given in; EUR_2015 if empty.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown kind.
    """
    known = ("him", "salt", "rock", "pipe")
    if kind not in known:
        raise OutOfRangeError("kind of store", kind, "", ", ".join(known))
    charge = Charge(rate_or_usual(rate))
    turned = within(positive(cycles, "cycles", "1/a"), 0.0, 365.0, "cycles", "1/a")
    yearly = positive(content, "content", "kg") * turned
    bears = number("bulk.common.salt_cycles", "1/a")
    many = f" (salt bears some {bears:g})" if kind in ("him", "salt") and cycles > bears else ""
    note = f"{cycles:g} cycles a year{many}; discount rate {charge.rate:g}"
    if kind == "him":
        c = storage.cavern()
        paid = price("price of cushion gas", gas_price, money, "EUR_2015/kg", 0.0, "HIM")
        capital = storage.cavern_capital(content, c, paid.value)
        each = per_kg(capital, charge.of(c.life), c.om * capital, 0.0, yearly)
        more = (
            paid,
            Line("caverns", storage.cavern_count(content, c), "1", "HIM"),
            Line("working gas of a cavern", storage.working_gas(c), "kg", "LEACHMAN-2009"),
            Line("cushion gas of a cavern", storage.cushion_gas(c), "kg", "LEACHMAN-2009"),
        )
        title = f"Salt caverns for {content:,.10g} kg"
        note = f"{note}; compression is a quote of its own"
        return quote(title, "EUR_2015", "HIM", capital, c.om * capital, 0.0, each, more, note)
    capital = storage.bulk_capital(content, kind)
    filling = within(positive(fill_days, "days of filling", "d"), 0.0, 365.0 / cycles, "days of filling", "d")
    fixed = storage.bulk_fixed(content, content / filling, kind)
    life = number("bulk.common.life", "a")
    each = per_kg(capital, charge.of(life), fixed, 0.0, yearly)
    note = f"{note}; filled in {fill_days:g} d; electricity of compression not included"
    title = f"Bulk store ({kind}) for {content:,.10g} kg"
    return quote(title, "USD_2018", "PAPADIAS-2021, H2I", capital, fixed, 0.0, each, (), note)
