"""A plan that is given: from a table, from an earlier run, and round through the export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from test_features import BASE, TWO, write

from optimizer import load_case, run
from optimizer.case.model import Case
from optimizer.errors import CaseError, InfeasibleError
from optimizer.report.export import export_tables
from optimizer.report.terminal import print_summary
from optimizer.solution import Solution
from optimizer.study import fixed, read_plan

HEAD = "technology,region,year,value,unit\n"


def plan(folder: Path, rows: str, head: str = HEAD) -> Path:
    file = folder / "mine.csv"
    file.write_text(head + rows, encoding="utf-8")
    return file


def boilers(folder: Path, **changes: str) -> Case:
    """Ten MW of heat in two periods of two years; boilers that live for ten."""
    return load_case(write(folder / "case", **{"yaml": TWO, **changes}))


def test_a_plan_worked_by_hand(tmp_path: Path) -> None:
    """8 MW in the first period and 5 more in the second: 2 MW of heat stay unmet for two years, 13 MW stand after."""
    case = boilers(tmp_path)
    given = fixed(case, read_plan(plan(tmp_path, "boiler,A,2030,8000,kW\nboiler,A,2032,5,MW\n")))
    assert given.scenario == "base_fixed_mine"
    assert list(case.tables["potentials"]["technology"]) == []  # the case itself is as it was
    s = run(given)
    built = s.variables["capacity_built"].squeeze()
    assert built.values.tolist() == pytest.approx([8, 5], rel=2e-6)
    assert float(s.variables["capacity"].sel(period=2032).squeeze()) == pytest.approx(13, rel=2e-6)
    unmet = (s.variables["unmet"].sel(carrier="heat") * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze()
    assert unmet.values.tolist() == pytest.approx([2 * 8760, 0], rel=2e-5, abs=1e-6)
    assert s.meta["status"] == "certified-with-shortage"
    assert s.meta["notes"][0] == "Builds are given by plan mine, for 1 of 1 technologies and places."
    assert "plan mine.csv" in s.meta["case"]["hashes"]


def test_what_is_not_named_is_free_or_nothing(tmp_path: Path) -> None:
    """A pump of 4 MW in the first period is given; the boiler makes up for it, or must not."""
    case = boilers(
        tmp_path,
        technologies="technology,kind,reference\nboiler,converter,heat\npump,converter,heat\n",
        ports=BASE["ports.csv"] + "pump,heat,out,1,MWh/MWh,,,\n",
        parameters=BASE["parameters.csv"] + "pump,capital_cost,900,EUR_2020/kW\npump,life,2,year\n",
    )
    mine = read_plan(plan(tmp_path, "pump,A,2030,4,MW\n"))
    built = run(fixed(case, mine)).variables["capacity_built"].squeeze()
    assert built.sel(technology="pump").values.tolist() == pytest.approx([4, 0], rel=2e-6)
    assert built.sel(technology="boiler").values.tolist() == pytest.approx([6, 4], rel=1e-5)
    alone = fixed(case, mine, everything=True)
    assert any("what it does not name is not built" in note for note in alone.notes)
    assert float(run(alone).variables["capacity_built"].sel(technology="boiler").sum()) == 0


def test_run_export_fix_run_again(case: Case, solution: Solution, tmp_path: Path) -> None:
    export_tables(solution, tmp_path / "out")
    file = tmp_path / "out/builds.csv"
    assert file.read_text().startswith(HEAD)
    again = run(fixed(case, read_plan(file)))
    assert again.meta["objective"] == pytest.approx(solution.meta["objective"], rel=1e-6)
    assert "the others are free" not in again.meta["notes"][0]
    table = pd.read_csv(file)
    table.loc[(table["technology"] == "wind") & (table["year"] == 2030), "value"] += 7.0
    table.to_csv(file, index=False)
    changed = run(fixed(case, read_plan(file)))
    assert changed.meta["objective"] > solution.meta["objective"] * (1 + 1e-6)


@pytest.mark.slow
def test_the_plan_of_one_run_in_another_scenario(case: Case, solution: Solution, tmp_path: Path) -> None:
    solution.save(tmp_path / "cheap/solution.nc")
    options = case.options.model_copy(update={"wacc": 0.11})
    dear = replace(case, options=options)
    given = fixed(dear, read_plan(tmp_path / "cheap"))
    assert given.scenario == "base_fixed_cheap"
    s = run(given)
    built, before = s.variables["capacity_built"], solution.variables["capacity_built"]
    assert float(abs(built - before).max()) <= 2e-6 * float(before.max())
    assert s.meta["objective"] >= run(dear).meta["objective"] * (1 - 1e-6)


WRONG = {
    "technology": ("bolier,A,2030,1,MW\n", "mine.csv, row 2, column 'technology': unknown technology, did you mean 'boiler'?"),
    "place": ("boiler,B,2030,1,MW\n", "mine.csv, row 2, column 'region': 'boiler' cannot be built there (found: B); allowed: A"),
    "period": ("boiler,A,2031,1,MW\n", "column 'year': not a period of the case (found: 2031); allowed: 2030, 2032"),
    "unit": ("boiler,A,2030,1,MWh\n", "column 'unit': wrong unit (found: MWh); allowed: MW"),
    "no such unit": ("boiler,A,2030,1,MV\n", "column 'unit'"),
    "duplicate": ("boiler,A,2030,1,MW\nboiler,A,2030,2,MW\n", "mine.csv, row 3, column 'year': this build is stated twice"),
    "negative": ("boiler,A,2030,-1,MW\n", "column 'value': must not be negative (found: -1)"),
    "text": ("boiler,A,2030,much,MW\n", "column 'value': text in a number column"),
    "too much built": ("boiler,A,2032,7,MW\n", "builds more of boiler in A (2032) than build_max allows (found: 7); allowed: at most 6 (potentials.csv, row 3)"),
    "too little built": ("boiler,A,2032,5,MW\n", "builds less of boiler in A (2030) than build_min allows (found: 0); allowed: at least 1 (potentials.csv, row 4)"),
    "too much standing": ("boiler,A,2030,8,MW\nboiler,A,2032,6,MW\n", "leaves standing more of boiler in A (2032) than capacity_max allows (found: 14); allowed: at most 12 (potentials.csv, row 2)"),
}  # fmt: skip


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Case:
    potentials = (
        "technology,region,limit,year,value,unit\nboiler,A,capacity_max,,12,MW\n"
        "boiler,A,build_max,2032,6,MW\nboiler,A,build_min,2030,1,MW\n"
    )
    return boilers(tmp_path_factory.mktemp("limited"), potentials=potentials)


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_plans_are_refused(wrong: str, limited: Case, tmp_path: Path) -> None:
    rows, message = WRONG[wrong]
    with pytest.raises(CaseError) as caught:
        fixed(limited, read_plan(plan(tmp_path, rows)))
    assert message in str(caught.value)


def test_every_problem_of_a_plan_at_once(tmp_path: Path) -> None:
    case = boilers(tmp_path)
    with pytest.raises(CaseError, match="3 problems") as caught:
        fixed(case, read_plan(plan(tmp_path, "bolier,A,2030,1,MW\nboiler,A,2031,1,MW\nboiler,A,2030,1,kg\n")))
    assert [p.row for p in caught.value.problems] == [2, 3, 4]
    with pytest.raises(CaseError, match="column is missing"):
        read_plan(plan(tmp_path, "boiler,A,2030,1\n", HEAD.replace(",unit", "")))
    with pytest.raises(CaseError, match="no such file"):
        read_plan(tmp_path / "nothing.csv")


def test_plant_that_stands_counts(tmp_path: Path) -> None:
    """5 MW of 2021 live until 2031, half of the first period: with 10 more, 12.5 MW stand in it and 10 after."""
    stands = "technology,region,build_year,value,unit\nboiler,A,2021,5,MW\n"
    case = boilers(
        tmp_path,
        existing_capacity=stands,
        potentials="technology,region,limit,value,unit\nboiler,,capacity_max,12,MW\n",
    )
    with pytest.raises(CaseError, match=r"standing more of boiler in A \(2030\)") as caught:
        fixed(case, read_plan(plan(tmp_path, "boiler,A,2030,10,MW\n")))
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].found == "12.5"


def test_a_plan_that_cannot_meet_demand_is_explained(tmp_path: Path) -> None:
    case = boilers(tmp_path, prices=BASE["prices.csv"].replace("heat,unmet,1e5,EUR_2020/MWh\n", ""))
    with pytest.raises(InfeasibleError, match="heat"):
        run(fixed(case, read_plan(plan(tmp_path, "boiler,A,2030,8,MW\n"))))


def test_the_report_says_that_the_plan_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    s = run(fixed(boilers(tmp_path), read_plan(plan(tmp_path, "boiler,A,2030,10,MW\n"))))
    print_summary(s)
    assert "Builds are given by plan mine" in capsys.readouterr().out


def test_a_plan_of_whole_units_on_a_tight_cap(tmp_path: Path) -> None:
    """Presolve of HiGHS calls this round trip infeasible; without it the plan is found again."""
    tables = {
        "yaml": (
            "name: f\nmoney: EUR_2020\ndiscount_rate: 0.05\nperiods: [2020, 2030, 2040]\nclock: {given_days: {}}\nyear_hours: 8760\n"
        ),
        "regions": "region\nA\nB\n",
        "carriers": "carrier,unit\nel,MWh\n",
        "technologies": "technology,kind,reference,whole\nx,converter,el,\ny,converter,el,yes\n",
        "ports": "technology,carrier,direction,value,unit\nx,el,out,1,MWh/MWh\ny,el,out,1,MWh/MWh\n",
        "parameters": (
            "technology,parameter,value,unit\nx,life,40,year\ny,life,10,year\nx,variable_cost,10,EUR_2020/MWh\n"
            "y,variable_cost,30,EUR_2020/MWh\ny,unit_size,4,MW\ny,unit_size_min,0,MW\ny,fixed_charge,50,kEUR_2020\n"
            "y,capital_cost,10,EUR_2020/kW\n"
        ),
        "demand": "carrier,region,value,unit\nel,A,10,MW\nel,B,1,MW\n",
        "prices": "carrier,kind,value,unit\n",
        "emissions": "flow,technology,gas,value,unit\nactivity,x,CO2,1,tCO2/MWh\n",
        "existing_capacity": "technology,region,year,value,unit\nx,A,2020,10,MW\nx,A,2040,2,MW\nx,B,2020,1,MW\nx,B,2030,0,MW\n",
        "series": "series,region,year,value,unit\nhist,A,2020,100,ktCO2/year\nhist,B,2020,10,ktCO2/year\n",
        "policies": (
            "id,kind,quantity,gas,relative_to,area,sense,year,value,unit\n"
            "s,cap,emission,CO2,hist,each,<=,2020,90,%\ns,cap,emission,CO2,hist,each,<=,2030,50,%\n"
        ),
        "steps": "day,step,duration\nd,0,12\nd,1,12\n",
    }
    case = load_case(write(tmp_path / "case", **tables))
    first = run(case)
    first.save(tmp_path / "solution.nc")
    again = run(fixed(case, read_plan(tmp_path)))
    assert again.meta["objective"] == pytest.approx(first.meta["objective"], rel=1e-5)


def test_deciding_by_windows_sets_older_answers_aside(tmp_path: Path) -> None:
    from optimizer.outputs import PREVIOUS, set_aside

    (tmp_path / "solution.nc").write_text("old", encoding="utf-8")
    set_aside(tmp_path)
    assert not (tmp_path / "solution.nc").exists()
    assert (tmp_path / PREVIOUS / "solution.nc").read_text(encoding="utf-8") == "old"
