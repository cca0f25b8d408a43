"""Policies: rows of one table that limit or price what is emitted.

`emissions_below_cap`, `emissions_above_floor`  The selected accounts, weighed and added up, keep to the policy's limit.
    sum over selected g,s,n,r,y of  omega * E[g,s,n,r,y]  <=  limit + overshoot   [policy_unit]
    Policy row: (policy, area, until). `area: each` makes a row of every region, `together` one of all. `time: each`
    makes a row of every period; `cumulative` one row with omega in years; `average` the same divided by the years.
    Overshoot exists where the policy names a price for it; it is never free.

Cost: carbon price, sum of price[p,g,s,n,r,y] * W[y] * E; overshoot, price * W[until] * overshoot.    [money]
    For cumulative and average policies W is the mean discount factor of the last period.
Source: own formulation; the dual of a cap is the price of the last unit emitted.
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables

SELECTED = ("gas", "sector", "stage", "region", "period")


def declare(m: Model, p: Parameters) -> None:
    m.variable("overshoot", p.index("overshoots"), "policy_unit")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    m.cost_term("emission_price", p.emission_price * p.period_weight * x.emission.at(p.index("priced")))
    m.cost_term("overshoot", p.overshoot_price * p.limit_weight * x.overshoot)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    selected = p.cap_weight * x.emission.at(p.index("capped"))
    counted = selected.sum(*SELECTED, onto=p.index("limits"))
    caps, floors = p.index("caps"), p.index("floors")
    paid = x.overshoot.at(Mapping(caps, partial=True))
    m.rows("emissions_below_cap", over=caps, relation=counted.at(caps) <= p.policy_limit + paid)
    m.rows("emissions_above_floor", over=floors, relation=counted.at(floors) >= p.policy_limit)


CONCEPT = Concept("policy", (), declare, couple, constrain)
