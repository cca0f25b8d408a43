"""Numbers that are possible but hardly meant: outside a table of plausible values, means no plant has, plant older than it lives, free energy.

Ranges are those of `bands.py`. All of it are notes and stop nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from optimizer.case.checks.bands import bands
from optimizer.case.checks.common import Found, Tables, at, grouped, listed_in, means_of, records, stated
from optimizer.case.checks.energy import energy_notes
from optimizer.case.checks.fuels import fuels
from optimizer.case.checks.lapses import lapses
from optimizer.case.checks.orders import orders
from optimizer.case.checks.standards import lone_families
from optimizer.case.plausible_inputs import of_shares
from optimizer.case.schema import Options
from optimizer.case.text import listed

Row = dict[str, Any]
MOST = 12


def sense(tables: Tables, options: Options, profiles: tuple[str, pd.DataFrame] | None) -> tuple[str, ...]:
    """Notes on what is hardly meant, in the order of the tables."""
    means = means_of(profiles)
    found = [
        *fuels(tables, means),
        *lapses(tables, options, means),
        *bands(tables, options),
        *energy_notes(tables),
        *orders(tables, options, means),
        *_means(tables, profiles, means),
        *_lives(tables, options),
    ]
    cells = {(p.file, p.row, p.column, p.message if p.row is None else ""): p for p in reversed(found)}
    notes = [str(p) for p in reversed(cells.values())]  # the first that is told of a cell, in order
    return (*notes[:MOST], *([f"{len(notes) - MOST} more numbers are hardly plausible"] if len(notes) > MOST else []))


def unpaid(tables: Tables) -> tuple[str, ...]:
    """Notes on plant for nothing, and on forms of one carrier that are told apart by a slip of their family."""
    return tuple(str(p) for p in [*_free(tables), *_free_places(tables), *lone_families(tables)][:MOST])


def _means(tables: Tables, profiles: tuple[str, pd.DataFrame] | None, means: Mapping[str, float]) -> Found:
    """Availability of plant without inputs whose mean no wind or sun has; demand that turns negative."""
    if profiles is None:
        return
    _, frame = profiles
    known = of_shares("availability", "profile")
    fed = {r["technology"] for r in records(tables, "ports") if r["direction"] == "in"}
    regions = [str(r) for r in tables["regions"]["region"]]
    for row in records(tables, "parameters"):
        if (
            row["parameter"] == "availability"
            and row["profile"]
            and row["technology"] not in fed
            and stated(row["amount"])
        ):
            for name in _columns(row, means, regions):
                mean = means[name] * row["amount"]
                if not known.low <= mean <= known.high:
                    message = f"'{row['technology']}' is available {mean:.2g} of the time on the mean of {name}"
                    yield at(row, "profile", message, row["profile"], known.told())
    for row in records(tables, "demand"):
        for name in _columns(row, means, regions) if row["profile"] else ():
            if (pd.to_numeric(frame[name], errors="coerce") * row["amount"] < 0).any():
                yield at(
                    row, "profile", f"demand follows {name}, which is negative at times", row["profile"], "0 or more"
                )


def _columns(row: Row, known: Collection[str], regions: list[str]) -> Iterator[str]:
    """Columns of the profiles that a row follows."""
    own = [f"{r}_{row['profile']}" for r in ([row["region"]] if row["region"] else regions)]
    yield from (name for name in dict.fromkeys(c if c in known else row["profile"] for c in own) if name in known)


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
