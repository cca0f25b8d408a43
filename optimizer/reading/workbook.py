"""Sheets of an Excel workbook, looked through before they are taken apart.

A workbook is a zip of XML in which a few bytes can stand for gigabytes: parts that unpack to much, whose size the directory may
misstate; one cell at the far corner, for a sheet is a full table in memory; one long text that many cells show; entities. So its
parts are unpacked within bounds, each sheet is read once for where its cells lie and what they hold, and only what was looked at is
handed to calamine. Formulas are never computed: the value that was stored counts, and where there is none, or it comes from another
workbook, the cell is named.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from optimizer.errors import CaseError, Problem
from optimizer.reading import limits
from optimizer.reading.files import too_large

BOOK, RELATIONS, STRINGS, STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
HEAD = ("[Content_Types].xml", "_rels/.rels", BOOK, RELATIONS, STRINGS, STYLES)
ALLOWED = "a folder with case.yaml, or a workbook (.xlsx)"
PARTS = 2_000
CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
OUTSIDE = re.compile(r"\[[0-9]+\][^\[\]]*!")
"""A formula that reads another workbook: [1]Sheet!A1, or a program: [1]!'...'."""
Sheets = dict[str, list[list[Any]]]


class _Unfit(Exception):
    """XML that no spreadsheet writes."""


def sheets_of(content: bytes, name: str, unread: Any = lambda sheet: False) -> Sheets:
    """The cells of each sheet, row by row.

    Args:
        name: of the file. unread: which sheets are left out.

    Raises:
        CaseError: it is no workbook, holds more than it may, or a cell has no value of its own.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        parts = _parts(content, name)
        places = {sheet: part for sheet, part in _places(parts).items() if not unread(sheet)}
        strings = _lengths(parts[STRINGS]) if STRINGS in parts else []
        problems = [
            p for sheet, part in places.items() for p in _Looked(strings).through(parts[part], f"{name}[{sheet}]")
        ]
        if problems:
            raise CaseError(problems)
        book = CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts, places.values())))
        return {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in places}
    except CaseError:
        raise
    except (CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, _Unfit, OSError, EOFError, RuntimeError,
            NotImplementedError, LookupError, ValueError) as error:  # fmt: skip
        raise CaseError([Problem(f"not an Excel workbook (.xlsx): {error}", name, allowed=ALLOWED)]) from None


