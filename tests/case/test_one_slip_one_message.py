"""One slip in a row of policies is told once, in words that mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import tiny_case

from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare

HEAD = "id,kind,quantity,gas,carrier,technology,relative_to,sense,year,value,unit\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("c,cap,,CO2,,,,=>,,9,ktCO2/year", "column 'sense': unknown word, did you mean '>='? (found: =>)"),
        ("c,share,output,,el,wind,all,>=,,0.5,", "column 'unit': unit is missing; allowed: 1 (a plain number) or %"),
        (
            "c,share,output,,el,wind,all,>=,,0.5,MW",
            "column 'unit': wrong unit (found: MW); allowed: 1 (a plain number) or %",
        ),
        ("c,share,output,,el,wind,all,>=,,50%,%", "(found: 50%); allowed: 50, and % in the column of the unit"),
        ("c,share,output,,el,wind,all,>=,,half,%", "text in a number column (found: half)"),
        ("c,cap,emissions,CO2,,,,,,9,ktCO2/year", "column 'quantity': unknown word, did you mean 'emission'?"),
    ],
)
def test_one_slip(row: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        tiny_case(tmp_path / "r", policies=f"{HEAD}{row}\n")
    (problem,) = error.value.problems
    assert str(problem).startswith("policies.csv, row 2, ")
    assert told in str(problem)


def test_other_slips_of_the_row_are_told_as_well(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        tiny_case(tmp_path / "r", policies=f"{HEAD}c,share,output,,el,wind,all,=>,,150,%\n")
    assert {p.column for p in error.value.problems} == {"sense", "value"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("r,retire_after_build,,,,electrolyser,wind,,,100,%", "nothing that exists: electrolyser may not retire early"),
        ("r,cap,output,,h2,wind,,,,1,kg/year", "selects nothing that exists: wind gives out no h2"),
        ("r,cap,output,,h2,purchase,,,,1,kg/year", "selects nothing that exists: no h2 is bought"),
        ("r,cap,input,,h2,purchase,,,,1,kg/year", "nothing that exists: purchase takes in no h2, it gives out"),
        ("r,matching,,,el,oven,electrolyser,,,100,%", "matches nothing that exists: electrolyser gives out no el"),
        ("r,matching,,,el,wind,wind,,,100,%", "matches nothing that exists: wind takes in no el"),
        (
            "r,share,output,,el,wind,electrolyser,,,10,%",
            "relative to nothing that exists: electrolyser gives out no el",
        ),
    ],
)
def test_what_selects_nothing_says_where_and_why(row: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        prepare(tiny_case(tmp_path / "r", policies=f"{HEAD}{row}\n"), vocabulary())
    (problem,) = error.value.problems
    assert str(problem).startswith("policies.csv, row 2, column '")
    assert told in str(problem)
