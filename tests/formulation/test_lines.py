"""Directions, ends and auxiliary use of lines and stores, and hours of stores, on cases whose answer can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_features import answer, write

from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case
from optimizer.report.balances import balance, residuals
from optimizer.solution import Solution

HOURS = 8760.0
# B wants 10 MW of heat, which is bought in A; a fifth is lost on 200 km.
MOVED = {
    "regions": "region\nA\nB\n",
    "carriers": "carrier,unit,clock\nheat,MWh,hour\nel,MWh,hour\n",
    "technologies": "technology,kind,reference,direction,measured\npipe,line,heat,shared,sent\n",
    "ports": "technology,carrier,direction,per,at,value,unit\n",
    "parameters": "technology,parameter,value,unit\npipe,capital_cost,100,EUR_2020/kW\npipe,life,10,year\npipe,loss,0.001,1/km\n",
    "routes": "route,technology,from,to,value,unit\nA-B,pipe,A,B,200,km\n",
    "demand": "carrier,region,value,unit\nheat,B,10,MW\n",
    "prices": (
        "carrier,region,kind,value,unit\nheat,A,purchase,10,EUR_2020/MWh\nel,,purchase,50,EUR_2020/MWh\nheat,,unmet,1e5,EUR_2020/MWh\n"
    ),
    "emissions": "flow,carrier,gas,value,unit\npurchase,heat,CO2,0,tCO2/MWh\npurchase,el,CO2,0.5,tCO2/MWh\n",
}


def moved(folder: Path, ports: str = "", lines: str = "", **changes: str) -> Solution:
    more = {"ports": MOVED["ports"] + ports}
    if lines:
        more["technologies"] = MOVED["technologies"].replace("shared,sent", lines)
    s = answer(folder, **{**MOVED, **more, **changes})
    assert float(residuals(balance(s))["residual"].abs().max()) < 1e-6
    return s


def yearly(s: Solution, variable: str, **labels: object) -> float:
    return float((s.variables[variable].sel(labels) * s.inputs["hours_per_year"]).sum())


@pytest.mark.parametrize(("measured", "built"), [("sent", 12.5), ("received", 10.0)])
def test_capacity_limits_what_is_sent_or_what_is_received(measured: str, built: float, tmp_path: Path) -> None:
    s = moved(tmp_path, lines=f"shared,{measured}")
    assert float(s.variables["capacity"].squeeze()) == pytest.approx(built)
    assert yearly(s, "line_flow") == pytest.approx(built * HOURS)
    assert yearly(s, "purchase", carrier="heat") == pytest.approx(12.5 * HOURS)


def test_auxiliary_use_at_both_ends(tmp_path: Path) -> None:
    """Pumps take 0.0001 MWh a MWh and km where it starts, 0.03 where it ends; their power emits where it is bought."""
    ports = (
        "pipe,el,in,flow,start,0.1,kWh/MWh/km\npipe,el,in,forward,end,0.03,MWh/MWh\npipe,el,in,backward,end,7,MWh/MWh\n"
    )
    s = moved(tmp_path, ports)
    taken = {"A": 0.0001 * 200 * 12.5 * HOURS, "B": 0.03 * 12.5 * HOURS}
    shown = balance(s).query("item == 'pipe auxiliary'").set_index("region")["amount"]
    for region, amount in taken.items():
        assert yearly(s, "purchase", carrier="el", region=region) == pytest.approx(amount)
        assert shown[region] == pytest.approx(-amount)
        assert float(s.variables["emission"].sel(region=region).sum()) == pytest.approx(0.5 * amount)


LOOP = {
    "demand": "carrier,region,value,unit\nel,A,20,MW\n",
    "prices": "carrier,region,kind,value,unit\nel,,unmet,1e5,EUR_2020/MWh\n",
    "parameters": MOVED["parameters"].replace("pipe,loss,0.001,1/km\n", ""),
    "emissions": "flow,gas,value,unit\n",
}


@pytest.mark.parametrize(
    ("lines", "routes", "built"),
    [
        ("shared,sent", "", 20.0),
        ("each,sent", "", 10.0),
        ("forward,sent", "B-A,pipe,B,A,200,km\n", 20.0),
    ],
)
def test_what_goes_there_and_back_at_once(lines: str, routes: str, built: float, tmp_path: Path) -> None:
    """A loop gives A 1 MWh for each MWh that leaves or arrives there; a line that carries each way is paid for once."""
    ports = "pipe,el,out,forward,start,1,MWh/MWh\npipe,el,out,backward,end,1,MWh/MWh\n"
    if routes:  # two lines that each lead one way: what starts counts at both ends, half of it in A
        ports = "pipe,el,out,flow,start,1,MWh/MWh\npipe,el,out,flow,end,1,MWh/MWh\n"
        changes = LOOP | {"demand": LOOP["demand"] + "el,B,20,MW\n", "routes": MOVED["routes"] + routes}
    else:
        changes = LOOP
    s = moved(tmp_path, ports, lines, **changes)
    assert float(s.variables["capacity"].sum()) == pytest.approx(built)
    capital = s.costs.to_dataframe().query("line == 'capital'")["discounted_cost"].sum()
    assert capital == pytest.approx(built * 100 / 10)


def test_a_store_by_the_day_is_filled_when_power_is_cheap(tmp_path: Path) -> None:
    """Heat balances by the day and is bought on d1 only; compressors draw by the hour, in the twelve cheap ones.

    What keeps the tank warm draws always, 0.3 kW for each MWh of its size.
    """
    days = ["d1" if i < 200 else "d2" for i in range(365)]
    s = answer(
        tmp_path,
        carriers="carrier,unit,clock\nheat,MWh,day\nel,MWh,hour\n",
        technologies="technology,kind,reference,span\ntank,store,heat,year\n",
        ports="technology,carrier,direction,per,value,unit\ntank,el,in,charge,0.1,MWh/MWh\ntank,el,in,discharge,0.02,MWh/MWh\n"
        "tank,el,in,capacity,0.3,W/kWh\n",
        parameters="technology,parameter,value,unit\ntank,capital_cost,1,EUR_2020/kWh\ntank,life,10,year\n",
        prices=(
            "carrier,kind,value,unit,profile,limit,limit_unit,limit_profile\nheat,purchase,10,EUR_2020/MWh,,100,MW,open\n"
            "el,purchase,50,EUR_2020/MWh,dear,,,\nheat,unmet,1e5,EUR_2020/MWh,,,,\n"
        ),
        emissions="flow,gas,value,unit\n",
        days="day,weight\nd1,200\nd2,165\n",
        steps="day,step,duration\nd1,0,12\nd1,1,12\nd2,0,12\nd2,1,12\n",
        profiles="day,step,open,dear\nd1,0,1,0.2\nd1,1,1,2\nd2,0,0,2\nd2,1,0,0.2\n",
        calendar="day\n" + "\n".join(days) + "\n",
    )
    kept, size = 10 * 24 * 165.0, float(s.variables["capacity"].squeeze())
    lit = 0.3e-3 * size * 12.0
    drawn = (s.variables["purchase"].sel(carrier="el") * s.inputs["hours_per_year"]).squeeze().sel(step=[0, 1])
    assert drawn.sel(day="d1").values.tolist() == pytest.approx([0.1 * kept + 200 * lit, 200 * lit])
    assert drawn.sel(day="d2").values.tolist() == pytest.approx([165 * lit, 0.02 * kept + 165 * lit])
    assert size > 0
    assert float(residuals(balance(s))["residual"].abs().max()) < 1e-6
    assert balance(s).query("carrier == 'el' and item == 'tank charge'")["amount"].item() == pytest.approx(-0.1 * kept)
    assert balance(s).query("item == 'tank standing'")["amount"].item() == pytest.approx(-0.3e-3 * size * 8760)


NIGHT = {
    "technologies": "technology,kind,reference,charge,discharge\ntank,store,heat,pump,pump\npump,power,heat,,\n",
    "ports": "technology,carrier,direction,value,unit\n",
    "parameters": (
        "technology,parameter,value,unit\ntank,capital_cost,1,EUR_2020/kWh\ntank,life,10,year\npump,capital_cost,1,EUR_2020/kW\npump,life,10,year\n"
    ),
    "demand": "carrier,region,value,unit,profile\nheat,A,5,MW,dark\n",
    "prices": (
        "carrier,kind,value,unit,limit,limit_unit,limit_profile\nheat,purchase,10,EUR_2020/MWh,100,MW,light\nheat,unmet,1e5,EUR_2020/MWh,,,\n"
    ),
    "emissions": "flow,gas,value,unit\n",
    "steps": "day,step,duration\nd,0,12\nd,1,12\n",
    "profiles": "day,step,light,dark\nd,0,1,0\nd,1,0,1\n",
}


@pytest.mark.parametrize(
    ("low", "high", "content", "power"),
    [(4, 4, 120, 30), ("", 4, 120, 30), (24, "", 240, 10), (6, 30, 120, 10)],
)
def test_hours_of_a_store(low: object, high: object, content: float, power: float, tmp_path: Path) -> None:
    """10 MW through a night of twelve hours: 120 MWh, and as much more of content or power as the hours ask for."""
    rows = "".join(f"tank,{name},{h},hour\n" for name, h in (("hours_min", low), ("hours_max", high)) if h)
    s = answer(tmp_path, **{**NIGHT, "parameters": NIGHT["parameters"] + rows})
    standing = s.variables["capacity"].squeeze()
    assert float(standing.sel(technology="tank")) == pytest.approx(content)
    assert float(standing.sel(technology="pump")) == pytest.approx(power)


def refused(folder: Path, **tables: str) -> str:
    """What is said of a case that is refused."""
    with pytest.raises(CaseError) as caught:
        prepare(load_case(write(folder, **tables)), vocabulary())
    return str(caught.value)


def test_wrong_lines_are_refused(tmp_path: Path) -> None:
    tables = {
        **MOVED,
        "technologies": MOVED["technologies"].replace("shared,sent", "forward,received") + "wire,line,el,both,sent\n",
        "parameters": MOVED["parameters"].replace("0.001", "0.005"),
        "ports": MOVED["ports"]
        + "pipe,el,in,charge,,1,MWh/MWh\npipe,el,in,flow,middle,1,MWh/MWh\npipe,el,in,forward,,1,kg/MWh\n"
        + "pipe,el,out,forward,,-1,MWh/MWh\npipe,el,in,backward,,1,MWh/MWh\n"
        + "pipe,el,out,flow,start,1,MWh/MWh\npipe,el,out,,,1,MWh/MWh\n",
    }
    said = refused(tmp_path, **tables)
    for words in (
        "ports.csv, row 2, column 'per': a port of a line is not per that (found: charge); allowed: empty, flow, forward, backward",
        "ports.csv, row 3, column 'at'",
        "(found: middle); allowed: start, end",
        "ports.csv, row 4, column 'unit': wrong unit (found: kg/MWh",
        "ports.csv, row 5, column 'value': must not be negative",
        "ports.csv, row 6, column 'per': the line has no backward flow",
        "ports.csv, row 8, column 'per': the same port stands in row 7 already",
        "technologies.csv, row 3, column 'direction'",
        "(found: both); allowed: shared, each, forward",
        "parameters.csv, row 4, column 'value': all is lost",
    ):
        assert words in said


def test_wrong_stores_are_refused(tmp_path: Path) -> None:
    tables = {
        **NIGHT,
        "technologies": NIGHT["technologies"].replace("discharge\n", "discharge,direction,measured\n")
        + "fan,power,heat,,,each,received\npot,store,heat,,,,\n",
        "parameters": NIGHT["parameters"] + "pump,hours_max,4,hour\npot,hours_min,4,hour\n",
        "ports": (
            "technology,carrier,direction,per,at,group,value,unit\ntank,coal,in,,,,1,MWh/MWh\ntank,coal,in,charge,end,,1,MWh/MWh\n"
            "tank,coal,in,discharge,,g,1,MWh/MWh\npump,coal,in,charge,,,1,MWh/MWh\ntank,coal,in,capacity,,,1,MWh/MWh\n"
        ),
    }
    said = refused(tmp_path, **tables)
    for words in (
        "ports.csv, row 2, column 'per': a port of a store is not per that (found: empty); allowed: charge, discharge, capacity",
        "ports.csv, row 3, column 'at': a store stands in one place",
        "ports.csv, row 4, column 'group': only ports of converters have free shares",
        "ports.csv, row 5, column 'technology': a power has no ports",
        "ports.csv, row 6, column 'unit': wrong unit",
        "technologies.csv, row 4, column 'direction': a power moves nothing",
        "technologies.csv, row 4, column 'measured': a power moves nothing (found: received",
        "'hours_max' does not belong to a power",
        "'pot' has no power to count hours of",
    ):
        assert words in said
    hours = NIGHT["parameters"] + "tank,hours_min,5,hour\ntank,hours_max,4,hour\n"
    said = refused(tmp_path / "hours", **{**NIGHT, "parameters": hours})
    assert "'tank': more hours at least than at most (found: hours_min 5, hours_max 4)" in said
