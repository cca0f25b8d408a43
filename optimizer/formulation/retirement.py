"""Retirement: what ends, by age or early, where somebody asks (scrap, emissions of dismantling).

`retirement_balance`  What stood before, and what is added, stands or is retired.
    D[k,l,v,y] + T[k,l,v,y] = b[k,l,v,y] * B[k,l,v] + T[k,l,v,y-1],   nothing before the first period   [capacity_unit]
    T[k,l,v,y] = K[k,l,v,y] + sum over j, y' <= y of  q[v,y',y] * R[k,j,l,v,y']                          [capacity_unit]
    D: what is retired; T: what stands, with what was retrofitted; b: share of the build that the period adds, of existing plant what
    stands when the horizon begins, of a build what is commissioned; R, q: what is retrofitted and what of it stands, as in `retrofit`.
    T counts plant as standing by the share of the period in which it does, so what ends half-way through a period is retired half in it
    and half in the next one. Retrofitted plant is retired when it ends as what it became. What stands when the horizon ends is not retired.
    Source: own formulation; conservation of capacity, which Temoa (Annual Retirement) takes between the beginnings of periods.
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("capacity_retired", p.index("retirements"), "capacity_unit")


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    over = p.index("retirements")
    kept = p.index("retrofits_kept").within(over)
    retrofitted = p.retrofit_kept * x.capacity_retrofitted.at(Mapping(kept, rename={"period": "since"}))
    stands = x.capacity_of_vintage.at(Mapping(over, partial=True)) + retrofitted.sum("target", "since", onto=over)
    stood = stands.at(Mapping(over, relabel={"period": p.relabel("period_before")}, partial=True))
    added = p.capacity_added_share * x.capacity_built.at(over)
    m.rows("retirement_balance", over=over, relation=x.capacity_retired + stands == added + stood)


CONCEPT = Concept("retirement", declare=declare, constrain=constrain)
