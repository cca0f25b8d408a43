"""h2opt: words to calls. Exit codes: 0 certified, 2 bad input, 3 not certified, 4 certified with shortage."""

from __future__ import annotations

import gc
import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import typer

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.inputs import Inputs
    from optimizer.solution import Solution

BAD_INPUT, NOT_CERTIFIED, SHORTAGE, INTERRUPTED = 2, 3, 4, 130
F = TypeVar("F", bound=Callable[..., None])


def _stoppable(command: F) -> F:
    """Ctrl-C anywhere in a command is one sentence."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        from optimizer.errors import InterruptedSolve

        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            raise InterruptedSolve("Stopped; no file was left half-written.") from None

    return cast(F, wrapped)


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Plan hydrogen and the energy transition at least cost: new, check, run, export, report.",
)
CasePath = Annotated[Path, typer.Argument(help="Folder with case.yaml, or a workbook (.xlsx).")]
Scenario = Annotated[str | None, typer.Option("--scenario", "-s", help="Scenario named in case.yaml.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Results = Annotated[Path, typer.Argument(help="Folder of a finished run (with solution.nc).")]


@app.command()
@_stoppable
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
@_stoppable
def check(
    case: Annotated[Path | None, typer.Argument(help="Folder with case.yaml, or a workbook (.xlsx).")] = None,
    scenario: Scenario = None,
    parameters: Annotated[bool, typer.Option("--parameters", help="Print the data dictionary.")] = False,
) -> None:
    """Check a case completely without solving it; every problem is listed."""
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
    from optimizer.study import open_peaks, with_peaks

    loaded = load_case(case, scenario, every=True)
    loaded = with_peaks(loaded, {name: years[0] for name, years in open_peaks(loaded).items()})
    inputs = prepare(loaded, vocabulary())
    model = build_model(inputs)
    columns = sum(len(v) for v in model.component_objects(ctype=_var()))
    guards = before(inputs)
    refused(guards)
    for guard in guards:
        _warn(str(guard))
    print(
        f"{loaded.options.name}: no problems. {len(loaded.options.periods)} period(s), {_steps(inputs)} steps, {columns:,} variables."
    )


def _steps(inputs: Inputs) -> str:
    """Steps of a year, by period where they differ."""
    counts = {str(len(c.hour)) for c in inputs.clocks.values()}
    return counts.pop() if len(counts) == 1 else "/".join(str(len(c.hour)) for c in inputs.clocks.values())


def _warn(sentence: str) -> None:
    """A warning, beside whatever is printed."""
    print(f"Warning: {sentence}", file=sys.stderr)


def _var() -> Any:
    import pyomo.core as pyo

    return pyo.Var


@app.command()
@_stoppable
def run(
    case: CasePath,
    scenario: Scenario = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Results go to OUT/<case>/<scenario>.")] = Path("results"),
    hourly: Annotated[bool, typer.Option("--hourly", help="Write hourly tables as CSV too.")] = False,
    charts: Annotated[
        bool, typer.Option("--charts", help="Draw PNG charts as well (h2opt report draws them later).")
    ] = False,
    algorithm: Annotated[str | None, typer.Option(help="auto, hipo, ipx or simplex.")] = None,
    crossover: Annotated[
        bool | None, typer.Option("--crossover/--no-crossover", help="Ask for a basis after interior point.")
    ] = None,
    time_limit: Annotated[float | None, typer.Option(help="Seconds for the whole solve.")] = None,
    memory_limit: Annotated[float | None, typer.Option(help="GiB the process may use.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads for HiGHS.")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", help="Policy to switch off (repeatable).")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Keep this policy alone (repeatable).")] = None,
    fix: Annotated[
        Path | None,
        typer.Option("--fix", help="Builds to take as given: a builds.csv, or the folder of an earlier run."),
    ] = None,
    fix_all: Annotated[
        bool, typer.Option("--fix-all", help="With --fix: build nothing that the plan does not name.")
    ] = False,
    foresight: Annotated[
        int | None, typer.Option("--foresight", help="Periods a window sees: decide window by window, not all at once.")
    ] = None,
    step: Annotated[int, typer.Option("--step", help="With --foresight: periods of a window that are kept.")] = 1,
    quiet: Quiet = False,
) -> None:
    """Solve a case, certify the answer, write solution.nc, summary.xlsx and run.json."""
    from optimizer.pipeline import load_case  # first: it imports Pyomo before anything imports scipy

    if foresight is None and step != 1:
        raise typer.BadParameter("--step needs --foresight")
    start = time.perf_counter()
    asked = {"algorithm": algorithm, "crossover": crossover, "time_limit": time_limit}
    asked |= {"memory_limit": memory_limit, "threads": threads}
    with _progress(quiet) as say:
        say("load")
        whole = load_case(case, scenario)
        loaded = _with_plan(_with_policies(_with_options(whole, asked), without, only), fix, fix_all)
        folder = out / loaded.options.name / loaded.scenario
        if foresight is not None:
            _windows(loaded, foresight, step, folder, say, quiet)
            return
        loading = time.perf_counter() - start
        solution, written, seconds = _answer(loaded, folder, say, quiet, charts=charts, hourly=hourly)
    from optimizer.outputs import write_record

    seconds = {"load": loading, **seconds}
    written.append(write_record(solution, folder, seconds))
    if not quiet:
        _tell(solution, written, seconds, time.perf_counter() - start)
        if loaded.scenario != whole.scenario:
            _say_what_changed(whole, solution, out / loaded.options.name / whole.scenario)
    if solution.meta["status"] != "certified":
        raise typer.Exit(SHORTAGE)


def _answer(
    case: Case, folder: Path, say: Any, quiet: bool, *, charts: bool, hourly: bool
) -> tuple[Solution, list[Path], dict[str, float]]:
    """Solve and write the results; the answer, the files, and the seconds of each stage."""
    solution = _solve(case, folder, say, None if quiet else _warn)
    from optimizer.outputs import write_results

    say("report")
    at = time.perf_counter()
    written = write_results(solution, folder, charts=charts, hourly=hourly)
    return solution, written, {**solution.meta["seconds"], "report": time.perf_counter() - at}


def _tell(solution: Solution, written: list[Path], seconds: dict[str, float], whole: float) -> None:
    """The answer on the terminal, and where the time went."""
    from optimizer.report.terminal import print_summary

    print_summary(solution, written, told=solution.meta["guards"]["before"])
    times = "  ".join(f"{stage} {value:.1f} s" for stage, value in seconds.items())
    print(f"{times}  total {whole:.1f} s")


def _with_policies(case: Case, off: list[str] | None, alone: list[str] | None) -> Case:
    """The case with the policies of the command line switched off."""
    from optimizer.case import switch

    if off and alone:
        raise typer.BadParameter("either --without or --only")
    return switch.without(case, off) if off else switch.only(case, alone) if alone else case


def _windows(case: Case, foresight: int, step: int, folder: Path, say: Any, quiet: bool) -> None:
    """Solve window by window; each leaves its results in a folder of its own, beside what was kept of all."""
    from optimizer.outputs import set_aside, write_plan, write_record, write_results
    from optimizer.study import kept_builds, myopic

    set_aside(folder)
    done = []
    for window in myopic(case, foresight, step, lambda mine: _solve(mine, folder, say, None if quiet else _warn)):
        mine = folder / f"window-{window.kept[0]}"
        write_results(window.solution, mine, charts=False, hourly=False)
        write_record(window.solution, mine, window.solution.meta["seconds"])
        done.append(window)
        if not quiet:
            meta, kept = window.solution.meta, ", ".join(map(str, window.kept))
            print(f"{mine}: {meta['status']}, keeps {kept}; {meta['objective']:,.4g} {meta['money']} over what it sees")
    plan = write_plan(kept_builds(done), folder)
    if not quiet:
        print(f"{plan}: what was kept; h2opt run ... --fix {plan} evaluates it over the whole horizon")
    if any(w.solution.meta["status"] != "certified" for w in done):
        raise typer.Exit(SHORTAGE)


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


def _with_options(case: Case, asked: dict[str, Any]) -> Case:
    """The case with the solver options of the command line."""
    from dataclasses import replace

    from optimizer.case.schema import changed_options

    changes = {k: v for k, v in asked.items() if v is not None}
    return replace(
        case, options=case.options.model_copy(update={"solve": changed_options(case.options.solve, changes)})
    )


def _solve(case: Case, folder: Path, say: Any, warn: Any = None) -> Solution:
    """Solve, with the cheapest year of a peak that is open; a run that fails leaves a record of why."""
    from optimizer.errors import CaseError, InterruptedSolve, OptimizerError
    from optimizer.outputs import write_failure
    from optimizer.pipeline import run as solve_case
    from optimizer.study import cheapest_peak, open_peaks

    voice = iter([warn])  # what the inputs say is said once
    try:
        if open_peaks(case):
            return cheapest_peak(case, lambda mine: solve_case(mine, progress=say, warn=next(voice, None)))
        return solve_case(case, progress=say, warn=warn)
    except (CaseError, InterruptedSolve):
        raise
    except OptimizerError as error:
        write_failure(case, error, folder)
        raise


@app.command()
@_stoppable
def report(results: Results, hourly: bool = False, charts: bool = True) -> None:
    """Write the workbook and charts of a finished run again."""
    from optimizer.report.export import write_report
    from optimizer.solution import open_solution

    for path in write_report(open_solution(results), results, charts=charts, hourly=hourly):
        print(path)


@app.command()
@_stoppable
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


@contextmanager
def _progress(quiet: bool) -> Iterator[Any]:
    """A line that shows the stage and the seconds since it began, on a terminal; silence otherwise."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    with console.status("load") as status:
        start = time.perf_counter()
        yield lambda text: status.update(f"{text}  ({time.perf_counter() - start:.0f} s)")


def main() -> None:
    """Run the command line; errors become one message and an exit code."""
    from optimizer.errors import CaseError, InterruptedSolve, OptimizerError

    gc.set_threshold(50_000, 20, 100)  # a run makes many objects and few cycles (docs/decisions/0004-start-up.md)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a name shows a question mark
    debug = "--debug" in sys.argv
    sys.argv = [a for a in sys.argv if a != "--debug"]
    try:
        app()
    except KeyboardInterrupt:
        print("Stopped; no file was left half-written.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except OptimizerError as error:
        if debug:
            raise
        print(str(error), file=sys.stderr)
        stopped = isinstance(error, InterruptedSolve)
        sys.exit(INTERRUPTED if stopped else BAD_INPUT if isinstance(error, CaseError) else NOT_CERTIFIED)
    except OSError as error:
        if debug:
            raise
        held = " Is it open in another program?" if isinstance(error, PermissionError) else ""
        print(f"Cannot read or write: {error}.{held}", file=sys.stderr)
        sys.exit(BAD_INPUT)
    finally:
        gc.freeze()  # the process ends: nothing is left to look for


if __name__ == "__main__":
    main()
