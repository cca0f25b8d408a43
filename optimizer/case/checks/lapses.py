"""Lapses beside their neighbours: a year whose digits are swapped, a profile of one place that is far below the others, a place left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

import pandas as pd

from optimizer.case.checks.common import Found, Tables, at, grouped, records, stated
from optimizer.case.checks.slips import FACTOR
from optimizer.case.layout import TABLES, Table
from optimizer.case.schema import Options
from optimizer.case.text import listed


def lapses(tables: Tables, options: Options, means: Mapping[str, float]) -> Found:
    """Notes on each of them."""
    for table in TABLES:
        if {"year", "value"} <= {c.name for c in table.columns}:
            yield from _swapped_years(tables, table, options)
    yield from _odd_means(tables, means)


def _swapped_years(tables: Tables, table: Table, options: Options) -> Found:
    """A year that is no period, has the digits of one, and stands where that one is missing among the years of a number."""
    periods = {float(y) for p in options.periods for y in (p.label, p.first_year)}
    for rows in grouped(records(tables, table.name), [k for k in table.key if k != "year"]):
        years = {r["year"] for r in rows if stated(r["year"])}
        if len(rows) < 2:
            continue
        for row in (r for r in rows if r["year"] in years - periods):
            alike = [p for p in periods - years if sorted(f"{p:.0f}") == sorted(f"{row['year']:.0f}")]
            if len(alike) == 1:
                message = f"no period is {row['year']:.0f}, did you mean {alike[0]:.0f}? No other row of this number has that year"
                yield at(row, "year", message, f"{row['year']:.0f}", listed(f"{p:.0f}" for p in sorted(periods)))


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
    """A place without demand that has a profile of it, as others that have demand; and one that no other table names."""
    columns = set() if profiles is None else {str(c) for c in profiles[1].columns}
    rows = records(tables, "demand")
    with_demand = {str(r["region"]) for r in rows}
    shapes = sorted({str(r["profile"]) for r in rows if r["profile"]})
    named = with_demand | {str(r[c]) for c in ("from", "to") for r in records(tables, "routes")}
    for name in ("prices", "existing_capacity", "potentials", "parameters"):
        named |= {part for r in records(tables, name) for part in str(r["region"]).split(";")}
    for row in records(tables, "regions"):
        region = str(row["region"])
        shape = next((s for s in shapes if f"{region}_{s}" in columns), "")
        if len(with_demand) > 0 and region not in with_demand and shape:
            message = f"{region} has no demand, and profiles.csv has {region}_{shape} for it"
            yield str(at(row, "region", message, region, "rows of demand.csv; or no such profile"))
        elif region not in named and named - {""}:
            message = f"{region} has no demand, route, price, plant or potential of its own"
            yield str(at(row, "region", message, region, "rows that name it; or no such region"))
