"""`h2opt regret`: the plan for each scenario in every other one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import SHORTAGE, CasePath, Quiet, app, progress, stoppable
from optimizer.cli.hedge import BASE, Each
from optimizer.cli.options import EachLimit, Threads, into

if TYPE_CHECKING:
    from optimizer.study import Regret


@app.command()
@stoppable
def regret(
    case: CasePath,
    scenario: Annotated[
        list[str], typer.Option("--scenario", "-s", help="A future; twice or more. base: the case as it is.")
    ],
    until: Annotated[
        int | None, typer.Option(help="Last period of which the plant of a plan is held; else all are.")
    ] = None,
    out: Annotated[Path, into("OUT/<case>/regret_<scenarios>")] = Path("results"),
    time_limit: EachLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Operate the plan for each scenario in every other one: costs, regrets, the worst and the mean."""
    from optimizer.cli.run import with_options
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case  # first: it imports Pyomo before anything imports scipy
    from optimizer.study.futures import read_futures
    from optimizer.study.regret import WHAT
    from optimizer.study.regret import regret as regretted

    limits = {"time_limit": time_limit, "threads": threads}
    with progress(quiet) as say:
        say("load")
        futures = read_futures(
            [(name, 1.0 / len(scenario)) for name in scenario],
            lambda name: with_options(load_case(case, None if name == BASE else name), limits),
            until,
            WHAT,
        )
        folder = out / futures[0].case.options.name / f"regret_{'_'.join(scenario)}"
        check_folder(folder)
        found = regretted(futures, until, solve=Each(len(futures) ** 2, say, quiet).solve)
    _write(found, folder, quiet)
    if any(o.status != "certified" for o in found.operated.values()):
        raise typer.Exit(SHORTAGE)


def _write(found: Regret, folder: Path, quiet: bool) -> None:
    """The table, the chart, and the whole results of each future with the plan for it."""
    from optimizer.outputs import write_run
    from optimizer.report.export import write_table
    from optimizer.report.no_answer import told, write_whys
    from optimizer.report.regret import in_words, regret_table, write_regrets

    for name, solution in found.alone.items():
        write_run(solution, folder / name, solution.meta["seconds"])
    first, every = found.alone[found.names[0]].meta, found.alone[found.names[0]].inputs["period"].size
    costs = {at: o.cost for at, o in found.operated.items()}
    table = regret_table(found.names, costs, {at: o.status for at, o in found.operated.items()}, str(first["money"]))
    held = "all periods" if len(found.periods) == every else f"plant up to {found.periods[-1]}"
    title = f"{first['case']['name']}: regret of the plan for each scenario ({held})"
    why = {at: o.why for at, o in found.operated.items() if o.why}
    paths = [
        write_table(table, folder / "regret.csv"),
        write_regrets(table, found.names, folder / "regret.png", title),
        *write_whys(why, folder),
    ]
    if not quiet:
        print("\n".join([*in_words(table, found.names), *told(why), *map(str, paths)]))
