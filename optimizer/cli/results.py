"""`h2opt report`, `h2opt calibration` and `h2opt export`: what is made of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.app import Results, app, stoppable


@app.command()
@stoppable
def report(results: Results, hourly: bool = False, charts: bool = True) -> None:
    """Write the workbook and charts of a finished run again."""
    from optimizer.report.export import write_report
    from optimizer.solution import open_solution

    for path in write_report(open_solution(results), results, charts=charts, hourly=hourly):
        print(path)


@app.command()
@stoppable
def calibration(
    results: Results,
    reference: Annotated[Path, typer.Argument(help="CSV of known figures, such as inputs/china/calibration.csv.")],
) -> None:
    """Set a finished run against known figures: printed, and written beside it as calibration.csv."""
    from optimizer.report.calibration import calibration as against
    from optimizer.report.calibration import in_words
    from optimizer.report.export import write_table
    from optimizer.solution import open_solution

    table = against(open_solution(results), reference)
    print(in_words(table))
    folder = results if results.is_dir() else results.parent
    print(write_table(table, folder / "calibration.csv"))


@app.command()
@stoppable
def export(
    source: Annotated[Path, typer.Argument(help="Folder of a finished run, or a case (with --template).")],
    to: Annotated[Path, typer.Option("--to", help="Folder (tables) or .xlsx (template).")] = Path("export"),
    hourly: Annotated[bool, typer.Option("--hourly", help="Hourly tables as well.")] = False,
    template: Annotated[bool, typer.Option("--template", help="Write the case itself as one workbook.")] = False,
) -> None:
    """Write the tables of a finished run as CSV, or a case as one workbook."""
    if template:
        from optimizer.case.new import write_workbook

        target = to if to.suffix == ".xlsx" else to.with_suffix(".xlsx")
        write_workbook(source, target)
        print(target)
        return
    from optimizer.report.export import export_csv
    from optimizer.solution import open_solution

    for path in export_csv(open_solution(source), to, hourly=hourly):
        print(path)
