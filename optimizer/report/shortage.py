"""Answers that leave demand unmet, or exceed a limit, at a price: a star behind their figure, and below it what they leave and where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.runs import Runs
from optimizer.solution import SHORT, shortages

MARK = "*"
TOLD, EACH = 3, 20
"""Answers that are named on the screen, and things that each leaves which a cell of a table names."""


def is_short(record: Mapping[str, object]) -> bool:
    """Whether the answer of a point has a shortage."""
    return record.get("answer") == SHORT


def star(short: bool) -> str:
    """What stands behind a figure."""
    return MARK if short else ""


def in_short(found: Sequence[str], most: int = EACH) -> str:
    """The first of what is left unmet, and how many more there are.

    >>> in_short(["a", "b", "c"], 1)
    'a, and 2 more'
    """
    rest = f", and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(found[:most]) + rest


def short_runs(runs: Runs) -> dict[str, list[str]]:
    """What each answer with a shortage leaves, by name of the run; others are not named."""
    if runs.study:
        return {n: _of_point(runs, n) for n in runs if is_short(runs.records[n])}
    known = {name: runs[name].meta for name in runs}
    return {name: shortages(meta["notes"]) for name, meta in known.items() if meta["status"] == SHORT}


def _of_point(runs: Runs, name: str) -> list[str]:
    kept = runs.records[name].get("short")
    return [str(s) for s in kept] if isinstance(kept, list) else shortages(runs[name].meta["notes"])


def short_told(short: Mapping[str, Sequence[str]], total: int, where: object) -> list[str]:
    """One line: how many answers have a shortage, the first thing that some of them leave, and where all of it is.

    Args:
        short: from `short_runs`.
        total: answers that there are.
        where: the rest is told.
    """
    if not short:
        return []
    named = "; ".join(f"{name}: {in_short(found, 1)}" for name, found in [*short.items()][:TOLD])
    more = f"; and {len(short) - TOLD} more" if len(short) > TOLD else ""
    return [
        f"{MARK} {len(short)} of {total} with shortage, which is paid for in the cost. {named}{more}. All of it: {where}"
    ]
