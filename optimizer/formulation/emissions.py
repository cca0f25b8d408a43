"""Emissions: every release or removal is booked once, in the account of its gas, sector, stage, region and period.

`emission_account`  The account is the sum of what activity, trade, dumping, building and retiring release.
    E[g,s,n,r,y] = sum of  factor * flow * h  +  factor * B / years  +  factor * D / years          [gas_unit/year]
    Factors are per unit of activity, purchase, sale, surplus, capacity built or retired; negative ones remove. A build and
    a retirement D are spread evenly over the years of their period.
    Source: own formulation after the accounting of the IPCC 2006 guidelines (activity times factor).
"""

from __future__ import annotations

import numpy as np

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import EMISSION_ACCOUNT, Concept, Parameters, Variables

FLOWS: dict[str, tuple[str, ...]] = {
    "activity_of_vintage": ("technology", "vintage"),
    "port_use": ("technology", "carrier"),
    "purchase": ("carrier", "tier"),
    "sale": ("carrier", "tier"),
    "surplus": ("carrier",),
}
"""What emits beside activity, and the dimensions that an account does not have."""


def declare(m: Model, p: Parameters) -> None:
    m.variable("emission", p.index("accounts"), "gas_unit/year", lower=-np.inf)


def couple(m: Model, x: Variables, p: Parameters) -> None:
    accounts, time = p.index("accounts"), ("day", "step")
    used = p.activity_emission_factor * p.step_hours * x.activity.at(p.index("activity_emissions"))
    m.contribute(EMISSION_ACCOUNT, "activity", used.sum("technology", *time, onto=accounts))
    for flow, dims in FLOWS.items():
        factor = getattr(p, f"{flow}_emission_factor")
        released = factor * p.step_hours * getattr(x, flow).at(p.index(f"{flow}_emissions"))
        m.contribute(EMISSION_ACCOUNT, flow, released.sum(*dims, *time, onto=accounts))
    built = x.capacity_built.at(Mapping(p.index("build_emissions"), rename={"location": "region", "vintage": "period"}))
    spread = p.build_emission_factor * built / p.period_years
    m.contribute(EMISSION_ACCOUNT, "build", spread.sum("technology", onto=accounts))
    retired = x.capacity_retired.at(Mapping(p.index("retirement_emissions"), rename={"location": "region"}))
    spread = p.retirement_emission_factor * retired / p.period_years
    m.contribute(EMISSION_ACCOUNT, "retirement", spread.sum("technology", "vintage", onto=accounts))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    accounts = p.index("accounts")
    m.rows(EMISSION_ACCOUNT, over=accounts, relation=x.emission == m.total(EMISSION_ACCOUNT))


CONCEPT = Concept("emissions", (), declare, couple, constrain)
