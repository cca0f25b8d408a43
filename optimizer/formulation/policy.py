"""Policies: rows of one table that limit or price emissions, plant, its use, and purchases.

`policy_below_limit`, `policy_above_limit`, `policy_at_limit`  What a policy selects, weighed and added up, keeps to its limit.
    sum over selected entries of  omega * X  <=  limit + overshoot                [policy_unit]
    sum over selected entries of  omega * X  >=  limit - overshoot,   or  =  limit            [policy_unit]
    X: emission E[g,s,n,r,y], capacity K[k,l,y], build B[k,l,v] and number of units (in `spend`: their overnight cost and fixed
    charge), early retirement (what could live on less K[k,l,v,y]), use or output of technologies and purchases in a year;
    omega: weight of an entry. Policy row: (policy, area, until).
    `area: each` makes a row of every region, `together` one of all. `time: each` makes a row of every period; `cumulative` one row
    with omega in years; `average` the same divided by the years; `interpolated` weighs each period with the years it stands for if
    amounts run straight from label to label.
    A limit relative to a series or to demand is value * amount. A share, an intensity, a link of capacities or a limit relative to
    another period counts what it is compared with by minus its value as omega, against a limit of zero.
    A limit on removals counts the gross emissions of the same accounts by minus its value, of the same period or of one that is named.
    Priority of reduction: removals of a period, plus value times its gross emissions, less value times those of the baseline, are at most
    zero; a baseline that is a series is a number.
    Retirement after building counts what is retired early up to a period, less value times what was built in the periods before it.
    Growth counts the period before by minus one and its rate, to the power of the years between; in the first period that is a number,
    from the history.
    Rules of a pathway are rows of the same kind; E: gross emissions of an area (all stages but `removal`); n, n': years between a
    period and the one before, and between that and the one before it; rho: decline in a year; delta: width of a plateau; peak: the period
    of the peak. Years of the history are numbers, and stand before the first period:
        peak      E[y] - E[peak] <= 0  in every other period;   E[peak] <= value, or value * series of the peak
        decline   E[y] - (1-rho)^n E[y-1] <= 0  from `start` or the peak on
        slowing   (E[y] - E[y-1]) - value * n/n' (E[y-1] - E[y-2]) <= 0  until `end` or the peak
        plateau   E[y] - (1-delta) E[peak] >= 0  after the peak, until `end`
    Overshoot exists where the policy names a price for it; it is never free.
    Source: Temoa (LimitEmission, Limit Activity Share, Limit (De)Growth Capacity) for caps, shares and growth; rules of a pathway are ours.

Cost: prices, taxes and subsidies of a year; those on what is built, paid as the capital is; overshoot:
    sum of  levy * W[y] * X  +  levy * A * B  +  price * W[until] * overshoot                    [money]
    X: what a levy is on, in a year; until: last period of a policy row; of one amount for several periods the mean discount factor of
    their years stands in place of W.
    Source: own formulation; a levy is the cost of emissions in Temoa's objective on any entry, overshoot buys more of a limit.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Mapping, Model
from optimizer.formulation.capacity import retired_early
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.inputs.policies import FAMILIES, LEVIED, PERMITS, TIMED

COUNTED = "counted by policies"
TIME = ("day", "step")
HELD = {"policy": "permit"}  # the policy that counts a permit is not the one that lets it be traded


def _entries(family: str, use: str, x: Variables, p: Parameters) -> Expression:
    """The variable of a family on the entries that are counted or levied: an amount a year, or what stands or is built."""
    index = p.index(f"{family}_{use}")
    if family == "build":
        return x.capacity_built.at(index)
    if family == "retirement":
        return retired_early(x, p).at(index)
    entries: Expression = getattr(x, family).at(Mapping(index, rename=HELD) if family in PERMITS else index)
    return p.step_hours * entries if family in TIMED else entries


def declare(m: Model, p: Parameters) -> None:
    m.variable("overshoot", p.index("overshoots"), "policy_unit")


def couple(m: Model, x: Variables, p: Parameters) -> None:
    for family, dims in FAMILIES.items():
        counted = getattr(p, f"{family}_counted") * _entries(family, "counted", x, p)
        time = TIME if family in TIMED else ()
        m.contribute(COUNTED, family, counted.sum(*dims, *time, onto=p.index("limits")))
    for family in LEVIED:
        weight = p.capital_weight if family == "build" else p.period_weight
        levied = getattr(p, f"{family}_levied") * _entries(family, "levied", x, p)
        m.cost_term(f"levy on {family}", weight * levied)
    m.cost_term("overshoot", p.overshoot_price * p.limit_weight * x.overshoot)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    counted = m.total(COUNTED)
    caps, floors, equals = (p.index(name) for name in ("caps", "floors", "equals"))
    paid, missing = (x.overshoot.at(Mapping(rows, partial=True)) for rows in (caps, floors))
    m.rows("policy_below_limit", over=caps, relation=counted.at(caps) <= p.policy_limit + paid)
    m.rows("policy_above_limit", over=floors, relation=counted.at(floors) + missing >= p.policy_limit)
    m.rows("policy_at_limit", over=equals, relation=counted.at(equals) == p.policy_limit)


CONCEPT = Concept("policy", (), declare, couple, constrain)
