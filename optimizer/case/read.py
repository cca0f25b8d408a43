"""Files to raw text tables: CSV folders and workbooks, with the row each cell was written in."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from optimizer.errors import CaseError, Problem
from optimizer.files import UNFINISHED
from optimizer.reading import limits
from optimizer.reading.files import content, unpacked
from optimizer.reading.plain_yaml import plain, yaml_of
from optimizer.reading.tables import profiles_of, rows_of
from optimizer.reading.workbook import sheets_of

PACKED = "profiles.csv.gz"


@dataclass(eq=False)
class Raw:
    """What was read: keys of case.yaml, tables of text with `_file` and `_row`, and the profiles table."""

    keys: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    profiles: tuple[str, pd.DataFrame] | None = None
    hashes: dict[str, str] = field(default_factory=dict)


def read_raw(path: Path) -> Raw:
    """Read a case and everything it extends.

    Raises:
        CaseError: a file is missing or cannot be read, or `extends` runs in a circle.
    """
    return _read(path, ())


def _read(path: Path, seen: tuple[Path, ...]) -> Raw:
    here, there = _resolved(path)
    if here in seen or len(seen) > limits.EXTENDS:
        chain = " -> ".join(p.name for p in (*seen, here))
        raise CaseError([Problem("cases extend each other in a circle", "case.yaml", column="extends", found=chain)])
    if not there:
        raise CaseError([Problem("no such case", str(path), allowed="a folder with case.yaml, or a workbook (.xlsx)")])
    own = _workbook(path) if path.is_file() else _folder(path)
    parent = own.keys.pop("extends", None)
    if not parent:
        return own
    if not isinstance(parent, str):
        raise CaseError([Problem("not the name of a case", "case.yaml", column="extends", found=str(parent))])
    base_path = (path if path.is_dir() else path.parent) / parent
    base = _read(base_path, (*seen, here))
    merged = {**base.keys, **own.keys}
    if "scenarios" in base.keys and "scenarios" in own.keys:
        both = (base.keys["scenarios"], own.keys["scenarios"])
        if all(isinstance(each, dict) for each in both):
            merged["scenarios"] = {**both[0], **both[1]}
    hashes = {**{f"{parent}/{k}": v for k, v in base.hashes.items()}, **own.hashes}
    return Raw(merged, {**base.tables, **own.tables}, own.profiles or base.profiles, hashes)


def _resolved(path: Path) -> tuple[Path, bool]:
    """A path without links, and whether there is something.

    Raises:
        CaseError: no file system has such a path.
    """
    try:
        return path.resolve(), path.exists()
    except (OSError, ValueError, RuntimeError) as error:  # too long; with a NUL; links in a circle
        raise CaseError([Problem(f"not a path: {error}", "case.yaml", column="extends")]) from None


def _folder(path: Path) -> Raw:
    raw = Raw()
    if (path / UNFINISHED).exists():
        raise CaseError(
            [Problem("the program was stopped while it wrote this case", str(path), allowed="write it again")]
        )
    source = path / "case.yaml"
    if not source.is_file():
        raise CaseError(
            [
                Problem(
                    "no case.yaml in this folder", str(path), allowed="a folder with case.yaml, or a workbook (.xlsx)"
                )
            ]
        )
    raw.keys = yaml_of(_bytes(source, raw, "case.yaml", limits.YAML))
    raw.keys.setdefault("name", path.resolve().name)
    problems: list[Problem] = []
    for file in sorted([*path.glob("*.csv"), *path.glob("*.csv.gz")]):
        try:
            if file.suffix == ".gz":
                _only_one_of_profiles(file)
            _read_csv(file, raw, file.name.partition(".csv")[0])
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return raw


def _only_one_of_profiles(file: Path) -> None:
    """Profiles may be packed, once; other tables are read as they are."""
    if file.name != PACKED:
        raise CaseError([Problem("only profiles may be packed", file.name, allowed=file.name.removesuffix(".gz"))])
    if (file.parent / "profiles.csv").exists():
        message = "profiles stand in two files"
        raise CaseError([Problem(message, file.name, found="profiles.csv too", allowed="one of the two")])


def read_table(file: Path) -> pd.DataFrame:
    """One CSV file beside the case, as text with the columns `_file` and `_row`.

    Raises:
        CaseError: there is no such file, or it is not a CSV table.
    """
    raw = Raw()
    if not file.is_file():
        raise CaseError([Problem("no such file", str(file))])
    _read_csv(file, raw, "table")
    return raw.tables["table"]


def _read_csv(file: Path, raw: Raw, name: str) -> None:
    """Add a CSV file to what was read, as the table of that name."""
    held = _bytes(file, raw, file.name)
    text = unpacked(held, file.name, limits.FILE) if file.suffix == ".gz" else held
    if name == "profiles":
        raw.profiles = (file.name, profiles_of(text, file.name))
    else:
        _add(raw, name, file.name, rows_of(text, file.name))


def _bytes(file: Path, raw: Raw, name: str, most: int = limits.FILE) -> bytes:
    """What a file holds; its hash is added to what was read."""
    held = content(file, name, most)
    raw.hashes[name] = hashlib.sha256(held).hexdigest()
    return held


def _unread(sheet: str) -> bool:
    """Sheets for people."""
    return sheet.startswith("_") or sheet.lower() in ("readme", "notes")


def _workbook(path: Path) -> Raw:
    raw = Raw()
    sheets = sheets_of(_bytes(path, raw, path.name), path.name, _unread)
    if "case" not in sheets:
        raise CaseError([Problem("no sheet 'case'", path.name, found=", ".join(sheets))])
    for number, row in enumerate(sheets.pop("case")[1:], start=2):
        if row and str(row[0]).strip():
            place = f"{path.name}[case]"
            _put(raw.keys, str(row[0]).strip().split("."), _value(row, place, number), place, number)
    raw.keys.setdefault("name", path.stem)
    for name, rows in sheets.items():
        cells = [[_cell(v) for v in row] for row in rows]
        file = f"{path.name}[{name}]"
        if name == "profiles":
            raw.profiles = (file, profiles_of(_to_csv(cells).encode(), file))
        else:
            _add(raw, name, file, cells)
    return raw


def _value(row: list[Any], file: str, number: int) -> Any:
    try:
        return plain(_cell(row[1])) if len(row) > 1 else None
    except yaml.YAMLError as error:
        what = getattr(error, "problem", None) or error
        problem = Problem(f"not readable YAML: {what}", file, number, column=str(row[0]), found=_cell(row[1]))
        raise CaseError([problem]) from None


def _put(keys: dict[str, Any], path: list[str], value: Any, file: str, number: int) -> None:
    for part in path[:-1]:
        keys = keys.setdefault(part, {})
        if not isinstance(keys, dict):
            message = f"'{part}' is a value in a row above, and a group of keys here"
            raise CaseError([Problem(message, file, number, ".".join(path))])
    keys[path[-1]] = value


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _add(raw: Raw, name: str, file: str, content: list[list[str]]) -> None:
    rows = [[cell.strip() for cell in row] for row in content]
    if not rows or not any(rows[0]):
        raise CaseError([Problem("the first row must name the columns", file)])
    head = rows[0]
    while head and not head[-1]:
        head.pop()
    body = [(i, row) for i, row in enumerate(rows[1:], start=2) if any(row)]
    kept = [c for c in head if c in ("_file", "_row")]
    if kept:
        raise CaseError(
            [Problem("a column cannot be called so: the place of each row is kept there", file, 1, kept[0])]
        )
    long = [
        Problem("more cells than columns", file, i, found=str(len(row))) for i, row in body if any(row[len(head) :])
    ]
    twice = sorted(c for c, count in Counter(head).items() if count > 1)
    if long or twice:
        raise CaseError(long + [Problem("column named twice", file, 1, found=c) for c in twice])
    cells = [[*row[: len(head)], *[""] * (len(head) - len(row)), file, i] for i, row in body]
    raw.tables[name] = pd.DataFrame(cells, columns=[*head, "_file", "_row"], dtype=object)


def _to_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
