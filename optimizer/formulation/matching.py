"""Matching: consumers use no more than they can claim of selected generation; each unit is claimed once.

Q[p,g,r,y,t] is what the policy p claims of the output of a generator g in an hour. g: generator.

`matching_below_claims`  What the consumers of a policy use, times the share to match, is claimed in every hour, day, month or year.
    sum over k,r of  x[y] * w[k] * ratio[k,y] * a[k,r,y,t] * h[t]  +  sum over stores s,r of  x[y] * w[s] * (C[s,r,y,t] - D[s,r,y,t]) * h[t]
        <=  sum over g,r of  Q[p,g,r,y,t] * h[t]                                  [carrier_unit/year]
    t: the rows of the clock of the policy p; a month counts each typical day as often as it stands for one of its days;
    x: the share to match; w: the coefficient of a technology, 1 unless stated; s: store; C, D: its charge and discharge. A port with a
    free share counts with the activity that it serves. What a store that the policy names takes in is matched like a use, so that
    what it gives out, less by its losses, is matched already. `area: each` matches within a region, `together` across the selected.
    Source: own formulation; the correlation in time of the Delegated Regulation (EU) 2023/1184, article 6, with stores.

`claims_below_output`  All claims on a generator together stay below what it gives out.
    sum over p of  Q[p,g,r,y,t] * h[t]  <=  ratio[g,y] * a[g,r,y,t] * h[t]          [carrier_unit/year]
    t: the finest clock that one of its claimants asks for, so a claim for the year takes what hourly claims leave. A claim for
    months is kept by the day.
    Source: own formulation; what is sold to one consumer is not sold to another.

`claims_below_young_output`  Claims that ask for plant built from a year b on, or a later one, stay below what such plant can give.
    sum over p that ask for b or later, r of  Q[p,g,r,y,t]  <=  ratio[g,y] * avail[g,r,y,t] * c[g,r,y] * sum over v >= b of  K[g,r,v,y]
    or, of use told apart by vintage,  ratio[g,y] * sum over v >= b of  z[g,r,v,y,t]      [carrier_unit/hour]
    b: year from which plant counts; z: use of a vintage; t: the steps of g, or finer ones. With the row before it is what the plant of
    each vintage could be run for: what was built earlier may stand still instead. A plant may so be built for its consumers, and no
    older one is renamed for them.
    Source: own formulation; additionality as in the Delegated Regulation (EU) 2023/1184, article 5.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Index, Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.inputs.matching import FLOWING


def declare(m: Model, p: Parameters) -> None:
    m.variable("claim", p.index("claims"), "carrier_unit/hour")


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    matches, claimed = p.index("matches"), p.index("claimed")
    claim, kept = p.step_hours * x.claim, p.step_hours * x.claim.at(p.index("held"))
    moved = (x.store_charge - x.store_discharge).at(p.index("stores_matched"))
    stored = (p.stores_matched * p.step_hours * moved).sum("technology", "region", onto=matches)
    used = _flow(x, p, "matched", ("technology", "region"), matches) + stored
    held = kept.sum("technology", "region", onto=matches)
    m.rows("matching_below_claims", over=matches, relation=used <= held)
    given = _flow(x, p, "claimed", (), claimed)
    m.rows("claims_below_output", over=claimed, relation=claim.sum("policy", "area", onto=claimed) <= given)
    _of_age(m, x, p)


def _of_age(m: Model, x: Variables, p: Parameters) -> None:
    """Claims that ask for plant built from a year on."""
    young, capacity = p.index("young"), p.index("young_capacity")
    standing = x.capacity_of_vintage.at(Mapping(capacity, rename={"location": "region"}))
    standing = standing.sum("vintage", onto=young.without_time()).at(young)
    able = p.availability * p.activity_per_capacity * standing
    used = x.activity_of_vintage.at(p.index("young_use")).sum("vintage", onto=young)
    asked = x.claim.at(p.index("young_claims")).sum("policy", "area", onto=young)
    m.rows("claims_below_young_output", over=young, relation=asked <= p.young_output * (able + used))


def _flow(x: Variables, p: Parameters, use: str, dims: tuple[str, ...], onto: Index) -> Expression:
    """What flows through the ports that use or generate, on rows of matching."""
    parts = [
        getattr(p, f"{family}_{use}") * p.step_hours * getattr(x, family).at(p.index(f"{family}_{use}"))
        for family in FLOWING
    ]
    whole: Expression = parts[0].sum(*dims, onto=onto)
    for part in parts[1:]:
        whole = whole + part.sum(*dims, onto=onto)
    return whole


CONCEPT = Concept("matching", (), declare, constrain=constrain)
