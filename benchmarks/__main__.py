"""Measure ours against linopy, plain Pyomo and PyPSA on the same problems; Markdown tables with ratios.

python -m benchmarks              building and handing over, three sizes (minutes)
python -m benchmarks --small      the smallest size only
python -m benchmarks --hub        the shipped hub end to end against PyPSA (up to half an hour a round)
python -m benchmarks --hub --step 6     the same with steps of six hours
python -m benchmarks --sweep quickstart      points from a neighbour's basis beside cold ones (a minute)
python -m benchmarks --sweep china           the same at 59,000 columns (hours)
python -m benchmarks --warm                  one price and one bound at 53,000 columns, from a basis and cold (20 minutes)
python -m benchmarks --writing results/china/base    tables and charts of a finished run beside its solve (a minute)
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks import building, hub, sweeps, warm, writing


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="the smallest size only")
    parser.add_argument("--hub", action="store_true", help="the hub end to end against PyPSA")
    parser.add_argument("--step", type=float, default=1.0, help="hours of a step of the hub (default 1)")
    parser.add_argument("--runs", type=int, default=3, help="fresh processes for each median (default 3)")
    parser.add_argument(
        "--sweep", choices=sorted(sweeps.PLACES), help="a case whose points are solved from a basis and cold"
    )
    parser.add_argument("--scenario", help="of that case")
    parser.add_argument("--points", type=int, default=20, help="of an axis (default 20)")
    parser.add_argument("--share", type=float, default=0.25, help="of the points of a sweep that are solved cold too")
    parser.add_argument("--warm", action="store_true", help="one price and one bound moved at 53,000 columns")
    parser.add_argument("--cold", type=int, default=5, help="points of each axis of --warm solved cold too (default 5)")
    parser.add_argument("--writing", type=Path, metavar="RUN", help="write the results of a finished run again")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(*asked.one)
        return
    if asked.writing:
        print("\n".join(writing.table(asked.writing)))
        return
    if asked.sweep:
        print("\n".join(sweeps.table(asked.sweep, asked.scenario, asked.points, asked.share)))
        return
    if asked.warm:
        print("\n".join(warm.table(asked.points, asked.cold, lambda line: print(line, file=sys.stderr, flush=True))))
        return
    sizes = ["small"] if asked.small else ["small", "middle", "large"]
    lines = hub.table(asked.step, asked.runs) if asked.hub else building.table(sizes, asked.runs)
    print("\n".join(lines))


def _one(what: str, which: str, size: str) -> None:
    """One measurement, printed as a line of its own among what the libraries print."""
    figures = hub.one(which, float(size)) if what == "hub" else building.one(which, size)
    print("\n" + json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
