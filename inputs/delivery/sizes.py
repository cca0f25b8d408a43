"""The same chains with sizes that the optimizer chooses: economies of scale as whole units with a fixed charge.

    python inputs/delivery/sizes.py --demand 20000 --distance 100 --to mine
    h2opt run mine
    h2opt run mine --slope

The yearly cost of a step over its flow is taken as straight between the flows of `BREAKS`, ten to each power of ten (preferred numbers
R10, ISO 3). Each stretch is a technology of its own with the charge and the cost per capacity of its line, built in whole units between its two
flows; caverns are counted one by one. Steps whose cost of a kilogram is the same at every size stay as they are.
Where the tariff of electricity falls with the use of a year the cost jumps: a class ends there, and its plant is always full, so that nobody
builds a little more than is used to come into the cheaper tariff.

Sizes go up to the class that holds all that the city needs. Larger ones could never be filled, but a run that is relaxed prices a unit as if
it were full: integer runs would spend their time ruling them out, slope scaling its rounds. Demand is free to change in demand.csv; more
than was asked for here is met by several units, so ask for the largest.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from pathlib import Path

from optimizer.costs import carriers, compressor, liquefier, storage
from optimizer.costs.path_inputs import Inputs
from optimizer.costs.table import kinds
from optimizer.finance import annuity

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import build as frozen  # noqa: E402

R10 = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)
BREAKS = (*(1e3 * n * 10**k for k in range(3) for n in R10 if n * 10**k < 500.0), 5e5)  # kg/d
LOST = 0.07  # at most, between electrolyser and nozzle on any path
GAP = 1e-6  # of an integer run: paths may be nearer to each other than the usual 1e-4
LIFE = 20.0
USES: dict[str, Callable[[float], float]] = {
    "pipe_compressor": lambda q: compressor.electricity(58, 100, q),
    "city_filling": lambda q: compressor.electricity(70, 500, q),
    "trailer_filling": lambda q: compressor.electricity(58, 500, q),
    "liquefier": lambda q: liquefier.work(q / 1e3, liquefier.liquefier("him")),
    "hydrogenation": lambda _: carriers.hydrogenation().electricity,
}
"""Electricity of what stands behind the store and pays by tariff [kWh/kg], by flow [kg/d]; as `optimizer.costs.path_steps`."""
FULL = {"full_load_hours_min": (8760.0, "hour/year")}
Row = dict[str, str]
Stretch = tuple[float, float, float, float]
"""Smallest and largest flow [kg/d], charge [EUR_2015/a], cost of a flow [EUR_2015/a per kg/d]."""


def stretches(km: float, inputs: Inputs | None = None, kg_per_day: float = BREAKS[-1]) -> dict[str, list[Stretch]]:
    """Lines of the yearly cost of each technology over its flow, up to what a city needs [kg/d] with its losses.

    There are none where a kilogram costs the same at every size.
    """
    ends = {k: sorted({*BREAKS, *tariff_edges(k)}) for k in USES}
    own = {q: {k: u.own for k, u in frozen.units(q, km, inputs).items()} for q in {*BREAKS, *chain(*ends.values())}}
    edges = {q for k in USES for q in tariff_edges(k)}
    before, after = ({q: frozen.units(q * (1 + sign * 1e-9), km, inputs) for q in edges} for sign in (-1, 1))
    found: dict[str, list[Stretch]] = {}
    for k in own[BREAKS[0]]:
        mine = ends.get(k, BREAKS)
        if max(own[q][k] for q in mine) - min(own[q][k] for q in mine) < 1e-9:
            continue
        starts = {q: after[q][k].own if q in edges else own[q][k] for q in mine}
        stops = {q: before[q][k].own if q in edges else own[q][k] for q in mine}
        found[k] = [_line(a, 365.0 * a * starts[a], b, 365.0 * b * stops[b]) for a, b in pairwise(mine)]
    found["cavern"] = caverns(inputs or Inputs())
    most = kg_per_day * (1.0 + LOST)
    return {k: [each for each in lines if each[0] < most] for k, lines in found.items()}


def tariff_edges(technology: str) -> list[float]:
    """Flows at which the use of a year comes into a cheaper tariff [kg/d], within the range of the paths."""
    edges = []
    for limit in kinds("him.electricity.above"):
        q = BREAKS[0]
        for _ in range(30):  # the use of a kilogram falls slowly with size
            q = float(limit) * 1e3 / 365.0 / USES[technology](max(q, BREAKS[0]))
        edges += [q] if BREAKS[0] < q < BREAKS[-1] else []
    return edges


def caverns(inputs: Inputs) -> list[Stretch]:
    """One stretch for each number of caverns, up to the largest flow: whatever lies in them, they cost the same."""
    store, days = storage.cavern(), inputs.geometry.storage_days
    each = storage.working_gas(store) / days
    yearly = inputs.charge.of(store.life) + store.om
    ends = [n * each for n in range(1, storage.cavern_count(days * BREAKS[-1], store) + 1)]
    return [(q - each, q, yearly * storage.cavern_capital(days * q * (1 - 1e-9), store), 0.0) for q in ends]


def _line(q0: float, c0: float, q1: float, c1: float) -> Stretch:
    """A stretch; where the curve bends upwards it has the mean cost of its end, since no charge is negative."""
    slope = max(0.0, (c1 - c0) / (q1 - q0))
    charge = c0 - slope * q0
    return (q0, q1, charge, slope) if charge >= 0.0 else (q0, q1, 0.0, c1 / q1)


def tables(kg_per_day: float, km: float) -> dict[str, list[Row]]:
    """Every table of the case, for a demand [kg/d] and a beeline [km]."""
    made, lines = frozen.tables(kg_per_day, km), stretches(km, kg_per_day=kg_per_day)
    made["technologies"] = [row for old in frozen.rows_of("technologies") for row in _split(old, lines, whole=True)]
    kept = [row for row in made["parameters"] if row["technology"] not in lines]
    made["parameters"] = [*kept, *(row for k, each in lines.items() for row in _parameters(k, each))]
    for name in ("ports", "routes"):
        made[name] = [row for old in made[name] for row in _split(old, lines)]
    return made


def name_of(technology: str, largest: float) -> str:
    """Of a stretch, by its largest flow in t/d."""
    return f"{technology}_{largest / 1e3:.4g}"


def _split(row: Row, lines: dict[str, list[Stretch]], whole: bool = False) -> Iterator[Row]:
    """A row for each stretch."""
    if row["technology"] not in lines:
        yield row | ({"whole": "no"} if whole else {})
        return
    for _, largest, *_ in lines[row["technology"]]:
        k = name_of(row["technology"], largest)
        more = {"route": f"{k}: {row['from']}-{row['to']}"} if "route" in row else {}
        if whole:
            more = {"whole": "yes", "name": f"{row['name']}, up to {largest / 1e3:.3g} t/d"}
        yield row | {"technology": k} | more


def _parameters(technology: str, lines: list[Stretch]) -> Iterator[Row]:
    """Capital that pays the yearly cost over its life, the charge with it."""
    capital = 1.0 / float(annuity(Inputs().charge.rate, LIFE))
    for least, largest, charge, slope in lines:
        values = {
            "unit_size": (largest / 24.0, "kg/hour"),
            "unit_size_min": (least / 24.0, "kg/hour"),
            "fixed_charge": (charge * capital, "EUR_2015"),
            "capital_cost": (24.0 * slope * capital, "EUR_2015/(kg/hour)"),
            "life": (LIFE, "year"),
        } | (FULL if technology in USES else {})
        for parameter, (value, unit) in values.items():
            row = {
                "technology": name_of(technology, largest),
                "parameter": parameter,
                "value": f"{value:.10g}",
                "unit": unit,
            }
            yield row | frozen.COMPUTED | {"note": "A straight stretch of the yearly cost over the flow"}


def build(folder: Path, kg_per_day: float = frozen.KG_PER_DAY, km: float = frozen.KM) -> None:
    """Write the case for a demand [kg/d] and a beeline [km] into a folder of its own."""
    frozen.write(folder, tables(kg_per_day, km), ("regions.csv", "carriers.csv"))
    text = frozen.named((HERE / "case.yaml").read_text(encoding="utf-8"), folder)
    (folder / "case.yaml").write_text(f"{text[: text.index('scenarios:')]}solve: {{gap: {GAP:g}}}\n", encoding="utf-8")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--demand", type=float, default=frozen.KG_PER_DAY, help="of the city [kg/d], 1000 to 467000")
    asked.add_argument("--distance", type=float, default=frozen.KM, help="beeline from the plant [km], 1 to 2000")
    asked.add_argument("--to", type=Path, required=True, help="folder of the case")
    given = asked.parse_args()
    build(given.to, given.demand, given.distance)
