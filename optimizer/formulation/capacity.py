"""Capacity: what is built, what still stands, and what it costs to have it.

A vintage stands as long as it lives: s[k,l,v,y] * B[k,l,v]. It has a K of its own only where it is followed: where it may retire
early, be retrofitted, is used by vintage, or somebody asks for what ends (scrap, emissions of dismantling) or for its age (matching).

s: share of the years of the period in which the vintage is alive, or the mean over them of the share that a survival table states
for its age (for plant that ages by one). Existing plant is a vintage whose build is given. Potentials are bounds on K and B.

`capacity_survives`  A vintage that is followed stands as long as it lives.
    K[k,l,v,y] = s[k,l,v,y] * B[k,l,v]                                            [capacity_unit]
    Source: Temoa (Adjusted Capacity), where nothing retires early.

`capacity_retires`  Where plant may be retired early, no more stands than lives on of what stood before.
    K[k,l,v,y] <= s[k,l,v,y] / s[k,l,v,y-1] * K[k,l,v,y-1],  from K <= s * B in its first period   [capacity_unit]
    The gap is retired in that period. Retiring saves fixed cost, never the capital.
    Source: own formulation; the retirements that Temoa (Adjusted Capacity) adds up are gaps here and need no variable.

`capacity_total`  What stands in a period is the sum of its vintages.
    K[k,l,y] = sum over v of K[k,l,v,y],  s[k,l,v,y] * B[k,l,v] where it is not followed   [capacity_unit]
    Source: Temoa (CapacityAvailable).

Retrofits take from the right-hand sides of the first two, and add to the last (see below).

Cost: capital, the overnight cost times the discounted payments that the case's convention makes of it; fixed, per year of
standing:
    sum of  i[k,l,v] * A[k,l,v] * B[k,l,v]  +  f[k,l,v] * W[y] * K[k,l,v,y]          [money]   (K or s * B, as above)
    i: overnight cost of a unit; f: fixed cost of a unit and year. A by default: the annuity for wacc and amortisation in every
    year of the amortisation that lies inside the horizon, discounted; else overnight with or without salvage
    (`finance.capital_weight`).
    Source: PyPSA, Objective (Investment Costs); years beyond the horizon are cut as the loans of Temoa's objective are.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.quantities import Quantity

SURVIVES, RETIRES, TOTAL = "capacity_survives", "capacity_retires", "capacity_total"
"""Rows to which retrofits contribute too."""
PARAMETERS = (
    Quantity("capital_cost", "money/capacity_unit", "overnight cost of building", default=0.0),
    Quantity("fixed_cost", "money/capacity_unit/year", "operation and maintenance per year of standing", default=0.0),
    Quantity(
        "life", "year", "years from commissioning to the end of use (or a survival table)", required=True, minimum=0.01
    ),
    Quantity("construction_time", "year", "years from the order to commissioning; paid from then on", default=0.0),
    Quantity("amortisation", "year", "years over which capital is paid back (default: life)", minimum=0.01),
    Quantity("wacc", "dimensionless", "real cost of capital (default: that of the case)", maximum=1.0),
)


def declare(m: Model, p: Parameters) -> None:
    builds, installed = p.index("builds"), p.index("installed")
    m.variable("capacity_built", builds, "capacity_unit", lower=p.values("build_min"), upper=p.values("build_max"))
    m.variable("capacity_of_vintage", p.index("followed"), "capacity_unit")
    lowest, highest = p.values("capacity_min"), p.values("capacity_max")
    m.variable("capacity", installed, "capacity_unit", lower=lowest, upper=highest)


def couple(m: Model, x: Variables, p: Parameters) -> None:
    m.cost_term("capital", p.capital_cost * p.capital_weight * x.capacity_built)
    living = p.survival * x.capacity_built.at(p.index("alive"))
    unfollowed, installed = living.at(p.index("unfollowed")), p.index("installed")
    for name, standing in (("fixed", x.capacity_of_vintage), ("fixed cost of unfollowed vintages", unfollowed)):
        m.cost_term(name, p.fixed_cost * p.period_weight * standing)
    m.contribute(SURVIVES, "survival", living.at(p.index("lasting")))
    m.contribute(RETIRES, "survival", _lives_on(x, p))
    m.contribute(TOTAL, "vintages", x.capacity_of_vintage.sum("vintage", onto=installed))
    m.contribute(TOTAL, "unfollowed vintages", unfollowed.sum("vintage", onto=installed))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    lasting, free, standing = p.index("lasting"), p.index("retirable"), x.capacity_of_vintage
    m.rows(SURVIVES, over=lasting, relation=standing.at(lasting) == m.total(SURVIVES))
    m.rows(RETIRES, over=free, relation=standing.at(free) <= m.total(RETIRES))
    m.rows(TOTAL, over=p.index("installed"), relation=x.capacity == m.total(TOTAL))


def _lives_on(x: Variables, p: Parameters) -> Expression:
    """What of each vintage that may retire could still stand in a period, given what stood before."""
    free = p.index("retirable")
    before = Mapping(free, relabel={"period": p.relabel("period_before")}, partial=True)
    left: Expression = p.survival_step * x.capacity_of_vintage.at(before) + p.survival_first * x.capacity_built.at(free)
    return left


def retired_early(x: Variables, p: Parameters) -> Expression:
    """What of each vintage is retired in a period although it could live on [capacity_unit]."""
    return _lives_on(x, p) - x.capacity_of_vintage.at(p.index("retirable"))


CONCEPT = Concept("capacity", PARAMETERS, declare, couple, constrain)
