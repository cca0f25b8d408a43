"""Trade and emissions: what is bought and sold, and what it emits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records, stated
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
            if r["kind"] == "purchase" and r["carrier"] == row["carrier"] and _meet(r["region"], row["region"])
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
    factors |= {str(c) for c in tables["carbon"]["carrier"]}  # booked where it is burnt
    told: set[str] = set()
    for row in [r for r in rows if r["kind"] == "purchase"]:
        if len(tables["emissions"]) + len(tables["carbon"]) and row["carrier"] not in factors | told:
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


def _meet(cell: str, other: str) -> bool:
    """Whether the first row, or both, speak for a region of the second."""
    return not cell or bool(set(listed_in(cell)) & set(listed_in(other)))


def ceilings(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """A region has one row of a tier; the ceilings of a tier are of one kind in every year."""
    cells: dict[tuple[str, ...], dict[str, Any]] = {}
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in records(tables, "prices"):
        tier = (row["carrier"], row["kind"], row["tier"])
        for region in listed_in(row["region"]):
            other = cells.setdefault((*tier, region), row)
            if other["region"] != row["region"]:
                message = f"the price of '{region}' stands in another list of regions too"
                yield at(row, "region", message, row["region"], f"{other['region']}, or regions apart from these")
        together, limited = row["limit_area"] == "together", stated(row["limit"])
        if together and (not limited or row["kind"] in ("unmet", "surplus")):
            yield at(row, "limit_area", "there is no limit to share", "together", "a limit, or each")
        if limited and row["limit_yearly"] and row["limit_profile"]:
            yield at(row, "limit_profile", "a limit of a year has no profile", row["limit_profile"], "empty")
        lead = first.setdefault((*tier, row["region"]), row)
        for column in ("limit_area", "limit_yearly") if limited and stated(lead["limit"]) else ():
            if lead[column] != row[column]:
                where = "limit_unit" if column == "limit_yearly" else column
                yield at(row, where, "ceilings of one tier are of different kinds", row[where], str(lead[where]))


def emissions(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Each row names what its flow is measured on."""
    used = set(zip(tables["ports"]["technology"], tables["ports"]["carrier"], strict=True))
    kinds = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
    for row in records(tables, "emissions"):
        of_plant = row["flow"] in ("build", "retirement")
        needs = "technology" if row["flow"] == "activity" or of_plant else "carrier"
        kind = kinds.get(row["technology"])
        if not row[needs]:
            yield at(row, needs, f"an emission of {row['flow']} names a {needs}")
        elif row["flow"] == "leak" and kind not in ("store", "line", None):
            yield at(row, "technology", f"a {kind} loses nothing", row["technology"], "a store, a line, or empty")
        elif row["flow"] == "activity" and kind not in ("converter", None):
            yield at(row, "technology", f"a {kind} has no activity", row["technology"], "a converter")
        elif of_plant and kind == "line":
            message = f"{row['flow']} of a line belongs to no region"
            yield at(row, "technology", message, row["technology"], "anything but a line")
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
