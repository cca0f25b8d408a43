"""`h2opt hedge`: one plan for several futures."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.app import SHORTAGE, CasePath, Quiet, app, progress, stoppable, warn
from optimizer.cli.options import EachLimit, Threads, into

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.decided import Decided
    from optimizer.pipeline import Answer
    from optimizer.study import Hedge

BASE = "base"


class Least(StrEnum):
    """What the shared plan makes least."""

    cost = "cost"
    regret = "regret"


@app.command()
@stoppable
def hedge(
    case: CasePath,
    scenario: Annotated[
        list[str],
        typer.Option(
            "--scenario",
            "-s",
            help="A future and its probability, base=0.6 say; twice or more. base: the case as it is.",
        ),
    ],
    until: Annotated[
        int | None, typer.Option(help="Last period of which the plant is the same in all futures; else all are.")
    ] = None,
    least: Annotated[Least, typer.Option(help="Expected cost, or the greatest regret over the futures.")] = Least.cost,
    crossed: Annotated[
        bool, typer.Option("--crossed", help="Also: what the plan for one future costs if another comes.")
    ] = False,
    out: Annotated[Path, into("OUT/<case>/hedge_<scenarios>, with _least_regret where that is asked for")] = Path(
        "results"
    ),
    time_limit: EachLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Find the plant that serves several futures best, and what each costs with it."""
    from optimizer.cli.run import with_options
    from optimizer.files import check_folder
    from optimizer.pipeline import load_case  # first: it imports Pyomo before anything imports scipy
    from optimizer.study import Aim
    from optimizer.study import hedge as hedged
    from optimizer.study.futures import read_futures

    chosen = _probabilities(scenario)
    limits = {"time_limit": time_limit, "threads": threads}
    with progress(quiet) as say:
        say("load")
        futures = read_futures(
            tuple(chosen.items()),
            lambda name: with_options(load_case(case, None if name == BASE else name), limits),
            until,
        )
        folder = (
            out / futures[0].case.options.name / f"hedge_{'_'.join(chosen)}{'_least_regret' * (least is Least.regret)}"
        )
        check_folder(folder)
        count = len(futures) * (2 + (len(futures) - 1) * crossed)
        found = hedged(futures, until, Aim(least.value), crossed=crossed, solve=Each(count, say, quiet).solve, say=say)
        _write(found, folder, quiet)
    unanswered = any(isinstance(cost, str) for o in found.outcomes for cost in o.crossed.values())
    if unanswered or any(o.hedged.meta["status"] != "certified" for o in found.outcomes):
        raise typer.Exit(SHORTAGE)


def _probabilities(texts: list[str]) -> dict[str, float]:
    """Scenario and probability of each `name=0.5`.

    Raises:
        typer.BadParameter: with all that are something else.
    """
    found, wrong = dict[str, float](), list[str]()
    for text in texts:
        name, _, number = text.partition("=")
        try:
            if not name or name in found:
                raise ValueError
            found[name] = float(number)
        except ValueError:
            wrong.append(f"'{text}'")
    if wrong:
        raise typer.BadParameter(f"{', '.join(wrong)}: each future once, as scenario=probability, base=0.6 say")
    return found


class Each:
    """Answers one future after the other, and says which of how many, and how long the rest may take."""

    def __init__(self, count: int, say: Callable[[str], None], quiet: bool) -> None:
        self.count, self.say, self.quiet = count, say, quiet
        self.seconds: list[float] = []

    def solve(self, name: str, case: Case, decided: Decided | None) -> Answer:
        from optimizer.pipeline import answer

        left = sum(self.seconds) / len(self.seconds) * (self.count - len(self.seconds)) if self.seconds else None
        rest = "" if left is None else f", about {left:.0f} s left"
        head, start = f"{name} ({len(self.seconds) + 1} of {self.count}{rest})", time.perf_counter()
        first = decided is None and not self.quiet
        found = answer(case, decided, progress=lambda text: self.say(f"{head}: {text}"), warn=warn if first else None)
        self.seconds.append(time.perf_counter() - start)
        if not self.quiet:
            print(f"{name}: {found.solution.meta['status']}, {self.seconds[-1]:.1f} s", flush=True)
        return found


def _write(found: Hedge, folder: Path, quiet: bool) -> None:
    """Results of each future under the hedge, the costs and the plant; the costs in words."""
    from optimizer.outputs import write_run
    from optimizer.report.export import write_table
    from optimizer.report.hedge import Row, costs_of_futures, in_words, plant_of_futures, why_not
    from optimizer.report.no_answer import told, write_whys
    from optimizer.study import Aim

    rows = [
        Row(o.future.name, o.future.probability, o.best, o.best + o.regret, o.crossed, o.alone, o.hedged)
        for o in found.outcomes
    ]
    for row in rows:
        write_run(row.hedged, folder / row.name, row.hedged.meta["seconds"])
    table = costs_of_futures(rows)
    paths = [
        write_table(table, folder / "costs.csv"),
        write_table(plant_of_futures(rows, found.periods), folder / "plant.csv"),
        *write_whys(why_not(rows), folder),
    ]
    if not quiet:
        money = str(rows[0].hedged.meta["money"])
        words = in_words(table, money, least_regret=found.aim is Aim.REGRET)
        print("\n".join([*words, *told(why_not(rows)), *map(str, paths)]))
