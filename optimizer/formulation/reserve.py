"""Reserve margins: what stands must be able to cover more than the load of every hour.

`reserve_above_margin`  Firm capacity of an area exceeds the load by the margin, in every step.
    sum over k,r of  g[k] * rho[k] * c[k] * K[k,r,y]  >=  (1 + m) * load[t]        [carrier_unit/hour]
    load: the demand of the carrier, or its production (`relative_to: production`); g credit of a technology, rho its
    output per activity, c its activity per capacity. Sources: OSeMOSYS (Howells et al. 2011, doi:10.1016/j.enpol.2011.06.033).
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    reserves, credits = p.index("reserves"), p.index("reserve_credits")
    standing = p.reserve_credit * x.capacity.at(Mapping(credits, rename={"location": "region"}))
    firm = standing.sum("technology", "region", onto=reserves.without_time()).at(reserves)
    made = p.reserve_load * x.activity.at(p.index("reserve_loads"))
    load = made.sum("technology", "region", onto=reserves) + p.reserve_demand
    m.rows("reserve_above_margin", over=reserves, relation=firm >= load)


CONCEPT = Concept("reserve", constrain=constrain)
