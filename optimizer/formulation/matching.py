"""Matching: consumers use no more than they can claim of selected generation; each unit is claimed once.

`matching_below_claims`  What the consumers of a policy use, times the share to match, is claimed in every hour, day or year.
    sum over k,r of  v[y] * w[k] * ratio[k,y] * a[k,r,y,t] * h[t]  <=  sum over g,r of  Q[p,g,r,y,t] * h[t]   [carrier_unit/year]
    t: the rows of the clock of the policy p; v: the share to match, w: the coefficient of a technology, 1 unless stated; a: of a
    port with a free share, the activity u that it serves. `area: each` matches within a region, `together` across the selected.

`claims_below_output`  All claims on a generator together stay below what it gives out.
    sum over p of  Q[p,g,r,y,t] * h[t]  <=  ratio[g,y] * a[g,r,y,t] * h[t]          [carrier_unit/year]
    t: the finest clock that one of its claimants asks for, so a claim for the year takes what hourly claims leave.
    Source: own formulation.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Index, Model
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.inputs.matching import FLOWING


def declare(m: Model, p: Parameters) -> None:
    m.variable("claim", p.index("claims"), "carrier_unit/hour")


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    matches, claimed = p.index("matches"), p.index("claimed")
    claim = p.step_hours * x.claim
    used = _flow(x, p, "matched", ("technology", "region"), matches)
    held = claim.sum("technology", "region", onto=matches)
    m.rows("matching_below_claims", over=matches, relation=used <= held)
    given = _flow(x, p, "claimed", (), claimed)
    m.rows("claims_below_output", over=claimed, relation=claim.sum("policy", "area", onto=claimed) <= given)


def _flow(x: Variables, p: Parameters, use: str, dims: tuple[str, ...], onto: Index) -> Expression:
    """What flows through the ports that use or generate, on rows of matching."""
    parts = [
        getattr(p, f"{family}_{use}") * p.step_hours * getattr(x, family).at(p.index(f"{family}_{use}"))
        for family in FLOWING
    ]
    whole: Expression = parts[0].sum(*dims, onto=onto)
    for part in parts[1:]:
        whole = whole + part.sum(*dims, onto=onto)
    return whole


CONCEPT = Concept("matching", (), declare, constrain=constrain)
