"""Reservoirs: stores that fill or empty over the whole horizon, such as CO2 storage or a deposit.

`reservoir_balance`  The content at the end of a period is that of the period before, plus what its years bring, less what they take.
    R[k,r,y] = R[k,r,y-1] + Y[y] * sum over t of (eta_c * C[t] - D[t] / eta_d) * h[t]            [carrier_unit]
    Before the first period it holds the initial content. Y: years of the period; h: hours of the year a step stands for.
    Within a year the order of filling and emptying is free.
    Source: own formulation.

`reservoir_below_capacity`  What it holds fits into it.
    R[k,r,y] <= K[k,r,y]                                                          [carrier_unit]
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

PARAMETERS = (
    Quantity("initial_content", "carrier_unit", "content before the first period", "stores", 0.0, ("store",)),
)


def declare(m: Model, p: Parameters) -> None:
    m.variable("reservoir_level", p.index("reservoirs"), "carrier_unit")


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    reservoirs, before = p.index("reservoirs"), p.relabel("period_before")
    net = p.charge_efficiency * x.store_charge - x.store_discharge / p.discharge_efficiency
    ours = net.at(p.index("store_flows").within(reservoirs))
    brought = (p.step_hours * p.period_years * ours).sum("day", "step", onto=reservoirs)
    held = x.reservoir_level.at(Mapping(reservoirs, relabel={"period": before}, partial=True))
    m.rows("reservoir_balance", over=reservoirs, relation=x.reservoir_level == held + brought + p.reservoir_start)

    capacity = p.content_per_capacity * x.capacity.at(Mapping(reservoirs, rename={"location": "region"}))
    m.rows("reservoir_below_capacity", over=reservoirs, relation=x.reservoir_level <= capacity)


CONCEPT = Concept("reservoir", PARAMETERS, declare, constrain=constrain)
