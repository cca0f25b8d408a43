"""Trade and emissions: what is bought and sold, and what it emits."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.checks.common import Found, Tables, at, records
from optimizer.case.schema import Options
from optimizer.errors import Problem
from optimizer.quantities import Quantity


def trade(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Shortage must cost more than supply; purchases state their emissions."""
    rows = records(tables, "prices")
    for row in [r for r in rows if r["kind"] == "unmet"]:
        bought = [
            r["amount"]
            for r in rows
            if r["kind"] == "purchase" and r["carrier"] == row["carrier"] and r["region"] in ("", row["region"])
        ]
        if bought and row["amount"] <= max(bought):
            yield at(
                row,
                "value",
                "shortage must cost more than buying the carrier",
                row["value"],
                f"more than {max(bought):g} {row['amount_unit']}",
            )
    factors = {r["carrier"] for r in records(tables, "emissions") if r["flow"] == "purchase"}
    told: set[str] = set()
    for row in [r for r in rows if r["kind"] == "purchase"]:
        if len(tables["emissions"]) and row["carrier"] not in factors | told:
            told.add(row["carrier"])
            yield at(
                row,
                "carrier",
                "purchases need an emission factor (0 is a statement)",
                row["carrier"],
                "a row in emissions.csv with flow purchase",
            )
    for row in rows:
        if row["kind"] in ("unmet", "surplus"):
            for column in ("profile", "limit"):
                if row[column] != "" and row[column] == row[column]:
                    yield at(row, column, f"{row['kind']} has one price and no limit", row[column], "empty")


def emissions(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Each row names what its flow is measured on."""
    used = set(zip(tables["ports"]["technology"], tables["ports"]["carrier"], strict=True))
    kinds = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
    for row in records(tables, "emissions"):
        needs = "technology" if row["flow"] in ("activity", "build") else "carrier"
        kind = kinds.get(row["technology"])
        if not row[needs]:
            yield at(row, needs, f"an emission of {row['flow']} names a {needs}")
        elif row["flow"] == "activity" and kind not in ("converter", None):
            yield at(row, "technology", f"a {kind} has no activity", row["technology"], "a converter")
        elif row["flow"] == "build" and kind == "line":
            yield at(
                row, "technology", "building a line belongs to no region", row["technology"], "anything but a line"
            )
        elif row["flow"] == "activity" and row["carrier"] and (row["technology"], row["carrier"]) not in used:
            yield at(row, "carrier", f"'{row['technology']}' has no port for it", row["carrier"])


def purpose(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Somebody wants something: a case without demand, sales or least capacities has the answer zero."""
    wanted = len(tables["demand"]) or (tables["prices"]["kind"] == "sale").any()
    forced = tables["potentials"]["limit"].isin(["capacity_min", "build_min"]).any()
    if not wanted and not forced:
        yield Problem(
            "nothing is demanded or sold", "demand.csv", found="no rows", allowed="at least one demand or sale"
        )
