"""`h2opt compare`: runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.app import Language, Tongue, Units, app, stoppable, warn_of


@app.command()
@stoppable
def compare(
    runs: Annotated[
        list[Path], typer.Argument(help="Folders of finished runs, the reference first; or the folder of one study.")
    ],
    to: Annotated[Path, typer.Option("--to", help="Table of all differences (CSV).")] = Path("compare.csv"),
    reference: Annotated[
        str | None, typer.Option("--reference", help="Run to compare with, by the name that is printed.")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Differences of each run to print.")] = 12,
    workbook: Annotated[
        Path | None, typer.Option("--workbook", help="Write a workbook (.xlsx) of the runs side by side as well.")
    ] = None,
    charts: Annotated[
        Path | None, typer.Option("--charts", help="Folder for charts of the runs side by side (with --workbook).")
    ] = None,
    language: Language = Tongue.en,
    units: Units = None,
) -> None:
    """Differences of runs from a reference: the largest printed, all of them written, as a workbook and charts on request."""
    from optimizer.report.compare import largest, or_none
    from optimizer.report.export import write_runs, write_table
    from optimizer.report.runs_table import compared
    from optimizer.report.screen import shown
    from optimizer.report.shortage import short_runs, short_told, star
    from optimizer.report.study import COST
    from optimizer.runs import open_runs

    found = open_runs(*runs)
    first = reference or found.reference
    if first not in found:
        raise typer.BadParameter(f"no run '{first}'; there are: {', '.join(found)}", param_hint="--reference")
    if len(found) < 2:
        raise typer.BadParameter("one run alone has nothing to be compared with")
    if workbook is None and (charts is not None or units is not None):
        raise typer.BadParameter("--charts and --units need --workbook")
    if workbook is not None and workbook.suffix != ".xlsx":
        raise typer.BadParameter("a workbook ends in .xlsx", param_hint="--workbook")
    warn_of(found)
    side_by_side = compared(found, runs[0] if len(runs) == 1 else None, first)
    table, short = side_by_side.differences, short_runs(found)
    apart = side_by_side.apart_told()
    for name, mine in table.groupby("run", sort=False):
        print(f"{name}{star(str(name) in short)} compared with {first}{star(first in short)}:")
        if str(name) in apart:
            print(f"  {apart[str(name)]}")
        for row in largest(mine, rows).itertuples(index=False):
            what = " ".join(part for part in (row.figure, row.item, row.period) if part)
            share = f", {row.change_share:+.1%}" if row.change_share == row.change_share else ""
            change = "" if row.change != row.change else f" ({'+' * (row.change > 0)}{shown(row.change)}{share})"
            mark = star(row.figure == COST and str(name) in short)
            print(f"  {what}: {or_none(row.reference)} -> {or_none(row.value)}{mark} {row.unit}{change}")
    where = f"column shortage of {runs[0] / 'points.csv'}" if found.study else "the notes of each run, in its summary"
    for line in [*short_told(short, len(found), where), str(write_table(table, to))]:
        print(line)
    if workbook is not None:
        from optimizer.report.units import of_run

        shown_in = of_run(units, found[first])
        for path in write_runs(side_by_side, workbook, charts=charts, language=language.value, units=shown_in):
            print(path)
