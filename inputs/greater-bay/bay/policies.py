"""The price of CO2, and how many stations there are at least."""

from __future__ import annotations

from bay.book import Book, derived
from bay.places import GUANGDONG, NODES, NOZZLES
from bay.stations import KINDS, TODAY, name_of
from builder.money import deflator


def add_policies(book: Book) -> None:
    """policies.csv."""
    for figure in book.china.path("policies", indicator="cea_price", scenario="mid"):
        price = figure.times(deflator(2024), "CNY_2020/tCO2", "Money of 2024 by consumer prices")
        book.add("policies", price, id="carbon_price", kind="price", quantity="emission", gas="CO2", area="together")
    every = [TODAY, *(name_of(s, size, mpa) for s, kind in KINDS.items() for size in kind.sizes for mpa in NOZZLES)]
    for node, (_, province) in NODES.items():
        share = book.value("share_transport", node) if node in GUANGDONG else 1.0
        for figure in book.path("coverage", province):
            note = f"{figure.value:g} in {province}, {share:.0%} here; {figure.note}"
            least = derived(float(round(figure.value * share)), "unit", [figure], note, figure.year)
            book.add("policies", least, id=f"coverage_{node}", kind="capacity", quantity="capacity", region=node, technology=";".join(every),
                     area="together", sense=">=")  # fmt: skip
