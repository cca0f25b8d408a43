"""Measure simplex, HiPO and IPX on hubs and pathways of growing size: ``python tests/solve/measure_algorithms.py 120``.

The argument is the time limit of each run in seconds. Prints one line a run: wall and processor seconds, iterations,
and what the certificate says. The table in docs/decisions/0003-choice-of-algorithm.md comes from here.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from problems import hub, pathway

from optimizer.certificate.arrays import certify
from optimizer.compiled import SolveOptions
from optimizer.errors import LimitError
from optimizer.solve.highs import solve_once

SIZES = (
    *(("hub", (hours,)) for hours in (200, 500, 1000, 2000, 4000, 8760)),
    *(("pathway", shape) for shape in ((3, 4, 3, 8), (5, 6, 4, 8), (5, 6, 6, 12), (7, 8, 6, 8), (7, 8, 6, 24))),
)


def measure(limit: float) -> None:
    """Print the table."""
    for name, shape in SIZES:
        compiled = hub(*shape) if name == "hub" else pathway(*shape)
        for algorithm in ("simplex", "hipo", "ipx"):
            processor = time.process_time()
            head = f"{name:8}{shape!s:15}{compiled.shape[1]:8,} columns  {algorithm:8}"
            try:
                raw = solve_once(compiled, SolveOptions(time_limit=limit), algorithm)
            except LimitError:
                print(f"{head} more than {limit:.0f} s", flush=True)  # noqa: T201
                continue
            verdict = "certified" if certify(compiled, raw).ok else f"{raw.status.value}, not certified"
            used = time.process_time() - processor
            print(f"{head}{raw.seconds:8.1f} s{used:8.1f} s cpu{raw.iterations:9,} iterations  {verdict}", flush=True)  # noqa: T201


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else 120.0)
