"""`h2opt report`, `h2opt calibration` and `h2opt redispatch`: what is made of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import (
    SHORTAGE,
    CasePath,
    Language,
    Quiet,
    Results,
    Scenario,
    Tongue,
    Units,
    app,
    progress,
    stoppable,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case.schema import Clock
    from optimizer.report.units import Shown


@app.command()
@stoppable
def report(
    results: Results,
    hourly: bool = False,
    charts: bool = True,
    plausible: Annotated[
        Path | None,
        typer.Option("--plausible", help="A case (or its plausible.csv) whose ranges the answer is compared with."),
    ] = None,
    language: Language = Tongue.en,
    units: Units = None,
    svg: Annotated[bool, typer.Option("--svg", help="Charts as SVG as well.")] = False,
) -> None:
    """Write the workbook and charts of a finished run again; or those of a study, whose folder holds many."""
    from dataclasses import replace

    from optimizer.report.export import write_report
    from optimizer.report.fonts import unread
    from optimizer.report.units import of_run
    from optimizer.runs import STUDY
    from optimizer.solution import open_solution

    if (results / STUDY).is_file():
        if plausible is not None or hourly:
            raise typer.BadParameter("--plausible and --hourly are for the folder of one run, this is one of a study")
        _study(results, charts, language, units, svg)
        return
    solution = open_solution(results)
    if plausible is not None:
        from optimizer.case.plausible import read_plausible
        from optimizer.report.plausible import told

        solution = replace(solution, meta={**solution.meta, "plausible": read_plausible(plausible)})
        print("\n".join(told(solution)))
    shown = of_run(units, solution)
    for path in write_report(
        solution, _folder(results), charts=charts, hourly=hourly, language=language.value, units=shown, svg=svg
    ):
        print(path)
    if charts and (sentence := unread(solution, _spoken(language, shown))):
        print(sentence)


def _spoken(language: Language, units: Mapping[str, Shown]) -> list[str]:
    """Words that the charts of a reader hold beside the names of a case: a word of the language, and units."""
    from optimizer.report.words import say, spoken

    with spoken(language.value):
        return [say("capacity"), *(shown.unit for shown in units.values())]


def _study(folder: Path, charts: bool, language: Language, units: str | None, svg: bool) -> None:
    """study.xlsx and the charts of a study."""
    from optimizer.report.export import write_runs
    from optimizer.report.runs_table import compared
    from optimizer.report.units import of_run
    from optimizer.runs import open_runs

    found = compared(open_runs(folder), folder)
    shown = of_run(units, found.runs[found.reference]) if units else {}
    written = write_runs(
        found, folder / "study.xlsx", charts=folder if charts else None, language=language.value, units=shown, svg=svg
    )
    print("\n".join(map(str, written)))


def _folder(results: Path) -> Path:
    """The folder of a run, which may be named by its file."""
    return results if results.is_dir() else results.parent


@app.command()
@stoppable
def calibration(
    results: Results,
    reference: Annotated[Path, typer.Argument(help="CSV of known figures, such as inputs/china/calibration.csv.")],
) -> None:
    """Set a finished run against known figures: printed, written beside it as calibration.csv, and a sheet of its workbook."""
    from dataclasses import replace

    from optimizer.report.calibration import calibration as against
    from optimizer.report.calibration import in_words
    from optimizer.report.export import write_report, write_table
    from optimizer.solution import open_solution

    solution = open_solution(results)
    table = against(solution, reference)
    print(in_words(table))
    print(write_table(table, _folder(results) / "calibration.csv"))
    beside = replace(solution, meta={**solution.meta, "calibration": table.to_dict("records")})
    for path in write_report(beside, _folder(results), charts=False, hourly=False):
        print(path)


@app.command()
@stoppable
def redispatch(
    case: CasePath,
    results: Results,
    scenario: Scenario = None,
    step: Annotated[float | None, typer.Option(help="Dispatch the whole year in steps of so many hours.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Dispatch so many typical days, and the extreme days of the case.")
    ] = None,
    hours: Annotated[int | None, typer.Option(min=1, help="With --days: steps of a day, 24 by default.")] = None,
    period: Annotated[list[int] | None, typer.Option("--period", help="Only this period (repeatable).")] = None,
    unmet: Annotated[
        list[str] | None,
        typer.Option("--unmet", help="CARRIER=PRICE of what is left unmet, in money of the case (repeatable)."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for redispatch.csv; that of the run by default.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Dispatch a plan again on a finer clock, its plant fixed; writes redispatch.csv."""
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case, run
    from optimizer.report.export import write_table
    from optimizer.report.screen import shown
    from optimizer.solution import open_solution
    from optimizer.study import redispatch as dispatched

    if step is not None and days is not None:
        raise typer.BadParameter("either --step HOURS or --days NUMBER; neither for the clock of the case")
    if step is not None and not step > 0:
        raise typer.BadParameter("--step is a number of hours above zero")
    if hours is not None and days is None:
        raise typer.BadParameter("--hours needs --days")
    prices = _prices_of(unmet or [])
    folder = to or _folder(results)
    check_folder(folder)
    tables, short = [], False
    with progress(quiet) as say:
        say("load")
        loaded, plan = load_case(case, scenario), open_solution(results)
        planned = plan.meta["case"]["scenario"]
        if planned != loaded.scenario:
            warn(f"the plan is of scenario {planned}, and is dispatched in scenario {loaded.scenario}")
        clock = clock_of(loaded.options.clock, step, days, hours or 24)
        for each in dispatched(loaded, plan, period or (), clock, prices, lambda mine: run(mine, progress=say)):
            tables.append(each.table)
            short = short or each.solution.meta["status"] != "certified"
            if not quiet:
                for row in each.table.itertuples(index=False):
                    what = f"{row.period} {row.figure} {row.item}".strip()
                    print(f"{what}: {shown(row.planned)} -> {shown(row.redispatched)} {row.unit}")
    import pandas as pd

    path = write_table(pd.concat(tables, ignore_index=True), folder / "redispatch.csv")
    if not quiet:
        print(path)
    if short:
        raise typer.Exit(SHORTAGE)


def clock_of(stated: Clock, step: float | None, days: int | None, hours: int) -> Clock | None:
    """The clock that is asked for; typical days are found as those of the case, whose extreme days stay."""
    from optimizer.case.schema import FullYear, TypicalDays

    if step is not None:
        return FullYear(step=step)
    if days is None:
        return None
    if isinstance(stated, TypicalDays):
        return stated.model_copy(update={"days": days, "hours": hours})
    return TypicalDays(days=days, hours=hours)


def _prices_of(cells: list[str]) -> dict[str, float]:
    """CARRIER=PRICE of the command line."""
    out = {}
    for cell in cells:
        carrier, _, price = cell.partition("=")
        try:
            out[carrier.strip()] = float(price)
        except ValueError:
            raise typer.BadParameter(f"--unmet {cell}: not CARRIER=PRICE") from None
    return out
