"""A run against known figures, the demand of carriers in the balance, and the count of quality."""

from pathlib import Path

import pytest

from optimizer.case.quality import quality_counts, quality_line
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.report.balances import balance, residuals
from optimizer.report.calibration import calibration, in_words
from optimizer.solution import Solution

HEAD = "name,quantity,technology,carrier,gas,sector,coefficient,year,value,unit,kind,source\n"
CASE = {
    "case.yaml": "name: small\nmoney: CNY_2020\nperiods: [2030]\nclock: {typical_days: {days: 1, hours: 24}}\n",
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit\nfuel,MWh\nel,MWh\nh2,t\n",
    "technologies.csv": "technology,kind,reference\nplant,converter,el\nworks,converter,h2\n",
    "ports.csv": (
        "technology,carrier,direction,value,unit\nplant,el,out,1,MWh/MWh\nplant,fuel,in,2,MWh/MWh\n"
        "works,h2,out,1,t/t\nworks,fuel,in,50,MWh/t\n"
    ),
    "parameters.csv": (
        "technology,parameter,value,unit,source,quality\nplant,life,20,year,,assumed\nplant,capital_cost,100,CNY_2020/kW,,derived\n"
        "works,life,20,year,,assumed\nworks,capital_cost,1,CNY_2020/(t/hour),,\n"
    ),
    "demand.csv": "carrier,region,value,unit\nel,A,10,MW\nh2,A,2,t/hour\n",
    "prices.csv": "carrier,kind,value,unit\nfuel,purchase,10,CNY_2020/MWh\n",
    "emissions.csv": "flow,carrier,gas,value,unit\npurchase,fuel,CO2,0.3,tCO2/MWh\n",
    "profiles.csv": "load\n" + "1\n" * 8760,
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Solution]:
    folder = tmp_path_factory.mktemp("small")
    for name, text in CASE.items():
        (folder / name).write_text(text)
    return folder, run(load_case(folder))


def test_carriers_that_nobody_buys_have_their_demand_in_the_balance(solved: tuple[Path, Solution]) -> None:
    table = balance(solved[1])
    assert table[table["item"] == "demand"].set_index("carrier")["amount"].to_dict() == pytest.approx(
        {"el": -87600.0, "h2": -17520.0}
    )
    assert residuals(table)["residual"].abs().max() < 1e-6


def test_model_against_reference(solved: tuple[Path, Solution], tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text(
        HEAD + "Power,output,plant,el,,,,2030,80,GWh/year,predicted,X\n"
        "Both,output,,el;h2,,,h2=0,2030,87.6,GWh/year,fixed,X\n"
        "Plant,capacity,plant,,,,,2030,10,MW,predicted,X\n"
        "CO2,emission,,,CO2,,,2030,100,ktCO2/year,predicted,X\n"
        "Later,output,plant,el,,,,2040,80,GWh/year,predicted,X\n"
    )
    with pytest.raises(CaseError, match="t/year does not fit GWh/year"):
        calibration(solved[1], file)
    file.write_text(file.read_text().replace("el;h2", "el"))
    table = calibration(solved[1], file).set_index("name")
    assert list(table.index) == ["Power", "Both", "Plant", "CO2"]
    assert table.loc["Power", "deviation"] == pytest.approx(0.095)
    assert table.loc["Both", "deviation"] == pytest.approx(0)
    assert table.loc["Plant", "model"] == pytest.approx(10)
    assert table.loc["CO2", "model"] == pytest.approx(0.3 * (2 * 87.6 + 50 * 17.52))
    assert "+9.5%" in in_words(table.reset_index())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("P,output,plant,el,,,,2030,80,GWh/year,guessed,X\n", "fixed or predicted"),
        ("P,output,plnt,el,,,,2030,80,GWh/year,fixed,X\n", "nothing in the run"),
        ("P,output,plant,el,,,,2030,many,GWh/year,fixed,X\n", "is a number"),
    ],
)
def test_wrong_references_are_refused(row: str, message: str, solved: tuple[Path, Solution], tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text(HEAD + row)
    with pytest.raises(CaseError, match=message):
        calibration(solved[1], tmp_path / "known.csv")


def test_quality_is_counted(solved: tuple[Path, Solution]) -> None:
    counts = quality_counts(solved[0])
    assert counts == {"sourced": 0, "derived": 1, "assumed": 2, "unstated": 9}
    assert quality_line(solved[0]) == "12 numbers: 8% derived, 17% assumed, 75% unstated."
