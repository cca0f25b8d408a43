"""Carbon of carriers: what converters take in and do not give out reaches the air, and each origin is told apart.

kappa[c,o] is the CO2 that a unit of carrier c makes of origin o when burnt (`carbon.csv`). Biogenic carbon, from plants or from the
air itself, counts as zero where it is released, and as a removal where it is put into a store that keeps it; fossil carbon put there
was never released. A converter that gives out carbon and takes in none of that origin has it from the ground or from the air, and
books nothing. o: origin, fossil or biogenic.

`emission_account`  What is burnt, dumped, lost and put away enters the account of the technology's sector and stage.
    converter                 sum of  (taken in - given out) * kappa_fossil * a * h
    dumped                    sum of  kappa_fossil * surplus * h
    delivered and burnt       sum of  kappa_fossil * (demand - unmet) * h
    lost in stores, on lines  sum of  kappa_fossil * lost * h
    put away                - sum of  kappa_biogenic * (eta_c * C - D / eta_d) * h           [gas_unit/year]
    kappa_fossil, kappa_biogenic: kappa of these origins; C, D: charge and discharge of stores that keep it; eta_c, eta_d: their
    efficiencies. Ports with a free share count with the activity that they serve. What is put away is of the stage `removal`.
    Source: IPCC 2006 guidelines, volume 2 (CO2 of biomass is not added up); IEA 2011, Combining Bioenergy with CCS (stored, it is negative).

`carbon_not_created`  With free shares too, a converter gives out no more carbon of an origin than it takes in.
    sum over ports c of  (taken in - given out) * kappa[c,o] * (a or u[c])  >=  0                [gas_unit/hour]
    u: activity that a port with a free share serves. Over [k,o,r,y,t], where such a port carries carbon; elsewhere the tables are
    checked.
    Source: own formulation; conservation of mass, which fixed ratios keep by themselves and free shares do not.
"""

from __future__ import annotations

from collections.abc import Callable

from optimizer.algebra import Expression, Mapping, Model
from optimizer.formulation.concept import EMISSION_ACCOUNT, Concept, Parameters, Variables
from optimizer.formulation.emissions import into_reservoirs, lost_in_stores, lost_on_lines

Flow = Callable[[Variables, Parameters], Expression]


def _delivered(x: Variables, p: Parameters) -> Expression:
    """Demand less what stays unmet [carrier_unit/hour]."""
    return -(x.unmet.at(Mapping(p.index("balance"), partial=True)) - p.demand)


ITEMS: dict[str, tuple[Flow, tuple[str, ...]]] = {
    "carbon_of_activity": (lambda x, _: x.activity, ("technology",)),
    "carbon_of_port_use": (lambda x, _: x.port_use, ("technology", "carrier")),
    "carbon_of_surplus": (lambda x, _: x.surplus, ("carrier",)),
    "carbon_delivered": (_delivered, ("carrier",)),
    "carbon_of_store_leak": (lost_in_stores, ("technology",)),
    "carbon_of_line_leak": (lost_on_lines, ("technology", "route", "direction")),
    "carbon_put_away": (into_reservoirs, ("technology",)),
}
"""Items of the account: what flows, and the dimensions of it that an account has not."""


def couple(m: Model, x: Variables, p: Parameters) -> None:
    for name, (flow, dims) in ITEMS.items():
        where = p.index(name)
        if where.size:
            released = getattr(p, name) * p.step_hours * flow(x, p).at(where)
            m.contribute(EMISSION_ACCOUNT, name, released.sum(*dims, "day", "step", onto=p.index("accounts")))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    rows = p.index("carbon_kept")
    fixed = p.carbon_of_ports * x.activity.at(p.index("carbon_of_ports"))
    free = p.carbon_of_free_ports * x.port_use.at(p.index("carbon_of_free_ports"))
    left = fixed.sum(onto=rows) + free.sum("carrier", onto=rows)
    m.rows("carbon_not_created", over=rows, relation=left >= 0)


CONCEPT = Concept("carbon", couple=couple, constrain=constrain)
