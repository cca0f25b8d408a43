"""How plant is run: rules that contradict each other, and numbers that nobody reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.quantities import Quantity

FINEST = ("hour", "day", "year")


def operation(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Only converters with a capacity of their own have a rule; what follows a profile has no other."""
    rows = records(tables, "technologies")
    shared = {row["capacity_of"] for row in rows if row["capacity_of"]}
    given: dict[str, list[dict[str, Any]]] = {}
    for row in records(tables, "parameters"):
        given.setdefault(row["technology"], []).append(row)
    for row in rows:
        chosen = [n for n, usual in (("use", "free"), ("commitment", "must_run"), ("clock", "")) if row[n] != usual]
        for column in chosen:
            if row["kind"] != "converter":
                yield at(row, column, f"a {row['kind']} has no activity", row[column], "empty")
            elif row["capacity_of"] and column != "clock":
                message = "a mode is run as the plant that it shares"
                yield at(row, column, message, row[column], f"a word in the row of '{row['capacity_of']}'")
        if row["use"] == "profile":
            yield from _following(row, row["technology"] in shared, given.get(row["technology"], []))
        if row["commitment"] != "online":
            for cell in [r for r in given.get(row["technology"], []) if r["parameter"] == "start_cost"]:
                allowed = "commitment 'online' in technologies.csv"
                yield at(cell, "parameter", "only plant that may be switched off is started", "start_cost", allowed)


def _following(row: dict[str, Any], shared: bool, given: list[dict[str, Any]]) -> Found:
    if shared:
        yield at(row, "use", "modes share its capacity, so it cannot follow a profile", "profile", "free")
    if row["commitment"] == "online":
        yield at(row, "commitment", "what follows a profile is not switched off", "online", "must_run")
    for cell in given:
        if cell["parameter"] in ("minimum_load", "ramp_up", "ramp_down", "full_load_hours_max", "full_load_hours_min"):
            message = f"'{row['technology']}' follows its profile"
            yield at(cell, "parameter", message, cell["parameter"], "availability alone, or use 'free'")


def clocks(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Use is not resolved finer than any carrier, and that of a mode not finer than that of its plant."""
    of = dict(zip(tables["carriers"]["carrier"], tables["carriers"]["clock"], strict=True))
    finest: dict[str, str] = {}
    for port in records(tables, "ports"):
        if of.get(port["carrier"]) in FINEST:
            words = (finest.get(port["technology"], "year"), of[port["carrier"]])
            finest[port["technology"]] = min(words, key=FINEST.index)
    rows = [row for row in records(tables, "technologies") if row["technology"] in finest]
    own = {row["technology"]: row["clock"] or finest[row["technology"]] for row in rows}
    for row in [r for r in rows if own[r["technology"]] in FINEST]:
        name, owner = row["technology"], row["capacity_of"]
        if _finer(own[name], finest[name]):
            allowed = listed(FINEST[FINEST.index(finest[name]) :])
            yield at(row, "clock", "finer than any of its carriers", own[name], allowed)
        if own.get(owner) in FINEST and _finer(own[name], own[owner]):
            yield at(row, "clock", f"finer than that of '{owner}', whose capacity it uses", own[name], own[owner])


def _finer(word: str, other: str) -> bool:
    return FINEST.index(word) < FINEST.index(other)


OF_STACKS = ("stack_hours", "stack_cost", "stack_hours_used", "degradation", "degradation_years")
WITH = {
    "stack_hours": "stack_cost",
    "stack_cost": "stack_hours",
    "stack_hours_used": "stack_hours",
    "degradation_years": "degradation",
}


def stacks(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Stacks have hours and a cost, and what ages is told apart by vintage and has a known age."""
    rows = records(tables, "technologies")
    told = {row["technology"] for row in rows if row["by_vintage"]}
    moded = {row["capacity_of"] for row in rows} | {row["technology"] for row in rows if row["capacity_of"]}
    of: dict[str, dict[str, dict[str, Any]]] = {}
    for row in records(tables, "parameters"):
        if row["parameter"] in OF_STACKS:
            of.setdefault(row["technology"], {}).setdefault(row["parameter"], row)
    for name, mine in of.items():
        for parameter, row in mine.items():
            if name in moded:
                message = f"{parameter} is of each vintage, and modes do not tell apart whose plant they use"
                yield at(row, "parameter", message, parameter, "plant without modes ('capacity_of', part load)")
            elif name not in told:
                message = f"{parameter} is of each vintage, and use of '{name}' is not told apart by vintage"
                yield at(row, "parameter", message, parameter, "by_vintage: yes in technologies.csv")
            if parameter in WITH and WITH[parameter] not in mine:
                yield at(row, "parameter", f"'{name}' has no {WITH[parameter]}", parameter, f"a row {WITH[parameter]}")
    for row in records(tables, "existing_capacity"):
        if row["technology"] in of and not stated(row["build_year"]):
            message = f"'{row['technology']}' ages, and when this was built is not known"
            yield at(row, "build_year", message, "empty", "the year of building")


OF_ALL = ("minimum_load", "ramp_up", "ramp_down", "full_load_hours_max", "full_load_hours_min")


def by_vintage(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Use is told apart by vintage where nothing else divides it, and rules on the whole need one activity per capacity."""
    rows = records(tables, "technologies")
    shared = {row["capacity_of"] for row in rows if row["capacity_of"]}
    grouped = {row["technology"] for row in records(tables, "ports") if row["group"]}
    targets = {row["to"] for row in records(tables, "retrofits")}
    carbon = {row["carrier"] for row in records(tables, "carbon")}
    burning = {row["technology"] for row in records(tables, "ports") if row["carrier"] in carbon}
    reserve = any(row["kind"] == "reserve_margin" for row in records(tables, "policies"))
    for row in [r for r in rows if r["by_vintage"]]:
        name = row["technology"]
        against = {
            f"a {row['kind']} has no activity": row["kind"] != "converter",
            "modes share its capacity": name in shared,
            "a mode has no vintages of its own": bool(row["capacity_of"]),
            "its ports have free shares": name in grouped,
            "it follows a profile": row["use"] == "profile",
            "it may be switched off": row["commitment"] == "online",
            "its carriers carry carbon": name in burning,
            "plant that is retrofitted to it has no vintage": name in targets,
        }
        for reason in [reason for reason, holds in against.items() if holds]:
            yield at(row, "by_vintage", f"use of '{name}' cannot be told apart by vintage: {reason}", "yes", "no")
        mine = [r for r in records(tables, "parameters") if r["technology"] == name]
        per_capacity = [r for r in mine if r["parameter"] == "activity_per_capacity"]
        whole = {r["parameter"] for r in mine} & set(OF_ALL)
        if len({r["amount"] for r in per_capacity}) > 1 and (whole or reserve):
            rule = min(whole) if whole else "a reserve margin"
            message = f"vintages of '{name}' do differently much per capacity, which {rule} does not tell apart"
            yield at(per_capacity[-1], "value", message, per_capacity[-1]["value"], "the same in every row")
