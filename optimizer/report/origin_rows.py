"""The rows of the case behind a row of the workbook: those of its tables that are of what it is about, there and then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from optimizer.case.layout import TABLES
from optimizer.errors import CaseError, Problem
from optimizer.report.focus import EMPTY, Focus
from optimizer.report.origin import parts
from optimizer.solution import Solution

Number = Mapping[str, Any]
"""A row of `inputs_used` (optimizer/case/used.py)."""
ROLES = {
    "parameters": {"technology": "technology", "region": "place"},
    "ports": {"technology": "technology"},
    "existing_capacity": {"technology": "technology", "region": "place"},
    "potentials": {"technology": "technology", "region": "place"},
    "survival": {"technology": "technology"},
    "retrofits": {"from": "either", "to": "either", "region": "place"},
    "build_inputs": {"technology": "technology"},
    "learning": {"learning": "curve", "technology": "technology"},
    "routes": {"technology": "technology", "route": "route", "from": "end", "to": "end"},
    "demand": {"carrier": "carrier", "region": "place"},
    "prices": {"carrier": "traded", "region": "place", "tier": "tier"},
    "emissions": {"technology": "technology", "carrier": "traded", "gas": "gas", "sector": "sector", "stage": "stage", "region": "place"},
    "carbon": {"carrier": "traded"},
    "series": {"region": "place"},
    "policies": {"id": "policy", "technology": "technology", "carrier": "carrier", "gas": "gas"},
    "standards": {"standard": "standard"},
}  # fmt: skip
"""What each label of a table must agree with, if both are stated."""
OF_VINTAGES = ("parameters", "ports", "existing_capacity", "survival", "retrofits", "build_inputs", "learning")
"""Tables that are read for the year of building: what stands in a period may be older."""
SPECIAL = ("parameters", "potentials", "retrofits", "demand", "prices", "emissions", "series")
"""Tables in which a row of a place beats one of all places."""
AMOUNTS = {c.name for table in TABLES for c in table.columns if c.type in ("number", "year")}
"""Cells that are numbers, which may differ between rows that state the same thing."""
OF_GASES = ("emissions", "carbon")
NOT_OF_EMISSIONS = ("parameters", "existing_capacity", "survival", "prices", "demand")
"""Tables that a policy on emissions does not weigh them by, though one on other things may."""


def numbers_of(solution: Solution) -> list[Number]:
    """The numbers of the case of an answer, those of policies that are off left out.

    Raises:
        CaseError: the answer does not say in which row each of them is written.
    """
    rows: list[Number] = solution.meta["inputs_used"]
    if any(not isinstance(row.get("of"), dict) or row["table"] not in ROLES for row in rows):
        message = "the results are of a version that did not keep in which row each number is written"
        raise CaseError([Problem(message, allowed="run the case again")], "run")
    on = set(solution.meta["case"]["policies"])
    return [r for r in rows if r["table"] != "policies" or r["item"] in on]


def rows_behind(numbers: Iterable[Number], tables: Collection[str], focus: Focus) -> list[Number]:
    """Rows of some tables (`parameters:life`: of that parameter) that are of what a row is about: the table that it is stated in
    first, then in the order of the list."""
    mine = [r for r in numbers if _listed(r, tables) and _agrees(r, focus)]
    first = ("policies",) if focus.of("policy") else OF_GASES if focus.of("gas") else ()
    mine.sort(key=lambda r: r["table"] not in first)
    kept = [r for group in _alike(mine) for r in _nearest(_of_place(group, focus), focus.periods)]
    used = {cell for r in kept if r["table"] == "policies" for cell in r["of"].values()}
    return [r for r in kept if r["table"] != "series" or not focus.of("policy") or r["item"] in used]


def _listed(row: Number, tables: Collection[str]) -> bool:
    table = row["table"]
    return table in tables or "*" in tables or f"{table}:{row['quantity']}" in tables


def _agrees(row: Number, focus: Focus) -> bool:
    table = row["table"]
    if focus.of("policy") and table in (NOT_OF_EMISSIONS if focus.of("gas") else OF_GASES):
        return False
    if table == "standards" and not focus.of("standard"):
        return False
    places = focus.of("region") | focus.of("route")
    allowed = {
        "place": places,
        "end": EMPTY if focus.of("route") else focus.of("region"),
        "traded": (focus.of("carrier") | focus.taken) if focus.of("carrier") else focus.taken,
    }
    roles = ROLES[table]
    sides = [str(row["of"].get(label, "")) for label, role in roles.items() if role in ("either", "end")]
    wanted = allowed["end"] if table == "routes" else focus.of("technology")
    if any(sides) and wanted and not wanted & set(sides):
        return False
    return all(
        _meets(str(row["of"].get(label, "")), allowed.get(role, focus.of(role)))
        for label, role in roles.items()
        if role not in ("either", "end")
    )


def _meets(label: str, wanted: frozenset[str]) -> bool:
    """Whether a label, or one of a list, is wanted; where one of both says nothing, it is."""
    return not label or not wanted or not wanted.isdisjoint(parts(label))


def _alike(rows: Sequence[Number]) -> list[list[Number]]:
    """Rows that state the same number for places and years."""

    def key(row: Number) -> tuple[str, ...]:
        apart = ("region", "profile") if row["table"] in SPECIAL else ("profile",)
        return (row["table"], *(f"{k} {v}" for k, v in row["of"].items() if k not in apart and k not in AMOUNTS))

    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        first.setdefault(key(row), len(first))
    ordered = sorted(rows, key=lambda row: first[key(row)])
    return [list(group) for _, group in groupby(ordered, key)]


def _of_place(rows: Sequence[Number], focus: Focus) -> list[Number]:
    """Rows of the place itself, where the row is of one place and some are."""
    one = max(len(focus.of("region")), len(focus.of("route"))) == 1
    own = [r for r in rows if r["of"].get("region")]
    return own if one and own and rows[0]["table"] in SPECIAL else list(rows)


def _nearest(rows: Sequence[Number], periods: Collection[int]) -> list[Number]:
    """Rows of the years between which a number of these periods is interpolated; of plant those of earlier years too."""
    out: list[Number] = []
    for _, group in groupby(sorted(rows, key=_place), _place):
        mine = list(group)
        years = sorted({r["year"] for r in mine if r["year"] is not None})
        if not periods or not years:
            out += mine
            continue
        last = next((y for y in years if y >= max(periods)), years[-1])
        early = next((y for y in reversed(years) if y <= min(periods)), years[0])
        first = years[0] if mine[0]["table"] in OF_VINTAGES else early
        out += [r for r in mine if r["year"] is None or first <= r["year"] <= last]
    return out


def _place(row: Number) -> tuple[str, str]:
    return str(row["of"].get("region", "")), str(row["of"].get("profile", ""))
