"""A floor that nothing can reach is told while tables are read, whichever rows and years it and its ceiling are of."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TABLES, tiny_case

LIMITS = "technology,region,limit,year,value,unit\n"
POLICY = "id,kind,area,region,technology,start,end,year,value,unit,sense,quantity,on\n"
BARRED = TABLES["technologies"].replace("wind,converter,el,,yes", "wind,converter,el,,no")
"""78 MW of wind stand at most: 47 in A, 31 in B."""


def notes(folder: Path, **tables: str) -> tuple[str, ...]:
    return tuple(n for n in tiny_case(folder, **tables).notes if "no plan can meet" in n)


ABOVE = {
    "a ceiling of all years": ("wind,A,capacity_max,,9000,MW", "wind,A,capacity_min,2040,9.1,GW", "9.1 GW in 2040", "row 2", "9 GW"),
    "a floor of all years": ("wind,A,capacity_max,2040,9000,MW", "wind,A,capacity_min,,9100,MW", "9100 MW in 2030", "row 2", "9000 MW"),
    "between two years": ("mill,B,capacity_min,2030,10,t/hour\nmill,B,capacity_min,2050,30,t/hour\nmill,B,capacity_max,,19,t/hour", "",
                          "20 t/hour in 2040", "row 4", "19 t/hour"),
    "a ceiling of every place": ("wind,,capacity_max,2030,9000,MW", "wind,A,capacity_min,2030,9100,MW", "9100 MW in 2030", "row 2", "9000 MW"),
    "what is built": ("wind,A,build_max,,50,MW", "wind,A,build_min,2040,51,MW", "51 MW in 2040", "row 2", "50 MW"),
}  # fmt: skip


@pytest.mark.parametrize("name", ABOVE)
def test_a_floor_above_a_ceiling_names_both_rows(name: str, tmp_path: Path) -> None:
    first, second, least, row, most = ABOVE[name]
    (note,) = notes(tmp_path / "c", potentials=LIMITS + "\n".join((first, second, "")))
    assert f"{least} is more than the upper limit of {row} for " in note
    assert note.endswith(f"allowed: at most {most}")


@pytest.mark.parametrize(
    "rows",
    [
        ("wind,A,capacity_max,,9000,MW", "wind,A,capacity_min,2040,9000,MW"),
        (
            "wind,A,capacity_max,2030,9000,MW",
            "wind,A,capacity_max,2040,9500,MW",
            "wind,A,capacity_min,2040,9100,MW",
            "wind,A,capacity_min,2030,1,MW",
        ),
        ("wind,A,build_max,2030,50,MW", "wind,A,build_min,2040,51,MW"),
        ("wind,A,capacity_max,,9000,MW", "wind,B,capacity_min,2040,9100,MW"),
        ("wind,,capacity_max,,9000,MW", "wind,A,capacity_max,,9500,MW", "wind,A,capacity_min,2040,9100,MW"),
    ],
)
def test_limits_that_leave_room_have_no_note(rows: tuple[str, ...], tmp_path: Path) -> None:
    """What is built is limited only between the years that are stated; rows of a place replace those of all."""
    assert notes(tmp_path / "c", potentials=LIMITS + "".join(f"{row}\n" for row in rows)) == ()


def test_a_floor_of_plant_that_may_not_be_built_says_what_stands(tmp_path: Path) -> None:
    (note,) = notes(tmp_path / "c", technologies=BARRED, potentials=LIMITS + "wind,A,capacity_min,2040,0.05,GW\n")
    assert "'wind' may not be built (technologies.csv, row 2, build: no), and 0.047 GW of it stand in A" in note
    assert note.endswith("(found: 0.05 GW); allowed: at most 0.047 GW, or build: yes")
    assert notes(tmp_path / "d", technologies=BARRED, potentials=LIMITS + "wind,A,capacity_min,2040,47,MW\n") == ()


@pytest.mark.parametrize(
    ("row", "stands"),
    [
        ("p,capacity,together,,wind,,,2040,79,MW,>=,capacity,yes", "78 MW of it stand, so"),
        ("p,capacity,each,,wind,,,2040,40,MW,>=,capacity,yes", "31 MW of it stand in B, so"),
        ("p,capacity,together,A,wind,,,2040,48,MW,=,capacity,yes", "47 MW of it stand in A, so"),
        ("p,capacity,together,,wind,,,2040,78,MW,>=,capacity,yes", ""),
        ("p,capacity,together,,wind,,,2040,79,MW,<=,capacity,yes", ""),
        ("p,capacity,together,,wind,,,2040,79,MW,>=,capacity,no", ""),
        ("p,capacity,together,,wind;inverter,,,2040,79,MW,>=,capacity,yes", ""),
    ],
)
def test_a_policy_on_plant_that_may_not_be_built_says_what_stands(row: str, stands: str, tmp_path: Path) -> None:
    found = notes(tmp_path / "c", technologies=BARRED, policies=f"{POLICY}{row}\n")
    assert len(found) == bool(stands)
    assert all(
        stands in note and "policy 'p' asks for plant that may not be built (wind: build: no)" in note for note in found
    ), found
