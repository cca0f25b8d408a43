"""The witness of policies notices when a row is lost or weighed wrongly, although HiGHS solves that model exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from losing import notices, recounted
from test_policy_kinds import BASE, DARK, write

from optimizer.algebra import compile_model
from optimizer.certificate.matching import matches
from optimizer.certificate.physics import solved_families
from optimizer.certificate.policies import limits
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, solve_certified

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
    ("lost", "words"),
    [
        ("activity_matched", "claims of generation"),
        ("claims_below_output", "claims of generation"),
        ("matching_below_claims", "claims of generation"),
        ("retirement_counted", "limits of policies"),
        ("build_counted", "limits of policies"),
        ("policy_at_limit", "limits of policies"),
    ],
)
def test_a_witness_notices(lost: str, words: str, inputs: Inputs) -> None:
    notices(words, lost, inputs)


def test_the_whole_formulation_passes(inputs: Inputs) -> None:
    assert recounted(build_model(inputs), inputs).ok


@pytest.mark.parametrize(
    ("column", "cell"),
    [("region", "Z"), ("relative_to", "dirty"), ("carrier", "h2")],
    ids=["region", "plant", "carrier"],
)
def test_a_claim_on_what_the_policy_does_not_name_is_noticed(column: str, cell: str, inputs: Inputs) -> None:
    """Claims stand as they were solved, and the policy says that they are on other generation."""
    compiled = compile_model(build_model(inputs))
    solved = solved_families(compiled, solve_certified(compiled, inputs.case, lambda _: None).values)
    table = inputs.case.tables["policies"]
    other = table.assign(**{column: table[column].where(table["id"] != "m", cell)})
    case = replace(inputs.case, tables={**inputs.case.tables, "policies": other})

    def claims(of: Inputs) -> bool:
        found = (gap for place, gap, _ in matches(of, solved) if place.startswith("claim of"))
        return any(float(np.max(gap)) > 1e-3 for gap in found)

    assert not claims(inputs)
    assert claims(replace(inputs, case=case))


def test_a_limit_is_as_large_as_what_it_counts(tmp_path: Path) -> None:
    """Dirty generation is at most 4 times the clean one: the limit of the row is zero, its size that of the generation."""
    folder = write(tmp_path / "case", "q,share,output,dirty,el,all,,,<=,,80,%,,,,,")
    inputs = prepare(load_case(folder), vocabulary())
    compiled = compile_model(build_model(inputs))
    solved = solved_families(compiled, solve_certified(compiled, inputs.case, lambda _: None).values)
    for _, gap, size in limits(inputs, solved):
        assert float(size[0]) > 1e3
        assert float(gap[0]) <= 1e-9 * float(size[0])
