"""Answers for planners about plants: stations, compressors, liquefiers, electrolysers."""

from __future__ import annotations

from dataclasses import replace

from optimizer.costs import compressor, electrolyser, liquefier
from optimizer.costs.charges import Charge, band_price, hdsam, per_kg
from optimizer.costs.prices import conversion
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
from optimizer.costs.ranges import positive, within
from optimizer.costs.station_gas import gas_station, station_35mpa
from optimizer.costs.station_him import SUPPLIES
from optimizer.costs.station_him import capital as him_capital
from optimizer.costs.station_him import per_kilogram as him_per_kilogram
from optimizer.costs.station_him import supply as him_supply
from optimizer.costs.station_liquid import liquid_station
from optimizer.costs.table import number
from optimizer.errors import OutOfRangeError


def station(
    size: float,
    mpa: float,
    supply: str,
    utilisation: float,
    electricity: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """A refuelling station.

    Args:
        size: [kg/d]. mpa: 35 or 70 [MPa].
        supply: 'gas' or 'liquid' by component (HDSAM, USD_2020); 'pipeline', 'trailer', 'lohc' by one law (HIM, EUR_2015).
        utilisation: sold over size [1].
        electricity: its price [money/kWh]; 0.10 for HDSAM, by the band of the use for HIM.
        rate: discount rate [1]; HDSAM's charge after tax, or 8 % for HIM.
        money: that prices are given in; that of the equations if empty.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown supply, another pressure.
    """
    known = ("gas", "liquid", "pipeline", "trailer", "lohc")
    if supply not in known:
        raise OutOfRangeError("supply", supply, "", ", ".join(known))
    if mpa not in (35.0, 70.0) or (mpa == 35.0 and supply != "gas"):
        raise OutOfRangeError("pressure", mpa, "MPa", "70, or 35 with supply gas; in")
    title = f"{mpa:g} MPa station of {size:g} kg/d, supplied by {supply}"
    if supply in SUPPLIES and supply != "liquid":
        return _by_law(title, size, supply, utilisation, electricity, rate, money)
    made = {"liquid": liquid_station}.get(supply, gas_station if mpa == 70.0 else station_35mpa)(size)
    charge = hdsam() if rate is None else Charge(rate)
    usual = number("hdsam.station.electricity_price", "USD_2020/kWh")
    paid = price("electricity price", electricity, money, "USD_2020/kWh", usual, "HDSAM")
    each = made.per_kilogram(utilisation, paid.value, charge)
    source = "HDSAM" if mpa == 70.0 else "ASSUMED, HDSAM"
    parts = tuple(Line(f"of which {p.name}", p.capital, "USD_2020", source) for p in made.parts)
    return quote(
        title,
        "USD_2020",
        source,
        made.capital,
        made.om,
        made.electricity,
        each,
        (paid, *parts),
        assumptions(utilisation, charge),
    )


def _by_law(
    title: str, size: float, supply: str, utilisation: float, electricity: float | None, rate: float | None, money: str
) -> Quote:
    """A station after HIM."""
    charge, s, law = Charge(rate_or_usual(rate)), him_supply(supply), him_capital(size, supply)
    sold = size * utilisation * 365.0
    usual = band_price(s.electricity * sold / 1e3)
    paid = price("electricity price", electricity, money, "EUR_2015/kWh", usual, "HIM")
    each = him_per_kilogram(size, supply, utilisation, charge, 0.0, paid.value)
    trailer = number("truck.gas_500bar.trailer", "EUR_2015") * s.trailers
    more = [paid]
    if trailer:
        more.append(Line("of which a trailer that stands there", trailer, "EUR_2015", "HIM"))
    if s.heat:
        more += [Line("heat", s.heat, "kWh/kg", "HIM"), gas_price()]
    note = assumptions(utilisation, charge)
    return quote(title, "EUR_2015", "HIM", law + trailer, each.fixed * sold, s.electricity, each, tuple(more), note)


def compression(
    flow: float,
    inlet: float,
    outlet: float,
    purpose: str,
    utilisation: float,
    electricity: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """A compressor, after HIM (EUR_2015).

    Args:
        flow: it is built for [kg/d]. inlet, outlet: [bar]. purpose: 'storage', 'pipeline' or 'trailer', which sets what
        installation costs.
        utilisation: mean flow over that [1]. electricity: its price [money/kWh]; by the band of its use. rate: [1]; 8 %.
        money: that prices are given in; EUR_2015 if empty.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown purpose.
    """
    known = ("storage", "pipeline", "trailer")
    if purpose not in known:
        raise OutOfRangeError("purpose", purpose, "", ", ".join(known))
    c, charge = compressor.him(), Charge(rate_or_usual(rate))
    kwh = compressor.electricity(inlet, outlet, flow, c)
    power = kwh * flow / 24.0
    capital = compressor.capital(power, number(f"him.compressor.installed_{purpose}", "1"), c)
    yearly = flow * 365.0 * within(utilisation, 0.001, 1.0, "utilisation", "1")
    usual = band_price(kwh * yearly / 1e3)
    paid = price("electricity price", electricity, money, "EUR_2015/kWh", usual, "HIM")
    fixed = capital * number("him.compressor.om", "1/a")
    each = per_kg(capital, charge.of(number("him.compressor.life", "a")), fixed, kwh * paid.value, yearly)
    stages = min(int(c.stages), compressor.stage_count(inlet, outlet, c.ratio))
    more = (paid, Line("stages", stages, "1", "HIM"), Line("electric power", power, "kW", "HIM"))
    title = f"Compressor of {flow:g} kg/d from {inlet:g} to {outlet:g} bar ({purpose})"
    note = assumptions(utilisation, charge)
    return quote(title, "EUR_2015", "HIM", capital, fixed, kwh, each, more, note)


def liquefaction(
    capacity: float,
    equations: str,
    utilisation: float,
    electricity: float | None = None,
    rate: float | None = None,
    money: str = "",
) -> Quote:
    """A liquefier.

    Args:
        capacity: [t/d]. equations: 'hdsam' (as built, USD_2014) or 'him' (optimistic future, EUR_2015).
        utilisation: [1]. electricity: its price [money/kWh]; 0.06 EUR_2015. rate: [1]; 8 %.
        money: that prices are given in; that of the equations if empty.

    Raises:
        OutOfRangeError: outside 1 to 1 000 t/d, unknown equations.
    """
    if equations not in ("hdsam", "him"):
        raise OutOfRangeError("equations", equations, "", "hdsam, him")
    c, charge, source = liquefier.liquefier(equations), Charge(rate_or_usual(rate)), equations.upper()
    kwh, capital = liquefier.work(capacity, c), liquefier.capital(capacity, c)
    fixed = liquefier.fixed(capacity, c)
    paid = plant_price(electricity, money, c.money)
    yearly = capacity * 1e3 * 365.0 * within(utilisation, 0.001, 1.0, "utilisation", "1")
    each = per_kg(capital, charge.of(c.life), fixed, kwh * paid.value, yearly)
    more = (
        paid,
        Line("hydrogen lost", 100.0 * c.loss, "%", "HIM"),
    )
    note = assumptions(utilisation, charge) + not_charged(100.0 * c.loss)
    return quote(f"Liquefier of {capacity:g} t/d", c.money, source, capital, fixed, kwh, each, more, note)


def electrolysis(
    kind: str,
    megawatt: float,
    full_load: float,
    electricity: float | None = None,
    rate: float | None = None,
    money: str = "",
    capital: float | None = None,
    heat: float | None = None,
) -> Quote:
    """An electrolyser with degradation, stacks, water and steam (CNY_2020).

    Args:
        kind: 'alk', 'pem' or 'soec'. megawatt: size [MW]; cost a kilowatt follows it from 10 MW (SINGLITICO-2021).
        full_load: [h/a]. electricity: its price [money/kWh]; 0.40 CNY_2020. rate: [1]; 6 %.
        capital: installed, at 10 MW, per kW of electricity [money/kW]; that of the table.
        heat: price of the steam that solid-oxide plant takes [money/kWh]; that of natural gas.
        money: that prices are given in; CNY_2020 if empty.

    Raises:
        OutOfRangeError: outside the range of the equations, an unknown kind.
    """
    if kind not in ("alk", "pem", "soec"):
        raise OutOfRangeError("kind of electrolyser", kind, "", "alk, pem, soec")
    c = electrolyser.electrolyser(kind)
    at_10 = price("capital at 10 MW", capital, money, "CNY_2020/kW", c.capital, "CN-H2")
    positive(at_10.value, at_10.what, at_10.unit)
    c = replace(c, capital=electrolyser.unit_cost(megawatt, at_10.value))
    charge = Charge(number("electrolyser.rate", "1") if rate is None else rate)
    usual = number("electrolyser.electricity_price", "CNY_2020/kWh")
    paid = price("electricity price", electricity, money, "CNY_2020/kWh", usual, "CN-H2")
    water = Line("water price", number("electrolyser.water_price", "CNY_2020/t"), "CNY_2020/t", "ASSUMED")
    gas = gas_price()
    steam = price(gas.what, heat, money, "CNY_2020/kWh", gas.value * conversion("EUR_2015", "CNY_2020"), gas.source)
    each = electrolyser.levelised(c, paid.value, full_load, charge, water.value, steam.value)
    life = min(electrolyser.stack_life(c.stack_hours, full_load), c.life)
    kwh = electrolyser.mean_electricity(c.electricity, c.degradation, life, charge.rate)
    kilowatts = megawatt * 1e3
    more = (
        paid,
        water,
        *([steam] if c.heat else []),
        at_10,
        Line("capital per kilowatt", c.capital, "CNY_2020/kW", "SINGLITICO-2021"),
        Line("hydrogen", kilowatts * full_load / kwh / 1e3, "t/a", "STANDARD"),
        Line("energy of a new stack", c.electricity, "kWh/kg", "DEA"),
        *([Line("heat", c.heat, "kWh/kg", "DEA")] if c.heat else []),
        Line("water", c.water, "kg/kg", "STANDARD"),
        Line("life of a stack", life, "a", "DEA"),
        Line("stacks bought later, present value", kilowatts * electrolyser.stack_capital(c, full_load, charge.rate),
             "CNY_2020", "ASSUMED"),
    )  # fmt: skip
    title = f"Electrolyser ({kind}) of {megawatt:g} MW at {full_load:g} full-load hours"
    note = f"discount rate {charge.rate:g}"
    whole, fixed = kilowatts * c.capital, kilowatts * c.capital * c.om
    return quote(title, "CNY_2020", "CN-H2", whole, fixed, kwh, each, more, note)
