"""Auxiliary carriers: what charging, discharging and moving take beside what is stored or moved, such as power of compressors.

`carrier_balance`  Each flow of a store or a line takes (-) or gives (+) other carriers in proportion to itself.
    b[k,c,y] * C[k,r,y,t] * h[t],   e[k,c,y] * D[k,r,y,t] * h[t]
    z[k,c,y] * K[k,r,y] * h[t]  for a store that stands, full or empty (cooling, lighting)
    s[k,i,d,c,y] * F[k,i,d,y,t] * h[t]  in the region where the flow starts,  x[k,i,d,c,y] * F[k,i,d,y,t] * h[t]  where it ends   [carrier_unit/year]
    C, D, F: charge, discharge and line flow, where it is measured; d: its direction; b, e, z, s, x: what a unit of each takes or
    gives. A ratio stated per km is multiplied by the length of the route. A flow runs on the finest clock of the carriers it touches.
    Source: TIMES, chapter 6, EQ_STGAUX, for stores; PyPSA, Energy Balances (links of several inputs), for lines.
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
