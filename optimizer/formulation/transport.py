"""Transport: lines that move a carrier between two regions.

F[k,i,d,y,t] is what flows on route i in direction d; g: what a unit of capacity carries in an hour.

`line_flow_below_capacity`  Both directions share one line.
    F[k,i,forward,y,t] + F[k,i,backward,y,t] <= avail[k,i,y] * g[k,i,y] * K[k,i,y]    [carrier_unit/hour]
    forward, backward: the directions of a route.
    Source: own formulation; a pipe or a fleet that serves one way within a step is not there for the other.

`line_direction_below_capacity`  With `direction: each`, the line carries as much each way at once.
    F[k,i,d,y,t] <= avail[k,i,y] * g[k,i,y] * K[k,i,y]                            [carrier_unit/hour]
    d: direction. The corridor has one capacity K, built and paid for once. Models that buy each direction apart state two routes of a
    line with `direction: forward`, which has no backward flow.
    Source: PyPSA, Dispatch Limits (Line-ext-p-upper, -lower), with a variable for each way.

`line_carries`  A unit of capacity carries 1 where capacity is a flow; a vehicle, what it brings in its trips.
    g[k,i,y] = P[k,i,y] * H[k,i,y] / Y / (2 * (L[k,i] / v[k,i,y] + b[k,i,y]))     [carrier_unit/hour/capacity_unit]
    P: payload; H: hours a year in which a vehicle is driven, evenly; Y: hours of the year; L: length of the route; v: speed; b: time of a
    stop at either end. Each vehicle (`capacity_unit`) goes there and back.
    Source: FZJ HIM model, Reuss et al. 2017, Applied Energy 200, doi:10.1016/j.apenergy.2017.05.050.

`carrier_balance`  What leaves a region arrives at the other end less the loss.
    leaves  F[k,i,d,y,t] * h[t],  arrives  (1 - x[k,i,y]) * F[k,i,d,y,t] * h[t]            [carrier_unit/year]
    d: direction; x: share that is lost, which per km is multiplied by the length of the route. Where the flow is measured where it is
    received (`measured`), F / (1 - x) leaves and F arrives.
    Source: PyPSA, Energy Balances (links with an efficiency).

Cost: transport, on what flows:
    sum of  p[k,i,y] * F[k,i,d,y,t] * h[t] * W[y]                    [money]
    p: cost of a unit moved along the route; d: direction.
    Source: PyPSA, Objective (Marginal Costs).
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
