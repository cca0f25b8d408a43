"""Rules of a pathway: the year of the peak, what follows it, and values that have a meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from optimizer.case.checks.common import Found, at, stated
from optimizer.case.text import listed

Row = dict[str, Any]
SELECTS = ("quantity", "region", "sector", "stage", "gas", "account", "area", "coefficient")
RANGES = {"decline": (0.0, 1.0), "plateau": (0.0, 1.0), "slowing": (0.0, float("inf")), "peak": (0.0, float("inf"))}


def pathway(row: Row, periods: Collection[int], peaks: Mapping[str, Row]) -> Found:
    """What a row of kind peak, decline, slowing or plateau says has a meaning."""
    least, most = RANGES[row["kind"]]
    if stated(row["amount"]) and not least <= row["amount"] <= most:
        yield at(
            row,
            "value",
            "out of range",
            row["value"],
            f"{least:g} to {most:g}, or 0 to 100 %" if most == 1 else "0 or more",
        )
    if row["kind"] == "peak":
        yield from _peak(row, periods, peaks)
    elif row["relative_to"] in peaks:
        yield from _follows(row, peaks[row["relative_to"]])


def _peak(row: Row, periods: Collection[int], peaks: Mapping[str, Row]) -> Found:
    year, before = row["year"], min(periods)
    if row["relative_to"] and not stated(row["value"]) and not row["unit"]:
        yield at(row, "value", "how high, as a share of the series", "", "100 %")
    if row is not peaks[row["id"]]:
        yield at(row, "year", "a policy has one peak", year, "one row; another id")
    if not stated(year):
        if not any(_within(row, p) for p in periods):
            found = " to ".join(f"{row[c]:g}" if stated(row[c]) else "" for c in ("start", "end")).strip()
            column = "start" if stated(row["start"]) else "end"
            yield at(row, column, "no period lies between start and end", found, listed(map(str, sorted(periods))))
        return
    known = int(year) in periods or (int(year) < before and bool(row["relative_to"]))
    if not known:
        allowed = (
            f"{listed(map(str, sorted(periods)))}; empty: the cheapest of them; a year of the series before {before}"
        )
        yield at(row, "year", "not a period of the horizon", f"{year:g}", allowed)
    elif not _within(row, year):
        yield at(row, "year", "the peak lies outside start and end", f"{year:g}", "a year between them, or empty")


def _within(row: Row, year: float) -> bool:
    return not (stated(row["start"]) and year < row["start"]) and not (stated(row["end"]) and year > row["end"])


def _follows(row: Row, peak: Row) -> Found:
    """A rule takes year and history from a peak: a history only of the same emissions."""
    for column in SELECTS if peak["relative_to"] else ():
        if str(row[column]) != str(peak[column]):
            message = f"selects other emissions than '{peak['id']}', whose history it takes"
            yield at(
                row,
                column,
                message,
                row[column] or "empty",
                f"{peak[column] or 'empty'}; or start and a series of its own",
            )
