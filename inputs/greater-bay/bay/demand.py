"""Hydrogen that vehicles and industry want: the middle path of the Chinese case, shared out within Guangdong."""

from __future__ import annotations

from bay.book import YEARS, Book, Figure, derived
from bay.places import NODES, NOZZLES

INDUSTRY = {"refining": "refining", "steel": "steel", "ammonia": "chemicals", "methanol": "chemicals"}
"""Sector of the research -> shares within Guangdong."""


def add_demand(book: Book) -> None:
    """demand.csv."""
    for node, (_, province) in NODES.items():
        for year in YEARS:
            vehicles = _of(book, "transport", "transport", node, province, year)
            high = book.at("share_70mpa", year)
            for mpa, share in (("35", 1.0 - high.value), ("70", high.value)):
                figure = derived(
                    vehicles.value * share,
                    "Mt/year",
                    [vehicles, high],
                    f"{share:.0%} of vehicles; {vehicles.note}",
                    year,
                )
                book.add("demand", figure, carrier=NOZZLES[mpa], region=node)
            works = [_of(book, sector, share, node, province, year) for sector, share in INDUSTRY.items()]
            if (total := sum(f.value for f in works)) > 0:
                note = "Refining, steel, ammonia, methanol; " + works[0].note
                book.add("demand", derived(total, "Mt/year", works, note, year), carrier="h2", region=node)


def of_industry(book: Book, node: str, year: int) -> float:
    """Hydrogen of industry at a node [Mt/a]."""
    return sum(r["value"] for r in book.rows("demand") if (r["carrier"], r["region"], r["year"]) == ("h2", node, year))


def _of(book: Book, sector: str, share: str, node: str, province: str, year: int) -> Figure:
    path = book.china.path(
        "demand", region_code=province, sector=sector, carrier="hydrogen", indicator="demand", scenario="mid"
    )
    figure = book.in_year(path, year)
    if province != "GD":
        return figure
    part = book.figure(f"share_{share}", node)
    return derived(figure.value * part.value, "Mt/year", [figure, part], f"{part.value:.0%} of Guangdong", year)
