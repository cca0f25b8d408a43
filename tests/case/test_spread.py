"""Amounts far off other years and places: told with what was likely meant, and not where places only differ or all grow alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import write_tiny

from optimizer.case.checks.meant import likely
from optimizer.pipeline import load_case

YAML = "name: spread\nmoney: kCNY_2020\nperiods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 10}]\nclock: {given_days: {}}\n"
HEAD = "carrier,region,year,value,unit,profile\n"
USE = {"A": (500, 600), "B": (5, 7), "C": (40, 41), "D": (300, 310)}
"""GWh a year: places of different size, which all grow a little."""


CARRIERS = "carrier,unit,surplus\nel,MWh,yes\nheat,MWh,yes\ncold,MWh,yes\n"


def demand(unit: str = "GWh/year", carrier: str = "el", scale: float = 1.0, **odd: tuple[float, float]) -> str:
    rows = {**USE, **odd}
    return "".join(
        f"{carrier},{r},{y},{v * scale:g},{unit},load\n"
        for r, of in rows.items()
        for y, v in zip((2030, 2040), of, strict=True)
    )


def notes(folder: Path, table: str, shape: str = "0.9,1.0,1.1,1.0") -> tuple[str, ...]:
    tables: dict[str, str | None] = {
        "regions": "region\nA\nB\nC\nD\n",
        "carriers": CARRIERS,
        "technologies": "technology,kind,reference\nplant,converter,el\nboiler,converter,heat\nchiller,converter,cold\n",
        "ports": "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\nboiler,heat,out,1,MWh/MWh\nchiller,cold,out,1,MWh/MWh\n",
        "parameters": "technology,parameter,value,unit\nplant,life,20,year\nplant,capital_cost,900,CNY_2020/kW\nboiler,life,20,year\nboiler,capital_cost,90,CNY_2020/kW\nchiller,life,20,year\nchiller,capital_cost,90,CNY_2020/kW\n",
        "demand": HEAD + table,
        "days": "day,weight\nd,365\n",
        "steps": "day,step,duration\nd,0,6\nd,1,6\nd,2,6\nd,3,6\n",
        "profiles": "day,step,load\n" + "".join(f"d,{i},{v}\n" for i, v in enumerate(shape.split(","))),
        "prices": None, "existing_capacity": None, "emissions": None, "policies": None, "potentials": None, "calendar": None, "routes": None,
    }  # fmt: skip
    return load_case(write_tiny(folder / "case", yaml=YAML, **tables)).notes


def test_places_that_differ_and_all_that_grows_are_no_slip(tmp_path: Path) -> None:
    heat = demand(carrier="heat", scale=0.5)
    assert notes(tmp_path / "plain", demand() + heat) == ()
    everywhere = {r: (first * 1e-3, last) for r, (first, last) in USE.items()}
    assert notes(tmp_path / "grows", demand(**everywhere)) == ()


def test_a_year_in_another_unit(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, demand(C=(40, 41000)))
    assert note.startswith("demand.csv, row 7, column 'value': demand: el load in C of 2040 is ")
    assert "times that of 2030 in row 6, did you mean 41000 MWh/year?" in note


def test_a_first_year_alone_that_is_odd_needs_others(tmp_path: Path) -> None:
    """Of two years the later is told; with the growth of other places taken off."""
    (note,) = notes(tmp_path, demand(A=(500, 0.6)))
    assert "row 3" in note
    assert "did you mean 0.6 TWh/year?" in note


def test_a_place_in_another_unit(tmp_path: Path) -> None:
    """B uses a hundredth of A in everything: that is its size. In TWh it would use ten times what all use."""
    heat = demand(carrier="heat", scale=0.5) + demand(carrier="cold", scale=0.1)
    assert notes(tmp_path / "plain", demand() + heat) == ()
    (note,) = notes(tmp_path / "slip", demand(B=(5000, 7000)) + heat)
    assert note.startswith("demand.csv, row 4, column 'value': demand: el load in B of 2030 is ")
    assert "of other places of its size, did you mean 5000 MWh/year?" in note


@pytest.mark.parametrize(("shape", "row"), [("0.9,1000,1.1,1.0", 3), ("0.9,1.0,0.0011,1.0", 4)])
def test_one_value_of_a_profile(shape: str, row: int, tmp_path: Path) -> None:
    (note,) = notes(tmp_path, demand(), shape)
    assert note.startswith(f"profiles.csv, row {row}, column 'load': this value is ")


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "meant"),
    [
        (526280, "TWh/year", 1e-3, "526280 GWh/year"),
        (3.2, "Mt/day", 1 / 365, "3.2 Mt/year"),
        (8, "GW", 1e-3, "8 MW"),
        (420, "CNY_2020/kWh", 1e-3, "420 CNY_2020/MWh"),
        (94.6, "tCO2/GJ", 1e-3, "94.6 kgCO2/GJ"),
        (50, "vehicle", 0.01, "0.5 vehicle"),
    ],
)
def test_what_was_meant(value: float, unit: str, wanted: float, meant: str) -> None:
    assert likely(value, unit, wanted) == f", did you mean {meant}?"
