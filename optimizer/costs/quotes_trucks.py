"""Answers for planners about trucks: the fleet, what it costs, and its figures as rows of a case."""

from __future__ import annotations

import math
from dataclasses import replace

from optimizer.costs import rows, trucks
from optimizer.costs.charges import Charge
from optimizer.costs.quotes import Line, Quote, price, quote, rate_or_usual
from optimizer.costs.table import kinds, number
from optimizer.errors import OutOfRangeError


def truck(
    kind: str,
    km: float,
    demand: float,
    stations: int,
    diesel: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """Delivery by truck, after HIM.

    Args:
        kind: 'gas_500bar', 'liquid', 'lohc', 'nh3' (EUR_2015), 'gas_200bar_cn', 'gas_300bar_cn', 'gas_500bar_cn' (CNY_2020).
        km: one way on the road [km]. demand: [kg/d]. stations: where a trailer is left standing [1].
        diesel: its price [money/L]; that of the table. rate: [1]; 8 %.
        money: that prices are given in; that of the truck's figures if empty.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown kind.
    """
    if kind not in kinds("truck"):
        raise OutOfRangeError("kind of truck", kind, "", ", ".join(kinds("truck")))
    c, source = trucks.truck(kind), source_of(kind)
    paid = price("diesel price", diesel, money, f"{c.money}/L", c.diesel_price, source)
    c, charge = replace(c, diesel_price=paid.value), Charge(rate_or_usual(rate))
    tractors, trailers = trucks.fleet(demand, km, c), trucks.trailers(demand, km, c, stations)
    each = trucks.per_kilogram(km, c, charge)
    capital = tractors * c.tractor + (tractors + stations) * c.trailer
    yearly = demand * 365.0
    standing = stations * c.trailer / yearly
    each = type(each)(
        each.capital + standing * charge.of(c.trailer_life), each.fixed + standing * c.trailer_om, each.energy
    )
    whole = math.ceil(tractors) * c.tractor + trailers * c.trailer
    more = (
        paid,
        Line("payload", c.payload, "kg", source),
        Line("time of a trip", trucks.round_trip(km, c), "h", source),
        Line("tractors", tractors, "1", source),
        Line("trailers, whole", trailers, "1", "REUSS-2017"),
        Line("capital of whole vehicles", whole, c.money, source),
        Line("boil-off on the way", 100.0 * trucks.boiled_off(km, c), "%", "ASSUMED"),
    )
    kwh = 2.0 * km * c.diesel / c.payload * number("diesel.energy", "kWh/L")
    title = f"Trucks ({kind}) for {demand:g} kg/d over {km:g} km"
    note = f"discount rate {charge.rate:g}; a vehicle counts by the hours it is used; filling is a quote of its own"
    return quote(title, c.money, source, capital, each.fixed * yearly, kwh, each, more, note)


def truck_rows(technology: str, kind: str, diesel: float | None = None, rate: float | None = None) -> str:
    """A truck as a line of vehicles, as text of `parameters.csv` in the money of its figures.

    Args:
        technology: its name in the case. kind: as `truck`. diesel: its price [money/L]. rate: [1]; 8 %.

    Raises:
        OutOfRangeError: an unknown kind, a price below zero.
    """
    if kind not in kinds("truck"):
        raise OutOfRangeError("kind of truck", kind, "", ", ".join(kinds("truck")))
    c = trucks.truck(kind)
    c = replace(c, diesel_price=price("diesel price", diesel, "", f"{c.money}/L", c.diesel_price, "").value)
    return rows.written(rows.of_trucks(technology, c, Charge(rate_or_usual(rate)), source_of(kind).replace(", ", "; ")))


def source_of(kind: str) -> str:
    """Key of the figures of a truck."""
    return "CN-H2" if kind.endswith("_cn") else "HIM, GEOH2" if kind == "nh3" else "HIM"
