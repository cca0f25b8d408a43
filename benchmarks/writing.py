"""What writing the results of a finished run takes beside its solve: the tables, then what is drawn.

The run is opened and written again into a folder that vanishes, each part in turn. Seconds are of this process (threads
included), which other work on the machine does not lengthen; the solve is what run.json says of it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MOST = 0.10
"""Of the solve: more than that the tables must not take."""


def parts(solution: Any, folder: Path) -> Iterator[tuple[str, bool, Callable[[], object]]]:
    """What is written: its name, whether it is tables, and how."""
    from optimizer.report.charts import write_charts
    from optimizer.report.export import export_tables
    from optimizer.report.workbook import write_workbook
    from optimizer.still import stilled

    still = stilled(solution)
    yield "solution.nc", True, lambda: still.save(folder / "solution.nc")
    yield "summary.xlsx", True, lambda: write_workbook(still, folder / "summary.xlsx")
    yield "tables as CSV", True, lambda: export_tables(still, folder / "tables")
    yield "tables as CSV, hourly", False, lambda: export_tables(still, folder / "hourly", hourly=True)
    yield "charts", False, lambda: write_charts(still, folder)


def measured(run: Path) -> dict[str, float]:
    """Seconds of each part, of the tables together and of the solve."""
    from optimizer.solution import open_solution

    solution, figures = open_solution(run), {"tables": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        for name, tables, write in parts(solution, Path(folder)):
            start = time.process_time()
            write()
            figures[name] = time.process_time() - start
            figures["tables"] += figures[name] if tables else 0.0
    figures["solve"] = float(json.loads((run / "run.json").read_text(encoding="utf-8"))["seconds"]["solve"])
    return figures


def table(run: Path) -> list[str]:
    """The figures as a Markdown table."""
    figures = measured(run)
    solve = figures.pop("solve")
    shares = [f"| {name} | {seconds:.2f} | {100 * seconds / solve:.1f} % |" for name, seconds in figures.items()]
    verdict = "less" if figures["tables"] < MOST * solve else "MORE"
    return [
        f"| {run} | s | of the solve |",
        "|---|---|---|",
        *shares,
        f"| solve | {solve:.2f} | 100 % |",
        f"Tables take {verdict} than {100 * MOST:.0f} % of the solve.",
    ]
