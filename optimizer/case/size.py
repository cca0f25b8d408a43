"""Whether a case is of a size that a model can have, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.case.convert import hours_of_year
from optimizer.case.read import Raw
from optimizer.case.schema import Clock, FullYear, Options, TypicalDays
from optimizer.errors import Problem
from optimizer.reading import limits


def size_problems(raw: Raw, options: Options | None) -> Iterator[Problem]:
    """Tables with more labels than a model can have, and more steps for all of them than there is room for."""
    rows = {name: len(raw.tables[name]) if name in raw.tables else 0 for name in limits.LABELS}
    for name, most in limits.LABELS.items():
        if rows[name] > most:
            yield Problem("table is too large", f"{name}.csv", found=f"{rows[name]:,} rows", allowed=f"{most:,} rows")
    if options is None:
        return
    steps = sum(_steps(raw, options, clock) for clock in options.clocks.values())
    size = max(rows["regions"], 1) * max(rows["technologies"], 1) * steps
    if size > limits.MODEL:
        found = (
            f"{rows['regions']:,} regions x {rows['technologies']:,} technologies x {steps:,.0f} steps of all periods"
        )
        yield Problem(
            "the model is too large", "case.yaml", column="clock", found=found, allowed=f"{limits.MODEL:,} in all"
        )


def _steps(raw: Raw, options: Options, clock: Clock) -> float:
    """Steps of a year, at most."""
    if isinstance(clock, FullYear):
        return hours_of_year(options, None if raw.profiles is None else len(raw.profiles[1])) / clock.step
    if isinstance(clock, TypicalDays):
        return float((clock.days + len(clock.extremes)) * clock.hours)
    return float(len(raw.tables["steps"])) if "steps" in raw.tables else 0.0
