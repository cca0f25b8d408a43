"""Emissions: every release or removal is booked once, in the account of its gas, sector, stage, region and period.

`emission_account`  The territorial account is the sum of what activity, trade, dumping, leaks, building and retiring release.
    E[g,s,n,r,y] = sum of  e * flow * h  +  e * B / Y  +  e * D / Y  +  carbon    [gas_unit/year]
    E: emission, below zero a removal; e: factor of a unit of activity, purchase, sale, surplus, loss, capacity built or retired;
    D: what is retired; Y: years of the period, over which a build and a retirement are spread evenly. A leak is what leaves for
    a line and does not arrive, or what a store takes and neither gives out nor keeps: of charge C and discharge D, C - D over the year,
    and (1 - eta_c) * C + (1/eta_d - 1) * D of a reservoir. `carbon` follows from the carbon of carriers, see the next section.
    Source: IPCC 2006 guidelines, volume 2 (activity times emission factor); Temoa (LimitEmission) spreads builds and retirements likewise.

`import_emission_account`, `indirect_emission_account`  What happens abroad, and what others emit for what is used here.
    M[g,s,n,r,y], I[g,s,n,r,y] = the same sums of the factors stated for these accounts      [gas_unit/year]
    M: emission abroad; I: emission of others. They are variables of their own, so that no sum over E can count them: E holds what is
    released inside the regions, I what is in some region's E already.
    Source: own formulation; accounts by production and by consumption, Peters 2008, doi:10.1016/j.ecolecon.2007.10.014.
"""

from __future__ import annotations

import numpy as np

from optimizer.algebra import Expression, Mapping, Model
from optimizer.formulation.concept import EMISSION_ACCOUNT, Concept, Parameters, Variables
from optimizer.inputs.carbon import PREFIX

FLOWS: dict[str, tuple[str, ...]] = {
    "activity": ("technology",),
    "activity_of_vintage": ("technology", "vintage"),
    "port_use": ("technology", "carrier"),
    "purchase": ("carrier", "tier"),
    "sale": ("carrier", "tier"),
    "surplus": ("carrier",),
    "store_leak": ("technology",),
    "line_leak": ("technology", "route", "direction"),
}
"""What a factor is stated for, and the dimensions of its flow that an account has not."""


def lost_in_stores(x: Variables, p: Parameters) -> Expression:
    """What stores take and neither give out nor keep, over a year [carrier_unit/hour]."""
    kept = into_reservoirs(x, p).at(Mapping(p.index("store_flows"), partial=True))
    lost: Expression = x.store_charge - x.store_discharge - kept
    return lost


def into_reservoirs(x: Variables, p: Parameters) -> Expression:
    """What reservoirs hold more by each step [carrier_unit/hour]."""
    net: Expression = p.charge_efficiency * x.store_charge - x.store_discharge / p.discharge_efficiency
    return net.at(p.index("store_flows").within(p.index("reservoirs")))


def lost_on_lines(x: Variables, p: Parameters) -> Expression:
    """What enters lines and does not arrive [carrier_unit/hour]."""
    lost: Expression = p.line_departure * x.line_flow - p.line_arrival * x.line_flow
    return lost


def _flow(name: str, x: Variables, p: Parameters) -> Expression:
    leaks = {"store_leak": lost_in_stores, "line_leak": lost_on_lines}
    flow: Expression = leaks[name](x, p) if name in leaks else getattr(x, name)
    return flow


def declare(m: Model, p: Parameters) -> None:
    for prefix in PREFIX.values():
        m.variable(f"{prefix}emission", p.index(f"{prefix}accounts"), "gas_unit/year", lower=-np.inf)


def couple(m: Model, x: Variables, p: Parameters) -> None:
    for prefix in PREFIX.values():
        accounts = p.index(f"{prefix}accounts")
        for flow, dims in FLOWS.items():
            where = p.index(f"{prefix}{flow}_emissions")
            if not where.size:
                continue
            factor = getattr(p, f"{prefix}{flow}_emission_factor")
            released = factor * p.step_hours * _flow(flow, x, p).at(where)
            m.contribute(prefix + EMISSION_ACCOUNT, flow, released.sum(*dims, "day", "step", onto=accounts))
        where = p.index(f"{prefix}build_emissions")
        built = x.capacity_built.at(Mapping(where, rename={"location": "region", "vintage": "period"}))
        spread = getattr(p, f"{prefix}build_emission_factor") * built / p.period_years
        m.contribute(prefix + EMISSION_ACCOUNT, "build", spread.sum("technology", onto=accounts))
        retired = x.capacity_retired.at(
            Mapping(p.index(f"{prefix}retirement_emissions"), rename={"location": "region"})
        )
        spread = getattr(p, f"{prefix}retirement_emission_factor") * retired / p.period_years
        m.contribute(prefix + EMISSION_ACCOUNT, "retirement", spread.sum("technology", "vintage", onto=accounts))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    for prefix in PREFIX.values():
        booked = getattr(x, f"{prefix}emission") == m.total(prefix + EMISSION_ACCOUNT)
        m.rows(prefix + EMISSION_ACCOUNT, over=p.index(f"{prefix}accounts"), relation=booked)


CONCEPT = Concept("emissions", (), declare, couple, constrain)
