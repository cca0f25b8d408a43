"""The cells of a sheet as its XML has them: where they lie, how much they hold, and which have no value of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from optimizer.errors import CaseError, Problem
from optimizer.reading import limits

CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
PIECE = re.compile(r"""(?P<text>"(?:[^"]|"")*")|(?P<name>'(?:[^']|'')*')|[^"']+|.""", re.DOTALL)
"""A text, a name in quotes, or what lies between them in a formula."""
BOOK = re.compile(r"\[[^\[\]]*\][\w.]*!")
"""[1]Sheet!A1 or [prices.xlsx]Sheet!A1; the columns of a table of this workbook, `costs[value]`, are followed by no `!`."""
PROGRAM = re.compile(r"\|[^|!]*!|\b(?:WEBSERVICE|RTD|DDE)\s*\(", re.IGNORECASE)
"""A program by its name, what it is asked and `!`; or a function that asks one."""


class Unfit(Exception):
    """XML that no spreadsheet writes."""


def parse(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:
    """Call for the beginning, the end and the text of each element, by names without their prefix."""

    def refuse(*_: Any) -> None:
        raise Unfit("it declares entities, which no workbook has")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(content, True)


@dataclass
class Looked:
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
        parse(content, self._start, self._end, self._text)
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
                    raise Unfit(f"a cell is called '{given['r'][:20]}'")
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
                raise Unfit(f"a cell shows the text {value[:20]} of {len(self.strings)}")
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
        if formula is not None and (source := outside(formula)):
            return f"the formula reads {source}"
        if self.kind == "e":
            return "an error of the spreadsheet stands here"
        if formula is not None and not value and self.kind != "str":
            return "a formula stands here that was never computed"
        return ""


def outside(formula: str) -> str:
    """What a formula reads that is not in its workbook; '' where there is nothing.

    >>> outside("'[/home/x.xlsx]S'!A1"), outside("cmd|'/c calc'!A0"), outside("[1]S!A1"), outside("'file:///x/[b.xlsx]S'!A1")
    ('another workbook', 'a program', 'another workbook', 'another workbook')
    >>> outside("costs[value]*'a|b'!A1"), outside('IF(A1>2,"[1]S!A1",Sheet2!B3)')
    ('', '')
    """
    pieces = (_plain(piece) for piece in PIECE.finditer(formula))
    plain = "".join(pieces)
    return "another workbook" if BOOK.search(plain) else "a program" if PROGRAM.search(plain) else ""


def _plain(piece: re.Match[str]) -> str:
    """A piece of a formula without what a text or a name may hold by chance; no sheet has brackets in its name."""
    if piece["text"]:
        return '""'
    if piece["name"]:
        return "[]_" if "[" in piece["name"] else "_"
    return piece[0]


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
