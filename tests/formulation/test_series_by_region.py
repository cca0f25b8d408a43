"""Series that state a whole, its regions, or both: which row a policy of some regions is held against."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_features import write

from optimizer.certificate.physics import numbers
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case

CHANGES = {
    "regions": "region\nA\nB\nC\n",
    "demand": "carrier,region,value,unit\nheat,A,10,MW\nheat,B,10,MW\nheat,C,10,MW\n",
}
HEAD = "id,kind,quantity,region,relative_to,area,value,unit\n"
WHOLE, PARTS = "s,,2030,100,ktCO2/year\n", "s,A,2030,10,ktCO2/year\ns,B,2030,20,ktCO2/year\n"
REST = "s,C,2030,30,ktCO2/year\n"


def prepared(folder: Path, regions: str, area: str, series: str) -> Inputs:
    """A cap of half the series on some regions."""
    policies = f"{HEAD}cap,cap,gross_emission,{regions},s,{area},50,%\n"
    series = f"series,region,year,value,unit\n{series}"
    return prepare(load_case(write(folder, policies=policies, series=series, **CHANGES)), vocabulary())


@pytest.mark.parametrize(
    ("regions", "area", "series", "wanted"),
    [
        ("", "together", WHOLE + PARTS + REST, {"all": 50}),
        ("A;B;C", "together", WHOLE + PARTS + REST, {"all": 30}),
        ("", "together", PARTS + REST, {"all": 30}),
        ("A;B", "together", WHOLE + PARTS, {"all": 15}),
        ("A;B", "together", WHOLE, {"all": 50}),
        ("", "each", WHOLE + PARTS + REST, {"A": 5, "B": 10, "C": 15}),
        ("A;B", "each", WHOLE + PARTS, {"A": 5, "B": 10}),
        ("", "each", WHOLE, {"A": 50, "B": 50, "C": 50}),
    ],
)
def test_which_rows_count(regions: str, area: str, series: str, wanted: dict[str, float], tmp_path: Path) -> None:
    """Regions by their own rows; the row of the whole where a policy names none, and where no region has a row."""
    inputs = prepared(tmp_path, regions, area, series)
    limits = {label[1]: float(v[0]) / 1000 for label, v in numbers(inputs.values["policy_limit"]).items()}
    assert limits == pytest.approx(wanted)
    told = [n for n in inputs.notes if "no row of its own" in n]
    assert len(told) == (area == "each" and series == WHOLE)


@pytest.mark.parametrize(("regions", "area"), [("", "each"), ("B;C", "each"), ("A;C", "together")])
def test_a_region_is_not_held_against_the_whole(regions: str, area: str, tmp_path: Path) -> None:
    """C has no row while A and B have: what all of them may emit together is not what C may."""
    with pytest.raises(CaseError, match=r"series\.csv, column 'region': series 's' says nothing of .*found: C"):
        prepared(tmp_path, regions, area, WHOLE + PARTS)
