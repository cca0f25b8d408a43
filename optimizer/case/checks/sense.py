"""Numbers that are possible but hardly meant: outside a table of plausible values, means no plant has, plant older than it lives, free energy.

The table is `optimizer/case/plausible_inputs.csv`: wide ranges, each with its source; outside of one a slip of unit or decimal point is
likelier than such plant. All of it are notes and stop nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.checks.common import Found, Tables, at, grouped, listed_in, records, stated
from optimizer.case.checks.standards import lone_families
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.costs.prices import conversion, money_in
from optimizer.errors import OutOfRangeError
from optimizer.units import factor, fits, pretty

Row = dict[str, Any]
MOST = 12
ENERGY = "MWh"
GAIN = 1.0 + 1e-6


@lru_cache(maxsize=1)
def plausible_values() -> dict[tuple[str, str], Mapping[str, str]]:
    """Rows of the table by quantity and kind of technology."""
    text = files("optimizer.case").joinpath("plausible_inputs.csv").read_text(encoding="utf-8")
    return {(r["quantity"], r["kind"]): r for r in csv.DictReader(text.splitlines())}


def sense(tables: Tables, options: Options, profiles: tuple[str, pd.DataFrame] | None) -> tuple[str, ...]:
    """Notes on what is hardly meant, in the order of the tables."""
    found = [
        *_ranges(tables),
        *_efficiencies(tables),
        *_means(tables, profiles),
        *_lives(tables, options),
        *_free(tables),
        *_free_places(tables),
        *lone_families(tables),
    ]
    notes = [str(p) for p in found]
    return (*notes[:MOST], *([f"{len(notes) - MOST} more numbers are hardly plausible"] if len(notes) > MOST else []))


def _ranges(tables: Tables) -> Found:
    """Parameters and prices outside the table."""
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    longest: dict[str, float] = {}
    for row in records(tables, "routes"):
        longest[row["technology"]] = max(longest.get(row["technology"], 0.0), row["amount"])
    for row in records(tables, "parameters"):
        known = _row(row["parameter"], kinds.get(row["technology"], ""))
        if known is not None and row["parameter"] != "availability" and stated(row["amount"]):
            far = longest.get(row["technology"], 0.0) if row["per_km"] else 1.0
            unit = row["amount_unit"].removesuffix("/km") if row["per_km"] else row["amount_unit"]
            yield from _outside(row, known, row["amount"] * far, unit, f"of '{row['technology']}'")
    for row in records(tables, "prices"):
        known = _row(row["kind"], "")
        if known is not None and stated(row["amount"]):
            yield from _outside(row, known, row["amount"], row["amount_unit"], f"of {row['carrier']} ({row['kind']})")


def _row(quantity: str, kind: str) -> Mapping[str, str] | None:
    table = plausible_values()
    return table.get((quantity, kind)) or table.get((quantity, ""))


def _outside(row: Row, known: Mapping[str, str], amount: float, unit: str, of: str) -> Found:
    """A number outside its range; nothing where units do not compare, or it is zero (which says that there is none)."""
    scale = _scale(unit, known["unit"])
    if scale is None or amount == 0:
        return
    value, low, high = amount * scale, float(known["low"]), float(known["high"])
    if not low <= value <= high:
        told = pretty(known["unit"]) if known["unit"] != "1" else ""
        message = f"{known['what']} {of} is hardly plausible; is its unit right, and its decimal point in place?"
        allowed = f"{low:g} to {high:,g} {told}".strip() + f" as a rule ({known['source']})"
        yield at(row, "value", message, f"{row['value']:g} {row['unit']}", allowed)


def _scale(given: str, wanted: str) -> float | None:
    """What turns one unit into the other, money of other years and currencies included; None if they do not compare."""
    mine, theirs = money_in(given), money_in(wanted)
    if mine and theirs:
        try:
            worth = conversion(mine, theirs)
        except OutOfRangeError:
            return None
        other = wanted.replace(theirs, mine)
        return worth * factor(given, other) if fits(given, other) else None
    if given in ("dimensionless", "1") and wanted == "1":
        return 1.0
    return factor(given, wanted) if fits(given, wanted) else None


def _efficiencies(tables: Tables) -> Found:
    """Converters that give far more energy than they take, or hardly any of it; carriers not counted in energy are left out."""
    units = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}
    energy = {c: factor(u, ENERGY) for c, u in units.items() if fits(u, ENERGY)}
    known = plausible_values()["efficiency", "converter"]
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    for rows in grouped([r for r in records(tables, "ports") if not r["group"]], ["technology"]):
        if kinds.get(rows[0]["technology"]) != "converter" or any(r["carrier"] not in energy for r in rows):
            continue
        ports = grouped(rows, ["carrier", "direction"])
        for year in sorted({r["year"] for r in rows if stated(r["year"])}) or [0.0]:
            taken, given = (
                sum(_at_year(p, year) * energy[p[0]["carrier"]] for p in ports if p[0]["direction"] == way)
                for way in ("in", "out")
            )
            if taken > 0 and given > 0 and not float(known["low"]) <= given / taken <= float(known["high"]):
                row = next((r for r in reversed(rows) if r["year"] == year), rows[-1])
                message = f"'{row['technology']}' gives {given / taken:.3g} of energy for each unit it takes"
                allowed = f"{known['low']} to {known['high']} as a rule ({known['source']})"
                yield at(row, "value", message, f"{row['value']:g} {row['unit']}", allowed)


def _at_year(rows: list[Row], year: float) -> float:
    """The amount of a port in a year: straight between stated years, level outside; a row without a year holds in all."""
    ordered = sorted((r["year"] if stated(r["year"]) else year, r["amount"]) for r in rows)
    years, amounts = zip(*ordered, strict=True)
    return float(np.interp(year, years, amounts))


def _means(tables: Tables, profiles: tuple[str, pd.DataFrame] | None) -> Found:
    """Availability of plant without inputs whose mean no wind or sun has; demand that turns negative."""
    if profiles is None:
        return
    _, frame = profiles
    known = plausible_values()["availability", ""]
    low, high = float(known["low"]), float(known["high"])
    fed = {r["technology"] for r in records(tables, "ports") if r["direction"] == "in"}
    regions = [str(r) for r in tables["regions"]["region"]]
    for row in records(tables, "parameters"):
        if (
            row["parameter"] == "availability"
            and row["profile"]
            and row["technology"] not in fed
            and stated(row["amount"])
        ):
            for name, values in _columns(frame, row, regions):
                mean = float(np.nanmean(values)) * row["amount"]
                if not low <= mean <= high:
                    message = f"'{row['technology']}' is available {mean:.2g} of the time on the mean of {name}"
                    yield at(
                        row, "profile", message, row["profile"], f"{low:g} to {high:g} as a rule ({known['source']})"
                    )
    for row in records(tables, "demand"):
        for name, values in _columns(frame, row, regions) if row["profile"] else ():
            if (values * row["amount"] < 0).any():
                yield at(
                    row, "profile", f"demand follows {name}, which is negative at times", row["profile"], "0 or more"
                )


def _columns(frame: pd.DataFrame, row: Row, regions: list[str]) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Profiles that a row follows."""
    own = [f"{r}_{row['profile']}" for r in ([row["region"]] if row["region"] else regions)]
    for name in dict.fromkeys(c if c in frame else row["profile"] for c in own):
        if name in frame:
            yield name, pd.to_numeric(frame[name], errors="coerce").to_numpy(float)


