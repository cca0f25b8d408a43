"""Full-load hours: how much of its capacity a plant uses in a year.

`activity_below_full_load_hours`, `activity_above_full_load_hours`  Use in a year keeps to the hours at full load.
    Hmin[k,r,y] * c[k,r,y] * K[k,r,y]  <=  sum over t of  U[k,r,y,t] * h[t]  <=  Hmax[k,r,y] * c[k,r,y] * K[k,r,y]   [activity_unit/year]
    Hmin, Hmax: least and most hours; U: use with that of the modes, as in `activity`.
    Source: Temoa (LimitAnnualCapacityFactor), in hours instead of a share of the year.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Index, Mapping, Model
from optimizer.formulation.activity import use_of_plant
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

PARAMETERS = (
    Quantity("full_load_hours_max", "hour/year", "most hours at full load in a year", "active", None, ("converter",)),
    Quantity("full_load_hours_min", "hour/year", "least hours at full load in a year", "active", None, ("converter",)),
)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    used = use_of_plant(x, p)

    def yearly(index: Index) -> Expression:
        of_year: Expression = (p.step_hours * used.at(used.index.within(index))).sum("day", "step", onto=index)
        return of_year

    def capacity(index: Index) -> Expression:
        able: Expression = p.activity_per_capacity * x.capacity.at(Mapping(index, rename={"location": "region"}))
        return able

    most, least = p.given("full_load_hours_max"), p.given("full_load_hours_min")
    above = yearly(least) >= p.full_load_hours_min * capacity(least)
    m.rows("activity_below_full_load_hours", over=most, relation=yearly(most) <= p.full_load_hours_max * capacity(most))
    m.rows("activity_above_full_load_hours", over=least, relation=above)


CONCEPT = Concept("full_load_hours", PARAMETERS, constrain=constrain)
