"""Slices, profiles and demand of an OSeMOSYS model.

A slice is a day that occurs once, of one step as long as its share of the year. Where shares, factors or shapes change over the
years, each year has slices of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.case.otoole.model import HOURS, Key, Model, Rows
from optimizer.errors import CaseError, Problem


@dataclass(frozen=True)
class Slices:
    """(label, slice, year) of every day of the case, and the share of the year of each slice in each year."""

    days: tuple[tuple[str, str, str], ...]
    share: dict[Key, float]
    hours: float


def slices(m: Model, out: Rows) -> Slices:
    """The days and steps of the case.

    Raises:
        CaseError: a share is missing, or the years differ in length.
    """
    years, names = [str(y) for y in m.years], m.set("TIMESLICE")
    share = m.values("YearSplit", "TIMESLICE", "YEAR")
    missing = [(s, y) for s in names for y in years if (s, y) not in share]
    if missing:
        raise CaseError(
            Problem("a slice has no share of this year", "YearSplit.csv", found=f"{s} {y}") for s, y in missing
        )
    lengths = {y: HOURS * sum(share[s, y] for s in names) for y in years}
    hours = lengths[years[0]]
    if any(abs(length - hours) > 1e-6 * hours for length in lengths.values()):
        found = ", ".join(f"{y}: {length:g} h" for y, length in lengths.items())
        raise CaseError([Problem("years differ in length", "YearSplit.csv", found=found)])
    changing = (
        _changes(share),
        _changes(m.values("CapacityFactor", "TECHNOLOGY", "TIMESLICE", "YEAR")),
        _changes(m.values("SpecifiedDemandProfile", "FUEL", "TIMESLICE", "YEAR")),
    )
    days = [(f"{s}_{y}", s, y) for y in years for s in names] if any(changing) else [(s, s, years[0]) for s in names]
    for label, s, y in days:
        out["days"].append([label, y if any(changing) else "", 1])
        out["steps"].append([label, 0, HOURS * share[s, y]])
        out["profiles"].append([label, 0])
    return Slices(tuple(days), share, hours)


def _changes(values: dict[Key, float]) -> bool:
    """Whether numbers change over the years, their last index."""
    first: dict[Key, float] = {}
    return any(first.setdefault(key[:-1], value) != value for key, value in values.items())


def profile(out: Rows, slices: Slices, name: str, value: Callable[[str, str], float]) -> None:
    """A column of the profiles from the number of each slice and year."""
    out["profile_names"].append([name])
    for row, (_, slice_, year) in zip(out["profiles"], slices.days, strict=True):
        row.append(value(slice_, year))


def availability(m: Model, slices: Slices, out: Rows, technologies: list[str]) -> None:
    """Capacity factors by slice as a profile; a slice without a row is available throughout."""
    factors = m.values("CapacityFactor", "TECHNOLOGY", "TIMESLICE", "YEAR")
    for k in [k for k in technologies if any(key[0] == k for key in factors)]:
        out["parameters"].append([k, "availability", "", 1, "1", f"factor_{k}"])
        profile(out, slices, f"factor_{k}", lambda s, y, k=k: factors.get((k, s, y), 1.0))  # type: ignore[misc]


def demand(m: Model, slices: Slices, out: Rows) -> None:
    """Demand by slice has the shape of its profile, yearly demand has none."""
    shape, names = m.values("SpecifiedDemandProfile", "FUEL", "TIMESLICE", "YEAR"), m.set("TIMESLICE")
    stated = m.values("SpecifiedAnnualDemand", "FUEL", "YEAR")
    for (fuel, year), value in stated.items():
        whole = value * sum(shape.get((fuel, s, year), 0.0) for s in names)
        out["demand"].append([fuel, m.region, year, whole, "PJ/year", f"demand_{fuel}"])
    for fuel in dict.fromkeys(f for f, _ in stated):
        profile(out, slices, f"demand_{fuel}", lambda s, y, f=fuel: shape.get((f, s, y), 0.0) / slices.share[s, y])  # type: ignore[misc]
    for (fuel, year), value in m.values("AccumulatedAnnualDemand", "FUEL", "YEAR").items():
        out["demand"].append([fuel, m.region, year, value, "PJ/year", ""])
