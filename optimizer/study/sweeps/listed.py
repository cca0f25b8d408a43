"""A study as a table of changes: one row a change, the rows of a run together (`run, path, mode, value`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.case.read import read_table
from optimizer.case.rows import records_of
from optimizer.case.text import did_you_mean
from optimizer.errors import CaseError
from optimizer.reading.names import unfit_name
from optimizer.study.sweeps.axis import place
from optimizer.study.sweeps.design import BASE, Point
from optimizer.study.sweeps.place import MODES, Change, Value
from optimizer.study.sweeps.spec import Problems

WORDS = {"r": "factor", "a": "change", "s": "value"}
COLUMNS = ("run", "path", "mode", "value")
MORE = ("unit", "note")
MODE = "a (add), r (multiply), s (set)"


def listed_points(file: Path, problems: Problems) -> tuple[Point, ...]:
    """The runs of a table, the base first; what is wrong with its cells is added to the problems."""
    try:
        table = read_table(file)
    except CaseError as error:
        problems.found += error.problems
        return ()
    missing = [c for c in COLUMNS if c not in table.columns]
    known = (*COLUMNS, *MORE)
    for column in missing:
        problems.tell(
            f"{file.name} has no column '{column}'", "runs", ", ".join(map(str, table.columns[:-2])), ", ".join(COLUMNS)
        )
    for column in [str(c) for c in table.columns if c not in known and not str(c).startswith("_")]:
        problems.tell(f"unknown column in {file.name}{did_you_mean(column, known)}", "runs", column, ", ".join(known))
    if missing:
        return ()
    runs: dict[str, list[Change]] = {}
    for row in records_of(table):
        name = str(row["run"]).strip()
        changes = runs.setdefault(name, []) if _named(row, name, file.name, problems) else []
        changes += _change(row, file.name, problems)
    return (Point(BASE), *(_point(name, changes) for name, changes in runs.items()))


def _named(row: dict[str, Any], name: str, file: str, problems: Problems) -> bool:
    wrong = "a run has no name" if not name else f"'{BASE}' is the run that changes nothing" if name == BASE else ""
    message, allowed = ("", "") if wrong else unfit_name(name)
    if wrong or message:
        problems.tell_row(wrong or f"{message}, which a run needs", file, row["_row"], "run", name, allowed)
    return not wrong


def _change(row: dict[str, Any], file: str, problems: Problems) -> list[Change]:
    """The change of a row; empty where it is none, which was told."""
    mode = str(row["mode"]).strip()

    def tell(message: str, _: str = "", found: Any = "", allowed: str = "", column: str = "path") -> None:
        problems.tell_row(message, file, row["_row"], column, found, allowed)

    where = place(row["path"], "", tell)
    if mode not in MODES:
        tell("no such mode", found=mode, allowed=MODE, column="mode")
        return []
    value = _value(str(row["value"]).strip())
    if mode != "s" and not isinstance(value, float):
        tell("not a number", found=row["value"], allowed="a number", column="value")
        return []
    return [] if where is None else [Change(where, mode, value, str(row.get("unit", "")).strip())]


def _value(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return {"yes": True, "no": False}.get(text, text)


def _point(name: str, changes: list[Change]) -> Point:
    """A run; its values are those of the places that it changes, so that runs of one place make an axis."""
    return Point(name, "runs", BASE, {_axis(c): c.value for c in changes}, tuple(changes))


def _axis(change: Change) -> str:
    """What the value of a change is, in words: wacc (value), prices[carrier=coal] (change, CNY_2020/t)."""
    return f"{change.place} ({', '.join(word for word in (WORDS[change.mode], change.unit) if word)})"
