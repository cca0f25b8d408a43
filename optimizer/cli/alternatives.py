"""`h2opt alternatives`: what plans that cost little more than the least have in common, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.app import SHORTAGE, CasePath, Quiet, Scenario, app, option, stoppable
from optimizer.cli.options import Again, Cluster, EachLimit, Jobs, Threads, Without, into, one_place
from optimizer.cli.points import aside_told, damaged_told, kept, stages

if TYPE_CHECKING:
    from optimizer.study import Alternatives, Extreme


@app.command()
@stoppable
def alternatives(
    case: CasePath,
    within: Annotated[
        list[float] | None,
        typer.Option("--within", help="Percent that a plan may cost more than the least; 2 by default (repeatable)."),
    ] = None,
    group: Annotated[
        list[str] | None,
        option("--group", "-g", help="An amount, such as 'wind=capacity[technology=wind, period=2045]' (repeatable)."),
    ] = None,
    groups: Annotated[
        Path | None, typer.Option("--groups", help="YAML file of amounts, name: path on each line.")
    ] = None,
    scenario: Scenario = None,
    without: Without = None,
    out: Annotated[Path, into("OUT/<case>/alternatives_<scenario>")] = Path("results"),
    time_limit: EachLimit = None,
    threads: Threads = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    again: Again = False,
    quiet: Quiet = False,
) -> None:
    """Find how little and how much of chosen amounts there may be in plans of nearly the least cost."""
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case  # first: it imports Pyomo before anything imports scipy
    from optimizer.study import alternatives as found_alternatives

    one_place(jobs, cluster)
    stated = _stated(group or [], groups)
    with stages(quiet) as (say, planned):
        say("load")
        name = load_case(case, scenario).options.name
        folder = out / name / "_".join(["alternatives", scenario or "base", *(f"without_{p}" for p in without or [])])
        check_folder(folder)
        with kept(folder):
            found = found_alternatives(
                case, [w / 100.0 for w in within or [2.0]], stated or None, folder=folder, scenario=scenario, off=without or (),
                solver={"time_limit": time_limit, "threads": threads}, jobs=jobs, cluster=cluster, again=again, say=say, planned=planned,
            )  # fmt: skip
    _write(found, folder, quiet)
    if found.optimum.meta["status"] != "certified" or any(e.why for e in found.extremes):
        raise typer.Exit(SHORTAGE)


def _stated(listed: list[str], file: Path | None) -> dict[str, str]:
    """Amounts by name, from options (`name=path`, or a path that is its own name) and a file.

    Raises:
        CaseError: the file is no list of paths by name, or a name stands for two amounts.
    """
    from optimizer.errors import CaseError, Problem
    from optimizer.reading import limits
    from optimizer.reading.files import content
    from optimizer.reading.plain_yaml import yaml_of

    problems, found = list[Problem](), dict[str, str]()
    listing = {} if file is None else yaml_of(content(file, str(file), limits.YAML), str(file))
    for name, path in listing.items():
        if isinstance(path, str):
            found[str(name)] = path
        else:
            problems.append(Problem("not a path", str(file), column=str(name), found=str(path), allowed="capacity[technology=wind]"))  # fmt: skip
    for text in listed:
        head, sign, rest = text.partition("=")
        name, path = (head.strip(), rest.strip()) if sign and "[" not in head else (text.strip(), text.strip())
        if name in found:
            problems.append(Problem("two amounts of one name", "--group", column=name))
        found[name] = path
    if problems:
        raise CaseError(problems)
    return found


def _write(found: Alternatives, folder: Path, quiet: bool) -> None:
    """The ranges, what goes with them, and the answer of least cost."""
    from optimizer.outputs import write_run
    from optimizer.report.alternatives import in_words, ranges_table, write_ranges
    from optimizer.report.export import write_table
    from optimizer.report.screen import shown

    case, money = found.optimum.meta["case"], str(found.optimum.meta["money"])
    table = ranges_table(list(_ranges(found)), money)
    write_run(found.optimum, folder / "optimum", found.optimum.meta["seconds"])
    title = f"{case['name']}, {case['scenario']}: plans that cost little more than the least"
    paths = [
        write_table(table, folder / "alternatives.csv"),
        write_table(_plans(found), folder / "plans.csv"),
        write_ranges(table, folder / "alternatives.png", title),
    ]
    if not quiet:
        cost = f"Least cost: {shown(float(found.optimum.meta['objective']))} {money}."
        print(
            "\n".join(
                [
                    *in_words(table),
                    cost,
                    *_said(found.extremes),
                    *_earlier_told(found),
                    *damaged_told(found.damaged),
                    *aside_told(folder),
                    *map(str, paths),
                ]
            )
        )


def _earlier_told(found: Alternatives) -> list[str]:
    """Amounts that are in the tables though this command did not ask for them."""
    told = ", ".join(f"{name} within {100 * share:g} %" for name, share in found.earlier)
    return [f"In the tables from earlier commands: {told}."] if told else []


def _said(extremes: Sequence[Extreme]) -> list[str]:
    """How many answers there are, what is certified of them, and why others are missing."""
    there, missing = [e for e in extremes if not e.why], [e for e in extremes if e.why]
    warm = sum(e.start == "warm" for e in there)
    what = "each certified: all rows and the cost hold, no plan within the cost has less, or more"
    lines = [f"  {e.way} of {e.amount.name} within {100 * e.within:g} %: {e.why.splitlines()[0]}" for e in missing]
    told = [f"{len(missing)} without an answer that could be certified:", *lines] if missing else []
    return [f"{len(there)} answers, {what}; {warm} began from a basis.", *told]


def _ranges(found: Alternatives) -> Any:
    """Least and most of each amount and cost, side by side."""
    from optimizer.report.alternatives import Range

    at = {(e.amount.name, e.within, e.way): e for e in found.extremes}
    for amount, optimum in zip(found.amounts, found.at_optimum, strict=True):
        for within in sorted({e.within for e in found.extremes if e.amount.name == amount.name}):
            least, most = at[amount.name, within, "least"], at[amount.name, within, "most"]
            yield Range(amount.name, within, least.value, most.value, optimum, amount.unit, least.cost, most.cost)


def _plans(found: Alternatives) -> Any:
    """Every amount in every plan that was found: what goes with the least and the most of each."""
    import pandas as pd

    rows = [
        [e.amount.name, 100.0 * e.within, e.way, of.name, value, of.unit]
        for e in found.extremes
        for of, value in zip(found.amounts, e.beside, strict=True)
    ]
    return pd.DataFrame(rows, columns=["group", "within", "way", "amount of", "amount", "unit"])
