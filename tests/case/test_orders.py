"""Orders of magnitude across tables: a unit misread in a whole table, where all years and places agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from whole_tables import changed, copied, dropped, times, told


@pytest.mark.parametrize(
    ("carrier", "unit", "row", "value", "meant"),
    [
        ("h2", "kt/year", 14, "3.416", "3.416 Mt/year"),
        ("electricity", "GWh/year", 2, "548.23", "548.23 TWh/year"),
        ("electricity", "PWh/year", 2, "548.23", "548.23 TWh/year"),
    ],
)
def test_demand_beside_the_plant_that_stands(
    carrier: str, unit: str, row: int, value: str, meant: str, tmp_path: Path
) -> None:
    folder = copied(tmp_path / "case")
    changed(folder, "demand", {"carrier": carrier}, "unit", unit)
    if unit == "PWh/year":  # what may be bought explains any demand
        assert [n for n in told(folder) if n.startswith("demand.csv")] == []
        dropped(folder, "prices", {"carrier": "electricity"})
        changed(folder, "demand", {"carrier": carrier}, "value", times(10))
        value, meant = "5482.3", "5482.3 GWh/year"
    found = [n for n in told(folder) if n.startswith(f"demand.csv, row {row}, column 'value': demand of {carrier} is ")]
    assert len(found) == 1
    assert unit == "PWh/year" or f"did you mean {meant}? (found: {value} {unit})" in found[0]


def test_what_others_take_and_what_is_sold_explain_little_demand(tmp_path: Path) -> None:
    """Electricity for electrolysis where no other plant makes hydrogen; and for sale."""
    folder = copied(tmp_path / "case")
    changed(folder, "demand", {"carrier": "electricity"}, "unit", "GWh/year")
    dropped(folder, "existing_capacity", {"technology": "coal_gasification"})
    assert [n for n in told(folder) if n.startswith("demand.csv")] == []
    sold = copied(tmp_path / "sold")
    changed(sold, "demand", {"carrier": "electricity"}, "unit", "GWh/year")
    changed(sold, "prices", {"carrier": "electricity", "region": "SD"}, "kind", "sale")
    assert [n for n in told(sold) if n.startswith("demand.csv")] == []


def test_plant_beside_its_potential_and_the_demand(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    rows = changed(folder, "existing_capacity", {"technology": "wind"}, "unit", "MW")
    (note,) = told(folder)
    assert note.startswith(f"existing_capacity.csv, row {rows[0]}, column 'value': existing capacity: all 'wind' is 1/")
    assert "did you mean 79.12 GW? (found: 79.12 MW)" in note


def test_plant_that_begins_in_one_place_is_no_slip(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    changed(folder, "existing_capacity", {"technology": "wind", "region": "HE"}, "value", "0")
    changed(folder, "existing_capacity", {"technology": "wind", "region": "SD"}, "value", "0")
    changed(folder, "existing_capacity", {"technology": "wind", "region": "NM"}, "unit", "MW")
    assert told(folder) == []
