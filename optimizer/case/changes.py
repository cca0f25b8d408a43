"""What a scenario changed: every cell, as it was written and as it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from optimizer.case.layout import BY_NAME
from optimizer.case.read import Raw

OPTIONS, ROW = "case.yaml", "(row)"
NOT_CASE = ("scenarios",)


class Change(NamedTuple):
    """One cell.

    Attributes:
        table: name of the table, or case.yaml.
        row: where it was written; nothing for a row that was added.
        of: the labels that tell the row.
        column: its column, or the key of case.yaml; `(row)` for one that was dropped.
        before, after: as text; empty where nothing stands.
        unit: of a number, as used.
    """

    table: str
    row: int | None
    of: str
    column: str
    before: str
    after: str
    unit: str = ""


def changes(before: Raw, after: Raw) -> tuple[Change, ...]:
    """Every cell and key in which two readings of a case differ, in the order of the tables."""
    found = list(_keys(_cased(before.keys), _cased(after.keys)))
    for name in BY_NAME:
        one, other = before.tables.get(name), after.tables.get(name)
        if one is not other and other is not None:
            found += _cells(name, other.iloc[:0] if one is None else one, other)
    return tuple(found)


def _cased(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in keys.items() if k not in NOT_CASE}


def _keys(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _keys(before.get(key, ""), after.get(key, ""), f"{path}.{key}" if path else str(key))
    elif before != after:
        yield Change(OPTIONS, None, "", path, str(before), str(after))


def _cells(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    columns = [str(c) for c in dict.fromkeys([*before.columns, *after.columns]) if not str(c).startswith("_")]
    old, new = _rows(before), _rows(after)
    for place, row in old.items():
        if place not in new:
            yield Change(name, place[1], _labels(name, row), ROW, "stands", "dropped")
            continue
        for column in columns:
            was, now = _text(row.get(column)), _text(new[place].get(column))
            if was != now:
                yield Change(name, place[1], _labels(name, row), column, was, now, _unit(new[place], column))
    for row in after[after["_row"].isna()].to_dict("records"):
        for column in columns:
            if now := _text(row.get(column)):
                yield Change(name, None, _labels(name, row), column, "", now, _unit(row, column))


def _rows(table: pd.DataFrame) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Rows by the place in which they were written."""
    written = table[table["_row"].notna()]
    return {(str(r["_file"]).partition(" (changed by ")[0], int(r["_row"])): r for r in written.to_dict("records")}


def _labels(name: str, row: Mapping[str, Any]) -> str:
    return ", ".join(f"{k} {_text(row.get(k))}" for k in BY_NAME[name].key if _text(row.get(k)))


def _unit(row: Mapping[str, Any], column: str) -> str:
    return _text(row.get("unit")) if column == "value" else ""


def _text(cell: Any) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()
