"""Units: builds that come in whole units, and what is paid for each unit whatever its size.

Technologies that ask for it (`whole: yes`) are built as n[k,l,v] units. n: a whole number decided in each period and place.

`build_below_units`  No more is built than the units can hold.
    B[k,l,v] <= U[k,l,v] * n[k,l,v]                                               [capacity_unit]
    U: largest size of a unit.
    Source: urbs, Energy Storage (Storage expansion constraints), where a block has one size.

`build_above_units`  No less is built than the units are at least.
    B[k,l,v] >= u[k,l,v] * n[k,l,v]                                               [capacity_unit]
    u: smallest size of a unit. u = U (the default) builds whole units of one size; u < U builds units of a size
    within a range, and with a fixed charge one large unit is cheaper than two small ones.
    Source: own formulation; the blocks of urbs, of a size within a range.

Cost: fixed charge, paid as the capital is:
    sum of  f[k,l,v] * A[k,l,v] * n[k,l,v]                                        [money]
    f: charge for a unit. It makes a concave cost of capacity. Relaxed, it would be a cost per capacity of the largest unit, however
    little is built; so the number of units is an integer, and a charge without whole units is refused.
    Source: the fixed-charge problem, e.g. Adlakha & Kowalski 2003, Omega 31, 205-211.
"""

from __future__ import annotations

from optimizer.algebra import Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

PARAMETERS = (
    Quantity("unit_size", "capacity_unit", "largest size of a unit, where builds come in whole units", minimum=1e-9),
    Quantity("unit_size_min", "capacity_unit", "smallest size of a unit (default: unit_size)"),
    Quantity("fixed_charge", "money", "overnight cost of each unit beside that of its capacity"),
)


def declare(m: Model, p: Parameters) -> None:
    m.variable("units_built", p.index("unit_builds"), "dimensionless", integer=True)


def couple(m: Model, x: Variables, p: Parameters) -> None:
    m.cost_term("fixed charge", p.fixed_charge * p.capital_weight * x.units_built)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    builds = p.index("unit_builds")
    built = x.capacity_built.at(builds)
    m.rows("build_below_units", over=builds, relation=built <= p.unit_size * x.units_built)
    m.rows("build_above_units", over=builds, relation=built >= p.unit_size_min * x.units_built)


CONCEPT = Concept("units", PARAMETERS, declare, couple, constrain)
