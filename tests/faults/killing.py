"""Writes results and is killed while it does; a process of its own, because it forks and has no threads.

    python killing.py SOLUTION.nc FOLDER SEED

For every move of a file (the workbook is copied, not made, each time), and at random moments of the whole: a folder holds the results of a first run, a child writes those of a second and is
killed by SIGKILL. What is found then is a line on stdout: `old`, `new`, `unfinished`, or what is wrong. In the end a run mends it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from optimizer import outputs
from optimizer.errors import CaseError
from optimizer.files import UNFINISHED, digest
from optimizer.outputs import write_run
from optimizer.solution import Solution, open_solution
from optimizer.verified import FILE, RECORD

RANDOM = 4


def titled(solution: Solution, title: str) -> Solution:
    case = {**solution.meta["case"], "title": title}
    return replace(solution, meta={**solution.meta, "case": case})


def found(folder: Path) -> str:
    """Which results a folder holds, as a reader would find out; or why it is neither."""
    try:
        title = str(open_solution(folder).meta["case"]["title"])
    except CaseError as error:
        return "unfinished" if (folder / UNFINISHED).exists() and "of two runs" in str(error) else str(error)
    record = json.loads((folder / RECORD).read_text())
    if record["case"]["title"] != title:
        return f"record of {record['case']['title']} beside the answer of {title}"
    other = [n for n, of in record["files"].items() if digest(folder / n) != of]
    return f"{title}: {', '.join(other)} of another run" if other else title


def killed(folder: Path, second: Solution, moment: Callable[[int], None], prepare: Callable[[], None]) -> str:
    """What a folder holds after a child that writes to it was killed at a moment."""
    child = os.fork()
    if child == 0:
        prepare()
        write_run(second, folder, {})
        os._exit(7)
    moment(child)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 7
    return "ended" if not os.WIFSIGNALED(status) else found(folder)


def at_move(number: int, made: Path) -> Callable[[], None]:
    """Kill this process when it moves or removes a file for the n-th time, just before it does."""
    count = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*words, **more)

        return call

    def copied(solution: Solution, into: Path, **_: bool) -> list[Path]:
        return [Path(shutil.copy(made / name, into / name)) for name in (FILE, "summary.xlsx")]

    def prepare() -> None:
        outputs.write_results = copied
        Path.replace = counted(Path.replace)  # type: ignore[method-assign, assignment]
        Path.unlink = counted(Path.unlink)  # type: ignore[method-assign, assignment]
        Path.write_text = counted(Path.write_text)  # type: ignore[method-assign, assignment]

    return prepare


def after(seconds: float) -> Callable[[int], None]:
    def moment(child: int) -> None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)

    return moment


def main(source: Path, folder: Path, seed: int) -> None:
    first, second = titled(open_solution(source), "old"), titled(open_solution(source), "new")
    kept, made = folder / "kept", folder / "made"
    write_run(second, made, {})
    start = time.monotonic()
    write_run(first, kept, {})
    length, rng = time.monotonic() - start, random.Random(seed)
    here = folder / "here"

    def fresh() -> None:
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(kept, here)

    for number in range(1, 100):
        fresh()
        state = killed(here, second, lambda child: None, at_move(number, made))
        sys.stdout.write(f"move {number} {state}\n")
        if state == "ended":
            break
        if state == "unfinished":
            shutil.rmtree(folder / "mixed", ignore_errors=True)
            shutil.copytree(here, folder / "mixed")
    for _ in range(RANDOM):
        fresh()
        sys.stdout.write(f"random {killed(here, second, after(rng.uniform(0.0, 1.5 * length)), lambda: None)}\n")
    mixed = folder / "mixed"
    write_run(second, mixed, {})
    left = sorted(p.name for p in mixed.iterdir())
    clean = left == sorted([FILE, RECORD, "summary.xlsx"]) or left
    sys.stdout.write(f"mended {found(mixed)} {clean}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
