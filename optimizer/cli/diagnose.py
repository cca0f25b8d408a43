"""`h2opt diagnose`: why a case has no plan."""

from __future__ import annotations

from typing import Annotated

import typer

from optimizer.cli.app import NOT_CERTIFIED, CasePath, Quiet, Scenario, app, progress, stoppable
from optimizer.cli.options import Only, Without


@app.command()
@stoppable
def diagnose(
    case: CasePath,
    scenario: Scenario = None,
    without: Without = None,
    only: Only = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1.0, help="Time for the search; what is known by then is told.")
    ] = 600.0,
    every: Annotated[bool, typer.Option("--all", help="Every change of the repair, however many there are.")] = False,
    quiet: Quiet = False,
) -> None:
    """Say which requirements of a case cannot hold together, and the least change that mends them (exit code 3; 0 if a plan exists)."""
    from optimizer.algebra import compile_model
    from optimizer.case import switch
    from optimizer.diagnose import diagnosis, told
    from optimizer.formulation import build_model, vocabulary
    from optimizer.inputs import prepare
    from optimizer.pipeline import load_case
    from optimizer.study import open_peaks, with_peaks

    if without and only:
        raise typer.BadParameter("either --without or --only")
    with progress(quiet) as say:
        say("load")
        loaded = load_case(case, scenario)
        loaded = switch.without(loaded, without) if without else switch.only(loaded, only) if only else loaded
        loaded = with_peaks(loaded, {name: years[0] for name, years in open_peaks(loaded).items()})
        say("build")
        inputs = prepare(loaded, vocabulary())
        compiled = compile_model(build_model(inputs))
        found = diagnosis(compiled, inputs, seconds=seconds, say=say)
    print(told(found, inputs, every=every))
    if not found.feasible:
        raise typer.Exit(NOT_CERTIFIED)
