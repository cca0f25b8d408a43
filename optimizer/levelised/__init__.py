"""Levelised cost and footprint of every carrier: what a unit cost on average, and what was emitted for it.

Each (carrier, region, period) is a node with one value for the year; each converter, store, line, purchase and unmet demand is
a process that passes on the value of what it takes in, plus its own cost, with what it gives out.

    value[n] * sum over p of g[p,n]  =  sum over p of  w[p,n] * (own[p] + sum over m of u[p,m] * value[m])

g: what process p gives to node n in a year, u: what it takes from node m, w: the share of its cost that goes to n (they add up to
one), own: its own cost a year. What is lost on the way leaves with the flow: less is given for the same cost. The sum over all
that gives nothing more back (demand, sales, dumping, removal ...) and over costs without a flow is the ledger.
Unit of value: money/carrier_unit; of the footprint: gas_unit/carrier_unit, with the emissions of p for its own cost.
Source: recursive cost and emission accounting by a linear system, as in input-output analysis (Leontief 1970,
Rev. Econ. Stat. 52, doi:10.2307/1926294); average participation of flows, Bialek 1996, IEE Proc. 143, doi:10.1049/ip-gtd:19960461.
"""

from optimizer.levelised.account import Levelised, levelise
from optimizer.levelised.booking import CATEGORIES

__all__ = ["CATEGORIES", "Levelised", "levelise"]
