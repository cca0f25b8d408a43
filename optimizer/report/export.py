"""What a run leaves for others: workbook, charts, tables as CSV or Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from optimizer.errors import MissingError
from optimizer.files import together, whole
from optimizer.reading.tables import as_text
from optimizer.report.hourly import hourly as hourly_rows
from optimizer.report.runs_table import Compared
from optimizer.report.sheets import told_tables
from optimizer.report.tables import builds
from optimizer.report.units import Shown, displayed, told_with
from optimizer.report.words import ENGLISH, spoken
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution


def write_report(
    solution: Solution,
    folder: Path,
    *,
    charts: bool = True,
    hourly: bool = False,
    language: str = ENGLISH,
    units: Mapping[str, Shown] | None = None,
    svg: bool = False,
) -> list[Path]:
    """Workbook, and charts (as SVG too) and hourly tables on request, in a language and units; returns the files written, all or none."""
    with together(folder) as new:
        written = [write_workbook(solution, new / "summary.xlsx", language=language, units=units)]
        if charts:
            from optimizer.report.charts import write_charts

            with spoken(language), told_with(units or {}):
                written += write_charts(solution, new, svg=svg)
        if hourly:
            written.append(write_table(displayed("hourly", hourly_rows(solution), units or {}), new / "hourly.csv"))
    return [folder / file.name for file in written]


def write_runs(
    of: Compared,
    book: Path,
    *,
    charts: Path | None,
    language: str = ENGLISH,
    units: Mapping[str, Shown] | None = None,
    svg: bool = False,
) -> list[Path]:
    """The workbook of a study or of runs side by side, and their charts where a folder for them is named; returns the files written."""
    from optimizer.report.study_book import write_study_book

    written = [write_study_book(of, book, language=language, units=units)]
    if charts is not None:
        from optimizer.report.charts_of_runs import write_charts_of_runs

        with spoken(language), told_with(units or {}):
            written += write_charts_of_runs(of, charts, svg=svg)
    return written


def export_tables(
    solution: Solution,
    folder: Path,
    *,
    hourly: bool = False,
    parquet: bool = False,
    units: Mapping[str, Shown] | None = None,
) -> list[Path]:
    """Every table of the report as CSV or Parquet, and the builds as a plan that `h2opt run --fix` reads (CSV always).

    Amounts are in the units that are asked for (`units.choices`); builds stay in those of the case.
    All files appear, or none.

    Raises:
        MissingError: Parquet is asked for, and pyarrow is not installed.
    """
    ending, write = ("parquet", write_parquet) if parquet else ("csv", write_table)
    if parquet and find_spec("pyarrow") is None:
        raise MissingError("A table as Parquet", "pyarrow", "parquet")
    by_hour = {"hourly": displayed("hourly", hourly_rows(solution), units or {})} if hourly else {}
    tables = told_tables(solution, units or {}) | by_hour
    with together(folder) as new:
        written = [write(table, new / f"{name}.{ending}") for name, table in tables.items()]
        written.append(write_table(builds(solution), new / "builds.csv"))
    return [folder / file.name for file in written]


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """One table as Parquet; a column of numbers and words (as in `summary`) is text."""
    mixed = {
        c: table[c].map(lambda v: "" if v is None or v != v else str(v)) for c in table if table[c].dtype == object
    }
    with whole(path) as file:
        table.assign(**mixed).to_parquet(file, index=False)
    return path


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """One table as CSV; a text that a spreadsheet would take for a formula is marked as text."""
    with whole(path) as file:
        as_text(table).to_csv(file, index=False, encoding="utf-8")
    return path
