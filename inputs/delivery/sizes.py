"""The same chains with sizes that the optimizer chooses: economies of scale as whole units with a fixed charge.

    python inputs/delivery/sizes.py --demand 20000 --distance 100 --to mine
    h2opt run mine
    h2opt run mine --slope

The yearly cost of a step over its flow is taken as straight between the flows of `BREAKS`. Each stretch is a technology of its own with
the charge and the cost per capacity of its line, built in whole units between its two flows; caverns are counted one by one. Steps whose
cost of a kilogram is the same at every size stay as they are. Demand is free to change in demand.csv: nothing is frozen.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from optimizer.costs import storage
from optimizer.costs.path_inputs import Inputs
from optimizer.finance import annuity

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import build as frozen  # noqa: E402

BREAKS = tuple(1e3 * t for t in (1, 2, 5, 10, 20, 35, 50, 70, 100, 200, 500))  # kg/d
LIFE = 20.0
Row = dict[str, str]
Stretch = tuple[float, float, float, float]
"""Smallest and largest flow [kg/d], charge [EUR_2015/a], cost of a flow [EUR_2015/a per kg/d]."""


def stretches(km: float, inputs: Inputs | None = None) -> dict[str, list[Stretch]]:
    """Lines of the yearly cost of each technology over its flow; none where a kilogram costs the same at every size."""
    own = [{k: u.own for k, u in frozen.units(q, km, inputs).items()} for q in BREAKS]
    found: dict[str, list[Stretch]] = {}
    for k in own[0]:
        costs = [365.0 * q * each[k] for q, each in zip(BREAKS, own, strict=True)]
        if max(each[k] for each in own) - min(each[k] for each in own) < 1e-9:
            continue
        found[k] = [_line(*a, *b) for a, b in pairwise(zip(BREAKS, costs, strict=True))]
    return found | {"cavern": caverns(inputs or Inputs())}


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
    made, lines = frozen.tables(kg_per_day, km), stretches(km)
    made["technologies"] = [row for old in frozen.rows_of("technologies") for row in _split(old, lines, whole=True)]
    kept = [row for row in made["parameters"] if row["technology"] not in lines]
    made["parameters"] = [*kept, *(row for k, each in lines.items() for row in _parameters(k, each))]
    for name in ("ports", "routes"):
        made[name] = [row for old in made[name] for row in _split(old, lines)]
    return made


def name_of(technology: str, largest: float) -> str:
    """Of a stretch, by its largest flow in t/d."""
    return f"{technology}_{largest / 1e3:.3g}"


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
        }
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
    text = (HERE / "case.yaml").read_text(encoding="utf-8")
    (folder / "case.yaml").write_text(text[: text.index("scenarios:")], encoding="utf-8")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--demand", type=float, default=frozen.KG_PER_DAY, help="of the city [kg/d], 1000 to 500000")
    asked.add_argument("--distance", type=float, default=frozen.KM, help="beeline from the plant [km], 1 to 2000")
    asked.add_argument("--to", type=Path, required=True, help="folder of the case")
    given = asked.parse_args()
    build(given.to, given.demand, given.distance)
