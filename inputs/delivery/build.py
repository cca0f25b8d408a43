"""Build the numbers of this case from the cost library (`optimizer.costs`).

    python inputs/delivery/build.py                                        # 50 t/d over 250 km, into this folder
    python inputs/delivery/build.py --demand 10000 --distance 100 --to mine

Each step of the seven delivery paths is a technology with the step's own cost per kilogram that it gives out, at the size
that this demand asks for, and with what it loses as intake beyond a kilogram. Steps that paths share are one technology, so the paths
branch and join and the optimizer chooses among all ways through them; there are no more than these seven.

case.yaml, regions.csv, carriers.csv and technologies.csv are written by hand; this script writes the tables with numbers.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from optimizer.costs import paths, table
from optimizer.costs.path_inputs import Inputs

HERE = Path(__file__).parent
KG_PER_DAY, KM = 50_000.0, 250.0
BY_HAND = ("case.yaml", "regions.csv", "carriers.csv", "technologies.csv")
TO_CAVERN = ("electrolysis", "store_compressor", "cavern")
TO_CITY = (*TO_CAVERN, "pipe_compressor", "pipeline")
LOHC = ("lohc_trucks", "dehydrogenation", "station_lohc")
CHAINS = {
    "cav_pipe_pipe": (*TO_CITY, "city_pipes", "station_pipe"),
    "cav_pipe_truck": (*TO_CITY, "city_filling", "city_trailers", "station_trailer"),
    "cav_GH2truck": (*TO_CAVERN, "trailer_filling", "trailers", "station_trailer"),
    "cav_LH2truck": (*TO_CAVERN, "liquefier", "liquid_trucks", "station_liquid"),
    "cav_LOHCtruck": (*TO_CAVERN, "hydrogenation", *LOHC),
    "LH2_LH2truck": ("electrolysis", "liquefier_first", "liquid_tank", "liquid_trucks", "station_liquid"),
    "LOHC_LOHCtruck": ("electrolysis", "hydrogenation_first", "lohc_tank", *LOHC),
}
"""The technologies of each path of the cost library, in their order. Each takes what the one before it gives."""
COMPUTED = {"source": "HIM", "quality": "derived"}
Row = dict[str, str]


@dataclass(frozen=True)
class Unit:
    """What a kilogram costs that a technology gives out.

    Attributes:
        own: cost but for losses [EUR_2015/kg].
        lost: taken in and not given out, per kilogram given out [1].
        note: what it is made up of.
    """

    own: float
    lost: float
    note: str


def units(kg_per_day: float, km: float, inputs: Inputs | None = None) -> dict[str, Unit]:
    """What each technology costs and loses at this demand [kg/d] and beeline [km].

    Raises:
        ValueError: paths do not agree on a step that they share.
        OutOfRangeError: outside the range of the cost library.
    """
    found: dict[str, Unit] = {}
    for path, chain in CHAINS.items():
        steps = paths.delivered(path, kg_per_day, km, inputs).steps
        for technology, unit in zip(chain, [u for s in steps for u in _apart(path, s)], strict=True):
            known = found.setdefault(technology, unit)
            if abs(known.own - unit.own) + abs(known.lost - unit.lost) > 1e-12:
                raise ValueError(f"{technology} of {path} is not that of the paths before: {unit}, {known}")
    return found


def _apart(path: str, step: paths.Step) -> Iterator[Unit]:
    """A step as it is, but for the LOHC station: the heat that frees the hydrogen, and what is lost with it, stand alone."""
    c = step.cost
    note = f"Capital {c.capital:.4g}, fixed {c.fixed:.4g}, energy {c.energy:.4g}"
    if step.name != "station" or "LOHC" not in path:
        yield Unit(step.own, step.lost, note)
        return
    kwh = table.number("him.station.lohc.heat", "kWh/kg")
    heat = kwh * table.number("him.gas_price", "EUR_2015/kWh")
    yield Unit(heat, step.lost, f"{kwh:g} kWh of heat from natural gas")
    yield Unit(step.own - heat, 0.0, f"{note} less {heat:.4g} for the heat of dehydrogenation")


def ways(km: float, inputs: Inputs | None = None) -> dict[str, tuple[str, str, float, str]]:
    """From where each line leads to where, its length for this beeline [km], and why it is so long."""
    g = (inputs or Inputs()).geometry
    tour = f"road factor {g.road:g} on {g.tour:g} of the radius of the city, {g.radius:g} km"
    whole = ("plant", "city", g.truck_km(km), f"Road factor {g.road:g} on {km:g} km, and in the city {tour}")
    return {
        "pipeline": ("plant", "gate", g.pipe * km, f"Pipe factor {g.pipe:g} on {km:g} km"),
        "city_pipes": (
            "gate",
            "city",
            g.tour_km(),
            f"As the road, {tour}; the pipe that a station pays for is in the cost",
        ),
        "city_trailers": ("gate", "city", g.tour_km(), tour.capitalize()),
        **dict.fromkeys(("trailers", "liquid_trucks", "lohc_trucks"), whole),
    }


def tables(kg_per_day: float, km: float) -> dict[str, list[Row]]:
    """Every table with numbers, for a demand [kg/d] and a beeline [km].

    Raises:
        ValueError: as `units`; a line loses hydrogen, for which this case has no row.
    """
    gives, cost = {r["technology"]: r["reference"] for r in rows_of("technologies")}, units(kg_per_day, km)
    takes = {b: gives[a] for chain in CHAINS.values() for a, b in pairwise(chain)}
    lines = ways(km)
    if lossy := [k for k in lines if cost[k].lost]:
        raise ValueError(f"hydrogen is lost on the way: {', '.join(lossy)}")
    return {
        "parameters": [row for k, u in cost.items() for row in _parameters(k, u, k in lines, f"{kg_per_day:g} kg/d, {km:g} km")],
        "ports": [row for k, u in cost.items() if k not in lines for row in _ports(k, u, gives[k], takes.get(k))],
        "routes": [
            {"route": f"{k}: {a}-{b}", "technology": k, "from": a, "to": b, "value": _figures(far), "unit": "km"}
            | COMPUTED | {"note": why}
            for k, (a, b, far, why) in lines.items()
        ],
        "demand": [
            {"carrier": "h2_70mpa", "region": "city", "value": _figures(kg_per_day), "unit": "kg/day", "source": "ASSUMED",
             "quality": "assumed", "note": "At the nozzle, constant through the year"}
        ],
        "sources": _sources(),
    }  # fmt: skip


def rows_of(name: str) -> list[Row]:
    """Rows of a table that is written by hand."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parameters(k: str, unit: Unit, line: bool, frozen: str) -> Iterator[Row]:
    name = "transport_cost" if line else "variable_cost"
    paid = {"technology": k, "parameter": name, "value": _figures(unit.own), "unit": "EUR_2015/kg"}
    yield paid | COMPUTED | {"note": f"{unit.note}: at {frozen}"}
    life = {
        "technology": k,
        "parameter": "life",
        "value": "20",
        "unit": "year",
        "source": "ASSUMED",
        "quality": "assumed",
    }
    yield life | {"note": "Without effect: capital is in the cost of a kilogram"}


