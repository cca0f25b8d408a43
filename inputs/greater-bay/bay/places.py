"""Nodes, carriers, and how far it is from node to node."""

from __future__ import annotations

import csv
from math import asin, cos, radians, sin, sqrt

from optimizer.costs.table import number

from bay.book import HERE, Book, Figure, derived

NODES = {
    "delta": ("Pearl River Delta with Guangzhou and Shenzhen", "GD"),
    "east": ("East of Guangdong", "GD"),
    "west": ("West of Guangdong", "GD"),
    "north": ("North of Guangdong", "GD"),
    "GX": ("Guangxi", "GX"),
    "FJ": ("Fujian", "FJ"),
}
GUANGDONG = tuple(k for k, (_, province) in NODES.items() if province == "GD")
WAYS = (("delta", "east"), ("delta", "west"), ("delta", "north"), ("west", "GX"), ("delta", "GX"), ("east", "FJ"))
PORTS = ("delta", "west", "east", "GX", "FJ")
"""Nodes with a quay."""
FORMS = {
    "20": ("h2_20mpa", "Gas at 20 MPa", "#7f95a1"),
    "30": ("h2_30mpa", "Gas at 30 MPa", "#5d737e"),
    "50": ("h2_50mpa", "Gas at 50 MPa", "#3d4f58"),
    "liquid": ("lh2", "Liquid hydrogen", "#4f8ad9"),
    "lohc": ("lohc", "Hydrogen in a liquid carrier", "#8a6bbe"),
    "nh3": ("nh3", "Hydrogen in ammonia", "#d98f4f"),
}
"""Forms that trucks carry: carrier in the depot, name, color. All are counted in tonnes of hydrogen."""
SHORT = {
    "20": "20 MPa",
    "30": "30 MPa",
    "50": "50 MPa",
    "liquid": "liquid",
    "lohc": "liquid carrier",
    "nh3": "ammonia",
    "pipe": "pipe",
    "onsite": "on site",
}
"""Words for charts."""
TANKS = ("liquid", "lohc", "nh3")
GATES = (*FORMS, "pipe")
NOZZLES = {"35": "h2_35mpa", "70": "h2_70mpa"}


def add_places(book: Book) -> None:
    """regions.csv and carriers.csv."""
    for node, (name, _) in NODES.items():
        book.add("regions", region=node, name=name, latitude=book.value("latitude", node), longitude=book.value("longitude", node),
                 source="GEO-CITIES", quality="assumed")  # fmt: skip
    rows = [
        (
            "electricity",
            "Electricity of plants",
            "MWh",
            "hour",
            "#f2b233",
            "From wind and sun of the region, or the grid",
        ),
        ("retail_power", "Electricity of stations", "MWh", "year", "#d9a520", "From the grid"),
        ("gas", "Natural gas", "MWh", "year", "#a07855", "Lower heating value"),
        ("h2", "Hydrogen at 30 bar", "t", "hour", "#2a9d8f", "At works, plants and the ends of pipelines"),
    ]
    for k, (carrier, name, color) in FORMS.items():  # only what is kept in tanks is balanced by the day
        rows.append((carrier, name, "t", "day" if k in TANKS else "year", color, "Tonnes of hydrogen, in the depot"))
    rows += [
        (f"gate_{k}", f"{_gate(k)} at the gate of stations", "t", "year", "#bbbbbb", "Tonnes of hydrogen")
        for k in GATES
    ]
    rows += [(c, f"Hydrogen at the nozzle, {mpa} MPa", "t", "year", "#1b7f79", "") for mpa, c in NOZZLES.items()]
    for carrier, name, unit, clock, color, note in rows:
        family = "hydrogen" if unit == "t" else ""
        book.add("carriers", carrier=carrier, name=name, unit=unit, clock=clock, family=family, color=color, note=note)


def add_standards(book: Book) -> None:
    """standards.csv: the thresholds of footprints that hold for the nation; what is made of gas meets no condition of theirs."""
    with (HERE.parent / "china" / "standards.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            book.add("standards", **row | {"not_of": "reformer;reformer_ccs;byproduct" if row["condition"] else ""})


def _gate(form: str) -> str:
    return "Gas of pipes" if form == "pipe" else FORMS[form][1]


def beeline(book: Book, a: str, b: str) -> float:
    """Great circle between two nodes [km]."""
    p, q = ((radians(book.value("latitude", n)), radians(book.value("longitude", n))) for n in (a, b))
    h = sin((p[0] - q[0]) / 2) ** 2 + cos(p[0]) * cos(q[0]) * sin((p[1] - q[1]) / 2) ** 2
    return 2.0 * 6371.0 * asin(sqrt(h))


def length(book: Book, a: str, b: str, which: str) -> Figure:
    """By road or pipe [km]; `which` is 'road' or 'pipe'."""
    factor = number(f"him.path.{which}", "1")
    places = [book.figure("latitude", n) for n in (a, b)]
    return derived(factor * beeline(book, a, b), "km", places, f"Great circle x {factor:g} ({which})")


def tour(book: Book, node: str) -> float:
    """Road from the depot of a node to a station [km], as in the delivery paths of the library."""
    return number("him.path.road", "1") * number("him.path.tour", "1") * book.value("radius", node)


def route(a: str, b: str, technology: str) -> str:
    """Name of a route."""
    return f"{a}-{b} {technology}"
