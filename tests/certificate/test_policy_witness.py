"""The witness of policies notices when a row is lost or weighed wrongly, although HiGHS solves that model exactly."""

from __future__ import annotations

import pytest
from test_equations import lose
from test_policy_kinds import BASE, DARK, write

from optimizer.algebra import compile_model
from optimizer.errors import SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, solve_certified
from optimizer.witness import witness

ROWS = (
    "m,matching,,electrolyser,el,clean,,day,,,0.9,1,,,,,",
    "r,capacity,retirement,old,,,old=3,,,,1,MW,,,,,",
    "s,capacity,build,dirty,,,dirty=0.5,,>=,,20,MW,,,,,",
    "e,capacity,build,clean,,,,,=,,4.1,MW,,,,,",
)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    changes = {
        "technologies": BASE["technologies.csv"].replace("electrolyser,converter,el", "electrolyser,converter,h2"),
        "ports": BASE["ports.csv"].replace("electrolyser,el,in,1,", "electrolyser,el,in,1.7,"),
    }
    folder = write(tmp_path_factory.mktemp("policies") / "case", *ROWS, **changes, **DARK)
    return prepare(load_case(folder), vocabulary())


@pytest.mark.parametrize(
    ("lost", "notices"),
    [
        ("activity_matched", "claims of generation"),
        ("claims_below_output", "claims of generation"),
        ("matching_below_claims", "claims of generation"),
        ("retirement_counted", "limits of policies"),
        ("build_counted", "limits of policies"),
        ("policy_at_limit", "limits of policies"),
    ],
)
def test_a_witness_notices(lost: str, notices: str, inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    if lost in inputs.values:
        lose(monkeypatch, lost)
    model = build_model(inputs)
    if lost not in inputs.values:
        model.component(lost).deactivate()
    compiled = compile_model(model)
    monkeypatch.undo()
    raw = solve_certified(compiled, inputs.case, lambda _: None)
    with pytest.raises(SolveError, match=notices):
        witness(compiled, raw, inputs)


def test_the_whole_formulation_passes(inputs: Inputs) -> None:
    compiled = compile_model(build_model(inputs))
    certificate, _ = witness(compiled, solve_certified(compiled, inputs.case, lambda _: None), inputs)
    assert certificate.ok
