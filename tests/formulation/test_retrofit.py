"""Retrofits, worked by hand: who pays what, what stands for how long, and what may not be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_features import BASE, answer, write

from optimizer.errors import CaseError
from optimizer.finance import annuity
from optimizer.pipeline import load_case
from optimizer.report.tables import capacity
from optimizer.solution import Solution
from optimizer.study.myopic import myopic

YAML = (
    "name: f\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0.05\nbase_year: 2030\nyear_hours: 8760\nclock: {given_days: {}}\n"
    "periods: [{label: 2030, first_year: 2030, years: 5}, {label: 2035, first_year: 2035, years: 5}, {label: 2040, first_year: 2040, years: 10}]\n"
)
COAL = {
    "yaml": YAML,
    "carriers": "carrier,unit,surplus\nheat,MWh,no\ncoal,MWh,no\n",
    "technologies": "technology,kind,reference,build,retire\ncoal_plant,converter,heat,no,no\ncapture,converter,heat,no,no\n",
    "ports": (
        "technology,carrier,direction,value,unit\ncoal_plant,heat,out,1,MWh/MWh\ncoal_plant,coal,in,2,MWh/MWh\n"
        "capture,heat,out,1,MWh/MWh\ncapture,coal,in,2.5,MWh/MWh\n"
    ),
    "parameters": (
        "technology,parameter,value,unit\ncoal_plant,life,30,year\ncoal_plant,fixed_cost,7,EUR_2020/kW/year\n"
        "coal_plant,capital_cost,1000,EUR_2020/kW\ncapture,life,20,year\ncapture,fixed_cost,13,EUR_2020/kW/year\n"
    ),
    "existing_capacity": "technology,region,build_year,value,unit,pays\ncoal_plant,A,2014,20,MW,capital\n",
    "retrofits": "from,to,value,unit,capacity_factor\ncoal_plant,capture,300,EUR_2020/kW,0.8\n",
    "prices": "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nheat,unmet,1e4,EUR_2020/MWh\n",
    "emissions": (
        "flow,technology,carrier,gas,value,unit\nactivity,coal_plant,coal,CO2,0.34,tCO2/MWh\nactivity,capture,coal,CO2,0.034,tCO2/MWh\n"
        "purchase,,coal,CO2,0,tCO2/MWh\n"
    ),
    "policies": "id,kind,year,value,unit\nprice,price,2030,0,EUR_2020/tCO2\nprice,price,2035,300,EUR_2020/tCO2\n",
}


def line(s: Solution, name: str, item: str) -> float:
    """What is paid; of capital with the margin of its financing."""
    names = [name, "financing margin"] if name in ("capital", "retrofit") else [name]
    table = s.costs.to_dataframe()
    return float(table[table["line"].isin(names) & (table["item"] == item)]["discounted_cost"].sum())


def stands(s: Solution, technology: str) -> list[float]:
    return s.variables["capacity"].sel(technology=technology, location="A").fillna(0).values.tolist()


def test_coal_becomes_coal_with_capture(tmp_path: Path) -> None:
    """From 2035 on it must capture; the plant of 2014 stands until 2044, four of the last ten years.

    A demand of 8 MW needs 10 MW of it; as the last period has two fifths of what stands, all 20 MW are retrofitted there.
    """
    demand = "carrier,region,year,value,unit\nheat,A,2030,8,MW\nheat,A,2035,8,MW\nheat,A,2040,6.4,MW\n"
    s = answer(tmp_path, demand=demand, **COAL)
    done = s.variables["capacity_retrofitted"].sum(["technology", "target", "location", "vintage"])
    assert done.sel(period=[2035, 2040]).sum() == pytest.approx(20)
    r = float(done.sel(period=2035))
    assert r == pytest.approx(10)
    assert stands(s, "capture") == pytest.approx([0, 8, 6.4])
    assert stands(s, "coal_plant") == pytest.approx([20, 10, 0])
    # the annuity of 2014 is sunk: it is owed until 2044 whatever becomes of the plant
    assert line(s, "capital", "coal_plant") == pytest.approx(20 * 1000 * float(annuity(0.05, 30)) * 14)
    # what is left of the plant pays the retrofit: nine years from 2035, four from 2040, not the twenty of the target
    paid = 0.8 * 300 * 10 * (float(annuity(0.05, 9)) * 9 + float(annuity(0.05, 4)) * 4)
    assert line(s, "retrofit", "capture") == pytest.approx(paid)
    assert line(s, "fixed", "coal_plant") == pytest.approx(7 * (20 * 5 + 10 * 5))
    assert line(s, "fixed", "capture") == pytest.approx(13 * (8 * 5 + 6.4 * 10))
    assert s.meta["status"] == "certified"
    shown = capacity(s).set_index(["technology", "period"])["retrofitted"]
    assert shown.loc["coal_plant"].tolist() == pytest.approx([0, 10, 10])


def test_the_targets_own_life(tmp_path: Path) -> None:
    """With a life of its own the target goes on after the source would have ended, and is paid over its 20 years."""
    retrofits = "from,to,value,unit,life\ncoal_plant,capture,300,EUR_2020/kW,target\n"
    demand = "carrier,region,year,value,unit\nheat,A,2030,8,MW\nheat,A,2035,8,MW\nheat,A,2040,8,MW\n"
    s = answer(tmp_path, demand=demand, **{**COAL, "retrofits": retrofits})
    assert stands(s, "capture") == pytest.approx([0, 8, 8])
    assert stands(s, "coal_plant") == pytest.approx([20, 12, 0.4 * 12])
    assert line(s, "retrofit", "capture") == pytest.approx(300 * 8 * float(annuity(0.05, 20)) * 15)


@pytest.mark.parametrize("retire", ["no", "yes"])
def test_no_more_than_stands_and_only_once(retire: str, tmp_path: Path) -> None:
    """Somebody would pay for retrofits without end (a subsidy on what stands): there are 20 MW, and no third step."""
    technologies = COAL["technologies"].replace("heat,no,no", f"heat,no,{retire}") + "more,converter,heat,no,no\n"
    s = answer(
        tmp_path,
        demand="carrier,region,value,unit\nheat,A,4,MW\n",
        **{
            **COAL,
            "technologies": technologies,
            "ports": COAL["ports"] + "more,heat,out,1,MWh/MWh\nmore,coal,in,1,MWh/MWh\n",
            "parameters": COAL["parameters"] + "more,life,20,year\n",
            "retrofits": COAL["retrofits"] + "capture,more,1,EUR_2020/kW,\n",
            "policies": "id,kind,quantity,technology,value,unit\npaid,subsidy,capacity,capture;more,9999,EUR_2020/kW/year\n",
            "existing_capacity": COAL["existing_capacity"].replace("2014", "2020"),
        },
    )
    assert stands(s, "capture") == pytest.approx([16, 16, 16])
    assert stands(s, "coal_plant") == pytest.approx([0, 0, 0], abs=1e-6)
    assert "more" not in s.variables["technology"].values or max(stands(s, "more")) == 0


def test_what_is_left_of_a_path(tmp_path: Path) -> None:
    """Build years unknown: 20 MW that become 5 MW; half of it retrofitted stands as half of the path."""
    existing = "technology,region,year,value,unit\ncoal_plant,A,2030,20,MW\ncoal_plant,A,2040,5,MW\n"
    demand = "carrier,region,year,value,unit\nheat,A,2030,8,MW\nheat,A,2035,5,MW\nheat,A,2040,2,MW\n"
    s = answer(tmp_path, demand=demand, **{**COAL, "existing_capacity": existing})
    # 5 / 0.8 = 6.25 of the 12.5 MW in 2035, of which 5 / 12.5 are left in 2040: 2.5 MW, or 2 MW of the target
    assert stands(s, "capture") == pytest.approx([0, 5, 2])
    assert stands(s, "coal_plant") == pytest.approx([20, 6.25, 2.5])
    # nobody knows when it ends: paid over the 20 years of the target
    assert line(s, "retrofit", "capture") == pytest.approx(300 * 5 * float(annuity(0.05, 20)) * 15)


def test_a_pipe_for_another_gas(tmp_path: Path) -> None:
    """100 km at 3 EUR/(kg/hour)/km; a MW of the old pipe carries 20 kg/hour in the new one; the route is the same."""
    s = answer(
        tmp_path,
        yaml=BASE["case.yaml"].replace("years: 1}]", "years: 1}, {label: 2031, first_year: 2031, years: 1}]"),
        regions="region\nA\nB\n",
        carriers="carrier,unit\ngas,MWh\nh2,kg\n",
        technologies="technology,kind,reference,build\nold,line,gas,no\nnew,line,h2,no\n",
        ports="technology,carrier,direction,value,unit\n",
        parameters="technology,parameter,value,unit\nold,life,30,year\nnew,life,1,year\n",
        routes="route,technology,from,to,value,unit\nA-B,old,A,B,90,km\nA-B,new,A,B,100,km\n",
        existing_capacity="technology,region,build_year,value,unit\nold,A-B,2020,50,MW\n",
        retrofits="from,to,value,unit,capacity_factor,factor_unit\nold,new,3,EUR_2020/(kg/hour)/km,20,kg/MWh\n",
        demand="carrier,region,year,value,unit\ngas,B,2030,10,MW\ngas,B,2031,9,MW\nh2,B,2030,0,kg/hour\nh2,B,2031,600,kg/hour\n",
        prices="carrier,region,kind,value,unit\ngas,A,purchase,10,EUR_2020/MWh\nh2,A,purchase,1,EUR_2020/kg\n",
        emissions="flow,gas,value,unit\n",
    )
    standing = s.variables["capacity"].sel(location="A-B", period=2031)
    assert float(standing.sel(technology="new")) == pytest.approx(600)
    assert float(standing.sel(technology="old")) == pytest.approx(50 - 600 / 20)
    # in thousands of euros; one year of amortisation
    assert line(s, "retrofit", "new") == pytest.approx(600 * 3 * 100 / 1000)


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (
            "retrofits",
            "coal_plant,capture,",
            "capture,capture,",
            "row 2, column 'to': plant cannot be turned into itself",
        ),
        ("retrofits", "coal_plant,capture,", "coal_plant,capturing,", "unknown technology"),
        ("retrofits", ",0.8", ",0", "row 2, column 'capacity_factor': must be above zero"),
        ("retrofits", "300,", "-300,", "must not be negative"),
        ("retrofits", "EUR_2020/kW,", "EUR_2020/kWh,", "wrong unit"),
        ("technologies", "capture,converter", "capture,store", "a converter cannot become a store"),
        ("parameters", "capture,life,20,year\n", "", "'capture' has no life"),
    ],
)
def test_wrong_retrofits_are_refused(table: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in COAL[table]
    with pytest.raises(CaseError) as caught:
        load_case(write(tmp_path, **{**COAL, table: COAL[table].replace(old, new)}))
    assert message in str(caught.value)


def test_rows_of_one_retrofit_agree_and_places_are_shared(tmp_path: Path) -> None:
    rows = "from,to,year,value,unit,life\ncoal_plant,capture,2030,3,EUR_2020/kW,source\ncoal_plant,capture,2040,3,EUR_2020/kW,target\n"
    with pytest.raises(CaseError, match="column 'life': rows from 'coal_plant' to 'capture' differ"):
        load_case(write(tmp_path / "a", **{**COAL, "retrofits": rows}))
    technologies = (
        "technology,kind,reference,build,regions\ncoal_plant,converter,heat,no,A\ncapture,converter,heat,no,B\n"
    )
    with pytest.raises(CaseError, match="share no place"):
        load_case(write(tmp_path / "b", **{**COAL, "technologies": technologies, "regions": "region\nA\nB\n"}))


def test_windows_carry_retrofits(tmp_path: Path) -> None:
    """What is retrofitted in 2035 stands in the window of 2040 as what it became, and is retrofitted once."""
    demand = "carrier,region,year,value,unit\nheat,A,2030,8,MW\nheat,A,2035,8,MW\nheat,A,2040,3.2,MW\n"
    case = load_case(write(tmp_path, **{**COAL, "demand": demand}))
    *_, last = myopic(case)
    assert stands(last.solution, "capture") == pytest.approx([0, 8, 3.2], rel=1e-5)
    whole = last.solution.variables["capacity_retrofitted"].sum(("technology", "target", "location", "vintage"))
    assert whole.sel(period=[2035, 2040]).values.tolist() == pytest.approx([10, 0], abs=1e-5)
