"""Whether every carrier has a way in and a way out: what the tables leave in the air, told before any solve.

A case may be right with any of these (a plan that serves less, a scenario that switches a way on), so they are notes and stop nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records
from optimizer.case.checks.plant import places_of
from optimizer.case.schema import Options
from optimizer.case.text import listed

Row = dict[str, Any]
Node = tuple[str, str]  # carrier, region
MOST = 12
OBLIGED = ("full_load_hours_min", "minimum_load")
CHANGED = "(changed by "  # what stands behind the file of a row that a scenario changed
BUILDING = ("capital_cost", "fixed_charge")


def paths(tables: Tables, _: Options) -> tuple[str, ...]:
    """Notes on orphan carriers, demand that no path can meet, inputs that cannot be had and outputs that nothing takes."""
    ways = Ways.of(tables)
    found = [
        *_orphans(tables),
        *_unmet(tables, ways),
        *_without_input(tables, ways),
        *_without_sink(tables, ways),
        *_giving_nothing(tables, ways),
        *_nowhere(tables, ways),
    ]
    notes = [str(p) for p in found]
    return (*notes[:MOST], *([f"{len(notes) - MOST} more carriers lack a way in or out"] if len(notes) > MOST else []))


@dataclass(frozen=True)
class Ways:
    """What can be had where.

    Attributes:
        reach: (carrier, region) that something makes, brings or sells.
        stands: regions (routes of a line) where a technology stands or may be built.
    """

    reach: set[Node]
    stands: dict[str, set[str]]
    ports: dict[str, list[Row]]

    @classmethod
    def of(cls, tables: Tables) -> Ways:
        stands = _stands(tables)
        ports: dict[str, list[Row]] = {}
        for row in records(tables, "ports"):
            ports.setdefault(row["technology"], []).append(row)
        regions = [str(r) for r in tables["regions"]["region"]]
        reach: set[Node] = set()
        for row in records(tables, "prices"):
            if row["kind"] in ("purchase", "unmet") and row["limit_amount"] != 0:
                reach |= {(row["carrier"], r) for r in listed_in(row["region"]) or regions}
        materials = {row["carrier"] for row in records(tables, "build_inputs")}
        reach |= {(c, r) for c in materials for r in regions}  # scrap comes back wherever plant ends
        ways = cls(reach, stands, ports)
        ways.spread(tables)
        return ways

    def spread(self, tables: Tables) -> None:
        """Follow converters and lines until nothing more is reached."""
        lines, known = _lines(tables, self.stands), -1
        kinds = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
        while len(self.reach) != known:
            known = len(self.reach)
            for technology, rows in self.ports.items():
                if kinds.get(technology) == "converter":
                    for region in self.stands.get(technology, ()):
                        if not self.lacking(technology, region):
                            self.reach.update((r["carrier"], region) for r in rows if r["direction"] == "out")
            for carrier, start, end in lines:
                if (carrier, start) in self.reach:
                    self.reach.add((carrier, end))

    def lacking(self, technology: str, region: str) -> list[Row]:
        """Ports whose carrier cannot be had; of ports with a free share one is enough."""
        taken = [r for r in self.ports.get(technology, []) if r["direction"] == "in" and r["amount"]]
        missing = [r for r in taken if (r["carrier"], region) not in self.reach]
        served = {r["group"] for r in taken if r["group"] and r not in missing}
        return [r for r in missing if r["group"] not in served or not r["group"]]


def _stands(tables: Tables) -> dict[str, set[str]]:
    """Where each technology stands or may be built, retrofits and modes included."""
    places = places_of(tables)
    rows = {r["technology"]: r for r in records(tables, "technologies")}
    out = {k: set(places[k]) if row["build"] else set() for k, row in rows.items()}
    for row in records(tables, "existing_capacity"):
        if row["technology"] in out and row["amount"] > 0:
            out[row["technology"]] |= {row["region"]} if row["region"] else places[row["technology"]]
    for row in records(tables, "retrofits"):
        if row["to"] in out:
            out[row["to"]] |= places[row["to"]]
    for k, row in rows.items():
        if row["capacity_of"] in out:
            out[k] = set(out[row["capacity_of"]])
    return out


def _lines(tables: Tables, stands: dict[str, set[str]]) -> list[tuple[str, str, str]]:
    rows = {r["technology"]: r for r in records(tables, "technologies")}
    out = []
    for row in records(tables, "routes"):
        line = rows.get(row["technology"])
        if line is None or row["route"] not in stands.get(row["technology"], ()):
            continue
        out.append((line["reference"], row["from"], row["to"]))
        if line["direction"] != "forward":
            out.append((line["reference"], row["to"], row["from"]))
    return out


def _orphans(tables: Tables) -> Found:
    """Carriers that nothing makes, takes, moves, keeps, sells or demands."""
    used: set[str] = set(tables["technologies"]["reference"])
    for name in ("ports", "demand", "prices", "build_inputs"):
        used |= set(tables[name]["carrier"])
    for row in records(tables, "carriers"):
        if row["carrier"] not in used:
            yield at(
                row,
                "carrier",
                "nothing makes, takes, sells or demands this carrier",
                row["carrier"],
                "a port, a price or a demand; or no row",
            )


def _unmet(tables: Tables, ways: Ways) -> Found:
    """Demand that nothing can serve."""
    told: set[Node] = set()
    for row in records(tables, "demand"):
        node = (row["carrier"], row["region"])
        if row["amount"] > 0 and node not in ways.reach and node not in told:
            told.add(node)
            yield at(
                row, "carrier", f"no path can meet this demand: {_why(tables, ways, *node)}", f"{node[0]} in {node[1]}"
            )


def _why(tables: Tables, ways: Ways, carrier: str, region: str) -> str:
    """What is missing for a carrier to be had in a region."""
    makers = [
        k for k, rows in ways.ports.items() if any(r["carrier"] == carrier and r["direction"] == "out" for r in rows)
    ]
    if not makers:
        return "no technology makes it, no price buys it there, and no line brings it"
    here = [k for k in makers if region in ways.stands.get(k, ())]
    if not here:
        return f"{listed(makers, 4)} could make it, but neither stands nor may be built there (build, regions in technologies.csv)"
    lacks = dict.fromkeys(str(r["carrier"]) for k in here for r in ways.lacking(k, region))
    return f"{listed(here, 4)} would make it, but lacks {listed(lacks, 4)}"


def _without_input(tables: Tables, ways: Ways) -> Found:
    """Technologies that can run nowhere, or lack a price in some regions, because an input cannot be had."""
    bought = {row["carrier"] for row in records(tables, "prices") if row["kind"] == "purchase"}
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    for technology, places in ways.stands.items():
        if kinds[technology] != "converter":
            continue
        lacking = {region: ways.lacking(technology, region) for region in sorted(places)}
        without = [region for region, rows in lacking.items() if rows]
        if not without:
            continue
        row = lacking[without[0]][0]
        carrier = row["carrier"]
        if len(without) == len(places):
            yield at(
                row,
                "carrier",
                f"'{technology}' can run nowhere: nothing makes, brings or sells {carrier} where it stands",
                carrier,
            )
        elif carrier in bought:
            message = f"'{technology}' cannot run in {listed(without, 6)}: {carrier} has no price there"
            yield at(row, "carrier", message, carrier, "a row of prices.csv for these regions")


def _without_sink(tables: Tables, ways: Ways) -> Found:
    """Outputs that nothing takes and that may not be dumped: their plant can never run."""
    taken = {r["carrier"] for rows in ways.ports.values() for r in rows if r["direction"] == "in"}
    taken |= {row["carrier"] for name in ("demand", "build_inputs") for row in records(tables, name)}
    taken |= {row["carrier"] for row in records(tables, "prices") if row["kind"] in ("sale", "surplus")}
    taken |= {row["reference"] for row in records(tables, "technologies") if row["kind"] in ("store", "line")}
    surplus = {r["carrier"] for r in records(tables, "carriers") if r["surplus"]}
    told: set[str] = set()
    for technology, rows in ways.ports.items():
        for row in rows:
            carrier = row["carrier"]
            if row["direction"] == "out" and carrier not in taken | surplus | told and ways.stands.get(technology):
                told.add(carrier)
                message = f"nothing takes {carrier}, and it may not be dumped: '{technology}' can never run"
                yield at(row, "carrier", message, carrier, "a demand, a port, a sale, or surplus: yes in carriers.csv")


def _giving_nothing(tables: Tables, ways: Ways) -> Found:
    """Converters that only take, although nothing makes that worth while.

    What may: it must run or a policy asks for it, it burns what comes beside something else or what somebody pays to be rid of,
    or it is counted for the carbon that it takes or gives.
    """
    asked = {k for r in records(tables, "policies") for k in listed_in(r["technology"]) + listed_in(r["relative_to"])}
    asked |= {r["technology"] for r in records(tables, "parameters") if r["parameter"] in OBLIGED}
    asked |= {r["technology"] for r in records(tables, "emissions")}
    giving = [[r["carrier"] for r in rows if r["direction"] == "out"] for rows in ways.ports.values()]
    unwanted = {c for carriers in giving if len(carriers) > 1 for c in carriers}
    unwanted |= {r["carrier"] for r in records(tables, "prices") if r["kind"] == "purchase" and not r["amount"] > 0}
    unwanted |= {r["carrier"] for r in records(tables, "carbon")}
    for row in records(tables, "technologies"):
        name, rows = row["technology"], ways.ports.get(row["technology"], [])
        only_takes = row["kind"] == "converter" and rows and all(r["direction"] == "in" for r in rows)
        if only_takes and row["use"] == "free" and name not in asked and not unwanted & {r["carrier"] for r in rows}:
            message = f"'{name}' takes {listed(dict.fromkeys(r['carrier'] for r in rows))} and gives nothing: it is never used"
            yield at(rows[-1], "direction", message, "in", "a port with direction out")


def _nowhere(tables: Tables, ways: Ways) -> Found:
    """Plant that does not stand and may not be built; what has a cost of capital, or what a scenario changed, was switched off."""
    priced = {r["technology"] for r in records(tables, "parameters") if r["parameter"] in BUILDING}
    priced |= {r["technology"] for r in records(tables, "learning")}
    for row in records(tables, "technologies"):
        name = row["technology"]
        meant = name in priced or row["capacity_of"] or CHANGED in row["_file"]
        if not row["build"] and not ways.stands[name] and not meant:
            message = f"'{name}' may not be built, and none of it stands: there is none anywhere"
            yield at(row, "build", message, "no", "rows of existing_capacity.csv, build: yes, or no such technology")
