"""Plant counted again from the Inputs: what stands, and what it can do; `contents` counts what stores hold.

Each function returns the largest gap relative to 1 + the size of what is compared, and where it is. Nothing here uses the
formulation; survival is counted year by year from lives and the table of existing plant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.ageing import Ages, Left, commissioned, lived, retired, retrofits, tables_of_age
from optimizer.certificate.measures import largest
from optimizer.certificate.physics import Key, Solved, annual, numbers, on_clock
from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
Found = Iterator[tuple[str, Floats, Floats]]
"""(where, how far outside, size) of everything that is compared."""


def worst(found: Found) -> tuple[float, str]:
    """Largest relative gap, and where."""
    return largest(
        (float(np.max(np.maximum(gap, 0.0) / (1.0 + np.abs(size)), initial=0.0)), place) for place, gap, size in found
    )


def name(what: str, key: Key) -> str:
    return f"{what} of {'/'.join(str(v) for v in key)}"


def by_label(solved: Mapping[str, Solved], name: str) -> dict[Key, Floats]:
    return {label: row for label, _, row in solved[name].rows()} if name in solved else {}


def capacities(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """What stands of each vintage is its living share of what was built, less what was retrofitted; what stands is the sum
    of its vintages and of what was retrofitted to it.

    A gap is measured against all that is compared: where next to nothing is left of a vintage, what lived of it and what
    was turned into other plant are its size."""
    survivors = Survivors(inputs, solved)
    lost, total = _retrofitted(inputs, solved)
    free = set(inputs.indexes["retirable"].tuples())
    share_left: dict[Key, float] = {}
    for (k, place, v, y), row in by_label(solved, "capacity_of_vintage").items():
        expected = survivors.at((k, place, v), int(y))
        now, ever = lost.get((k, place, v, y), (0.0, 0.0))
        if (k, place, v, y) in free:  # may be less, but never a larger share of what lives on than before
            left = share_left.get((k, place, v), 1.0)
            gap = row - (expected * left - now)
            share_left[k, place, v] = min(left, float(row[0]) / expected) if expected > 0 else left
        else:
            gap = np.abs(row - (expected - ever))
        yield name("capacity", (k, place, v, y)), gap, np.abs(row) + expected + ever
        total[k, place, y] = total.get((k, place, y), 0.0) + float(row[0])
    for k, place, v, y in inputs.indexes["unfollowed"].tuples():
        total[k, place, y] = total.get((k, place, y), 0.0) + survivors.at((k, place, v), int(y))
    for key, row in by_label(solved, "capacity").items():
        yield name("capacity", key), np.abs(row - total[key]), row
    ended = retired(inputs, solved)
    for key, row in by_label(solved, "capacity_retired").items():
        yield name("retirement", key), np.abs(row - ended[key]), np.abs(row) + survivors.built[key[:3]]


def standing(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, float]:
    """What stands of every vintage: as solved where it is followed, else its living share of what was built."""
    survivors = Survivors(inputs, solved)
    found = {label: float(row[0]) for label, row in by_label(solved, "capacity_of_vintage").items()}
    for k, place, v, y in inputs.indexes["unfollowed"].tuples():
        found[k, place, v, y] = survivors.at((k, place, v), int(y))
    return {label: found[label] for label in inputs.indexes["alive"].tuples()}


class Survivors:
    """What of each vintage lives in a period, whether it is retired early or not."""

    def __init__(self, inputs: Inputs, solved: Mapping[str, Solved]) -> None:
        self.inputs, self.tables, self.left = inputs, tables_of_age(inputs), Left(inputs)
        self.built = {label: float(row[0]) for label, row in by_label(solved, "capacity_built").items()}
        self.life, self.delay = (numbers(inputs.values[n]) for n in ("life", "construction_time"))
        self.shares: dict[tuple[Label, float, Label, float, int], float] = {}  # regions share lives

    def at(self, key: Key, period: int) -> float:
        k, place, v = key
        if v == 0:
            return self.left.at(k, place, period)
        tabled, delay = k in self.tables, float(self.delay[key][0])
        age = (k, 0.0) if tabled else ("", float(self.life[key][0]))
        alike = (v, delay, *age, period)
        if alike not in self.shares:
            ages = self.tables[k] if tabled else Ages.of_life(age[1])
            self.shares[alike] = lived(self.inputs, commissioned(self.inputs, int(v), delay), ages, tabled, period)
        return self.built[key] * self.shares[alike]


def _retrofitted(
    inputs: Inputs, solved: Mapping[str, Solved]
) -> tuple[dict[Key, tuple[float, float]], dict[Key, float]]:
    """What each vintage loses in a period by retrofits of that period and of all so far; what stands of each target."""
    lost: dict[Key, tuple[float, float]] = {}
    gained: dict[Key, float] = {}
    for r in retrofits(inputs, solved):
        for y, amount in r.lost.items():
            now, ever = lost.get((r.source, r.place, r.vintage, y), (0.0, 0.0))
            lost[r.source, r.place, r.vintage, y] = (now + amount * (y == r.since), ever + amount)
        for y, amount in r.standing.items():
            gained[r.target, r.place, y] = gained.get((r.target, r.place, y), 0.0) + r.factor * amount
    for key in by_label(solved, "capacity"):
        gained.setdefault(key, 0.0)
    return lost, gained


def uses(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Converters, lines and store power stay within what stands and is available."""
    capacity = by_label(solved, "capacity")
    stated = {n: numbers(inputs.values[n]) for n in ("availability", "activity_per_capacity")}
    told = {k for k, *_ in solved["activity_of_vintage"].index.tuples()}
    for key, (_, rate) in use_of_plant(inputs, solved).items():
        if key[0] in told:
            continue
        most = stated["availability"][key] * stated["activity_per_capacity"][key] * capacity[key]
        yield name("use", key), rate - most, rate
    yield from _shares(inputs, solved)
    yield from _lines(inputs, solved, capacity)
    cycles = numbers(inputs.values["cycles_per_year"])
    for label, clock, rate in solved["store_discharge"].rows():
        if label in cycles:
            drawn = np.array([annual(rate, clock)])
            yield name("cycles", label), drawn - cycles[label] * capacity[label], drawn
    for way in ("charge", "discharge"):
        rates = numbers(inputs.values[f"{way}_rate"])
        for (k, r, y), rate in by_label(solved, f"store_{way}").items():
            driver = inputs.relabels[way].get(k)
            if driver is not None:
                yield name(way, (k, r, y)), rate - capacity[driver, r, y], rate
            if (k, r, y) in rates:
                yield name(way, (k, r, y)), rate - rates[k, r, y] * capacity[k, r, y], rate


