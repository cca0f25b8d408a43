"""Trucks: fleets that carry a form from depot to depot, and from the depot to the gates of the stations."""

from __future__ import annotations

from dataclasses import replace

from optimizer.costs import trucks

from bay.book import MONEY, Book, from_library
from bay.places import FORMS, NODES, SHORT, WAYS, length, route, tour

FROM_YEAR = {"50": 2030, "liquid": 2030, "lohc": 2030, "nh3": 2030}
"""Civil use of liquid tankers and 50 MPa trailers is only beginning."""
LOADED = 24_000.0
"""Kilograms a day of a tonne an hour."""


def fleet_of(book: Book, form: str) -> trucks.Truck:
    """Figures of a truck: the Chinese ones of the library, with the trailer of the form."""
    if form == "20":
        return trucks.truck("gas_200bar_cn")
    if form == "50":
        return trucks.truck("gas_500bar_cn")
    if form == "30":
        load = trucks.tube_payload(book.value("trailer_30mpa_volume"), 300.0, 40.0)
        return trucks.truck("gas_500bar_cn", trailer=book.value("trailer_30mpa"), payload=load)
    library = trucks.truck(form)
    load = book.value("trailer_liquid_payload") if form == "liquid" else library.payload
    given = {
        "trailer": book.value(f"trailer_{form}"),
        "payload": load,
        "load_time": library.load_time,
        "boil_off": library.boil_off,
    }
    return trucks.truck("gas_500bar_cn", **given)


def add_road(book: Book) -> None:
    """A line and a converter for each form."""
    for form in FORMS:
        _haul(book, form)
        _deliver(book, form)


def _haul(book: Book, form: str) -> None:
    """From depot to depot: the way only, since what goes on to stations is not unloaded between."""
    name, (carrier, _, color) = f"haul_{form}", FORMS[form]
    book.technology(
        name, "line", carrier, f"Between nodes, {SHORT[form]}", cost_category="transport", group="road", color=color
    )
    truck = replace(fleet_of(book, form), load_time=0.0)
    for a, b in WAYS:
        way = length(book, a, b, "road")
        on = route(a, b, name)
        book.add("routes", way, route=on, technology=name, from_=a, to=b)
        _costs(book, name, truck, way.value, on, "transport_cost")
        if truck.boil_off:
            lost = from_library(
                trucks.boiled_off(way.value, truck), "1", "ASSUMED", f"{truck.boil_off:.1%} a day", rests_on="assumed"
            )
            book.parameter(name, "loss", lost, region=on)
    _common(book, name, truck)
    if form in FROM_YEAR:
        book.from_year(name, FROM_YEAR[form], [route(a, b, name) for a, b in WAYS], "t/hour", "Enters the market")


def _deliver(book: Book, form: str) -> None:
    """From the depot to the gates, there and back, with a stop at each end."""
    name, (carrier, _, color), truck = f"deliver_{form}", FORMS[form], fleet_of(book, form)
    book.technology(
        name,
        "converter",
        f"gate_{form}",
        f"To stations, {SHORT[form]}",
        clock="year",
        cost_category="transport",
        group="road",
        color=color,
    )
    for node in NODES:
        _costs(book, name, truck, tour(book, node), node, "variable_cost")
    lost = trucks.boiled_off(60.0, truck)
    taken = from_library(1.0 / (1.0 - lost), "t/t", "ASSUMED", f"{lost:.2%} boils off", rests_on="assumed")
    book.port(name, carrier, "in", taken)
    _common(book, name, truck)
    if form in FROM_YEAR:
        book.from_year(name, FROM_YEAR[form], NODES, "t/hour", "Enters the market")


def _costs(book: Book, name: str, truck: trucks.Truck, km: float, place: str, running: str) -> None:
    number = trucks.fleet(LOADED, km, truck)
    hours, far = trucks.round_trip(km, truck), 2.0 * km
    capital = number * (truck.tractor + truck.trailer)
    upkeep = number * (truck.tractor_om * truck.tractor + truck.trailer_om * truck.trailer)
    paid = (hours * truck.wage + far * (truck.diesel * truck.diesel_price + truck.toll)) / truck.payload
    words = f"{number:.3g} trucks for a tonne an hour: {truck.payload:.4g} kg, {km:.4g} km one way, {hours:.3g} h"
    for parameter, value, unit in (
        ("capital_cost", capital / 1e6, "MCNY_2020/(t/hour)"),
        ("fixed_cost", upkeep / 1e6, "MCNY_2020/(t/hour)/year"),
        (running, paid, f"{MONEY}/kg"),
    ):
        book.parameter(name, parameter, from_library(value, unit, "CN-H2", words, rests_on="assumed"), region=place)


def _common(book: Book, name: str, truck: trucks.Truck) -> None:
    life = from_library(truck.trailer_life, "year", "CN-H2", "Tractor and trailer", rests_on="assumed")
    book.parameter(name, "life", life)
