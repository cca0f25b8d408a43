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
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from optimizer.errors import CaseError, Problem
from optimizer.reading import limits
from optimizer.reading.cells import Looked, Unfit, parse
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
Sheets = dict[str, list[list[Any]]]


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
            p for sheet, part in places.items() for p in Looked(strings).through(parts[part], f"{name}[{sheet}]")
        ]
        if problems:
            raise CaseError(problems)
        book = CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts, places.values())))
        return {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in places}
    except CaseError:
        raise
    except (CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, Unfit, OSError, EOFError, RuntimeError,
            NotImplementedError, LookupError, ValueError) as error:  # fmt: skip
        raise CaseError([Problem(f"not an Excel workbook (.xlsx): {error}", name, allowed=ALLOWED)]) from None


def _parts(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of a workbook that are read, unpacked; all of them together are within bounds, as they say and as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        stated = archive.infolist()
        if len(stated) > PARTS:
            raise Unfit(f"it has {len(stated):,} parts")
        whole = sum(part.file_size for part in stated)
        if whole > limits.FILE:
            raise too_large(name, whole, limits.FILE, "workbook, unpacked,")
        found: dict[str, bytes] = {}
        for part in stated:
            if ".." in part.filename or part.filename.startswith("/") or "\\" in part.filename:
                raise Unfit(f"a part is called '{part.filename}'")
            if part.filename in HEAD or part.filename.startswith("xl/worksheets/"):
                if part.filename in found:
                    raise Unfit(f"two parts are called '{part.filename}'")
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

    parse(parts[RELATIONS], relation)
    parse(parts[BOOK], sheet)
    lost = [part for part in sheets.values() if part not in parts]
    if lost:
        raise Unfit(f"the part '{lost[0]}' is missing")
    return sheets


def _packed(parts: dict[str, bytes], sheets: Any) -> bytes:
    """A workbook of nothing but what was looked at."""
    out, kept = io.BytesIO(), {*HEAD, *sheets}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            if part in kept:
                archive.writestr(part, content)
    return out.getvalue()


def _lengths(content: bytes) -> list[int]:
    """Characters of each shared text."""
    found: list[int] = []

    def start(tag: str, _: Any) -> None:
        if tag == "si":
            found.append(0)

    def text(piece: str) -> None:
        if found:
            found[-1] += len(piece)

    parse(content, start, text=text)
    return found
