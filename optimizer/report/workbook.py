"""summary.xlsx: a workbook that explains itself. Cells are written as numbers or text, never as formulas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path

from optimizer.files import whole
from optimizer.report.book import first_sheet, new_book, uncollected, write_sheet
from optimizer.report.book_charts import add_charts
from optimizer.report.facts import facts, unique
from optimizer.report.plausible import sentences
from optimizer.report.sheets import SHEETS, laid_out, told_tables
from optimizer.report.units import Shown
from optimizer.report.words import ENGLISH, called, say, spoken
from optimizer.solution import Solution

__all__ = ["unique", "write_workbook"]


def write_workbook(
    solution: Solution,
    path: Path,
    *,
    language: str = ENGLISH,
    units: Mapping[str, Shown] | None = None,
    without: Collection[str] = (),
) -> Path:
    """Write the workbook beside its target, then rename: it appears whole or not at all.

    Args:
        language: of headers, sheet names and our own words (`words.languages`); labels stay those of the case.
        units: what amounts are told in (`units.choices`).
        without: sheets that are left out; the first sheet says which.
    """
    with whole(path) as file, spoken(language), uncollected():
        out = BytesIO()  # the writer of workbooks would tell of a full disk in a stack trace
        _write(solution, out, units or {}, without)
        file.write_bytes(out.getvalue())
    return path


def _write(solution: Solution, out: BytesIO, units: Mapping[str, Shown], without: Collection[str]) -> None:
    meta = solution.meta
    title = meta["case"]["title"] or meta["case"]["name"]
    book, formats = new_book(out, title, meta["created"])
    tables = told_tables(solution, units)
    shown = {name: laid_out(name, table) for name, table in tables.items() if name not in without}
    told = facts(meta, sentences(tables["plausible"]))
    if without:
        told = [*told, (say("Left out"), ", ".join(say(name) for name in without))]
    readme = book.add_worksheet("README")
    listed = [(name, SHEETS[name].meaning, len(table)) for name, table in shown.items()]
    row = first_sheet(readme, called(title), told, listed, formats) + 1
    readme.write_row(row, 0, [say("Certificate"), say("largest residual found, and what is allowed")], formats["bold"])
    for at, measure in enumerate(meta["certificate"], start=row + 1):
        where = say(" at {where}").format(where=measure["where"]) if measure["where"] else ""
        size = say("{value} of {limit}").format(value=f"{measure['value']:.1e}", limit=f"{measure['limit']:.0e}")
        readme.write_string(at, 0, say(measure["name"]), formats["wrap"])
        readme.write_string(at, 1, f"{size}{where}")
    sheets = {"charts": book.add_worksheet(say("charts"))}
    sheets |= {name: book.add_worksheet(say(name)) for name in shown}
    for name, table in shown.items():
        write_sheet(sheets[name], name, table, formats)
    add_charts(book, sheets["charts"], tables, solution)
    book.close()
