"""The charts of a run: one function each, in one list. A new chart is a function that returns a figure, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.report.charts_capacity import capacity_chart
from optimizer.report.charts_cost import cost_of_use_chart, levelised_chart
from optimizer.report.charts_hours import dispatch_chart, load_duration_chart, storage_chart
from optimizer.report.charts_map import map_chart
from optimizer.report.charts_pathway import balance_chart, hydrogen_chart, pathway_chart
from optimizer.report.charts_waterfall import costs_chart
from optimizer.report.drawing import save_each
from optimizer.report.legends import signed
from optimizer.solution import Solution

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Chart = Callable[[Solution], "Figure | None"]
"""Draws an answer; nothing where it has nothing to draw."""

CHARTS: Mapping[str, Chart] = {
    "capacity": capacity_chart,
    "balance": balance_chart,
    "pathway": pathway_chart,
    "hydrogen": hydrogen_chart,
    "costs": costs_chart,
    "levelised": levelised_chart,
    "cost_of_use": cost_of_use_chart,
    "dispatch": dispatch_chart,
    "load_duration": load_duration_chart,
    "storage": storage_chart,
    "map": map_chart,
}


def write_charts(solution: Solution, folder: Path, *, svg: bool = False) -> list[Path]:
    """Draw every chart that the solution has something for, as PNG and on request as SVG too; returns the files written.

    Language and units are those of the reader around it (`words.spoken`, `units.told_with`).
    """
    return save_each(CHARTS, solution, folder, svg=svg, finish=signed)
