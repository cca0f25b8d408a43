"""Permits: regions under a limit of their own trade what they may emit, and use credits for what others remove.

P: net purchase of a region in a market m (negative: it sells); m: market; U: use of credits of an offset o; o: offset.

`policy_below_limit`  A limit on emissions of each region counts less by what is bought and by the credits used.
    E[r,y]  <=  limit[r,y] + sum over m of P[m,r,y] + sum over o of U[o,r,y] + overshoot[r,y]        [policy_unit]
    E: emissions under a limit of the kinds cap, neutrality or intensity; limit: allowances; overshoot: what is paid for beyond it.
    And, where the policy table says so:
        P[m,r,y] <= v * limit[r,y]                                       at most a share of its allowances is bought
        sum over o of U[o,r,y] <= v * E[r,y]                             credits cover at most a share of the obligation
        sum over r of U[o,r,y] <= (1 - v) * sum over r of X[o,r,y]       the rest of the removal X stays in a buffer pool
    v: value of the policy; X: removal that an offset selects. `area: each` holds for each region (a credit is used where it is
    removed), `together` for all of them.
    Source: own formulation; a cap that is traded, after Montgomery 1972, doi:10.1016/0022-0531(72)90049-X.

`permits_bought_are_sold`  In each market and period, what regions buy is what others sell.
    sum over r of P[m,r,y] = 0                                                                        [policy_unit]
    So trade moves permits and makes none, and money for them is a transfer: it is no cost term. The dual of the row is the price of a
    permit in the market, which is that of every region whose trade is not limited.
    Source: own formulation; a market that clears, after Montgomery 1972, doi:10.1016/0022-0531(72)90049-X.
"""

from __future__ import annotations

import numpy as np

from optimizer.algebra import Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("permit_trade", p.index("permit_trades"), "policy_unit", lower=-np.inf)
    m.variable("offset_use", p.index("offset_uses"), "policy_unit")


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    markets = p.index("permit_markets")
    m.rows("permits_bought_are_sold", over=markets, relation=x.permit_trade.sum("region", onto=markets) == 0)


CONCEPT = Concept("permits", (), declare, constrain=constrain)
