"""`h2opt new` and `h2opt check`: cases before they are run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import Scenario, app, stoppable, warn
from optimizer.cli.strict import Strict, refuse

if TYPE_CHECKING:
    from optimizer.inputs import Inputs


@app.command()
@stoppable
def new(
    name: Annotated[str, typer.Argument(help="Name of the new case: a folder is made.")],
    workbook: Annotated[bool, typer.Option("--workbook", help="Write one .xlsx beside the folder as well.")] = False,
    otoole: Annotated[
        Path | None, typer.Option("--from-otoole", help="Read an OSeMOSYS model from a folder of otoole's CSV files.")
    ] = None,
) -> None:
    """Write a small commented case that runs as it is, or the case of an OSeMOSYS model."""
    from optimizer.case.new import write_case, write_template, write_workbook

    folder = Path(name)
    if otoole is None:
        write_template(folder, folder.name)
    else:
        from optimizer.case.otoole import import_otoole

        write_case(folder, import_otoole(otoole, folder.name))
    print(f"Wrote {folder}. Next: h2opt run {folder}")
    if workbook:
        write_workbook(folder, folder.with_suffix(".xlsx"))
        print(f"Wrote {folder.with_suffix('.xlsx')}")


@app.command()
@stoppable
def check(
    case: Annotated[Path | None, typer.Argument(help="Folder with case.yaml, or a workbook (.xlsx).")] = None,
    scenario: Scenario = None,
    strict: Strict = False,
    parameters: Annotated[bool, typer.Option("--parameters", help="Print the data dictionary.")] = False,
) -> None:
    """Check a case completely without solving it; every problem is listed, and what is likely a mistake besides."""
    from optimizer.algebra import compile_model
    from optimizer.case.quality import quality_line
    from optimizer.errors import CaseError
    from optimizer.formulation import build_model, vocabulary
    from optimizer.guards import before, refused
    from optimizer.inputs import prepare
    from optimizer.pipeline import load_case

    if parameters:
        from optimizer.case.dictionary import data_dictionary

        print(data_dictionary(vocabulary()))
        return
    if case is None:
        raise typer.BadParameter("name a case, or ask for --parameters")
    from optimizer.solve.ranges import ranges, told, warnings
    from optimizer.study import open_peaks, with_peaks

    loaded = load_case(case, scenario, every=scenario is None)
    try:
        loaded = with_peaks(loaded, {name: years[0] for name, years in open_peaks(loaded).items()})
        inputs = prepare(loaded, vocabulary())
        compiled = compile_model(build_model(inputs))
        guards = before(inputs)
        refused(guards)
    except CaseError as error:
        raise error.beside(loaded.doubts) from None
    columns, spans = compiled.shape[1], ranges(compiled)
    warned = [*map(str, guards), *warnings(compiled, spans)]
    if strict:
        refuse([*loaded.doubts, *warned])
    for sentence in warned:
        warn(sentence)
    for note in loaded.notes:
        print(f"Note: {note}")
    print(
        f"{loaded.options.name}: no problems. {len(loaded.tables['regions'])} region(s), "
        f"{len(loaded.options.periods)} period(s), {_steps(inputs)} steps, {columns:,} variables."
    )
    print(told(spans))
    print(quality_line(case, scenario))


def _steps(inputs: Inputs) -> str:
    """Steps of a year, by period where they differ."""
    counts = {str(len(c.hour)) for c in inputs.clocks.values()}
    return counts.pop() if len(counts) == 1 else "/".join(str(len(c.hour)) for c in inputs.clocks.values())
