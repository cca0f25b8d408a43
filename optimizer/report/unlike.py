"""What was put into runs and is not as in the reference: numbers, other cells of their rows, policies that hold, keys and tables without numbers.

Answers keep the rows of all tables of numbers (`inputs_used`), the policies that hold, and what their scenario changed of all else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from optimizer.case.used import NUMBERS
from optimizer.report.about import changes, inputs_used
from optimizer.solution import Solution

KEYS = ["table", "item", "quantity", "region", "year"]
COLUMNS = [*KEYS, "column", "before", "after", "unit"]
WRITTEN = "as its case was written"
"""Stands for a cell that one run changed, in another run of other files: its log does not say what stands there."""
Cell = tuple[str, str, str]
"""Table, labels of the row, column."""


def unlike(reference: Solution, run: Solution) -> pd.DataFrame:
    """One row an input of a run that is not that of the reference; blank where one of the two has no such row.

    Returns:
        table, item, quantity, region, year, column (`value`, or another of the table; of case.yaml its key), before (in the reference),
        after (in the run), unit of numbers.
    """
    rows = [*_policies(reference, run), *_of_rows(reference, run), *_logged(reference, run)]
    table = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    return table.assign(**{c: table[c].map(numeral) for c in ("year", "before", "after")})


def numeral(cell: Any) -> Any:
    """A text as the number it spells, if it does; nothing as an empty text.

    >>> numeral("2035"), numeral("0.05"), numeral("together"), numeral(None), numeral("nan")
    (2035, 0.05, 'together', '', 'nan')
    """
    if cell is None or cell != cell:
        return ""
    if not isinstance(cell, str) or not cell.strip("+-.")[:1].isdigit():
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell
    return int(number) if number.is_integer() else number


def _policies(reference: Solution, run: Solution) -> Iterator[tuple[Any, ...]]:
    """Policies that are switched on in one of the two alone."""
    first, mine = (_switches(s) for s in (reference, run))
    for policy in dict.fromkeys([*first, *mine]):
        before, after = first.get(policy, ""), mine.get(policy, "")
        if before != after:
            yield "policies", policy, "", "", None, "on", before, after, ""


def _switches(solution: Solution) -> dict[str, str]:
    """Whether each policy of a case holds."""
    on = set(solution.meta["case"].get("policies", []))
    table = inputs_used(solution)
    known = table.loc[table["table"] == "policies", "item"]
    return {str(p): "yes" if p in on else "no" for p in dict.fromkeys([*known, *sorted(on)])}


def _of_rows(reference: Solution, run: Solution) -> Iterator[tuple[Any, ...]]:
    """Rows of the tables of numbers: the number where it differs, and every other cell."""
    first, mine = _rows(reference), _rows(run)
    for key in dict.fromkeys([*first, *mine]):
        before, after = first.get(key, {}), mine.get(key, {})
        for column in dict.fromkeys([*before, *after]) if before and after else ["value"]:
            was, now = before.get(column, ""), after.get(column, "")
            if column != UNIT and was != now and not (was != was and now != now):
                unit = (after or before)[UNIT] if column == "value" else ""
                yield *key[:-1], column, was, now, unit


UNIT = "(unit)"


def _rows(solution: Solution) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Cells of each row by what it is of; rows that are alike in all of that are told apart by their order."""
    found = dict[tuple[Any, ...], dict[str, Any]]()
    for row in solution.meta["inputs_used"]:
        of, place = tuple(row[k] for k in KEYS), 0
        while (*of, place) in found:
            place += 1
        found[*of, place] = {"value": row["value"], **row.get("of", {}), UNIT: row["unit"]}
    return found


def _logged(reference: Solution, run: Solution) -> Iterator[tuple[Any, ...]]:
    """Cells of other tables and keys of case.yaml that the scenario of one of the two changed, and the other did not change alike.

    A cell that a run of the same files did not change is as it was before the other changed it.
    """
    first, mine = _log(reference), _log(run)
    alike = _same_files(reference, run)
    for cell in dict.fromkeys([*first, *mine]):
        was = first[cell][1] if cell in first else mine[cell][0] if alike else WRITTEN
        now = mine[cell][1] if cell in mine else first[cell][0] if alike else WRITTEN
        if was != now:
            table, labels, column = cell
            yield table, labels, "", "", None, column, was, now, ""


def _same_files(reference: Solution, run: Solution) -> bool:
    """Whether both were made from the same files; those that one of the two read alone (a plan, another scenario) aside."""
    first, mine = (dict(s.meta["case"]["hashes"]) for s in (reference, run))
    shared = first.keys() & mine.keys()
    return bool(shared) and all(first[name] == mine[name] for name in shared)


def _log(solution: Solution) -> dict[Cell, tuple[str, str]]:
    """What the scenario of a run changed beside numbers and their rows: before and after, by table, row and column."""
    table = changes(solution)
    table = table[~table["table"].isin(list(NUMBERS))]
    found = dict[Cell, tuple[str, str]]()
    for name, of, column, before, after in table[["table", "of", "column", "before", "after"]].itertuples(index=False):
        found[str(name), str(of), str(column)] = (str(before), str(after))
    return found
