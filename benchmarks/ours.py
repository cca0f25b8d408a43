"""The benchmark problem in our algebra."""

from __future__ import annotations

import numpy as np

from benchmarks.problem import CONVERTERS, STORES, Problem
from optimizer.algebra import Coefficient, Dimension, Index, Mapping, Model, compile_model
from optimizer.clock import build_clocks
from optimizer.compiled import Compiled
from optimizer.index import Values


def build(problem: Problem) -> Compiled:
    """The compiled problem."""
    technology = Dimension("technology", CONVERTERS + STORES)
    region, period = Dimension("region", problem.regions), Dimension("period", problem.periods)
    one = np.zeros(problem.steps, dtype=np.int64)
    hour = build_clocks(
        [0], one, list(range(problem.steps)), np.ones(problem.steps), np.ones(1), chronological=True
    ).hour
    pairs = [(r, y) for r in problem.regions for y in problem.periods]
    dims = [technology, region, period]
    active = Index.of(dims, [(k, *p) for k in CONVERTERS for p in pairs], hour)
    stored = Index.of(dims, [(k, *p) for k in STORES for p in pairs], hour)
    balance = Index.of([region, period], pairs, hour)
    built = Index.of(dims, [(k, *p) for k in CONVERTERS + STORES for p in pairs])

    def number(name: str, index: Index, values: object) -> Coefficient:
        return Coefficient.of(Values.of(name, index, values, ""))

    def each(name: str, values: dict[str, float]) -> Coefficient:
        return number(name, Index.of([technology], [(k,) for k in values]), list(values.values()))

    m = Model()
    for name, index in (
        ("capacity", built),
        ("activity", active),
        ("charge", stored),
        ("discharge", stored),
        ("level", stored),
    ):
        m.variable(name, index, "")
    m.variable("unmet", balance, "")
    k, a, c, d, level, unmet = (
        m.component(n).all for n in ("capacity", "activity", "charge", "discharge", "level", "unmet")
    )
    profile = np.concatenate([np.repeat(problem.availability[k], len(pairs), axis=0) for k in CONVERTERS])
    m.rows("below_capacity", over=active, relation=a <= number("availability", active, profile) * k.at(active))
    carried = each("retention", problem.retention) * level.at(Mapping(stored, before=True))
    net = each("efficiency", problem.efficiency) * c - d
    m.rows("store_balance", over=stored, relation=level == carried + net)
    m.rows("level_below_capacity", over=stored, relation=level <= k.at(stored))
    made = a.sum("technology", onto=balance) + (d - c).sum("technology", onto=balance)
    demand = np.repeat(problem.demand[None, :], len(pairs), axis=0)
    m.rows("balance", over=balance, relation=made + unmet == number("demand", balance, demand))
    m.cost_term("capacity", each("capital", problem.capital) * k * Coefficient.constant(1, "money"))
    m.cost_term("activity", each("variable", problem.variable) * a * Coefficient.constant(1, "money"))
    m.cost_term("unmet", Coefficient.constant(problem.shortage, "money") * unmet)
    return compile_model(m)
