"""Stores and lines: their ports, how long a store lasts, how a line is measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.fleets import OF_VEHICLES
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.quantities import Quantity

PER = {
    "converter": ("", "activity"),
    "store": ("charge", "discharge", "capacity"),
    "line": ("", "flow", "forward", "backward"),
}
"""Of which flow a port is an amount, by kind."""
USUAL = {"converter": "activity", "line": "flow"}
"""What an empty cell means."""


def _technologies(tables: Tables) -> dict[str, dict[str, Any]]:
    return {row["technology"]: row for row in records(tables, "technologies")}


def auxiliary(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Each port is an amount per unit of a flow that its technology has, drawn where that flow is."""
    known = _technologies(tables)
    seen: dict[tuple[Any, ...], Any] = {}
    for row in [row for row in records(tables, "ports") if row["technology"] in known]:
        technology = known[row["technology"]]
        kind = technology["kind"]
        if kind not in PER:
            yield at(row, "technology", f"a {kind} has no ports", row["technology"], listed(PER))
            continue
        if row["per"] not in PER[kind]:
            allowed = listed(per or "empty" for per in PER[kind])
            yield at(row, "per", f"a port of a {kind} is not per that", row["per"] or "empty", allowed)
        if row["per"] == "backward" and technology["direction"] == "forward":
            yield at(row, "per", "the line has no backward flow", row["per"], "forward, flow")
        if row["at"] and kind != "line":
            yield at(row, "at", f"a {kind} stands in one place", row["at"], "empty")
        if kind != "converter" and (row["group"] or stated(row["share_min"]) or stated(row["share_max"])):
            yield at(row, "group", "only ports of converters have free shares", row["group"], "empty")
        meant = (row["per"] or USUAL.get(kind, ""), row["at"] or "start", str(row["year"]))
        key = (row["technology"], row["carrier"], row["direction"], *meant)
        first = seen.setdefault(key, row)
        if first is not row:
            yield at(row, "per", f"the same port stands in row {first['_row']} already", row["per"] or "empty")


def measured(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Only lines have directions; what is measured where it arrives does not get lost altogether."""
    known = _technologies(tables)
    for row in known.values():
        for column, usual in (("direction", "shared"), ("measured", "sent")):
            if row["kind"] != "line" and row[column] != usual:
                yield at(row, column, f"a {row['kind']} moves nothing", row[column], f"empty, or {usual}")
    lengths = {(r["technology"], r["route"]): r["amount"] for r in records(tables, "routes")}
    for row in records(tables, "parameters"):
        if row["parameter"] != "loss" or known.get(row["technology"], {}).get("measured") != "received":
            continue
        mine = [km for (k, i), km in lengths.items() if k == row["technology"] and row["region"] in ("", i)]
        if row["amount"] * (max(mine, default=0.0) if row["per_km"] else 1.0) >= 1.0:
            yield at(row, "value", "all is lost, and yet something is received", row["value"], "a loss below 1")


def durations(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Hours of a store are hours of a power of its own."""
    known = _technologies(tables)
    for row in records(tables, "parameters"):
        store = known.get(row["technology"], {"kind": ""})
        hours = row["parameter"] in ("hours_min", "hours_max")
        if hours and store["kind"] == "store" and not (store["charge"] or store["discharge"]):
            allowed = "a power technology in the columns charge or discharge of technologies.csv"
            yield at(
                row, "parameter", f"'{row['technology']}' has no power to count hours of", row["parameter"], allowed
            )


def vehicles(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """A line is measured in vehicles or in what it carries; a fleet says on each route how much, how fast and how long."""
    given = {(r["technology"], r["parameter"], r["region"]) for r in records(tables, "parameters") if r["amount"] > 0}
    own = {row["technology"]: row["capacity_unit"] for row in records(tables, "technologies") if row["kind"] == "line"}
    for row in [row for row in records(tables, "routes") if own.get(row["technology"])]:
        name, place = row["technology"], row["route"]
        needed = [*OF_VEHICLES, *([] if row["amount"] > 0 else ["loading_time"])]  # a trip takes time
        missing = [n for n in needed if not given & {(name, n, ""), (name, n, place)}]
        if missing:
            message = f"line '{name}' of vehicles has no {listed(missing)} on '{place}'"
            yield at(row, "technology", message, own[name], "rows above 0 in parameters.csv")
    for row in records(tables, "parameters"):
        if row["parameter"] in ("capital_cost", "fixed_cost") and row["per_km"] and own.get(row["technology"]):
            message = f"{row['parameter']} of the vehicles of '{row['technology']}' does not grow with the way"
            yield at(row, "unit", message, row["unit"], "money per vehicle; fuel and toll are transport_cost, per km")
        if row["parameter"] in (*OF_VEHICLES, "loading_time") and own.get(row["technology"]) == "":
            message = f"'{row['technology']}' is not measured in vehicles"
            yield at(row, "parameter", message, row["parameter"], "capacity_unit vehicle in technologies.csv")
