"""Windows of the horizon: budgets cut by the stated rule, contents carried over, and what the command line leaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from test_features import BASE, TWO, write

from optimizer import load_case, open_solution
from optimizer.cli import main
from optimizer.pipeline import run
from optimizer.study import fixed, kept_builds, myopic
from optimizer.study.budgets import cut, part_of_window
from optimizer.study.plan import Plan

# coal emits 0.34 * 1.25 = 0.425 t per MWh of heat; electric heat costs more and emits nothing
CHANGES = {
    "yaml": TWO,
    "technologies": "technology,kind,reference\nboiler,converter,heat\nelectric,converter,heat\n",
    "ports": "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\nelectric,heat,out,1,MWh/MWh\n",
    "parameters": BASE["parameters.csv"] + "electric,variable_cost,90,EUR_2020/MWh\nelectric,life,10,year\n",
    "emissions": "flow,technology,carrier,gas,value,unit\nactivity,boiler,coal,CO2,0.34,tCO2/MWh\npurchase,,coal,CO2,0,tCO2/MWh\npurchase,,biomass,CO2,0,tCO2/MWh\n",
    "demand": "carrier,region,year,value,unit\nheat,A,2030,5,MW\nheat,A,2032,10,MW\n",
}  # fmt: skip
A_YEAR = 8760 * 0.425  # tonnes from one MW
BUDGET = "id,kind,gas,area,time,value,unit\nb,cap,CO2,{area},{time},{value},{unit}\n"


def test_the_part_of_a_window() -> None:
    assert part_of_window(100.0, 0.0, years_seen=10, years_left=25) == 40.0
    assert part_of_window(100.0, 55.0, years_seen=10, years_left=15) == 30.0
    assert part_of_window(100.0, 110.0, years_seen=5, years_left=5) == -10.0


@pytest.mark.parametrize("area", ["together", "each"])
@pytest.mark.parametrize(("time", "value", "unit"), [("cumulative", 100, "ktCO2"), ("average", 25, "ktCO2/year")])
def test_a_budget_is_cut_for_each_window(area: str, time: str, value: int, unit: str, tmp_path: Path) -> None:
    """100 kt for four years: the first two may use 50 and use 37.23 (5 MW); the last two may use the other 62.77."""
    policies = BUDGET.format(area=area, time=time, value=value, unit=unit)
    case = load_case(write(tmp_path, policies=policies, **CHANGES))
    first, second = (w.solution for w in myopic(case, foresight=1))
    emitted = second.variables["emission"].sum(("gas", "sector", "stage", "region")) * 2.0
    assert emitted.values.tolist() == pytest.approx([5 * A_YEAR * 2, 100_000 - 5 * A_YEAR * 2], rel=1e-6)
    limits = [s.meta["policies"][0]["limit"] for s in (first, second)]
    assert limits == pytest.approx([50_000, 100_000] if time == "cumulative" else [25_000, 25_000])
    assert second.meta["policies"][0]["id"] == "b"  # the last window sees all of it
    assert second.meta["policies"][0]["status"] == "binding"


THREE = TWO.replace("years: 2}]", "years: 2}, {label: 2034, first_year: 2034, years: 2}]")


@pytest.mark.parametrize("area", ["together", "each"])
def test_only_what_is_kept_is_spent(area: str, tmp_path: Path) -> None:
    """Of 120 kt for six years the first window may use 80 in four, and keeps the two years in which it uses 37.23."""
    policies = BUDGET.format(area=area, time="cumulative", value=120, unit="ktCO2")
    case = load_case(write(tmp_path, policies=policies, **{**CHANGES, "yaml": THREE}))
    first, second = (w.solution for w in myopic(case, foresight=2))
    assert first.meta["policies"][0]["limit"] == pytest.approx(80_000)
    assert second.meta["policies"][0]["limit"] == pytest.approx(120_000)
    first, second, _ = (w.solution for w in myopic(case, foresight=1))
    spent = 5 * A_YEAR * 2
    assert second.meta["policies"][0]["limit"] == pytest.approx(spent + (120_000 - spent) / 2)
    assert second.meta["policies"][0]["id"] == ("b" if area == "together" else "b in A")


def test_years_without_the_policy_do_not_count(tmp_path: Path) -> None:
    """A budget from 2032 on is no matter of the first window, and whole in the second; shares stay as they are."""
    policies = (
        "id,kind,quantity,gas,time,start,value,unit,carrier,technology,relative_to,sense\n"
        "b,cap,emission,CO2,cumulative,2032,60,ktCO2,,,,<=\ns,share,output,,average,,0.2,1,heat,electric,all,>=\n"
    )
    case = load_case(write(tmp_path, policies=policies, **CHANGES))
    later = cut(case, case.options.periods, [2030])
    assert later.set_index("id").loc["b", "amount"] == 60_000
    first, second = (w.solution for w in myopic(case, foresight=1))
    made = first.variables["activity"].sel(technology="electric").squeeze()
    assert float(made) == pytest.approx(0.2 * 5, rel=1e-6)
    assert [p["id"] for p in first.meta["policies"]] == ["s"]
    assert sorted(p["id"] for p in second.meta["policies"]) == ["b", "s"]
    made = second.variables["activity"].sel(technology="electric").squeeze()
    assert float(made.mean()) >= 0.2 * 7.5 * (1 - 1e-6)


def test_a_reservoir_is_not_filled_again(tmp_path: Path) -> None:
    """70 GWh of wood at no price, 90 % of the fuel of 10 MW of heat for two years: the second window finds it empty."""
    changes = {
        "yaml": TWO,
        "technologies": "technology,kind,reference,span,build\nboiler,converter,heat,,\nwood,store,biomass,horizon,no\n",
        "parameters": BASE["parameters.csv"] + "wood,initial_content,70,GWh\n",
        "existing_capacity": "technology,region,year,value,unit\nwood,A,2030,100,GWh\n",
    }
    *_, last = myopic(load_case(write(tmp_path, **changes)), foresight=1)
    rate = last.solution.variables["store_discharge"] * last.solution.inputs["hours_per_year"]
    taken = (2 * rate.sum(("technology", "region", "day", "step"))).values.tolist()
    assert taken == pytest.approx([70_000, 0], abs=1e-3)


def test_what_windows_keep_is_a_plan(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, **CHANGES))
    windows = list(myopic(case, foresight=1))
    table = kept_builds(windows)
    assert table.loc[table["technology"] == "boiler", "value"].tolist() == pytest.approx([5, 5])
    given = run(fixed(case, Plan("windows", table.assign(_file="windows", _row=pd.NA))))
    assert given.meta["objective"] >= run(case).meta["objective"] * (1 - 1e-6)


@pytest.mark.slow
def test_foresight_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "f", **CHANGES)
    monkeypatch.chdir(tmp_path)

    def h2opt(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["h2opt", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0, capsys.readouterr().out

    code, out = h2opt("run", "f", "--foresight", "1")
    assert code == 0
    assert out.count("certified, keeps 203") == 2
    here = tmp_path / "results/f/base"
    assert open_solution(here / "window-2032").meta["status"] == "certified"
    code, out = h2opt("run", "f", "--fix", str(here / "builds.csv"), "--fix-all")
    assert code == 0, out
    assert "f (scenario base_fixed_builds)" in out
    assert "is not built" not in out  # the plan names everything
    assert h2opt("export", str(tmp_path / "results/f/base_fixed_builds"), "--to", "out")[0] == 0
    assert (tmp_path / "out/builds.csv").exists()
    kept = open_solution(here / "window-2032").meta["created"]
    code, out = h2opt(
        "run", "f", "--foresight", "2", "--step", "2"
    )  # one window: the second of the earlier run is no part of it
    assert code == 0
    assert sorted(p.name for p in here.glob("window-*")) == ["window-2030"]
    assert "moved to" in out
    assert open_solution(here / "previous" / "window-2032").meta["created"] == kept
    assert h2opt("run", "f")[0] == 0
    assert not list(here.glob("window-*"))
    assert h2opt("run", "f", "--step", "2")[0] == 2
    assert h2opt("run", "f", "--fix-all")[0] == 2


RIVER = {
    "yaml": TWO,
    "carriers": "carrier,unit,surplus\nheat,MWh,no\n",
    "technologies": (
        "technology,kind,reference,use,build,span,charge,discharge\nriver,converter,heat,profile,no,,,\n"
        "battery,store,heat,,yes,day,inverter,inverter\ninverter,power,heat,,yes,,,\n"
    ),
    "ports": "technology,carrier,direction,value,unit\nriver,heat,out,1,MWh/MWh\n",
    "parameters": (
        "technology,parameter,value,unit\nriver,life,99,year\nbattery,life,2,year\nbattery,discharge_efficiency,0.5,1\n"
        "inverter,life,2,year\ninverter,capital_cost,8760,EUR_2020/MW\n"
    ),
    "existing_capacity": "technology,region,year,value,unit\nriver,A,2030,12,MW\n",
    "prices": "carrier,kind,value,unit\nheat,unmet,1e4,EUR_2020/MWh\n",
    "emissions": "flow,technology,carrier,gas,value,unit\n",
}


def test_guards_of_decided_periods_tell_the_price_that_decided_them(tmp_path: Path) -> None:
    """A battery is built to lose what a river gives beyond the demand, in both periods: losing it pays in both."""
    case = load_case(write(tmp_path, **RIVER))
    whole, (first, last) = run(case), (window.solution for window in myopic(case))
    (said,) = whole.meta["guards"]["after"]
    once, times = said.split("; it does so ")
    assert once.startswith("battery in A (2030)")
    assert once.endswith("less than nothing, so losing it pays")
    assert times == "2 times, in 1 region and in 2 periods"
    assert last.meta["guards"]["after"] == [
        said
    ]  # with the price of 2030 as it is now, 2032 would be the one that pays
    assert first.meta["guards"]["after"] == [once]
    assert [note for note in last.meta["notes"] if "losing" in note or "costs nothing" in note] == whole.meta["guards"][
        "after"
    ]
