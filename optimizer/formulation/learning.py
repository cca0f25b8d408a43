"""Learning by doing: capital that costs less, the more of it has been built.

The cost of a unit falls with the cumulative capacity X by the experience curve c(X) = max(floor, c0 (X / X0)^-b). All units up to X
together cost C(X), the area under it: a concave function, so that building early is cheaper for whoever builds later, and no
linear problem knows it. C is replaced by straight pieces between points X0 = P[0] < P[1] < ..., filled one after the other; F[g,m,i] is
what of piece i of the curve g is filled at a moment m. A moment is the end of a period; before it, where others build too, the moment at
which they have. Capacity counts once and for ever: that it is retired takes no experience away. g: curve; m: moment; i: piece.

`experience_grows`  Experience is what it was, and what the case and others have built since.
    sum over i of F[g,m,i] = sum over i of F[g,m-1,i] + sum over k,l of u[g,k] * B[k,l,v] + x[g,m]            [curve_unit]
    u: units of the curve in a unit of capacity; v: the period that m ends; x: what others build, which comes first in a period.
    Source: TIMES, appendix C, EQ_CUINV and EQ_CC; what others build is added.

`piece_below_entered`, `piece_filled_before_next`  A piece is filled once it is entered, and entered once the one before it is full.
    F[g,m,i] <= L[g,i] * e[g,m,i],    F[g,m,i-1] >= L[g,i-1] * e[g,m,i],   after the first piece              [curve_unit]
    L[g,i] = P[i] - P[i-1]: length of a piece; e: 0 or 1. Without whole numbers the cheap last pieces would be filled first.
    Source: own formulation; TIMES, appendix C, EQ_LA1 and EQ_LA2 choose one piece of the same curve, here pieces are filled in order.

Cost: learning, what the case pays for the units it builds, at the slopes of the pieces:
    sum of  A[g,m] * s[g,i] * (F[g,m,i] - F[g,m-1,i])   over the ends of periods                                [money]
    s: (C(P[i]) - C(P[i-1])) / L[g,i]. All plant of a curve has one A; what others build, others pay. The pieces lie below C.
    It comes on top of `capital_cost`, which is the part that does not learn.
    Source: TIMES, appendix C, EQ_COS and EQ_IC2.
"""

from __future__ import annotations

from optimizer.algebra import Expression, Mapping, Model
from optimizer.formulation.concept import Concept, Parameters, Variables


def declare(m: Model, p: Parameters) -> None:
    m.variable("experience_filled", p.index("learning_pieces"), "curve_unit", upper=p.values("learning_length_max"))
    m.variable("piece_entered", p.index("learning_steps"), "dimensionless", upper=1.0, integer=True)


def _before(x: Variables, p: Parameters) -> Expression:
    """What was filled at the moment before."""
    pieces = p.index("learning_pieces")
    return x.experience_filled.at(Mapping(pieces, relabel={"moment": p.relabel("moment_before")}, partial=True))


def couple(m: Model, x: Variables, p: Parameters) -> None:
    since = x.experience_filled - _before(x, p)
    m.cost_term("learning", p.learning_weight * p.learning_slope * since)


def constrain(m: Model, x: Variables, p: Parameters) -> None:
    points, steps = p.index("learning_points"), p.index("learning_steps")
    built = p.learning_content * x.capacity_built.at(p.index("learning_builds"))
    more = built.sum("technology", "location", "vintage", onto=points) + p.learning_outside
    before = _before(x, p).sum("piece", onto=points)
    m.rows("experience_grows", over=points, relation=x.experience_filled.sum("piece", onto=points) == before + more)

    filled, entered = x.experience_filled.at(steps), x.piece_entered
    m.rows("piece_below_entered", over=steps, relation=filled <= p.learning_length * entered)
    earlier = x.experience_filled.at(Mapping(steps, relabel={"piece": p.relabel("piece_before")}))
    m.rows("piece_filled_before_next", over=steps, relation=earlier >= p.learning_length_before * entered)


CONCEPT = Concept("learning", (), declare, couple, constrain)
