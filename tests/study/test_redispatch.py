"""A plan dispatched again: nothing changes on its own clock, and what a finer clock shows can be said by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import test_policy_kinds as kinds
from command import h2opt
from tiny import TABLES, tiny_case
from worlds import vintages, world_case

from optimizer.case.model import Case
from optimizer.case.schema import FullYear, TypicalDays
from optimizer.cli.results import clock_of
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution
from optimizer.study import redispatch
from optimizer.study.one_period import unpriced

BASE = {
    "case.yaml": (
        "name: r\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 10}]\n"
        "clock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit\nel,MWh\n",
    "technologies.csv": "technology,kind,reference\nwind,converter,el\ngas,converter,el\n",
    "ports.csv": "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\ngas,el,out,1,MWh/MWh\n",
    "parameters.csv": (
        "technology,parameter,value,unit,profile\nwind,capital_cost,900,EUR_2020/kW,\nwind,life,15,year,\nwind,availability,1,1,wind\n"
        "gas,capital_cost,500,EUR_2020/kW,\ngas,life,15,year,\ngas,variable_cost,60,EUR_2020/MWh,\n"
    ),
    "potentials.csv": "technology,limit,value,unit\nwind,capacity_max,8,MW\n",
    "demand.csv": "carrier,region,year,value,unit\nel,A,2030,10,MW\nel,A,2040,12,MW\n",
    "emissions.csv": "flow,technology,gas,value,unit\nactivity,gas,CO2,0.5,tCO2/MWh\n",
    "days.csv": "day,weight\nmean,365\n",
    "steps.csv": "day,step,duration\nmean,0,24\n",
    "profiles.csv": "day,step,wind\nmean,0,1\n",
}
CALM = {
    "days.csv": "day,weight\nwindy,360\ncalm,5\n",
    "steps.csv": "day,step,duration\nwindy,0,24\ncalm,0,24\n",
    "profiles.csv": "day,step,wind\nwindy,0,1\ncalm,0,0.25\n",
}
DAYS = 5 * 24  # calm hours


def written(folder: Path, **changes: str) -> Case:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**BASE, **changes}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_case(folder)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(written(tmp_path_factory.mktemp("plan")))


def told(tables: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(tables).set_index(["period", "figure", "item"])


def error(case: Case, period: int) -> tuple[float, float]:
    """What a period of the plan costs, and what it costs again."""
    (again,) = redispatch(case, run(case), periods=[period])
    row = again.table.set_index("figure").loc["all together"]
    return float(row["planned"]), float(row["redispatched"])


def test_nothing_changes_on_the_clock_of_the_plan(case: Case) -> None:
    """Policies of most kinds, a store through the year, a reservoir, lines, paths and vintages, building that emits."""
    planned, again = error(case, 2030)
    assert planned > 100
    assert again == pytest.approx(planned, rel=1e-6)


def test_reservoirs_come_out_again(tmp_path: Path) -> None:
    """A reservoir fills and empties within the year as fast as in the plan, also where it ends as it began and needs no room."""
    technologies = TABLES["technologies"]
    for store, span in {"battery,store,el,A,yes": "day", "cavern,store,h2,B,yes": "year"}.items():
        assert f"{store},{span}" in technologies
        technologies = technologies.replace(f"{store},{span}", f"{store},horizon")
    planned, again = error(tiny_case(tmp_path, technologies=technologies), 2040)
    assert again == pytest.approx(planned, rel=1e-6)


def test_shortage_may_be_priced_in_one_region_only(tmp_path: Path) -> None:
    """Where the case says nothing of it, it costs ten times the highest price."""
    rows = [line for line in TABLES["prices"].splitlines() if ",unmet," not in line]
    prices = "\n".join([*rows, "el,A,unmet,9001,CNY_2020/MWh,,", "h2,,unmet,997,CNY_2020/kg,,"]) + "\n"
    assert unpriced(tiny_case(tmp_path, prices=prices).tables) == {"el": ["B"], "steel": []}


def test_limits_are_worth_what_the_plan_pays_for_them(tmp_path: Path) -> None:
    """Budgets, neutrality, intensities, shares, growth, matching ...: each in a region of its own, and many not within a period."""
    planned, again = error(load_case(kinds.write(tmp_path, **kinds.world())), 2035)
    assert again == pytest.approx(planned, rel=1e-6)


def test_a_calm_day_leaves_demand_unmet(plan: Solution, tmp_path: Path) -> None:
    """8 MW of wind and 2 (4) MW of gas stand. On 5 calm days wind gives 2 MW: gas runs as ever, and 6 MW are left unmet; ten times
    the highest price, or 1 EUR/kWh. 15 years of life: wind of 2030 stands for half of the second period."""
    calm = written(tmp_path / "calm", **CALM)
    stands = plan.variables["capacity"].squeeze()
    assert stands.sel(technology="wind").values.tolist() == pytest.approx([8, 8])
    assert stands.sel(technology="gas").values.tolist() == pytest.approx([2, 4])
    tables = [each.table for each in redispatch(calm, plan, unmet={"el": 1.0})]
    found = told(tables)["redispatched"]
    for year, gas in ((2030, 2), (2040, 4)):
        assert found[year, "unmet demand", "el"] == pytest.approx(6 * DAYS, rel=1e-6)
        assert found[year, "unmet demand, paid", ""] == pytest.approx(6 * DAYS, rel=1e-6)
        assert found[year, "operation", ""] == pytest.approx(gas * 8760 * 0.06, rel=1e-6)
        assert found[year, "emissions", "CO2"] == pytest.approx(gas * 8760 * 0.5, rel=1e-6)
        assert found[year, "curtailment", "wind"] == pytest.approx(0, abs=1e-3)
    assert list(told(tables)["planned"].xs("unmet demand", level="figure")) == [0, 0]
    (dear,) = redispatch(calm, plan, periods=[2040])
    highest = float(plan.duals["carrier_price"].sel(period=2040).max())
    assert told([dear.table]).loc[(2040, "unmet demand, paid", ""), "redispatched"] == pytest.approx(
        60 * DAYS * highest
    )


def test_wind_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """The same demand, but half of it at night: 4 MW of wind and more are spare then."""
    demand = {"demand.csv": "carrier,region,year,value,unit,profile\nel,A,2030,10,MW,load\nel,A,2040,12,MW,load\n"}
    days = {"days.csv": BASE["days.csv"], "steps.csv": "day,step,duration\nmean,0,12\nmean,1,12\n"}
    level = {**days, "profiles.csv": "day,step,wind,load\nmean,0,1,1\nmean,1,1,1\n"}
    steep = {**days, "profiles.csv": "day,step,wind,load\nmean,0,1,1.6\nmean,1,1,0.4\n"}
    plan = run(written(tmp_path / "plan", **demand, **level))
    (found,) = redispatch(written(tmp_path / "steep", **demand, **steep), plan, periods=[2030])
    table = found.table.set_index(["figure", "item"])["redispatched"]
    assert table["curtailment", "wind"] == pytest.approx((8 - 4) * 4380, rel=1e-6)
    assert table["unmet demand", "el"] == pytest.approx((16 - 10) * 4380, rel=1e-6)


def test_what_cannot_be_told_is_refused(plan: Solution, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="other periods than the case"):
        list(redispatch(load_case(kinds.write(tmp_path / "kinds")), plan))
    with pytest.raises(CaseError, match="not a period of the case"):
        list(redispatch(written(tmp_path / "again"), plan, periods=[2035]))
    with pytest.raises(CaseError, match="has no other clock"):
        list(redispatch(written(tmp_path / "again"), plan, clock=FullYear()))
    for name, (table, old, new) in {
        "regions": ("regions.csv", "A\n", "A\nB\n"),
        "carriers": ("carriers.csv", "el,MWh", "el,GWh"),
        "technologies": ("technologies.csv", "gas,converter", "coal,converter"),
        "money": ("case.yaml", "kEUR_2020", "MEUR_2020"),
    }.items():
        texts = {
            n: t.replace("gas,", "coal,").replace("coal,value", "gas,value") if name == "technologies" else t
            for n, t in BASE.items()
        }
        texts[table] = BASE[table].replace(old, new)
        with pytest.raises(CaseError, match=f"the plan has other {name} than the case"):
            list(redispatch(written(tmp_path / name, **texts), plan))


@pytest.mark.parametrize(
    ("carrier", "price", "message"),
    [
        ("ell", 1.0, "nothing demands this carrier \\(found: ell=1\\); allowed: el"),
        ("el", 0.0, "costs more than nothing"),
        ("el", float("nan"), "costs more than nothing"),
    ],
)
def test_prices_of_shortage_have_a_meaning(
    carrier: str, price: float, message: str, plan: Solution, tmp_path: Path
) -> None:
    with pytest.raises(CaseError, match=message):
        list(redispatch(written(tmp_path), plan, unmet={carrier: price}))


def test_a_price_of_shortage_in_the_case_stands(plan: Solution, tmp_path: Path) -> None:
    case = written(tmp_path, **{"prices.csv": "carrier,kind,value,unit\nel,unmet,9000,EUR_2020/MWh\n"})
    with pytest.raises(CaseError, match=r"prices.csv says what it costs to leave this unmet \(found: el=1\)"):
        list(redispatch(case, plan, unmet={"el": 1.0}))
    mine = world_case(tmp_path / "vintages", **vintages.TABLES)
    with pytest.raises(CaseError, match="what vintages take or give"):
        list(redispatch(mine, run(mine)))


def test_from_the_command_line(plan: Solution, tmp_path: Path) -> None:
    plan.save(tmp_path / "run" / "solution.nc")
    (tmp_path / "file").write_text("")
    written(tmp_path / "calm", **CALM)
    at = ["redispatch", str(tmp_path / "calm"), str(tmp_path / "run")]
    done = h2opt(*at, "--period", "2040", "--unmet", "el=1", cwd=tmp_path)
    assert done.returncode == 4
    assert "2040 unmet demand el: 0 -> 720" in done.stdout
    table = pd.read_csv(tmp_path / "run" / "redispatch.csv")
    assert set(table["period"]) == {2040}
    for words, message in {
        ("--unmet", "el"): "not CARRIER=PRICE",
        ("--unmet", "ell=1"): "command line, column '--unmet': nothing demands this carrier",
        ("--step", "1", "--days", "2"): "either --step HOURS or --days NUMBER",
        ("--step", "0"): "a number of hours above zero",
        ("--step", "nan"): "a number of hours above zero",
        ("--days", "0"): "Invalid value for '--days'",
        ("--days", "2", "--hours", "0"): "Invalid value for '--hours'",
        ("--hours", "6"): "--hours needs --days",
        ("--period", "2035"): "command line, column '--period': not a period of the case",
        ("--to", "file"): "not a folder",
    }.items():
        done = h2opt(*at, *words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert message in done.stderr, words


def test_a_plan_of_another_scenario_is_told(plan: Solution, tmp_path: Path) -> None:
    plan.save(tmp_path / "run" / "solution.nc")
    more = BASE["case.yaml"] + "scenarios: {more: [{table: demand, where: {carrier: el}, scale: 1.1}]}\n"
    written(tmp_path / "case", **{"case.yaml": more})
    done = h2opt("redispatch", "case", "run", "--scenario", "more", "--period", "2030", cwd=tmp_path)
    assert done.returncode == 4
    assert "Warning: the plan is of scenario base, and is dispatched in scenario more" in done.stderr
    said = h2opt("redispatch", "case", "run", "--period", "2030", cwd=tmp_path).stderr.splitlines()
    assert len(said) == 1  # the plan was saved alone
    assert "run.json is missing beside it" in said[0]


def test_more_typical_days_are_found_as_those_of_the_case() -> None:
    """The days that the case keeps besides stay, whatever their number."""
    stated = TypicalDays(days=2, hours=6, extremes=("peak:load",), method="kmeans")
    asked = TypicalDays(days=12, hours=24, extremes=("peak:load",), method="kmeans")
    assert clock_of(stated, None, 12, 24) == asked
    assert clock_of(FullYear(), None, 12, 24) == TypicalDays(days=12, hours=24)
    assert clock_of(stated, 3.0, None, 24) == FullYear(step=3.0)
    assert clock_of(stated, None, None, 24) is None
