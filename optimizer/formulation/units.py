"""Units: builds that come in whole units, and what is paid for each unit whatever its size.

Technologies that ask for it (`whole: yes`) are built as n[k,l,v] units, a whole number decided in each period and place.

`build_below_units`  No more is built than the units can hold.
    B[k,l,v] <= U[k,l,v] * n[k,l,v]                                               [capacity_unit]

`build_above_units`  No less is built than the units are at least.
    B[k,l,v] >= u[k,l,v] * n[k,l,v]                                               [capacity_unit]
    U: largest size of a unit, u: smallest. u = U (the default) builds whole units of one size; u < U builds units of a size
    within a range, and with a fixed charge one large unit is cheaper than two small ones.

Cost: fixed charge, paid as the capital is (A of `capacity`):
    sum of  f[k,l,v] * A[k,l,v] * n[k,l,v]                    [money]
    A charge for each unit is a concave cost of capacity. Relaxed, it would be a cost per capacity of the largest unit, however
    little is built; so the number of units is an integer, and a charge without whole units is refused.
Source: fixed-charge problem, e.g. Hirsch & Dantzig 1968, doi:10.1002/nav.3800150306.
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
