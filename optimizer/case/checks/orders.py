"""Orders of magnitude across tables: demand beside the plant that stands for it, and plant beside its potential and the demand.

A unit that was misread in a whole table leaves all years and places alike; only other tables can tell it. What is compared are sums over
all places in the first period. Everything that may explain a difference is granted: what others may take of a carrier counts as its
demand, plant of which something else comes too is left out, and trade explains all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, at_year, grouped, listed_in, mean_of, records, stated
from optimizer.case.checks.meant import likely
from optimizer.case.energy import contents
from optimizer.case.schema import Options
from optimizer.case.text import times
from optimizer.units import factor, fits

Row = dict[str, Any]
FAR, FAR_UP = 100.0, 1000.0
"""Times from which demand is told that is below what stands for it, and above: plant grows from small beginnings."""
FEW = 1000.0  # times that plant is below both its potential and the demand
ROUNDS = 6  # steps of a chain over which demand is followed
USUAL = {"wind", "onshore", "pv", "solar", "hydro", "coal", "gas", "nuclear"}
"""Words of plant that no country starts with today."""


@dataclass(frozen=True)
class Flow:
    """What one unit of capacity of a technology takes or gives of a carrier in an hour."""

    technology: str
    carrier: str
    direction: str
    each: float


def orders(tables: Tables, options: Options, means: Mapping[str, float]) -> Found:
    """Demand and plant that are orders of magnitude apart."""
    year = float(options.periods[0].label)
    demand = _demand(tables, year, means)
    stands = _stands(tables, year)
    flows = list(_flows(tables, year))
    able = _able(tables, means)
    makes: dict[str, float] = {}
    for flow in flows:
        if flow.direction == "out":
            hourly = sum(v * _of_place(able, flow.technology, r) for r, v in stands.get(flow.technology, {}).items())
            makes[flow.carrier] = makes.get(flow.carrier, 0.0) + flow.each * hourly
    sole = _sole(tables)
    yield from _beside_plant(tables, demand, _needs(demand, makes, stands, flows), makes, sole)
    yield from _beside_potentials(tables, demand, stands, flows)


def _beside_plant(
    tables: Tables, demand: Mapping[str, float], needs: Mapping[str, float], makes: Mapping[str, float], sole: set[str]
) -> Found:
    """Demand far below, or far above, what stands to meet it."""
    traded = {(r["carrier"], r["kind"]) for r in records(tables, "prices")}
    forms = {c: content.form for c, content in contents(tables).items()}
    units = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}
    for carrier, much in demand.items():
        made, need = makes.get(carrier, 0.0), needs[carrier]
        if carrier not in sole or not made > 0 or not much > 0:
            continue
        low = need * FAR < made and (carrier, "sale") not in traded
        high = much > FAR_UP * made and (carrier, "purchase") not in traded and forms.get(carrier) == "power"
        if low or high:
            row = next(r for r in records(tables, "demand") if r["carrier"] == carrier and r["amount"] > 0)
            apart = times((need if low else much) / made)
            message = (
                f"demand of {carrier} is {apart} the {made:,.4g} {units[carrier]}/hour that plant which stands makes of it, in all places"
                + likely(float(row["value"]), str(row["unit"]), made / need)
            )
            yield at(row, "value", message, f"{row['value']:,.6g} {row['unit']}")


def _beside_potentials(
    tables: Tables, demand: Mapping[str, float], stands: Mapping[str, Mapping[str, float]], flows: Sequence[Flow]
) -> Found:
    """Plant of a usual kind that is next to nothing beside what may stand, in all of several places, and beside the demand."""
    names = {r["technology"]: f"{r['technology']} {r['name']}" for r in records(tables, "technologies")}
    room: dict[tuple[str, str], float] = {}
    for row in records(tables, "potentials"):
        if row["limit"] == "capacity_max" and row["amount"] > 0:
            room[row["technology"], row["region"]] = row["amount"]
    for flow in flows:
        places = {r: v for r, v in stands.get(flow.technology, {}).items() if v > 0}
        beside = [v / room[flow.technology, r] for r, v in places.items() if (flow.technology, r) in room]
        usual = USUAL & set(re.split(r"[^a-z]+", names.get(flow.technology, "").lower()))
        if flow.direction != "out" or len(beside) < 2 or len(beside) < len(places) or not usual:
            continue
        share = flow.each * sum(places.values()) / demand[flow.carrier] if demand.get(flow.carrier) else 1.0
        if max(beside) * FEW < 1 and share * FEW < 1:
            row = next(r for r in records(tables, "existing_capacity") if r["technology"] == flow.technology)
            meant = likely(float(row["value"]), str(row["unit"]), FEW)
            of_room = f"at most {times(max(beside))} what may stand"
            message = f"existing capacity: all '{flow.technology}' is {times(share)} the demand and {of_room}{meant}"
            yield at(row, "value", message, f"{row['value']:,.6g} {row['unit']}")


def _needs(
    demand: Mapping[str, float],
    makes: Mapping[str, float],
    stands: Mapping[str, Mapping[str, float]],
    flows: Sequence[Flow],
) -> dict[str, float]:
    """What may be wanted of each carrier: its demand, what plant that stands takes, and what makes the rest of other carriers."""
    gives: dict[str, list[Flow]] = {}
    for f in flows:
        if f.direction == "out" and f.each > 0:
            gives.setdefault(f.technology, []).append(f)
    need = dict(demand)
    for _ in range(ROUNDS):
        after = dict(demand)
        for f in (f for f in flows if f.direction == "in"):
            taken = f.each * sum(stands.get(f.technology, {}).values())
            for out in gives.get(f.technology, ()):
                rest = max(0.0, need.get(out.carrier, 0.0) - makes.get(out.carrier, 0.0))
                taken += rest * f.each / out.each
            after[f.carrier] = after.get(f.carrier, 0.0) + taken
        need = after
    return need


def _flows(tables: Tables, year: float) -> Iterator[Flow]:
    """Ports of converters by the unit of capacity, where that counts what the plant gives or takes of its reference in an hour."""
    reference = {r["technology"]: r["reference"] for r in records(tables, "technologies") if r["kind"] == "converter"}
    for rows in grouped(records(tables, "ports"), ["technology"]):
        name, amounts = rows[0]["technology"], dict[tuple[str, str], float]()
        for port in grouped(rows, ["carrier", "direction"]):
            near = min(port, key=lambda r: abs(r["year"] - year) if stated(r["year"]) else 0.0)
            amounts[port[0]["carrier"], port[0]["direction"]] = near["amount"]
        base = [v for (carrier, _), v in amounts.items() if carrier == reference.get(name) and v > 0]
        if base:
            for (carrier, direction), amount in amounts.items():
                yield Flow(name, carrier, direction, amount / base[0])


def _stands(tables: Tables, year: float) -> dict[str, dict[str, float]]:
    """Capacity that stands in the first period, by technology and place, in what it gives or takes of its reference in an hour."""
    units = {r["carrier"]: r["unit"] for r in records(tables, "carriers")}
    base = {r["technology"]: f"({units.get(r['reference'], '1')})/hour" for r in records(tables, "technologies")}
    out: dict[str, dict[str, float]] = {}
    for rows in grouped(records(tables, "existing_capacity"), ["technology", "region"]):
        name, place = rows[0]["technology"], rows[0]["region"]
        if not fits(rows[0]["amount_unit"], base.get(name, "")):
            continue
        built = sum(r["amount"] for r in rows if stated(r["build_year"]) or not stated(r["year"]))
        path = [r for r in rows if not stated(r["build_year"]) and stated(r["year"])]
        level = at_year(path, year) if path else 0.0
        out.setdefault(name, {})[place] = (built + level) * factor(rows[0]["amount_unit"], base[name])
    return out


def _demand(tables: Tables, year: float, means: Mapping[str, float]) -> dict[str, float]:
    """Demand of each carrier in an hour of the first period, over all places, on the mean of its profile; none where that is not known."""
    out: dict[str, float] = {}
    for rows in grouped(records(tables, "demand"), ["carrier", "region", "profile"]):
        carrier, mean = rows[0]["carrier"], mean_of(means, rows[0]["profile"], rows[0]["region"])
        out[carrier] = out.get(carrier, 0.0) + at_year(rows, year) * mean
    return out


def _able(tables: Tables, means: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Mean availability of technologies by place; '' stands for all."""
    regions = ["", *map(str, tables["regions"]["region"])]
    out: dict[tuple[str, str], float] = {}
    for row in records(tables, "parameters"):
        if row["parameter"] == "availability" and stated(row["amount"]):
            for place in listed_in(row["region"]) or regions:
                out[row["technology"], place] = row["amount"] * mean_of(means, row["profile"], place)
    return out


def _of_place(able: Mapping[tuple[str, str], float], technology: str, place: str) -> float:
    return able.get((technology, place), able.get((technology, ""), 1.0))


def _sole(tables: Tables) -> set[str]:
    """Carriers that come of plant which gives nothing else: none of them is left over from what is wanted more."""
    outs: dict[str, set[str]] = {}
    for row in records(tables, "ports"):
        if row["direction"] == "out":
            outs.setdefault(row["technology"], set()).add(row["carrier"])
    beside = {c for of in outs.values() if len(of) > 1 for c in of}
    return {c for of in outs.values() for c in of} - beside