def _lives(tables: Tables, options: Options) -> Found:
    """Existing plant that has ended before the horizon, or that stands longer than it lives."""
    lives: dict[str, float] = {}
    for row in records(tables, "parameters"):
        if row["parameter"] == "life" and stated(row["amount"]):
            lives[row["technology"]] = max(lives.get(row["technology"], 0.0), row["amount"])
    first, last = options.periods[0].first_year, options.periods[-1]
    aged = {r["technology"] for r in records(tables, "survival")}
    rows = [r for r in records(tables, "existing_capacity") if r["technology"] in lives and r["technology"] not in aged]
    for row in rows:
        life = lives[row["technology"]]
        if stated(row["build_year"]) and row["build_year"] + life <= first and row["amount"] > 0:
            message = f"'{row['technology']}' of {row['build_year']:.0f} lives {life:g} years and has ended before {first}: it counts for nothing"
            yield at(
                row, "build_year", message, f"{row['build_year']:.0f}", f"after {first - life:g}, or a longer life"
            )
    for group in grouped([r for r in rows if not stated(r["build_year"])], ["technology", "region"]):
        life, row = lives[group[0]["technology"]], group[-1]
        if len(group) == 1 and not stated(row["year"]) and last.label - first > life and row["amount"] > 0:
            message = (
                f"'{row['technology']}' stands through {last.label}, {last.label - first} years, and lives {life:g}"
            )
            yield at(row, "build_year", message, "empty", "a build_year, or a row for each year that says what is left")


