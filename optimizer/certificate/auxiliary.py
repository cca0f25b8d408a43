"""What stores and lines take and give beside what they store and move, counted again from the tables of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs import Inputs

if TYPE_CHECKING:
    from optimizer.certificate.physics import Solved

Floats = NDArray[np.float64]
Booking = tuple[Label, Label, Label, Floats, Clock | None, float]
"""Carrier, region, period, rate, its clock, and +1 where it is given or -1 where it is taken."""
KEYS = ["technology", "carrier", "direction", "per", "at"]


def bookings(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Booking]:
    """Every flow through a port of a store or a line."""
    tables = inputs.case.tables
    kind = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
    routes = {(r["technology"], r["route"]): r for r in tables["routes"].to_dict("records")}
    stands = {label: float(row[0]) for label, _, row in solved["capacity"].rows()}
    for (technology, carrier, direction, per, at), group in tables["ports"].groupby(KEYS, sort=False, dropna=False):
        sign = 1.0 if direction == "out" else -1.0
        if kind[technology] not in ("store", "line"):
            continue
        if kind[technology] == "store":
            for (k, r, y), clock, flow in solved["store_charge" if per == "capacity" else f"store_{per}"].rows():
                if k == technology:
                    rate = np.full(len(flow), stands[k, r, y]) if per == "capacity" else flow
                    yield carrier, r, y, rate * _amount(group, y), clock, sign
            continue
        for (k, i, way, y), clock, rate in solved["line_flow"].rows():
            if k == technology and per in ("", "flow", way):
                route = routes[k, i]
                first, last = (route["from"], route["to"]) if way == "forward" else (route["to"], route["from"])
                each = _amount(group, y) * (float(route["amount"]) if bool(group["per_km"].iloc[0]) else 1.0)
                yield carrier, last if at == "end" else first, y, rate * each, clock, sign


def _amount(rows: Any, year: Label) -> float:
    """The number of a port in a year: linear between the stated ones."""
    ordered = rows.sort_values("year")
    return float(np.interp(float(year), ordered["year"].fillna(0.0).to_numpy(float), ordered["amount"].to_numpy(float)))
