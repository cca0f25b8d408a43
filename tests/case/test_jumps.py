"""A digit too many: a note that names the row and its neighbour, and stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TABLES, tiny_case


def notes(folder: Path, more: str = "", old: str = "", new: str = "", table: str = "parameters") -> tuple[str, ...]:
    text = TABLES[table]
    assert old in text
    return tiny_case(folder, **{table: text.replace(old, new, 1) + more}).notes


def test_a_sound_case_has_none(tmp_path: Path) -> None:
    assert notes(tmp_path / "r") == ()


@pytest.mark.parametrize(
    ("old", "new", "row", "told"),
    [
        ("2040,907,", "2040,9070,", 3, "'wind' of 2040 is 8.99 times the 1009 CNY_2020/kW of 2030 in row 2"),
        ("2040,907,CNY_2020/kW", "2040,907,CNY_2020/MW", 3, "is 1/1,110 of the 1009 CNY_2020/kW of 2030 in row 2"),
        ("2040,907,", "2040,907,CNY_2020/kW,\nwind,capital_cost,,2050,9000,", 4, "of 2050 is 9.92 times the 907"),
        ("2040,907,", "2040,9070,CNY_2020/kW,\nwind,capital_cost,,2050,900,", 3, "of 2040 is 8.99 times the 1009"),
        ("2030,1009,", "2030,10090,CNY_2020/kW,\nwind,capital_cost,,2050,900,", 2, "of 2030 is 11.1 times the 907"),
        ("2040,907,", "2040,0,", 0, ""),
        ("2040,907,", "2040,203,", 0, ""),
    ],
)
def test_between_years(old: str, new: str, row: int, told: str, tmp_path: Path) -> None:
    found = notes(tmp_path / "r", old=old, new=new)
    assert len(found) == bool(row)
    for note in found:
        assert note.startswith(f"parameters.csv, row {row}, column 'value': capital_cost of 'wind'")
        assert told in note


def test_between_regions(tmp_path: Path) -> None:
    """B has ten times the cost that holds elsewhere; a factor of four is nothing."""
    assert notes(tmp_path / "four", "wind,fixed_cost,B,,92,CNY_2020/kW/year,\n") == ()
    (told,) = notes(tmp_path / "ten", "wind,fixed_cost,B,,230,CNY_2020/kW/year,\n")
    row = 1 + len(TABLES["parameters"].splitlines())
    assert told.startswith(
        f"parameters.csv, row {row}, column 'value': fixed_cost of 'wind' in B is 10 times the 23 CNY"
    )
    assert "(found: 230 CNY_2020/kW/year)" in told


def test_ports(tmp_path: Path) -> None:
    ports = (
        TABLES["ports"]
        .replace("direction,value", "direction,year,value")
        .replace(",out,", ",out,,")
        .replace(",in,", ",in,,")
    )
    ports = ports.replace(
        "electrolyser,h2,out,,19,kg/MWh\n", "electrolyser,h2,out,2030,19,kg/MWh\nelectrolyser,h2,out,2040,210,kg/MWh\n"
    )
    (told,) = tiny_case(tmp_path / "r", ports=ports).notes
    assert told.startswith(
        "ports.csv, row 5, column 'value': h2 out of 'electrolyser' of 2040 is 11.1 times the 19 kg/MWh"
    )


def test_many_are_counted(tmp_path: Path) -> None:
    up_and_down = "".join(f"mill,variable_cost,,{2030 + y},{(1, 1, 10, 10)[y % 4]},CNY_2020/t,\n" for y in range(60))
    found = notes(tmp_path / "r", up_and_down)
    assert len(found) == 13
    assert found[-1] == "17 more numbers jump like these"  # of 29
