"""What a diagnosis says of a change: what to enter instead, where, by how much, and of what a percentage is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from planted import PLANTED, Planted, add, planted_case, policy, where

from optimizer.algebra import compile_model
from optimizer.diagnose import diagnosis, told
from optimizer.diagnose.amounts import digits, percent, shown
from optimizer.diagnose.cited import of_year
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare


def text_of(folder: Path, planted: Planted) -> str:
    inputs = prepare(planted_case(folder / "case", planted), vocabulary())
    return told(diagnosis(compile_model(build_model(inputs)), inputs), inputs)


def test_amounts_have_no_power_of_ten() -> None:
    assert shown(9999.96, "t/year") == "10 kt/year"
    assert shown(1e4, "GWh/year") == "10 TWh/year"
    assert [digits(v) for v in (1e4, 123456.0, 0.00012345, 12.5)] == ["10,000", "123,456", "0.0001234", "12.5"]
    assert percent(0.001) == "less than 0.01"


@pytest.mark.parametrize(
    ("year", "row", "how"),
    [
        (2030, 3, ""),
        (2025, 3, " of 2030, which holds before too"),
        (2035, 3, " of 2030 and row 4 of 2040, in between"),
        (2060, 4, " of 2040, which holds on to 2060"),
    ],
)
def test_a_row_of_another_year_says_how_it_holds(year: float, row: int, how: str) -> None:
    rows = pd.DataFrame({"year": [2030.0, 2040.0], "_row": [3, 4]})
    found, said = of_year(rows, year)
    assert (int(found["_row"].iloc[0]), said) == (row, how)


def planted_named(name: str) -> Planted:
    return next(p for p in PLANTED if p.name == name)


def test_a_limit_says_what_to_enter_instead(tmp_path: Path) -> None:
    """100 and 338.8 more are 438.8; the percentage is of what the plan without policies emits."""
    text = text_of(tmp_path, planted_named("a cap below what plant of the first year can do"))
    line = next(v for v in text.partition("The least change")[2].splitlines() if "co2_cap" in v)
    new, old, by = (
        float(v) for v in re.findall(r": ([\d.]+) MtCO2/year in place of ([\d.]+) MtCO2/year: ([\d.]+)", line)[0]
    )
    assert (old, new) == (100, pytest.approx(100 + by, abs=0.11))
    share, size = re.findall(r"(\d+) % of the ([\d.]+) MtCO2/year that the plan without policies has there", line)[0]
    assert by == pytest.approx(float(share) / 100 * float(size), rel=0.02)
    assert "(policies.csv, row 2" in line


def test_a_floor_gives_way_downwards(tmp_path: Path) -> None:
    text = text_of(tmp_path, planted_named("more plant than may be built"))
    new, by = re.findall(r"([\d.]+) GW in place of 150 GW: ([\d.]+) GW less, \d+ % of it", text)[0]
    assert float(new) + float(by) == pytest.approx(150, abs=0.1)


def test_the_cited_row_holds_on(tmp_path: Path) -> None:
    """The cap is stated for 2045, and holds in 2060 at the same number: the row is cited with its year."""
    planted = Planted(
        "held",
        "quickstart",
        (
            where("policies", {"on": "no"}, id="co2_cap"),
            where("technologies", {"build": "no"}, technology=["gas_ccgt", "h2_turbine", "wind", "pv", "electrolyser"]),
            policy(
                "cap",
                quantity="emission",
                gas="CO2",
                area="together",
                year=2045,
                start=2060,
                value=0.001,
                unit="MtCO2/year",
            ),
        ),
        (),
    )
    assert "of 2045, which holds on to 2060" in text_of(tmp_path, planted)


def test_what_may_stay_unmet_is_no_requirement(tmp_path: Path) -> None:
    """Shortage of hydrogen is offered; what cannot hold is the demand for electricity, and no row of its price is blamed."""
    planted = Planted(
        "unmet",
        "quickstart",
        (
            where("technologies", {"build": "no"}, technology=["gas_ccgt", "h2_turbine", "wind", "pv"]),
            add("prices", carrier="h2", region="", kind="unmet", value=200, unit="CNY_2020/kg"),
        ),
        (),
    )
    text = text_of(tmp_path, planted)
    assert "demand for electricity" in text
    assert "unmet" not in text


def test_eight_changes_of_a_kind_are_listed_and_the_rest_on_request(tmp_path: Path) -> None:
    planted = Planted("barred", "quickstart", ({"table": "technologies", "set": {"build": "no"}},), ())
    inputs = prepare(planted_case(tmp_path / "case", planted), vocabulary())
    found = diagnosis(compile_model(build_model(inputs)), inputs)
    short, long = (told(found, inputs, every=every).partition("The least change")[2] for every in (False, True))
    assert re.search(r"and \d+ more like these: .* % less \(`h2opt diagnose --all` lists them\)", short)
    assert "more like these" not in long
    assert long.count("\n  - ") == len(found.repair)
    assert "It was not found out" not in short
    assert "It was not found out" in told(replace(found, confirmed=False), inputs)
