"""Tables of text: the cells of a CSV file, and profiles as numbers."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.reading import limits
from optimizer.reading.encoding import text_of

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Signs by which a spreadsheet begins a formula."""
MARK = "'"
"""What stands before such a sign in tables that are written, so that a spreadsheet takes the cell for text."""
OF_STEPS = ("time", "hour", "day", "step")
"""Columns of profiles that tell steps apart, and are no profiles."""


def marked(text: str) -> str:
    """A text as it is written into a table: none that a spreadsheet would take for a formula.

    >>> marked("=cmd()"), marked("wind"), marked("-5"), unmarked(marked("@x"))
    ("'=cmd()", 'wind', '-5', '@x')
    """
    return f"{MARK}{text}" if text.startswith(FORMULA) and not is_number(text) else text


def unmarked(text: str) -> str:
    """A cell of a table that was written with marks."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith(FORMULA) else text


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts, and the names of its columns, no spreadsheet takes for formulas."""
    safe = table.copy()
    for column in safe.columns[[not pd.api.types.is_numeric_dtype(t) for t in safe.dtypes]]:
        safe[column] = [marked(v) if isinstance(v, str) else v for v in safe[column].tolist()]
    return safe.rename(columns={c: marked(c) for c in safe.columns if isinstance(c, str)})


def is_number(text: str) -> bool:
    """Whether a text is a number.

    >>> is_number("-5e3"), is_number("-x")
    (True, False)
    """
    try:
        float(text)
    except ValueError:
        return False
    return True


def rows_of(content: bytes, file: str) -> list[list[str]]:
    """Cells of a CSV file; a quote that is never closed would swallow the rows below it.

    Raises:
        CaseError: it holds more than it may, or is no CSV file.
    """
    _look(content, file)
    rows: list[list[str]] = []
    try:
        with io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="") as text:
            rows.extend([unmarked(cell) for cell in row] for row in csv.reader(text, strict=True))
    except csv.Error as error:
        why = "a quote is not closed" if "end of data" in str(error) else str(error).partition(" - ")[0]
        raise CaseError([Problem(f"not a CSV file: {why}", file, len(rows) + 1)]) from None
    torn = [i for i, row in enumerate(rows, start=1) if any("\n" in cell for cell in row)]
    if torn:
        raise CaseError(Problem("a cell runs over several lines: is a quote not closed?", file, i) for i in torn)
    if rows and len(rows[0]) == 1 and any(mark in rows[0][0] for mark in (";", "\t")):
        separated = "cells are separated by another sign"
        raise CaseError([Problem(separated, file, 1, found=rows[0][0][:60], allowed="commas")])
    return rows


def _look(content: bytes, file: str) -> None:
    """Before a table is taken apart.

    Raises:
        CaseError: it is no text, or has more cells or columns than it may.
    """
    if not content.isascii() or b"\0" in content:
        text_of(content, file)
    found = CONTROL.search(content)
    if found is not None:
        row = content.count(b"\n", 0, found.start()) + 1
        message = "a control character stands here"
        raise CaseError([Problem(message, file, row, found=repr(found.group().decode()), allowed="plain text")])
    columns = content.partition(b"\n")[0].count(b",") + 1
    if columns > limits.COLUMNS:
        raise CaseError([Problem("too many columns", file, 1, found=f"{columns:,}", allowed=f"{limits.COLUMNS:,}")])
    cells = content.count(b",") + content.count(b"\n")
    if cells > limits.CELLS:
        raise too_many_cells(cells, file)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig")


def too_many_cells(cells: int, file: str) -> CaseError:
    """The refusal of a table of more cells than it may have."""
    return CaseError([Problem("table is too large", file, found=f"{cells:,} cells", allowed=f"{limits.CELLS:,} cells")])


def profiles_of(content: bytes, file: str) -> pd.DataFrame:
    """Profiles: a row for each step of the year, a column for each profile; labels of days and steps as they are written.

    Raises:
        CaseError: it holds more than it may, or is no such table.
    """
    _look(content, file)
    try:
        head = next(csv.reader([_decoded(content.partition(b"\n")[0])]), [])
        twice = sorted(name for name, count in Counter(name.strip() for name in head).items() if count > 1)
        if twice:
            raise CaseError(Problem("column named twice", file, 1, found=name or "no name") for name in twice)
        as_written = dict.fromkeys(OF_STEPS, str)
        frame = pd.read_csv(io.BytesIO(content), skipinitialspace=True, encoding="utf-8-sig", dtype=as_written)
    except (csv.Error, pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
        if isinstance(error, CaseError):
            raise
        raise CaseError([Problem(f"not a CSV table: {error}", file)]) from None
    if not isinstance(frame.index, pd.RangeIndex):
        raise CaseError([Problem("more cells than columns", file, 2, found="a cell without a name above it")])
    return frame


def profile_problems(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Cells of the profiles that are no numbers to count with, at most ten a column."""
    for name in frame.columns:
        numbers = pd.to_numeric(frame[name], errors="coerce").astype(float)
        bad = ~numbers.abs().le(limits.NUMBER)
        for row in bad[bad].index[:10]:
            cell = str(frame[name].iloc[int(row)])
            found = "empty" if cell == "nan" else cell
            yield Problem(
                "not a number", file, int(row) + 2, str(name), found, f"a finite number up to {limits.NUMBER:g}"
            )
