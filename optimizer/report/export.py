"""What a run leaves for others: workbook, charts, CSV tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from optimizer.files import whole
from optimizer.report.sheets import all_tables
from optimizer.report.tables import builds, hourly
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution

RISKY = ("=", "+", "-", "@")


def write_report(solution: Solution, folder: Path, *, charts: bool = True, hourly: bool = False) -> list[Path]:
    """Workbook, and charts and hourly tables on request; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [write_workbook(solution, folder / "summary.xlsx")]
    if charts:
        from optimizer.report.charts import write_charts

        written += write_charts(solution, folder)
    if hourly:
        written.append(_write_hourly(solution, folder))
    return written


def export_csv(solution: Solution, folder: Path, *, hourly: bool = False) -> list[Path]:
    """Every table of the report as CSV, and the builds as a plan that `h2opt run --fix` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [write_table(table, folder / f"{name}.csv") for name, table in all_tables(solution).items()]
    written.append(write_table(builds(solution), folder / "builds.csv"))
    return [*written, _write_hourly(solution, folder)] if hourly else written


def _write_hourly(solution: Solution, folder: Path) -> Path:
    return write_table(hourly(solution), folder / "hourly.csv")


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """One table as CSV; a text that a spreadsheet would take for a formula is marked as text."""
    safe = table.copy()
    for column in safe.columns[[not pd.api.types.is_numeric_dtype(t) for t in safe.dtypes]]:
        safe[column] = [f"'{v}" if isinstance(v, str) and v.startswith(RISKY) else v for v in safe[column]]
    with whole(path) as file:
        safe.to_csv(file, index=False, encoding="utf-8")
    return path
