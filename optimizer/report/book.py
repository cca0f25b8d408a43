"""Workbooks that explain themselves: a first sheet that leads to the others, and sheets that are real Excel tables.

Cells are written as numbers or text, never as formulas or links of the case.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.report.words import called, say

WIDEST, MEASURED, PAPER, ARROW, YEAR, FEW = 60, 2000, 9, 3, 24, 200
"""Letters of the widest column, rows that are looked at for it, the paper (A4), letters of the arrow of a filter, and of a column of a year;
rows up to which long words are wrapped in every column."""
LEGIBLE = 30
"""Columns that a page in print holds."""
FOOT = "&L&A&R&P / &N"
TELLING, HELD, LINE, HEAD = 110, 122, 15, 31
"""Width of the column of sentences of a first sheet, letters that it holds, and points of a line of text and of a head."""
PRICED = ("prices", "levelised", "policies", "cost_of_use", "cost_of_making")
"""Sheets in readable units, where a number below a thousandth is as good as none."""
WORDS = (
    "figure",
    "block",
    "direction",
    "category",
    "line",
    "stage",
    "status",
    "what",
    "kind",
    "verdict",
    "quality",
    "value",
    "how",
)
"""Columns whose cells may be words of ours, which the reader's language has."""
YEARLY = "/year"
WHOLE = ("period", "year", "row", "break-even")
SIZES, KINDS = (1e-3, 1.0, 1000.0), ("tiny", "small", "middle", "large")
"""Numbers below each of the sizes have the format beside it; those above all, and 0, have the last."""
GUIDE = (
    "Every sheet is a table with one row a figure: use the arrows in its head to filter and sort, or insert a pivot table of it.",
    "Numbers are as exact as they were computed: the format hides digits, the cell keeps them.",
    "A period stands for the years up to the next one; amounts a year are means of these years.",
)


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, nothing is searched for memory to free: a book holds every cell to its end, and the search takes a sixth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def new_book(out: BytesIO, title: str, created: str) -> tuple[Any, dict[str, Any]]:
    """An open workbook and its formats; whoever opens it closes it."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "created": datetime.fromisoformat(created).replace(tzinfo=None)})
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "bottom": 1}
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#1a5fb4", "underline": 1, "valign": "top"}),
        "large": book.add_format({"valign": "top", "num_format": "#,##0"}),
        "middle": book.add_format({"valign": "top", "num_format": "#,##0.00"}),
        "small": book.add_format({"valign": "top", "num_format": "0.0000"}),
        "tiny": book.add_format({"valign": "top", "num_format": "0.00E+00"}),
        "whole": book.add_format({"valign": "top", "num_format": "0"}),
        "share": book.add_format({"valign": "top", "num_format": "0.0%"}),
        "head": book.add_format(head),
        "head of numbers": book.add_format({**head, "align": "right"}),
        "head beside numbers": book.add_format({**head, "align": "left", "indent": 1}),
        "top": book.add_format({"valign": "top"}),
        "wrap beside numbers": book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1}),
        "beside numbers": book.add_format({"valign": "top", "align": "left", "indent": 1}),
    }
    return book, formats


Told = tuple[str, str, int]
"""Name of a sheet, what it holds, and its rows."""


def first_sheet(
    sheet: Any, title: str, told: Iterable[tuple[str, str]], sheets: Iterable[Told], formats: dict[str, Any]
) -> int:
    """What the reader must know, how to read it, and a list of the sheets with links; returns the first free row."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(PAPER)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, TELLING)
    sheet.write_string(0, 0, title, formats["title"])
    lines = [*told, *((say("To read it") if line is GUIDE[0] else "", say(line)) for line in GUIDE)]
    for at, (head, text) in enumerate(lines, start=2):
        sheet.write_string(at, 0, head, formats["bold"])
        _sentence(sheet, at, text.strip(), formats)
    row = len(lines) + 3
    sheet.write_row(row, 0, [say("Sheet"), say("What it holds")], formats["bold"])
    _link(
        sheet, row + 1, "charts", say("pictures of the sheets, and below them the numbers they are drawn from"), formats
    )
    row += 2
    for name, meaning, rows in sheets:
        size = say("{rows} rows").format(rows=rows) if rows else say("nothing in this run")
        _link(sheet, row, name, f"{say(meaning)} ({size})", formats)
        row += 1
    return row


def _link(sheet: Any, row: int, name: str, text: str, formats: dict[str, Any]) -> None:
    sheet.write_url(row, 0, f"internal:'{say(name)}'!A1", formats["link"], say(name))
    _sentence(sheet, row, text, formats)


