"""Each witness notices when the formulation loses what it is there for, although HiGHS solves that model exactly."""

from __future__ import annotations

import pytest
from losing import notices, recounted
from tiny import TABLES, tiny_case

from optimizer.algebra import Model
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare

LOST = {
    "availability": "use within what stands",
    "survival": "capacities recounted",
    "discharge_efficiency": "contents of stores",
    "charge_efficiency": "contents of stores",
    "store_retention": "contents of stores",
    "store_retention_before": "contents of stores",
    "store_days_before": "contents of stores",
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


@pytest.fixture(scope="module")
def free_to_keep(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """The tiny world without fixed cost: what stands too long is not seen by the ledger."""
    rows = TABLES["parameters"].splitlines(keepends=True)
    parameters = "".join(row for row in rows if "fixed_cost" not in row)
    return prepare(tiny_case(tmp_path_factory.mktemp("free") / "tiny", parameters=parameters), vocabulary())


def busy(inputs: Inputs) -> Model:
    """The model with everything in use that might stand idle."""
    model = build_model(inputs)
    for variable, least in ((model.store_charge, 0.01), (model.purchase, 0.4)):
        for member in variable.values():
            member.setlb(least)
    return model


@pytest.mark.parametrize(("lost", "words"), LOST.items())
def test_a_witness_notices(lost: str, words: str, inputs: Inputs, tight: Inputs, free_to_keep: Inputs) -> None:
    where = {"emission_counted": tight, "survival": free_to_keep}
    notices(words, lost, where.get(lost, inputs), busy)


def test_the_whole_formulation_passes(tight: Inputs) -> None:
    assert recounted(busy(tight), tight).ok
