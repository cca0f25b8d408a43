"""The witness of permits notices permits that nobody sold, credits that nobody removed or that are used twice, and limits that do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from losing import notices, recounted
from test_permits import A_QUARTER, A_TWENTIETH, CREDIT, ETS, YEAR, tables, write

from optimizer.algebra import compile_model
from optimizer.certificate.permits import permits
from optimizer.certificate.physics import Solved, solved_families
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, solve_certified

WOODS = "wood,offset,,,wood,ets,together,0,%,,"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Farms and woods; together they are credited for 5 % of what the towns emit."""
    base = tables({"": ()})
    changes = {
        "technologies": base["technologies.csv"] + "forest,converter,straw,F,wood\n",
        "ports": base["ports.csv"] + "forest,straw,in,1,t/t\n",
        "potentials": base["potentials.csv"].replace(",1,t", ",0.5,t"),
        "emissions": base["emissions.csv"] + "activity,forest,,CO2,removal,-1,tCO2/t\n",
        "parameters": base["parameters.csv"] + "forest,variable_cost,,5,EUR_2020/t\nforest,life,,10,year\n",
    }
    folder = tmp_path_factory.mktemp("permits") / "case"
    case = load_case(write(folder, ETS, A_QUARTER, CREDIT, WOODS, A_TWENTIETH, **changes))
    return prepare(case, vocabulary())


@pytest.fixture(scope="module")
def solved(inputs: Inputs) -> dict[str, Solved]:
    compiled = compile_model(build_model(inputs))
    return solved_families(compiled, solve_certified(compiled, inputs.case, lambda _: None).values)


def found(inputs: Inputs, solved: Mapping[str, Solved]) -> set[str]:
    """Where the witness finds more than there may be."""
    return {place for place, gap, size in permits(inputs, solved) if np.any(gap > 1e-5 * (1 + np.abs(size)))}


def changed(solved: Mapping[str, Solved], variable: str, label: tuple[object, ...], by: float) -> dict[str, Solved]:
    one = solved[variable]
    moved = np.array([by * YEAR if at == label else 0.0 for at, _, _ in one.rows()])
    assert moved.any()
    return {**solved, variable: Solved(one.index, one.values + moved)}


@pytest.mark.parametrize("lost", ["permits_bought_are_sold", "permit_trade_counted"])
def test_a_witness_notices(lost: str, inputs: Inputs) -> None:
    notices("permits recounted", lost, inputs)


def test_the_whole_formulation_passes(inputs: Inputs, solved: dict[str, Solved]) -> None:
    assert recounted(build_model(inputs), inputs).ok
    assert found(inputs, solved) == set()
    used = {label: float(v[0]) for label, _, v in solved["offset_use"].rows()}
    assert min(sum(v for (p, *_), v in used.items() if p == of) for of in ("farm", "wood")) > 0.1 * YEAR


@pytest.mark.parametrize(
    ("variable", "label", "by", "places"),
    [
        ("permit_trade", ("trade", "A", 2030), 1.0, {"bought and sold of trade/2030"}),
        ("permit_trade", ("trade", "B", 2030), 1.0, {"bought and sold of trade/2030", "bought of trade/B/2030"}),
        ("emission", ("CO2", "energy", "energy supply", "B", 2030), 1.0, {"permits of ets/B/2030"}),
        ("emission", ("CO2", "farm", "removal", "F", 2030), 0.1, {"credits of farm/all/2030"}),
        ("offset_use", ("wood", "B", 2030), 0.1, {"credits of wood/all/2030", "share of credits of ets/B/2030"}),
    ],
)
def test_each_rule_is_counted(
    variable: str, label: tuple[object, ...], by: float, places: set[str], inputs: Inputs, solved: dict[str, Solved]
) -> None:
    assert found(inputs, changed(solved, variable, label, by)) == places


def test_a_tonne_that_two_offsets_credit(inputs: Inputs, solved: dict[str, Solved]) -> None:
    table = inputs.case.tables["policies"]
    case = replace(
        inputs.case,
        tables={**inputs.case.tables, "policies": table.assign(sector=table["sector"].replace("wood", "farm"))},
    )
    assert "credited of CO2/farm/removal/F/2030" in found(replace(inputs, case=case), solved)
