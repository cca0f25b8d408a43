"""What can stand: ports, stores, lines, existing plant, potentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records, stated
from optimizer.case.schema import Options
from optimizer.case.text import listed
from optimizer.quantities import Quantity


def kinds_of(tables: Tables) -> dict[str, str]:
    """Kind of each technology."""
    return dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))


def places_of(tables: Tables) -> dict[str, set[str]]:
    """Where each technology can stand: its regions, or the routes of a line."""
    regions = set(tables["regions"]["region"])
    routes = tables["routes"].groupby("technology")["route"].agg(set).to_dict() if len(tables["routes"]) else {}
    return {
        row["technology"]: routes.get(row["technology"], set())
        if row["kind"] == "line"
        else set(listed_in(row["regions"])) or regions
        for row in records(tables, "technologies")
    }


def ports(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Converters have one reference port of ratio 1."""
    rows = records(tables, "ports")
    for tech in records(tables, "technologies"):
        if tech["kind"] != "converter":
            continue
        own = [r for r in rows if r["technology"] == tech["technology"] and r["carrier"] == tech["reference"]]
        if not own:
            yield at(
                tech,
                "reference",
                f"'{tech['technology']}' has no port for its reference carrier",
                tech["reference"],
                "a row of ports.csv with value 1",
            )
        if len({row["direction"] for row in own}) > 1:
            yield at(own[1], "direction", "the reference carrier goes in and out", own[1]["direction"], "one direction")
        for row in own:
            if abs(row["amount"] - 1.0) > 1e-9:
                yield at(row, "value", "the port of the reference carrier must be 1", row["value"], "1")


