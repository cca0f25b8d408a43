"""A run against known figures, the demand of carriers in the balance, and the count of quality."""

from dataclasses import replace
from pathlib import Path

import pytest
from command import h2opt

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
        (
            "P,output,plant,el,,,,2030,80,GWh/year,guessed,X",
            "column 'kind': unknown word .found: guessed.; allowed: fixed, predicted",
        ),
        ("P,made,plant,el,,,,2030,80,GWh/year,fixed,X", "column 'quantity': unknown word"),
        (
            "P,output,plnt,el,,,,2030,80,GWh/year,fixed,X",
            "column 'technology': the run knows no such name, did you mean 'plant'",
        ),
        ("P,output,plant;plnt,el,,,,2030,80,GWh/year,fixed,X", "column 'technology': the run knows no such name"),
        ("P,output,plant,ell,,,,2030,80,GWh/year,fixed,X", "column 'carrier': the run knows no such name"),
        ("P,emission,,,CO,,,2030,80,kt/year,fixed,X", "column 'gas': the run knows no such name"),
        ("P,emission,,,CO2,power,,2030,80,ktCO2/year,fixed,X", "column 'sector': the run knows no such name"),
        ("P,output,plant,el,,,plnt=0.5,2030,80,GWh/year,fixed,X", "column 'coefficient': the run knows no such name"),
        ("P,output,plant,el,,,plant,2030,80,GWh/year,fixed,X", "column 'coefficient': not a list of weights"),
        ("P,output,plant,el,,,,2030,many,GWh/year,fixed,X", "column 'value': not a number"),
        ("P,output,plant,el,,,,2030.5,80,GWh/year,fixed,X", "column 'year': not a year"),
        ("P,output,plant,el,,,,inf,80,GWh/year,fixed,X", "column 'year': not a year"),
        ("P,output,plant,el,,,,2030,80,kg,fixed,X", "column 'unit': MWh/year does not fit kg"),
        ("P,output,plant,el,,,,2030,80,GWhh,fixed,X", "column 'unit'"),
    ],
)
def test_wrong_references_are_refused(row: str, message: str, solved: tuple[Path, Solution], tmp_path: Path) -> None:
    """Each with its place, all of them at once."""
    (tmp_path / "known.csv").write_text(f"{HEAD}{row}\n{row}\n")
    with pytest.raises(CaseError, match=f"known.csv, row 2, {message}") as error:
        calibration(solved[1], tmp_path / "known.csv")
    assert [p.row for p in error.value.problems] == [2, 3]


@pytest.mark.parametrize(("content", "message"), [(b"", "must name the columns"), (b"\x89HDF", "not UTF-8 text")])
def test_what_is_no_table_is_refused(
    content: bytes, message: str, solved: tuple[Path, Solution], tmp_path: Path
) -> None:
    (tmp_path / "known.csv").write_bytes(content)
    solved[1].save(tmp_path / "run" / "solution.nc")
    done = h2opt("calibration", "run", "known.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_reference_of_other_years_is_told(solved: tuple[Path, Solution], tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text(HEAD + "Later,output,plant,el,,,,2040,80,GWh/year,predicted,X\n")
    with pytest.raises(CaseError, match=r"known.csv, column 'year': no row is of a period of the run; allowed: 2030"):
        calibration(solved[1], tmp_path / "known.csv")


def test_what_stands_idle_is_zero_and_plain_output_is_what_is_made(tmp_path: Path) -> None:
    """A second plant that nobody uses makes nothing; without technologies, `output` is made and bought, and stores are left out."""
    for name, text in CASE.items():
        (tmp_path / name).write_text(text)
    with (tmp_path / "technologies.csv").open("a") as file:
        file.write("idle,converter,el\nheap,store,el\n")
    with (tmp_path / "ports.csv").open("a") as file:
        file.write("idle,el,out,1,MWh/MWh\nidle,fuel,in,9,MWh/MWh\n")
    with (tmp_path / "parameters.csv").open("a") as file:
        file.write("idle,life,20,year,,\nheap,life,20,year,,\nheap,discharge_efficiency,0.5,1,,\n")
    solution = run(load_case(tmp_path))
    (tmp_path / "calibration.csv").write_text(
        HEAD + "Idle,output,idle,el,,,,2030,1,GWh/year,predicted,X\nAll,output,,el,,,,2030,87.6,GWh/year,predicted,X\n"
        "Used,input,,el,,,,2030,87.6,GWh/year,predicted,X\nFuel,output,,fuel,,,,2030,1,TWh/year,predicted,X\n"
    )
    rates = solution.variables["store_discharge"] + 3.0
    stirred = replace(solution, variables=solution.variables.assign(store_discharge=rates, store_charge=2 * rates))
    table = calibration(stirred, tmp_path / "calibration.csv").set_index("name")["model"]
    fuel = (2 * 87600 + 50 * 17520) / 1e6
    assert table.to_dict() == pytest.approx({"Idle": 0.0, "All": 87.6, "Used": 87.6, "Fuel": fuel})


def test_quality_is_counted(solved: tuple[Path, Solution]) -> None:
    counts = quality_counts(solved[0])
    assert counts == {"sourced": 0, "derived": 1, "assumed": 2, "unstated": 9}
    assert quality_line(solved[0]) == "12 numbers: 8% derived, 17% assumed, 75% unstated."


def test_the_command_makes_it_a_sheet_of_the_workbook(solved: tuple[Path, Solution], tmp_path: Path) -> None:
    import pandas as pd

    solved[1].save(tmp_path / "solution.nc")
    (tmp_path / "known.csv").write_text(HEAD + "Power,output,plant,el,,,,2030,80,GWh/year,predicted,X\n")
    done = h2opt("calibration", ".", "known.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    sheet = pd.read_excel(tmp_path / "summary.xlsx", sheet_name="calibration", header=None).astype(str)
    assert "Power" in sheet.to_string()
