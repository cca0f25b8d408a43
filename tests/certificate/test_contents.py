"""What stores hold is measured against what goes through them, by hand: half a tonne beside millions is no error, 50 t are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from problems import answer

from optimizer.algebra import compile_model
from optimizer.certificate import contents
from optimizer.certificate.arrays import certify
from optimizer.certificate.physics import Solved, solved_families
from optimizer.certificate.plant import Found, worst
from optimizer.compiled import Compiled, RawSolution
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case
from optimizer.solve import clean

Count = Callable[[Inputs, Mapping[str, Solved]], Found]
HALF_YEAR = 4380.0  # hours
LIMIT = 1e-5
TABLES = {
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit,clock,surplus\nh2,t,day,no\n",
    "technologies.csv": "technology,kind,reference,build,span\ncavern,store,h2,yes,{span}\n",
    "parameters.csv": "technology,parameter,value,unit\ncavern,capital_cost,1,CNY_2020/t\ncavern,life,30,year\n",
    "prices.csv": "carrier,region,kind,value,unit\nh2,A,purchase,1,CNY_2020/t\n",
    "demand.csv": "carrier,region,value,unit\nh2,A,8760,t/year\n",
    "case.yaml": (
        "name: halves\nmoney: CNY_2020\ndiscount_rate: 0.05\nwacc: 0.05\nbase_year: 2030\nperiods: [2030]\n"
        "clock: {clock}\n"
    ),
}
HALVES = "{full_year: {step: 4380}}"
TYPICAL = {
    "days": "day,weight\na,182\nb,183\n",
    "steps": "day,step,duration\na,0,24\nb,0,24\n",
    "calendar": "day\n" + "a\n" * 182 + "b\n" * 183,
}


def world(folder: Path, span: str, clock: str = HALVES, **more: str) -> tuple[Inputs, Compiled]:
    """A cavern and a purchase: two halves of a year, or two typical days of half a year each."""
    for file, text in {**TABLES, **{f"{name}.csv": table for name, table in more.items()}}.items():
        (folder / file).write_text(text.replace("{span}", span).replace("{clock}", clock), encoding="utf-8")
    inputs = prepare(load_case(folder), vocabulary())
    return inputs, compile_model(build_model(inputs))


def values(compiled: Compiled, given: Mapping[str, object]) -> np.ndarray:
    """The vector with these values of families, zero elsewhere."""
    found = np.zeros(compiled.shape[1])
    for name, numbers in given.items():
        (family,) = (f for f in compiled.columns if f.name == name)
        found[family.range] = numbers
    return found


def cleaned(compiled: Compiled, point: np.ndarray) -> RawSolution:
    """A point as an interior answer that is cleaned, which the rows of the model allow."""
    found = clean(compiled, answer(compiled, point))
    rows = certify(compiled, found)["rows"]
    assert rows.ok, rows
    return found


def gap(inputs: Inputs, compiled: Compiled, point: np.ndarray, count: Count = contents.contents) -> float:
    return worst(count(inputs, solved_families(compiled, point)))[0]


def turning(held: float) -> dict[str, object]:
    """500 t/hour in and out at once, and `held` t more in through the first half, which the second gives back."""
    more = held / HALF_YEAR
    return {
        "capacity": 1e6, "capacity_built": 1e6, "purchase": [1 + more, 1 - more],
        "store_charge": [500 + more, 500], "store_discharge": [500, 500 + more], "store_level": [held, 0.0],
    }  # fmt: skip


def test_what_cleaning_takes_from_a_store_that_turns_is_no_error(tmp_path: Path) -> None:
    """500 t/hour x 4,380 h = 2.19 Mt go in, as many out: 0.5 t of content are 0.5 / 4.38 M = 1.1e-7 of that. Measured against
    what is left of the two, half a tonne, they were 0.5 / 1.5."""
    inputs, compiled = world(tmp_path, "year")
    found = cleaned(compiled, values(compiled, turning(0.5)))
    assert solved_families(compiled, found.values)["store_level"].values.tolist() == [0.0, 0.0]
    assert gap(inputs, compiled, found.values) == pytest.approx(0.5 / (1 + 2 * 500 * HALF_YEAR + 0.5), rel=1e-6)
    assert gap(inputs, compiled, found.values) < LIMIT


@pytest.mark.parametrize(("missing", "seen"), [(40.0, False), (50.0, True)])
def test_what_is_missing_of_a_store_that_turns_is_seen(tmp_path: Path, missing: float, seen: bool) -> None:
    """The limit is 1e-5 of 4.38 Mt: 43.8 t."""
    inputs, compiled = world(tmp_path, "year")
    given = turning(missing) | {"store_level": [0.0, 0.0]}
    assert (gap(inputs, compiled, values(compiled, given)) > LIMIT) is seen


@pytest.mark.parametrize(("missing", "seen"), [(80.0, False), (95.0, True)])
def test_a_reservoir_that_turns_is_measured_alike(tmp_path: Path, missing: float, seen: bool) -> None:
    """A year takes in 500 t/hour x 8,760 h = 4.38 Mt and gives out as many: 8.76 Mt in all, so 87.6 t are the limit."""
    inputs, compiled = world(tmp_path, "horizon")
    point = {"capacity": 1e6, "store_charge": 500 + missing / (2 * HALF_YEAR), "store_discharge": 500.0}
    assert (gap(inputs, compiled, values(compiled, point), contents.reservoirs) > LIMIT) is seen


@pytest.mark.parametrize(("missing", "seen"), [(3.0, False), (4.0, True)])
def test_a_stretch_of_days_is_measured_by_all_it_moves(tmp_path: Path, missing: float, seen: bool) -> None:
    """Half a year of days fills 1,000 t each, 182,000 t in all, and the other half empties the cavern: the second stretch
    begins with 182,000 t and moves as many, of which 3.64 t are the limit at the midnight that ends it with nothing."""
    inputs, compiled = world(tmp_path, "year", "{given_days: {}}", **TYPICAL)
    out = (182_000 + missing) / 183
    moved = np.array([1000.0, -out])
    point = {
        "capacity": 2e5, "store_charge": [1000 / 24, 0], "store_discharge": [0, out / 24],
        "store_level": moved, "store_level_of_stretch": [0.0, 182_000.0],
    }  # fmt: skip
    assert (gap(inputs, compiled, values(compiled, point)) > LIMIT) is seen


LEAST = TABLES["parameters.csv"] + "cavern,minimum_level,0.1,1\n"


@pytest.mark.parametrize(("capacity", "seen"), [(400.0, False), (1000.0, True), (120.0, True)])
def test_a_content_below_its_minimum_or_above_its_capacity_is_seen(tmp_path: Path, capacity: float, seen: bool) -> None:
    """50 t and 150 t are between a tenth of 400 t and all of it; a tenth of 1,000 t is more, and 120 t are less."""
    inputs, compiled = world(tmp_path, "year", parameters=LEAST)
    moved = 100.0 / HALF_YEAR
    point = {
        "capacity": capacity, "store_charge": [0.0, moved], "store_discharge": [moved, 0.0], "store_level": [50.0, 150.0],
    }  # fmt: skip
    assert (gap(inputs, compiled, values(compiled, point)) > LIMIT) is seen


@pytest.mark.parametrize(
    ("rows", "capacity", "seen"),
    [(TABLES["parameters.csv"], 2e5, False), (LEAST, 2e5, True), (TABLES["parameters.csv"], 1.5e5, True)],
)
def test_so_is_one_on_a_day_of_the_calendar(tmp_path: Path, rows: str, capacity: float, seen: bool) -> None:
    """Half a year fills 182,000 t from nothing, the other half empties them."""
    inputs, compiled = world(tmp_path, "year", "{given_days: {}}", **TYPICAL, parameters=rows)
    out = 182_000 / 183
    point = {
        "capacity": capacity, "store_charge": [1000 / 24, 0], "store_discharge": [0, out / 24],
        "store_level": np.array([1000.0, -out]), "store_level_of_stretch": [0.0, 182_000.0],
    }  # fmt: skip
    assert (gap(inputs, compiled, values(compiled, point)) > LIMIT) is seen


@pytest.mark.parametrize(("capacity", "seen"), [(100.0, False), (90.0, True)])
def test_so_is_what_a_reservoir_cannot_hold(tmp_path: Path, capacity: float, seen: bool) -> None:
    inputs, compiled = world(tmp_path, "horizon")
    point = {"capacity": capacity, "store_charge": 100 / (2 * HALF_YEAR), "reservoir_level": 100.0}
    assert (gap(inputs, compiled, values(compiled, point), contents.reservoirs) > LIMIT) is seen
