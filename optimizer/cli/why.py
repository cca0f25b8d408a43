"""`h2opt why`: why a technology is built or not, and what a policy costs at its margin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.app import Quiet, Results, app, progress, stoppable
from optimizer.cli.origin import MOST, listed_rows


@app.command()
@stoppable
def why(
    name: Annotated[str, typer.Argument(help="A technology or a policy.")],
    results: Results,
    region: Annotated[
        list[str] | None, typer.Option("--region", help="Only this region or route (repeatable).")
    ] = None,
    period: Annotated[list[int] | None, typer.Option("--period", help="Only this period (repeatable).")] = None,
    case: Annotated[Path | None, typer.Option("--case", help="The case, where it is not where it was.")] = None,
    quiet: Quiet = False,
) -> None:
    """Say at what cost a technology would come in, which limits bind, and what one unit more is worth."""
    from optimizer.pipeline import load_case  # noqa: F401  (before anything that imports scipy: it imports Pyomo)
    from optimizer.cli.why_told import built, ruled  # isort: skip  (after Pyomo)
    from optimizer.recorded import case_of
    from optimizer.solution import open_solution
    from optimizer.study import questioned
    from optimizer.study import why as study

    with progress(quiet) as say:
        say("load")
        solution = open_solution(results)
        where = case or case_of(results, solution.meta["case"]["hashes"])
        solved = questioned.solved_again(solution, where, say)
        kind = questioned.kind_of(solved.case, name)
        questioned.checked(solved.case, region or (), period or ())
        say("margins")
        if kind == "technology":
            lines = [built(b, name, solved) for b in study.builds(solved, name, region or (), period or ())]
            if not lines:
                lines = [
                    f"{name} may not be built there and then (build: no in technologies.csv, or another region or period)."
                ]
        else:
            lines = [ruled(r) for r in study.rules(solved, name, region or (), period or ())]
            if not lines:
                lines = [f"{name} is off, or says nothing there and then."]
        rows = study.rows_of(solved, solution, kind, name, region or (), period or ())
    print("\n".join(lines))
    print("\n".join(["", *listed_rows(rows, MOST)]))
    if not solved.raw.basic:
        print("The answer is interior, not a corner: between which limits a price holds is not known.")
    if solved.compiled.integer.any():
        print("Margins hold the whole numbers of the answer (units, pieces of a learning curve) as they are.")
