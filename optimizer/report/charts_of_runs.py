"""The charts of a study or of runs side by side: one function each, in one list. A new chart is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.report.charts_spread import box_chart, grid_chart, heat_map_chart, spider_chart
from optimizer.report.charts_study import draw_tornado
from optimizer.report.charts_waterfall import difference_chart
from optimizer.report.drawing import save_each
from optimizer.report.fonts import label, worded
from optimizer.report.runs_table import Compared
from optimizer.report.study import COST, told, tornado

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ChartOfRuns = Callable[[Compared], "Figure | None"]
"""Draws many answers; nothing where they have nothing to draw."""


def tornado_chart(of: Compared) -> Figure | None:
    """What each axis that was moved alone does to the cost."""
    if of.runs.study.get("design") != "one_at_a_time" or of.runs.base is None or len(of.runs) < 2:
        return None
    return draw_tornado(tornado(of.runs), COST, str(of.runs.records[of.runs.reference]["money"]), of.title)


def waterfall_chart(of: Compared) -> Figure | None:
    """From the cost of the reference to that of the run that is furthest from it; one that counts other years only where all do."""
    change = (of.runs.costs() - of.runs.costs()[of.reference]).abs().drop(index=of.reference)
    change = change.drop(index=list(of.apart)) if len(of.apart) < len(change) else change
    if change.empty or not float(change.max()) > 0:
        return None
    other = str(change.idxmax())
    moved = of.runs.axes.loc[other] if of.runs.study else {}
    values = ", ".join(
        f"{a} {told(of.runs, str(a), v)}" for a, v in moved.items() if v != of.runs.axes.loc[of.reference, a]
    )
    note = worded("the furthest of {count} runs: {values}").format(count=len(of.runs), values=values) if values else ""
    if other in of.apart:
        note = worded("not the same in both: {what}").format(what=", ".join(map(worded, of.apart[other])))
    return difference_chart(of.runs[of.reference], of.runs[other], (of.reference, other), label(note, ""))


CHARTS_OF_RUNS: Mapping[str, ChartOfRuns] = {
    "tornado": tornado_chart,
    "spider": spider_chart,
    "grid": grid_chart,
    "heat_map": heat_map_chart,
    "box": box_chart,
    "waterfall": waterfall_chart,
}


def write_charts_of_runs(of: Compared, folder: Path, *, svg: bool = False) -> list[Path]:
    """Draw every chart that the runs have something for, as PNG and on request as SVG too; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    return save_each(CHARTS_OF_RUNS, of, folder, svg=svg)
