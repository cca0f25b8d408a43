"""Plant on line: units that may be switched off, so that a minimum load holds only for what runs.

Linearised unit commitment for technologies with `commitment: online`: O[k,r,y,t] is the capacity that is on line, a continuous
number, so that the optimum is a bound on that with whole units. t': the step before, which wraps inside a typical day and chains through a
full year; S: what is started.

`online_below_capacity`  No more is on line than stands.
    O[k,r,y,t] <= K[k,r,y]                                                        [capacity_unit]
    Source: PyPSA, Unit Commitment (Linearization), with the status times the capacity as a variable.

`activity_below_online`, `activity_above_online_load`  What is on line runs between its minimum load and what is available.
    m[k,r,y] * c[k,r,y] * O[k,r,y,t]  <=  U[k,r,y,t]  <=  avail[k,r,y,t] * c[k,r,y] * O[k,r,y,t]        [activity_unit/hour]
    U: use with that of the modes, as in `activity`; m: least use as a share of what is on line.
    Source: PyPSA, Unit Commitment (Generator-com-p-upper, -lower).

`online_started`  What is on line and was not in the step before has been started; where starts cost.
    S[k,r,y,t] >= O[k,r,y,t] - O[k,r,y,t']                                        [capacity_unit]
    Source: PyPSA, Unit Commitment (Generator-com-transition-start-up).

Cost: start, whenever the step occurs in a year:
    sum of  p[k,r,y] * S[k,r,y,t] * w[t] * W[y]                    [money]
    p: cost of starting a unit of capacity; w: how often the step occurs in a year.
    Source: PyPSA, Objective (Start-Up, Shut-Down, Stand-By Costs).
"""

from __future__ import annotations

from optimizer.algebra import Index, Mapping, Model
from optimizer.formulation.activity import use_of_plant
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

PARAMETERS = (
    Quantity(
        "start_cost", "money/capacity_unit", "cost of starting a unit of capacity", "active", None, ("converter",)
    ),
)


def _starting(p: Parameters) -> Index:
    return p.index("committed").within(p.given("start_cost"))


def declare(m: Model, p: Parameters) -> None:
    m.variable("online", p.index("committed"), "capacity_unit")
    m.variable("started", _starting(p), "capacity_unit")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    occurrences = p.step_hours / p.step_duration
    m.cost_term("start", p.start_cost * occurrences * p.period_weight * x.started)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    committed = p.index("committed")
    capacity = x.capacity.at(Mapping(committed, rename={"location": "region"}))
    m.rows("online_below_capacity", over=committed, relation=x.online <= capacity)

    used, on = use_of_plant(x, p), p.activity_per_capacity * x.online
    m.rows("activity_below_online", over=committed, relation=used.at(committed) <= p.availability * on)
    loaded = committed.within(p.given("minimum_load"))
    m.rows("activity_above_online_load", over=loaded, relation=used.at(loaded) >= p.minimum_load * on.at(loaded))

    starting = _starting(p)
    more = x.online.at(starting) - x.online.at(Mapping(starting, before=True))
    m.rows("online_started", over=starting, relation=x.started >= more)


CONCEPT = Concept("online", PARAMETERS, declare, couple, constrain)
