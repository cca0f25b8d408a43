"""Time: profiles and given days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.convert import hours_of_year
from optimizer.case.model import rows_of_period
from optimizer.case.schema import Clock, FullYear, GivenDays, Options, TypicalDays
from optimizer.case.text import tidy
from optimizer.errors import MISSING, Problem
from optimizer.quantities import Quantity
from optimizer.reading.tables import profile_problems


def profiles(tables: Tables, options: Options, read: tuple[str, pd.DataFrame] | None) -> Found:
    """Profiles have the right length and hold numbers; given days have their tables."""
    if options.given_days:
        for name in ("days", "steps"):
            if tables[name].empty:
                yield Problem(MISSING, f"{name}.csv", allowed="given days need days.csv and steps.csv")
    if read is None:
        if any(isinstance(c, TypicalDays) for c in options.clocks.values()):
            yield Problem(MISSING, "profiles.csv", allowed="an hourly year to take typical days from")
        return
    file, frame = read
    index = [c for c in ("time", "hour", "day", "step") if c in frame.columns]
    yield from profile_problems(frame.drop(columns=index), file)
    yield from zero_profiles(tables, frame)
    if options.given_days:
        yield from _given_profiles(tables, file, frame)
        return
    for clock in dict.fromkeys(options.clocks.values()):
        yield from _length(options, clock, file, frame)


def _length(options: Options, clock: Clock, file: str, frame: pd.DataFrame) -> Found:
    """Profiles divide into the steps of a clock."""
    assert not isinstance(clock, GivenDays)
    hours = hours_of_year(options, len(frame))
    step = clock.step if isinstance(clock, FullYear) else 24.0 / clock.hours
    group = len(frame) * step / hours
    if abs(group - round(group)) > 1e-9 or round(group) < 1:
        rows = [f"{hours / step:g}"] + ([f"{hours:g}"] if step != 1 else [])
        yield Problem(
            "profiles have the wrong length",
            file,
            found=f"{len(frame)} rows",
            allowed=f"{' or '.join(rows)} rows for a year of {hours:g} h in steps of {step:g} h",
        )


def _given_profiles(tables: Tables, file: str, frame: pd.DataFrame) -> Found:
    if not {"day", "step"} <= set(frame.columns):
        yield Problem("columns are missing", file, 1, "day, step")
        return
    have = {(tidy(d), tidy(s)) for d, s in zip(frame["day"], frame["step"], strict=True)}
    want = {(tidy(d), tidy(s)) for d, s in zip(tables["steps"]["day"], tables["steps"]["step"], strict=True)}
    if want - have or len(frame) != len(have):
        yield Problem(
            "profiles have the wrong length",
            file,
            found=f"{len(frame)} rows",
            allowed=f"one row for each of the {len(want)} steps of steps.csv",
        )


def given_days(tables: Tables, options: Options) -> Found:
    """The given days make a year in every period, and the calendar uses each as often as its weight says."""
    days, steps = tables["days"], tables["steps"]
    if not options.given_days or days.empty or steps.empty:
        return
    known = {tidy(d) for d in days["day"]}
    for day in [d for d in options.report.dispatch_days if tidy(d) not in known]:
        allowed = ", ".join(str(d) for d in known)
        yield Problem("no such day", "case.yaml", column="report.dispatch_days", found=str(day), allowed=allowed)
    labels = [p.label for p in options.periods]
    for table in ("days", "calendar"):
        for row in records(tables, table):
            if stated(row["year"]) and row["year"] not in labels:
                yield at(row, "year", "not a period of the case", f"{row['year']:g}", ", ".join(map(str, labels)))
    hours = {str(d): float(g["duration"].sum()) for d, g in steps.groupby("day", sort=False)}
    for day in [d for d in dict.fromkeys(days["day"].astype(str)) if d not in hours]:
        yield Problem("a day has no steps", "steps.csv", column="day", found=day)
    seen: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    for label in labels:
        mine, calendar = (rows_of_period(tables[name], label) for name in ("days", "calendar"))
        if not any(mine.index.equals(a.index) and calendar.index.equals(b.index) for a, b in seen):
            seen.append((mine, calendar))
            yield from _year_of_days(options, label, mine, calendar, hours)


def _year_of_days(
    options: Options, label: int, days: pd.DataFrame, calendar: pd.DataFrame, hours: dict[str, float]
) -> Found:
    """The days of a period."""
    weights = {str(d): float(w) for d, w in zip(days["day"], days["weight"], strict=True)}
    whole, year = sum(w * hours.get(d, 0.0) for d, w in weights.items()), hours_of_year(options, None)
    if abs(whole - year) > 1e-6 * year:
        yield Problem(
            "the given days do not make a year",
            "days.csv",
            column="weight",
            found=f"{whole:.8g} hours in {label} (weights times durations)",
            allowed=f"{year:.8g} hours, or another year_hours in case.yaml",
        )
    if calendar.empty:
        return
    mine = {d: hours[d] for d in weights if d in hours}
    if len(set(mine.values())) > 1:
        found = ", ".join(f"{d}: {h:g} h" for d, h in mine.items())
        yield Problem("days of a calendar differ in length", "steps.csv", column="duration", found=found)
    counts = calendar["day"].astype(str).value_counts()
    for row in days.to_dict("records"):
        share = float(counts.get(str(row["day"]), 0)) / len(calendar)
        asked = weights[str(row["day"])] / sum(weights.values())
        if abs(share - asked) > 1e-6:
            allowed = f"{share * sum(weights.values()):.8g}, as often as calendar.csv has it"
            yield at(row, "weight", "weight and calendar differ", row["weight"], allowed)


def zero_profiles(tables: Tables, frame: pd.DataFrame) -> Found:
    """A demand is its mean times a shape, which must have a mean."""
    for row in records(tables, "demand"):
        name, own = row["profile"], f"{row['region']}_{row['profile']}"
        column = own if own in frame else name
        if name and column in frame:
            values = pd.to_numeric(frame[column], errors="coerce").to_numpy(float)
            if not abs(np.nanmean(values)) > 0:
                yield at(row, "profile", "the profile of a demand has mean zero", column, "a shape with a mean")


def shaped(tables: Tables, vocabulary: Sequence[Quantity], read: tuple[str, pd.DataFrame] | None) -> Found:
    """A number times its profile stays within what the number can be."""
    if read is None:
        return
    _, frame = read
    allowed = {q.name: q for q in vocabulary}
    regions = list(tables["regions"]["region"])
    for row in records(tables, "parameters"):
        q = allowed.get(row["parameter"])
        if not row["profile"] or q is None or not stated(row["amount"]):
            continue
        own = [f"{r}_{row['profile']}" for r in ([row["region"]] if row["region"] else regions)]
        for column in dict.fromkeys(c if c in frame else row["profile"] for c in own):
            if column in frame:
                values = pd.to_numeric(frame[column], errors="coerce").to_numpy(float) * row["amount"]
                low, high = float(np.nanmin(values)), float(np.nanmax(values))
                if low < q.minimum - 1e-9 or high > q.maximum * (1 + 1e-9):
                    found = f"{row['value']:g} times {column}: {low:.4g} to {high:.4g}"
                    yield at(row, "profile", f"{q.name} is out of range", found, f"{q.minimum:g} to {q.maximum:g}")
