"""Learning curves: complete, within what a curve can be, and of plant that is built."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, grouped, records, stated
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.quantities import Quantity

NEEDED = ("rate", "experience", "experience_max", "cost", "content")
OVER_TIME = ("path", "outside")
MOST_PIECES = 40
RANGES = {
    "rate": (lambda v: 0 <= v < 0.5, "0 % up to 50 %: the share by which cost falls with each doubling"),
    "pieces": (lambda v: v == round(v) and 1 <= v <= MOST_PIECES, f"a whole number, 1 to {MOST_PIECES}"),
    "outside": (lambda v: v >= 0, "0 or more"),
    "floor": (lambda v: v >= 0, "0 or more"),
    **{q: (lambda v: v > 0, "above zero") for q in ("experience", "experience_max", "cost", "path", "content")},
}
Row = dict[str, Any]


def learning(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """Every curve states what it needs, once, and its technologies are built and count their spending elsewhere."""
    for rows in grouped(records(tables, "learning"), ["learning"]):
        of: dict[str, list[Row]] = {}
        for row in rows:
            of.setdefault(row["quantity"], []).append(row)
            yield from _cell(row)
        missing = [q for q in NEEDED if q not in of]
        if missing:
            yield at(rows[0], "quantity", f"'{rows[0]['learning']}' lacks {listed(missing)}", "", "a row of each")
        else:
            yield from _curve(of, options.periods[0].label)
    yield from _technologies(tables)


def _cell(row: Row) -> Found:
    fits, allowed = RANGES.get(row["quantity"], (lambda _: True, ""))
    if stated(row["amount"]) and not fits(row["amount"]):
        yield at(row, "value", f"{row['quantity']} is out of range", f"{row['value']:g} {row['unit']}", allowed)
    content = row["quantity"] == "content"
    if content != bool(row["technology"]):
        message = f"a row '{row['quantity']}' {'names the' if content else 'names no'} technology"
        allowed = "one that takes part" if content else "empty; rows 'content' say which take part"
        yield at(row, "technology", message, row["technology"] or "empty", allowed)
    if stated(row["year"]) and row["quantity"] not in OVER_TIME:
        yield at(row, "year", f"{row['quantity']} does not change over the years", row["year"], "empty")


def _curve(of: dict[str, list[Row]], first: int) -> Found:
    """Numbers of one curve beside each other."""
    start, most = of["experience"][0], of["experience_max"][0]
    outside = sorted(of.get("outside", []), key=lambda r: float(r["year"]) if stated(r["year"]) else first)
    for a, b in pairwise(outside):
        if 0 <= b["amount"] < a["amount"]:
            yield at(b, "value", "what others have built cannot become less", b["value"], f"{a['value']:g} or more")
    reached = start["amount"] + max((row["amount"] for row in outside), default=0.0)
    if most["amount"] <= reached:
        message = "experience_max leaves nothing to build"
        yield at(most, "value", message, most["value"], "more than the experience and what others build")
    for row in of.get("floor", []):
        if row["amount"] > of["cost"][0]["amount"]:
            yield at(row, "value", "the floor is above the cost", row["value"], "at most the cost")


def _technologies(tables: Tables) -> Found:
    """Plant that learns is built, pays no old capital by what it costs now, and is not counted by what parameters.csv says it costs."""
    content = [row for row in records(tables, "learning") if row["quantity"] == "content"]
    builds = {r["technology"]: r["build"] and not r["capacity_of"] for r in records(tables, "technologies")}
    old = {r["technology"] for r in records(tables, "existing_capacity") if r["pays"] == "capital"}
    spent = [r for r in records(tables, "policies") if r["quantity"] == "spend" and r["on"]]
    for row in content:
        name = row["technology"]
        if not builds.get(name, True):
            yield at(row, "technology", f"'{name}' builds nothing of its own", name, "a technology with build: yes")
        if name in old:
            message = f"existing plant of '{name}' pays capital, which the curve does not know"
            yield at(row, "technology", message, name, "pays: fixed, or a technology of its own for old plant")
        for policy in spent:
            chosen = [k.strip() for k in str(policy["technology"]).split(";") if k.strip()]
            if not chosen or name in chosen:
                message = f"policy '{policy['id']}' counts capital_cost alone, and '{name}' learns"
                yield at(row, "technology", message, name, "a policy on build or capacity")
