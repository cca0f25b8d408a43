"""What was meant by a number that is refused or told, and that no row is blamed for the slip of another."""

from __future__ import annotations

from pathlib import Path

import pytest
from whole_tables import changed, copied, told

SLIPS = {
    "a limit between two": ("policies", {"id": "co2_cap", "year": "2045"}, "value", "150000",
                            "policies.csv, row 4, column 'value': policies: co2_cap of 2045 is 250 times that of 2035 in row 3, did you mean 150000 ktCO2/year?"),
    "a year with a digit too many": ("demand", {"carrier": "electricity", "region": "HE", "year": "2035"}, "year", "20350",
                                     "demand.csv, row 7, column 'year': not a year, did you mean 2035? (found: 20350)"),
    "a share in percent": ("parameters", {"technology": "electrolyser", "parameter": "availability"}, "value", "94",
                           "availability is out of range, did you mean 94 %? (found: 94); allowed: 0 to 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_what_was_meant_is_told(name: str, tmp_path: Path) -> None:
    table, where, column, value, words = SLIPS[name]
    folder = copied(tmp_path / "case")
    changed(folder, table, where, column, value)
    (note,) = told(folder)
    assert words in note
    assert "1 1" not in note


def test_one_place_in_another_unit_does_not_blame_others(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    where = {"technology": "coal_power", "region": "HE", "year": "2035"}
    (row,) = changed(folder, "existing_capacity", where, "unit", "kW")
    (note,) = told(folder)
    assert note.startswith(f"existing_capacity.csv, row {row}, column 'value'")
    assert "did you mean 30.7 GW? (found: 30.7 kW)" in note


def test_a_rate_in_percent(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    path = folder / "case.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("discount_rate: 0.05", "discount_rate: 7"), encoding="utf-8")
    assert told(folder) == [
        "case.yaml, column 'discount_rate': out of range, did you mean 0.07? (found: 7); allowed: 1 or less"
    ]


def test_latitude_and_longitude_swapped(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    (row,) = changed(folder, "regions", {"region": "HE"}, "latitude", "114.515")
    changed(folder, "regions", {"region": "HE"}, "longitude", "38.042")
    (note,) = told(folder)
    assert note.startswith(f"regions.csv, row {row}, column 'latitude': latitude and longitude of HE are swapped")
    assert note.endswith("allowed: latitude 38.042, longitude 114.515")
