"""`h2opt run`: from a case to certified results in a folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.app import SHORTAGE, CasePath, Quiet, Scenario, app, leave_record, progress, ready, stoppable, warn
from optimizer.cli.asked import asked
from optimizer.cli.learning import Learning, Start, in_rounds, with_learning
from optimizer.cli.options import (
    Algorithm,
    Charts,
    Crossover,
    Damping,
    Deterministic,
    Fix,
    FixAll,
    Foresight,
    Hourly,
    Learnt,
    LearntFrom,
    MemoryLimit,
    Only,
    Slope,
    Step,
    Threads,
    WholeLimit,
    Without,
    into,
)
from optimizer.cli.strict import Strict, refuse_before_run
from optimizer.cli.windows import windows

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.solution import Solution

    Command = Callable[[Path], dict[str, Any]]  # folder of results -> options of the command that made them
    Way = Callable[[Case, Callable[[Case], Solution]], Solution]  # some runs of a case in place of one


@app.command()
@stoppable
def run(
    ctx: typer.Context,
    case: CasePath,
    scenario: Scenario = None,
    out: Annotated[Path, into("OUT/<case>/<scenario>")] = Path("results"),
    hourly: Hourly = False,
    charts: Charts = False,
    algorithm: Algorithm = None,
    crossover: Crossover = None,
    time_limit: WholeLimit = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    deterministic: Deterministic = False,
    without: Without = None,
    only: Only = None,
    fix: Fix = None,
    fix_all: FixAll = False,
    foresight: Foresight = None,
    step: Step = 1,
    slope: Slope = False,
    learning: Learnt = None,
    learning_from: LearntFrom = Start.path,
    damping: Damping = 0.0,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Solve a case, certify the answer, write solution.nc, summary.xlsx and run.json."""
    from optimizer.pipeline import load_case  # before anything that imports scipy: it imports Pyomo

    _agree(slope, foresight, step, learning, learning_from, damping)
    start = time.perf_counter()
    asked = {"algorithm": algorithm, "crossover": crossover, "time_limit": time_limit}
    asked |= {"memory_limit": memory_limit, "threads": threads, "deterministic": deterministic or None}
    with progress(quiet) as say:
        say("load")
        whole = load_case(case, scenario)
        loaded = with_policies_and_plan(with_options(whole, asked), without, only, fix, fix_all)
        loaded = with_learning(loaded, learning, learning_from)
        if strict:
            refuse_before_run(loaded)
        folder = out / loaded.options.name / (loaded.scenario + ("_slope" if slope else ""))
        ready(folder, loaded, quiet)
        if foresight is not None:
            windows(loaded, foresight, step, folder, say, quiet, _command(ctx, out))
            return
        loading = time.perf_counter() - start
        rounds: Way | None = None
        if learning is Learning.rounds:
            rounds = partial(in_rounds, start=learning_from, damping=damping, quiet=quiet)
        solution = _solve(loaded, folder, say, None if quiet else warn, slope=slope, rounds=rounds)
        say("report")
        at = time.perf_counter()
        seconds = {"load": loading, **solution.meta["seconds"]}
        written = _write(solution, folder, seconds, quiet, charts=charts, hourly=hourly, command=_command(ctx, out))
        seconds["report"] = time.perf_counter() - at
    if not quiet:
        _tell(solution, written, seconds, time.perf_counter() - start)
        if loaded.scenario != whole.scenario:
            _say_what_changed(whole, solution, out / loaded.options.name / whole.scenario)
    if solution.meta["status"] != "certified":
        raise typer.Exit(SHORTAGE)


def _agree(
    slope: bool, foresight: int | None, step: int, learning: Learning | None, learning_from: Start, damping: float
) -> None:
    """Options that exclude one another, or that speak of nothing.

    Raises:
        BadParameter: the first of them.
    """
    rounds = learning is Learning.rounds
    wrong = {
        "--step needs --foresight": foresight is None and step != 1,
        "either --slope or --foresight": slope and foresight is not None,
        "--learning rounds goes with neither --slope nor --foresight": rounds and (slope or foresight is not None),
        "--learning-from and --damping need --learning rounds": not rounds
        and (damping or learning_from is not Start.path),
    }
    for message, said in wrong.items():
        if said:
            raise typer.BadParameter(message)


