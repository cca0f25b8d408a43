"""What a reader calls the figures that runs are compared by: carriers, regions and plant by the names of the case."""

from __future__ import annotations

from optimizer.report.compare import PRICE
from optimizer.report.drawing import carrier_name, name_of, region_name
from optimizer.report.fonts import worded
from optimizer.solution import Solution

DEMAND = "demand for "


def figure_name(solution: Solution, figure: str) -> str:
    """A figure in words: of prices and demand the carrier and the region by their names."""
    for head in (PRICE, DEMAND):
        if figure.startswith(head):
            carrier, comma, region = figure.removeprefix(head).partition(", ")
            place = f"{comma}{region_name(solution, region)}" if region else ""
            return worded(f"{head}{carrier_name(solution, carrier)}{place}")
    return worded(figure)


def row_name(solution: Solution, figure: str, item: str, period: str) -> str:
    """A figure, what it is of and its period: (capacity, pv, 2060) is `capacity Solar PV 2060`."""
    of = name_of(solution, item) if item else ""
    return " ".join(part for part in (figure_name(solution, figure), of, period) if part)
