"""What is printed repairs: the numbers of a repair, entered as a planner would, give a case that has a plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from entering import Folder, Make, alone, repair

from optimizer.diagnose import diagnosis


def tight_cap(f: Folder) -> None:
    f.set("policies", {"value": "200"}, id="co2_cap", year="2025")


def large_share(f: Folder) -> None:
    f.add("policies", id="green", kind="share", quantity="output", technology="wind;pv", carrier="electricity", relative_to="all",
          area="each", time="each", sense=">=", year="2025", value="90", unit="%", on="yes")  # fmt: skip


def slow_growth(f: Folder) -> None:
    for technology in ("pv", "wind"):
        for year, value in (("2025", "2"), ("2035", "3"), ("2045", "5"), ("2060", "2")):
            f.add("policies", id=f"slow_{technology}", kind="growth", quantity="capacity", technology=technology, relative_to="existing",
                  area="together", time="each", sense="<=", year=year, value=value, unit="%/year", on="yes")  # fmt: skip


def firm_reserve(f: Folder) -> None:
    f.set("technologies", {"build": "no"}, technology="gas_ccgt")
    f.set("technologies", {"build": "no"}, technology="h2_turbine")
    for year, value in (("2025", "15"), ("2035", "10")):
        f.add("policies", id="firm", kind="reserve_margin", quantity="capacity", carrier="electricity", relative_to="demand",
              coefficient="wind=0.1;pv=0.02", area="together", time="each", sense=">=", year=year, value=value, unit="%", on="yes")  # fmt: skip


def land(f: Folder) -> None:
    f.add("policies", id="wind_target", kind="capacity", quantity="capacity", technology="wind", region="NM", area="together",
          time="each", sense=">=", year="2045", value="600", unit="GW", on="yes")  # fmt: skip
    f.add("policies", id="land_NM", kind="weighted_capacity", quantity="capacity", technology="wind;pv", region="NM",
          coefficient="wind=0.2;pv=0.02", area="together", time="each", sense="<=", year="2035", value="90", unit="km2", on="yes")  # fmt: skip


def no_hydrogen(f: Folder) -> None:
    f.set("technologies", {"regions": "NM"}, technology="electrolyser")
    f.set("technologies", {"build": "no"}, technology="h2_pipeline")
    f.add("policies", id="coal_exit", kind="activity", quantity="activity", technology="coal_gasification", area="together", time="each",
          sense="<=", year="2035", value="0", unit="t/year", on="yes")  # fmt: skip


def whole_turbines(f: Folder) -> None:
    """Units of 4 GW, 10.5 GW at most and 20 GW at least: without whole units a floor of 10.5 GW would do, with them 8 GW."""
    f.set("technologies", {"whole": "yes"}, technology="h2_turbine")
    f.add(
        "parameters",
        technology="h2_turbine",
        parameter="unit_size",
        value="4",
        unit="GW",
        quality="assumed",
        source="ASSUMED",
    )
    f.add("potentials", technology="h2_turbine", region="SD", limit="capacity_max", value="10.5", unit="GW")
    f.add("policies", id="turbines", kind="capacity", quantity="capacity", technology="h2_turbine", region="SD", area="together",
          time="each", sense=">=", year="2025", end="2025", value="20", unit="GW", on="yes")  # fmt: skip


def long_days(f: Folder) -> None:
    """The sun shines some 1,250 hours a year; plant that stands is asked for more, whatever the policies."""
    f.add("parameters", technology="pv", parameter="full_load_hours_min", value="8000", unit="hour/year", quality="assumed",
          source="ASSUMED")  # fmt: skip


@pytest.mark.parametrize("make", [tight_cap, large_share, slow_growth, firm_reserve, land, no_hydrogen, whole_turbines])
def test_the_repair_that_is_printed_repairs(make: Make, tmp_path: Path) -> None:
    case = Folder(tmp_path)
    make(case)
    assert not case.has_plan()
    text = case.text()
    lines = repair(text)
    assert lines, text
    for line in _loosest(lines):
        case.enter(line)
    assert case.has_plan(), text


def _loosest(lines: list[str]) -> list[str]:
    """One row holds in every region of `area: each`: of a share that is asked for the smallest is entered, so it comes last."""
    shares = sorted((v for v in lines if "'green'" in v), key=lambda v: -float(v.split(": ")[1].split()[0]))
    return [*(v for v in lines if "'green'" not in v), *shares]


def test_each_change_that_would_do_alone_does(tmp_path: Path) -> None:
    """A demand is cut by the same share in every step, as its row does: not where it hurts least."""
    first = Folder(tmp_path / "first")
    large_share(first)
    lines = alone(first.text())
    assert any("demand for electricity in SD, 2025" in v for v in lines)
    assert any("'green', SD, 2025" in v for v in lines)
    for n, line in enumerate(lines):
        case = Folder(tmp_path / str(n))
        large_share(case)
        case.enter(line)
        assert case.has_plan(), line


def test_a_policy_says_the_value_of_its_year_and_its_region(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    firm_reserve(case)
    land(case)
    text = case.text()
    assert "policy 'wind_target', NM, 20" in text
    assert "reserve margin 'firm', all regions, 2035: " in text
    line = next(v for v in repair(text) if "'firm', all regions, 2060" in v)
    assert "in place of 10 %" in line


def test_what_could_be_firm_is_named_with_what_stands_against_it(tmp_path: Path) -> None:
    """A margin below nothing helps nobody: the planner is told what is missing, and what would count if it were allowed to."""
    case = Folder(tmp_path)
    firm_reserve(case)
    text = case.text()
    line = next(v for v in repair(text) if "'firm', all regions, 2060" in v)
    assert "no margin can be met at all; " in line
    assert "firm capacity is 197.2 GW short in the worst step" in line
    told = text.partition("What could be firm for 'firm' in 2060")[2].partition("The least change")[0]
    assert "gas_ccgt may not be built (build: no), none of it stands in 2060 (technologies.csv, row " in told
    assert "nuclear may not be built (build: no), only what stands is there (technologies.csv, row " in told
    assert "wind counts with 10 % of its capacity" in told
    assert "battery does not count: as a store it needs a coefficient (policies.csv, row " in told
    assert "electrolyser" not in told


def test_a_reserve_that_counts_some_plant_says_what_it_leaves_out(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    firm_reserve(case)
    case.set("policies", {"technology": "coal_power;nuclear;wind;pv"}, id="firm")
    case.set("technologies", {"build": "yes"}, technology="gas_ccgt")
    assert "gas_ccgt is not among the technologies that the policy counts (policies.csv, row " in case.text()


def test_every_change_is_listed(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    no_hydrogen(case)
    lines = repair(case.text())
    assert sum("demand for h2 in" in v for v in lines) == 6
    assert not any("like it" in v for v in lines)


def test_what_could_supply_a_demand_is_named_with_what_stands_against_it(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    no_hydrogen(case)
    text = case.text()
    told = text.partition("What could supply h2 in SD in 2060")[2].partition("The least change")[0]
    assert "electrolyser is allowed only in NM (technologies.csv, row " in told
    assert "h2_pipeline HE-SD may not be built (build: no), none of it stands in 2060" in told
    assert "coal_gasification may not be built (build: no), none of it stands in SD in 2060" in told
    assert "h2 is not sold in SD" in told


def test_units_stay_whole_in_a_repair(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    whole_turbines(case)
    lines = repair(case.text())
    assert [v for v in lines if "'turbines', SD, 2025: 8 GW in place of 20 GW" in v], lines


def test_one_row_of_every_region_says_which_number_does_for_all(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    large_share(case)
    by_year: dict[str, list[str]] = {}
    for line in repair(case.text()):
        if "'green'" in line:
            by_year.setdefault(line.split(", ")[2][:4], []).append(line)
    assert max(len(lines) for lines in by_year.values()) > 1
    for lines in by_year.values():
        said = ["one row for every region: the lowest number does for all" in v for v in lines]
        assert said == [len(lines) > 1] * len(lines)


def test_what_is_relative_has_a_size_where_no_plan_exists_without_policies(tmp_path: Path) -> None:
    """Least hours ask for no amount of their own: of plant that stands it is what its capacity has to run."""
    case = Folder(tmp_path)
    long_days(case)
    inputs, compiled = case.compiled()
    found = diagnosis(compiled, inputs)
    assert found.policies_matter is False
    shares = [c.share for c in found.repair if c.requirement.kind == "least hours"]
    assert len(shares) == 9
    assert all(75 < share < 90 for share in shares), shares
