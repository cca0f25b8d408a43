"""Trade, emissions and policies: what is bought and sold, what it emits, and what limits it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records, stated
from optimizer.case.convert import emitted_gases
from optimizer.case.schema import Options
from optimizer.case.text import did_you_mean, listed
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


SAME = (
    "kind",
    "quantity",
    "carrier",
    "technology",
    "relative_to",
    "region",
    "sector",
    "stage",
    "gas",
    "account",
    "area",
    "time",
    "sense",
    "coefficient",
    "overshoot_price",
    "seed",
)


def policies(tables: Tables, options: Options, __: Sequence[Quantity]) -> Found:
    """Rows of a policy agree; columns that have no meaning for its kind stay empty."""
    known = emitted_gases(tables, options)
    first: dict[str, dict[str, Any]] = {}
    for row in records(tables, "policies"):
        if row["level"] not in ("", "1"):
            yield at(row, "level", "only policies of one level exist", row["level"], "1")
        if row["kind"] == "reserve_margin":
            yield from _reserve(row, tables)
        elif row["quantity"] != "emission":
            yield from _on_plant(row, tables)
        else:
            yield from _on_emissions(row, known)
        lead = first.setdefault(row["id"], row)
        for column in SAME:
            if str(lead[column]) != str(row[column]):
                yield at(row, column, f"rows of policy '{row['id']}' differ", row[column], str(lead[column]))


def _on_plant(row: dict[str, Any], tables: Tables) -> Found:
    """Limits and levies on plant and its use name technologies, or a carrier."""
    quantity, technologies = row["quantity"], listed_in(row["technology"])
    for column in ("sector", "stage", "gas", "account"):
        if row[column]:
            yield at(row, column, f"policies on {quantity} do not select by it", row[column], "empty")
    if quantity in ("output", "input"):
        if len(listed_in(row["carrier"])) != 1:
            yield at(row, "carrier", f"{quantity} is of one carrier", row["carrier"], "one carrier")
    elif row["carrier"]:
        yield at(row, "carrier", f"policies on {quantity} do not select by it", row["carrier"], "empty")
    elif not technologies:
        yield at(row, "technology", f"a policy on {quantity} names technologies", "", "a list of technologies")
    if row["kind"] == "growth" and (row["time"] != "each" or row["sense"] != "<="):
        yield at(row, "time", "growth is limited from each period to the next", row["time"], "each, <=")
    if row["kind"] != "growth" and stated(row["seed"]):
        yield at(row, "seed", "only growth starts from a seed", row["seed"], "empty")
    if row["kind"] == "share" and not row["relative_to"]:
        yield at(row, "relative_to", "a share is a share of something", "", "all, or a list of technologies")
    known = {*tables["technologies"]["technology"], "purchase"}
    for name in [k for k in listed_in(row["relative_to"]) if k not in known and row["relative_to"] != "all"]:
        message = f"unknown technology{did_you_mean(name, known)}"
        yield at(row, "relative_to", message, name, "all, or a list of technologies")
    if row["kind"] != "share" and row["relative_to"]:
        yield at(row, "relative_to", "only shares are relative", row["relative_to"], "empty")
    if row["kind"] in ("price", "tax", "subsidy") and row["amount"] < 0:
        yield at(row, "value", "a levy must not be negative", row["value"], "0 or more; kind subsidy pays")
    units = dict(zip(tables["technologies"]["technology"], tables["technologies"]["reference"], strict=True))
    if (
        quantity in ("capacity", "build", "activity")
        and len({units.get(k) for k in technologies}) > 1
        and not row["coefficient"]
    ):
        yield at(row, "coefficient", "technologies of different units are added up", row["technology"], "a=1;b=0.7")


def _on_emissions(row: dict[str, Any], known: set[str]) -> Found:
    if row["kind"] in ("share", "tax", "subsidy", "growth"):
        yield at(row, "kind", "has no meaning for emissions", row["kind"], "cap, price, or another quantity")
    for column in ("carrier", "technology", "relative_to"):
        if row[column]:
            yield at(row, column, "policies on emissions do not select by it", row[column], "empty")
    if row["kind"] == "price" and row["amount"] < 0:
        yield at(row, "value", "a price must not be negative", row["value"], "0 or more")
    if row["kind"] == "price" and row["overshoot_price"] == row["overshoot_price"]:
        yield at(row, "overshoot_price", "a price has no limit to overshoot", row["overshoot_price"], "empty")
    yield from _gases(row, known)


def _reserve(row: dict[str, Any], tables: Tables) -> Found:
    if len(listed_in(row["carrier"])) != 1:
        yield at(row, "carrier", "a reserve margin is for one carrier", row["carrier"], "one carrier")
    if row["relative_to"] not in ("", "demand", "production"):
        yield at(row, "relative_to", "unknown word", row["relative_to"], "demand, production")
    for column in ("sector", "stage", "gas", "account"):
        if row[column]:
            yield at(row, column, "reserve margins do not select by it", row[column], "empty")
    if stated(row["overshoot_price"]):
        yield at(row, "overshoot_price", "a reserve margin has no overshoot", row["overshoot_price"], "empty")
    known = set(tables["technologies"]["technology"])
    for name in [k for k in row["coefficient"] if k not in known]:
        yield at(row, "coefficient", f"unknown technology{did_you_mean(name, known)}", name, listed(sorted(known)))


def purpose(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Somebody wants something: a case without demand, sales or least capacities has the answer zero."""
    wanted = len(tables["demand"]) or (tables["prices"]["kind"] == "sale").any()
    forced = tables["potentials"]["limit"].isin(["capacity_min", "build_min"]).any()
    if not wanted and not forced:
        yield Problem(
            "nothing is demanded or sold", "demand.csv", found="no rows", allowed="at least one demand or sale"
        )


def _gases(row: dict[str, Any], known: set[str]) -> Found:
    """Several gases add up only by coefficients that name each of them."""
    chosen, weights = listed_in(row["gas"]), row["coefficient"]
    for gas in [g for g in weights if g not in known]:
        yield at(row, "coefficient", f"unknown gas{did_you_mean(gas, known)}", gas, listed(sorted(known)))
    missing = sorted(set(chosen or known) - set(weights))
    if len(chosen or known) > 1 and missing and (chosen or not weights):
        allowed = "a coefficient for each, e.g. CO2=1;CH4=29.8"
        yield at(row, "coefficient", "gases of different effect are added up", listed(missing), allowed)
