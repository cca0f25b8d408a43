"""`h2opt sweep`: one case in many variants."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.app import MINUTE, NOT_CERTIFIED, SHORTAGE, Quiet, app, stoppable
from optimizer.cli.options import Again, Cluster, Jobs, into, one_place

if TYPE_CHECKING:
    from optimizer.runs import Runs
    from optimizer.study.sweeps import News, Point, Study


FEW = 25
"""Runs whose costs are told one by one."""


@app.command()
@stoppable
def sweep(
    study: Annotated[Path, typer.Argument(help="Study file (.yaml): case, axes, design; see docs/sweeps.md.")],
    out: Annotated[Path, into("OUT/<case>/<study>")] = Path("results"),
    jobs: Jobs = None,
    cluster: Cluster = None,
    again: Again = False,
    check: Annotated[bool, typer.Option("--check", help="Check the study and list its points; solve nothing.")] = False,
    workbook: Annotated[
        bool, typer.Option("--workbook", help="Write study.xlsx and all charts as well (h2opt report does it later).")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Solve one case in many variants: a study of one axis at a time, a grid, samples, or listed runs."""
    from optimizer.errors import InterruptedSolve, SolveError
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case  # noqa: F401  first: it imports Pyomo before anything imports scipy
    from optimizer.runs import open_runs
    from optimizer.study.sweeps import failures, read_study, sweep

    one_place(jobs, cluster)
    planned = read_study(study)
    if check:
        _list(planned)
        return
    folder = out / planned.base.options.name / planned.name
    check_folder(folder)
    with bar(len(planned.points), quiet) as watch:
        try:
            store = sweep(planned, folder, jobs=jobs, cluster=cluster, again=again, watch=watch)
        except (KeyboardInterrupt, InterruptedSolve):
            raise InterruptedSolve(
                f"Stopped. What is finished is kept in {folder}; the same command goes on from there."
            ) from None
    reasons = failures(store, planned)
    if len(reasons) == len(planned.points):
        raise SolveError(f"No point of the study has an answer. The base: {reasons[planned.points[0].name]}")
    if not quiet:
        print("\n".join(damaged_told(store.damaged)), end="\n" * bool(store.damaged))
    _finish(planned, open_runs(store.folder), folder, quiet, workbook)


def _list(study: Study) -> None:
    """The points of a study, and what each changes."""
    start = f"scenario {study.spec.scenario}" if study.spec.scenario else "the case as it is"
    axes = {a.name: (i, a.few) for i, a in enumerate(study.spec.axes)}

    def place(point: Point) -> tuple[int, int]:
        """Values of an axis that is moved alone stand as they are listed, not as they are solved."""
        axis, values = axes.get(point.group, (-1, ()))
        return axis, list(values).index(point.values[point.group]) if values else 0

    for point in sorted(study.points, key=place):
        print(f"{point.name}: {'; '.join(map(str, point.changes)) or start}")
    print(f"{len(study.points)} points")


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


def _finish(study: Study, runs: Runs, folder: Path, quiet: bool, workbook: bool) -> None:
    """Tables and charts of a study, and its exit code."""
    from optimizer.report.export import write_table
    from optimizer.report.study import points

    written = [write_table(points(runs, hows=True), folder / "points.csv")]
    lines, more = _said(study, runs, folder)
    if workbook:
        from optimizer.report.export import write_runs
        from optimizer.report.runs_table import compared

        more = list(dict.fromkeys([*more, *write_runs(compared(runs, folder), folder / "study.xlsx", charts=folder)]))
    wrong = checks_told(study, folder)
    if not quiet:
        told = [
            *lines,
            *shortage_told(runs, folder),
            *choices_told(folder),
            *wrong[1],
            *failures_told(runs),
            *aside_told(folder),
        ]
        print("\n".join([*told, *map(str, [*written, *more])]))
    if wrong[0] or (runs.failed and len(runs) < 2):
        raise typer.Exit(NOT_CERTIFIED)
    if runs.failed or any(r.get("answer") != "certified" for r in runs.records.values()):
        raise typer.Exit(SHORTAGE)


def shortage_told(runs: Runs, folder: Path) -> list[str]:
    """What a star behind a cost means."""
    from optimizer.report.shortage import short_runs, short_told

    return short_told(short_runs(runs), len(runs), f"column shortage of {folder / 'points.csv'}")


def _said(study: Study, runs: Runs, folder: Path) -> tuple[list[str], list[Path]]:
    """What the design asks: a tornado, indices, a spread; the lines and the files."""
    from optimizer.errors import SolveError
    from optimizer.report.charts_study import write_tornado
    from optimizer.report.export import write_table
    from optimizer.report.screen import shown
    from optimizer.report.shortage import is_short, star
    from optimizer.report.study import COST, DRAWN, costs_told, indices_told, spread, tornado, tornado_told
    from optimizer.study.sweeps.indices import indices, pairs
    from optimizer.study.sweeps.spec import FROM_SALIB

    money = str(runs.records[runs.reference].get("money", ""))
    mark = star(is_short(runs.records[runs.reference]))
    base = f"{COST}: {shown(float(runs.costs()[runs.reference]))}{mark} {money} ({runs.reference})"
    design = study.spec.design
    if runs.base is None:
        base = f"The case as it is has no answer: there is nothing to compare points with. {base}"
    elif design == "one_at_a_time" and len(runs) > 1:
        table = tornado(runs)
        rows = tornado_told(table, money)
        chart = write_tornado(table, folder / "tornado.png", COST, money, study.spec.title)
        return [base, *rows], [write_table(table.assign(unit=money), folder / "tornado.csv"), chart]
    lines = [base, *(costs_told(runs) if design in ("table", "full_grid") and len(runs) <= FEW else [])]
    if design in DRAWN and len(runs) > 2:
        lines.append("  " + ", ".join(f"{n} {shown(float(v))}" for n, v in spread(runs).items()))
    if design in FROM_SALIB and len(runs) > 2:
        try:
            found, together = indices(study, runs.costs()), pairs(study, runs.costs())
        except SolveError as error:
            return [*lines, f"  {error}"], []
        lines += indices_told(found, design)
        lines += [f"  {r.axis} with {r.other}: {shown(r.second)}" for r in together.itertuples(index=False)]
        written = [write_table(found, folder / "indices.csv")]
        return lines, [*written, *([write_table(together, folder / "pairs.csv")] if len(together) else [])]
    return lines, []


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
