"""What is left of a vintage is measured against all that was of it, by hand: half a MW beside a million is no error, 50 MW are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from problems import answer

from optimizer.algebra import compile_model
from optimizer.certificate import plant
from optimizer.certificate.arrays import certify
from optimizer.certificate.physics import solved_families
from optimizer.compiled import Compiled
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case

LIMIT = 1e-5
MILLION = 1e6
TABLES = {
    "regions": "region\nA\n",
    "carriers": "carrier,unit,surplus\nel,MWh,yes\n",
    "technologies": "technology,kind,reference,retire,build\nold,converter,el,{retire},no\nnew,converter,el,no,no\n",
    "ports": "technology,carrier,direction,value,unit\nold,el,out,1,MWh/MWh\nnew,el,out,1,MWh/MWh\n",
    "parameters": "technology,parameter,value,unit\nold,life,30,year\nnew,life,30,year\n",
    "existing_capacity": "technology,region,build_year,value,unit\nold,A,2025,1000000,MW\n",
    "retrofits": "from,to,value,unit,capacity_factor,life\nold,new,100,CNY_2020/kW,1,source\n",
    "demand": "carrier,region,value,unit\nel,A,1,MWh/year\n",
    "emissions": (
        "flow,technology,region,gas,sector,stage,value,unit\nretirement,old,A,CO2,power,end of life,{emits},tCO2/MW\n"
    ),
    "case.yaml": (
        "name: turned\nmoney: kCNY_2020\ndiscount_rate: 0.05\nwacc: 0.05\nbase_year: 2030\n"
        "periods: [{label: 2030, first_year: 2030, years: 5}]\nclock: {full_year: {step: 4380}}\n"
    ),
}


def world(folder: Path, retire: str, emits: int) -> tuple[Inputs, Compiled]:
    """A million MW of existing plant that may be turned into other plant, retired where that is free; retirement may emit."""
    for name, text in TABLES.items():
        if name != "emissions" or emits:
            file = folder / (name if "." in name else f"{name}.csv")
            file.write_text(text.replace("{retire}", retire).replace("{emits}", str(emits)), encoding="utf-8")
    inputs = prepare(load_case(folder), vocabulary())
    return inputs, compile_model(build_model(inputs))


def point(compiled: Compiled, **amounts: float) -> np.ndarray:
    """Amounts of families, where `__` leads to those of one technology; all else is zero."""
    found = np.zeros(compiled.shape[1])
    for name, amount in amounts.items():
        family, _, technology = name.partition("__")
        (columns,) = (f for f in compiled.columns if f.name == family)
        assert columns.index is not None
        labels = list(columns.index.tuples())
        of_label = found[columns.range].reshape(len(labels), -1)  # a row each, its steps beside each other
        of_label[[technology in ("", label[0]) for label in labels]] = amount
    return found


def rows_hold(compiled: Compiled, values: np.ndarray) -> bool:
    """Whether the rows of the model allow a point."""
    return certify(compiled, answer(compiled, values))["rows"].ok


def gap(inputs: Inputs, compiled: Compiled, values: np.ndarray) -> float:
    return plant.worst(plant.capacities(inputs, solved_families(compiled, values)))[0]


def turned(compiled: Compiled, retrofitted: float, left: float = 0.0) -> np.ndarray:
    """So much of the old plant is new plant, and so much of it is said to be left."""
    return point(
        compiled,
        capacity_built__old=MILLION,
        capacity_of_vintage=left,
        capacity__old=left,
        capacity__new=retrofitted,
        capacity_retrofitted=retrofitted,
        activity__new=1 / 8760,
    )


def test_what_a_row_may_miss_of_a_vintage_turned_into_other_plant_is_no_error(tmp_path: Path) -> None:
    """The row of the vintage misses 0.5 MW of a million, as it may: 0.5 / 2 M = 2.5e-7. Against what is left, nothing, it was 0.5."""
    inputs, compiled = world(tmp_path, "no", 0)
    values = turned(compiled, MILLION - 0.5)
    assert rows_hold(compiled, values)
    assert gap(inputs, compiled, values) == pytest.approx(0.5 / (2 * MILLION + 0.5), rel=1e-5)
    assert gap(inputs, compiled, values) < LIMIT


def test_what_a_row_may_miss_of_a_vintage_that_may_retire_is_no_error(tmp_path: Path) -> None:
    """0.5 MW more are turned than lived."""
    inputs, compiled = world(tmp_path, "yes", 0)
    values = turned(compiled, MILLION + 0.5)
    assert rows_hold(compiled, values)
    assert 0 < gap(inputs, compiled, values) < LIMIT


@pytest.mark.parametrize(("missing", "seen"), [(19.0, False), (21.0, True)])
def test_what_is_missing_of_a_vintage_is_seen(tmp_path: Path, missing: float, seen: bool) -> None:
    """The limit is 1e-5 of what lived and what was turned, two million: 20 MW."""
    inputs, compiled = world(tmp_path, "no", 0)
    assert (gap(inputs, compiled, turned(compiled, MILLION - missing)) > LIMIT) is seen


@pytest.mark.parametrize(("more", "seen"), [(19.0, False), (21.0, True)])
def test_what_stands_beyond_what_was_turned_is_seen(tmp_path: Path, more: float, seen: bool) -> None:
    """Plant that may retire stands for less, never for more than is left."""
    inputs, compiled = world(tmp_path, "yes", 0)
    assert (gap(inputs, compiled, turned(compiled, MILLION, more)) > LIMIT) is seen


@pytest.mark.parametrize(("missing", "seen"), [(0.5, False), (9.0, False), (11.0, True)])
def test_a_retirement_is_measured_against_all_that_came(tmp_path: Path, missing: float, seen: bool) -> None:
    """A million came and all stands but `missing`, of which nothing is said to be retired: 1e-5 of a million are 10 MW."""
    inputs, compiled = world(tmp_path, "yes", 3)
    stands = MILLION - missing
    values = point(compiled, capacity_built__old=MILLION, capacity_of_vintage=stands, capacity__old=stands)
    assert (gap(inputs, compiled, values) > LIMIT) is seen
