"""How plant ages, what it may become and what it is made of: survival, retrofits, build inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.checks.plant import kinds_of, places_of
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.quantities import Quantity


def survival(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Shares fall with age, and end."""
    lives: dict[str, set[float]] = {}
    for row in records(tables, "parameters"):
        if row["parameter"] == "life":
            lives.setdefault(row["technology"], set()).add(row["amount"])
    of: dict[str, list[dict[str, Any]]] = {}
    for row in records(tables, "survival"):
        of.setdefault(row["technology"], []).append(row)
    for technology, rows in of.items():
        ordered = sorted(rows, key=lambda r: float(r["age"]))
        highest = 1.0
        for row in ordered:
            if row["age"] < 0:
                yield at(row, "age", "must not be negative", row["age"], "years since commissioning")
            if not 0 <= row["amount"] <= highest:
                yield at(row, "value", "a share that survives cannot rise", row["value"], f"0 to {highest:g}")
            highest = min(highest, row["amount"])
        last = ordered[-1]
        if last["amount"] > 0 and lives.get(technology) != {last["age"]}:
            allowed = "a last row with value 0, or one whose age is the life of the technology"
            yield at(last, "value", "the table does not say when the last ones end", last["value"], allowed)
        if not last["age"] > 0:
            yield at(last, "age", "nothing would ever stand", last["age"], "ages above 0")


def retrofits(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Plant turns into plant of its kind, at places where both can stand."""
    kinds, places = kinds_of(tables), places_of(tables)
    modes = {row["technology"] for row in records(tables, "technologies") if row["capacity_of"]}
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for row in records(tables, "retrofits"):
        a, b = row["from"], row["to"]
        if a not in kinds or b not in kinds:
            continue  # reported as unknown
        if a == b:
            yield at(row, "to", "plant cannot be turned into itself", b, "another technology")
        for column in ("from", "to"):
            if row[column] in modes:
                yield at(row, column, f"'{row[column]}' has no capacity of its own", row[column], "its owner")
        if kinds[a] != kinds[b]:
            yield at(row, "to", f"a {kinds[a]} cannot become a {kinds[b]}", b, f"a {kinds[a]}")
        elif not places[a] & places[b]:
            yield at(row, "to", f"'{a}' and '{b}' share no place", b, f"a technology in {listed(sorted(places[a]))}")
        elif row["region"] and row["region"] not in places[a] & places[b]:
            yield at(row, "region", "not both exist there", row["region"], listed(sorted(places[a] & places[b])))
        if not row["factor_amount"] > 0 and stated(row["factor_amount"]):
            yield at(row, "capacity_factor", "must be above zero", row["capacity_factor"])
        lead = first.setdefault((a, b), row)
        for column in ("capacity_factor", "factor_unit", "life"):
            if lead[column] != row[column]:
                yield at(row, column, f"rows from '{a}' to '{b}' differ", row[column], str(lead[column]))


def build_inputs(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """What a technology is made of is counted once: as carriers, or as an emission factor that embodies them."""
    modes = {row["technology"] for row in records(tables, "technologies") if row["capacity_of"]}
    embodied = {row["technology"] for row in records(tables, "emissions") if row["flow"] == "build"}
    for row in records(tables, "build_inputs"):
        name = row["technology"]
        if name in modes:
            yield at(row, "technology", f"'{name}' has no capacity of its own", name, "its owner")
        if row["direction"] == "in" and name in embodied:
            message = f"building '{name}' has an emission factor already, which embodies what it is made of"
            yield at(row, "technology", message, name, "build inputs, or a row of emissions.csv with flow build")
