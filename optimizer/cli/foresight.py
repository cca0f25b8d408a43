"""`h2opt foresight`: the same case with perfect, myopic and rolling foresight, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.app import (
    NOT_CERTIFIED,
    SHORTAGE,
    CasePath,
    Quiet,
    Scenario,
    app,
    leave_record,
    progress,
    stoppable,
    warn,
)
from optimizer.cli.options import EachLimit, Threads, into

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.decided import Decided
    from optimizer.pipeline import Answer
    from optimizer.study import Sight


@app.command()
@stoppable
def foresight(
    case: CasePath,
    scenario: Scenario = None,
    window: Annotated[int, typer.Option("--window", min=1, help="Periods that a rolling window sees.")] = 2,
    overlap: Annotated[
        int, typer.Option("--overlap", min=0, help="Of these, how many the next window decides again.")
    ] = 1,
    out: Annotated[Path, into("OUT/<case>/<scenario>_foresight")] = Path("results"),
    time_limit: EachLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Solve a case with perfect, myopic and rolling foresight, and compare cost, peak and what is not met."""
    from optimizer.cli.run import with_options
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case  # first: it imports Pyomo before anything imports scipy
    from optimizer.study import foresight as sights

    if window > 1 and overlap >= window:
        raise typer.BadParameter("--overlap must be less than --window, or the windows do not move on")
    with progress(quiet) as say:
        say("load")
        loaded = with_options(load_case(case, scenario), {"time_limit": time_limit, "threads": threads})
        folder = out / loaded.options.name / f"{loaded.scenario}_foresight"
        check_folder(folder)
        clocks = Progress(loaded, {"myopic": (1, 1), "rolling": (window, window - overlap)}, say, quiet)
        found = []
        for sight in sights(loaded, window, overlap, clocks.solve):
            found.append(sight)
            _write(loaded, sight, folder / sight.name)
    _compare(found, folder, quiet)


@dataclass
class Progress:
    """Solves for a study, and says which window of which run it is at, and how long the rest of the run may take."""

    case: Case
    windows: dict[str, tuple[int, int]]
    say: Callable[[str], None]
    quiet: bool
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def solve(self, name: str, case: Case, decided: Decided | None) -> Answer:
        from optimizer.pipeline import answer

        done, start = self.seconds.setdefault(name, []), time.perf_counter()
        head = self._head(name, case, len(done))
        first = not any(self.seconds.values()) and not self.quiet
        found = answer(case, decided, progress=lambda text: self.say(f"{head}: {text}"), warn=warn if first else None)
        done.append(time.perf_counter() - start)
        if not self.quiet:
            print(f"{head}: {found.solution.meta['status']}, {done[-1]:.1f} s", flush=True)
        return found

    def _head(self, name: str, case: Case, done: int) -> str:
        from optimizer.study import count_of

        if name not in self.windows:
            return name
        sees, step = self.windows[name]
        count, periods = count_of(self.case, sees, step), self.case.options.periods
        seen = " to ".join(dict.fromkeys(str(p.label) for p in (periods[done * step], case.options.periods[-1])))
        spent = self.seconds[name]
        left = f", about {sum(spent) / len(spent) * (count - done):.0f} s left" if spent else ""
        return f"{name}, window {done + 1} of {count} ({seen}){left}"


def _write(case: Case, sight: Sight, folder: Path) -> None:
    """Results of one run; of one with a window that has no answer, the record that says why (the comparison has what was decided)."""
    from optimizer.outputs import write_run

    if sight.failed is not None:
        leave_record(case, sight.failed, folder)
    elif sight.solution is not None:
        write_run(sight.solution, folder, sight.solution.meta["seconds"])


def _compare(found: list[Sight], folder: Path, quiet: bool) -> None:
    from optimizer.report.export import write_table
    from optimizer.report.foresight import Run, comparison, in_words
    from optimizer.study import reason

    def told(sight: Sight) -> tuple[str, str]:
        return ("", "") if sight.failed is None else (str(sight.failed.at), reason(sight.failed.cause))

    table = comparison({s.name: Run(s.decided, s.solution, told(s)) for s in found})
    path = write_table(table, folder / "foresight.csv")
    if not quiet:
        print("\n".join([*in_words(table), str(path)]))
    if any(s.failed is not None for s in found):
        raise typer.Exit(NOT_CERTIFIED)
    if any(_short(s) for s in found):
        raise typer.Exit(SHORTAGE)


def _short(sight: Sight) -> Any:
    return sight.solution is not None and sight.solution.meta["status"] != "certified"
