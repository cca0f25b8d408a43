"""What stores and lines take and give beside what they store and move, counted again from the tables of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from optimizer.case.rows import records_of
from optimizer.certificate.stated import value_at
from optimizer.clock import Clock
from optimizer.index import Label
from optimizer.inputs import Inputs

if TYPE_CHECKING:
    from optimizer.certificate.physics import Solved

Drawn = tuple[str, tuple[Label, ...], Label, Label, Label, float, Clock | None]
"""Variable, its label, carrier, region, period, what a unit of it gives (+) or takes (-), and the clock of what capacity takes."""
KEYS = ["technology", "carrier", "direction", "per", "at"]


def auxiliary_flows(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[Drawn]:
    """Every flow through a port of a store or a line."""
    tables = inputs.case.tables
    kind = dict(zip(tables["technologies"]["technology"], tables["technologies"]["kind"], strict=True))
    routes = {(r["technology"], r["route"]): r for r in records_of(tables["routes"])}
    clocks = {label: clock for label, clock, _ in solved["store_charge"].rows()}
    ports = tables["ports"]
    mine = ports[ports["technology"].map(kind).isin(["store", "line"])]
    for (technology, carrier, direction, per, at), group in mine.groupby(KEYS, sort=False, dropna=False):
        sign = 1.0 if direction == "out" else -1.0
        if kind[technology] == "store":
            family = "capacity" if per == "capacity" else f"store_{per}"
            for label, clock in clocks.items():
                k, r, y = label
                if k == technology:
                    yield (
                        family,
                        label,
                        carrier,
                        r,
                        y,
                        sign * value_at(group, float(y)),
                        clock if per == "capacity" else None,
                    )
            continue
        for label in solved["line_flow"].index.tuples():
            k, i, way, y = label
            if k == technology and per in ("", "flow", way):
                route = routes[k, i]
                first, last = (route["from"], route["to"]) if way == "forward" else (route["to"], route["from"])
                each = value_at(group, float(y)) * (float(route["amount"]) if bool(group["per_km"].iloc[0]) else 1.0)
                yield "line_flow", label, carrier, last if at == "end" else first, y, sign * each, None
