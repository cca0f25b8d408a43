"""Lapses beside their neighbours: a year whose digits are swapped, a profile of one place that is far below the others, a place left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

import pandas as pd

from optimizer.case.checks.common import Found, Tables, at, grouped, records, stated
from optimizer.case.checks.slips import FACTOR
from optimizer.case.layout import TABLES
from optimizer.case.schema import Options
from optimizer.case.text import listed

Numbers = Sequence[Sequence[dict[str, Any]]]  # the rows of each number, of different years
BESIDE = 2.0
"""Years off a period at most that a slip of the last digit is told."""


def lapses(tables: Tables, options: Options, means: Mapping[str, float]) -> Found:
    """Notes on each of them."""
    for table in TABLES:
        if {"year", "value"} <= {c.name for c in table.columns}:
            numbers = grouped(records(tables, table.name), [k for k in table.key if k != "year"])
            numbers = [rows for rows in numbers if len(rows) > 1]
            yield from _swapped_years(numbers, options)
            yield from _years_out_of_order(numbers)
            if table.name != "existing_capacity":  # plant ends in years of its own
                yield from _years_beside(numbers, options)
    yield from _odd_means(tables, means)


def _swapped_years(numbers: Numbers, options: Options) -> Found:
    """A year that is no period, has the digits of one, and stands where that one is missing among the years of a number."""
    periods = {float(y) for p in options.periods for y in (p.label, p.first_year)}
    for rows in numbers:
        years = {r["year"] for r in rows if stated(r["year"])}
        for row in (r for r in rows if r["year"] in years - periods):
            alike = [p for p in periods - years if sorted(f"{p:.0f}") == sorted(f"{row['year']:.0f}")]
            if len(alike) == 1:
                message = f"no period is {row['year']:.0f}, did you mean {alike[0]:.0f}? No other row of this number has that year"
                yield at(row, "year", message, f"{row['year']:.0f}", listed(f"{p:.0f}" for p in sorted(periods)))


def _years_beside(numbers: Numbers, options: Options) -> Found:
    """A year that is no period and next to one that the number lacks, where all its other years are periods."""
    periods = {float(p.label) for p in options.periods}
    for rows in numbers:
        years = [r["year"] for r in rows]
        odd = [r for r in rows if r["year"] not in periods]
        if len(odd) != 1 or len(rows) < 3 or not all(map(stated, years)):
            continue
        row, missing = odd[0], periods - set(years)
        near = [p for p in missing if abs(p - row["year"]) <= BESIDE and p // 10 == row["year"] // 10]
        if len(near) == 1 and not any(abs(y - row["year"]) <= BESIDE for y in years if y != row["year"]):
            message = f"no period is {row['year']:.0f}, and all other rows of this number are of periods, did you mean {near[0]:.0f}?"
            yield at(row, "year", message, f"{row['year']:.0f}", listed(f"{p:.0f}" for p in sorted(periods)))


def _years_out_of_order(numbers: Numbers) -> Found:
    """A year below those of the rows around it, in rows that rise otherwise, and between them if its digits are swapped."""
    for rows in numbers:
        years = [r["year"] for r in rows]
        if len(rows) < 4 or not all(map(stated, years)) or sum(a >= b for a, b in pairwise(years)) != 1:
            continue
        for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
            between = {y for y in _swapped(row["year"]) if before["year"] < y < after["year"]}
            if row["year"] <= before["year"] and len(between) == 1:
                message = f"{row['year']:.0f} stands between {before['year']:.0f} and {after['year']:.0f}, did you mean {between.pop():.0f}?"
                yield at(row, "year", message, f"{row['year']:.0f}", "years that rise from row to row")


def _swapped(year: float) -> set[float]:
    """Years of the same four digits with two of them swapped.

    >>> sorted(_swapped(2005))
    [25.0, 205.0, 2050.0, 2500.0, 5002.0]
    """
    digits = f"{year:.0f}"
    places = range(len(digits))
    swaps = ([digits[{i: j, j: i}.get(k, k)] for k in places] for i in places for j in places if i < j)
    return {float("".join(swap)) for swap in swaps if "-" not in swap} - {year}


def _odd_means(tables: Tables, means: Mapping[str, float]) -> Found:
    """Availability whose mean in one place is as far off those of all others as a parameter may be; wind and sun differ by less between regions."""
    regions = [str(r) for r in tables["regions"]["region"]]
    done: set[str] = set()
    for row in records(tables, "parameters"):
        profile = row["profile"]
        if row["parameter"] != "availability" or not profile or row["region"] or profile in done:
            continue
        done.add(profile)
        of = {r: means[f"{r}_{profile}"] for r in regions if means.get(f"{r}_{profile}", 0.0) > 0}
        for region, mean in of.items():
            others = [v for r, v in of.items() if r != region]
            if len(others) > 1 and not min(others) / FACTOR < mean < max(others) * FACTOR:
                message = f"{region}_{profile} has a mean of {mean:.2g}, and other places have {median(others):.2g}; is its decimal point in place?"
                yield at(row, "profile", message, profile, f"{min(others):.2g} to {max(others):.2g} elsewhere")


def left_out(tables: Tables, profiles: tuple[str, pd.DataFrame] | None) -> Iterator[str]:
    """A place without demand, or without that which follows a profile it has, as others have; and one that no other table names."""
    columns = set() if profiles is None else {str(c) for c in profiles[1].columns}
    rows = records(tables, "demand")
    with_demand = {str(r["region"]) for r in rows}
    shapes = sorted({str(r["profile"]) for r in rows if r["profile"]})
    named = with_demand | {str(r[c]) for c in ("from", "to") for r in records(tables, "routes")}
    for name in ("prices", "existing_capacity", "potentials", "parameters"):
        named |= {part for r in records(tables, name) for part in str(r["region"]).split(";")}
    after = {s: dict.fromkeys(str(r["carrier"]) for r in rows if r["profile"] == s) for s in shapes}
    wanted = {(str(r["carrier"]), str(r["region"])) for r in rows}
    for row in records(tables, "regions"):
        region = str(row["region"])
        own = [s for s in shapes if f"{region}_{s}" in columns and f"{region}_{s}" not in after]
        missing = [s for s in own if not any((carrier, region) in wanted for carrier in after[s])]
        if region in with_demand and missing:
            what = listed(after[missing[0]])
            message = f"profiles.csv has {region}_{missing[0]}, and no demand of {what} in {region} follows it"
            yield str(at(row, "region", message, region, "rows of demand.csv; or no such profile"))
        shape = next((s for s in shapes if f"{region}_{s}" in columns), "")
        if len(with_demand) > 0 and region not in with_demand and shape:
            message = f"{region} has no demand, and profiles.csv has {region}_{shape} for it"
            yield str(at(row, "region", message, region, "rows of demand.csv; or no such profile"))
        elif region not in named and named - {""}:
            message = f"{region} has no demand, route, price, plant or potential of its own"
            yield str(at(row, "region", message, region, "rows that name it; or no such region"))