def groups(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Ports of a group go one way, beside the reference; their shares leave room for each other."""
    reference = dict(zip(tables["technologies"]["technology"], tables["technologies"]["reference"], strict=True))
    seen: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in records(tables, "ports"):
        low, high = (row[n] if stated(row[n]) else default for n, default in (("share_min", 0.0), ("share_max", 1.0)))
        if not row["group"]:
            if stated(row["share_min"]) or stated(row["share_max"]):
                yield at(row, "group", "a share is a share of a group", "", "the name of a group")
            continue
        if row["carrier"] == reference.get(row["technology"]):
            yield at(row, "group", "the reference carrier cannot have a free share", row["group"], "empty")
        if not 0 <= low <= high <= 1:
            yield at(row, "share_min", "shares lie between 0 and 1", f"{low:g} to {high:g}")
        ways = seen.setdefault((row["technology"], row["group"]), {})
        ways[row["carrier"]] = row
    for ways in seen.values():
        last = list(ways.values())[-1]
        if len({row["direction"] for row in ways.values()}) > 1:
            yield at(last, "direction", "ports of a group go in and out", last["direction"], "one direction")
        least = sum(row["share_min"] for row in ways.values() if stated(row["share_min"]))
        most = sum(row["share_max"] if stated(row["share_max"]) else 1.0 for row in ways.values())
        if least > 1 + 1e-9 or most < 1 - 1e-9:
            yield at(last, "share_max", "shares cannot add up to one", f"{least:g} to {most:g} in all")


def cost_shares(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Costs of a converter are shared among its outputs, and somebody bears them."""
    kinds, borne = kinds_of(tables), dict[str, float]()
    last: dict[str, dict[str, Any]] = {}
    for row in records(tables, "ports"):
        if not stated(row["cost_share"]):
            continue
        if row["direction"] != "out":
            yield at(row, "cost_share", "what is taken in bears no cost", f"{row['cost_share']:g}", "empty for inputs")
        elif kinds.get(row["technology"], "converter") != "converter":
            allowed = "empty: what is stored or moved bears it"
            yield at(row, "cost_share", "only converters share their cost", f"{row['cost_share']:g}", allowed)
        elif row["cost_share"] < 0:
            yield at(row, "cost_share", "must not be negative", f"{row['cost_share']:g}", "0 or more")
        borne[row["technology"]] = borne.get(row["technology"], 0.0) + max(row["cost_share"], 0.0)
        last[row["technology"]] = row
    for name, row in last.items():
        if borne[name] == 0:
            yield at(row, "cost_share", f"no output of '{name}' bears its cost", "0", "a weight above 0 on one output")


def required(tables: Tables, _: Options, vocabulary: Sequence[Quantity]) -> Found:
    """Parameters that nobody can do without."""
    given = set(zip(tables["parameters"]["technology"], tables["parameters"]["parameter"], strict=True))
    aged = set(tables["existing_capacity"].loc[tables["existing_capacity"]["build_year"].notna(), "technology"])
    made, by_table = set(tables["retrofits"]["to"]), set(tables["survival"]["technology"])
    owing = set(tables["existing_capacity"].loc[tables["existing_capacity"]["pays"] == "capital", "technology"])
    for row in records(tables, "technologies"):
        name = row["technology"]
        for q in vocabulary:
            if row["capacity_of"]:
                continue
            used = row["build"] or name in aged or name in made
            if not q.required or row["kind"] not in q.kinds or (name, q.name) in given or not used:
                continue
            if q.name == "life" and name in by_table:
                if (row["build"] or name in made | owing) and (name, "amortisation") not in given:
                    allowed = "a row 'life' or 'amortisation' in parameters.csv [year]"
                    yield at(row, "technology", f"'{name}' survives by a table and has no amortisation", name, allowed)
            else:
                allowed = f"a row '{q.name}' in parameters.csv [{q.unit}]"
                yield at(row, "technology", f"'{name}' has no {q.name}", name, allowed)


OF_A_MODE = ("variable_cost", "capacity_use", "plant_share_max")


def modes(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """A converter that uses the capacity of another has none of its own, and no numbers of one."""
    rows = {row["technology"]: row for row in records(tables, "technologies")}
    for row in rows.values():
        owner = rows.get(row["capacity_of"])
        if owner is not None and (row["kind"], owner["kind"], owner["capacity_of"]) != ("converter", "converter", ""):
            allowed = "a converter with a capacity of its own"
            yield at(row, "capacity_of", "cannot use the capacity of that", row["capacity_of"], allowed)
        if row["capacity_unit"] and row["kind"] not in ("converter", "line"):
            message = "only converters, and lines of vehicles, have a unit of their own"
            yield at(row, "capacity_unit", message, row["capacity_unit"], "empty")
    for table in ("parameters", "existing_capacity", "potentials", "survival"):
        for row in records(tables, table):
            owner = rows.get(row["technology"], {}).get("capacity_of")
            if owner and row.get("parameter") not in OF_A_MODE:
                message = f"'{row['technology']}' has no capacity of its own"
                yield at(row, "technology", message, row["technology"], f"rows of '{owner}'")
            if not owner and row.get("parameter") == "plant_share_max":
                message = f"'{row['technology']}' does not share the plant of another"
                yield at(row, "parameter", message, "plant_share_max", "rows of technologies with 'capacity_of'")


def stores(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """A store lies on a clock that resolves it, and its power is one of its own."""
    rows = {row["technology"]: row for row in records(tables, "technologies")}
    clocks = dict(zip(tables["carriers"]["carrier"], tables["carriers"]["clock"], strict=True))
    places = places_of(tables)
    drives: dict[str, str] = {}
    for name, row in rows.items():
        if row["kind"] != "store":
            for way in ("charge", "discharge"):
                if row[way]:
                    yield at(row, way, f"a {row['kind']} is not charged", row[way], "empty")
            continue
        clock = clocks.get(row["reference"])
        if clock == "year" and row["span"] != "horizon":
            allowed = "carriers with clock hour or day"
            yield at(row, "reference", "a carrier balanced once a year cannot be stored", row["reference"], allowed)
        if clock == "day" and row["span"] == "day":
            yield at(row, "span", "a carrier balanced once a day cannot be stored within the day", "day", "year")
        for way in [w for w in ("charge", "discharge") if row[w] in rows]:
            yield from _driver(row, way, rows[row[way]], places)
            other = drives.setdefault(row[way], name)
            if other != name:
                yield at(row, way, f"'{row[way]}' drives '{other}' already", row[way], "a power technology of its own")


def _driver(store: dict[str, Any], way: str, power: dict[str, Any], places: dict[str, set[str]]) -> Found:
    name = power["technology"]
    if power["kind"] != "power":
        yield at(store, way, "must be a technology of kind power", name, "kind power")
        return
    if power["reference"] != store["reference"]:
        yield at(store, way, f"'{name}' is measured in another carrier", power["reference"], store["reference"])
    missing = places[store["technology"]] - places[name]
    if missing:
        yield at(
            store, way, f"'{name}' does not exist where the store does", listed(sorted(missing)), "the same regions"
        )


def lines(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Lines have routes from one region to another, on which something arrives."""
    kinds, routed = kinds_of(tables), set(tables["routes"]["technology"])
    for row in records(tables, "technologies"):
        if row["kind"] == "line" and row["technology"] not in routed:
            name = row["technology"]
            yield at(row, "technology", f"line '{name}' has no route", name, "a row in routes.csv")
    clash = set(tables["routes"]["route"]) & set(tables["regions"]["region"])
    longest: dict[str, float] = {}
    for row in records(tables, "routes"):
        if row["from"] == row["to"]:
            yield at(row, "to", "a route leads from a region to another", row["to"])
        if kinds.get(row["technology"]) not in ("line", None):
            allowed = listed(k for k, v in kinds.items() if v == "line")
            yield at(row, "technology", "only lines run on routes", row["technology"], allowed)
        if row["route"] in clash:
            yield at(row, "route", "a route must not have the name of a region", row["route"])
        if not row["factor"] > 0:
            yield at(row, "factor", "a way has a length", row["factor"], "above 0, such as 1.3 for roads")
        longest[row["technology"]] = max(longest.get(row["technology"], 0.0), row["amount"])
    for row in records(tables, "parameters"):
        lost = row["amount"] * (longest.get(row["technology"], 0.0) if row["per_km"] else 1.0)
        if row["parameter"] == "loss" and lost > 1.0:
            far = longest.get(row["technology"], 0.0)
            yield at(
                row, "value", "more is lost than is sent", row["value"], f"at most {1 / far:.3g} 1/km on {far:g} km"
            )


def existing(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """What stands already stands where its technology can, once."""
    places = places_of(tables)
    seen: set[tuple[Any, ...]] = set()
    for row in records(tables, "existing_capacity"):
        yield from _somewhere(row, places)
        if not stated(row["build_year"]) and row["pays"] == "capital":
            yield at(row, "pays", "who pays capital must have a build year", "capital", "a build_year, or pays fixed")
        key = (row["technology"], row["region"], row["build_year"] if stated(row["build_year"]) else row["year"])
        if key in seen:
            yield at(row, "pays", "plant of one place and year pays two ways", row["pays"], "one row")
        seen.add(key)


def _somewhere(row: dict[str, Any], places: dict[str, set[str]]) -> Found:
    allowed = places.get(row["technology"])
    if allowed is not None and row["region"] and row["region"] not in allowed:
        message = f"'{row['technology']}' does not exist there"
        yield at(row, "region", message, row["region"], listed(sorted(allowed)))


def potentials(tables: Tables, options: Options, __: Sequence[Quantity]) -> Found:
    """Limits where something can stand, not below what stands already in the first period."""
    places, first = places_of(tables), options.periods[0].first_year
    lives = {row["technology"]: row["amount"] for row in records(tables, "parameters") if row["parameter"] == "life"}
    by_table = set(
        tables["survival"]["technology"]
    )  # fewer stand than were built; the solver says if they are too many
    standing: dict[tuple[str, str], float] = {}
    for row in [r for r in records(tables, "existing_capacity") if r["technology"] not in by_table]:
        key = (row["technology"], row["region"])
        if stated(row["build_year"]):
            alive = row["build_year"] + lives.get(row["technology"], float("inf")) > first
            standing[key] = standing.get(key, 0.0) + (row["amount"] if alive else 0.0)
        elif not stated(row["year"]) or row["year"] == first:
            standing[key] = max(standing.get(key, 0.0), row["amount"])
    counted: dict[tuple[str, str], int] = {}
    for row in records(tables, "potentials"):
        if row["limit"] == "capacity_max":
            key = (row["technology"], row["region"])
            counted[key] = counted.get(key, 0) + 1
    highest = {
        (row["technology"], row["region"], row["limit"].removesuffix("_max"), str(row["year"])): row["amount"]
        for row in records(tables, "potentials")
        if row["limit"].endswith("_max")
    }
    for row in records(tables, "potentials"):
        yield from _somewhere(row, places)
        most = highest.get((row["technology"], row["region"], row["limit"].removesuffix("_min"), str(row["year"])))
        if row["limit"].endswith("_min") and most is not None and row["amount"] > most:
            allowed = f"at most {most:g} {row['amount_unit']}"
            yield at(row, "value", "more than the upper limit of the same place and year", row["value"], allowed)
        key = (row["technology"], row["region"])
        have = standing.get(key, 0.0)
        if row["limit"] == "capacity_max" and counted[key] == 1 and row["amount"] < have * (1 - 1e-9):
            allowed = f"at least {have:g} {row['amount_unit']}"
            yield at(row, "value", "less than what stands already", row["value"], allowed)
