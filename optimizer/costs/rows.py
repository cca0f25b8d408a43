"""Figures of the library as rows of `parameters.csv`: trucks as lines of vehicles, pipes as size classes in whole units."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from optimizer.costs import trucks
from optimizer.costs.charges import Charge
from optimizer.costs.pipe_classes import PipeClass
from optimizer.costs.table import number

HEAD = ("technology", "parameter", "value", "unit", "source", "quality", "note")
Row = tuple[str, str, float, str, str, str, str]
"""Technology, parameter, value, unit, source, quality, note."""


def of_trucks(technology: str, c: trucks.Truck, charge: Charge, source: str) -> list[Row]:
    """A line of vehicles [rows, each with its unit], each a tractor with its trailer and drivers on all its hours.

    Args:
        technology: its name in the case. c: the truck. charge: how capital is charged. source: key of its figures.

    Tractor and trailer have lives of their own: the capital is that which pays both over the life of the trailer. With these
    rows a kilogram costs what `trucks.per_kilogram` says, if vehicles need not be whole. Boil-off counts on the way.
    Source: HIM.
    """
    together = c.trailer + c.tractor * charge.of(c.tractor_life) / charge.of(c.trailer_life)
    fixed = c.tractor_om * c.tractor + c.trailer_om * c.trailer + c.wage * c.hours
    way = 2.0 * (c.diesel * c.diesel_price + c.toll) / c.payload
    said = [
        ("capital_cost", together, f"{c.money}/vehicle", "Tractor and trailer, paid over the life of the trailer"),
        ("life", c.trailer_life, "year", ""),
        ("fixed_cost", fixed, f"{c.money}/vehicle/year", "Upkeep, and drivers on all hours"),
        ("transport_cost", way, f"{c.money}/kg/km", "Fuel and toll there and back"),
        ("payload", c.payload, "kg/vehicle", "Net of what stays in the tubes"),
        ("speed", c.speed, "km/hour", ""),
        ("loading_time", c.load_time, "hour", "At each end"),
        ("driven_hours", c.hours, "hour/year", ""),
    ]
    if c.boil_off:
        said.append(("loss", c.boil_off / 24.0 / c.speed, "1/km", "Boil-off on the way; the stop left out"))
    return [(technology, name, value, unit, source, "derived", note) for name, value, unit, note in said]


def of_pipes(technology: str, found: Iterable[PipeClass], source: str = "HSCPATHWAYS") -> list[Row]:
    """Size classes of a pipe [rows, each with its unit]: a technology for each diameter, built as whole pipes.

    Args:
        technology: of which names are made, as `pipe_300`. found: the classes. source: key of their figures.

    Without `unit_size_min` every pipe has its whole size, so that cost by capacity is cost of the pipe. Source: KRIEG-2012 via HIM.
    """
    rows: list[Row] = []
    for c in found:
        name = f"{technology}_{c.diameter:g}"
        said = [
            (
                "unit_size",
                c.most / 24.0,
                "kg/hour",
                f"Inner diameter {c.diameter:g} mm: what holds the pressure at the end",
            ),
            ("capital_cost", 24e3 * c.metre / c.most, "EUR_2015/(kg/hour)/km", f"{c.metre:.4g} EUR_2015/m"),
            ("fixed_cost", 24e3 * c.upkeep / c.most, "EUR_2015/(kg/hour)/km/year", ""),
            ("life", number("him.pipeline.life", "a"), "year", ""),
        ]
        rows += [(name, key, value, unit, source, "derived", note) for key, value, unit, note in said]
    return rows


def written(rows: Iterable[Row]) -> str:
    """The rows [each with its unit and source] as text of a table; `whole`, `capacity_unit` and routes are for the planner to state."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEAD)
    table.writerows([k, name, f"{value:.10g}", *rest] for k, name, value, *rest in rows)
    return out.getvalue()
