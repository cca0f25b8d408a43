"""The page on the mutants: what was drawn, killed and explained, and every mutant that no test kills, with the reason why."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from draw import PLACES, Mutant

EXPLAINED = Path(__file__).with_name("explained.csv")
ENOUGH = 0.95
HEAD = """# Mutants

A test that cannot fail proves nothing. Here the code is made wrong on purpose, in one place at a time, and the tests have to see it.

    bash .ci/mutants

draws {count} of the {all} mutants of `optimizer/formulation`, `optimizer/algebra` and `optimizer/finance.py` (seed {seed}), runs tests, those near to the
changed file first, until one fails, and writes this page. A mutant is a change by an operator of [mutmut](https://mutmut.readthedocs.io):
a number plus one, another operator, an argument dropped or None, a name of a string changed, a value None, a branch forced; or `<=` turned into `>=`,
which mutmut lacks. Words are not changed: docstrings, annotations, messages, `__all__`, strings with a blank, labels of units.
A mutant that crashes, or that takes thirty seconds of a processor and five times as long as the tests take unchanged, counts as killed.
Why not mutmut's own run: [decision 59](decisions/0059-mutants.md).

"""


class Trial(TypedDict):
    """What a trial found: the test or reason that ended it (nothing for a survivor), and its seconds of a processor; and how
    far the tests went that were tried: first, near, wide or all."""

    killer: str
    seconds: float
    tests: str


def explained() -> dict[str, str]:
    """Why a mutant that survives is equivalent or does no harm, by its key."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        return {
            f"{row['path']}|{row['before']}|{row['after']}|{row['nth']}": row["why"] for row in csv.DictReader(file)
        }


def page(everything: Iterable[Mutant], drawn: list[Mutant], known: dict[str, Trial], seed: int) -> tuple[str, bool]:
    """The page, and whether enough of the mutants are killed or explained."""
    reasons, tried = explained(), [m for m in drawn if m.key in known]
    survived = [m for m in tried if not known[m.key]["killer"]]
    why = [m for m in survived if m.key in reasons]
    ended = sum("::" not in known[m.key]["killer"] and bool(known[m.key]["killer"]) for m in tried)
    groups = [list(everything), drawn, [m for m in tried if m not in survived], survived, why]
    rows = ["| | mutants | drawn | killed | survived | of these explained |", "|---|---|---|---|---|---|"]
    for place in PLACES:
        rows.append(_row(f"**{place}**", groups, place))
        files = sorted({m.path for m in groups[0] if m.path.startswith(place) and m.path != place})
        rows += [_row(path.removeprefix(f"{place}/"), groups, path) for path in files]
    rows.append(_row("**all**", groups, ""))
    killed, good, size = len(groups[2]), len(groups[2]) + len(why), len(groups[0])
    minutes = sum(known[m.key]["seconds"] for m in tried) / 60
    text = HEAD.format(count=len(drawn), all=size, seed=seed) + "\n".join(rows)
    text += (
        f"\n\n**{good} of {len(drawn)} ({good / len(drawn):.1%}) are killed or explained, {killed} ({killed / len(drawn):.1%}) killed.** "
        f"{len(drawn) - len(tried)} were not tried. {ended} of the killed could not even be read, "
        f"crashed, or ran out of time or memory: no test failed. "
        f"The trials took {minutes:.0f} minutes of a processor.\n\n## What no test kills\n\n"
        "What is explained here met the first turn of tests only; what is not met all of them.\n\n"
    )
    text += "".join(
        f"- `{m.path}`, line {m.first}: `{m.before}` → `{m.after}`. {reasons.get(m.key, '**Not explained.**')}\n"
        for m in survived
    )
    return text, good >= ENOUGH * len(drawn)


def _row(name: str, groups: list[list[Mutant]], place: str) -> str:
    return f"| {name} | " + " | ".join(str(sum(m.path.startswith(place) for m in group)) for group in groups) + " |"
