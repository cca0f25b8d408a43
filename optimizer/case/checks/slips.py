"""Slips of the decimal point: numbers of a technology that jump between neighbouring years or regions.

A jump may be meant, so it is a note and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from optimizer.case.checks.common import Tables, at, grouped, records, stated
from optimizer.case.text import times

FACTOR = 5.0
NEAR = 5.0  # years within which regions are compared
MOST = 12  # notes, then their number
NUMBER = ("technology", "parameter", "per_km")
PORT = ("technology", "carrier", "direction", "per", "at")

Row = dict[str, Any]
Pair = tuple[Row, Row]  # what jumps, and its neighbour


def jumps(tables: Tables) -> tuple[str, ...]:
    """A note on each number that is five times its neighbour or more, or a fifth of it or less.

    Parameters of technologies, and what their ports take and give. A zero or a change of sign is no jump.
    """
    found: list[Pair] = []
    for rows, keys in ((records(tables, "parameters"), NUMBER), (records(tables, "ports"), PORT)):
        known = [r for r in rows if stated(r["amount"]) and r["amount"]]
        for number in grouped(known, keys):
            regions = [sorted(of, key=_when) for of in _by_region(number)]
            in_time = [pair for of in regions for pair in _between_years(of)]
            found += in_time or list(_between_regions(regions))
    notes = [_sentence(row, other) for row, other in found]
    return (*notes[:MOST], *([f"{len(notes) - MOST} more numbers jump like these"] if len(notes) > MOST else []))


def _by_region(rows: Sequence[Row]) -> list[list[Row]]:
    return grouped(rows, ["region"]) if "region" in rows[0] else [list(rows)]


def _when(row: Row) -> float:
    return float(row["year"]) if stated(row["year"]) else 0.0


def _ratio(row: Row, other: Row) -> float:
    """How many times one is the other, the larger over the smaller; 1 where the signs differ."""
    ratio = float(row["amount"] / other["amount"])
    return max(ratio, 1.0 / ratio) if ratio > 0 else 1.0


def _between_years(rows: Sequence[Row]) -> Iterator[Pair]:
    """Rows with the year beside them: of two the later, unless it is the first year alone that is odd."""
    apart = [_ratio(a, b) >= FACTOR for a, b in pairwise(rows)]
    for i, jumped in enumerate(apart):
        if not jumped or (i > 0 and apart[i - 1]):  # the way back from a row that is told already
            continue
        odd_start = i == 0 and len(rows) > 2 and not apart[1]
        yield (rows[0], rows[1]) if odd_start else (rows[i + 1], rows[i])


def _between_regions(regions: Sequence[Sequence[Row]]) -> Iterator[Pair]:
    """The first row of each region that is far from the middle one of the others in those years; of two regions the latter."""
    for n, rows in enumerate(regions):
        if len(regions) == 2 and n == 0:
            continue
        for row in rows:
            others = [_nearest(of, row) for m, of in enumerate(regions) if m != n]
            beside = sorted((r for r in others if r is not None), key=lambda r: float(r["amount"]))
            middle = beside[(len(beside) - 1) // 2] if beside else row
            if _ratio(row, middle) >= FACTOR:
                yield row, middle
                break


def _nearest(rows: Sequence[Row], to: Row) -> Row | None:
    """The row of the nearest year, if it is near."""
    best = min(rows, key=lambda r: abs(_when(r) - _when(to)))
    same_time = not stated(best["year"]) or not stated(to["year"]) or abs(_when(best) - _when(to)) <= NEAR
    return best if same_time else None


def _sentence(row: Row, other: Row) -> str:
    what = row.get("parameter") or f"{row['carrier']} {row['direction']}"
    apart, home = times(row["amount"] / other["amount"]), f"{_place(other)} in row {other['_row']}"
    message = f"{what} of '{row['technology']}'{_place(row)} is {apart} the {_stated(other)}{home}; is its decimal point in place?"
    return str(at(row, "value", message, _stated(row)))


def _stated(row: Row) -> str:
    return f"{row['value']:g} {row['unit']}"


def _place(row: Row) -> str:
    """The region and year of a row, where it has them."""
    region = f" in {row['region']}" if row.get("region") else ""
    return region + (f" of {row['year']:.0f}" if stated(row["year"]) else "")
