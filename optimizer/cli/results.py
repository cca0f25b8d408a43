"""`h2opt report` and `h2opt export`: what is made of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.app import Results, app, stoppable


@app.command()
@stoppable
def report(
    results: Results,
    hourly: bool = False,
    charts: bool = True,
    plausible: Annotated[
        Path | None,
        typer.Option("--plausible", help="A case (or its plausible.csv) whose ranges the answer is compared with."),
    ] = None,
) -> None:
    """Write the workbook and charts of a finished run again."""
    from dataclasses import replace

    from optimizer.report.export import write_report
    from optimizer.solution import open_solution

    solution = open_solution(results)
    if plausible is not None:
        from optimizer.case.plausible import read_plausible
        from optimizer.report.plausible import told

        solution = replace(solution, meta={**solution.meta, "plausible": read_plausible(plausible)})
        print("\n".join(told(solution)))
    for path in write_report(solution, results, charts=charts, hourly=hourly):
        print(path)


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
