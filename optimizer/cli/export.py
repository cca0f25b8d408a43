"""`h2opt export`: a finished run for other programs: CSV, Parquet, IAMC; or a case as one workbook or as a PyPSA network."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import Scenario, Units, app, opened, stoppable, warn

if TYPE_CHECKING:
    from optimizer.case.model import Case

OF_THE_PROBLEM = ("scenario", "without", "only", "fix", "fix_all")
"""Options of a run that say which problem it solved, and that a network of it takes too."""
OF_SEVERAL = ("foresight", "step", "slope", "learning", "learning_from", "damping")
"""Options of a run that solved several problems: there is no one network of it."""


class Format(StrEnum):
    """Kinds of tables."""

    csv = "csv"
    parquet = "parquet"


@app.command()
@stoppable
def export(
    source: Annotated[Path, typer.Argument(help="Folder of a finished run, or a case (--template, --pypsa).")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help="Folder (tables; export by default), or .xlsx, .csv (template, IAMC) or .nc (PyPSA)."
        ),
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
    pypsa: Annotated[
        bool,
        typer.Option("--pypsa", help="The case, or that of a run, as a PyPSA network of the same optimum (netCDF)."),
    ] = False,
    scenario: Scenario = None,
) -> None:
    """Write the tables of a finished run as CSV or Parquet or as a hand-in to the IAMC, or a case as one workbook or PyPSA network."""
    if template + iamc + pypsa > 1:
        raise typer.BadParameter("one of --template, --iamc and --pypsa")
    if scenario is not None and not pypsa:
        raise typer.BadParameter("--scenario needs --pypsa")
    if pypsa:
        _pypsa(source, to or Path("network.nc"), scenario)
        return
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

    solution, parquet = opened(source), kind is Format.parquet
    shown = of_run(units, solution)
    for path in export_tables(solution, to or Path("export"), hourly=hourly, parquet=parquet, units=shown):
        print(path)


def _iamc(source: Path, to: Path, names: Path | None, strict: bool, own_money: bool) -> None:
    from optimizer.case.iamc import read_names
    from optimizer.report.iamc import handin, kind_of, write_handin

    kind_of(to)
    made = handin(opened(source), None if names is None else read_names(names), strict=strict, own_money=own_money)
    for sentence in made.left_out:
        warn(sentence)
    for path in write_handin(made, to):
        print(path)
    told = "left out" if strict else "flagged in the meta"
    print(f"{len(made.data)} series, {made.data['Variable'].nunique()} names; {len(made.extensions)} extensions {told}")


def _pypsa(source: Path, to: Path, scenario: str | None) -> None:
    from optimizer.pipeline import load_case  # before anything that imports scipy: it imports Pyomo
    from optimizer.to_pypsa import write_network

    if to.suffix != ".nc":
        raise typer.BadParameter("a network is netCDF: --to FILE.nc")
    run = source.is_dir() and (source / "run.json").is_file()
    if run and scenario is not None:
        raise typer.BadParameter("a run has its scenario; --scenario goes with a case")
    n = write_network(_of_run(source) if run else load_case(source, scenario), to)
    counts = {kind: len(n.c[kind].static) for kind in ("Bus", "Generator", "Link", "Process", "Store", "StorageUnit")}
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    print(to)
    print(f"{told}; {len(n.snapshots)} snapshots, {len(n.global_constraints)} global constraints")
    print("n = pypsa.Network(FILE); n.optimize(multi_investment_periods=True, include_objective_constant=False)")


def _of_run(source: Path) -> Case:
    """The case of a run with what the run was asked for.

    Raises:
        CaseError: the inputs are no longer those of the run, or it solved several problems.
    """
    from optimizer.cli.run import with_policies_and_plan
    from optimizer.errors import CaseError, Problem
    from optimizer.pipeline import load_case
    from optimizer.recorded import recorded

    record = recorded(source)
    several = [f"--{name}" for name in OF_SEVERAL if name in record.options]
    if several:
        problem = Problem("a run of several problems has no one network", found=" ".join(several), allowed="its case")
        raise CaseError([problem], "run")
    changed = record.changed_inputs()
    if changed:
        raise CaseError(changed, "inputs, which are not those of the run")
    asked = {name: record.options.get(name) for name in OF_THE_PROBLEM}
    plan = None if asked["fix"] is None else Path(str(asked["fix"]))
    loaded = load_case(record.case, asked["scenario"])
    return with_policies_and_plan(loaded, asked["without"], asked["only"], plan, bool(asked["fix_all"]))
