"""Supply tiers: how much may be bought or sold at a price, in a year or by several regions together.

A ceiling of one region in each step is a bound of the flow; the others are rows (`limit_area: together`, or a limit a year).
P: what is bought or sold in an hour; n: tier; area: a region, or several together; limit: ceiling.

`purchase_below_shared_limit`, `sale_below_shared_limit`  Regions together keep to the ceiling of a tier in every step.
    sum over r in area of  P[c,r,n,y,t]  <=  limit[c,area,n,y,t]                  [carrier_unit/hour]
    Source: urbs, Trading with an external market (Buy/sell commodity limitations), of several regions and by tiers.

`purchase_below_yearly_limit`, `sale_below_yearly_limit`  A region, or several together, keep to the ceiling of a tier in a year.
    sum over r in area, t of  P[c,r,n,y,t] * h[t]  <=  limit[c,area,n,y]          [carrier_unit/year]
    Source: urbs, Trading with an external market (Buy/sell commodity limitations), by tiers.
"""

from __future__ import annotations

from optimizer.algebra import Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    for name, flow in (("purchase", x.purchase), ("sale", x.sale)):
        shared, yearly = p.index(f"{name}_shared"), p.index(f"{name}_yearly")
        together = flow.at(p.index(f"{name}_shared_flows")).sum("region", onto=shared)
        most = getattr(p, f"{name}_shared_limit")
        m.rows(f"{name}_below_shared_limit", over=shared, relation=together <= most)

        amount = p.step_hours * flow.at(p.index(f"{name}_yearly_flows"))
        of_year = amount.sum("region", "day", "step", onto=yearly)
        most = getattr(p, f"{name}_yearly_limit")
        m.rows(f"{name}_below_yearly_limit", over=yearly, relation=of_year <= most)


CONCEPT = Concept("supply", constrain=constrain)
