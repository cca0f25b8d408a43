"""`h2opt export`: a finished run for other programs: CSV, Parquet, IAMC; or a case as one workbook."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.app import Units, app, stoppable, warn


class Format(StrEnum):
    """Kinds of tables."""

    csv = "csv"
    parquet = "parquet"


@app.command()
@stoppable
def export(
    source: Annotated[Path, typer.Argument(help="Folder of a finished run, or a case (with --template).")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Folder (tables; export by default), or .xlsx or .csv (template, IAMC)."),
    ] = None,
    hourly: Annotated[bool, typer.Option("--hourly", help="Hourly tables as well.")] = False,
    kind: Annotated[Format, typer.Option("--format", help="What the tables are written as.")] = Format.csv,
    units: Units = None,
    iamc: Annotated[bool, typer.Option("--iamc", help="One hand-in with IAMC names, units and regions.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="With --iamc: without names that the common definitions lack.")
    ] = False,
    own_money: Annotated[
        bool, typer.Option("--own-money", help="With --iamc: money of the case, not converted.")
    ] = False,
    names: Annotated[
        Path | None, typer.Option("--names", help="With --iamc: a case (or its iamc.csv) that states the names.")
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Write the case itself as one workbook.")] = False,
) -> None:
    """Write the tables of a finished run as CSV or Parquet or as a hand-in to the IAMC, or a case as one workbook."""
    if template and iamc:
        raise typer.BadParameter("either --template or --iamc")
    if not iamc and (strict or own_money or names):
        raise typer.BadParameter("--strict, --own-money and --names need --iamc")
    if template:
        from optimizer.case.new import write_workbook

        target = to or Path("export")
        target = target if target.suffix == ".xlsx" else target.with_suffix(".xlsx")
        write_workbook(source, target)
        print(target)
        return
    if iamc:
        _iamc(source, to or Path("iamc.xlsx"), names, strict, own_money)
        return
    from optimizer.report.export import export_tables
    from optimizer.report.units import of_run
    from optimizer.solution import open_solution

    solution, parquet = open_solution(source), kind is Format.parquet
    shown = of_run(units, solution)
    for path in export_tables(solution, to or Path("export"), hourly=hourly, parquet=parquet, units=shown):
        print(path)


def _iamc(source: Path, to: Path, names: Path | None, strict: bool, own_money: bool) -> None:
    from optimizer.case.iamc import read_names
    from optimizer.report.iamc import handin, kind_of, write_handin
    from optimizer.solution import open_solution

    kind_of(to)
    made = handin(
        open_solution(source), None if names is None else read_names(names), strict=strict, own_money=own_money
    )
    for sentence in made.left_out:
        warn(sentence)
    for path in write_handin(made, to):
        print(path)
    told = "left out" if strict else "flagged in the meta"
    print(f"{len(made.data)} series, {made.data['Variable'].nunique()} names; {len(made.extensions)} extensions {told}")
