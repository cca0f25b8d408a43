"""What the case alone knows of an axis: the number a key ends at, and the value that stands in the case."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from optimizer.case.model import Case
from optimizer.case.read import Raw
from optimizer.case.scenario import BASE, matching
from optimizer.study.sweeps.axis import Axis
from optimizer.study.sweeps.place import SCENARIO, UNITS, Change, Place, Value
from optimizer.units import UnitError, factor


def absolute(change: Change, base: Case) -> Change:
    """A change of a key as the value it ends at; of a table as it is."""
    if not change.place.key or change.mode == "s":
        return change
    return replace(change, mode="s", value=moved(change, number_at(base, change.place.key)))


def moved(change: Change, number: float) -> float:
    """A number after a change."""
    by = float(change.value)
    return number * by if change.mode == "r" else number + by


def number_at(base: Case, key: str) -> float:
    """The number at a key of case.yaml, defaults filled.

    Raises:
        ValueError: there is none.
    """
    found = at_key(base, key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(f"no number at {key}")
    return float(found)


def at_key(base: Case, key: str) -> Any:
    """What stands at a key of case.yaml, defaults filled; None where nothing does."""
    found: Any = base.options.model_dump()
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
    return found


def standing(a: Axis, start: Raw, base: Case, scenario: str | None) -> Value:
    """The value of an axis in the case as it is; NaN where it has several or none.

    Args:
        start: as it was read, with the scenario of the study.
        scenario: of the study.
    """
    if a.mode != "s":
        return a.neutral
    found = {v for at in a.places for v in _cells(at, a.unit, start, base, scenario)}
    return found.pop() if len(found) == 1 else math.nan


def unit_of(a: Axis, start: Raw) -> str:
    """The unit of the values of an axis: as stated, or that of every row it means; '' for factors, keys and words."""
    if a.unit or a.mode == "r":
        return a.unit
    found = {""}
    for at in (p for p in a.places if p.table and UNITS.get(p.column, "") in start.tables[p.table].columns):
        table = start.tables[at.table]
        found |= {str(u) for u in table.loc[matching(table, at.rows, str(at)), UNITS[at.column]]}
    stated = found - {""}
    return stated.pop() if len(stated) == 1 else ""


def _cells(at: Place, unit: str, start: Raw, base: Case, scenario: str | None) -> list[Value]:
    """What stands at a place, in the unit of the axis."""
    if at.key:
        found = (scenario or BASE) if at.key == SCENARIO else at_key(base, at.key)
        return [found if isinstance(found, str | bool | int | float) else math.nan]
    table = start.tables[at.table]
    if at.column not in table.columns:
        return [math.nan]
    rows = table[matching(table, at.rows, str(at))]
    units = rows[UNITS[at.column]] if UNITS.get(at.column, "") in rows.columns else [""] * len(rows)
    return [_cell(str(cell), str(theirs), unit) for cell, theirs in zip(rows[at.column], units, strict=True)]


def _cell(cell: str, theirs: str, unit: str) -> Value:
    try:
        return float(cell) * (factor(theirs, unit) if unit and theirs else 1.0)
    except (ValueError, UnitError):
        return cell
