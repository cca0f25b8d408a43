"""`h2opt sweep`: one case in many variants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import NOT_CERTIFIED, SHORTAGE, Quiet, app, stoppable
from optimizer.cli.options import Again, Cluster, Jobs, into, one_place
from optimizer.cli.points import (
    aside_told,
    bar,
    checks_told,
    choices_told,
    damaged_told,
    failures_told,
    kept,
    shortage_told,
)

if TYPE_CHECKING:
    from optimizer.runs import Runs
    from optimizer.study.sweeps import Point, Study


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
    from optimizer.errors import SolveError
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
    with bar(len(planned.points), quiet) as watch, kept(folder):
        store = sweep(planned, folder, jobs=jobs, cluster=cluster, again=again, watch=watch)
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
