"""Vehicles on a route: what one of them carries in an hour."""

from __future__ import annotations

from collections.abc import Callable

OF_VEHICLES = ("payload", "speed", "driven_hours")
"""Parameters that a line with a capacity unit of its own must state; `loading_time` may be left out."""


def round_trip(km: float, speed: float, loading_time: float) -> float:
    """Time of a trip there and back, `2 (L / v + t_load)` [hour]; one stop at each end. Source: HIM.

    >>> round(round_trip(100.0, 50.0, 1.5), 3)
    7.0
    """
    return 2.0 * (km / speed + loading_time)


def carried(stated: Callable[[str], float | None], km: float, year_hours: float) -> float:
    """What a unit of capacity carries, on average over the year [carrier_unit/hour/capacity_unit].

    Args:
        stated: parameters of the line on the route, None where nothing is stated.
        km: length of the route [km].
        year_hours: hours of the year of the case [hour/year].

    `g = payload (H / year_hours) / (2 (L / v + t_load))`; 1 for a line whose capacity is a flow. Source: HIM (T04).

    >>> row = {"payload": 1100.0, "speed": 50.0, "loading_time": 1.5, "driven_hours": 2000.0}
    >>> round(50_000 / 24 / carried(row.get, 353.69, 8760.0), 3)  # vehicles for 50 t a day
    142.247
    """
    payload, speed, hours = (stated(name) for name in OF_VEHICLES)
    if payload is None or speed is None or hours is None:
        return 1.0
    return payload * hours / year_hours / round_trip(km, speed, stated("loading_time") or 0.0)
