"""What fits on a screen: numbers, names and periods of a printed table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from rich.console import Console
from rich.table import Table

PERIODS = 10  # that a printed line holds
NAME = 16  # signs that a name keeps before a period is left out
GAP = 2
NOTHING = 1e-6  # of the largest


def some(periods: Sequence[int], most: int = PERIODS) -> list[int]:
    """The first, the last and some between, where there are more periods than a line holds.

    >>> some([2025, 2030, 2035]), some(list(range(1990, 2011)), 6)
    ([2025, 2030, 2035], [1990, 1994, 1998, 2002, 2006, 2010])
    """
    every = sorted(int(y) for y in periods)
    if len(every) <= most:
        return every
    return [every[round(i * (len(every) - 1) / (most - 1))] for i in range(most)]


def left_out(periods: Sequence[int], kept: Sequence[int]) -> str:
    """Which periods a table does not show, in words; nothing if it shows all.

    >>> left_out([2025, 2030, 2035], [2025, 2035]), left_out([2025], [2025])
    ('left out here: 2030 (all periods are in summary.xlsx)', '')
    """
    missing = sorted({int(y) for y in periods} - set(kept))
    return f"left out here: {', '.join(map(str, missing))} (all periods are in summary.xlsx)" if missing else ""


def shown(value: float) -> str:
    """Four digits that a reader can compare: 1,137,000 and not 1.137e+06; nothing for what does not exist.

    >>> shown(1136812.0), shown(26.585), shown(0.0000246)
    ('1,137,000', '26.59', '2.46e-05')
    """
    if value != value:
        return ""
    if abs(value) < 1e15 and abs(value) >= 1000:
        return f"{float(f'{value:.4g}'):,.0f}"
    return f"{value:.4g}"


def clean(values: pd.Series) -> pd.Series:
    """Numbers of one row without what is nothing beside its largest: an interior answer has no zeros.

    >>> clean(pd.Series([739300.0, 9.4e-9, 0.5])).tolist(), clean(pd.Series([2.0, float("nan")])).tolist()
    ([739300.0, 0.0, 0.0], [2.0, nan])
    """
    return values.mask(values.abs() < NOTHING * values.abs().max(), 0.0)


def cut(text: str, most: int) -> str:
    """A name that is too long without its middle, since names differ at their ends.

    >>> cut("truck_medium_battery", 12), cut("coal", 12)
    ('truck_…ttery', 'coal')
    """
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"


def grid(title: str, columns: Sequence[str]) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, GAP, 0, 0)
    )
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right", no_wrap=True)
    return table


def print_by_period(console: Console, title: str, pivot: pd.DataFrame) -> None:
    """A table of one column a period; index (name, unit)."""
    print_words(console, title, pivot.apply(clean, axis=1).map(lambda v: shown(float(v))))


def print_words(console: Console, title: str, table: pd.DataFrame) -> None:
    """A table of one column a period; names are shortened first, and a period that still does not fit is named.

    Args:
        console: where to.
        title: above the table.
        table: of words; index (name, unit), columns periods.
    """
    periods = [int(y) for y in table.columns]
    cells = {y: [str(v) for v in table[y]] for y in periods}
    names, units = ([str(v) for v in table.index.get_level_values(i)] for i in range(2))
    head = str(table.index.names[0])
    room, kept = _fitting(console.width, cells, [head, *names], ["unit", *units])
    drawn = grid(title, [head, *map(str, kept), "unit"])
    for i, (name, unit) in enumerate(zip(names, units, strict=True)):
        drawn.add_row(cut(name, room), *(cells[y][i] for y in kept), unit)
    console.print(drawn)
    if missing := left_out(periods, kept):
        console.print(f"  {missing}")


def _fitting(
    width: int, cells: dict[int, list[str]], names: Sequence[str], units: Sequence[str]
) -> tuple[int, list[int]]:
    """The width of the names, and the periods that fit beside them."""
    size = {y: max(len(str(y)), *map(len, column), 0) + GAP for y, column in cells.items()}
    longest, rest = max(map(len, names)), max(map(len, units)) + 2 * GAP
    for most in range(len(size), min(len(size), 2) - 1, -1):
        kept = some(list(size), most)
        room = width - rest - sum(size[y] for y in kept)
        if room >= min(longest, NAME):
            return min(room, longest), kept
    return min(NAME, longest), some(list(size), 2)
