"""Balances and emissions counted again from the Inputs, flow by flow, without the formulation.

Every function returns plain arrays by label, on the clock of the carrier; `audit` says how far they are from closing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.auxiliary import bookings
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
            for codes, row in zip(block.codes, table, strict=True):
                yield tuple(d.labels[c] for d, c in zip(self.index.dims, codes, strict=True)), block.clock, row


def solved_families(compiled: Compiled, values: Floats) -> dict[str, Solved]:
    """Solved values of every family that has an index, by name."""
    return {f.name: Solved(f.index, values[f.range]) for f in compiled.columns if f.index is not None}


def numbers(values: Values) -> dict[Key, Floats]:
    """Numbers of an input by label tuple, each over its clock (or a single one)."""
    out: dict[Key, Floats] = {}
    for block, array in zip(values.index.blocks, values.arrays, strict=True):
        whole = np.broadcast_to(array, (block.shape[0], array.shape[1]))
        for codes, row in zip(block.codes, whole, strict=True):
            out[tuple(d.labels[c] for d, c in zip(values.index.dims, codes, strict=True))] = row
    return out


def annual(rate: Floats, clock: Clock | None) -> float:
    """A rate per hour over its clock as an amount per year."""
    assert clock is not None
    return float(np.broadcast_to(rate, (len(clock),)) @ (clock.duration * clock.weight))


def balance_residuals(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, tuple[Floats, Floats]]:
    """(residual, size) of every carrier balance by (carrier, region, period), in carrier units per year by clock row."""
    clocks = {
        (c, y): clocks.named(_clock_of(inputs, str(c)))
        for c in inputs.dimensions["carrier"].labels
        for y, clocks in inputs.clocks.items()
    }
    net: dict[Key, Floats] = {}
    size: dict[Key, Floats] = {}

    def book(carrier: Label, region: Label, period: Label, rate: Floats, clock: Clock | None, sign: float) -> None:
        assert clock is not None
        key, mine = (carrier, region, period), clocks[carrier, period]
        amount = np.bincount(clock.rows_in(mine), weights=rate * clock.duration * clock.weight, minlength=len(mine))
        net[key] = net.get(key, np.zeros(len(mine))) + sign * amount
        size[key] = size.get(key, np.zeros(len(mine))) + np.abs(amount)

    ports: dict[Label, list[tuple[Label, Label, float]]] = {}
    for (k, c, y), ratio in numbers(inputs.values["port_ratio"]).items():
        ports.setdefault(k, []).append((c, y, float(ratio[0])))
    free = {(k, c) for k, c, *_ in inputs.indexes["group_ports"].tuples()}
    for (k, r, y), clock, rate in solved["activity"].rows():
        for c, when, each in ports[k]:
            if when == y and (k, c) not in free:
                book(c, r, y, rate * abs(each), clock, float(np.sign(each)))
    for (k, c, r, y), clock, rate in solved["port_use"].rows():
        each = next(ratio for carrier, when, ratio in ports[k] if (carrier, when) == (c, y))
        book(c, r, y, rate * abs(each), clock, float(np.sign(each)))
    reference = _column(inputs, "technologies", "technology", "reference")
    for name, sign in (("store_discharge", 1.0), ("store_charge", -1.0)):
        for (k, r, y), clock, rate in solved[name].rows():
            book(reference[k], r, y, rate, clock, sign)
    loss, measured = numbers(inputs.values["loss"]), _column(inputs, "technologies", "technology", "measured")
    ends = {(k, i): (a, b) for k, i, a, b in _routes(inputs)}
    for (k, i, way, y), clock, rate in solved["line_flow"].rows():
        a, b = ends[k, i] if way == "forward" else ends[k, i][::-1]
        left = 1.0 - float(loss[k, i, y][0])
        sent = rate / left if measured[k] == "received" else rate
        book(reference[k], a, y, sent, clock, -1.0)
        book(reference[k], b, y, sent * left, clock, 1.0)
    for booking in bookings(inputs, solved):
        book(*booking)
    for name, sign in (("purchase", 1.0), ("sale", -1.0), ("unmet", 1.0), ("surplus", -1.0)):
        for label, clock, rate in solved[name].rows():
            book(label[0], label[1], label[-1], rate, clock, sign)
    for (c, r, y), rate in numbers(inputs.values["demand"]).items():
        book(c, r, y, np.broadcast_to(rate, (len(clocks[c, y]),)), clocks[c, y], -1.0)
    return {key: (net[key], size[key]) for key in net}


def emission_totals(inputs: Inputs, solved: Mapping[str, Solved]) -> dict[Key, float]:
    """Emissions by (gas, sector, stage, region, period), in gas units per year, from factors and flows."""
    out: dict[Key, float] = {}
    for name, flow in (
        ("activity", "activity"),
        ("port_use", "port_use"),
        ("purchase", "purchase"),
        ("sale", "sale"),
        ("surplus", "surplus"),
    ):
        index = inputs.values[f"{name}_emission_factor"].index
        factors = numbers(inputs.values[f"{name}_emission_factor"])
        amounts = {label: annual(rate, clock) for label, clock, rate in solved[flow].rows()}
        for label, factor in factors.items():
            at = dict(zip(index.names, label, strict=True))
            key = tuple(at[n] for n in solved[flow].index.names)
            account = tuple(at[n] for n in ("gas", "sector", "stage", "region", "period"))
            out[account] = out.get(account, 0.0) + float(factor[0]) * amounts[key]
    built = {label: float(value[0]) for label, _, value in solved["capacity_built"].rows()}
    years: dict[Label, int] = {p.label: p.years for p in inputs.case.options.periods}
    for (k, g, s, n, r, y), factor in numbers(inputs.values["build_emission_factor"]).items():
        account = (g, s, n, r, y)
        out[account] = out.get(account, 0.0) + float(factor[0]) * built[k, r, y] / years[y]
    return out


def worst_balance(inputs: Inputs, solved: Mapping[str, Solved]) -> tuple[float, str]:
    """Largest residual of a balance relative to 1 + what flows through it, and where."""
    worst, where = 0.0, ""
    for key, (net, size) in balance_residuals(inputs, solved).items():
        relative = np.abs(net) / (1.0 + size)
        if len(relative) and relative.max() > worst:
            worst, where = float(relative.max()), "/".join(str(v) for v in key)
    return worst, where


def worst_emission(inputs: Inputs, solved: Mapping[str, Solved]) -> tuple[float, str]:
    """Largest gap between an emission account and its recount, relative to 1 + the account, and where."""
    counted = emission_totals(inputs, solved)
    worst, where = 0.0, ""
    for label, _, value in solved["emission"].rows():
        gap = abs(float(value[0]) - counted.get(label, 0.0)) / (1.0 + abs(float(value[0])))
        if gap > worst:
            worst, where = gap, "/".join(str(v) for v in label)
    return worst, where


def _clock_of(inputs: Inputs, carrier: str) -> str:
    return str(_column(inputs, "carriers", "carrier", "clock")[carrier])


def _column(inputs: Inputs, table: str, key: str, value: str) -> dict[Any, Any]:
    rows = inputs.case.tables[table]
    return dict(zip(rows[key], rows[value], strict=True))


def _routes(inputs: Inputs) -> list[tuple[Any, Any, Any, Any]]:
    rows = inputs.case.tables["routes"]
    return list(zip(rows["technology"], rows["route"], rows["from"], rows["to"], strict=True))
