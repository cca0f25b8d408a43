"""`h2opt frontier`: cost against emissions, from what costs least to what emits least."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import NOT_CERTIFIED, SHORTAGE, CasePath, Quiet, Scenario, app, stoppable
from optimizer.cli.options import (
    Again,
    Algorithm,
    Cluster,
    EachLimit,
    Gas,
    Gross,
    Interpolated,
    Jobs,
    Loosest,
    Points,
    Regions,
    Scope,
    Sectors,
    Target,
    Tightest,
    Unit,
    Without,
    into,
    one_place,
)
from optimizer.cli.points import (
    aside_told,
    checks_told,
    choices_told,
    damaged_told,
    failures_told,
    kept,
    shortage_told,
    stages,
)

if TYPE_CHECKING:
    from optimizer.report.frontier import Limit
    from optimizer.runs import Runs
    from optimizer.study import Frontier


class Of(StrEnum):
    """What cost is set against."""

    cumulative = "cumulative"
    peak = "peak"
    neutrality = "neutrality"


SetAgainst = Annotated[Of, typer.Option(help="Emissions of all years, the highest year, or the year of neutrality.")]
WORDS = {Of.cumulative: "emissions of all years", Of.peak: "highest emissions of a year", Of.neutrality: "neutral"}


@app.command()
@stoppable
def frontier(
    case: CasePath,
    against: SetAgainst = Of.cumulative,
    gas: Gas = None,
    scope: Scope = None,
    region: Regions = None,
    sector: Sectors = None,
    gross: Gross = False,
    interpolated: Interpolated = False,
    points: Points = 8,
    loosest: Loosest = None,
    tightest: Tightest = None,
    unit: Unit = None,
    target: Target = 0.0,
    scenario: Scenario = None,
    without: Without = None,
    out: Annotated[Path, into("OUT/<case>/frontier_<what>")] = Path("results"),
    algorithm: Algorithm = None,
    time_limit: EachLimit = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    again: Again = False,
    quiet: Quiet = False,
) -> None:
    """Draw the frontier of cost and emissions: each point a certified run with one more limit.

    Points that begin from the basis of their neighbour wait for it, on a cluster too; cold ones and years of neutrality do not.
    """
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case  # first: it imports Pyomo before anything imports scipy
    from optimizer.runs import open_runs
    from optimizer.study import Against, Range
    from optimizer.study import frontier as found_frontier

    one_place(jobs, cluster)
    select = {
        "gas": [gas] if gas else [],
        "scope": [scope] if scope else [],
        "region": region or [],
        "sector": sector or [],
    }
    with stages(quiet) as (say, planned):
        say("load")
        name = load_case(case, scenario).options.name
        aim = f"{target:g} {unit or ''}".strip() if target else None
        folder = out / name / _name(against, select, gross, interpolated, scenario, without or [], aim)
        check_folder(folder)
        with kept(folder):
            found = found_frontier(
                case, Against(against.value), folder, select={k: tuple(v) for k, v in select.items() if v}, gross=gross,
                interpolated=interpolated, asked=Range(points, loosest, tightest, unit), target=target, scenario=scenario,
                off=without or (), algorithm=algorithm, time_limit=time_limit, jobs=jobs, cluster=cluster, again=again, say=say, planned=planned,
            )  # fmt: skip
    _finish(found, open_runs(folder), against, quiet)


def _name(
    against: Of,
    select: dict[str, list[str]],
    gross: bool,
    interpolated: bool,
    scenario: str | None,
    off: list[str],
    target: str | None,
) -> str:
    """The folder of a frontier: what is limited, and in which variant of the case."""
    words = [against.value, *(label for labels in select.values() for label in labels)]
    words += [
        *(["gross"] if gross else []),
        *(["interpolated"] if interpolated else []),
        *([f"target_{target}"] if target else []),
        *([scenario] if scenario else []),
    ]
    words += [f"without_{p}" for p in off]
    return "_".join(["frontier", *("".join(c if c.isalnum() or c in "_-." else "-" for c in w) for w in words)])


def limits_of(found: Frontier, runs: Runs) -> list[Limit]:
    """The points of a frontier as they are told."""
    from optimizer.report.frontier import Limit

    nothing, out = float("nan"), []
    for name, record in runs.records.items():
        limit = found.limits.get(name, nothing)
        if name in runs:
            solution = runs[name]
            whole = str(record["algorithm"]).startswith("mip")
            told = (
                found.reached(solution),
                float(record["objective"]),
                found.marginal(solution),
                str(record["answer"]),
            )
            out.append(Limit(name, limit, *told, whole=whole))
        else:
            reason = " ".join(str(record["reason"]).split())
            out.append(Limit(name, limit, nothing, nothing, nothing, "failed", reason))
    return out


def _finish(found: Frontier, runs: Runs, against: Of, quiet: bool) -> None:
    """Tables and chart of a frontier, what they say, and the exit code."""
    from optimizer.report.export import write_table
    from optimizer.report.frontier import disagreements, frontier_table, in_words, write_frontier
    from optimizer.report.study import points

    folder, years = found.folder, against is Of.neutrality
    limits, money = limits_of(found, runs), str(runs.records[runs.reference]["money"])
    table = frontier_table(limits, found.unit, money, per_year_earlier=years)
    title = f"{found.study.base.options.name}: least cost against {WORDS[against] if not years else 'the year of neutrality'}"
    paths = [
        write_table(table, folder / "frontier.csv"),
        write_table(points(runs, hows=True), folder / "points.csv"),
        write_frontier(table, folder / "frontier.png", title, WORDS[against]),
    ]
    wrong = [] if years else disagreements(limits, found.study.base.options.solve.tolerance)
    differ, checked = checks_told(found.study, folder)
    if not quiet:
        order = [] if years else [_order(limits, wrong)]
        print(
            "\n".join(
                [
                    *in_words(table),
                    *shortage_told(runs, folder),
                    *order,
                    *_earlier_told(found),
                    *damaged_told(found.damaged),
                    *choices_told(folder),
                    *checked,
                    *failures_told(runs),
                    *aside_told(folder),
                    *map(str, paths),
                ]
            )
        )
    if wrong or differ or len(runs) < 2:
        raise typer.Exit(NOT_CERTIFIED)
    if runs.failed or any(r.get("answer") != "certified" for r in runs.records.values()):
        raise typer.Exit(SHORTAGE)


def _earlier_told(found: Frontier) -> list[str]:
    """Points that are on the frontier though this command did not ask for them."""
    return [f"On it from earlier commands: {', '.join(found.earlier)}."] if found.earlier else []


def _order(limits: list[Limit], wrong: list[str]) -> str:
    """Whether duals and slopes agree, in a line."""
    if any(p.whole for p in limits):
        return "The case has whole units: duals are those with the units fixed, and need not agree with slopes."
    if wrong:
        return f"DUALS AND SLOPES DISAGREE: {'; '.join(wrong)}"
    return "Between every two points the slope lies between their duals, as it must."
