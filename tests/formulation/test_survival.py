"""Plant that ages by a table, worked by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_features import BASE, answer, write

from optimizer.errors import CaseError
from optimizer.finance import Conventions, alive_share, annuity, surviving_share
from optimizer.pipeline import load_case
from optimizer.solution import Solution

HEAT = "technology,carrier,direction,value,unit\ncar,heat,out,1,MWh/MWh\n"
YAML = BASE["case.yaml"].replace(
    "periods: [{label: 2030, first_year: 2030, years: 1}]",
    "periods: [{label: 2030, first_year: 2030, years: 4}, {label: 2034, first_year: 2034, years: 4}, {label: 2038, first_year: 2038, years: 4}]",
)
FLEET = {
    "yaml": YAML,
    "technologies": "technology,kind,reference\ncar,converter,heat\n",
    "ports": HEAT,
    "parameters": "technology,parameter,value,unit\ncar,capital_cost,100,EUR_2020/kW\ncar,amortisation,5,year\n",
    "prices": "carrier,kind,value,unit\nheat,unmet,1e5,EUR_2020/MWh\n",
    "emissions": "flow,gas,value,unit\n",
    "survival": "technology,age,value,unit\ncar,2,1,1\ncar,6,0.5,1\ncar,8,0,%\n",
}


def standing(s: Solution, **labels: int) -> list[float]:
    return s.variables["capacity_of_vintage"].sel(technology="car", **labels).squeeze().fillna(0).values.tolist()


def built_in(s: Solution, vintage: int) -> float:
    return float(s.variables["capacity_built"].sel(technology="car", vintage=vintage).squeeze())


def test_a_fleet_thins_out(tmp_path: Path) -> None:
    """At mid-year ages 0.5 to 7.5 there stand 1, 1, 0.9375, 0.8125 | 0.6875, 0.5625, 0.375, 0.125 of it."""
    s = answer(tmp_path, **FLEET)
    first, second = 3.75 / 4, 1.75 / 4
    built = s.variables["capacity_built"].sel(technology="car").squeeze().values
    assert built[0] == pytest.approx(10 / first)
    assert built[1] == pytest.approx((10 - second * built[0]) / first)
    assert standing(s, vintage=2030) == pytest.approx([10, second * built[0], 0])
    assert s.meta["status"] == "certified"


@pytest.mark.parametrize("rule", ["start", "whole"])
def test_what_stands_when_the_period_begins(rule: str, tmp_path: Path) -> None:
    s = answer(tmp_path, **{**FLEET, "yaml": YAML + f"conventions: {{alive: {rule}}}\n"})
    built = s.variables["capacity_built"].sel(technology="car").squeeze().values
    assert built[:2].tolist() == pytest.approx([10, 10 - 0.75 * 10])


def test_existing_plant_ages_too(tmp_path: Path) -> None:
    """Twelve built in 2026 stand as 12 * 1.75 / 4 on average of 2030 to 2034."""
    existing = "technology,region,build_year,value,unit\ncar,A,2026,12,MW\n"
    s = answer(tmp_path, existing_capacity=existing, **FLEET)
    assert standing(s, vintage=2026) == pytest.approx([12 * 1.75 / 4, 0, 0])
    assert built_in(s, 2030) == pytest.approx((10 - 12 * 1.75 / 4) / (3.75 / 4))


@pytest.mark.parametrize(("capital", "years"), [("annuity", 5), ("annuity_while_alive", 8)])
def test_what_is_paid_does_not_thin_out(capital: str, years: int, tmp_path: Path) -> None:
    """The annuity of five years, for five years or until the last age of the table."""
    yaml = YAML.replace("wacc: 0", "wacc: 0.1") + f"conventions: {{capital: {capital}}}\n"
    s = answer(
        tmp_path,
        **{**FLEET, "yaml": yaml, "demand": "carrier,region,year,value,unit\nheat,A,2030,10,MW\nheat,A,2034,0,MW\n"},
    )
    built = built_in(s, 2030)
    paid = s.costs.to_dataframe().query("line in ('capital', 'financing margin')")["discounted_cost"].sum()
    assert paid == pytest.approx(built * 100 * float(annuity(0.1, 5)) * years)


def test_salvage_uses_the_last_age(tmp_path: Path) -> None:
    yaml = YAML + "conventions: {capital: overnight, salvage: straight_line}\n"
    s = answer(tmp_path, **{**FLEET, "yaml": yaml})
    built = built_in(s, 2038)
    left = s.costs.to_dataframe().query("line == 'salvage'")["discounted_cost"].sum()
    assert left == pytest.approx(-built * 100 * (8 - 4) / 8)


def test_a_table_that_says_what_life_says() -> None:
    """Whole until the last age: the same as a life, at any commissioning."""
    for first in (2024.0, 2030.5, 2033.25):
        for period in (2030, 2035):
            by_table = surviving_share(Conventions(), first, np.array([0.0, 8.7]), np.array([1.0, 1.0]), period, 5)
            assert by_table == pytest.approx(alive_share(Conventions(), first, 8.7, period, 5))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("car,6,0.5,1", "car,6,1.5,1", "survival.csv, row 3, column 'value': a share that survives cannot rise"),
        ("car,2,1,1", "car,2,0.3,1", "cannot rise"),
        ("car,2,1,1", "car,-2,1,1", "row 2, column 'age': must not be negative"),
        ("car,8,0,%", "car,8,3,%", "when the last ones end"),
        ("car,2,1,1", "van,2,1,1", "unknown technology"),
    ],
)
def test_wrong_tables_are_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in FLEET["survival"]
    with pytest.raises(CaseError) as caught:
        load_case(write(tmp_path, **{**FLEET, "survival": FLEET["survival"].replace(old, new)}))
    assert message in str(caught.value)


def test_capital_needs_an_amortisation(tmp_path: Path) -> None:
    parameters = FLEET["parameters"].replace("car,amortisation,5,year\n", "")
    with pytest.raises(CaseError, match="no amortisation"):
        load_case(write(tmp_path / "none", **{**FLEET, "parameters": parameters}))
    load_case(write(tmp_path / "life", **{**FLEET, "parameters": parameters + "car,life,7,year\n"}))


def test_a_last_share_may_end_with_life(tmp_path: Path) -> None:
    survival = FLEET["survival"].replace("car,8,0,%", "car,8,40,%")
    s = answer(tmp_path, **{**FLEET, "survival": survival, "parameters": FLEET["parameters"] + "car,life,8,year\n"})
    built = built_in(s, 2030)
    assert standing(s, vintage=2030)[1:] == pytest.approx([built * (0.6875 + 0.5625 + 0.475 + 0.425) / 4, 0])
