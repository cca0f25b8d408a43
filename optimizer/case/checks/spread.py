"""Amounts and rates a hundred times off their neighbours: between the years of a place, and between places by their typical ratio.

Demand, plant, potentials, ceilings, prices, factors and limits have no range of their own: how much a place uses is the case's to say. A unit
that was misread is a factor of a hundred or a thousand, which neither years nor places beside it have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.checks.meant import likely
from optimizer.case.text import times
from optimizer.errors import Problem

Row = dict[str, Any]
AMOUNT, RATE = 200.0, 20.0
"""Times off from which an amount, and a rate, is told: amounts grow from small beginnings, rates do not."""
MANY = 10
"""Places from which on one of them may well have hardly anything: they are compared less strictly."""
SPIKE = 20.0
SIGMAS = 6.0
"""Usual deviations (1.48 times the median one) of other places from the middle one."""
APART = 4.0
"""Times that a number changes itself, or is away from the nearest other place, at the least."""
MOST = 12
MOST_LOG = 700.0  # the exponential of more is no number


@dataclass(frozen=True)
class Kind:
    """Numbers of a table that are compared: `key` says which belong together, `place` where they are."""

    table: str
    key: tuple[str, ...]
    place: str = "region"
    column: str = "value"
    amount: str = "amount"
    far: float = AMOUNT


KINDS = (
    Kind("demand", ("carrier", "profile")),
    Kind("potentials", ("technology", "limit")),
    Kind("existing_capacity", ("technology",)),
    Kind("prices", ("carrier", "kind", "tier"), far=RATE),
    Kind("prices", ("carrier", "kind", "tier", "limit_yearly"), column="limit", amount="limit_amount"),
    Kind("emissions", ("flow", "technology", "carrier", "gas", "sector", "stage", "account"), far=RATE),
    Kind("carbon", ("carrier", "kind"), "", far=RATE),
    Kind("series", ("series",)),
    Kind("policies", ("id",), ""),
    Kind("retrofits", ("from", "to"), far=RATE),
    Kind("build_inputs", ("technology", "carrier", "direction"), "", far=RATE),
    Kind("learning", ("learning", "quantity", "technology"), ""),
)


@dataclass(frozen=True)
class Slip:
    """A row, how many times it is off, and what it is off from; `off` is told by the years on both sides, where there are two."""

    row: Row
    times: float
    beside: str
    off: float


def spread(tables: Tables, profiles: tuple[str, pd.DataFrame] | None) -> tuple[str, ...]:
    """A note on each number that is far off the same number of other years, or of other places."""
    notes: list[str] = []
    for kind in KINDS:
        notes += [str(_told(kind, slip)) for slip in _slips(kind, tables)]
    notes += [str(p) for p in _spikes(tables, profiles)]
    return (*notes[:MOST], *([f"{len(notes) - MOST} more numbers are as far off"] if len(notes) > MOST else []))


def _slips(kind: Kind, tables: Tables) -> Iterator[Slip]:
    """Rows that are off in time, else places that are off among their like."""
    rows = [r for r in records(tables, kind.table) if stated(r[kind.amount]) and r[kind.amount] > 0]
    series: dict[tuple[Any, ...], dict[str, list[Row]]] = {}
    for row in rows:
        place = str(row[kind.place]) if kind.place else ""
        series.setdefault(tuple(row[k] for k in kind.key), {}).setdefault(place, []).append(row)
    levels: dict[tuple[Any, ...], dict[str, float]] = {}
    for key, places in series.items():
        paths = {place: sorted(of, key=_when) for place, of in places.items()}
        odd = [slip for place in paths for slip in _in_time(kind, place, paths)]
        yield from odd
        if not odd:
            levels[key] = {place: _level(kind, of) for place, of in paths.items() if place}
    sizes = _sizes(levels)
    for key, of in levels.items():
        yield from _in_space(kind, of, sizes, series[key])


def _when(row: Row) -> float:
    """The year that a row is of."""
    year = row.get("year", math.nan)
    year = year if stated(year) else row.get("build_year", math.nan)
    return float(year) if stated(year) else 0.0


def _level(kind: Kind, rows: Sequence[Row]) -> float:
    """What a place has on the (geometric) mean of its years."""
    return math.exp(sum(math.log(r[kind.amount]) for r in rows) / len(rows))


def _in_time(kind: Kind, place: str, paths: Mapping[str, Sequence[Row]]) -> Iterator[Slip]:
    """Rows that are far from the year before and after, beyond what other places change meanwhile. Plant of different ages is compared too."""
    rows = paths[place]
    if len({_when(r) for r in rows}) < len(rows):
        return  # rows of one year differ in something else
    elsewhere = [of for other, of in paths.items() if other != place]
    steps = []
    for a, b in pairwise(rows):
        own = math.log(b[kind.amount]) - math.log(a[kind.amount])
        # what others change is asked for the few steps that may be odd: there are as many paths as places
        steps.append(own - _usual(_changes(kind, elsewhere, a, b), own) if abs(own) >= math.log(APART) else 0.0)
    far = [abs(step) >= math.log(kind.far) for step in steps]
    for i, jumped in enumerate(far):
        if not jumped or (i > 0 and far[i - 1]):  # the way back from a row that is told already
            continue
        first_is_odd = i == 0 and len(rows) > 2 and not far[1]
        row, other = (rows[0], rows[1]) if first_is_odd else (rows[i + 1], rows[i])
        off = _many(-steps[i] if first_is_odd else steps[i])
        at_end = first_is_odd or i + 2 == len(rows)
        between = off if at_end else _many(_off(kind, rows[i : i + 3]))
        beyond = between if (between > 1) == (off > 1) else off
        yield Slip(row, off, f"that of {_when(other):.0f} in row {_line(other)}", beyond)


def _many(log: float) -> float:
    """How many times, of its logarithm; as far as numbers go."""
    return math.exp(max(-MOST_LOG, min(log, MOST_LOG)))


def _usual(changes: Sequence[float], own: float) -> float:
    """What other places change: the middle one, of two middle ones that nearer to the own change, so that one odd place does not blame others.

    >>> _usual([-14.0, -0.3], -0.5), _usual([], 1.0), _usual([0.1, 0.2, 9.0], 5.0)
    (-0.3, 0.0, 0.2)
    """
    if not changes:
        return 0.0
    return min((changes[(len(changes) - 1) // 2], changes[len(changes) // 2]), key=lambda c: abs(c - own))


def _off(kind: Kind, rows: Sequence[Row]) -> float:
    """The logarithm of the middle one of three rows over what lies between its neighbours."""
    before, middle, after = (math.log(r[kind.amount]) for r in rows)
    years = [_when(r) for r in rows]
    return float(middle - np.interp(years[1], (years[0], years[2]), (before, after)))


def _changes(kind: Kind, paths: Iterable[Sequence[Row]], start: Row, end: Row) -> list[float]:
    """By how much the logarithms of paths change between the years of two rows, in order; of those that reach over both."""
    changes = [_change(kind, rows, _when(start), _when(end)) for rows in paths]
    return sorted(c for c in changes if c is not None)


def _change(kind: Kind, rows: Sequence[Row], start: float, end: float) -> float | None:
    """By how much the logarithm of a path changes between two years; None where it does not reach over both."""
    years = [_when(r) for r in rows]
    if len(rows) < 2 or not years[0] <= start < end <= years[-1]:
        return None
    logs = [math.log(r[kind.amount]) for r in rows]
    return float(np.interp(end, years, logs) - np.interp(start, years, logs))


def _sizes(levels: Mapping[tuple[Any, ...], Mapping[str, float]]) -> dict[tuple[tuple[Any, ...], str], float]:
    """How large each place is as a rule, by what it has of everything else (logarithm, the middle place being 0)."""
    off: dict[str, dict[tuple[Any, ...], float]] = {}
    for key, of in levels.items():
        middle = median(math.log(v) for v in of.values()) if of else 0.0
        for place, level in of.items():
            off.setdefault(place, {})[key] = math.log(level) - middle
    return {
        (key, place): median(others) if (others := [o for k, o in by_key.items() if k != key]) else 0.0
        for place, by_key in off.items()
        for key in by_key
    }


def _in_space(
    kind: Kind,
    levels: Mapping[str, float],
    sizes: Mapping[tuple[tuple[Any, ...], str], float],
    series: Mapping[str, Sequence[Row]],
) -> Iterator[Slip]:
    """The place that is far from all others of its like, its usual size taken off; of two places nobody can say which."""
    if len(levels) < 3:
        return
    key = tuple(next(iter(series.values()))[0][k] for k in kind.key)
    logs = {place: math.log(v) - sizes[key, place] for place, v in levels.items()}
    for place, log in logs.items():
        others = [v for p, v in logs.items() if p != place]
        gap = log - max(others) if log > max(others) else log - min(others) if log < min(others) else 0.0
        middle = median(others)
        usual = SIGMAS * 1.48 * median(abs(v - middle) for v in others)
        far = math.log(kind.far * (2.0 if len(levels) < MANY else 10.0))
        if abs(gap) >= math.log(APART) and abs(log - middle) >= max(far, usual):
            row = min(series[place], key=_when)
            off = _many(log - middle)
            yield Slip(row, off, "that of other places of its size", off)


def _line(row: Row) -> str:
    return "?" if pd.isna(row["_row"]) else str(int(row["_row"]))


def _told(kind: Kind, slip: Slip) -> Problem:
    row, unit = slip.row, str(slip.row["limit_unit" if kind.column == "limit" else "unit"])
    what = " ".join(str(row[k]) for k in kind.key if isinstance(row[k], str) and row[k])
    where = f" in {row[kind.place]}" if kind.place and row[kind.place] else ""
    year = f" of {_when(row):.0f}" if _when(row) else ""
    name = kind.table.replace("_", " ") if kind.column == "value" else "ceiling"
    meant = likely(float(row[kind.column]), unit, 1 / slip.off)
    message = f"{name}: {what}{where}{year} is {times(slip.times)} {slip.beside}{meant}"
    return at(row, kind.column, message, f"{row[kind.column]:,.6g} {unit}".strip())


def _spikes(tables: Tables, profiles: tuple[str, pd.DataFrame] | None) -> Found:
    """One value of a profile far above all others of its column; of demand also far below."""
    if profiles is None:
        return
    file, frame = profiles
    shapes = {str(r["profile"]) for r in records(tables, "demand") if r["profile"]}
    used = shapes | {
        str(r["profile"]) for name in ("parameters", "prices") for r in records(tables, name) if r["profile"]
    }
    regions = [str(r) for r in tables["regions"]["region"]]
    for name in sorted(used):
        for column in [c for c in (name, *(f"{r}_{name}" for r in regions)) if c in frame]:
            values = pd.to_numeric(frame[column], errors="coerce").abs().to_numpy(float)
            high = np.sort(values[values > 0]).tolist()
            if len(high) < 3:
                continue
            if high[-1] >= SPIKE * high[-2]:
                yield _spike(file, column, values, high[-1], high[-1] / high[-2], "the next highest")
            elif name in shapes and high[0] * SPIKE <= high[1] and high[0] * SPIKE <= float(np.median(high)):
                yield _spike(file, column, values, high[0], high[0] / high[1], "the next lowest")


def _spike(file: str, column: str, values: Any, value: float, off: float, other: str) -> Problem:
    message = f"this value is {times(off)} {other} of its column; is its decimal point in place?"
    return Problem(message, file, int(np.flatnonzero(values == value)[0]) + 2, column, f"{value:g}")
