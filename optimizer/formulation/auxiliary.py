"""Auxiliary carriers: what charging, discharging and moving take beside what is stored or moved, such as power of compressors.

Items of `carrier_balance`: each flow of a store or a line takes (-) or gives (+) other carriers in proportion to itself.
    a[k,c,y] * C[k,r,y,t] * h,   b[k,c,y] * D[k,r,y,t] * h                        [carrier_unit/year]
    z[k,c,y] * K[k,r,y] * h  for a store that stands, full or empty (cooling, lighting)
    s[k,i,d,c,y] * F[k,i,d,y,t] * h  in the region where the flow starts,  e * F * h  where it ends
    C, D, F: charge, discharge and line flow, where it is measured; d: its direction. A ratio stated per km is multiplied by the
    length of the route. A flow runs on the finest clock of the carriers it touches.
    Source: own formulation; compressor use as in Welder et al. 2018, Energy 158, doi:10.1016/j.energy.2018.05.059.
"""

from __future__ import annotations

from optimizer.algebra import Mapping, Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables

OVER_LINES = ("technology", "route", "direction")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    balance, hours = p.index("balance"), p.step_hours * p.activity_per_flow
    charging = p.charge_port_ratio * hours * x.store_charge.at(p.index("charge_ports"))
    discharging = p.discharge_port_ratio * hours * x.store_discharge.at(p.index("discharge_ports"))
    m.contribute(CARRIER_BALANCE, "charging", charging.sum("technology", onto=balance))
    m.contribute(CARRIER_BALANCE, "discharging", discharging.sum("technology", onto=balance))

    stores = Mapping(p.index("standing_ports"), rename={"location": "region"})
    standing = p.standing_port_ratio * p.step_hours * x.capacity.at(stores)
    m.contribute(CARRIER_BALANCE, "standing", standing.sum("technology", onto=balance))

    sending = p.start_port_ratio * hours * x.line_flow.at(p.index("start_ports"))
    receiving = p.end_port_ratio * hours * x.line_flow.at(p.index("end_ports"))
    m.contribute(CARRIER_BALANCE, "sending", sending.sum(*OVER_LINES, onto=balance))
    m.contribute(CARRIER_BALANCE, "receiving", receiving.sum(*OVER_LINES, onto=balance))


CONCEPT = Concept("auxiliary", (), couple=couple)
