"""Port groups: carriers that share the activity of a converter freely, such as fuels of a boiler or blends.

u[k,c,r,y,t] is the activity that port c of a group serves; the port carries ratio * u, and ratio is what it carries if it serves
all of it.

`port_group_whole`  The ports of a group serve the whole activity.
    sum over c in group of  u[k,c,r,y,t]  =  a[k,r,y,t]                           [activity_unit/hour]
    Source: TIMES, chapter 6, EQ_ACTFLO, which defines activity by a group of flows.

`port_share_below_maximum`, `port_share_above_minimum`  Each serves a share within its bounds.
    smin[k,c] * a[k,r,y,t]  <=  u[k,c,r,y,t]  <=  smax[k,c] * a[k,r,y,t]          [activity_unit/hour]
    smin, smax: least and most share of the activity.
    Source: TIMES, chapter 6, EQ(l)_INSHR and EQ(l)_OUTSHR, whose shares are of flows.
"""

from __future__ import annotations

from optimizer.algebra import Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("port_use", p.index("group_ports"), "activity_unit/hour")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    through = p.port_ratio * p.step_hours * x.port_use.at(p.index("group_flows"))
    m.contribute(CARRIER_BALANCE, "port groups", through.sum("technology", onto=p.index("balance")))


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    whole = p.index("port_groups")
    served = x.port_use.at(p.index("grouped")).sum("carrier", onto=whole)
    m.rows("port_group_whole", over=whole, relation=served == x.activity.at(whole))

    capped = p.index("group_ports").within(p.given("share_max"))
    most = p.share_max * x.activity.at(capped)
    m.rows("port_share_below_maximum", over=capped, relation=x.port_use.at(capped) <= most)
    floored = p.index("group_ports").within(p.given("share_min"))
    least = p.share_min * x.activity.at(floored)
    m.rows("port_share_above_minimum", over=floored, relation=x.port_use.at(floored) >= least)


CONCEPT = Concept("port_groups", (), declare, couple, constrain)
