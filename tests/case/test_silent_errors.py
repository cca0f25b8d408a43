"""Input that used to give a wrong answer without a word: each is refused, or means what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import h2opt
from tiny import CALENDAR, TABLES, YAML, tiny_case, write_tiny

from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case, run


def changed(table: str, old: str, new: str) -> dict[str, str]:
    assert old in TABLES[table]
    return {table: TABLES[table].replace(old, new)}


def added(table: str, *rows: str) -> dict[str, str]:
    return {table: TABLES[table] + "".join(f"{r}\n" for r in rows)}


CH4 = "activity,wind,el,,CH4,industry,use,0.001,t/MWh"
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "days that make no year": (changed("days", "d1,209", "d1,109"), "do not make a year"),
    "a calendar of other days": ({"calendar": CALENDAR.replace("d1", "x").replace("d2", "d1").replace("x", "d2")}, "weight and calendar differ"),
    "gases added up": ({**added("emissions", CH4), **changed("policies", "budget,cap,CO2", "budget,cap,")}, "gases of different effect"),
    "an unknown gas in a coefficient": (
        {"policies": "id,kind,coefficient,gas,year,value,unit\nprice,price,CO3=1,CO2,2030,83,CNY_2020/tCO2\n"},
        "unknown gas",
    ),
    "a coefficient that is no number": ({"policies": "id,kind,coefficient,gas,year,value,unit\nprice,price,CO2,CO2,2030,83,CNY_2020/tCO2\n"}, "name=number"),
    "CO2 as any kilogram": (changed("emissions", "0.017,kgCO2/kg", "0.017,kg/kg"), "wrong unit"),
    "two profiles of one number": (
        changed("parameters", "wind,availability,,,1,1,wind\n", "wind,availability,,2030,1,1,wind\nwind,availability,,2040,1,1,load\n"),
        "different profiles",
    ),
    "demand that changes its profile": (
        changed("demand", "el,A,,5,MW,load", "el,A,2030,5,MW,load\nel,A,2040,7,MW,wind"),
        "state different years",
    ),
    "emission of building a line": (added("emissions", "build,cable,,,CO2,,manufacture,1,tCO2/MW"), "belongs to no region"),
    "emission of a store's activity": (added("emissions", "activity,battery,,,CO2,,use,1,tCO2/MWh"), "has no activity"),
    "the default sector beside an empty one": (added("emissions", "purchase,,el,,CO2,energy,energy supply,0.1,tCO2/MWh"), "stands in row"),
    "a limit where nothing can stand": (added("potentials", "mill,A,capacity_min,5,t/hour"), "does not exist there"),
    "shortage with a limit": (changed("prices", "h2,,unmet,997,CNY_2020/kg,,", "h2,,unmet,997,CNY_2020/kg,5,kg/hour"), "no limit"),
    "an inverter of another carrier": (changed("technologies", "inverter,power,el", "inverter,power,steel"), "another carrier"),
    "one inverter for two stores": (changed("technologies", "cavern,store,h2,B,yes,year,,", "cavern,store,h2,B,yes,year,,\nsecond,store,el,A,yes,day,inverter,inverter"), "drives 'battery' already"),
    "an inverter elsewhere": (changed("technologies", "inverter,power,el,A", "inverter,power,el,B"), "where the store does"),
    "more lost than sent": (changed("parameters", "cable,loss,,,0.0007", "cable,loss,,,0.01"), "more is lost"),
    "availability above one": (changed("parameters", "wind,availability,,,1,1,wind", "wind,availability,,,1.5,1,wind"), "out of range"),
    "negative availability": (changed("profiles", "d1,0,0.91", "d1,0,-0.91"), "out of range"),
    "a path of plant that pays capital": (changed("existing_capacity", "wind,B,,2030,31,MW,", "wind,B,,2030,31,MW,capital"), "must have a build year"),
    "plant in a region that has none": (added("existing_capacity", "mill,A,2021,,5,t/hour,"), "does not exist there"),
    "plant that pays two ways": (added("existing_capacity", "wind,A,2021,,5,MW,fixed"), "two ways"),
    "least above most": (added("potentials", "wind,A,capacity_min,9001,MW"), "upper limit of the same place"),
    "a demand shape with mean zero": (changed("profiles", "0.7\nd1,1,0.53,1.3\nd1,2,0.37,1.1\nd2,0,0.11,0.9\nd2,1,0.29,0.8", "0\nd1,1,0.53,0\nd1,2,0.37,0\nd2,0,0.11,0\nd2,1,0.29,0"), "mean zero"),
    "a reference carrier both ways": (added("ports", "wind,el,in,1,MWh/MWh"), "in and out"),
    "a quote that is not closed": (changed("demand", "el,A,,5,MW,load\n", 'el,A,,5,MW,"load\n'), "quote"),
    "milliwatts": (changed("potentials", "9000,MW", "9000,mW"), "unknown unit"),
    "another price year": (changed("parameters", "1009,CNY_2020/kW", "1009,CNY_2019/kW"), "not converted"),
    "a negative price of carbon": (changed("policies", "2030,83,", "2030,-83,"), "must not be negative"),
    "a colour that is none": (
        {"carriers": TABLES["carriers"].replace("surplus\n", "surplus,color\n").replace("yes\n", "yes,#12345\n").replace("no\n", "no,\n")},
        "not a colour",
    ),
    "an unknown source": ({"regions": "region,source\nA,BOOK\nB,\n"}, r"sources\.csv: the table has no rows .*BOOK"),
    "a key written twice": ({"yaml": YAML + "discount_rate: 0.09\n"}, "written twice"),
    "a scenario that leaves the folder": ({"yaml": YAML + "scenarios: {'../x': []}\n"}, "not a name, which a scenario needs"),
    "a mistyped solver option": ({"yaml": YAML + "solve: {tolerence: 1}\n"}, "did you mean 'tolerance'"),
    "a mistyped clock": ({"yaml": YAML.replace("given_days: {}", "full_year: {stp: 3}")}, "did you mean 'step'"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str, tmp_path: Path) -> None:
    changes, message = REFUSED[what]
    with pytest.raises(CaseError, match=message):
        tiny_case(tmp_path / "tiny", **changes)


def test_allowed_units_are_allowed(tmp_path: Path) -> None:
    wrong = changed("parameters", "1009,CNY_2020/kW", "1009,CNY_2020/kWh")
    with pytest.raises(CaseError) as caught:
        tiny_case(tmp_path / "tiny", **wrong)
    allowed = caught.value.problems[0].allowed.split(" or ")[0]
    tiny_case(tmp_path / "again", **changed("parameters", "1009,CNY_2020/kW", f"1009,{allowed}"))


def test_several_gases_with_coefficients(tmp_path: Path) -> None:
    policies = "id,kind,coefficient,year,value,unit\nprice,price,CO2=1;CH4=29.8,2030,83,CNY_2020/tCO2\n"
    answer = run(tiny_case(tmp_path / "tiny", policies=policies, **added("emissions", CH4)))
    released = answer.variables["emission"].sum(("sector", "stage", "region")).sel(period=2030)
    row = next(p for p in answer.meta["policies"] if p["period"] == 2030)
    assert row["value"] == pytest.approx(float(released.sel(gas="CO2")) + 29.8 * float(released.sel(gas="CH4")))
    assert row["price"] == pytest.approx(0.083)
    assert float(released.sel(gas="CH4")) > 0


def test_policies_and_numbers_follow_the_label_of_a_period(tmp_path: Path) -> None:
    early = YAML.replace("first_year: 2030", "first_year: 2028").replace("first_year: 2040", "first_year: 2038")
    inputs = prepare(
        tiny_case(tmp_path / "tiny", yaml=early.replace("base_year: 2030", "base_year: 2028")), vocabulary()
    )
    limits = dict(zip(inputs.indexes["limits"].tuples(), inputs.values["policy_limit"].dense(), strict=True))
    assert limits["cap", "all", 2030] == 9000
    assert limits["cap", "all", 2040] == 6000
    assert {y for *_, y in inputs.indexes["emission_levied"].tuples()} == {2030, 2040}


def test_overshoot_of_an_average_is_paid_in_every_year(tmp_path: Path) -> None:
    head = TABLES["policies"].splitlines()[0]
    weights = {}
    for time, unit in (("average", "ktCO2/year"), ("cumulative", "ktCO2")):
        row = f"cap,cap,CO2,energy supply,together,{time},,9,{unit},1999,CNY_2020/tCO2\n"
        inputs = prepare(tiny_case(tmp_path / time, policies=f"{head}\n{row}"), vocabulary())
        weights[time] = float(inputs.values["limit_weight"].dense()[0])
    whole = sum(1.03**-i for i in range(15))
    assert weights["average"] == pytest.approx(whole)
    assert weights["cumulative"] == pytest.approx(whole / 15)


def test_a_price_row_of_a_region_has_its_own_limit(tmp_path: Path) -> None:
    prices = TABLES["prices"] + "el,B,purchase,190,CNY_2020/MWh,,\n"
    inputs = prepare(tiny_case(tmp_path / "tiny", prices=prices), vocabulary())
    limits = dict(zip(inputs.indexes["purchases"].tuples(), inputs.values["purchase_limit"].arrays[0], strict=True))
    assert limits["el", "A", "1", 2030][0] == 3
    assert limits["el", "B", "1", 2030][0] == float("inf")


def test_what_is_built_is_limited_in_the_stated_year_only(tmp_path: Path) -> None:
    potentials = "technology,region,limit,year,value,unit\nwind,A,build_min,2030,5,MW\n"
    inputs = prepare(tiny_case(tmp_path / "tiny", potentials=potentials), vocabulary())
    least = dict(zip(inputs.indexes["builds"].tuples(), inputs.values["build_min"].dense(), strict=True))
    assert least["wind", "A", 2030] == 5
    assert least["wind", "A", 2040] == 0


def test_labels_of_days_and_steps_are_as_written(tmp_path: Path) -> None:
    tables = {
        "days": "day,weight\n01,209\n02,156\n",
        "steps": "day,step,duration\n01,0,5\n01,0.5,7\n01,1,12\n02,0,3\n02,1.05,21\n",
        "profiles": "day,step,wind,load\n01,0,0.91,0.7\n01,0.5,0.53,1.3\n01,1,0.37,1.1\n02,0,0.11,0.9\n02,1.05,0.29,0.8\n",
        "calendar": CALENDAR.replace("d1", "01").replace("d2", "02"),
    }
    inputs = prepare(tiny_case(tmp_path / "tiny", **tables), vocabulary())
    assert inputs.clocks[2030].hour.labels == ((1, 0), (1, "0.5"), (1, 1), (2, 0), (2, "1.05"))


def test_a_workbook_sheet_without_meaning_is_refused(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from optimizer.case.new import write_workbook

    write_workbook(write_tiny(tmp_path / "tiny"), tmp_path / "tiny.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tiny.xlsx")
    book["demand"].title = "demands"
    book.create_sheet("_mine")
    book.save(tmp_path / "tiny.xlsx")
    with pytest.raises(CaseError, match="did you mean 'demand'"):
        load_case(tmp_path / "tiny.xlsx")


def test_a_failed_run_sets_old_results_aside(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    folder = tmp_path / "results/tiny/base"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text('{"case": {"hashes": {"tiny.csv": "0"}}, "status": "certified"}')
    (folder / "capacity.png").write_text("old")
    first = h2opt("run", "tiny", cwd=tmp_path)
    assert first.returncode == 0
    assert "held results of other inputs" in first.stdout
    assert "Of an earlier run, moved to" in first.stdout
    done = h2opt("run", "tiny", "--time-limit", "0.0001", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert "previous: solution.nc, summary.xlsx" in done.stderr
    assert {p.name for p in folder.iterdir()} == {"run.json", "previous"}
    assert {p.name for p in (folder / "previous").iterdir()} == {"solution.nc", "summary.xlsx", "capacity.png"}
    assert h2opt("report", str(folder), cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("words", [("--time-limit", "-1"), ("--threads", "0"), ("--algorithm", "magic")])
def test_wrong_options_of_the_command_line(words: tuple[str, str], tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    done = h2opt("run", "tiny", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert words[0] in done.stderr
    assert not (tmp_path / "results").exists()


def test_names_in_chinese(tmp_path: Path) -> None:
    assert h2opt("new", "小镇", cwd=tmp_path).returncode == 0
    assert h2opt("check", "小镇", cwd=tmp_path).returncode == 0
