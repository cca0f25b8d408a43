"""Reserve margins: what stands must be able to cover more than the load of every hour, that of extreme days first of all.

`reserve_above_margin`  Firm capacity of an area exceeds the inflexible load by the margin, in every step.
    sum over k,r of  g[k] * rho[k] * c[k] * K[k,r,y]  >=  (1 + m) * (D[r,y,t] + sum over listed k of  x[k] * a[k,r,y,t])
                                                                                  [carrier_unit/hour]
    g: credit of a technology; rho: its output per activity; m: margin; D: demand of the carrier in all regions of the area, with or
    without plant; x: intake of technologies that cannot wait (`relative_to: demand;heat_pump`), or, with `relative_to: production`,
    the output of all that make the carrier and no demand. All other intake is flexible and is left out, as is that of stores.
    A store counts only where it is given a credit: that of its power technology in MW/MW, else of its content in MW/MWh.
    Steps are those of the clock, so a case on typical days keeps its extreme days; the highest step binds.
    Source: Temoa (reserve_margin_static); OSeMOSYS (RM3_ReserveMargin_Constraint).
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