def use_of_plant(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Clock, Floats]]:
    """Use of each plant on its clock, with that of the modes that share it."""
    shares, owner = numbers(inputs.values["capacity_use"]), owners(inputs)
    used: dict[Key, tuple[Clock, Floats]] = {}
    for (k, r, y), clock, rate in solved["activity"].rows():
        if k not in owner and clock is not None:
            used[k, r, y] = (clock, rate)
    for (k, r, y), clock, rate in solved["activity"].rows():
        if k in owner:
            mine, own = used[owner[k], r, y]
            used[owner[k], r, y] = (mine, own + on_clock(shares[k, r, y] * rate, clock, mine))
    return used


def _shares(inputs: Inputs, solved: Mapping[str, Solved]) -> Found:
    """Ports of a group serve the whole activity, each within the bounds of its share."""
    activity = by_label(solved, "activity")
    bounds = {n: numbers(inputs.values[n]) for n in ("share_min", "share_max")}
    group = {label[:2]: label[2] for label in inputs.indexes["grouped"].tuples()}
    served: dict[Key, Floats] = {}
    for (k, c, r, y), rate in by_label(solved, "port_use").items():
        whole = activity[k, r, y]
        key = (k, group[k, c], r, y)
        served[key] = served.get(key, np.zeros(1)) + rate
        low, high = (float(bounds[n].get((k, c, r, y), [d])[0]) for n, d in (("share_min", 0.0), ("share_max", 1.0)))
        yield name("share", (k, c, r, y)), np.maximum(low * whole - rate, rate - high * whole), whole
    for (k, g, r, y), rate in served.items():
        yield name("shares", (k, g, r, y)), np.abs(rate - activity[k, r, y]), rate


def _lines(inputs: Inputs, solved: Mapping[str, Solved], capacity: Mapping[Key, Floats]) -> Found:
    """Flows of lines stay below what stands: both directions together, or each where the line says so."""
    usable, table = numbers(inputs.values["line_availability"]), inputs.case.tables["technologies"]
    apart = set(table.loc[table["direction"] == "each", "technology"])
    carried: dict[Key, Floats] = {}
    for (k, i, way, y), rate in by_label(solved, "line_flow").items():
        key = (k, i, way if k in apart else "", y)
        carried[key] = carried.get(key, np.zeros(1)) + rate
    each = _trips(inputs)
    for (k, i, way, y), rate in carried.items():
        yield name("flow", (k, i, way, y)), rate - usable[k, i, y] * each.get((k, i, y), 1.0) * capacity[k, i, y], rate


def _trips(inputs: Inputs) -> dict[Key, float]:
    """Of lines of vehicles: what the trips of a year bring, over the hours of the year."""
    payload, speed, driven, stop = (
        numbers(inputs.values[n]) for n in ("payload", "speed", "driven_hours", "loading_time")
    )
    routes = inputs.case.tables["routes"]
    km = {(k, i): far for k, i, far in zip(routes["technology"], routes["route"], routes["amount"], strict=True)}
    found = dict[Key, float]()
    for key, load in payload.items():
        way, stops = km[key[0], key[1]] / float(speed[key][0]), float(stop[key][0]) if key in stop else 0.0
        trips = float(driven[key][0]) / (way + stops + way + stops)
        found[key] = trips * float(load[0]) / float(inputs.clocks[key[2]].year.hours_per_year.sum())
    return found


def owners(inputs: Inputs) -> dict[Label, Label]:
    """Mode -> the technology whose capacity it uses."""
    rows = inputs.case.tables["technologies"]
    return {k: owner for k, owner in zip(rows["technology"], rows["capacity_of"], strict=True) if owner}
