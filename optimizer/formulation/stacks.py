"""Stacks: parts of a converter that wear out with use and are bought anew, and efficiency that falls with age.

For technologies with `stack_hours`, told apart by vintage. H[k,r,v,y] is what is left in the stacks of a vintage at the end of a
period, in hours at full load: a new plant comes with one set, and S more are bought as they are used up. S: sets of stacks bought;
n: years of the period.

`stack_hours_balance`  Hours left are those left before, and of new stacks, less the hours of use.
    H[k,r,v,y] = H[k,r,v,y-1] + L0[k,r,v,y] * B[k,r,v] + L[k,r,y] * S[k,r,v,y]
                 - n[y] * sum over t of  z[k,r,v,y,t] * h[t] / c[k,r,v]                       [capacity_unit*hour]
    L: hours that a stack bought in a period lasts; L0: those of the first stacks, less what existing plant has run already, in the
    first period of the vintage, 0 later; z: use of the vintage. Hours are counted at full load: an hour at half load is half an hour.
    H >= 0. Stacks are many and bought one by one, so S is a continuous number; those of plant that retires serve what is left of its
    vintage, and what is left in the end is lost.
    Source: own formulation; TIMES, chapter 6, EQL_SCAP ends a plant by its hours of use, here its stacks are bought anew.

Cost: stacks, bought evenly over the years of the period:
    sum of  p[k,r,y] * S[k,r,v,y] * W[y] / n[y]                    [money]
    p: price of a set of stacks. Nothing is to be said about the end of the horizon: only hours that are used within it are bought.
    Source: own formulation; running cost of the years in which stacks are used up.

Degradation is a number and no row: where the specific use of a technology grows by d a year (`degradation`), the ratios of vintage v in
period y (`vintages`) are those of the year of building times the mean of (1 + d)^-a over the years of the period, a the years since
commissioning or since stacks were last renewed (`degradation_years`). The reference port keeps its ratio: where it is an input, all
others fall; where it is an output, inputs grow by (1 + d)^a and other outputs stay.
When stacks are renewed would follow from their use, and ratio times use would not be linear: so years are stated (own formulation; closed
form for one plant in `optimizer.costs.electrolyser`).
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Kind, Quantity

CONVERTER: tuple[Kind, ...] = ("converter",)
PARAMETERS = (
    Quantity("stack_hours", "hour", "hours at full load that a stack lasts", "builds", None, CONVERTER, minimum=1.0),
    Quantity(
        "stack_hours_used", "hour", "hours that stacks of existing plant have run before", "builds", 0.0, CONVERTER
    ),
    Quantity("stack_cost", "money/capacity_unit", "cost of new stacks in place of old ones", "active", None, CONVERTER),
    Quantity("degradation", "1/year", "growth of specific use with age", "builds", 0.0, CONVERTER, maximum=0.2),
    Quantity(
        "degradation_years", "year", "years until stacks are renewed and degradation begins anew (default: never)",
        "builds", None, CONVERTER, minimum=0.1,
    ),
)  # fmt: skip


def declare(m: Model, p: Parameters) -> None:
    m.variable("stack_hours_left", p.index("stacks"), "capacity_unit*hour")
    m.variable("stacks_replaced", p.index("stacks"), "capacity_unit")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    m.cost_term("stacks", p.stack_price * p.period_weight / p.period_years * x.stacks_replaced)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    stacks = p.index("stacks")
    left = x.stack_hours_left
    before = left.at(Mapping(stacks, relabel={"period": p.relabel("period_before")}, partial=True))
    first = p.stack_hours_first * x.capacity_built.at(Mapping(stacks, rename={"location": "region"}))
    use = x.activity_of_vintage.at(p.index("stack_use")) / p.vintage_activity_per_capacity
    used = (p.step_hours * p.period_years * use).sum("day", "step", onto=stacks)
    bought = p.stack_hours_bought * x.stacks_replaced
    m.rows("stack_hours_balance", over=stacks, relation=left == before + first + bought - used)


CONCEPT = Concept("stacks", PARAMETERS, declare, couple, constrain)
