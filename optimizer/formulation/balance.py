"""Carriers: what is produced, delivered, bought or taken from store in a region is used, sent, sold or stored.

Purchases and sales have tiers with a price and a ceiling; unmet demand and surplus exist where the case allows them.

`carrier_balance`  Every flow of a carrier in a region, in every step of the carrier's clock, adds up to its demand.
    ( sum of  ratio * a  +  arrivals - departures + discharge - charge
          + purchase - sale + unmet - surplus + auxiliary ) * h  +  scrap - build inputs  =  demand * h   [carrier_unit/year]
    Ports with a free share carry ratio * u, those told apart by vintage ratio * z. Arrivals and departures, auxiliary carriers, scrap
    and build inputs have sections of their own. The row counts a step as often as it occurs, so that its dual is discounted money per
    unit of the carrier. The clock of the carrier (hour, day or year) says how finely it balances.
    Source: PyPSA, Energy Balances; Temoa (CommodityBalance) for scrap and build inputs.

Cost: purchase, sale (an income), unmet, surplus:
    sum of  p * flow * h[t] * W[y]                    [money]
    p: price of a unit, which a sale brings in.
    Source: urbs, Trading with an external market (Costs); unmet demand and surplus are bought and sold alike.
"""

from __future__ import annotations

from optimizer.algebra import Model
from optimizer.formulation.concept import CARRIER_BALANCE, Concept, Parameters, Variables

RATE = "carrier_unit/hour"


def declare(m: Model, p: Parameters) -> None:
    m.variable("purchase", p.index("purchases"), RATE, upper=p.values("purchase_limit"))
    m.variable("sale", p.index("sales"), RATE, upper=p.values("sale_limit"))
    m.variable("unmet", p.index("unmet"), RATE, upper=p.values("unmet_limit"))
    m.variable("surplus", p.index("surplus"), RATE)


def couple(m: Model, x: Variables, p: Parameters) -> None:
    balance, hours = p.index("balance"), p.step_hours
    m.contribute(CARRIER_BALANCE, "purchase", (hours * x.purchase).sum("tier", onto=balance))
    m.contribute(CARRIER_BALANCE, "sale", -(hours * x.sale).sum("tier", onto=balance))
    m.contribute(CARRIER_BALANCE, "unmet", (hours * x.unmet).sum(onto=balance))
    m.contribute(CARRIER_BALANCE, "surplus", -(hours * x.surplus).sum(onto=balance))

    hours = hours * p.period_weight
    m.cost_term("purchase", p.purchase_price * hours * x.purchase)
    m.cost_term("sale", -(p.sale_price * hours * x.sale))
    m.cost_term("unmet", p.unmet_price * hours * x.unmet)
    m.cost_term("surplus", p.surplus_price * hours * x.surplus)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    balance = p.index("balance")
    m.rows(CARRIER_BALANCE, over=balance, relation=m.total(CARRIER_BALANCE) == p.demand * p.step_hours)


CONCEPT = Concept("balance", (), declare, couple, constrain)
