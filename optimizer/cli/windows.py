"""Window by window, for `h2opt run --foresight`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from optimizer.cli.app import SHORTAGE, leave_record, warn

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.decided import Decided
    from optimizer.pipeline import Answer


def windows(case: Case, foresight: int, step: int, folder: Path, say: Any, quiet: bool, command: Any) -> None:
    """Solve window by window; each leaves its results in a folder of its own, beside what was kept of all."""
    from optimizer.outputs import WINDOW, set_aside, told, write_plan, write_run
    from optimizer.pipeline import answer
    from optimizer.study import WindowError, kept_builds, myopic

    moved = told(set_aside(folder))
    if moved and not quiet:
        print(moved)
    done, voice = [], iter([None if quiet else warn])  # what the inputs say is said once

    def solve(mine: Case, decided: Decided | None) -> Answer:
        return answer(mine, decided, progress=say, warn=next(voice, None))

    try:
        for window in myopic(case, foresight, step, solve):
            mine = folder / f"{WINDOW}{window.kept[0]}"
            write_run(window.solution, mine, window.solution.meta["seconds"], command=command(mine))
            done.append(window)
            if not quiet:
                meta, kept = window.solution.meta, ", ".join(map(str, window.kept))
                print(f"{mine}: {meta['status']}, keeps {kept}; {meta['objective']:,.4g} {meta['money']} up to its end")
    except WindowError as error:
        leave_record(case, error, folder)
        raise
    plan = write_plan(kept_builds(done), folder)
    if not quiet:
        print(f"{mine} is the answer over the whole horizon; {plan}: what was built in it")
    if any(w.solution.meta["status"] != "certified" for w in done):
        raise typer.Exit(SHORTAGE)