def _parts(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a workbook that are read, unpacked; all of them together are within bounds, as they say and as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        stated = archive.infolist()
        if len(stated) > PARTS:
            raise _Unfit(f"it has {len(stated):,} parts")
        whole = sum(part.file_size for part in stated)
        if whole > limits.FILE:
            raise too_large(name, whole, limits.FILE, "workbook, unpacked,")
        found: dict[str, bytes] = {}
        for part in stated:
            if ".." in part.filename or part.filename.startswith("/") or "\\" in part.filename:
                raise _Unfit(f"a part is called '{part.filename}'")
            if part.filename in HEAD or part.filename.startswith("xl/worksheets/"):
                if part.filename in found:
                    raise _Unfit(f"two parts are called '{part.filename}'")
                with archive.open(
                    part
                ) as stream:  # asked for a size, it unpacks no more; what is more fails the checksum
                    found[part.filename] = stream.read(part.file_size + 1)
        return found


def _places(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each sheet, in order."""
    targets, sheets = dict[str, str](), dict[str, str]()

    def relation(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given["Type"].endswith("/worksheet"):
            targets[given["Id"]] = posixpath.normpath(posixpath.join("xl", given["Target"])).lstrip("/")

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            key = next(value for name, value in given.items() if name.rpartition(":")[2] == "id")
            if key in targets:
                sheets[given["name"]] = targets[key]

    _parse(parts[RELATIONS], relation)
    _parse(parts[BOOK], sheet)
    lost = [part for part in sheets.values() if part not in parts]
    if lost:
        raise _Unfit(f"the part '{lost[0]}' is missing")
    return sheets


def _packed(parts: dict[str, bytes], sheets: Any) -> bytes:
    """A workbook of nothing but what was looked at."""
    out, kept = io.BytesIO(), {*HEAD, *sheets}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            if part in kept:
                archive.writestr(part, content)
    return out.getvalue()


def _parse(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:
    """Call for the beginning, the end and the text of each element, by names without their prefix."""

    def refuse(*_: Any) -> None:
        raise _Unfit("it declares entities, which no workbook has")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(content, True)


def _lengths(content: bytes) -> list[int]:
    """Characters of each shared text."""
    found: list[int] = []

    def start(tag: str, _: Any) -> None:
        if tag == "si":
            found.append(0)

    def text(piece: str) -> None:
        if found:
            found[-1] += len(piece)

    _parse(content, start, text=text)
    return found


@dataclass
class _Looked:
    """What a sheet is found to hold, cell by cell."""

    strings: list[int]
    row: int = 0
    column: int = 0
    rows: int = 0
    columns: int = 0
    characters: int = 0
    kind: str = ""
    inside: str = ""
    told: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def through(self, content: bytes, sheet: str) -> list[Problem]:
        """Everything that is wrong with the cells of a sheet.

        Raises:
            CaseError: it is too large.
        """
        self.sheet = sheet
        _parse(content, self._start, self._end, self._text)
        return self.problems

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "row":
            self.row = int(given["r"]) if "r" in given else self.row + 1
            self.column = 0
        elif tag == "c":
            self.column += 1
            if "r" in given:
                at = CELL.fullmatch(given["r"])
                if at is None:
                    raise _Unfit(f"a cell is called '{given['r'][:20]}'")
                self.column, self.row = _number(at[1]), int(at[2])
            self.kind, self.told = given.get("t", ""), {}
        if tag in ("v", "f", "t"):
            self.inside = tag
            self.told.setdefault(tag, "")

    def _text(self, piece: str) -> None:
        if self.inside:
            self.told[self.inside] += piece

    def _end(self, tag: str) -> None:
        if tag in ("v", "f", "t"):
            self.inside = ""
        elif tag == "c" and self.told:
            self._cell()

    def _cell(self) -> None:
        """A cell that holds something."""
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        value, formula = self.told.get("v", ""), self.told.get("f")
        self.characters += len(value) + len(self.told.get("t", ""))
        if self.kind == "s":
            if not value.strip().isdigit() or int(value) >= len(self.strings):
                raise _Unfit(f"a cell shows the text {value[:20]} of {len(self.strings)}")
            self.characters += self.strings[int(value)]
        if self.rows * self.columns > limits.CELLS:
            found = f"{self.rows:,} rows x {self.columns:,} columns"
            message = "sheet is too large; is there something in a far cell?"
            raise CaseError([Problem(message, self.sheet, found=found, allowed=f"{limits.CELLS:,} cells")])
        if self.characters > limits.TEXT:
            allowed = f"{limits.TEXT:,} characters"
            raise CaseError(
                [Problem("sheet is too large: its cells show more text than it may", self.sheet, allowed=allowed)]
            )
        wrong = self._without_value(value, formula)
        if wrong:
            found = f"={formula}" if formula else value
            self.problems.append(Problem(wrong, self.sheet, self.row, _letters(self.column), found, "a value"))

    def _without_value(self, value: str, formula: str | None) -> str:
        """Why a cell has no value of its own; '' where it has."""
        if formula is not None and OUTSIDE.search(formula):
            return "the formula reads another workbook"
        if self.kind == "e":
            return "an error of the spreadsheet stands here"
        if formula is not None and not value and self.kind != "str":
            return "a formula stands here that was never computed"
        return ""


def _number(letters: str) -> int:
    """The number of a column.

    >>> _number("A"), _number("XFD"), _letters(16384)
    (1, 16384, 'XFD')
    """
    out = 0
    for letter in letters.upper():
        out = 26 * out + ord(letter) - ord("A") + 1
    return out


def _letters(column: int) -> str:
    """The letters of a column."""
    out = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