def _sentence(sheet: Any, row: int, text: str, formats: dict[str, Any]) -> None:
    """A wrapped text in a row that is as high as it needs: not every program finds that out by itself."""
    sheet.write_string(row, 1, text, formats["wrap"])
    lines = sum(-(-_wide(part) // HELD) or 1 for part in text.split("\n"))
    if lines > 1:
        sheet.set_row(row, LINE * lines)


def write_sheet(sheet: Any, name: str, table: pd.DataFrame, formats: dict[str, Any]) -> None:
    """A real Excel table with a frozen header, filters, number formats and fitting columns; it prints a page wide, longer rows two."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(PAPER)
    sheet.fit_to_pages(1 + len(table.columns) // LEGIBLE, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(FOOT, {"scale_with_doc": False})
    sheet.set_row(0, HEAD)
    rows, columns = max(len(table), 1), list(table.columns)
    numbers = {c: _all_numbers(table[c]) or any(map(_is_number, table[c].tolist())) for c in columns}
    follows = dict(zip(columns[1:], columns, strict=False))
    aside = {c for c in columns if "unit" in str(c) or (c in follows and numbers[follows[c]])}
    heads = ["head of numbers" if numbers[c] else "head beside numbers" if c in aside else "head" for c in columns]
    titles = [{"header": say(c), "header_format": formats[kind]} for c, kind in zip(columns, heads, strict=True)]
    style = {"name": f"t_{name}", "columns": titles, "style": "Table Style Light 9"}
    sheet.add_table(0, 0, rows, len(columns) - 1, style)
    if not len(table):
        sheet.write_string(1, 0, say("nothing in this run"))
    high, short = dict[int, int](), len(table) <= FEW
    for at, column in enumerate(columns):
        words = max(map(len, say(str(column)).replace("_", "_ ").split()), default=0) + ARROW
        year = str(column).isdigit()  # a column of figures, in which words are wrapped
        most = YEAR if year else WIDEST
        if _all_numbers(table[column]):
            widest = _write_numbers(sheet, at, table[column], formats, name)
        else:
            values = _said(str(column), table[column].tolist())
            long = _long(values, most) if year or short else {}
            high |= {row: max(high.get(row, 1), lines) for row, lines in long.items()}
            beside = numbers[column] or column in aside
            wrapped = formats["wrap beside numbers" if beside and not year else "wrap"]
            text = wrapped if year or long else formats["beside numbers"] if beside else None
            sized = dict.fromkeys(v for v in values if _is_number(v))
            kinds = zip(sized, _formats([*sized], str(column), name), strict=True)
            widest = _write_cells(sheet, at, values, text, {v: formats[kind] for v, kind in kinds})
        sheet.set_column(at, at, min(max(words, widest) + 2, most))
    for row, lines in high.items():
        sheet.set_row(row, LINE * lines, formats["top"])


def _long(values: list[Any], most: int) -> dict[int, int]:
    """The rows of words that are too long for a column, and the lines that they take in it.

    >>> _long(["short", "a longer text", 5.0], 8)
    {2: 2}
    """
    words = ((row, _wide(v)) for row, v in enumerate(values, start=1) if isinstance(v, str))
    return {row: -(-letters // most) for row, letters in words if letters > most}


def _all_numbers(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _write_numbers(sheet: Any, at: int, column: pd.Series, formats: dict[str, Any], name: str) -> int:
    """Write a column of numbers, what is not a number left empty; returns the letters of the widest."""
    values = column.to_numpy(float)
    for row in np.flatnonzero(np.isinf(values)).tolist():
        sheet.write_string(row + 1, at, str(values[row]))
    places = np.flatnonzero(np.isfinite(values))
    if not len(places):
        return 0
    told = values[places]
    for row, value, kind in zip(places.tolist(), told.tolist(), _formats(told, str(column.name), name), strict=True):
        sheet.write_number(row + 1, at, value, formats[kind])
    return max(_wide(_shown(column.dtype.type(v))) for v in (told.min(), told.max()))


def _write_cells(sheet: Any, at: int, values: list[Any], text: Any, number: Mapping[float, Any]) -> int:
    """Write a column of words, or of words and numbers; returns the letters of the widest."""
    for row, value in enumerate(values, start=1):
        if isinstance(value, str):
            sheet.write_string(row, at, value, text)
        elif _is_number(value):
            sheet.write_number(row, at, value, number[value])
        elif not isinstance(value, bool) and value is not None and value == value:
            sheet.write_string(row, at, str(value), text)
    return max([0, *(_wide(_shown(v)) for v in values[:MEASURED] if v is not None and v == v)])


def _said(column: str, values: list[Any]) -> list[Any]:
    """The cells of a column, in the language of the reader where they may be words of ours."""
    if column not in WORDS and "unit" not in column:
        return values
    return [_word(column, v) for v in values]


def _word(column: str, value: Any) -> Any:
    """A cell in the language of the reader, if it is a word of ours; a unit has its year in it."""
    if not isinstance(value, str):
        return value
    if "unit" in column and value.endswith(YEARLY):
        return f"{value.removesuffix(YEARLY)}{say(YEARLY)}"
    if column not in WORDS:
        return value
    return told if (told := say(value)) != value else called(value)


def _wide(text: str) -> int:
    """Letters that a text takes; a Chinese sign takes two.

    >>> _wide("coal"), _wide("煤 coal")
    (4, 7)
    """
    return len(text) if text.isascii() else sum(1 + (ord(sign) > 0x2E7F) for sign in text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _shown(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _formats(values: npt.ArrayLike, column: str, sheet: str) -> list[str]:
    """Names of the formats of numbers: what a column is, else how large each number is."""
    if column in WHOLE:
        return ["whole"] * np.size(values)
    if column == "change_share":
        return ["share"] * np.size(values)
    sizes = np.abs(values)
    kinds = np.searchsorted(SIZES, np.where(sizes == 0.0, np.inf, sizes), side="right")
    return [KINDS[k] for k in (np.maximum(kinds, 1) if sheet in PRICED else kinds).tolist()]
