"""Pipes by diameter class: what each carries between two pressures, and its pressure drop in straight pieces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.costs import pipeline
from optimizer.costs.ranges import within

DIAMETERS = (100.0, 150.0, 200.0, 300.0, 400.0, 500.0, 600.0, 800.0, 1000.0)  # mm


@dataclass(frozen=True)
class PipeClass:
    """A pipe of one diameter on one way.

    Attributes:
        diameter: inner [mm]. most: flow with which the pressure still holds at the end [kg/d].
        metre: installed cost [EUR_2015/m]. upkeep: [EUR_2015/(m*a)].
    """

    diameter: float
    most: float
    metre: float
    upkeep: float


def flow_by_pressure(diameter_mm: float, km: float, inlet_bar: float, outlet_bar: float) -> float:
    """Largest flow that reaches the end with the pressure wanted there, by halving [kg/d].

    Args:
        diameter_mm: inner diameter [mm], up to 1 500.
        km: length without recompression [km].
        inlet_bar, outlet_bar: pressures [bar].

    Source: HSCPATHWAYS, the inverse of `pipeline.diameter_by_pressure`.

    >>> round(flow_by_pressure(500, 100, 100, 80) / 1e3)
    1945

    Raises:
        OutOfRangeError: pressures in the wrong order, no length, a pipe above 1 500 mm.
    """
    within(outlet_bar, 0.0, inlet_bar * 0.9999, "outlet pressure", "bar")
    within(diameter_mm, 10.0, 1500.0, "diameter", "mm")
    low, high = 1.0, 1e9
    for _ in range(80):
        middle = (low * high) ** 0.5
        enough = pipeline.outlet_pressure(middle, diameter_mm, km, inlet_bar) >= outlet_bar
        low, high = (middle, high) if enough else (low, middle)
    return low


def classes(
    km: float, inlet_bar: float, outlet_bar: float, diameters: Iterable[float] = DIAMETERS
) -> tuple[PipeClass, ...]:
    """What pipes of each diameter carry over a way, and cost.

    Args:
        km: length without recompression [km].
        inlet_bar, outlet_bar: pressures [bar].
        diameters: inner [mm].

    Source: HSCPATHWAYS, KRIEG-2012 via HIM.

    Raises:
        OutOfRangeError: as `flow_by_pressure`.
    """
    c = pipeline.him()
    return tuple(
        PipeClass(d, flow_by_pressure(d, km, inlet_bar, outlet_bar), pipeline.cost_per_metre(d, c), c.om)
        for d in diameters
    )


def pressure_pieces(
    diameter_mm: float, km: float, inlet_bar: float, outlet_bar: float, count: int = 5
) -> tuple[tuple[float, float], ...]:
    """Flow and pressure at the end, between which straight pieces hold [(kg/d, bar)].

    Args:
        diameter_mm, km, inlet_bar, outlet_bar: as `flow_by_pressure`.
        count: pieces [1].

    The pressure at the end falls ever faster with the flow, so the pieces lie below the curve: they are on the safe side.
    Source: HSCPATHWAYS.

    >>> [(round(q / 1e3), round(p, 1)) for q, p in pressure_pieces(500, 100, 100, 80, 2)]
    [(0, 100.0), (972, 95.2), (1945, 80.0)]

    Raises:
        OutOfRangeError: as `flow_by_pressure`; no pieces.
    """
    n = int(within(count, 1, 1000, "pieces", "1"))
    most = flow_by_pressure(diameter_mm, km, inlet_bar, outlet_bar)
    flows = [most * i / n for i in range(n + 1)]
    return tuple((q, pipeline.outlet_pressure(q, diameter_mm, km, inlet_bar) if q else float(inlet_bar)) for q in flows)
