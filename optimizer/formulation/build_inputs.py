"""Build inputs and scrap: building takes carriers (steel in a vehicle, platinum in an electrolyser), retirement gives some back.

`carrier_balance`  Supply chains and recycling are solved exactly, not iterated.
    - sum of  e * m[k,c,l,v] * B[k,l,v] / Y * h / H    +  sum of  e * n[k,c,l,v] * D[k,l,v,y] / Y * h / H    [carrier_unit/year]
    m, n: carrier per capacity that building takes and retirement gives back, of each vintage (at the year it was built);
    D: what is retired, by age or early (`retirement_balance`); Y, H: years of the period and hours of the year, over which each is spread
    evenly; e: 1 in the region of plant, a half at each end of a line.
    A retrofit takes nothing and keeps what its source was made of; what stands at the end of the horizon gives nothing back.
    Source: Temoa (CommodityBalance), construction inputs and end-of-life outputs.
"""

from __future__ import annotations

from optimizer.algebra import Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables


def couple(m: Model, x: Variables, p: Parameters) -> None:
    balance, evenly = p.index("balance"), p.material_share * p.step_hours / p.year_hours / p.period_years
    drawn = p.build_content * evenly * x.capacity_built.at(p.index("build_draws"))
    m.contribute(CARRIER_BALANCE, "build inputs", -drawn.sum("technology", "location", "vintage", onto=balance))
    given = p.scrap_content * evenly * x.capacity_retired.at(p.index("scrap_returns"))
    m.contribute(CARRIER_BALANCE, "scrap", given.sum("technology", "location", "vintage", onto=balance))


CONCEPT = Concept("build_inputs", couple=couple)
