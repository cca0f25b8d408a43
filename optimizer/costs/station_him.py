"""Refuelling stations by one smooth law, after HIM; how many are needed; how they fill with customers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs import trucks
from optimizer.costs.charges import Charge, PerKg, band_price, scaled
from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import filled, number, quantity


@dataclass(frozen=True)
class Supply:
    """A station by what it is supplied with; `trailers` stand at it and belong to it."""

    multiple: float = quantity("1")
    exponent: float = quantity("1")
    electricity: float = quantity("kWh/kg")
    heat: float = quantity("kWh/kg")
    loss: float = quantity("1")
    trailers: float = quantity("1")


@dataclass(frozen=True)
class Common:
    """What the stations of HIM have in common."""

    base: float = quantity("EUR_2015")
    reference: float = quantity("kg/d")
    learning: float = quantity("1")
    life: float = quantity("a")
    om: float = quantity("1/a")


SUPPLIES = ("pipeline", "trailer", "liquid", "lohc")


def supply(kind: str) -> Supply:
    """Figures of a station supplied by 'pipeline', 'trailer', 'liquid' or 'lohc'.

    Raises:
        KeyError: no such supply.
    """
    if kind not in SUPPLIES:
        raise KeyError(f"no station supplied by '{kind}'; there are {', '.join(SUPPLIES)}")
    return filled(Supply, f"him.station.{kind}")


def learned(built: float, first: float, rate: float) -> float:
    """Mean cost of all stations of a build-out over the cost that was known at its start [1].

    Args:
        built: size of all stations at the end of the build-out [kg/d].
        first: size of all stations when the cost was known [kg/d].
        rate: cost falls by this share with each doubling [1], up to 0.49; HIM has 0.06.

    `(V/V0)^b / (1 + b)`, `b = log2(1 - LR)`: the mean from nothing on, so it is above 1 where little was built.
    Source: HIM.

    >>> round(learned(400_000, 40_000, 0.06), 3)
    0.894

    Raises:
        OutOfRangeError: sizes that are not positive, a rate outside 0 to 0.49.
    """
    b = math.log2(1.0 - within(rate, 0.0, 0.49, "learning rate", "1"))  # at a half the mean from nothing on has no end
    return float((positive(built, "built", "") / positive(first, "first", "")) ** b / (1.0 + b))


def capital(kg_per_day: float, kind: str) -> float:
    """Installed cost of a 70 MPa station, `I0 mult (C/212)^x`, without learning as in the paths of HIM [EUR_2015].

    Args:
        kg_per_day: size [kg/d], 50 to 10 000.
        kind: 'pipeline', 'trailer', 'liquid' or 'lohc'.

    Source: HIM.

    >>> round(capital(1000, "trailer") / 1e6, 3)
    1.386

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d.
        KeyError: no such supply.
    """
    s, c = supply(kind), filled(Common, "him.station")
    size = within(kg_per_day, 50.0, 10_000.0, "station size", "kg/d")
    return scaled(c.base * s.multiple, size, c.reference, s.exponent)


def per_kilogram(
    kg_per_day: float,
    kind: str,
    utilisation: float,
    charge: Charge,
    cost_in: float = 0.0,
    electricity_price: float | None = None,
    trailer: trucks.Truck | None = None,
) -> PerKg:
    """Cost of a kilogram at a 70 MPa station, with the trailers that stand there [EUR_2015/kg].

    Args:
        kg_per_day: size [kg/d], 50 to 10 000.
        kind: 'pipeline', 'trailer', 'liquid' or 'lohc'.
        utilisation: sold over size [1].
        charge: how capital is charged.
        cost_in: what a kilogram has cost up to here [EUR_2015/kg]; losses count at it.
        electricity_price: [EUR_2015/kWh]; by the band of the station's use if not given.
        trailer: what stands at the station; the 500 bar trailer of the table by default.

    Source: HIM.

    Raises:
        OutOfRangeError: outside 50 to 10 000 kg/d, a utilisation outside 0 to 1.
        KeyError: no such supply.
    """
    s, c = supply(kind), filled(Common, "him.station")
    trailer = trailer or trucks.truck("gas_500bar")
    sold = kg_per_day * within(utilisation, 0.001, 1.0, "utilisation", "1") * 365.0
    station = capital(kg_per_day, kind)
    standing = s.trailers * trailer.trailer
    price = band_price(s.electricity * sold / 1e3) if electricity_price is None else electricity_price
    return PerKg(
        capital=(charge.of(c.life) * station + charge.of(trailer.trailer_life) * standing) / sold,
        fixed=(c.om * station + trailer.trailer_om * standing) / sold,
        energy=s.electricity * price + s.heat * number("him.gas_price", "EUR_2015/kWh"),
        loss=s.loss * not_negative(cost_in, "cost of what comes in", "EUR_2015/kg"),
    )


def least_number(kg_per_day: float, size: float, utilisation: float, road_km: float, spacing_km: float) -> int:
    """Stations for a demand and for coverage, `max(D / (C u), road / spacing)`, rounded up [1].

    Args:
        kg_per_day: demand [kg/d]. size: of a station [kg/d]. utilisation: sold over size [1].
        road_km: of the network [km]. spacing_km: greatest distance between stations on it [km].

    Source: STANDARD.

    >>> least_number(10_000, 1000, 0.7, 2400, 100)
    24

    Raises:
        OutOfRangeError: arguments that are not positive.
    """
    by_demand = positive(kg_per_day, "demand", "kg/d") / positive(size, "size", "kg/d")
    by_demand /= within(utilisation, 0.001, 1.0, "utilisation", "1")
    return math.ceil(max(by_demand, not_negative(road_km, "road", "km") / positive(spacing_km, "spacing", "km")))


def ramp_up(years: float, final: float, time_constant: float) -> float:
    """Utilisation of a new station some years after it opened, `u_max (1 - exp(-t / tau))` [1].

    Args:
        years: since opening [a]. final: utilisation in the end [1]. time_constant: [a], 2 to 4.

    Source: ASSUMED.

    Raises:
        OutOfRangeError: negative years, a utilisation outside 0 to 1.
    """
    gone = not_negative(years, "years", "a") / positive(time_constant, "time constant", "a")
    return within(final, 0.0, 1.0, "final utilisation", "1") * -math.expm1(-gone)
