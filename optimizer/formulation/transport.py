"""Transport: lines that move a carrier between two regions.

`line_flow_below_capacity`  Both directions share one line.
    F[k,i,forward,y,t] + F[k,i,backward,y,t] <= avail[k,i,y] * K[k,i,y]           [carrier_unit/hour]

`line_direction_below_capacity`  With `direction: each`, the line carries as much each way at once.
    F[k,i,d,y,t] <= avail[k,i,y] * K[k,i,y]                                       [carrier_unit/hour]
    The corridor has one capacity K, built and paid for once. Models that buy each direction apart state two routes of a line with
    `direction: forward`, which has no backward flow.

What leaves a region arrives at the other end less the loss, which per km is multiplied by the length of the route:
    departs F, arrives F * (1 - loss)   if measured where it is `sent`;   departs F / (1 - loss), arrives F   where `received`.
Source: standard transport model, e.g. Welder et al. 2018, Energy 158, doi:10.1016/j.energy.2018.05.059.

Cost: line, c[k,i,y] * F * h[t] * W[y].                                                             [money]
"""

from __future__ import annotations

from optimizer.algebra import Expression, Index, Mapping, Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables
from optimizer.quantities import Kind, Quantity

LINE: tuple[Kind, ...] = ("line",)
PARAMETERS = (
    Quantity(
        "loss", "dimensionless", "share lost on the way (per km if the unit says so)", "lines", 0.0, LINE, maximum=1.0
    ),
    Quantity("line_availability", "dimensionless", "usable share of the line", "lines", 1.0, LINE, maximum=1.0),
    Quantity(
        "transport_cost", "money/carrier_unit", "cost per unit moved (per km if the unit says so)", "lines", 0.0, LINE
    ),
)


def declare(m: Model, p: Parameters) -> None:
    m.variable("line_flow", p.index("flows"), "carrier_unit/hour")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    balance = p.index("balance")
    arriving = p.line_arrival * p.step_hours * x.line_flow.at(p.index("arrivals"))
    leaving = p.line_departure * p.step_hours * x.line_flow.at(p.index("departures"))
    m.contribute(CARRIER_BALANCE, "arrivals", arriving.sum("technology", "route", "direction", onto=balance))
    m.contribute(CARRIER_BALANCE, "departures", -leaving.sum("technology", "route", "direction", onto=balance))
    m.cost_term("transport", p.transport_cost * p.step_hours * p.period_weight * x.line_flow.at(p.index("departures")))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    used, ways = p.index("line_use"), p.index("line_directions")
    both_ways = x.line_flow.at(p.index("shared_flows")).sum("direction", onto=used)
    m.rows("line_flow_below_capacity", over=used, relation=both_ways <= _usable(x, p, used))
    m.rows("line_direction_below_capacity", over=ways, relation=x.line_flow.at(ways) <= _usable(x, p, ways))


def _usable(x: Variables, p: Parameters, index: Index) -> Expression:
    """What stands of a line and is available."""
    capacity = p.flow_per_capacity * x.capacity.at(Mapping(index, rename={"location": "route"}))
    usable: Expression = p.line_availability * capacity
    return usable


CONCEPT = Concept("transport", PARAMETERS, declare, couple, constrain)
