"""Stacks by operating hours and ratios that age, on cases worked by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from losing import notices
from test_features import BASE, write
from worlds import stacks as world
from worlds import world_case

from optimizer.case.model import Case
from optimizer.costs import electrolyser
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, run

YEARS = BASE["case.yaml"].replace("years: 1}", "years: 10}, {label: 2040, first_year: 2040, years: 10}")
ROWS = (
    "technology,parameter,year,value,unit\nboiler,capital_cost,,100,EUR_2020/kW\nboiler,life,,20,year\n"
    "boiler,stack_hours,,60000,hour\nboiler,stack_cost,2030,30,EUR_2020/kW\nboiler,stack_cost,2040,20,EUR_2020/kW\n"
)
PORTS = "technology,carrier,direction,value,unit\nboiler,heat,out,0.8,MWh/MWh\nboiler,coal,in,1,MWh/MWh\n"
ONCE = "technology,limit,year,value,unit\nboiler,build_max,2030,10,MW\nboiler,build_max,2040,0,MW\n"
REFERENCE = "technology,kind,reference,by_vintage\nboiler,converter,{},{}\n"


def case(folder: Path, rows: str = ROWS, **changes: str) -> Case:
    """8 MW of heat for twenty years from 10 MW that take coal at full load."""
    tables = {
        "yaml": YEARS, "technologies": REFERENCE.format("coal", "yes"), "ports": PORTS, "parameters": rows,
        "demand": "carrier,region,value,unit\nheat,A,8,MW\n", "emissions": "flow,gas,value,unit\n",
        "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\n",
    }  # fmt: skip
    return load_case(write(folder, **{**tables, **changes}))


def test_stacks_by_hand(tmp_path: Path) -> None:
    """87,600 hours in ten years: 60,000 come with the plant. 27,600 are bought in the first ten years, all 87,600 in the second."""
    s = run(case(tmp_path))
    bought = s.variables["stacks_replaced"].sel(vintage=2030).squeeze().values.tolist()
    assert bought == pytest.approx([10 * 27.6 / 60, 10 * 87.6 / 60])
    ledger = s.costs.to_dataframe().groupby(["line", "period"])["annual_cost"].sum()
    assert [ledger["stacks", y] for y in (2030, 2040)] == pytest.approx([3 * 27.6 / 60 * 10, 2 * 87.6 / 60 * 10])
    assert s.variables["stack_hours_left"].sel(vintage=2030).max() == pytest.approx(0, abs=1e-3)
    assert s.meta["status"] == "certified"


def test_little_use_buys_none(tmp_path: Path) -> None:
    """Stacks that last 180,000 hours outlive 175,200: nothing is bought, and 10 MW have 4,800 hours each left."""
    s = run(case(tmp_path, ROWS.replace("60000", "180000")))
    assert "stacks" not in s.costs.to_dataframe()["line"].tolist()
    assert float(s.variables["stack_hours_left"].sel(vintage=2030, period=2040).squeeze()) == pytest.approx(48_000)


def test_existing_plant_has_run_before(tmp_path: Path) -> None:
    """Ten MW of 2025 have run 50,000 of their 60,000 hours when 2030 begins, and stand for fifteen years more."""
    existing = "technology,region,build_year,value,unit\nboiler,A,2025,10,MW\n"
    rows = ROWS + "boiler,stack_hours_used,2025,50000,hour\nboiler,stack_hours_used,2030,0,hour\n"
    s = run(case(tmp_path, rows, existing_capacity=existing))
    bought = s.variables["stacks_replaced"].sel(vintage=2025, period=2030).squeeze()
    assert float(bought) == pytest.approx(10 * 77.6 / 60)


def test_age_makes_it_worse(tmp_path: Path) -> None:
    """2 % a year from each tenth year anew: mean of 1.02^-(0.5 ... 9.5) in both periods, so more coal and more plant."""
    rows = ROWS + "boiler,degradation,,2,%/year\nboiler,degradation_years,,10,year\n"
    s = run(case(tmp_path, rows))
    kept = sum(1.02 ** -(i + 0.5) for i in range(10)) / 10
    coal = (s.variables["purchase"].sel(carrier="coal") * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze()
    assert coal.values.tolist() == pytest.approx([10 * 8760 / kept] * 2)
    assert float(s.variables["capacity"].sel(period=2030).squeeze()) == pytest.approx(10 / kept)


def test_what_gives_out_its_reference_takes_more(tmp_path: Path) -> None:
    ports = "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\n"
    rows = ROWS + "boiler,degradation,,2,%/year\n"
    s = run(case(tmp_path, rows, technologies=REFERENCE.format("heat", "yes"), ports=ports, potentials=ONCE))
    grown = [sum(1.02 ** (i + 0.5) for i in years) / 10 for years in (range(10), range(10, 20))]
    coal = (s.variables["purchase"].sel(carrier="coal") * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze()
    assert coal.values.tolist() == pytest.approx([10 * 8760 * g for g in grown])


def test_plant_that_survives_by_a_table_ages_as_long_as_it_stands(tmp_path: Path) -> None:
    """All of it stands for ten years and none from the fourteenth on: what is left in 2040 is of its eleventh to fourteenth year."""
    rows = ROWS + "boiler,degradation,,2,%/year\n"
    survival = "technology,age,value,unit\nboiler,10,1,1\nboiler,14,0,1\n"
    s = run(case(tmp_path, rows, survival=survival))
    assert s.meta["status"] == "certified"
    ratio = s.inputs["vintage_port_ratio"].sel(carrier="heat", vintage=2030, period=2040).squeeze()
    assert float(ratio) == pytest.approx(0.8 * sum(1.02 ** -(i + 0.5) for i in range(10, 14)) / 4)


def test_as_the_cost_library_has_it() -> None:
    """The closed form of one plant counts years from their start and money discounted; undiscounted, half a year apart, they agree."""
    mean = electrolyser.mean_electricity(1.0, 0.02, 10.0, 0.0)
    assert mean * 1.02**0.5 == pytest.approx(sum(1.02 ** (i + 0.5) for i in range(10)) / 10)
    assert (
        len(electrolyser.replacements(60_000, 8_760, 20)) == 2
    )  # whole stacks; the model buys 115.2 / 60 = 1.92 of them


# -- witnesses ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return prepare(case(tmp_path_factory.mktemp("stacks"), potentials=ONCE), vocabulary())


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("stack_hours_balance", "hours of stacks recounted"),
        ("stack_hours_first", "hours of stacks recounted"),
        ("stack_hours_bought", "hours of stacks recounted"),
        ("stack_price", "ledger"),
    ],
)
def test_a_witness_notices(lost: str, words: str, prepared: Inputs) -> None:
    notices(words, lost, prepared)


def test_a_witness_notices_ratios_that_do_not_age(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer.errors import SolveError
    from optimizer.inputs import vintages

    aged = world_case(tmp_path, **world.TABLES)
    monkeypatch.setattr(vintages, "worn", lambda *_: 1.0)
    with pytest.raises(SolveError, match="ratios of old plant recounted"):
        run(aged)


# -- what is refused ---------------------------------------------------------------------------------------------------
def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    rows = (
        "technology,parameter,value,unit\nboiler,life,20,year\nboiler,stack_hours,6000,hour\nboiler,degradation_years,9,year\n"
        "boiler,stack_hours_used,5,kg\nboiler,degradation,40,%/year\n"
    )
    existing = "technology,region,value,unit\nboiler,A,1,MW\n"
    with pytest.raises(CaseError) as refused:
        case(tmp_path, rows, technologies=REFERENCE.format("coal", "no"), existing_capacity=existing)
    for message in (
        "'boiler' has no stack_cost", "use of 'boiler' is not told apart by vintage", "degradation is out of range",
        "wrong unit.*found: kg", "when this was built is not known",
    ):  # fmt: skip
        assert re.search(message, str(refused.value)), f"{message} in {refused.value}"
