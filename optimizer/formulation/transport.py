"""Transport: lines that move a carrier between two regions.

`line_flow_below_capacity`  Both directions share one line.
    F[k,i,forward,y,t] + F[k,i,backward,y,t] <= avail[k,i,y] * g[k,i,y] * K[k,i,y]    [carrier_unit/hour]

`line_direction_below_capacity`  With `direction: each`, the line carries as much each way at once.
    F[k,i,d,y,t] <= avail[k,i,y] * g[k,i,y] * K[k,i,y]                            [carrier_unit/hour]
    The corridor has one capacity K, built and paid for once. Models that buy each direction apart state two routes of a line with
    `direction: forward`, which has no backward flow.

What a unit of capacity carries is g = 1 where capacity is a flow. Where it is vehicles (`capacity_unit`), each goes there and back over
the length L of the route at speed v, stops t_load at either end, and is driven H hours a year, evenly:
    g[k,i,y] = payload[k,i,y] * H[k,i,y] / year_hours / (2 * (L[k,i] / v[k,i,y] + t_load[k,i,y]))   [carrier_unit/hour/capacity_unit]
Source: FZJ HIM model; Reuss et al. 2017, Appl. Energy 200, 290-302.

What leaves a region arrives at the other end less the loss, which per km is multiplied by the length of the route:
    departs F, arrives F * (1 - loss)   if measured where it is `sent`;   departs F / (1 - loss), arrives F   where `received`
Source: standard transport model, e.g. Welder et al. 2018, Energy 158, doi:10.1016/j.energy.2018.05.059.

Cost: transport, on what flows:
    sum of  c[k,i,y] * F[k,i,d,y,t] * h[t] * W[y]                    [money]
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
    Quantity(
        "payload", "carrier_unit/capacity_unit", "what a vehicle delivers in a trip", "lines", None, LINE, minimum=1e-9
    ),
    Quantity("speed", "km/hour", "of a vehicle on the way", "lines", None, LINE, minimum=1e-9),
    Quantity("loading_time", "hour", "of a vehicle at each end of a trip (default 0)", "lines", None, LINE),
    Quantity(
        "driven_hours", "hour/year", "in which a vehicle is under way or at a stop", "lines", None, LINE, maximum=8784.0
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
    capacity = p.line_carries * x.capacity.at(Mapping(index, rename={"location": "route"}))
    usable: Expression = p.line_availability * capacity
    return usable


CONCEPT = Concept("transport", PARAMETERS, declare, couple, constrain)