def _write(
    solution: Solution,
    folder: Path,
    seconds: dict[str, float],
    quiet: bool,
    *,
    charts: bool,
    hourly: bool,
    command: Command,
) -> list[Path]:
    """Write the results and say what they took the place of; the files."""
    from optimizer.outputs import replaced, told, write_run
    from optimizer.report.fonts import unread

    other = replaced(solution, folder)
    files, moved = write_run(solution, folder, seconds, charts=charts, hourly=hourly, command=command(folder))
    sentences = [other, told(moved), unread(solution) if charts else ""]
    if not quiet:
        print("".join(f"{sentence}\n" for sentence in sentences if sentence), end="")
    return files


def _command(ctx: typer.Context, out: Path) -> Command:
    """What the record of results in a folder says of the command, so that it can be run again."""
    options = asked(ctx)
    return lambda folder: {"options": options, "at": folder.relative_to(out).as_posix()}


def _tell(solution: Solution, written: list[Path], seconds: dict[str, float], whole: float) -> None:
    """The answer on the terminal, and where the time went."""
    from optimizer.report.terminal import print_summary

    print_summary(solution, written, told=solution.meta["guards"]["before"])
    times = "  ".join(f"{stage} {value:.1f} s" for stage, value in seconds.items())
    print(f"{times}  total {whole:.1f} s")


def with_policies_and_plan(
    case: Case, off: list[str] | None, alone: list[str] | None, plan: Path | None, everything: bool
) -> Case:
    """The case without some policies or with some alone, and with the builds of a plan."""
    return _with_plan(_with_policies(case, off, alone), plan, everything)


def _with_policies(case: Case, off: list[str] | None, alone: list[str] | None) -> Case:
    """The case with the policies of the command line switched off."""
    from optimizer.case import switch

    if off and alone:
        raise typer.BadParameter("either --without or --only")
    return switch.without(case, off) if off else switch.only(case, alone) if alone else case


def _with_plan(case: Case, path: Path | None, everything: bool) -> Case:
    """The case with the builds of a plan."""
    if path is None:
        if everything:
            raise typer.BadParameter("--fix-all needs a plan: --fix builds.csv")
        return case
    from optimizer.study import fixed, read_plan

    return fixed(case, read_plan(path), everything=everything)


def _say_what_changed(case: Case, solution: Solution, folder: Path) -> None:
    """Cost, emissions and peaks beside those of the case with all its policies, if it was run."""
    from optimizer.report.compare import told
    from optimizer.solution import FILE, open_solution
    from optimizer.study import levels

    if (folder / FILE).exists():
        before = open_solution(folder)
        print("\n".join([*told(before, solution), *(f"  {level}" for level in levels(case, before, solution))]))
    else:
        print(f"Run the case as it is, and {folder} will be compared with.")


def with_options(case: Case, asked: dict[str, Any]) -> Case:
    """The case with the solver options of the command line."""
    from dataclasses import replace

    from optimizer.case.schema import changed_options

    changes = {k: v for k, v in asked.items() if v is not None}
    return replace(
        case, options=case.options.model_copy(update={"solve": changed_options(case.options.solve, changes)})
    )


def _solve(
    case: Case, folder: Path, say: Any, warn: Any = None, *, slope: bool = False, rounds: Way | None = None
) -> Solution:
    """Solve, with the cheapest year of a peak that is open; a run that fails leaves a record of why."""
    from optimizer.errors import CaseError, InterruptedSolve, OptimizerError
    from optimizer.pipeline import run as solve_case
    from optimizer.study import cheapest_peak, open_peaks, slope_scaled

    voice = iter([warn])  # what the inputs say is said once

    def plain(mine: Case) -> Solution:
        return solve_case(mine, progress=say, warn=next(voice, None))

    def one(mine: Case) -> Solution:
        return slope_scaled(mine, solve=plain, say=say).solution if slope else plain(mine)

    def any_year(mine: Case) -> Solution:
        return cheapest_peak(mine, one) if open_peaks(mine) else one(mine)

    try:
        return any_year(case) if rounds is None else rounds(case, any_year)
    except (CaseError, InterruptedSolve):
        raise
    except OptimizerError as error:
        leave_record(case, error, folder)
        raise
