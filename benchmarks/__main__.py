"""Build and hand-over against linopy and plain Pyomo: `python -m benchmarks [--small]`; medians of three fresh processes."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.problem import Problem, make

SIZES = {"small": (8, 3, 440), "middle": (8, 3, 1750), "large": (8, 3, 7000)}
RUNS = 3


def _ours(problem: Problem) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    from benchmarks.ours import build
    from optimizer.solve import handover

    return lambda: build(problem), lambda compiled: handover.hand_over(handover.new(), compiled)


def _linopy(problem: Problem) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    from linopy.io import to_highspy

    from benchmarks.theirs import linopy_model

    return lambda: linopy_model(problem), to_highspy


def _pyomo(problem: Problem) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    from pyomo.contrib.appsi.solvers.highs import Highs

    from benchmarks.theirs import pyomo_model

    return lambda: pyomo_model(problem), lambda model: Highs().set_instance(model)


LIBRARIES = {"ours": _ours, "linopy": _linopy, "pyomo": _pyomo}


def measure(library: str, size: str) -> dict[str, float]:
    """One build and hand-over in this process; imports are not counted."""
    build, hand_over = LIBRARIES[library](make(*SIZES[size]))
    LIBRARIES[library](make(1, 1, 24))[1](LIBRARIES[library](make(1, 1, 24))[0]())  # imports and first calls
    start = time.perf_counter()
    model = build()
    built = time.perf_counter()
    hand_over(model)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"build": built - start, "hand over": done - built, "total": done - start, "peak MB": peak}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="the smallest size only")
    parser.add_argument("--one", nargs=2, metavar=("LIBRARY", "SIZE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(*asked.one)))
        return
    print("| size | columns | library | build s | hand over s | total s | peak MB | total / ours | memory / ours |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size in ["small"] if asked.small else SIZES:
        columns = make(*SIZES[size]).columns
        found: dict[str, dict[str, float]] = {}
        for library in LIBRARIES if size == "small" else ("ours", "linopy"):
            call = [sys.executable, "-m", "benchmarks", "--one", library, size]
            # the last line: some solvers print a banner
            runs = [json.loads(subprocess.check_output(call, text=True).splitlines()[-1]) for _ in range(RUNS)]
            found[library] = {k: statistics.median(r[k] for r in runs) for k in runs[0]}
        for library, f in found.items():
            ratios = f"{f['total'] / found['ours']['total']:.1f} | {f['peak MB'] / found['ours']['peak MB']:.2f}"
            print(
                f"| {size} | {columns:,} | {library} | {f['build']:.2f} | {f['hand over']:.2f} | {f['total']:.2f} | {f['peak MB']:.0f} | {ratios} |"
            )


if __name__ == "__main__":
    main()
