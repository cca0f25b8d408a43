"""Whole-case checks: what is wrong only when tables are read together. Each yields every problem it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from optimizer.case.convert import hours_of_year
from optimizer.case.layout import TABLES
from optimizer.case.read import profile_problems
from optimizer.case.schema import FullYear, GivenDays, Options, TypicalDays
from optimizer.case.text import listed
from optimizer.errors import Problem
from optimizer.quantities import Quantity

Tables = Mapping[str, pd.DataFrame]
Found = Iterator[Problem]


def _at(row: Any, column: str, message: str, found: object = "", allowed: str = "") -> Problem:
    line = row["_row"]
    return Problem(message, str(row["_file"]), None if pd.isna(line) else int(line), column, str(found), allowed)


def _records(tables: Tables, name: str) -> list[dict[str, Any]]:
    return list(tables[name].to_dict("records"))


def ranges(tables: Tables, vocabulary: Sequence[Quantity]) -> Found:
    """Numbers outside what they can be."""
    quantity = {q.name: q for q in vocabulary}
    for row in _records(tables, "parameters"):
        q, amount = quantity.get(row["parameter"]), row["amount"]
        if q is not None and amount == amount and not q.minimum <= amount <= q.maximum:
            yield _at(
                row, "value", f"{q.name} is out of range", row["value"], f"{q.minimum:g} to {q.maximum:g} {q.unit}"
            )
    for name in ("existing_capacity", "potentials", "routes", "demand", "ports"):
        for row in _records(tables, name):
            if row["amount"] < 0:
                yield _at(row, "value", "must not be negative", row["value"], "0 or more")
    for row in _records(tables, "prices"):
        if row["kind"] in ("unmet",) and row["amount"] < 0:
            yield _at(row, "value", "the price of shortage must not be negative", row["value"])
        if row["limit_amount"] < 0:
            yield _at(row, "limit", "must not be negative", row["limit"])
    for name, column in (("days", "weight"), ("steps", "duration")):
        for row in _records(tables, name):
            if not row[column] > 0:
                yield _at(row, column, "must be above zero", row[column])


def ports(tables: Tables, _: Sequence[Quantity]) -> Found:
    """Converters have a reference port of ratio 1; others have none."""
    kinds = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
    rows = _records(tables, "ports")
    for row in rows:
        if kinds.get(row["technology"]) not in ("converter", None):
            yield _at(row, "technology", f"a {kinds[row['technology']]} has no ports", row["technology"], "converters")
    for tech in _records(tables, "technologies"):
        if tech["kind"] != "converter":
            continue
        own = [r for r in rows if r["technology"] == tech["technology"] and r["carrier"] == tech["reference"]]
        if not own:
            yield _at(
                tech,
                "reference",
                f"'{tech['technology']}' has no port for its reference carrier",
                tech["reference"],
                "a row of ports.csv with value 1",
            )
        for row in own:
            if abs(row["amount"] - 1.0) > 1e-9:
                yield _at(row, "value", "the port of the reference carrier must be 1", row["value"], "1")


def technologies(tables: Tables, vocabulary: Sequence[Quantity]) -> Found:
    """Stores, lines, and the parameters nobody can do without."""
    kinds = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
    clocks = dict(zip(tables["carriers"]["carrier"], tables["carriers"]["clock"], strict=True))
    stated = set(zip(tables["parameters"]["technology"], tables["parameters"]["parameter"], strict=True))
    aged = set(tables["existing_capacity"].loc[tables["existing_capacity"]["build_year"].notna(), "technology"])
    routed = set(tables["routes"]["technology"])
    for row in _records(tables, "technologies"):
        name, kind = row["technology"], row["kind"]
        for way in ("charge", "discharge"):
            if row[way] and kind != "store":
                yield _at(row, way, f"a {kind} is not charged", row[way], "empty")
            elif row[way] and kinds.get(row[way]) not in ("power", None):
                yield _at(
                    row,
                    way,
                    "must be a technology of kind power",
                    row[way],
                    listed(k for k, v in kinds.items() if v == "power"),
                )
        if kind == "line" and name not in routed:
            yield _at(row, "technology", f"line '{name}' has no route", name, "a row in routes.csv")
        if kind == "store" and clocks.get(row["reference"]) == "year":
            yield _at(
                row,
                "reference",
                "a carrier balanced once a year cannot be stored",
                row["reference"],
                "carriers with clock hour or day",
            )
        if kind == "store" and clocks.get(row["reference"]) == "day" and row["span"] == "day":
            yield _at(row, "span", "a carrier balanced once a day cannot be stored within the day", "day", "year")
        for q in vocabulary:
            if q.required and kind in q.kinds and (name, q.name) not in stated and (row["build"] or name in aged):
                yield _at(
                    row,
                    "technology",
                    f"'{name}' has no {q.name}",
                    name,
                    f"a row '{q.name}' in parameters.csv [{q.unit}]",
                )
    for row in _records(tables, "routes"):
        if row["from"] == row["to"]:
            yield _at(row, "to", "a route leads from a region to another", row["to"])
        if kinds.get(row["technology"]) not in ("line", None):
            yield _at(
                row,
                "technology",
                "only lines run on routes",
                row["technology"],
                listed(k for k, v in kinds.items() if v == "line"),
            )
    clash = set(tables["routes"]["route"]) & set(tables["regions"]["region"])
    for row in _records(tables, "routes"):
        if row["route"] in clash:
            yield _at(row, "route", "a route must not have the name of a region", row["route"])


def trade(tables: Tables, _: Sequence[Quantity]) -> Found:
    """Shortage must cost more than supply; purchases state their emissions."""
    rows = _records(tables, "prices")
    for row in [r for r in rows if r["kind"] == "unmet"]:
        bought = [
            r["amount"]
            for r in rows
            if r["kind"] == "purchase" and r["carrier"] == row["carrier"] and r["region"] in ("", row["region"])
        ]
        if bought and row["amount"] <= max(bought):
            yield _at(
                row,
                "value",
                "shortage must cost more than buying the carrier",
                row["value"],
                f"more than {max(bought):g} {row['amount_unit']}",
            )
    factors = {r["carrier"] for r in _records(tables, "emissions") if r["flow"] == "purchase"}
    told: set[str] = set()
    for row in [r for r in rows if r["kind"] == "purchase"]:
        if len(tables["emissions"]) and row["carrier"] not in factors | told:
            told.add(row["carrier"])
            yield _at(
                row,
                "carrier",
                "purchases need an emission factor (0 is a statement)",
                row["carrier"],
                "a row in emissions.csv with flow purchase",
            )


def emissions(tables: Tables, _: Sequence[Quantity]) -> Found:
    """Each row names what its flow is measured on."""
    used = set(zip(tables["ports"]["technology"], tables["ports"]["carrier"], strict=True))
    for row in _records(tables, "emissions"):
        needs = "technology" if row["flow"] in ("activity", "build") else "carrier"
        if not row[needs]:
            yield _at(row, needs, f"an emission of {row['flow']} names a {needs}")
        elif row["flow"] == "activity" and row["carrier"] and (row["technology"], row["carrier"]) not in used:
            yield _at(row, "carrier", f"'{row['technology']}' has no port for it", row["carrier"])


def policies(tables: Tables, _: Sequence[Quantity]) -> Found:
    """Columns that are part of the table but have no meaning yet must stay empty; rows of a policy must agree."""
    rows = _records(tables, "policies")
    same = ("kind", "region", "sector", "stage", "gas", "area", "time", "sense", "coefficient", "overshoot_price")
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        for column in ("carrier", "technology", "relative_to"):
            if row[column]:
                yield _at(row, column, "policies on emissions do not select by it", row[column], "empty")
        if row["level"] not in ("", "1"):
            yield _at(row, "level", "only policies of one level exist", row["level"], "1")
        if row["kind"] == "price" and row["overshoot_price"] == row["overshoot_price"]:
            yield _at(row, "overshoot_price", "a price has no limit to overshoot", row["overshoot_price"], "empty")
        lead = first.setdefault(row["id"], row)
        for column in same:
            if str(lead[column]) != str(row[column]):
                yield _at(row, column, f"rows of policy '{row['id']}' differ", row[column], str(lead[column]))


def series(tables: Tables, _: Sequence[Quantity]) -> Found:
    """Rows of one number agree on whether they have a year, and on whether they are per km."""
    for table in TABLES:
        names = {c.name for c in table.columns}
        if not {"year", "value"} <= names or tables[table.name].empty:
            continue
        keys = [k for k in table.key if k != "year"]
        for _, group in tables[table.name].groupby(keys, dropna=False, sort=False):
            if len(group) < 2 or ("build_year" in group and group["build_year"].notna().any()):
                continue
            undated = group["year"].isna()
            if undated.any() and not undated.all():
                row = group[undated].iloc[0].to_dict()
                yield _at(
                    row,
                    "year",
                    "a row without a year stands beside rows with years",
                    "empty",
                    "a year in every row, or one row",
                )
            if group["per_km"].nunique() > 1:
                row = group.iloc[1].to_dict()
                yield _at(row, "unit", "some rows are per km, some are not", row["unit"], "the same in every row")


def potentials(tables: Tables, _: Sequence[Quantity]) -> Found:
    """Existing plant above its own ceiling."""
    standing: dict[tuple[str, str], float] = {}
    for row in _records(tables, "existing_capacity"):
        key = (row["technology"], row["region"])
        amount = row["amount"] if row["amount"] == row["amount"] else 0.0
        standing[key] = (
            standing.get(key, 0.0) + amount
            if row["build_year"] == row["build_year"]
            else max(standing.get(key, 0.0), amount)
        )
    for row in _records(tables, "potentials"):
        have = standing.get((row["technology"], row["region"]), 0.0)
        first = tables["potentials"][
            (tables["potentials"]["technology"] == row["technology"])
            & (tables["potentials"]["region"] == row["region"])
            & (tables["potentials"]["limit"] == "capacity_max")
        ]
        if row["limit"] == "capacity_max" and len(first) == 1 and row["amount"] < have * (1 - 1e-9):
            yield _at(
                row, "value", "less than what stands already", row["value"], f"at least {have:g} {row['amount_unit']}"
            )


CHECKS: tuple[Callable[[Tables, Sequence[Quantity]], Found], ...] = (
    ranges,
    ports,
    technologies,
    trade,
    emissions,
    policies,
    series,
    potentials,
)


def profiles(tables: Tables, options: Options, read: tuple[str, pd.DataFrame] | None) -> Found:
    """Profiles have the right length and hold numbers; given days have their tables."""
    clock = options.clock
    if isinstance(clock, GivenDays):
        for name in ("days", "steps"):
            if tables[name].empty:
                yield Problem("file is missing", f"{name}.csv", allowed="given days need days.csv and steps.csv")
    if read is None:
        if isinstance(clock, TypicalDays):
            yield Problem("file is missing", "profiles.csv", allowed="an hourly year to take typical days from")
        return
    file, frame = read
    index = [c for c in ("time", "hour", "day", "step") if c in frame.columns]
    yield from profile_problems(frame.drop(columns=index), file)
    if isinstance(clock, GivenDays):
        yield from _given_profiles(tables, file, frame)
        return
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
    have = {(str(d), str(s)) for d, s in zip(frame["day"], frame["step"], strict=True)}
    want = {(str(d), str(s)) for d, s in zip(tables["steps"]["day"], tables["steps"]["step"], strict=True)}
    missing = sorted(want - have)
    if missing or len(frame) != len(have):
        yield Problem(
            "profiles have the wrong length",
            file,
            found=f"{len(frame)} rows",
            allowed=f"one row for each of the {len(want)} steps of steps.csv",
        )
