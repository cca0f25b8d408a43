"""Build and hand over: the same LP in our algebra, in linopy and in plain Pyomo with its persistent HiGHS interface."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from benchmarks.measure import Figures, fresh, median, peak_memory, same
from benchmarks.problem import Problem, make

SIZES = {"tiny": (2, 2, 96), "small": (8, 3, 440), "middle": (8, 3, 1750), "large": (8, 3, 7000)}
CHECKED = "tiny"
"""The size at which every library also solves, so that the optima can be compared."""
Stages = tuple[Callable[[], Any], Callable[[Any], Any]]


def _ours(problem: Problem) -> Stages:
    from benchmarks.ours import build
    from optimizer.solve import handover

    def hand_over(compiled: Any) -> Any:
        highs = handover.new()
        handover.hand_over(highs, compiled)
        return highs

    return lambda: build(problem), hand_over


def _linopy(problem: Problem) -> Stages:
    from linopy.io import to_highspy

    from benchmarks.theirs import linopy_model

    return lambda: linopy_model(problem), to_highspy


def _pyomo(problem: Problem) -> Stages:
    from pyomo.contrib.appsi.solvers.highs import Highs

    from benchmarks.theirs import pyomo_model

    def persistent(model: Any) -> Any:
        solver = Highs()
        solver.set_instance(model)
        return solver._solver_model

    return lambda: pyomo_model(problem), persistent


LIBRARIES = {"ours": _ours, "linopy": _linopy, "pyomo": _pyomo}


def one(library: str, size: str) -> Figures:
    """One build and hand-over in this process; imports and first calls are not counted."""
    build, hand_over = LIBRARIES[library](make(*SIZES[size]))
    warm_build, warm_hand_over = LIBRARIES[library](make(1, 1, 24))
    warm_hand_over(warm_build())
    start = time.perf_counter()
    model = build()
    built = time.perf_counter()
    highs = hand_over(model)
    done = time.perf_counter()
    figures = {"build": built - start, "hand over": done - built, "total": done - start, "peak MB": peak_memory()}
    figures |= {"columns": highs.getNumCol(), "rows": highs.getNumRow(), "nonzeros": highs.getNumNz()}
    if size == CHECKED:
        highs.setOptionValue("output_flag", False)
        highs.run()
        figures["optimum"] = highs.getObjectiveValue()
    return figures


def table(sizes: list[str], runs: int) -> list[str]:
    """Lines of a Markdown table, medians of fresh processes.

    Raises:
        AssertionError: the libraries did not write the same problem, or find different optima.
    """
    checked = {library: fresh("build", library, CHECKED) for library in LIBRARIES}
    same("optimum of the build problem", {library: f["optimum"] for library, f in checked.items()})
    lines = [
        "| variables | rows | nonzeros | library | build s | hand over s | total s | peak MB | total / ours | memory / ours |",
        "|---" * 10 + "|",
    ]
    for size in sizes:
        found = {
            library: median([fresh("build", library, size) for _ in range(runs)])
            for library in (LIBRARIES if size == "small" else ("ours", "linopy"))
        }
        for what in ("columns", "rows", "nonzeros"):
            same(f"{what} of size {size}", {library: f[what] for library, f in found.items()}, tolerance=0.0)
        for library, f in found.items():
            shape = " | ".join(f"{int(f[k]):,}" for k in ("columns", "rows", "nonzeros"))
            times = " | ".join(f"{f[k]:.2f}" for k in ("build", "hand over", "total"))
            ours = found["ours"]
            ratios = f"{f['total'] / ours['total']:.1f} | {f['peak MB'] / ours['peak MB']:.2f}"
            lines.append(f"| {shape} | {library} | {times} | {f['peak MB']:.0f} | {ratios} |")
    return lines
