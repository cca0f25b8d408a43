"""Balances counted again from the Inputs, flow by flow, without the formulation.

Every function returns plain arrays by label, on the clock of the carrier; `audit` says how far they are from closing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.auxiliary import auxiliary_flows
from optimizer.certificate.materials import material_flows
from optimizer.certificate.measures import largest
from optimizer.clock import Clock
from optimizer.compiled import Compiled
from optimizer.index import Index, Label, Values
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]
Key = tuple[Label, ...]


@dataclass(frozen=True, eq=False)
class Solved:
    """Solved values of one variable family."""

    index: Index
    values: Floats

    def rows(self) -> Iterator[tuple[Key, Clock | None, Floats]]:
        """(label, clock, values over the clock) of every label tuple."""
        for block in self.index.blocks:
            table = self.values[block.start : block.start + block.size].reshape(block.shape)
            for label, row in zip(self.index.tuples_of(block.codes), table, strict=True):
                yield label, block.clock, row


def solved_families(compiled: Compiled, values: Floats) -> dict[str, Solved]:
    """Solved values of every family that has an index, by name."""
    return {f.name: Solved(f.index, values[f.range]) for f in compiled.columns if f.index is not None}


def numbers(values: Values) -> dict[Key, Floats]:
    """Numbers of an input by label tuple, each over its clock (or a single one)."""
    out: dict[Key, Floats] = {}
    for block, array in zip(values.index.blocks, values.arrays, strict=True):
        whole = np.broadcast_to(array, (block.shape[0], array.shape[1]))
        out.update(zip(values.index.tuples_of(block.codes), whole, strict=True))
    return out


def annual(rate: Floats, clock: Clock | None) -> float:
    """A rate per hour over its clock as an amount per year."""
    assert clock is not None
    return float(np.broadcast_to(rate, (len(clock),)) @ (clock.duration * clock.weight))


def on_clock(rate: Floats, clock: Clock | None, mine: Clock) -> Floats:
    """A rate on the rows of a clock that is as fine or finer: even over the rows of a coarser one."""
    assert clock is not None
    return np.broadcast_to(rate, (len(clock),))[mine.rows_in(clock)]


@dataclass(frozen=True)
class Flow:
    """What a unit of a solved rate brings to (+) or takes from (-) a balance.

    Attributes:
        family: the variable, and `label` its label.
        carrier, region, period: the balance.
        factor: carrier units per unit of the rate.
        all_year: of what capacity takes by standing, the clock it is counted on.
    """

    family: str
    label: Key
    carrier: Label
    region: Label
    period: Label
    factor: float
    all_year: Clock | None = None


def carrier_flows(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Flow]:
    """Every flow through a carrier balance but demand and materials, from the tables and Inputs."""
    ports: dict[tuple[Label, Label], list[tuple[Label, float]]] = {}
    for (k, c, y), ratio in numbers(inputs.values["port_ratio"]).items():
        ports.setdefault((k, y), []).append((c, float(ratio[0])))
    free = {(k, c) for k, c, *_ in inputs.indexes["group_ports"].tuples()}
    told = {k for k, *_ in solved["activity_of_vintage"].index.tuples()}
    for label in solved["activity"].index.tuples():
        k, r, y = label
        for c, each in ports[k, y] if k not in told else ():
            if (k, c) not in free:
                yield Flow("activity", label, c, r, y, each)
    own = numbers(inputs.values["vintage_port_ratio"])
    for label in solved["activity_of_vintage"].index.tuples():
        k, r, v, y = label
        for c, _ in ports[k, y]:
            yield Flow("activity_of_vintage", label, c, r, y, float(own[k, c, r, v, y][0]))
    for label in solved["port_use"].index.tuples():
        k, c, r, y = label
        yield Flow("port_use", label, c, r, y, dict(ports[k, y])[c])
    reference = _column(inputs, "technologies", "technology", "reference")
    for name, sign in (("store_discharge", 1.0), ("store_charge", -1.0)):
        for label in solved[name].index.tuples():
            k, r, y = label
            yield Flow(name, label, reference[k], r, y, sign)
    loss, measured = numbers(inputs.values["loss"]), _column(inputs, "technologies", "technology", "measured")
    ends = {(k, i): (a, b) for k, i, a, b in _routes(inputs)}
    for label in solved["line_flow"].index.tuples():
        k, i, way, y = label
        a, b = ends[k, i] if way == "forward" else ends[k, i][::-1]
        left = 1.0 - float(loss[k, i, y][0])
        sent = 1.0 / left if measured[k] == "received" else 1.0
        yield Flow("line_flow", label, reference[k], a, y, -sent)
        yield Flow("line_flow", label, reference[k], b, y, sent * left)
    for drawn in auxiliary_flows(inputs, solved):
        yield Flow(*drawn)
    for name, sign in (("purchase", 1.0), ("sale", -1.0), ("unmet", 1.0), ("surplus", -1.0)):
        for label in solved[name].index.tuples():
            yield Flow(name, label, label[0], label[1], label[-1], sign)


def balance_residuals(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Floats, Floats]]:
    """(residual, size) of every carrier balance by (carrier, region, period), in carrier units per year by clock row."""
    net: dict[Key, Floats] = {}
    size: dict[Key, Floats] = {}

    def book(key: Key, amount: Floats) -> None:
        net[key] = net.get(key, np.zeros(len(amount))) + amount
        size[key] = size.get(key, np.zeros(len(amount))) + np.abs(amount)

    for f, amount in amounts_by_row(inputs, solved):
        book((f.carrier, f.region, f.period), amount)
    for _, _, c, r, y, whole in material_flows(inputs, solved):
        hours = balance_hours(inputs, c, y)
        book((c, r, y), whole * hours / float(hours.sum()))
    for (c, r, y), rate in numbers(inputs.values["demand"]).items():
        book((c, r, y), -rate * balance_hours(inputs, c, y))
    return {key: (net[key], size[key]) for key in net}


def amounts_by_row(
    inputs: Inputs, solved: Mapping[str, Solved], wanted: Callable[[Flow], bool] = lambda _: True
) -> Iterator[tuple[Flow, Floats]]:
    """What each flow brings (+) or takes (-) in each row of its balance, in carrier units per year.

    Args:
        wanted: which flows; the others cost nothing.
    """
    rows = {name: {label: (clock, row) for label, clock, row in s.rows()} for name, s in solved.items()}
    onto: dict[tuple[Clock, Clock], Any] = {}
    clocks = _column(inputs, "carriers", "carrier", "clock")
    for f in carrier_flows(inputs, solved):
        if not wanted(f):
            continue
        clock, rate = rows[f.family][f.label]
        if f.all_year is not None:
            clock, rate = f.all_year, np.full(len(f.all_year), rate[0])
        assert clock is not None
        mine = inputs.clocks[f.period].named(clocks[f.carrier])
        if len(clock) < len(mine):
            rate, clock = on_clock(rate, clock, mine), mine
        way = (clock, mine)
        if way not in onto:
            onto[way] = clock.rows_in(mine)
        weights = rate * f.factor * clock.duration * clock.weight
        amounts: Floats = np.bincount(onto[way], weights=weights, minlength=len(mine)).astype(float)
        yield f, amounts


def balance_hours(inputs: Inputs, carrier: Label, period: Label) -> Floats:
    """Hours a year of each row of a balance."""
    clock = inputs.clocks[period].named(clock_name(inputs, carrier))
    return np.asarray(clock.duration * clock.weight, dtype=float)


def worst_balance(inputs: Inputs, solved: Mapping[str, Solved]) -> tuple[float, str]:
    """Largest residual of a balance relative to 1 + what flows through it, and where."""
    return largest(
        (float(np.max(np.abs(net) / (1.0 + size), initial=0.0)), "/".join(str(v) for v in key))
        for key, (net, size) in balance_residuals(inputs, solved).items()
    )


def clock_name(inputs: Inputs, carrier: Label) -> str:
    """On which clock a carrier balances: hour, day or year."""
    return str(_column(inputs, "carriers", "carrier", "clock")[carrier])


def _column(inputs: Inputs, table: str, key: str, value: str) -> dict[Any, Any]:
    rows = inputs.case.tables[table]
    return dict(zip(rows[key], rows[value], strict=True))


def _routes(inputs: Inputs) -> list[tuple[Any, Any, Any, Any]]:
    rows = inputs.case.tables["routes"]
    return list(zip(rows["technology"], rows["route"], rows["from"], rows["to"], strict=True))
