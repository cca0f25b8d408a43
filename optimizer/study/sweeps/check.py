"""What is wrong with the axes of a study beside the case they change, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from optimizer.case.layout import BY_NAME
from optimizer.case.load import case_of
from optimizer.case.model import Case
from optimizer.case.read import Raw
from optimizer.case.scenario import matching, patched, patches_of
from optimizer.case.text import did_you_mean, listed, nearest
from optimizer.errors import CaseError, Problem
from optimizer.formulation import vocabulary
from optimizer.study.sweeps import overlap
from optimizer.study.sweeps.axis import UNKNOWN, Axis
from optimizer.study.sweeps.place import SCENARIO, UNITS, Change, Place, Value
from optimizer.study.sweeps.resolve import absolute
from optimizer.study.sweeps.spec import Problems, Spec
from optimizer.units import UnitError, factor

SHOWN = 3
"""Problems that one value of an axis may tell."""


def check(raw: Raw, base: Case, spec: Spec, axes: Sequence[Axis], problems: Problems) -> None:
    """Look at every axis; what is wrong is added to the problems.

    Args:
        raw: the case as read, without a scenario.
        base: the case of the base.
    """
    try:
        start = patched(raw, patches_of(raw, spec.scenario), "scenario")
    except CaseError:
        return  # told with the case
    fitting = []
    for a in axes:
        before = len(problems.found)
        for at in a.places:
            problems.found += _of_place(at, a, start, base, spec.file)
        if len(problems.found) == before:
            problems.found += _of_places(a, start, spec.file)
        if len(problems.found) == before and a.mode != UNKNOWN:
            fitting.append(a)
            problems.found += _of_values(a, raw, start, base, spec)
    problems.found += overlap.of_axes(fitting, spec.design, start, spec.file)


def _of_place(at: Place, a: Axis, start: Raw, base: Case, file: str) -> Iterator[Problem]:
    """An unknown path, rows without a number, and units that do not go together."""
    where = f"axes.{a.name}"
    if at.key:
        yield from _of_key(at, a, base, where, file)
        return
    if at.table not in BY_NAME:
        yield Problem(f"no table '{at.table}'{did_you_mean(at.table, BY_NAME)}", file, column=where, found=str(at),
                      allowed=listed(BY_NAME, 30))  # fmt: skip
        return
    names = [c.name for c in BY_NAME[at.table].columns]
    table = start.tables.get(at.table, pd.DataFrame(columns=[*names, "_file", "_row"], dtype=object))
    known = [*names, *(str(c) for c in table.columns if c not in names and BY_NAME[at.table].open)]
    unknown = [c for c in (*(c for c, _ in at.where), at.column) if c not in known or c.startswith("_")]
    for column in unknown:
        message = f"no column '{column}' in table {at.table}{did_you_mean(column, known)}"
        yield Problem(message, file, column=where, found=str(at), allowed=listed(names, 30))
    if unknown:
        return
    try:
        rows = table[matching(table, at.rows, where)]
    except CaseError as error:
        yield from (replace(p, file=file) for p in error.problems)
        return
    for column, label in ((c, v) for c, labels in at.where for v in labels if v not in set(table[c].astype(str))):
        message = f"no row of {at.table} has {column}={label}{did_you_mean(label, table[column])}"
        yield Problem(message, file, column=where, found=str(at), allowed=nearest(label, table[column]))
    if a.mode == UNKNOWN:
        return
    if at.column in names and BY_NAME[at.table].column(at.column).type in ("number", "year"):
        yield from _of_numbers(at, a, rows, where, file)
    elif a.mode != "s" or a.unit:
        yield Problem("words have no factors, changes or units", file, column=where, found=str(at), allowed="values")


def _of_key(at: Place, a: Axis, base: Case, where: str, file: str) -> Iterator[Problem]:
    if a.unit:
        yield Problem("a key of case.yaml has no unit", file, column=where, found=a.unit)
    found: Any = base.options.model_dump()
    for part in at.key.split(".") if at.key != SCENARIO else ():
        known = list(found) if isinstance(found, dict) else []
        if not isinstance(found, dict) or part not in known:
            yield Problem(f"no key '{at.key}' in case.yaml{did_you_mean(part, known)}", file, column=where,
                          found=at.key, allowed=listed(known, 30))  # fmt: skip
            return
        found = found[part]
    if a.mode not in ("s", UNKNOWN) and (isinstance(found, bool) or not isinstance(found, int | float)):
        yield Problem(
            "no number stands there to be moved", file, column=where, found=f"{at.key}: {found}", allowed="values"
        )


def _of_numbers(at: Place, a: Axis, rows: pd.DataFrame, where: str, file: str) -> Iterator[Problem]:
    """Numbers to move, and one unit for those that are given one value."""
    cells = rows[at.column] if at.column in rows.columns else pd.Series([""] * len(rows))
    if a.mode != "s" and not any(_is_number(c) for c in cells):
        yield Problem("no number stands there to be moved", file, column=where, found=str(at), allowed="values")
    beside = UNITS.get(at.column, "")
    if a.mode == "r" or beside not in rows.columns:
        return
    units = list(dict.fromkeys(str(u) for u in rows[beside] if str(u)))
    if len(units) > 1 and not (a.unit and a.mode == "s"):
        found = "; ".join(f"{u} in row {rows.loc[rows[beside] == u, '_row'].iloc[0]}" for u in units)
        yield Problem("mixed units: one value would stand for several", file, column=where, found=found,
                      allowed="rows of one unit, a `unit` for values, or factors")  # fmt: skip
        return
    for theirs in units if a.unit else ():
        try:
            by = factor(a.unit, theirs)
        except UnitError as error:
            yield Problem(f"mixed units: {error}", file, column=f"{where}.unit", found=a.unit, allowed=theirs)
        else:
            if a.mode == "a" and by != 1.0:
                yield Problem(
                    "changes are in the unit that stands there",
                    file,
                    column=f"{where}.unit",
                    found=a.unit,
                    allowed=theirs,
                )


def _of_places(a: Axis, start: Raw, file: str) -> Iterator[Problem]:
    """Paths that one change or one value is given to must be counted in one unit; a stated one was held against each of them."""
    if a.mode in ("r", UNKNOWN) or (a.unit and a.mode == "s"):
        return
    found = {unit: at for at in reversed(a.places) for unit in _units(at, start)}
    if len(found) > 1:
        told = "; ".join(f"{unit or 'no unit'} in {at}" for unit, at in found.items())
        yield Problem("mixed units: one number would stand for several", file, column=f"axes.{a.name}", found=told,
                      allowed="paths of one unit, a `unit` for values, or factors")  # fmt: skip


def _units(at: Place, start: Raw) -> list[str]:
    """The units of the numbers at a place; '' for a key; none of words."""
    if at.key:
        return [""]
    if BY_NAME[at.table].column(at.column).type not in ("number", "year"):
        return []
    table = start.tables[at.table]
    if UNITS.get(at.column, "") not in table.columns:
        return [""]
    units = table.loc[matching(table, at.rows, str(at)), UNITS[at.column]]
    return list(dict.fromkeys(str(u) for u in units if str(u)))


def _is_number(cell: object) -> bool:
    try:
        float(str(cell))
    except ValueError:
        return False
    return True


def _of_values(a: Axis, raw: Raw, start: Raw, base: Case, spec: Spec) -> Iterator[Problem]:
    """What the case says of the ends of an axis."""
    for value in a.ends:
        changes = [absolute(c, base) for c in a.changes(value)]
        told = [p for p in _problems(changes, raw, start, spec) if p is not None]
        for p in told[:SHOWN]:
            place = f"{p.file}, row {p.row}" if p.row is not None else p.file
            found = f"{a.name} = {_shown(value)}" + (f": {p.found}" if p.found else "")
            yield Problem(f"impossible value: {p.message} ({', '.join(x for x in (place, p.column) if x)})", spec.file,
                          column=f"axes.{a.name}", found=found, allowed=p.allowed)  # fmt: skip


def _shown(value: Value) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _problems(changes: Sequence[Change], raw: Raw, start: Raw, spec: Spec) -> Sequence[Problem]:
    """What stands against the case with some changes."""
    named = [str(c.value) for c in changes if c.place.key == SCENARIO]
    try:
        changed = patched(raw, patches_of(raw, named[-1]), f"scenarios.{named[-1]}") if named else start
        patches = [c.patch() for c in changes if c.place.key != SCENARIO]
        case_of(patched(changed, patches, spec.file), vocabulary(), "check", spec.case)
    except CaseError as error:
        return error.problems
    return ()
