"""Matching: months that the clock has, and plant whose output can be told by its year of building."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.checks.common import Found, Tables, at, listed_in, records, stated
from optimizer.case.convert import hours_of_year
from optimizer.case.model import rows_of_period
from optimizer.case.schema import FullYear, GivenDays, Options
from optimizer.clock import DAYS_OF_YEAR
from optimizer.quantities import Quantity

HOURS_OF_DAY = 24.0


def matching(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """Blocks of months need the days of the year; the age of plant counts where its output is its own."""
    known = f"a clock whose days are those of a year: full_year or typical_days of {' or '.join(map(str, DAYS_OF_YEAR))} days"
    for row in records(tables, "policies"):
        if row["kind"] != "matching":
            if stated(row["built_from"]):
                message = "only generation that is matched counts by its year of building"
                yield at(row, "built_from", message, f"{row['built_from']:g}", "empty")
            continue
        yield from _stores(row, tables)
        if row["time"] == "month":
            for label, days in _days_of_year(tables, options).items():
                if days not in DAYS_OF_YEAR:
                    message = f"the year has no months in {label}, since not all its days are known"
                    allowed = f"{known}; given days with a calendar.csv of as many; or time hour, day or each"
                    yield at(row, "time", message, f"a calendar of {days:g} days", allowed)
        if stated(row["built_from"]):
            yield from _own_output(row, tables)


def _stores(row: dict[str, object], tables: Tables) -> Found:
    """A store keeps the carrier that is matched, gives back what it took within the year, and for one policy only."""
    stores = {r["technology"]: r for r in records(tables, "technologies") if r["kind"] == "store"}
    others = [r for r in records(tables, "policies") if r["kind"] == "matching" and r["id"] != row["id"] and r["on"]]
    for name in [k for k in listed_in(str(row["technology"])) if k in stores]:
        store = stores[name]
        if store["reference"] != row["carrier"]:
            yield at(
                row, "technology", f"'{name}' keeps {store['reference']}, not {row['carrier']}", name, "other stores"
            )
        if store["span"] == "horizon":
            message = f"what '{name}' gives back need not have been put in within the year"
            yield at(row, "technology", message, name, "stores that span a day or a year")
        shared = [r["id"] for r in others if name in listed_in(r["technology"])]
        if shared and row["on"]:
            message = f"'{name}' would give what it keeps to policy '{shared[0]}' as well"
            yield at(row, "technology", message, name, "a store in one matching policy")


def _days_of_year(tables: Tables, options: Options) -> dict[int, float]:
    """Days of the calendar of each period; none where it gives days without one."""
    out: dict[int, float] = {}
    for label, clock in options.clocks.items():
        if isinstance(clock, GivenDays):
            out[label] = float(len(rows_of_period(tables["calendar"], label)))
        else:
            step = clock.step if isinstance(clock, FullYear) else HOURS_OF_DAY
            out[label] = hours_of_year(options, None) / max(HOURS_OF_DAY, step)
    return out


def _own_output(row: dict[str, object], tables: Tables) -> Found:
    """A mode, or a port with a free share, has no capacity of its own that could be young."""
    owner = {r["technology"]: r["capacity_of"] for r in records(tables, "technologies")}
    free = {(r["technology"], r["carrier"]) for r in records(tables, "ports") if r["group"]}
    for name in listed_in(str(row["relative_to"])):
        shared, divided = owner.get(name, ""), (name, row["carrier"]) in free
        if shared or divided:
            why = f"shares the capacity of '{shared}'" if shared else "gives it out with a free share"
            message = f"'{name}' {why}, so its output cannot be told by its year of building"
            yield at(row, "built_from", message, f"{row['built_from']:g}", f"empty, or other plant than '{name}'")
