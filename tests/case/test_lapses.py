"""Years with swapped digits, profiles of one place that are off, and places that were left out."""

from __future__ import annotations

from pathlib import Path

from whole_tables import changed, copied, dropped, times, told


def test_a_year_with_swapped_digits(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    where = {"carrier": "electricity", "region": "HE", "year": "2045"}
    (row,) = changed(folder, "demand", where, "year", "2054")
    (note,) = told(folder)
    assert note.startswith(f"demand.csv, row {row}, column 'year': no period is 2054, did you mean 2045?")


def test_a_year_between_periods_is_no_slip(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    changed(folder, "demand", {"carrier": "electricity", "region": "HE", "year": "2045"}, "year", "2050")
    assert told(folder) == []


def test_a_profile_of_one_place_with_its_point_elsewhere(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    changed(folder, "profiles", {}, "HE_wind", times(0.5))
    assert told(folder) == []
    changed(folder, "profiles", {}, "HE_wind", times(0.2))
    (note,) = told(folder)
    assert "column 'profile': HE_wind has a mean of 0.027, and other places have 0.27" in note


def test_a_place_whose_demand_was_left_out(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    dropped(folder, "demand", {"region": "HE"})
    (note,) = told(folder)
    assert note.startswith("regions.csv, row 3, column 'region': HE has no demand, and profiles.csv has HE_load for it")


def test_a_place_that_nothing_names(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    with (folder / "regions.csv").open("a", encoding="utf-8") as file:
        file.write("TJ,Tianjin,39.1,117.2,,,\n")
    path = folder / "profiles.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{head},TJ_wind,TJ_solar", *(f"{x},0.3,0.2" for x in lines)]), encoding="utf-8")
    assert any("TJ has no demand, route, price, plant or potential of its own" in note for note in told(folder))
