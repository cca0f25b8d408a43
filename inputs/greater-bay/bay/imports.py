"""What comes from elsewhere: ammonia and liquid hydrogen by ship, hydrogen of the north by pipeline."""

from __future__ import annotations

from optimizer.costs import pipeline
from optimizer.costs.table import number

from bay.book import MONEY, Book, Figure, assumed, derived, in_money
from bay.places import PORTS


def add_imports(book: Book) -> None:
    """Prices and ceilings of purchases."""
    content = number("ammonia.hydrogen", "1")
    for figure in book.path("import_nh3"):
        price = figure.times(1.0 / content / 1e3, f"{MONEY}/kg", f"{content:g} kg of hydrogen in a kilogram")
        _bought(book, "nh3", PORTS, price, book.value("import_nh3_limit"))
    for figure in [Figure(40.0, f"{MONEY}/kg", "ASSUMED", "assumed", "None yet", 2025), *book.path("import_lh2")]:
        _bought(book, "lh2", PORTS, figure, book.value("import_lh2_limit") if figure.year >= 2030 else 0.0)
    km, euros = (
        book.value("import_pipe_length"),
        pipeline.backbone_cost("new_48", book.value("import_pipe_length")).total,
    )
    way = in_money(euros, "EUR_2020") * book.value("pipe_factor")
    path = book.path("import_pipe_plant")
    for figure in [
        *(Figure(path[0].value, path[0].unit, "ASSUMED", "assumed", "None yet", y) for y in (2025, 2030)),
        *path,
    ]:
        note = f"{figure.value:g} at the plant and {way:.3g} for {km:g} km in a line of 48 inches"
        price = derived(
            figure.value + way, f"{MONEY}/kg", [figure, Figure(way, "", "EHB", "derived")], note, figure.year
        )
        _bought(book, "h2", ("north",), price, book.value("import_pipe_limit") if figure.year >= 2040 else 0.0)
    for carrier, foreign in (("nh3", 1.0), ("lh2", 1.0), ("h2", 0.5)):
        note = "Power, freight and compression abroad or elsewhere in China; not in the sum of the region"
        book.add("emissions", assumed(foreign, "tCO2/t", note), flow="purchase", carrier=carrier, gas="CO2", account="import",
                 sector="hydrogen", stage="energy supply")  # fmt: skip


def _bought(book: Book, carrier: str, nodes: tuple[str, ...], price: Figure, limit: float) -> None:
    book.add("prices", price, carrier=carrier, region=";".join(nodes), kind="purchase", tier="1", limit=limit, limit_unit="kt/year",
             limit_area="each")  # fmt: skip
