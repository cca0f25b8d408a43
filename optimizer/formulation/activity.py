"""Activity: how much a converter is used, and what flows through its ports.

a[k,r,y,t] is the rate of the reference port; each port carries ratio * a. t is a step of the finest clock among the carriers of k,
or of the coarser clock that it asks for: flat use within the day or the year, whose flows spread evenly over the finer steps of a
carrier. A mode is a converter with `capacity_of`: other ports, the same plant.

`activity_below_capacity`  Use, with that of the modes that share the capacity, stays below what stands and is available.
    a[k,r,y,t] + sum over modes m of k of  u[m,r,y] * a[m,r,y,t]
        <= avail[k,r,y,t] * c[k,r,y] * K[k,r,y]                                   [activity_unit/hour]
    u: how much of the plant a unit of a mode's activity takes.
    Source: TIMES, chapter 6, EQ(l)_CAPACT; modes that share a plant are ours.

`activity_equals_profile`  Must-take plant (`use: profile`), such as run of river, uses all that is available.
    a[k,r,y,t] = avail[k,r,y,t] * c[k,r,y] * K[k,r,y]                                 [activity_unit/hour]
    Source: TIMES, chapter 6, EQ(l)_CAPACT of the type FX.

`activity_above_minimum_load`  Plant that cannot be throttled further runs at least at its minimum load, in whatever mode.
    U[k,r,y,t] >= m[k,r,y] * c[k,r,y] * K[k,r,y]                                          [activity_unit/hour]
    U: use with that of the modes, as above; m: least use as a share of capacity. Plant that may be switched off in part
    (`commitment: online`) has the rows of `online` instead.
    Source: PyPSA, Dispatch Limits (Generator-ext-p-lower).

`activity_ramps_up`, `activity_ramps_down`  Use changes no faster than the plant allows.
    U[k,r,y,t] - U[k,r,y,t'] <= w[k,r,y] * dt[t] * c[k,r,y] * K[k,r,y],  and the same downwards     [activity_unit/hour]
    U: use with that of the modes; w: fastest change, a share of capacity per hour; t': the step before, which wraps inside a
    typical day and chains through a full year.
    Source: PyPSA, Unit Commitment (Generator-ext-p-ramp_limit_up, _down), with steps of any length.

Cost: variable, on what is used:
    sum of  p[k,r,y] * a[k,r,y,t] * h[t] * W[y]                    [money]
    p: cost of a unit of use.
    Source: PyPSA, Objective (Marginal Costs).
"""

from __future__ import annotations

from optimizer.algebra import Expression, Mapping, Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables
from optimizer.quantities import Kind, Quantity

CONVERTER: tuple[Kind, ...] = ("converter",)
PARAMETERS = (
    Quantity(
        "availability",
        "dimensionless",
        "usable share of capacity, may follow a profile",
        "active",
        1.0,
        CONVERTER,
        True,
        maximum=1.0,
    ),
    Quantity("variable_cost", "money/activity_unit", "cost per unit of use", "active", 0.0, CONVERTER, minimum=-1e12),
    Quantity(
        "minimum_load", "dimensionless", "least use as a share of capacity", "active", None, CONVERTER, maximum=1.0
    ),
    Quantity(
        "capacity_use", "dimensionless", "capacity of its owner that a unit of a mode takes", "active", 1.0, CONVERTER
    ),
    Quantity(
        "activity_per_capacity",
        "activity_unit/hour/capacity_unit",
        "use of a unit of capacity per hour (or per year)",
        "active",
        1.0,
        CONVERTER,
    ),
    Quantity("ramp_up", "1/hour", "fastest rise, share of capacity per hour", "active", None, CONVERTER),
    Quantity("ramp_down", "1/hour", "fastest fall, share of capacity per hour", "active", None, CONVERTER),
)


def declare(m: Model, p: Parameters) -> None:
    m.variable("activity", p.index("active"), "activity_unit/hour")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    balance = p.index("balance")
    through_ports = p.port_ratio * p.step_hours * x.activity.at(p.index("ports"))
    m.contribute(CARRIER_BALANCE, "conversion", through_ports.sum("technology", onto=balance))
    m.cost_term("variable", p.variable_cost * p.step_hours * p.period_weight * x.activity.at(p.index("alike")))


def use_of_plant(x: Variables, p: Parameters) -> Expression:
    """Use of each plant, with that of the modes that share it."""
    owned, by_mode = p.index("owned"), Mapping(p.index("sharing"), rename={"technology": "mode"})
    # capacity_use turns a mode's activity into that of its owner, so that modes may add up
    shared = (p.capacity_use * x.activity).at(by_mode)
    used: Expression = x.activity.at(owned) + shared.sum("mode", onto=owned)
    return used


def capacity_of_plant(x: Variables, p: Parameters) -> Expression:
    """Activity per hour that each plant is built for."""
    able: Expression = p.activity_per_capacity * x.capacity.at(Mapping(p.index("owned"), rename={"location": "region"}))
    return able


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    owned, free, bound = p.index("owned"), p.index("throttled"), p.index("following")
    capacity, used = capacity_of_plant(x, p), use_of_plant(x, p)
    usable = p.availability * capacity
    m.rows("activity_below_capacity", over=free, relation=used.at(free) <= usable.at(free))
    m.rows("activity_equals_profile", over=bound, relation=used.at(bound) == usable.at(bound))

    loaded = p.index("must_run").within(p.given("minimum_load"))
    least = p.minimum_load * capacity.at(loaded)
    m.rows("activity_above_minimum_load", over=loaded, relation=used.at(loaded) >= least)

    rising = owned.within(p.given("ramp_up"))
    rise = used.at(rising) - used.at(Mapping(rising, before=True))
    m.rows("activity_ramps_up", over=rising, relation=rise <= p.ramp_up * p.step_duration * capacity.at(rising))

    falling = owned.within(p.given("ramp_down"))
    fall = used.at(Mapping(falling, before=True)) - used.at(falling)
    m.rows("activity_ramps_down", over=falling, relation=fall <= p.ramp_down * p.step_duration * capacity.at(falling))


CONCEPT = Concept("activity", PARAMETERS, declare, couple, constrain)
