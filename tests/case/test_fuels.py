"""A unit misread in a whole table: factors and prices of fuels are compared with what such fuels have anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from whole_tables import changed, copied, times, told

FACTOR = {"technology": "coal_power"}


@pytest.mark.parametrize("by", [0.001, 0.1, 10.0])
@pytest.mark.parametrize("technology", ["coal_power", "gas_ccgt"])
def test_a_factor_that_no_such_fuel_has(technology: str, by: float, tmp_path: Path) -> None:
    """Gas may be that of coke ovens or of blast furnaces, so that ten times less is told as well."""
    folder = copied(tmp_path / "case")
    (row,) = changed(folder, "emissions", {"technology": technology}, "value", times(by))
    (note,) = told(folder)
    assert note.startswith(f"emissions.csv, row {row}, column 'value': what '{technology}' emits by the ")
    assert "the carbon of such a fuel" in note


def test_a_factor_in_tonnes_of_fuel_and_one_of_zero_are_no_slip(tmp_path: Path) -> None:
    """2.4 t/t of coal with 6.4 MWh/t is 0.375 t/MWh."""
    folder = copied(tmp_path / "case")
    changed(folder, "emissions", FACTOR, "value", "0.341")
    changed(folder, "emissions", FACTOR, "unit", "tCO2/MWh")
    changed(folder, "emissions", {"technology": "gas_ccgt"}, "value", "0")
    assert told(folder) == []


def test_a_plant_that_captures_emits_a_part(tmp_path: Path) -> None:
    """A hundredth of the carbon is a slip, but where the name of the plant says that it captures."""
    folder = copied(tmp_path / "case")
    (row,) = changed(folder, "emissions", FACTOR, "value", "1.9")
    assert any(n.startswith(f"emissions.csv, row {row}") for n in told(folder))
    changed(folder, "technologies", FACTOR, "name", "Coal power, CCS")
    assert told(folder) == []


@pytest.mark.parametrize(("value", "wrong"), [("0.334", False), ("0.000334", True), ("334", True)])
def test_the_carbon_of_a_carrier(value: str, wrong: bool, tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    changed(folder, "emissions", {"technology": "coal_power"}, "value", "0")
    (folder / "carbon.csv").write_text(f"carrier,kind,value,unit\ncoal,fossil,{value},tCO2/MWh\n", encoding="utf-8")
    found = [n for n in told(folder) if n.startswith("carbon.csv, row 2, column 'value'")]
    assert bool(found) == wrong


@pytest.mark.parametrize(("carrier", "by"), [("coal", 0.001), ("coal", 100), ("electricity", 0.001), ("gas", 0.001)])
def test_a_price_that_is_off_everywhere(carrier: str, by: float, tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    rows = changed(folder, "prices", {"carrier": carrier, "kind": "purchase"}, "value", times(by))
    found = told(folder)
    assert [n.partition(": ")[0] for n in found] == [f"prices.csv, row {r}, column 'value'" for r in rows]
    assert all(f"price of {carrier} (purchase) is hardly plausible" in n for n in found)


def test_free_or_negative_prices_are_no_slip(tmp_path: Path) -> None:
    folder = copied(tmp_path / "case")
    changed(folder, "prices", {"carrier": "electricity"}, "value", "0")
    changed(folder, "prices", {"carrier": "coal"}, "value", "-3")
    assert [n for n in told(folder) if "hardly plausible" in n] == []