def _ports(k: str, unit: Unit, gives: str, takes: str | None) -> Iterator[Row]:
    given = {"technology": k, "carrier": gives, "direction": "out", "value": "1", "unit": "kg/kg"}
    yield given | COMPUTED | {"note": "Reference port"}
    if takes:
        taken = {
            "technology": k,
            "carrier": takes,
            "direction": "in",
            "value": _figures(1.0 + unit.lost),
            "unit": "kg/kg",
        }
        yield (
            taken
            | COMPUTED
            | {"note": f"Lost: {100 * unit.lost:.4g} % of what is given out" if unit.lost else "Nothing is lost"}
        )


def _sources() -> list[Row]:
    him = table.sources()["HIM"]
    note = "Unit costs and losses by optimizer.costs.paths, two slips mended; pipes after Krieg 2012, city pipes Yang & Ogden 2007"
    return [
        {"key": him.key, "title": him.title, "address": him.address, "licence": him.licence, "note": note},
        {
            "key": "ASSUMED",
            "title": "Planning figure of this case",
            "address": "",
            "licence": "own work",
            "note": "See the notes",
        },
    ]


def _figures(value: float) -> str:
    """A number as it is written: ten figures, so that a chain of them is what the functions say to 1e-9."""
    return f"{value:.10g}"


def build(folder: Path, kg_per_day: float = KG_PER_DAY, km: float = KM) -> None:
    """Write the case for a demand [kg/d] and a beeline [km] into a folder."""
    write(folder, tables(kg_per_day, km), () if folder.resolve() == HERE.resolve() else BY_HAND)


def write(folder: Path, made: dict[str, list[Row]], by_hand: tuple[str, ...]) -> None:
    """Write tables into a folder, and copy those written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in by_hand:
        shutil.copyfile(HERE / name, folder / name)
    if "case.yaml" in by_hand:
        (folder / "case.yaml").write_text(
            named((HERE / "case.yaml").read_text(encoding="utf-8"), folder), encoding="utf-8"
        )
    for name, rows in made.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def named(text: str, folder: Path) -> str:
    """The text of case.yaml with the name of the folder: results of another city take nobody's place."""
    return text.replace("name: delivery\n", f"name: {json.dumps(folder.resolve().name)}\n", 1)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--demand", type=float, default=KG_PER_DAY, help="of the city [kg/d], 1000 to 500000")
    asked.add_argument("--distance", type=float, default=KM, help="beeline from the plant [km], 1 to 2000")
    asked.add_argument("--to", type=Path, default=HERE, help="folder of the case")
    given = asked.parse_args()
    build(given.to, given.demand, given.distance)
