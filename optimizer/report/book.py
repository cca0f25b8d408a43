"""Workbooks that explain themselves: a first sheet that leads to the others, and sheets that are real Excel tables.

Cells are written as numbers or text, never as formulas or links of the case.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

import pandas as pd

from optimizer.report.cells import (
    all_numbers,
    formats_of,
    is_number,
    long_words,
    said,
    wide,
    write_cells,
    write_numbers,
)
from optimizer.report.words import say

WIDEST, PAPER, ARROW, YEAR, FEW = 60, 9, 3, 24, 200
"""Letters of the widest column, the paper (A4), letters of the arrow of a filter, and of a column of a year;
rows up to which long words are wrapped in every column."""
LEGIBLE = 30
"""Columns that a page in print holds."""
FOOT = "&L&A&R&P / &N"
TELLING, HELD, LINE, HEAD = 110, 122, 15, 31
"""Width of the column of sentences of a first sheet, letters that it holds, and points of a line of text and of a head."""
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
        size = say("{rows} rows").format(rows=f"{rows:,}") if rows else say("nothing in this run")
        _link(sheet, row, name, f"{say(meaning)} ({size})", formats)
        row += 1
    return row


def _link(sheet: Any, row: int, name: str, text: str, formats: dict[str, Any]) -> None:
    sheet.write_url(row, 0, f"internal:'{say(name)}'!A1", formats["link"], say(name))
    _sentence(sheet, row, text, formats)


def _sentence(sheet: Any, row: int, text: str, formats: dict[str, Any]) -> None:
    """A wrapped text in a row that is as high as it needs: not every program finds that out by itself."""
    sheet.write_string(row, 1, text, formats["wrap"])
    lines = sum(-(-wide(part) // HELD) or 1 for part in text.split("\n"))
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
    numbers = {c: all_numbers(table[c]) or any(map(is_number, table[c].tolist())) for c in columns}
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
        if all_numbers(table[column]):
            widest = write_numbers(sheet, at, table[column], formats, name)
        else:
            values = said(str(column), table[column].tolist())
            long = long_words(values, most) if year or short else {}
            high |= {row: max(high.get(row, 1), lines) for row, lines in long.items()}
            beside = numbers[column] or column in aside
            wrapped = formats["wrap beside numbers" if beside and not year else "wrap"]
            text = wrapped if year or long else formats["beside numbers"] if beside else None
            sized = dict.fromkeys(v for v in values if is_number(v))
            kinds = zip(sized, formats_of([*sized], str(column), name), strict=True)
            widest = write_cells(sheet, at, values, text, {v: formats[kind] for v, kind in kinds})
        sheet.set_column(at, at, min(max(words, widest) + 2, most))
    for row, lines in high.items():
        sheet.set_row(row, LINE * lines, formats["top"])