def _free(tables: Tables) -> Found:
    """Plant that takes nothing, costs nothing and has no limit: whatever it makes is free."""
    priced = {
        r["technology"]
        for r in records(tables, "parameters")
        if str(r["parameter"]).endswith(("_cost", "_charge")) and r["amount"]
    }
    fed = {r["technology"] for r in records(tables, "ports") if r["direction"] == "in"}
    limited = {r["technology"] for r in records(tables, "potentials") if str(r["limit"]).endswith("_max")}
    priced |= {r["technology"] for r in records(tables, "learning") if r["quantity"] == "content"}
    ruled = {k for r in records(tables, "policies") for k in listed_in(r["technology"])}
    for row in records(tables, "technologies"):
        name = row["technology"]
        builds = row["kind"] == "converter" and row["build"] and not row["capacity_of"]
        if builds and name not in priced | fed | limited | ruled:
            message = f"'{name}' takes nothing, costs nothing and has no limit: what it makes is free"
            yield at(row, "technology", message, name, "a cost, a potential, or an input")


def _free_places(tables: Tables) -> Found:
    """Plant whose capital is stated for some of its places and not for others, where it would be built for nothing."""
    costs = [r for r in records(tables, "parameters") if r["parameter"] in ("capital_cost", "fixed_charge")]
    stated_for: dict[str, set[str]] = {}
    for row in costs:
        stated_for.setdefault(row["technology"], set()).add(row["region"])
    shut = {
        (r["technology"], r["region"])
        for r in records(tables, "potentials")
        if str(r["limit"]).endswith("_max") and not r["amount"]
    }
    learnt = {r["technology"] for r in records(tables, "learning") if r["quantity"] == "content"}
    regions = [str(r) for r in tables["regions"]["region"]]
    places: dict[str, list[tuple[Row, str]]] = {}
    for row in records(tables, "technologies"):
        if row["kind"] != "line":
            places[row["technology"]] = [(row, k) for k in listed_in(row["regions"]) or regions]
    for row in records(tables, "routes"):
        places.setdefault(row["technology"], []).append((row, row["route"]))
    builds = {r["technology"] for r in records(tables, "technologies") if r["build"] and not r["capacity_of"]}
    for name in builds & stated_for.keys() - learnt:
        bare = [(row, k) for row, k in places.get(name, []) if k not in stated_for[name] and (name, k) not in shut]
        if bare and "" not in stated_for[name]:
            message = f"'{name}' has a cost of capital elsewhere and none in {listed(k for _, k in bare)}: there it is built for nothing"
            yield at(
                bare[0][0],
                "technology",
                message,
                name,
                "a row of parameters.csv for each place, or one without a region",
            )
