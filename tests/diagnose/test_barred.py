"""A floor on plant that may not be built says why it cannot be met; what has no number says which cell to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from entering import Folder, Make, repair


def policy(f: Folder, **cells: str) -> None:
    every = {
        "id": "floor",
        "kind": "capacity",
        "quantity": "capacity",
        "area": "together",
        "time": "each",
        "sense": ">=",
        "on": "yes",
    }
    f.add("policies", **every | cells)


def of_a_policy(f: Folder) -> None:
    policy(f, technology="nuclear", region="SD", year="2045", value="10", unit="GW")


def of_a_potential(f: Folder) -> None:
    f.add("potentials", technology="nuclear", region="SD", limit="capacity_min", year="2045", value="30", unit="GW")


@pytest.mark.parametrize("make", [of_a_policy, of_a_potential])
def test_plant_that_may_not_be_built_is_named_with_what_stands(make: Make, tmp_path: Path) -> None:
    case = Folder(tmp_path)
    make(case)
    text = case.text()
    assert "nuclear may not be built (build: no): 2.65 GW stands in SD in 2060 (technologies.csv, row 4)" in text
    for line in repair(text):
        assert " 2.65 GW in place of " in line
        case.enter(line)
    assert case.has_plan(), text


def test_plant_that_has_ended_and_plant_that_is_allowed_elsewhere_are_told(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    case.set("technologies", {"regions": "NM"}, technology="electrolyser")
    case.add("existing_capacity", technology="nuclear", region="SD", year="2060", value="0", unit="GW", pays="fixed")
    policy(case, technology="electrolyser;nuclear;gas_ccgt", region="SD", year="2045", value="1000", unit="GW")
    case.add("potentials", technology="gas_ccgt", region="SD", limit="capacity_max", value="50", unit="GW")
    text = case.text()
    assert "electrolyser is allowed only in NM (technologies.csv, row 9)" in text
    assert "nuclear may not be built (build: no): none of it stands in SD in 2060 (technologies.csv, row 4)" in text
    assert "gas_ccgt may" not in text
    assert "capacity of gas_ccgt in SD, 2060: at most 50 GW" in text


def test_plant_that_has_to_run_is_let_go_by_a_cell_that_is_named(tmp_path: Path) -> None:
    """Two limits on each region are dearer to give up than the profile that coal has to follow."""
    case = Folder(tmp_path)
    case.set("technologies", {"use": "profile"}, technology="coal_power")
    case.set("policies", {"on": "no"}, id="co2_cap")
    for name in ("first", "second"):
        policy(
            case,
            id=name,
            kind="cap",
            quantity="emission",
            gas="CO2",
            area="each",
            sense="<=",
            value="0",
            unit="tCO2/year",
            start="2045",
        )
    text = case.text()
    lines = repair(text)
    assert lines
    assert all("use that follows a profile of coal_power in " in v for v in lines), text
    case.enter(lines[0])
    assert case.has_plan(), text


def test_another_policy_against_the_same_plant_is_another_conflict(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    case.set("technologies", {"use": "profile"}, technology="coal_power")
    policy(
        case,
        id="net0",
        kind="neutrality",
        quantity="emission",
        gas="CO2",
        sense="<=",
        value="0",
        unit="tCO2/year",
        start="2045",
    )
    first, *more = case.text().partition("The least change")[0].split("Besides, these cannot hold together")
    assert "policy 'net0', all regions, 2045: at most 0 tCO2/year" in first
    assert len(more) == 1
    assert "policy 'co2_cap', all regions, 2045: at most 150 MtCO2/year" in more[0]
