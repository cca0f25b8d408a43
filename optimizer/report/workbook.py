"""summary.xlsx: a workbook that explains itself. Cells are written as numbers or text, never as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.files import whole
from optimizer.report.book_charts import add_charts
from optimizer.report.facts import facts, unique
from optimizer.report.plausible import sentences
from optimizer.report.sheets import SHEETS, all_tables
from optimizer.report.units import Shown, displayed
from optimizer.report.words import ENGLISH, say, spoken
from optimizer.solution import Solution

__all__ = ["unique", "write_workbook"]

WIDEST, MEASURED = 60, 2000
"""Letters of the widest column, and rows that are looked at for it."""
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
)
"""Columns whose cells may be words of ours, which the reader's language has."""
YEARLY = "/year"
GUIDE = (
    "Every sheet is a table with one row a figure: use the arrows in its head to filter and sort, or insert a pivot table of it.",
    "Numbers are as exact as they were computed: the format hides digits, the cell keeps them.",
    "A period stands for the years up to the next one; amounts a year are means of these years.",
)


def write_workbook(
    solution: Solution, path: Path, *, language: str = ENGLISH, units: Mapping[str, Shown] | None = None
) -> Path:
    """Write the workbook beside its target, then rename: it appears whole or not at all.

    Args:
        language: of headers, sheet names and our own words (`words.languages`); labels stay those of the case.
        units: what amounts are told in (`units.choices`).
    """
    with whole(path) as file, spoken(language):
        file.write_bytes(_written(solution, units or {}))  # its writer would tell of a full disk in a stack trace
    return path


def _written(solution: Solution, units: Mapping[str, Shown]) -> bytes:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False, "in_memory": True}
    out = BytesIO()
    book = xlsxwriter.Workbook(out, options)
    created = datetime.fromisoformat(solution.meta["created"]).replace(tzinfo=None)
    book.set_properties({"title": solution.meta["case"]["title"] or solution.meta["case"]["name"], "created": created})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#1a5fb4", "underline": 1}),
        "large": book.add_format({"num_format": "#,##0"}),
        "middle": book.add_format({"num_format": "#,##0.00"}),
        "small": book.add_format({"num_format": "0.0000"}),
        "tiny": book.add_format({"num_format": "0.00E+00"}),
        "whole": book.add_format({"num_format": "0"}),
    }
    tables = {name: displayed(name, table, units) for name, table in all_tables(solution).items()}
    _readme(book.add_worksheet("README"), solution, tables, formats)
    sheets = {"charts": book.add_worksheet(say("charts"))}
    sheets |= {name: book.add_worksheet(say(name)) for name in tables}
    for name, table in tables.items():
        _table(sheets[name], name, table, formats)
    add_charts(book, sheets["charts"], tables, solution)
    book.close()
    return out.getvalue()


def _readme(sheet: Any, solution: Solution, tables: dict[str, pd.DataFrame], formats: dict[str, Any]) -> None:
    meta = solution.meta
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, meta["case"]["title"] or meta["case"]["name"], formats["title"])
    told = [*facts(meta, sentences(tables["plausible"])), *((say("To read it"), say(line)) for line in GUIDE)]
    for at, (head, text) in enumerate(told, start=2):
        sheet.write_string(at, 0, head, formats["bold"])
        sheet.write_string(at, 1, text.strip(), formats["wrap"])
    row = len(told) + 3
    sheet.write_row(row, 0, [say("Sheet"), say("What it holds")], formats["bold"])
    _link(
        sheet, row + 1, "charts", say("pictures of the sheets, and below them the numbers they are drawn from"), formats
    )
    for at, (name, table) in enumerate(tables.items(), start=row + 2):
        size = say("{rows} rows").format(rows=len(table)) if len(table) else say("nothing in this run")
        _link(sheet, at, name, f"{say(SHEETS[name].meaning)} ({size})", formats)
    row += len(tables) + 3
    sheet.write_row(row, 0, [say("Certificate"), say("largest residual found, and what is allowed")], formats["bold"])
    for at, measure in enumerate(meta["certificate"], start=row + 1):
        where = f" at {measure['where']}" if measure["where"] else ""
        sheet.write_string(at, 0, measure["name"], formats["wrap"])
        sheet.write_string(at, 1, f"{measure['value']:.1e} of {measure['limit']:.0e}{where}")


def _link(sheet: Any, row: int, name: str, text: str, formats: dict[str, Any]) -> None:
    sheet.write_url(row, 0, f"internal:'{say(name)}'!A1", formats["link"], say(name))
    sheet.write_string(row, 1, text, formats["wrap"])


def _table(sheet: Any, name: str, table: pd.DataFrame, formats: dict[str, Any]) -> None:
    """A real Excel table with a frozen header, filters, number formats and fitting columns; it prints a page wide."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    rows, columns = max(len(table), 1), list(table.columns)
    heads = [{"header": say(c)} for c in columns]
    style = {"name": f"t_{name}", "columns": heads, "style": "Table Style Light 9"}
    sheet.add_table(0, 0, rows, len(columns) - 1, style)
    for at, column in enumerate(columns):
        values = [_word(str(column), v) for v in table[column].tolist()]
        width = max([len(say(str(column))) + 3, *(len(_shown(v)) for v in values[:MEASURED])])
        year = str(column).isdigit()  # a column of figures, in which words are wrapped
        sheet.set_column(at, at, min(width + 2, 24 if year else WIDEST))
        for row, value in enumerate(values, start=1):
            if isinstance(value, bool) or value is None or value != value:
                continue
            if isinstance(value, int | float) and abs(value) < float("inf"):
                sheet.write_number(row, at, value, formats[_format(value, column, name)])
            else:
                sheet.write_string(row, at, str(value), formats["wrap"] if year else None)


def _word(column: str, value: Any) -> Any:
    """A cell in the language of the reader, if it is a word of ours; a unit has its year in it."""
    if not isinstance(value, str):
        return value
    if "unit" in column and value.endswith(YEARLY):
        return f"{value.removesuffix(YEARLY)}{say(YEARLY)}"
    return say(value) if column in WORDS else value


def _shown(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _format(value: float, column: str, sheet: str) -> str:
    if column in ("period", "year", "row"):
        return "whole"
    size = abs(value)
    return (
        "large"
        if size >= 1000 or value == 0
        else "middle"
        if size >= 1
        else "small"
        if size >= 1e-3 or sheet in PRICED
        else "tiny"
    )
