"""A row of the workbook led back to its origin: what its numbers are, which equations made them, and the rows of the case behind them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from optimizer.case.text import did_you_mean, listed, nearest
from optimizer.errors import CaseError, Problem
from optimizer.report import focus
from optimizer.report.cells import said
from optimizer.report.focus import Focus
from optimizer.report.origin import ANY, GAS, KEYS, PERIOD, Origin, of_column, origins
from optimizer.report.origin_rows import ROLES, Number, numbers_of, rows_behind
from optimizer.report.sheets import OF_ALL, SHEETS, laid_out
from optimizer.report.words import ENGLISH, languages, say, spoken
from optimizer.solution import Solution

HEAD = 2
"""Row of the workbook in which the first row of a table stands: its head is the first."""
ITSELF = "inputs"
"""The sheet whose rows are rows of the case."""


OF_LEDGER = ("cost_lines", "cash")
"""Sheets whose lines are those of the ledger, sheet `costs`."""


@dataclass(frozen=True)
class Explained:
    """Where a row of a sheet comes from.

    Attributes:
        sheet, number: of the workbook, whose first row is the head.
        row: its cells.
        columns: of the row that are explained, each with what it is.
        focus: what the row is about.
        numbers: rows of the case that enter.
        beside: other files that do, in words.
    """

    sheet: str
    number: int
    row: pd.Series
    columns: tuple[tuple[str, Origin], ...]
    focus: Focus
    numbers: tuple[Number, ...]
    beside: tuple[str, ...]


def in_english(solution: Solution, sheet: str) -> tuple[str, dict[str, str]]:
    """The English name of a sheet that is named as the workbook of some language names it, and what its heads and our words in it are."""
    for language in languages() if sheet not in SHEETS else ():
        with spoken(language):
            for name in (name for name in SHEETS if say(name) == sheet):
                table = _table(solution, name)
                heads = {say(str(c)): str(c) for c in table}
                cells = (zip(said(str(c), list(table[c])), table[c], strict=True) for c in table)
                return name, {str(told): str(cell) for column in cells for told, cell in column} | heads
    return sheet, {}


def chosen(solution: Solution, sheet: str, words: Sequence[str], number: int | None) -> tuple[int, str]:
    """The row of a sheet that is asked for, and the column if one of the words is the head of one ('' if none).

    Args:
        words: cells of the row, in any order.
        number: of the row in the workbook, instead.

    Raises:
        CaseError: there is no such sheet, no such row, or more than one.
    """
    table = _table(solution, sheet)
    if number is not None:
        if not HEAD <= number < HEAD + len(table):
            allowed = f"{HEAD} to {HEAD + len(table) - 1}" if len(table) else "another sheet: this one is empty"
            raise _wrong(f"sheet {sheet} has no row {number}", "--row", allowed)
        return number, next((w for w in words if w in table.columns), "")
    cells = table.map(lambda cell: str(cell).lower())
    kept, column = pd.Series(True, index=table.index), ""
    for word in words:
        here = (cells == word.lower()).any(axis=1)
        if not (kept & here).any() and word in table.columns:
            column = word
            continue
        kept &= here
    found = [HEAD + i for i, mine in enumerate(kept) if mine]
    if len(found) == 1:
        return found[0], column
    if not found:
        every = sorted({str(c) for c in table.select_dtypes(exclude="number").to_numpy().ravel()} | set(table.columns))
        strange = [w for w in words if w.lower() not in {c.lower() for c in every} and not w.isdigit()]
        hint = "".join(did_you_mean(w, every) for w in strange[:1])
        raise _wrong(f"no row of sheet {sheet} has the cells {listed(words)}{hint}", "words", "cells of one row")
    rows = [f"{n} ({_labels(table.iloc[n - HEAD])})" for n in found]
    asked = f"have the cells {listed(words)}" if words else "stand there"
    raise _wrong(f"{len(found)} rows of sheet {sheet} {asked}", "words", f"--row and one of: {listed(rows)}")


def explained(solution: Solution, sheet: str, number: int, column: str = "") -> Explained:
    """Where a row of a sheet, or one column of it, comes from.

    Raises:
        CaseError: there is no such column, or the answer does not keep the rows of its case.
    """
    table, numbers = _table(solution, sheet), numbers_of(solution)
    row, kinds = table.iloc[number - HEAD], focus.known(solution)
    periods, gases = {str(y) for y in solution.inputs["period"].values}, kinds.get("gas", focus.EMPTY)
    words = str(row.get(KEYS.get(sheet, ""), ""))
    heads = {c: _general(sheet, c, periods, gases) for c in map(str, table.columns)}
    told = {c: o for c, head in heads.items() if (o := _origin(sheet, head, words))}
    if column and column not in told:
        raise _wrong(
            f"sheet {sheet} has no column '{column}'{did_you_mean(column, told)}",
            "--column",
            nearest(column, list(told)),
        )
    asked = {column: told[column]} if column else _numbers_first(sheet, told)
    years = {_period(int(c), periods) for c in asked if c.isdigit()}
    about = focus.named(row.to_dict(), kinds, years)
    about = focus.of_balance(about, words, solution) if sheet == "balance" else about
    about = focus.widened(about, solution, numbers, booked=sheet in ("costs", *OF_LEDGER))
    tables = list(dict.fromkeys(t for o in asked.values() for t in o.tables))
    behind = [solution.meta["inputs_used"][number - HEAD]] if sheet == ITSELF else rows_behind(numbers, tables, about)
    return Explained(
        sheet, number, row, tuple(asked.items()), about, tuple(behind), tuple(_beside(tables, about, behind, solution))
    )


def _origin(sheet: str, column: str, words: str) -> Origin | None:
    """The entry of a column; where it is a sum of lines of the ledger, with the equations and tables of the line of these words."""
    entry = of_column(origins(), sheet, column, words)
    line = of_column(origins(), "costs", "annual_cost", words) if sheet in OF_LEDGER else None
    if entry is None or line is None or ANY in (line.where, words) or entry.where != ANY:
        return entry
    return replace(entry, equations=line.equations, tables=line.tables)


@lru_cache(maxsize=1)
def _table(solution: Solution, sheet: str) -> pd.DataFrame:
    """The table of one sheet as the workbook shows it: the others need not be made."""
    if sheet not in SHEETS:
        raise _wrong(f"no sheet '{sheet}'{did_you_mean(sheet, SHEETS)}", "sheet", listed(list(SHEETS)))
    with spoken(ENGLISH):
        return laid_out(sheet, SHEETS[sheet].make(solution))


def _wrong(message: str, column: str, allowed: str) -> CaseError:
    return CaseError([Problem(message, "command line", column=column, allowed=allowed)], "question")


def _labels(row: pd.Series) -> str:
    return " ".join(str(cell) for cell in row if isinstance(cell, str | int) and str(cell))


def _period(year: int, periods: Collection[str]) -> int:
    """The period that a year is in.

    >>> _period(2037, ("2030", "2035", "2040"))
    2035
    """
    return max((int(y) for y in periods if int(y) <= year), default=year)


def _general(sheet: str, column: str, periods: Collection[str], gases: Collection[str]) -> str:
    """The head as the table of origins has it, which knows files: there a year of an amount is a row."""
    across = SHEETS[sheet].across
    if across and (column.isdigit() or column == OF_ALL):
        return across.amount
    if column in periods:
        return PERIOD
    if column in gases:
        return GAS
    head, _, gas = column.rpartition(" ")
    return f"{head} {GAS}" if head == "unit of" and gas in gases else column


def _numbers_first(sheet: str, told: dict[str, Origin]) -> dict[str, Origin]:
    """Columns that are counted from something; of a sheet without such its own ones, or all."""
    counted = {c: o for c, o in told.items() if o.made_of or o.equations}
    return counted or {c: o for c, o in told.items() if o.sheet == sheet} or told


def _beside(tables: Collection[str], about: Focus, behind: Sequence[Number], solution: Solution) -> list[str]:
    """What enters besides numbers with a row of their own."""
    meta, out = solution.meta, list[str]()
    for table in tables:
        if table == "case.yaml":
            stated = f"money {meta['money']}, discount rate {meta['discount_rate']:g}, base year {meta['base_year']}"
            out.append(f"case.yaml: {stated}, and what it says of periods, wacc and conventions")
        elif table == "profiles":
            names = sorted({str(r["of"][c]) for r in behind for c in ("profile", "limit_profile") if r["of"].get(c)})
            out += [f"profiles.csv: {', '.join(names)}"] if names else []
        elif table.partition(":")[0] not in ROLES and table != "*" and _read(table, meta["case"]["hashes"]):
            mine = sorted(about.of(LABEL.get(table, "")))
            out.append(f"{table}.csv" + (f": {', '.join(mine)}" if mine else ""))
    others = sorted(about.taken - about.of("carrier")) if about.of("carrier") and "prices" in tables else []
    if others:
        out.append(f"what is taken or given there has a price of its own in sheet prices: {', '.join(others)}")
    return out


def _read(table: str, hashes: Collection[str]) -> bool:
    """Whether the case has a table; of a workbook that is not known, and it may."""
    return any(Path(file).stem == table or Path(file).suffix == ".xlsx" for file in hashes)


LABEL = {"technologies": "technology", "carriers": "carrier", "regions": "region"}
