"""What commands of many points share: how far they are, how they end where they are stopped, and what they tell of the folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.cli.app import MINUTE, progress

if TYPE_CHECKING:
    from optimizer.runs import Runs
    from optimizer.study.sweeps import News, Study


@contextmanager
def stages(quiet: bool) -> Iterator[tuple[Callable[[str], None], Callable[[Study], Callable[[News], None]]]]:
    """What is said before the points of a study are known, and what takes the study then: one line of progress at a time."""
    with ExitStack() as bars, ExitStack() as before:
        say = before.enter_context(progress(quiet))

        def planned(study: Study) -> Callable[[News], None]:
            before.close()
            watch: Callable[[News], None] = bars.enter_context(bar(len(study.points), quiet))
            return watch

        yield say, planned


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """Where Ctrl-C stops a command of which every finished point is in a folder."""
    from optimizer.errors import InterruptedSolve

    try:
        yield
    except (KeyboardInterrupt, InterruptedSolve):
        raise InterruptedSolve(
            f"Stopped. What is finished is kept in {folder}; the same command goes on from there."
        ) from None


@contextmanager
def bar(total: int, quiet: bool) -> Iterator[Any]:
    """Points done, failed, and time left: a bar on a terminal, a line a minute in a file."""
    from rich.console import Console

    console, start = Console(stderr=True, markup=False, emoji=False), time.perf_counter()
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (TextColumn("points"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[failed]} failed{task.fields[short]}"),
                   TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(elapsed_when_finished=True),
                   TextColumn("{task.fields[last]}"))  # fmt: skip
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("points", total=total, failed=0, short="", last="the base")

            def draw(news: News) -> None:
                last = f"{news.jobs} at a time, last: {news.point}"
                bar.update(task, completed=news.done + news.failed, failed=news.failed, short=_short(news), last=last)

            yield draw
    else:
        yield _line_a_minute(start)


def _short(news: News) -> str:
    """How many points have a shortage, behind how many failed."""
    return f", {news.short} with shortage" if news.short else ""


def _line_a_minute(start: float) -> Any:
    """Says on stderr where the study is, at most once a minute and at its end."""
    import sys

    told, first = start, -1

    def say(news: News) -> None:
        nonlocal told, first
        now, finished = time.perf_counter(), news.done + news.failed
        first = finished if first < 0 else first
        if now - told >= MINUTE or finished == news.total:
            told = now
            pace = (now - start) / max(finished - first, 1)
            left = f", about {pace * (news.total - finished):.0f} s left" if finished < news.total else ""
            print(
                f"{finished} of {news.total} points, {news.failed} failed{_short(news)} ({now - start:.0f} s{left})",
                file=sys.stderr,
                flush=True,
            )

    return say


def shortage_told(runs: Runs, folder: Path) -> list[str]:
    """What a star behind a cost means."""
    from optimizer.report.shortage import short_runs, short_told

    return short_told(short_runs(runs), len(runs), f"column shortage of {folder / 'points.csv'}")


def choices_told(folder: Path) -> list[str]:
    """How each group of points was solved, and why."""
    from optimizer.study.sweeps import Store

    found = Store(folder).choices()
    return [f"{group}: solved {c['choice']}; {c['why']}" for group, c in found.items() if isinstance(c, dict)]


def checks_told(study: Study, folder: Path) -> tuple[bool, list[str]]:
    """Whether an answer from a basis differs from a cold one, and what was compared."""
    from optimizer.study.sweeps import Store, checked

    found = checked(Store(folder), study)
    if not found:
        return False, []
    wrong = {n: c for n, c in found.items() if not c["same"]}
    some = (
        "1 of the points solved from a basis was"
        if len(found) == 1
        else f"{len(found)} of the points solved from a basis were"
    )
    told = f"{some} solved again cold: "
    if not wrong:
        most = max(abs(c["difference"]) for c in found.values())
        return False, [f"{told}{'its cost agrees' if len(found) == 1 else 'costs agree'} to {most:.1g}"]
    differ = "; ".join(
        f"{n} by {c['difference'] if c['difference'] is not None else c['reason']}" for n, c in wrong.items()
    )
    return True, [f"{told}{'IT DIFFERS' if len(wrong) == len(found) == 1 else 'THESE DIFFER'}: {differ}"]


def aside_told(folder: Path) -> list[str]:
    """Where answers of an earlier study in the folder are, which the one that is in it now does not have."""
    from optimizer.study.sweeps import Store
    from optimizer.study.sweeps.store import POINTS, PREVIOUS

    names = Store(folder).aside
    if not names:
        return []
    what = "1 answer" if len(names) == 1 else f"{len(names)} answers"
    return [f"{what} of an earlier study in this folder, of another case or other points: {folder / PREVIOUS / POINTS}"]


def damaged_told(names: Sequence[str]) -> list[str]:
    """Points that were solved again because their answers were not as they were written."""
    if not names:
        return []
    head = (
        "1 answer in the folder was damaged, and is"
        if len(names) == 1
        else f"{len(names)} answers in the folder were damaged, and are"
    )
    return [f"{head} solved again: {', '.join(names)}"]


def failures_told(runs: Runs) -> list[str]:
    """Points without an answer, each with the first line of its reason."""
    lines = [f"  {name}: {reason.splitlines()[0] if reason else ''}" for name, reason in runs.failed.items()]
    head = "1 point has no answer:" if len(lines) == 1 else f"{len(lines)} points have no answer:"
    return [head, *lines] if lines else []
