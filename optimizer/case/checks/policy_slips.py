"""Slips in policies that leave a case sound but hardly say what was meant: notes, which stop nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from optimizer.case.checks.caps import caps
from optimizer.case.checks.common import Found, Tables, at, grouped, listed_in, records, stated
from optimizer.case.checks.floors import floors
from optimizer.case.kinds import KINDS
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.errors import Problem

Row = dict[str, Any]


def policy_slips(tables: Tables, options: Options) -> tuple[str, ...]:
    """A note on each policy that is on and bounds other years, or counts other plant, than it seems to say, or that nothing can reach."""
    labels = [p.label for p in options.periods]
    rows = [r for r in records(tables, "policies") if r["on"] and r["kind"] in KINDS]
    found: list[Problem | str] = []
    for group in grouped(rows, ["id"]):
        form = KINDS[group[0]["kind"]].form
        if form == "limit":
            found += _years(group, labels)
        elif form == "reserve":
            found += _firm(group[0], tables)
        elif form == "matching":
            found += _young(group[0], labels)
    found += [*caps(tables, options), *floors(tables, options)]
    return tuple(str(problem) for problem in found)


def _years(rows: list[Row], labels: list[int]) -> Iterator[Problem | str]:
    """A limit holds from its `start`, or the first year with a value, in every period from then on."""
    first = min(rows, key=lambda r: r["year"] if stated(r["year"]) else float("-inf"))
    begins, ends = ([r[column] for r in rows if stated(r[column])] for column in ("start", "end"))
    begin = min(begins) if begins else first["year"] if stated(first["year"]) else float("-inf")
    if not any(begin <= y <= max(ends, default=float("inf")) for y in labels):
        yield f"policy {first['id']} holds in no period of the horizon"  # a run says it too, in these words
    elif begin == float("-inf"):
        return
    elif not begins and all(r["year"] < labels[0] for r in rows) and not ends:
        years = listed([f"{r['year']:g}" for r in rows])
        message = (
            f"every value is for a year before the first period {labels[0]}, and the last one holds in all periods"
        )
        yield at(first, "year", message, years, "an empty year if that is meant, else a row for each period")
    elif not begins:
        for before, after in pairwise(labels):
            if before < begin < after:
                message = f"its first year is no period: it holds from {after} on, and {before} is free"
                yield at(first, "year", message, f"{begin:g}", f"{before} or {after}, or start to say when it begins")


def _firm(row: Row, tables: Tables) -> Found:
    """Plant that follows a profile is firm to the last MW where no credit is stated."""
    carriers, chosen = listed_in(row["carrier"]), listed_in(row["technology"])
    makes = {r["technology"] for r in records(tables, "ports") if r["direction"] == "out" and r["carrier"] in carriers}
    moody = {
        r["technology"] for r in records(tables, "parameters") if r["parameter"] == "availability" and r["profile"]
    }
    names = [k for k in _technologies(tables) if k in makes & moody and k not in row["coefficient"]]
    names = [k for k in names if not chosen or k in chosen]
    if names:
        message = f"counts all capacity of {listed(names)} as firm, although a profile says when it is available"
        yield at(row, "coefficient", message, "", f"a credit of each, e.g. {names[0]}=0.1")


def _young(row: Row, labels: list[int]) -> Found:
    """Plant is built in periods, so none is younger than the last."""
    if stated(row["built_from"]) and row["built_from"] > labels[-1]:
        message = f"nothing is built after the last period {labels[-1]}, so no generation can be claimed"
        yield at(row, "built_from", message, f"{row['built_from']:g}", f"{labels[-1]} or earlier")


def _technologies(tables: Tables) -> Iterator[str]:
    return (str(r["technology"]) for r in records(tables, "technologies"))
