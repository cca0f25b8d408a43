"""Reservoirs: stores that fill or empty over the whole horizon, such as CO2 storage or a deposit.

R: content at the end of a period.

`reservoir_balance`  The content at the end of a period is that of the period before, plus what its years bring, less what they take.
    R[k,r,y] = R[k,r,y-1] + Y[y] * sum over t of (eta_c * C[t] - D[t] / eta_d) * h[t]            [carrier_unit]
    Y: years of the period; C, D: what is charged and discharged in an hour; eta_c, eta_d: their efficiencies. Before the first
    period it holds the initial content. Within a year the order of filling and emptying is free.
    Source: TIMES, chapter 6, EQ_STGIPS, without losses of standing.

`reservoir_below_capacity`  What it holds fits into it.
    R[k,r,y] <= K[k,r,y]                                                          [carrier_unit]
    Source: PyPSA, Storage (Store-ext-e-upper), at the ends of periods.
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
