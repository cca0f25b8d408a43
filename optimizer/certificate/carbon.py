"""The carbon of carriers counted again from the tables: what went in and did not come out reached the air."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from optimizer.case.rows import tuples_of
from optimizer.certificate.physics import Floats, Key, Solved, annual, clock_name, numbers
from optimizer.index import Label
from optimizer.inputs import Inputs

Cause = tuple[str, Key]
"""A variable and its label; `demand` for what is delivered."""
Part = tuple[str, Key, Key, float]
"""Variable, its label, account, gas units a year."""


class _Carbon:
    """Carbon of carriers and ports of converters, as the tables state them."""

    def __init__(self, inputs: Inputs) -> None:
        tables = inputs.case.tables
        self.gas = inputs.case.options.carbon_gas
        self.series = _series(tables["carbon"], "carrier", "kind")
        self.ports = _series(tables["ports"], "technology", "carrier", "direction")
        self.free = {(r.technology, r.carrier) for r in tuples_of(tables["ports"]) if r.group}
        self.technologies = {r.technology: r for r in tuples_of(tables["technologies"])}
        self.carriers = {r.carrier: r for r in tuples_of(tables["carbon"].drop_duplicates("carrier"))}
        told = tables["emissions"][tables["emissions"]["account"] == "territorial"]
        self.told = set(zip(told["flow"], told["technology"], told["carrier"], strict=True))
        self.parts: list[Part] = []

    def of(self, carrier: Any, kind: str, period: Any) -> float:
        return _at(self.series, (carrier, kind), period)

    def book(self, cause: Cause, sector: str, stage: str, region: Label, amount: float) -> None:
        """An amount a year of what a label of a variable causes."""
        self.parts.append((*cause, (self.gas, sector or "energy", stage, region, cause[1][-1]), amount))

    def book_technology(self, cause: Cause, region: Label, amount: float, stage: str) -> None:
        t = self.technologies[cause[1][0]]
        self.book(cause, t.sector, t.stage or stage, region, amount)

    def staged(self, taken: Mapping[Label, float]) -> dict[Label, str]:
        """Of the carriers that are taken in, those whose carbon has a stage of its own."""
        return {c: self.carriers[c].stage for c, v in taken.items() if v > 0.0 and self.carriers[c].stage}

    @property
    def carriers_of(self) -> dict[Label, list[Label]]:
        out: dict[Label, list[Label]] = {}
        for technology, c in dict.fromkeys(key[:2] for key in self.ports):
            out.setdefault(technology, []).append(c)
        return out

    def taken_in(self, k: Label, carriers: Iterable[Label], kind: str, y: Label) -> dict[Label, float]:
        """Carbon of an origin that each carrier takes in (+) or out (-) per unit of activity; none if all is given out."""
        net = {c: _at(self.ports, (k, c, "in"), y) - _at(self.ports, (k, c, "out"), y) for c in carriers}
        carried = {c: v * self.of(c, kind, y) for c, v in net.items()}
        return carried if max(carried.values(), default=0.0) > 0.0 else {}  # else from the ground, or from the air


def carbon_parts(inputs: Inputs, solved: Mapping[str, Solved]) -> list[Part]:
    """What the carbon of carriers emits and removes: variable, its label, account, gas units a year."""
    carbon = _Carbon(inputs)
    if carbon.series:
        _converters(carbon, solved)
        _consumed(carbon, inputs, solved)
        _lost(carbon, inputs, solved)
        _stored(carbon, inputs, solved)
    return carbon.parts


def _converters(carbon: _Carbon, solved: Mapping[str, Solved]) -> None:
    served, carriers = _amount(solved, "port_use"), carbon.carriers_of
    for (k, r, y), clock, rate in solved["activity"].rows():
        taken, used = carbon.taken_in(k, carriers.get(k, ()), "fossil", y), annual(rate, clock)
        if taken:
            amounts = {c: v * (served[k, c, r, y] if (k, c) in carbon.free else used) for c, v in taken.items()}
            came, left = sum(v for v in amounts.values() if v > 0), sum(amounts.values())
            for c, stage in carbon.staged(amounts).items():  # what is given out is given out of all alike
                gone = amounts[c] * sum(amounts.values()) / came
                carbon.book(("activity", (k, r, y)), carbon.technologies[k].sector, stage, r, gone)
                left -= gone
            carbon.book_technology(("activity", (k, r, y)), r, left, "use")


def created(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[str, Floats, Floats]]:
    """(where, how much more carbon of an origin a converter gives out than it takes in, size), in every step."""
    carbon = _Carbon(inputs)
    served, carriers = {label: row for label, _, row in solved["port_use"].rows()}, carbon.carriers_of
    for (k, r, y), _, rate in solved["activity"].rows() if carbon.series else ():
        for kind in ("fossil", "biogenic"):
            taken = carbon.taken_in(k, carriers.get(k, ()), kind, y)
            flows = [v * (served[k, c, r, y] if (k, c) in carbon.free else rate) for c, v in taken.items()]
            if flows:
                yield f"{kind} carbon of {k}/{r}/{y}", -np.sum(flows, axis=0), np.sum(np.abs(flows), axis=0)


def _consumed(carbon: _Carbon, inputs: Inputs, solved: Mapping[str, Solved]) -> None:
    """What is dumped, and what is delivered and burnt."""
    for (c, r, y), clock, rate in solved["surplus"].rows():
        content = carbon.of(c, "fossil", y)
        if content and ("surplus", "", c) not in carbon.told:
            carbon.book(("surplus", (c, r, y)), carbon.carriers[c].sector, "use", r, content * annual(rate, clock))
    unmet = {label: annual(rate, clock) for label, clock, rate in solved["unmet"].rows()}
    for (c, r, y), wanted in numbers(inputs.values["demand"]).items():
        content = carbon.of(c, "fossil", y)
        if content and wanted.any() and carbon.carriers[c].delivered == "burnt":
            clock = inputs.clocks[y].named(clock_name(inputs, c))
            delivered = annual(wanted, clock) - unmet.get((c, r, y), 0.0)
            carbon.book(("demand", (c, r, y)), carbon.carriers[c].sector, "use", r, content * delivered)


def _lost(carbon: _Carbon, inputs: Inputs, solved: Mapping[str, Solved]) -> None:
    def told(technology: Label, carrier: Label) -> bool:
        return ("leak", "", carrier) in carbon.told or ("leak", technology, carrier) in carbon.told

    for (k, r, y), amount in lost_in_stores(inputs, solved).items():
        c = carbon.technologies[k].reference
        if carbon.of(c, "fossil", y) and not told(k, c):
            carbon.book_technology(("store_charge", (k, r, y)), r, carbon.of(c, "fossil", y) * amount, "use")
    starts = {(r.technology, r.route): (r.from_, r.to) for r in tuples_of(inputs.case.tables["routes"])}
    for (k, i, way, y), amount in lost_on_lines(inputs, solved).items():
        c, sender = carbon.technologies[k].reference, starts[k, i][way == "backward"]
        if amount and carbon.of(c, "fossil", y) and not told(k, c):
            carbon.book_technology(
                ("line_flow", (k, i, way, y)), sender, carbon.of(c, "fossil", y) * amount, "transport"
            )


def _stored(carbon: _Carbon, inputs: Inputs, solved: Mapping[str, Solved]) -> None:
    for (k, r, y), amount in _kept_by_reservoirs(inputs, solved).items():
        t = carbon.technologies[k]
        if t.permanent and carbon.of(t.reference, "biogenic", y):
            carbon.book(
                ("store_charge", (k, r, y)), t.sector, "removal", r, -carbon.of(t.reference, "biogenic", y) * amount
            )


def lost_in_stores(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, float]:
    """What stores that lose anything take and neither give out nor keep, in a year."""
    stated = {n: numbers(inputs.values[n]) for n in ("charge_efficiency", "discharge_efficiency", "self_loss")}
    kept, out = _kept_by_reservoirs(inputs, solved), _amount(solved, "store_discharge")
    return {
        key: amount - out[key] - kept.get(key, 0.0)
        for key, amount in _amount(solved, "store_charge").items()
        if [float(v[key][0]) for v in stated.values()] != [1.0, 1.0, 0.0]
    }


def lost_on_lines(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, float]:
    """What enters each line and does not arrive, in a year."""
    loss, rows = numbers(inputs.values["loss"]), inputs.case.tables["technologies"]
    received = set(rows.loc[rows["measured"] == "received", "technology"])
    out: dict[Key, float] = {}
    for (k, i, way, y), amount in _amount(solved, "line_flow").items():
        share = float(loss[k, i, y][0])
        sent = amount / (1.0 - share) if k in received else amount
        out[k, i, way, y] = sent * share
    return out


def _kept_by_reservoirs(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, float]:
    into, out = (numbers(inputs.values[n]) for n in ("charge_efficiency", "discharge_efficiency"))
    charge, discharge = _amount(solved, "store_charge"), _amount(solved, "store_discharge")
    return {
        key: float(into[key][0]) * charge[key] - discharge[key] / float(out[key][0])
        for key in inputs.indexes["reservoirs"].tuples()
    }


def _amount(solved: Mapping[str, Solved], flow: str) -> dict[Key, float]:
    return {label: annual(rate, clock) for label, clock, rate in solved[flow].rows()}


def _series(table: Any, *keys: str) -> dict[tuple[Any, ...], tuple[list[float], list[float]]]:
    """Years and amounts by key, in order of years."""
    found: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
    years, amounts = table["year"].fillna(0.0).tolist(), table["amount"].tolist()
    for *key, year, amount in zip(*(table[k].tolist() for k in keys), years, amounts, strict=True):
        found.setdefault(tuple(key), []).append((year, amount))
    ordered = {key: sorted(rows, key=lambda row: row[0]) for key, rows in found.items()}
    return {key: ([year for year, _ in rows], [amount for _, amount in rows]) for key, rows in ordered.items()}


def _at(series: Mapping[tuple[Any, ...], tuple[list[float], list[float]]], key: tuple[Any, ...], year: Any) -> float:
    return float(np.interp(float(year), *series[key])) if key in series else 0.0
