"""A change of one year or place, where the row holds in more: what is said to be written instead gives a plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from entering import Folder, Make, hints, repair


def growth_of_each(f: Folder) -> None:
    """A policy without a year, alike in each region, which gives way in one of them and one year."""
    f.add("policies", id="slowpv", kind="growth", quantity="capacity", technology="pv", relative_to="existing", area="each",
          time="each", sense="<=", value="2", unit="%/year", on="yes")  # fmt: skip
    f.add("policies", id="pvtarget", kind="capacity", quantity="capacity", technology="pv", area="together", time="each", sense=">=",
          year="2045", value="1500", unit="GW", on="yes")  # fmt: skip


def potential_of_all_years(f: Folder) -> None:
    f.set("technologies", {"build": "no"}, technology="h2_pipeline")
    f.add("potentials", technology="electrolyser", region="SD", limit="capacity_max", value="5", unit="GW")


def potential_of_all_places(f: Folder) -> None:
    f.set("technologies", {"build": "no"}, technology="h2_pipeline")
    f.add("potentials", technology="electrolyser", region="", limit="capacity_max", value="30", unit="GW")


def share_of_each(f: Folder) -> None:
    f.add("policies", id="green", kind="share", quantity="output", technology="wind;pv", carrier="electricity", relative_to="all",
          area="each", time="each", sense=">=", year="2025", value="90", unit="%", region="NM;SD", on="yes")  # fmt: skip


def floor_of_all_years(f: Folder) -> None:
    f.add("potentials", technology="wind", region="SD", limit="capacity_min", value="150", unit="GW")


def matching(f: Folder) -> None:
    """Hydrogen that is matched with sun and wind that may not be built: its share is lower, not higher."""
    f.set("technologies", {"build": "no"}, technology="wind")
    f.set("technologies", {"build": "no"}, technology="pv")
    f.set("policies", {"on": "no"}, id="co2_cap")
    f.add("policies", id="green", kind="matching", quantity="input", carrier="electricity", technology="electrolyser",
          relative_to="wind;pv", area="together", time="hour", value="90", unit="%", on="yes")  # fmt: skip


MAKES = [growth_of_each, potential_of_all_years, potential_of_all_places, share_of_each, floor_of_all_years, matching]


@pytest.mark.parametrize("make", MAKES)
def test_what_is_said_to_be_written_gives_a_plan(make: Make, tmp_path: Path) -> None:
    case = Folder(tmp_path)
    make(case)
    assert not case.has_plan()
    text = case.text()
    assert hints(text), text
    case.enter_repair(text)
    assert case.has_plan(), text


@pytest.mark.parametrize("make", [growth_of_each, potential_of_all_years, floor_of_all_years, matching])
def test_the_one_number_for_all_years_gives_a_plan_too(make: Make, tmp_path: Path) -> None:
    case = Folder(tmp_path)
    make(case)
    text = case.text()
    assert all(" in its row as it is, which gives way in every year" in v for v in hints(text)), text
    case.enter_repair(text, wide=True)
    assert case.has_plan(), text


def test_a_policy_of_each_region_is_split_and_keeps_its_other_years(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    growth_of_each(case)
    text = case.text()
    (hint,) = hints(text)
    assert "policy 'slowpv' holds alike in NM, HE, SD: " in hint
    assert "a copy of it with another id and region " in hint
    assert "2 %/year in 2025, 2 %/year in 2035, " in hint
    assert "; its rows keep region " in hint
    line = next(v for v in repair(text) if "'slowpv'" in v)
    assert " % of the " in line


def test_demands_that_add_up_are_told_by_a_factor(tmp_path: Path) -> None:
    """Half of the demand follows another profile: no row has the number that is told, so each is scaled."""
    case = Folder(tmp_path)
    case.set("technologies", {"regions": "NM"}, technology="electrolyser")
    case.set("technologies", {"build": "no"}, technology="h2_pipeline")
    case.scale("demand", "value", 0.5, carrier="h2", region="SD")
    for row in case.table("demand").to_dict("records"):
        if (row["carrier"], row["region"]) == ("h2", "SD"):
            case.add("demand", **{str(k): str(v) for k, v in row.items()} | {"profile": "SD_load"})
    assert not case.has_plan()
    text = case.text()
    (hint,) = [v for v in hints(text) if "demand for h2 in SD adds up rows of several profiles" in v]
    factors = re.findall(r"([\d.]+) times in (\d{4})", hint)
    assert len(factors) == sum("demand for h2 in SD, " in v for v in repair(text)) > 0
    for factor, year in factors:
        case.scale("demand", "value", float(factor), carrier="h2", region="SD", year=year)
    for line in repair(text):
        if "demand for h2 in SD, " not in line:
            case.enter(line)
    assert case.has_plan(), text


def test_a_matching_says_its_share_and_gives_way_downwards(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    matching(case)
    text = case.text()
    assert "matching 'green', all regions, 2060: 90 % of what is used is generated in the same time" in text
    assert "matching 'green', all regions, 2060: 0 % in place of 90 %" in text
    assert ". Or 0 % in its row as it is" in hints(text)[0]


def test_a_row_of_one_place_or_year_needs_no_hint(tmp_path: Path) -> None:
    """A cavern is only in one region, whose rows may be those of all; a cap has a row for each year."""
    case = Folder(tmp_path)
    case.add("potentials", technology="cavern", region="", limit="capacity_min", year="2035", value="700000", unit="t")
    case.set("policies", {"value": "200"}, id="co2_cap", year="2025")
    text = case.text()
    assert "capacity of cavern in SD" in text
    assert "policy 'co2_cap'" in text
    assert hints(text) == []


def test_a_policy_without_a_number_that_would_do_says_how_it_is_left_out(tmp_path: Path) -> None:
    """Nothing grows from an intensity of nothing, so no other value follows from what is counted."""
    case = Folder(tmp_path)
    case.add("policies", id="clean", kind="intensity", quantity="emission", gas="CO2", relative_to="output:electricity", area="together",
             time="each", sense="<=", value="0", unit="gCO2/kWh", year="2025", end="2025", on="yes")  # fmt: skip
    text = case.text()
    (line,) = repair(text)
    assert "no number to enter was found: to leave it out, write no in column on of its rows" in line
    case.enter_repair(text)
    assert case.has_plan()
