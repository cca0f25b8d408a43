"""The map of winners as the optimizer draws it: sizes and way chosen together at every point of a grid, beside the path functions.

    python inputs/delivery/winners.py --to winners.csv --chart winners.png      # 110 points
    python inputs/delivery/winners.py --to winners.csv --demands 5 --distances 5 --slope

Each point is a case of `sizes.py`, solved with whole units (and by slope scaling with --slope). The table has a row for each point: what the
path functions hold cheapest, how far their second is behind, and what the optimizer chose at which cost [EUR_2015/kg]. It is written point by
point; asked again, points that it has are not solved again.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import chain, product
from pathlib import Path

from optimizer.costs.winners import steps
from optimizer.costs.winners import winners as by_functions
from optimizer.errors import OptimizerError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution
from optimizer.study import slope_scaled

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import build as frozen  # noqa: E402
import sizes  # noqa: E402

LOW, HIGH = (1e3, 20.0), (258.23e3, 2000.0)  # kg/d, km: from the least the functions answer to where pipes win anywhere
NONE = "no answer"
USED = 1e-4  # of the demand: less passes by rounding


@dataclass(frozen=True)
class Point:
    """A city, with what the path functions and the optimizer say is the cheapest way to it.

    Attributes:
        kg_per_day: demand [kg/d]. km: beeline [km].
        functions, functions_cost, lead: path, its cost [EUR_2015/kg], what the second costs more as a share [1].
        units, units_cost: path and cost with whole units.
        slope, slope_cost: the same by slope scaling; empty and 0 if not asked, `NONE` if it has no answer.
    """

    kg_per_day: float
    km: float
    functions: str
    functions_cost: float
    lead: float
    units: str
    units_cost: float
    slope: str = ""
    slope_cost: float = 0.0


def grid(demands: int = 11, distances: int = 10) -> list[tuple[float, float]]:
    """Points of the map [kg/d, km], by equal factors; whatever path wins anywhere wins at some of them."""
    ends = ((LOW[i], HIGH[i], n) for i, n in enumerate((demands, distances)))
    return [(float(f"{q:.4g}"), float(f"{km:.4g}")) for q, km in product(*(steps(*each) for each in ends))]


def path_of(solution: Solution, kg_per_day: float) -> str:
    """The path that hydrogen takes, sizes left out; all that is used, joined by +, if it is none of the seven."""
    used = set()
    for name in ("activity", "line_flow"):
        flow = solution.variables[name]
        most = flow.max([d for d in flow.dims if d != "technology"]).to_series()
        used |= {re.sub(r"_[\d.]+$", "", str(k)) for k, v in most.items() if v > USED * kg_per_day / 24.0}
    return next((p for p, chain in frozen.CHAINS.items() if set(chain) == used), "+".join(sorted(used)))


def asked(kg_per_day: float, km: float, slope: bool = False) -> Point:
    """Ask the functions and the optimizer at a point [kg/d, km]; by slope scaling too on request."""
    ((spot,),) = by_functions((kg_per_day,), (km,))
    with tempfile.TemporaryDirectory() as folder:
        sizes.build(Path(folder), kg_per_day, km)
        case = load_case(folder)
    found = [_taken(run(case), kg_per_day)]
    if slope:
        try:
            found.append(_taken(slope_scaled(case).solution, kg_per_day))
        except OptimizerError:
            found.append((NONE, 0.0))
    return Point(kg_per_day, km, spot.path, spot.cost, spot.lead, *chain(*found))


def _taken(solution: Solution, kg_per_day: float) -> tuple[str, float]:
    """Path and cost of a kilogram [EUR_2015/kg]."""
    return path_of(solution, kg_per_day), float(solution.meta["objective"]) / 365.0 / kg_per_day


def ask(points: Iterable[tuple[float, float]], slope: bool = False) -> Iterator[Point]:
    """Ask at every point, with the time left on the screen."""
    todo, start = list(points), time.perf_counter()
    for i, (kg_per_day, km) in enumerate(todo, start=1):
        yield asked(kg_per_day, km, slope)
        left = (time.perf_counter() - start) / i * (len(todo) - i)
        sys.stderr.write(f"\r{i} of {len(todo)} points, {left / 60:.1f} min left ")
        sys.stderr.flush()
    sys.stderr.write("\n")


def write(points: Iterable[Point], file: Path) -> None:
    """Write the points as a table, each as soon as it is there."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, [f.name for f in fields(Point)], lineterminator="\n")
        table.writeheader()
        for p in points:
            table.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in asdict(p).items()})
            out.flush()


def read(file: Path) -> list[Point]:
    """The points of such a table."""
    words = {f.name for f in fields(Point) if f.type == "str"}
    with file.open(encoding="utf-8", newline="") as rows:
        return [Point(**{k: v if k in words else float(v) for k, v in row.items()}) for row in csv.DictReader(rows)]


def told(points: list[Point]) -> str:
    """In how many points functions and optimizer agree, and those in which they do not."""
    lines = []
    for how, at in (("whole units", "units"), ("slope scaling", "slope")):
        found = [p for p in points if getattr(p, at)]
        other = [p for p in found if getattr(p, at) != p.functions]
        if found:
            same = len(found) - len(other)
            lines.append(f"{how}: as the functions at {same} of {len(found)} points ({same / len(found):.1%})")
        lines += [
            f"  {p.kg_per_day / 1e3:g} t/d, {p.km:g} km: {getattr(p, at)}; functions {p.functions}, second {p.lead:+.2%}"
            for p in other
        ]
    return "\n".join(lines)


def main() -> None:
    """The command."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--to", type=Path, required=True, help="table to write, CSV")
    wanted.add_argument("--chart", type=Path, help="chart to draw, PNG")
    wanted.add_argument("--demands", type=int, default=11, help="steps of demand, 1 to 258 t/d")
    wanted.add_argument("--distances", type=int, default=10, help="steps of distance, 20 to 2000 km")
    wanted.add_argument("--slope", action="store_true", help="slope scaling too")
    given = wanted.parse_args()
    known = {
        (p.kg_per_day, p.km): p for p in (read(given.to) if given.to.exists() else []) if p.slope or not given.slope
    }
    points = grid(given.demands, given.distances)
    asked_now = ask([at for at in points if at not in known], given.slope)
    write((known[at] if at in known else next(asked_now) for at in points), given.to)
    found = read(given.to)
    sys.stdout.write(told(found) + "\n")
    if given.chart:
        draw(found, given.chart)


def draw(points: list[Point], file: Path, count: int = 60) -> Path:
    """Draw both maps side by side; that of the functions with so many steps a side."""
    from optimizer.report.winners import draw_both

    fine = by_functions(steps(LOW[0], HIGH[0], count), steps(LOW[1], HIGH[1], count))
    return draw_both(fine, [(p.kg_per_day, p.km, p.units) for p in points], file)


if __name__ == "__main__":
    main()
