"""Write again what cost-library.md prints: the answers of its commands and its tables of figures.

    python docs/make_cost_library.py

tests/costs/test_cost_page.py fails where the page says something else.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from optimizer.costs import paths, pipeline, station, station_gas, station_liquid

PAGE = Path(__file__).with_name("cost-library.md")
ANSWER = re.compile(r"(^    (h2opt cost [^\n]*)\n\n```\n)(.*?)(^```$)", re.M | re.S)
TABLE = re.compile(r"(^<!-- (\w+) -->\n\|.*\n\|.*\n)((?:\|.*\n)*)", re.M)


def classes() -> list[list[str]]:
    """Cost of a kilogram by size class, kind of station and utilisation."""
    makes = (station_gas.gas_station, station_gas.station_35mpa, station_liquid.liquid_station)
    return [
        [
            f"{size:,.0f}".replace(",", " "),
            *(" / ".join(f"{m(size).per_kilogram(u, 0.1).total:.2f}" for u in (1.0, 0.7, 0.3)) for m in makes),
        ]
        for size in station.SIZES
    ]


def winners() -> list[list[str]]:
    """The cheapest path and its cost by demand and distance."""
    rows = []
    for tonnes in (5, 10, 20, 50, 100):
        first = [paths.cheapest(tonnes * 1e3, km)[0] for km in (50, 100, 250, 500)]
        rows.append([f"{tonnes} t/d", *(f"{d.path} {d.total:.2f}" for d in first)])
    return rows


def diameters() -> list[list[str]]:
    """Flow at 15 m/s and cost of a metre by diameter."""
    sizes = (100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200)
    return [
        ["flow, t/d", *(f"{pipeline.flow(d) / 1e3:.0f}" for d in sizes)],
        ["EUR_2015/m", *(f"{pipeline.cost_per_metre(d):.0f}" for d in sizes)],
    ]


def straight() -> list[list[str]]:
    """Largest error of the straight lines between five flows."""
    points, worst = pipeline.straight_lines((20, 100, 500, 2000, 8000)), 0.0
    for (q0, c0), (q1, c1) in pairwise(points):
        for i in range(1, 100):
            q = q0 + (q1 - q0) * i / 100
            true = pipeline.cost_per_metre(pipeline.diameter(q * 1e3))
            worst = max(worst, 1 - (c0 + (c1 - c0) * (q - q0) / (q1 - q0)) / true)
    return [["20, 100, 500, 2 000, 8 000", f"{100 * worst:.1f} %"]]


TABLES: dict[str, Callable[[], list[list[str]]]] = {
    "classes": classes,
    "winners": winners,
    "diameters": diameters,
    "straight": straight,
}


def typed(words: list[str]) -> str:
    """What a command prints."""
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def renewed(text: str, run: Callable[[list[str]], str]) -> str:
    """The page as its commands and the library answer now."""
    text = ANSWER.sub(lambda m: f"{m[1]}{run(shlex.split(m[2]))}{m[4]}", text)
    return TABLE.sub(lambda m: m[1] + "".join(f"| {' | '.join(row)} |\n" for row in TABLES[m[2]]()), text)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), typed), encoding="utf-8")
