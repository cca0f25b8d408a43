"""Use by vintage: old and new plant of one technology that differ in what they take, give and can do (`by_vintage: yes`).

z[k,r,v,y,t] is the use of the vintage v; its ports carry ratio[k,c,v] * z. Ratios, availability, activity per capacity and variable
cost are those of the year of building.

`activity_of_vintages`  Use is the sum of that of the vintages.
    a[k,r,y,t] = sum over v of  z[k,r,v,y,t]                                      [activity_unit/hour]
    Source: own formulation; one ratio for all, the mean by capacity, would be bilinear.

`vintage_activity_below_capacity`  The use of a vintage stays below what stands of it and is available.
    z[k,r,v,y,t] <= avail[k,r,v,t] * c[k,r,v] * K[k,r,v,y]                        [activity_unit/hour]
    Source: TIMES, chapter 6, EQ(l)_CAPACT of vintaged processes.

Cost: variable, of each vintage:
    sum of  p[k,r,v] * z[k,r,v,y,t] * h[t] * W[y]                    [money]
    p: cost of a unit of use.
    Source: PyPSA, Objective (Marginal Costs), by vintage.
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("activity_of_vintage", p.index("vintages_used"), "activity_unit/hour")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    through = p.vintage_port_ratio * p.step_hours * x.activity_of_vintage.at(p.index("vintage_ports"))
    m.contribute(CARRIER_BALANCE, "vintages", through.sum("technology", "vintage", onto=p.index("balance")))
    m.cost_term("variable by vintage", p.vintage_variable_cost * p.step_hours * p.period_weight * x.activity_of_vintage)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    whole, used = p.index("by_vintage"), p.index("vintages_used")
    together = x.activity_of_vintage.sum("vintage", onto=whole)
    m.rows("activity_of_vintages", over=whole, relation=x.activity.at(whole) == together)

    standing = x.capacity_of_vintage.at(Mapping(used, rename={"location": "region"}))
    usable = p.vintage_availability * p.vintage_activity_per_capacity * standing
    m.rows("vintage_activity_below_capacity", over=used, relation=x.activity_of_vintage <= usable)


CONCEPT = Concept("vintages", (), declare, couple, constrain)
