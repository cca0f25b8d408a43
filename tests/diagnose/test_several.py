"""Conflicts that have nothing to do with each other are all named, each with its set; none hides another."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from entering import Folder, repair

from optimizer.diagnose import diagnosis, told
from optimizer.diagnose.conflicts import MOST_SETS


def contradiction(f: Folder) -> None:
    """A floor of one year above the ceiling of all years."""
    f.add("potentials", technology="cavern", region="SD", limit="capacity_min", year="2035", value="700000", unit="t")


def beyond_potential(f: Folder) -> None:
    f.add("potentials", technology="electrolyser", region="NM", limit="capacity_max", value="10", unit="GW")
    f.add("policies", id="elmin", kind="capacity", quantity="capacity", technology="electrolyser", region="NM", area="together",
          time="each", sense=">=", year="2060", value="50", unit="GW", on="yes")  # fmt: skip


def nuclear(f: Folder) -> None:
    f.add("policies", id="nuc", kind="capacity", quantity="capacity", technology="nuclear", region="SD", area="together",
          time="each", sense=">=", year="2045", value="10", unit="GW", on="yes")  # fmt: skip


def sets(text: str) -> list[str]:
    """The members of each conflict, as one text each."""
    told = text.partition("The least change")[0].replace("Besides, these", "These").replace("Besides, this", "These")
    return [part.partition("\nWhat")[0].partition("would do:")[0] for part in told.split("\nThese ")[1:]]


def entered(case: Folder) -> bool:
    for line in repair(case.text()):
        case.enter(line)
    return case.has_plan()


def test_a_floor_above_a_ceiling_is_named_with_both_rows_and_a_repair(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    contradiction(case)
    text = case.text()
    floor, ceiling = len(case.table("potentials")) + 1, 8
    assert (
        f"capacity of cavern in SD, 2060: at least 700 kt (potentials.csv, row {floor} of 2035, which holds on" in text
    )
    assert f"capacity of cavern in SD, 2060: at most 660 kt (potentials.csv, row {ceiling})" in text
    assert "in SD, 2035: at least 660 kt in place of 700 kt: 40 kt less, 5.7 % of it" in text
    assert "The conflict lies in" not in text
    assert entered(case), text


def test_contradicting_bounds_hide_no_other_conflict(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    for make in (contradiction, beyond_potential, nuclear):
        make(case)
    text = case.text()
    first, *more = sets(text)
    assert "at least 700 kt" in first
    assert "at most 660 kt" in first
    assert len(more) == 2, text
    assert any(
        "policy 'elmin', NM, 2060: at least 50 GW" in v and "electrolyser in NM, 2060: at most 10" in v for v in more
    )
    assert any("policy 'nuc', SD, 2060: at least 10 GW" in v for v in more)
    assert entered(case), text


def test_a_conflict_of_policies_is_named_beside_one_of_demands(tmp_path: Path) -> None:
    """No plan exists without policies either; the policy that cannot be met all the same is told with its set."""
    case = Folder(tmp_path)
    for technology in ("h2_pipeline", "gas_ccgt", "h2_turbine"):
        case.set("technologies", {"build": "no"}, technology=technology)
    case.add("potentials", technology="electrolyser", region="SD", limit="capacity_max", value="5", unit="GW")
    case.add("policies", id="firm", kind="reserve_margin", quantity="capacity", carrier="electricity", relative_to="demand",
             coefficient="wind=0.05;pv=0.0", area="each", region="HE", time="each", sense=">=", year="2025", value="15", unit="%",
             on="yes")  # fmt: skip
    text = case.text()
    first, second = sets(text)
    assert "demand for h2 in SD" in first
    assert "electrolyser in SD" in first
    assert "reserve margin 'firm', HE" in second
    assert "capacity of wind in HE" in second
    assert entered(case), text


def test_no_more_than_some_sets_are_looked_for_and_that_is_said(tmp_path: Path) -> None:
    case = Folder(tmp_path)
    contradiction(case)
    inputs, compiled = case.compiled()
    found = diagnosis(compiled, inputs)
    assert "There may be further conflicts" not in told(found, inputs)
    full = replace(found, conflicts=found.conflicts[:1] * MOST_SETS)
    assert "There may be further conflicts: no more than these are looked for." in told(full, inputs)


def test_percentages_are_all_printed_and_add_up(tmp_path: Path) -> None:
    """Those of demands count ten times."""
    case = Folder(tmp_path)
    for make in (contradiction, beyond_potential, nuclear):
        make(case)
    case.set("technologies", {"build": "no"}, technology="h2_pipeline")
    case.add("potentials", technology="electrolyser", region="SD", limit="capacity_max", value="0", unit="GW")
    case.set("policies", {"value": "100"}, id="co2_cap", year="2025")
    inputs, compiled = case.compiled()
    text = told(diagnosis(compiled, inputs), inputs, every=True)
    total = float(re.findall(r"which is ([\d,.]+) %:", text)[0].replace(",", ""))
    lines = repair(text)
    shares = [float(re.findall(r"(?:, |\()([\d,.]+) % (?:of|over)", v)[0].replace(",", "")) for v in lines]
    counted = [share * (10 if v.startswith("  - demand") else 1) for v, share in zip(lines, shares, strict=True)]
    assert sum(counted) == pytest.approx(
        total, abs=0.5 * sum(10 if v.startswith("  - demand") else 1 for v in lines) + 0.5
    )
    assert len(lines) > 5
