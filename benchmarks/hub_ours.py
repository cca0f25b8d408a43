"""The hub by our one path: read, prepare, build, compile, solve, certify, save, write the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.hub_numbers import hub_case
from benchmarks.measure import Watch


def solve(step: float, folder: Path, watch: Watch, **options: Any) -> tuple[str, float]:
    """Run the case on a clock of `step` hours and leave behind what the command line leaves, without charts.

    Args:
        options: fields of `SolveOptions` that differ from those of the case.

    Returns:
        Status and objective.
    """
    from dataclasses import replace

    from optimizer.outputs import write_results
    from optimizer.pipeline import run

    def stage(name: str) -> None:
        if name == "solve":
            watch.mark("solve")

    watch.mark("build")
    case = hub_case(step)
    chosen = replace(case.options.solve, **options)
    case = replace(case, options=case.options.model_copy(update={"solve": chosen}))
    solution = run(case, progress=stage)
    watch.mark("save")
    write_results(solution, folder, charts=False, hourly=False)
    watch.mark("end")
    return str(solution.meta["status"]), float(solution.meta["objective"])
