"""The clocks of the periods of a case, and its profiles on their base rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.case.convert import hours_of_year
from optimizer.case.model import Case, rows_of_period
from optimizer.case.schema import Clock, FullYear, GivenDays, TypicalDays
from optimizer.case.text import tidy
from optimizer.clock import Clocks, build_clocks
from optimizer.errors import CaseError, Problem
from optimizer.index import Label

Floats = NDArray[np.float64]
HOURS_OF_DAY = 24.0


Divided = tuple[Clocks, dict[str, Floats]]


def clocks_and_profiles(case: Case) -> tuple[dict[Label, Clocks], dict[Label, dict[str, Floats]]]:
    """The clocks of each period and each profile on its base rows, shape (rows,); periods alike share theirs."""
    made: dict[object, Divided] = {}
    found: dict[Label, Divided] = {}
    for label, clock in case.options.clocks.items():
        given = [case.tables[name] for name in ("days", "calendar")]
        own = isinstance(clock, GivenDays) and any(bool((rows["year"] == label).any()) for rows in given)
        same = (clock, label if own else None)
        if same not in made:
            made[same] = _divided(case, clock, label)
        found[label] = made[same]
    return {y: clocks for y, (clocks, _) in found.items()}, {y: profiles for y, (_, profiles) in found.items()}


def _divided(case: Case, clock: Clock, label: int) -> Divided:
    """A year as its clock divides it."""
    if isinstance(clock, FullYear):
        return _full_year(case, clock)
    if isinstance(clock, GivenDays):
        return _given_days(case, label)
    return _typical_days(case, clock)


def year_hours(case: Case) -> float:
    """Hours of the year, by the same rule as the checks of the case."""
    return hours_of_year(case.options, None if case.profiles is None else len(case.profiles))


def _problem(message: str, found: str, allowed: str) -> CaseError:
    return CaseError([Problem(message, "case.yaml", column="clock", found=found, allowed=allowed)])


def _full_year(case: Case, clock: FullYear) -> Divided:
    hours, step = year_hours(case), float(clock.step)
    long_day = max(HOURS_OF_DAY, step)
    per_day = long_day / step
    days = hours / long_day
    if abs(per_day - round(per_day)) > 1e-9 or abs(days - round(days)) > 1e-9:
        raise _problem("the step must divide the day and the year", f"{step:g} h", "1, 2, 3, 4, 6, 8, 12, 24 h ...")
    count, each = round(days), round(per_day)
    clocks = build_clocks(
        list(range(1, count + 1)),
        np.repeat(np.arange(count), each),
        [int(s) if float(s).is_integer() else s for s in np.tile(np.arange(each) * step, count).tolist()],
        np.full(count * each, step),
        np.ones(count),
        chronological=True,
    )
    return clocks, _averaged(case.profiles, count * each, step, hours)


def _averaged(profiles: pd.DataFrame | None, rows: int, step: float, hours: float) -> dict[str, Floats]:
    """Profiles on coarser steps: means of the rows that fall into each."""
    if profiles is None:
        return {}
    group = len(profiles) / rows
    if abs(group - round(group)) > 1e-9 or group < 1:
        resolution = hours / len(profiles)
        raise _problem(
            f"profiles have {len(profiles)} rows ({resolution:g} h each)",
            f"step {step:g} h",
            f"a multiple of {resolution:g} h",
        )
    values = profiles.to_numpy(float).reshape(rows, round(group), profiles.shape[1]).mean(axis=1)
    return {str(name): values[:, i] for i, name in enumerate(profiles.columns)}


def _given_days(case: Case, label: int) -> Divided:
    days, calendar = (rows_of_period(case.tables[name], label) for name in ("days", "calendar"))
    labels = [tidy(d) for d in days["day"]]
    position = {d: i for i, d in enumerate(labels)}
    steps = case.tables["steps"]
    steps = steps[[tidy(d) in position for d in steps["day"]]]
    day_of_row = np.array([position[tidy(d)] for d in steps["day"]], dtype=np.int64)
    order = np.argsort(day_of_row, kind="stable")
    step_labels = [tidy(s) for s in steps["step"]]
    linked = None
    if len(calendar):
        linked = np.array([position[tidy(d)] for d in calendar["day"]], dtype=np.int64)
    clocks = build_clocks(
        labels,
        day_of_row[order],
        [step_labels[i] for i in order],
        steps["duration"].to_numpy(float)[order],
        days["weight"].to_numpy(float),
        chronological=False,
        calendar=linked,
    )
    if case.profiles is None:
        return clocks, {}
    wanted = [(labels[day_of_row[i]], step_labels[i]) for i in order]
    where = {(tidy(d), tidy(s)): i for i, (d, s) in enumerate(case.profiles.index)}
    rows = [where[pair] for pair in wanted]
    values = case.profiles.to_numpy(float)[rows]
    return clocks, {str(name): values[:, i] for i, name in enumerate(case.profiles.columns)}


def _typical_days(case: Case, clock: TypicalDays) -> Divided:
    from optimizer.inputs.aggregate import typical_days

    if case.profiles is None:
        raise _problem("typical days need profiles.csv", "no profiles", "an hourly year")
    hours = year_hours(case)
    per_day = int(clock.hours)
    count = round(hours / HOURS_OF_DAY)
    hourly = _averaged(case.profiles, count * per_day, HOURS_OF_DAY / per_day, hours)
    found = typical_days(hourly, count, per_day, clock.days, clock.extremes, clock.method)
    step = HOURS_OF_DAY / per_day
    clocks = build_clocks(
        list(range(1, len(found.weights) + 1)),
        np.repeat(np.arange(len(found.weights)), per_day),
        [
            int(s) if float(s).is_integer() else s
            for s in np.tile(np.arange(per_day) * step, len(found.weights)).tolist()
        ],
        np.full(len(found.weights) * per_day, step),
        found.weights * (hours / (found.weights.sum() * HOURS_OF_DAY)),
        chronological=False,
        calendar=found.calendar,
    )
    return clocks, found.profiles
