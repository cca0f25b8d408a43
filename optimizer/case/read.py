"""Files to raw text tables: CSV folders and workbooks, with the row each cell was written in."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from optimizer.case.encoding import text_of
from optimizer.errors import CaseError, Problem
from optimizer.files import UNFINISHED

MAX_BYTES = 512 * 2**20
MAX_UNPACKED = 2**30
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
    here = path.resolve()
    if here in seen:
        chain = " -> ".join(p.name for p in (*seen, here))
        raise CaseError([Problem("cases extend each other in a circle", "case.yaml", column="extends", found=chain)])
    if not path.exists():
        raise CaseError([Problem("no such case", str(path), allowed="a folder with case.yaml, or a workbook (.xlsx)")])
    own = _workbook(path) if path.is_file() else _folder(path)
    parent = own.keys.pop("extends", None)
    if not parent:
        return own
    base_path = (path if path.is_dir() else path.parent) / str(parent)
    base = _read(base_path, (*seen, here))
    merged = {**base.keys, **own.keys}
    if "scenarios" in base.keys and "scenarios" in own.keys:
        merged["scenarios"] = {**base.keys["scenarios"], **own.keys["scenarios"]}
    hashes = {**{f"{parent}/{k}": v for k, v in base.hashes.items()}, **own.hashes}
    return Raw(merged, {**base.tables, **own.tables}, own.profiles or base.profiles, hashes)


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
    raw.keys = yaml_of(_bytes(source, raw, "case.yaml"))
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
    try:
        content = _bytes(file, raw, file.name)
        text = text_of(_unpacked(content, file.name) if file.suffix == ".gz" else content, file.name)
        _add(raw, name, file.name, _rows(text, file.name) if name != "profiles" else text)
    except csv.Error as error:
        why = "a quote is not closed" if "end of data" in str(error) else str(error)
        raise CaseError([Problem(f"not a CSV file: {why}", file.name)]) from None


def _unpacked(content: bytes, name: str) -> bytes:
    """What a packed file holds, if it is not too much."""
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            out = packed.read(MAX_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise CaseError([Problem(f"not a gzip file: {error}", name)]) from None
    if len(out) > MAX_UNPACKED:
        limit = f"{MAX_UNPACKED / 2**20:.0f} MiB"
        raise CaseError([Problem("file is too large when it is unpacked", name, found=f"over {limit}", allowed=limit)])
    return out


def _rows(text: str, file: str) -> list[list[str]]:
    """Cells of a CSV file; a quote that is never closed would swallow the rows below it."""
    rows = list(csv.reader(io.StringIO(text), strict=True))
    torn = [i for i, row in enumerate(rows, start=1) if any("\n" in cell for cell in row)]
    if torn:
        raise CaseError(Problem("a cell runs over several lines: is a quote not closed?", file, i) for i in torn)
    if rows and len(rows[0]) == 1 and any(mark in rows[0][0] for mark in (";", "\t")):
        raise CaseError(
            [Problem("cells are separated by another sign", file, 1, found=rows[0][0][:60], allowed="commas")]
        )
    return rows


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """Refuses a key that is written twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str | int | float) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key '{key}' is written twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _bytes(file: Path, raw: Raw, name: str) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        raise CaseError(
            [
                Problem(
                    "file is too large",
                    name,
                    found=f"{file.stat().st_size / 2**20:.0f} MiB",
                    allowed=f"{MAX_BYTES / 2**20:.0f} MiB",
                )
            ]
        )
    content = file.read_bytes()
    raw.hashes[name] = hashlib.sha256(content).hexdigest()
    return content


def yaml_of(content: bytes, name: str = "case.yaml") -> dict[str, Any]:
    """The keys of a YAML file, by a safe loader that refuses a key written twice.

    Raises:
        CaseError: it cannot be read, or holds no keys.
    """
    try:
        keys = yaml.load(text_of(content, name), _Loader)  # a safe loader
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        row = place.line + 1 if place is not None else None
        raise CaseError(
            [Problem(f"not readable YAML: {getattr(error, 'problem', None) or error}", name, row)]
        ) from None
    if not isinstance(keys, dict):
        raise CaseError([Problem(f"{name} must hold 'key: value' lines", name)])
    return keys


def _workbook(path: Path) -> Raw:
    from python_calamine import CalamineError, CalamineWorkbook

    raw = Raw()
    content = _bytes(path, raw, path.name)
    try:
        if not zipfile.is_zipfile(io.BytesIO(content)):
            raise CalamineError("it is not a zip archive")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        allowed = "a folder with case.yaml, or a workbook (.xlsx)"
        raise CaseError([Problem(f"not an Excel workbook (.xlsx): {error}", path.name, allowed=allowed)]) from None
    if "case" not in sheets:
        raise CaseError([Problem("no sheet 'case'", path.name, found=", ".join(sheets))])
    for row in sheets.pop("case")[1:]:
        if row and str(row[0]).strip():
            _put(raw.keys, str(row[0]).strip().split("."), _value(row, f"{path.name}[case]"))
    raw.keys.setdefault("name", path.stem)
    for name, rows in sheets.items():
        if not name.startswith("_") and name.lower() not in ("readme", "notes"):
            _add(raw, name, f"{path.name}[{name}]", [[_cell(v) for v in row] for row in rows])
    return raw


def _value(row: list[Any], file: str) -> Any:
    try:
        return yaml.safe_load(_cell(row[1])) if len(row) > 1 else None
    except yaml.YAMLError as error:
        what = getattr(error, "problem", None) or error
        raise CaseError(
            [Problem(f"not readable YAML: {what}", file, column=str(row[0]), found=_cell(row[1]))]
        ) from None


def _put(keys: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        keys = keys.setdefault(part, {})
    keys[path[-1]] = value


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _add(raw: Raw, name: str, file: str, content: Any) -> None:
    if name == "profiles":
        text = content if isinstance(content, str) else _to_csv(content)
        raw.profiles = (file, _profiles(text, file))
        return
    rows = [[cell.strip() for cell in row] for row in content]
    if not rows or not any(rows[0]):
        raise CaseError([Problem("the first row must name the columns", file)])
    head = rows[0]
    while head and not head[-1]:
        head.pop()
    body = [(i, row) for i, row in enumerate(rows[1:], start=2) if any(row)]
    long = [
        Problem("more cells than columns", file, i, found=str(len(row))) for i, row in body if any(row[len(head) :])
    ]
    twice = sorted({c for c in head if head.count(c) > 1})
    if long or twice:
        raise CaseError(long + [Problem("column named twice", file, 1, found=c) for c in twice])
    cells = [[*row[: len(head)], *[""] * (len(head) - len(row)), file, i] for i, row in body]
    raw.tables[name] = pd.DataFrame(cells, columns=[*head, "_file", "_row"], dtype=object)


def _to_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _profiles(text: str, file: str) -> pd.DataFrame:
    try:
        as_written = {"day": str, "step": str, "time": str, "hour": str}  # labels, whatever they look like
        return pd.read_csv(io.StringIO(text), skipinitialspace=True, encoding="utf-8", dtype=as_written)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise CaseError([Problem(f"not a CSV table: {error}", file)]) from None


def profile_problems(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Cells of the profiles that are not finite numbers, at most ten a column."""
    for name in frame.columns:
        numbers = pd.to_numeric(frame[name], errors="coerce").astype(float)
        bad = numbers.isna() | numbers.abs().eq(float("inf"))
        for row in bad[bad].index[:10]:
            found = str(frame[name].iloc[int(row)])
            yield Problem(
                "not a number", file, int(row) + 2, str(name), "empty" if found == "nan" else found, "a finite number"
            )
