"""Pipelines between nodes by diameter, new and repurposed, and pipes to the stations of a node."""

from __future__ import annotations

from dataclasses import replace

from optimizer.costs import compressor, pipeline
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.table import number
from optimizer.finance import annuity

from bay.book import MONEY, Book, Figure, assumed, from_library, in_money
from bay.places import NODES, WAYS, length, route
from bay.scale import fixed_share, size_class

INLET, OUTLET, HUB = 70.0, 30.0, 30.0
DIAMETERS = (200, 350, 600)
FIRST = 2030
REPURPOSED, OLD_DIAMETER, OLD_INLET = (("delta", "north"), ("delta", "GX")), 600, 60.0
"""Trunk and branch of the second West-East gas pipeline."""
CITY = (("city_pipes_small", 30.0, 300.0), ("city_pipes_large", 300.0, 3000.0))
CITY_DIAMETER = 100.0
CITY_STATION = 2000.0
RATE = 0.06


def add_pipes(book: Book) -> None:
    """Lines and converters."""
    for diameter in DIAMETERS:
        name = f"pipeline_{diameter}"
        _pipeline(book, name, f"New pipeline of {diameter} mm", float(diameter), INLET, WAYS, 1.0, FIRST)
    share = number("ehb.repurposed_48.pipe", "EUR_2020/km") / number("ehb.new_48.pipe", "EUR_2020/km")
    name = "pipeline_repurposed"
    _pipeline(book, name, "Gas line repurposed for hydrogen", float(OLD_DIAMETER), OLD_INLET, REPURPOSED, share, 2040)
    for a, b in REPURPOSED:
        one = carried(OLD_DIAMETER, length(book, a, b, "pipe").value, OLD_INLET)
        limit = assumed(one / 24e3, "t/hour", "One line: what carries hydrogen carries gas no more")
        book.add("potentials", limit, technology=name, region=route(a, b, name), limit="capacity_max")
    for name, least, most in CITY:
        _city(book, name, least, most)


def carried(diameter: float, km: float, inlet: float) -> float:
    """Flow that arrives with 30 bar, at most that at the design speed [kg/d]."""
    low, high = 0.0, pipeline.flow(diameter)
    if pipeline.outlet_pressure(high, diameter, km, inlet) >= OUTLET:
        return high
    for _ in range(50):
        middle = (low + high) / 2.0
        enough = pipeline.outlet_pressure(middle, diameter, km, inlet) >= OUTLET
        low, high = (middle, high) if enough else (low, middle)
    return low


def _pipeline(
    book: Book,
    name: str,
    words: str,
    diameter: float,
    inlet: float,
    ways: tuple[tuple[str, str], ...],
    share: float,
    first: int,
) -> None:
    book.technology(
        name, "line", "h2", words, whole="yes", cost_category="transport", group="pipelines", color="#2a9d8f"
    )
    c, factor = pipeline.him(), book.value("pipe_factor")
    for a, b in ways:
        on, way = route(a, b, name), length(book, a, b, "pipe")
        book.add("routes", way, route=on, technology=name, from_=a, to=b)
        flow = carried(diameter, way.value, inlet)
        pipe = in_money(pipeline.cost_per_metre(diameter), "EUR_2015") * factor * share * way.value * 1e3
        machine, upkeep = _compressor(book, flow, inlet)
        yearly = in_money(c.om, "EUR_2015") * factor * way.value * 1e3 + upkeep
        note = f"{diameter:g} mm from {inlet:g} to {OUTLET:g} bar over {way.value:.4g} km"
        cost = f"{note}: pipe x {factor * share:.3g} and the compressor at its head"
        for parameter, value, unit, told in (
            ("unit_size", flow / 24e3, "t/hour", note),
            ("fixed_charge", (pipe + machine) / 1e6, "MCNY_2020", cost),
            ("fixed_cost", 24.0 * yearly / flow, f"{MONEY}/(kg/hour)/year", cost),
        ):
            figure = from_library(value, unit, "HIM;KRIEG-2012;HSCPATHWAYS", told, rests_on="assumed")
            book.parameter(name, parameter, figure, region=on)
    book.parameter(name, "life", from_library(c.life, "year", "HIM", ""))
    kwh = compressor.electricity(HUB, inlet, 200e3)
    book.port(
        name,
        "electricity",
        "in",
        from_library(kwh, "MWh/t", "HIM;LEACHMAN-2009", f"{HUB:g} to {inlet:g} bar"),
        per="flow",
    )
    leak = book.china_cost("h2_pipeline_new", "h2_leakage", "1", 0.01)[0]
    book.parameter(name, "loss", Figure(leak.value, "1", leak.source, leak.quality, leak.note))
    book.from_year(name, first, [route(a, b, name) for a, b in ways], "t/hour", "No line before")


def _compressor(book: Book, flow: float, inlet: float) -> tuple[float, float]:
    """Capital, as if it lived as long as the pipe, and upkeep a year of the compressor at the head."""
    kilowatt = compressor.electric_power(HUB, inlet, flow)
    euros = compressor.capital(kilowatt, number("him.compressor.installed_pipeline", "1"))
    capital = in_money(euros, "EUR_2015") * book.value("plants_factor")
    again = float(annuity(RATE, number("him.compressor.life", "a")) / annuity(RATE, pipeline.him().life))
    return capital * again, capital * number("him.compressor.om", "1/a")


def _city(book: Book, name: str, least: float, most: float) -> None:
    """Pipes to every station of a node, after Yang and Ogden: length grows with the root of their number."""
    words = f"Pipes to stations, {least:g} to {most:g} t/d"
    book.technology(
        name,
        "converter",
        "gate_pipe",
        words,
        whole="yes",
        clock="year",
        cost_category="transport",
        group="pipelines",
        color="#2a9d8f",
    )
    leak = number("him.station.pipeline.loss", "1")
    book.port(name, "h2", "in", from_library(1.0 / (1.0 - leak), "t/t", "HIM", f"{leak:.1%} is lost"))
    c, factor = pipeline.him(), book.value("pipe_factor")
    for node in NODES:
        geometry = replace(
            Inputs().geometry,
            station=CITY_STATION,
            utilisation=book.value("station_use"),
            radius=book.value("radius", node),
        )

        def metres(tonnes: float, g: object = geometry) -> float:
            return g.branch_km(tonnes * 1e3) * g.stations(tonnes * 1e3) * 1e3  # type: ignore[attr-defined]

        def cost(tonnes: float) -> float:
            return metres(tonnes) * in_money(pipeline.cost_per_metre(CITY_DIAMETER), "EUR_2015") * factor

        def yearly(tonnes: float) -> float:
            return metres(tonnes) * in_money(c.om, "EUR_2015") * factor

        note = f"{metres(most) / 1e3:.4g} km of {CITY_DIAMETER:g} mm x {factor:g} for stations of {CITY_STATION:g} kg/d"
        size_class(book, name, cost, least, most, "YANG-OGDEN-2007;KRIEG-2012", note, region=node)
        fixed_share(book, name, yearly, 1.0, (least * most) ** 0.5, "HIM", region=node)
    book.parameter(name, "life", from_library(c.life, "year", "HIM", ""))
    book.from_year(name, FIRST, NODES, "t/hour", "No line before")
