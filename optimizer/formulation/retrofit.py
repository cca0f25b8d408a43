"""Retrofit: plant of one technology becomes plant of another, once (coal to coal with capture, gas pipe to hydrogen pipe).

At the start of period y, R[k,j,l,v,y] of vintage v of technology k (built in an earlier period) becomes technology j. What
is retrofitted is no vintage of j, so it is not retrofitted again and does not retire early. R: what is retrofitted; y': the period
in which it was; s: share of the build that stands, as in `capacity`; z: that when the period begins; g: capacity of the target per
capacity of the source; q: what of the retrofitted stands, s[v,y] over z[v,y'] where the target stands as long as the source would have
(`life: source`), else the target's own survival from y' on (`life: target`).

`capacity_survives`, `capacity_retires`  The source loses it, in that period and the later ones.
    K[k,l,v,y] = s[v,y] * B[k,l,v] - sum over j, y' <= y of  s[v,y] / z[v,y'] * R[k,j,l,v,y']       [capacity_unit]
    K[k,l,v,y] <= what lives on of K[k,l,v,y-1] - sum over j of  s[v,y] / z[v,y] * R[k,j,l,v,y]     [capacity_unit]
    K >= 0 keeps R within what stands.
    Source: TIMES, chapter 6, EQL_REFIT, with a variable for what is retrofitted.

`capacity_total`  The target gains it.
    K[j,l,y] = sum over v of K[j,l,v,y] + sum over k, v, y' <= y of  g * q[v,y',y] * R[k,j,l,v,y']  [capacity_unit]
    Source: TIMES, chapter 6, EQL_REFIT, with a variable for what is retrofitted.

Cost: retrofit, the overnight cost times the discounted payments by the target's WACC and amortisation, no longer than the plant may
still stand; fixed cost of the target from then on. The source's own annuity goes on: it is sunk.
    sum of  g * i[k,j,l,y] * A * R  +  f[j,l,y'] * W[y] * g * q[v,y',y] * R                         [money]
    i: overnight cost of a unit of the target; f: its fixed cost of a unit and year.
    Source: own formulation; an investment as in `capacity`, cut to what the plant may still stand.
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.capacity import RETIRES, SURVIVES, TOTAL
from optimizer.formulation.concept import Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("capacity_retrofitted", p.index("retrofits"), "capacity_unit")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    lasting, free, leaving = p.index("lasting"), p.index("retirable"), p.index("retrofits_leaving")
    when = {"period": "since"}  # a row that follows a retrofit reads it at its own period
    for_good = leaving.within(lasting)
    gone = p.retrofit_left * x.capacity_retrofitted.at(Mapping(for_good, rename=when))
    m.contribute(SURVIVES, "retrofits", -gone.sum("target", "since", onto=lasting))
    now = p.index("retrofits_now").within(free)
    going = p.retrofit_left * x.capacity_retrofitted.at(Mapping(now, rename=when))
    m.contribute(RETIRES, "retrofits", -going.sum("target", "since", onto=free))

    of_target = Mapping(p.index("retrofits_standing"), rename={"technology": "source", "target": "technology", **when})
    # retrofit_standing turns capacity of the source into capacity of the target, so that sources may add up
    standing = p.retrofit_standing * x.capacity_retrofitted.at(of_target)
    m.contribute(TOTAL, "retrofits", standing.sum("source", "vintage", "since", onto=p.index("installed")))

    m.cost_term("retrofit", p.retrofit_cost * p.retrofit_weight * x.capacity_retrofitted)
    m.cost_term("fixed cost of retrofits", p.retrofit_fixed_cost * p.period_weight * standing)


CONCEPT = Concept("retrofit", declare=declare, couple=couple)
