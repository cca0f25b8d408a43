"""Write again what delivery.md prints, and draw its charts (docs/images/delivery-*.png).

    python docs/make_delivery.py
    python inputs/delivery/winners.py --slope --to docs/delivery-map.csv     # before it, if the optimizer is to be asked again

tests/costs/test_delivery_page.py fails where the page says something else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

from optimizer.costs import paths
from optimizer.costs.charges import Charge
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.winners import WITHOUT_CAVERN, steps, winners
from optimizer.report.winners import CLOSE, draw_map, draw_stages

PAGE = Path(__file__).with_name("delivery.md")
sys.path.insert(0, str(PAGE.parents[1] / "inputs" / "delivery"))

import winners as optimizer_map  # noqa: E402

ASKED = PAGE.with_name("delivery-map.csv")
IMAGES = PAGE.parent / "images"
TABLE = re.compile(r"(^<!-- (\w+) -->\n\|.*\n\|.*\n)((?:\|.*\n)*)", re.M)
GRID = tuple(product((10e3, 50e3, 100e3), (50.0, 100.0, 250.0, 500.0)))  # kg/d and km, those of V02
MOVED = ((5e3, 100.0), (10e3, 100.0), (20e3, 250.0), (50e3, 250.0), (100e3, 500.0))


def grid() -> list[list[str]]:
    """Winner, second and split of the winner at the points where the optimizer was asked."""
    rows = []
    for kg_per_day, km in GRID:
        first, second = paths.cheapest(kg_per_day, km)[:2]
        split = " + ".join(f"{cost:.2f}" for cost in first.stages.values())
        lead = f"{second.path}, +{100 * (second.total / first.total - 1):.2g} %"
        rows.append([f"{kg_per_day / 1e3:g} t/d", f"{km:g} km", first.path, f"{first.total:.3f}", split, lead])
    return rows


def changed() -> dict[str, Inputs]:
    """The same cities with other figures."""
    usual = Inputs()
    g = usual.geometry
    return {
        "as in the map": usual,
        "discount rate 5 % in place of 8 %": replace(usual, charge=Charge(0.05)),
        "electricity 0.03 EUR/kWh at the plant in place of 0.06": replace(usual, early_price=0.03),
        "stations half empty (utilisation 0.3 in place of 0.7)": replace(usual, geometry=replace(g, utilisation=0.3)),
        "stations of 400 kg/d in place of 1 000": replace(usual, geometry=replace(g, station=400.0)),
        "10 days stored in place of 60": replace(usual, geometry=replace(g, storage_days=10.0)),
    }


def moved() -> list[list[str]]:
    """Who wins where figures are other than those of the map."""
    rows = []
    for words, inputs in changed().items():
        won = [winners((q,), (km,), inputs)[0][0] for q, km in MOVED]
        rows.append([words, *(f"{s.path} {s.cost:.2f}" for s in won)])
    won = [winners((q,), (km,), among=WITHOUT_CAVERN)[0][0] for q, km in MOVED]
    return [*rows, ["no salt", *(f"{s.path} {s.cost:.2f}" for s in won)]]


def agreement() -> list[list[str]]:
    """At how many points the optimizer took the path that the functions hold cheapest, and how far its costs are from theirs."""
    points, rows = optimizer_map.read(ASKED), []
    for words, at in (("whole units (integer run)", "units"), ("slope scaling", "slope")):
        found = [p for p in points if getattr(p, at)]
        same = [p for p in found if getattr(p, at) == p.functions]
        clear = [p for p in found if p.lead > CLOSE]
        off = [getattr(p, f"{at}_cost") / p.functions_cost - 1 for p in same]
        rows.append([
            words, f"{len(same)} of {len(found)}", f"{len(same) / len(found):.1%}".replace("%", " %"),
            f"{sum(getattr(p, at) == p.functions for p in clear)} of {len(clear)}",
            f"{100 * min(off):+.2f} to {100 * max(off):+.2f} %",
        ])  # fmt: skip
    return rows


TABLES: dict[str, Callable[[], list[list[str]]]] = {"grid": grid, "agreement": agreement, "moved": moved}


def renewed(text: str) -> str:
    """The page as the library answers now."""
    return TABLE.sub(lambda m: m[1] + "".join(f"| {' | '.join(row)} |\n" for row in TABLES[m[2]]()), text)


def draw(folder: Path, count: int = 72) -> list[Path]:
    """The charts of the page, the map with so many steps of demand."""
    demands, distances = steps(1e3, 300e3, count), steps(20.0, 1000.0, 5 * count // 6)
    maps = {
        "With a salt cavern": winners(demands, distances),
        "No salt: stores on the surface": winners(demands, distances, among=WITHOUT_CAVERN),
    }
    cheapest = [paths.cheapest(q, km)[0] for q, km in GRID]
    return [
        draw_map(maps, folder / "delivery-winners.png", points=GRID),
        draw_stages(cheapest, folder / "delivery-stages.png"),
        optimizer_map.draw(optimizer_map.read(ASKED), folder / "delivery-optimizer.png", count),
    ]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    draw(IMAGES)
