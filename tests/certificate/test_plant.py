"""Each witness notices when the formulation loses what it is there for, although HiGHS solves that model exactly."""

from __future__ import annotations

import pytest
from test_equations import lose
from tiny import TABLES, tiny_case

from optimizer.algebra import compile_model
from optimizer.compiled import Compiled
from optimizer.errors import LedgerError, OptimizerError, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import solve_certified
from optimizer.witness import witness

LOST = {
    "availability": "use within what stands",
    "survival": "capacities recounted",
    "discharge_efficiency": "contents of stores",
    "charge_efficiency": "contents of stores",
    "store_retention": "contents of stores",
    "store_retention_of_day": "contents of stores",
    "port_ratio": "balances recounted",
    "line_arrival": "balances recounted",
    "purchase_emission_factor": "emissions recounted",
    "emission_counted": "limits of policies",
    "capital_weight": "ledger",
    "capital_cost": "ledger",
    "period_weight": "ledger",
    "purchase_price": "ledger",
    "variable_cost": "ledger",
    "fixed_cost": "ledger",
}


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """The tiny world with a budget that binds."""
    policies = TABLES["policies"].replace("900,ktCO2,,", "37,ktCO2,,")
    return prepare(tiny_case(tmp_path_factory.mktemp("tight") / "tiny", policies=policies), vocabulary())


def compiled_busy(inputs: Inputs) -> Compiled:
    """The model, with everything that might stand idle in use."""
    model = build_model(inputs)
    for variable, least in ((model.store_charge, 0.01), (model.purchase, 0.4)):
        for member in variable.values():
            member.setlb(least)
    return compile_model(model)


@pytest.mark.parametrize("what", LOST)
def test_a_witness_notices(what: str, inputs: Inputs, tight: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = tight if what == "emission_counted" else inputs
    lose(monkeypatch, what)
    compiled = compiled_busy(inputs)
    monkeypatch.undo()
    raw = solve_certified(compiled, inputs.case, lambda _: None)
    error: type[OptimizerError] = LedgerError if LOST[what] == "ledger" else SolveError
    with pytest.raises(error, match=LOST[what]):
        witness(compiled, raw, inputs)


def test_the_whole_formulation_passes(tight: Inputs) -> None:
    compiled = compiled_busy(tight)
    certificate, entries = witness(compiled, solve_certified(compiled, tight.case, lambda _: None), tight)
    assert certificate.ok
    assert entries
