"""Duration of stores: how many hours the content lasts at the power that drives it, such as a battery of four hours.

Power is the technology that discharges the store, else the one that charges it. Efficiencies are not counted. The hours are of
what stands in the period, so that content and power may live unequally long.

`store_content_linked`  Where the hours are fixed, content and power are bought together.
    K[k,r,y] = n[k,r,y] * K[power,r,y]                                            [carrier_unit]
    n: hours.
    Source: urbs, Energy Storage (Fixed energy/power ratio).

`store_content_above_power`, `store_content_below_power`  Else the content lies between the least and the most hours.
    nmin[k,r,y] * K[power,r,y] <= K[k,r,y] <= nmax[k,r,y] * K[power,r,y]          [carrier_unit]
    nmin, nmax: least and most hours.
    Source: ZEN-garden (`energy_to_power_ratio_min`, `_max`), which bounds what is built and not what stands.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Index, Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

PARAMETERS = (
    Quantity("hours_min", "hour", "least content, in hours of its power", "stores", None, ("store",)),
    Quantity("hours_max", "hour", "most content, in hours of its power", "stores", None, ("store",)),
)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    def content(index: Index) -> Expression:
        holds: Expression = p.content_per_capacity * x.capacity.at(Mapping(index, rename={"location": "region"}))
        return holds

    def power(index: Index) -> Expression:
        driver = Mapping(index, rename={"location": "region"}, relabel={"technology": p.relabel("power")})
        drives: Expression = p.flow_per_capacity * x.capacity.at(driver)
        return drives

    linked, floored, capped = (p.index(f"content_{word}") for word in ("linked", "floored", "capped"))
    m.rows("store_content_linked", over=linked, relation=content(linked) == p.hours_min * power(linked))
    m.rows("store_content_above_power", over=floored, relation=content(floored) >= p.hours_min * power(floored))
    m.rows("store_content_below_power", over=capped, relation=content(capped) <= p.hours_max * power(capped))


CONCEPT = Concept("storage_duration", PARAMETERS, constrain=constrain)
