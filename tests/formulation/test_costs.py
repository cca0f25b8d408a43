"""The cost terms of the model against their equations written a second time, at random points; and what a lost number does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cost_terms
import numpy as np
import pytest
from equations import world
from losing import losing
from tiny import tiny_case
from worlds import world_case, worlds

from optimizer.algebra import Model, compile_model, evaluate
from optimizer.certificate.ledger import LINES
from optimizer.certificate.physics import solved_families
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare

COSTS: dict[str, dict[str, cost_terms.Term]] = {
    "tiny": cost_terms.COSTS,
    **{name: module.COSTS for name, module in worlds().items() if hasattr(module, "COSTS")},
}
TERMS = [(name, term) for name, terms in COSTS.items() for term in terms]
LOST = [
    ("tiny", "capital", "capital_cost"), ("tiny", "capital", "capital_weight"), ("tiny", "fixed cost of unfollowed vintages", "survival"),
    ("tiny", "fixed cost of unfollowed vintages", "fixed_cost"), ("tiny", "fixed cost of unfollowed vintages", "period_weight"),
    ("tiny", "variable", "variable_cost"), ("tiny", "variable", "hours_per_year"), ("tiny", "variable", "period_weight"),
    ("tiny", "transport", "transport_cost"), ("tiny", "transport", "hours_per_year"), ("tiny", "purchase", "purchase_price"),
    ("tiny", "sale", "sale_price"), ("tiny", "unmet", "unmet_price"), ("tiny", "levy on emission", "emission_levied"),
    ("tiny", "overshoot", "overshoot_price"), ("tiny", "overshoot", "limit_weight"), ("policy_kinds", "fixed", "fixed_cost"),
    ("policy_kinds", "fixed", "period_weight"), ("retrofit", "retrofit", "retrofit_cost"), ("retrofit", "retrofit", "retrofit_weight"),
    ("retrofit", "fixed cost of retrofits", "retrofit_fixed_cost"), ("retrofit", "fixed cost of retrofits", "retrofit_standing"),
    ("units", "fixed charge", "fixed_charge"), ("units", "fixed charge", "capital_weight"), ("learning", "learning", "learning_slope"),
    ("learning", "learning", "learning_weight"), ("operation", "start", "start_cost"), ("operation", "start", "period_weight"),
    ("vintages", "variable by vintage", "vintage_variable_cost"), ("vintages", "variable by vintage", "hours_per_year"),
    ("vintages", "levy on activity_of_vintage", "activity_of_vintage_levied"), ("stacks", "stacks", "stack_price"),
    ("stacks", "stacks", "period_years"), ("carbon", "levy on indirect_emission", "indirect_emission_levied"),
    ("levies", "surplus", "surplus_price"), ("levies", "levy on import_emission", "import_emission_levied"),
    ("levies", "levy on capacity", "capacity_levied"), ("levies", "levy on build", "build_levied"), ("levies", "levy on build", "capital_weight"),
    ("levies", "levy on activity", "activity_levied"), ("levies", "levy on port_use", "port_use_levied"),
    ("levies", "levy on purchase", "purchase_levied"), ("levies", "levy on purchase", "hours_per_year"),
]  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Inputs]:
    folder = tmp_path_factory.mktemp("worlds")

    def one(name: str) -> Inputs:
        known = worlds()
        case = world_case(folder / name, **known[name].TABLES) if name in known else tiny_case(folder / name)
        return prepare(case, vocabulary())

    return cache(one)


def told(name: str, term: str, model: Model, inputs: Inputs) -> tuple[float, float]:
    """What a term is worth at a random point, and what its equation says."""
    compiled = compile_model(model)
    x = np.random.default_rng(7).uniform(1.0, 2.0, compiled.shape[1])
    (expression,) = [t.expression for t in model.cost_terms if t.name == term]
    wanted = COSTS[name][term](world(inputs, solved_families(compiled, x)))
    return float(evaluate(expression, compiled, x).sum()), wanted


@pytest.mark.parametrize(("name", "term"), TERMS)
def test_terms_are_their_equation(name: str, term: str, prepared: Callable[[str], Inputs]) -> None:
    found, wanted = told(name, term, build_model(prepared(name)), prepared(name))
    assert wanted != 0.0
    assert found == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(("name", "term", "what"), LOST)
def test_losing_a_part_is_seen(name: str, term: str, what: str, prepared: Callable[[str], Inputs]) -> None:
    with losing(what):
        model = build_model(prepared(name))
    found, wanted = told(name, term, model, prepared(name))
    assert found != pytest.approx(wanted, rel=1e-6)


def test_every_term_has_an_equation_and_a_line_of_the_ledger(model: Model) -> None:
    terms = {term.name for term in model.cost_terms}
    assert terms == {term for _, term in TERMS} == {term for _, term, _ in LOST}
    assert terms <= set(LINES)
