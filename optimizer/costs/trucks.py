"""Delivery on the road: trips, fleet, cost per kilogram."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optimizer.costs import gas
from optimizer.costs.charges import Charge, PerKg
from optimizer.costs.ranges import not_negative, positive, within
from optimizer.costs.table import filled, kinds, number, quantity


@dataclass(frozen=True)
class Truck:
    """A tractor with its trailer.

    Attributes:
        payload: hydrogen delivered in a trip, net of what stays in the tubes [kg].
        load_time: of a stop; two stops a trip [h].
        hours: a tractor is driven in a year [h/a].
        diesel: [L/km]. toll: [money/km]. wage: of all who are on board [money/h].
    """

    money: str
    tractor: float = quantity("MONEY")
    tractor_life: float = quantity("a")
    tractor_om: float = quantity("1/a")
    trailer: float = quantity("MONEY")
    trailer_life: float = quantity("a")
    trailer_om: float = quantity("1/a")
    payload: float = quantity("kg")
    load_time: float = quantity("h")
    boil_off: float = quantity("1/d")
    speed: float = quantity("km/h")
    hours: float = quantity("h/a")
    wage: float = quantity("MONEY/h")
    diesel: float = quantity("L/km")
    toll: float = quantity("MONEY/km")
    diesel_price: float = quantity("MONEY/L")


def truck(kind: str, **given: float) -> Truck:
    """Figures of the table, but for those given.

    Args:
        kind: 'gas_500bar', 'liquid', 'lohc', 'nh3' (EUR_2015), 'gas_200bar_cn', 'gas_300bar_cn', 'gas_500bar_cn' (CNY_2020).

    Raises:
        KeyError: no such truck.
    """
    if kind not in kinds("truck"):
        raise KeyError(f"no truck '{kind}'; there are {', '.join(kinds('truck'))}")
    return filled(Truck, f"truck.{kind}", **given)


def round_trip(km: float, c: Truck) -> float:
    """Time of a trip there and back, `2 (D / v + t_load)` [h].

    Args:
        km: one way on the road [km], up to 3 000.
        c: the truck.

    Source: HIM.

    >>> round(round_trip(353.69, truck("gas_500bar")), 4)
    17.1476

    Raises:
        OutOfRangeError: no distance, or more than 3 000 km.
    """
    far = within(positive(km, "distance", "km"), 0.0, 3000.0, "distance", "km")
    return 2.0 * (far / c.speed + c.load_time)


def fleet(kg_per_day: float, km: float, c: Truck) -> float:
    """Tractors for a demand, not rounded [1].

    Args:
        kg_per_day: delivered [kg/d].
        km: one way on the road [km].
        c: the truck.

    `N = (365 Q / payload) t / H`. Source: HIM (T04).

    >>> round(fleet(50_000, 353.69, truck("gas_500bar")), 3)
    142.247

    Raises:
        OutOfRangeError: as `round_trip`; nothing delivered.
    """
    trips = 365.0 * positive(kg_per_day, "delivery", "kg/d") / c.payload
    return trips * round_trip(km, c) / c.hours


def trailers(kg_per_day: float, km: float, c: Truck, stations: int = 0, standing: int = 1) -> int:
    """Trailers for a demand where they are dropped and swapped: one for each tractor, and those that stand at stations [1].

    Args:
        kg_per_day, km, c: as `fleet`.
        stations: stations served by trailers left there [1].
        standing: trailers at each [1].

    Source: REUSS-2017 with its corrigendum.

    >>> trailers(50_000, 353.69, truck("gas_500bar"), stations=72)
    215

    Raises:
        OutOfRangeError: as `fleet`.
    """
    return math.ceil(fleet(kg_per_day, km, c)) + int(not_negative(stations, "stations", "1")) * standing


def per_kilogram(km: float, c: Truck, charge: Charge) -> PerKg:
    """Cost of a kilogram delivered [c.money/kg].

    Args:
        km: one way on the road [km].
        c: the truck.
        charge: how capital is charged.

    `[(CRF_tr I_tr + CRF_tl I_tl + o_tr I_tr + o_tl I_tl) / H + wage] t / payload + 2 D (diesel price + toll) / payload`.
    Source: HIM. The published totals of HIM leave out the trailers' O&M; here it is counted (V02c).

    Raises:
        OutOfRangeError: as `round_trip`.
    """
    hours = round_trip(km, c) / c.payload
    capital = charge.of(c.tractor_life) * c.tractor + charge.of(c.trailer_life) * c.trailer
    upkeep = c.tractor_om * c.tractor + c.trailer_om * c.trailer
    way = 2.0 * km / c.payload
    return PerKg(
        capital=capital / c.hours * hours,
        fixed=(upkeep / c.hours + c.wage) * hours + way * c.toll,
        energy=way * c.diesel * c.diesel_price,
    )


def boiled_off(km: float, c: Truck) -> float:
    """Share of a load that boils off on the way and while it is unloaded [1].

    Args:
        km: one way on the road [km].
        c: the truck.

    Source: STANDARD; the rate of the table is assumed. HIM books these losses at the station.

    Raises:
        OutOfRangeError: as `round_trip`.
    """
    return float(1.0 - (1.0 - c.boil_off) ** (round_trip(km, c) / 2.0 / 24.0))


def tube_payload(volume_m3: float, full_bar: float, empty_bar: float, temperature_k: float = 288.15) -> float:
    """Hydrogen that tubes deliver between two pressures [kg].

    Args:
        volume_m3: water volume of all tubes [m3]; some 23 for steel at 20 MPa, 30 to 40 for composite.
        full_bar, empty_bar: pressures [bar].
        temperature_k: of the gas [K].

    Source: LEACHMAN-2009.

    >>> round(tube_payload(23.0, 200, 40))
    268

    Raises:
        OutOfRangeError: pressures in the wrong order or outside the range of the equation of state.
    """
    return gas.linepack(volume_m3, full_bar, empty_bar, temperature_k)


def road(beeline_km: float, factor: float | None = None) -> float:
    """Length of a road by its beeline [km].

    Args:
        beeline_km: [km].
        factor: road over beeline [1]; 1.3 of the table by default.

    Source: HIM.

    Raises:
        OutOfRangeError: no distance, or a road shorter than the beeline.
    """
    longer = number("him.path.road", "1") if factor is None else within(factor, 1.0, 3.0, "road factor", "1")
    return positive(beeline_km, "beeline", "km") * longer
