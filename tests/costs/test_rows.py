"""Rows that the library writes for a case: the optimizer pays with them what the functions say."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from command import h2opt

from optimizer.costs import pipe_classes, pipeline, rows, trucks
from optimizer.costs.charges import Charge
from optimizer.costs.table import kinds
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

DAILY = 20_000.0
HEAD = "technology,parameter,value,unit\n"
CASE = {
    "regions": "region\nplant\ncity\n",
    "carriers": "carrier,unit,clock\nh2,kg,day\n",
    "demand": f"carrier,region,value,unit\nh2,city,{DAILY},kg/day\n",
    "days": "day,weight\nd,365\n",
    "steps": "day,step,duration\nd,0,24\n",
}


def case_of(folder: Path, money: str, more: str = "", **tables: str) -> Solution:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(
        f"name: t\nmoney: {money}\ndiscount_rate: 0.08\nwacc: 0.08\nbase_year: 2030\nperiods: [{{label: 2030, first_year: 2030, years: 1}}]\n"
        f"clock: {{given_days: {{}}}}\nyear_hours: 8760\nsolve: {{gap: 0}}\n{more}",
        encoding="utf-8",
    )
    prices = (
        f"carrier,region,kind,value,unit\nh2,plant,purchase,0,{money}/kg\nh2,city,purchase,1e4,{money}/kg\n"
        f"h2,,unmet,1e6,{money}/kg\n"
    )
    for name, text in {**CASE, "prices": prices, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return run(load_case(folder))


def of_table(found: list[rows.Row]) -> str:
    """Without source, which the case would have to list."""
    return HEAD + "".join(f"{k},{name},{value!r},{unit}\n" for k, name, value, unit, *_ in found)


@pytest.mark.parametrize("kind", ["gas_200bar_cn", "gas_300bar_cn", "gas_500bar", "liquid", "lohc", "nh3"])
def test_trucks_cost_what_the_function_says(kind: str, tmp_path: Path) -> None:
    c, charge, beeline = trucks.truck(kind, boil_off=0.0), Charge(0.08), 120.0
    s = case_of(
        tmp_path,
        c.money,
        technologies="technology,kind,reference,capacity_unit\ntruck,line,h2,vehicle\n",
        parameters=of_table(rows.of_trucks("truck", c, charge, "HIM")),
        routes=f"route,technology,from,to,value,unit,factor\nroad,truck,plant,city,{beeline},km,1.3\n",
    )
    far = trucks.road(beeline)
    assert s.meta["objective"] == pytest.approx(365 * DAILY * trucks.per_kilogram(far, c, charge).total, rel=1e-6)
    assert float(s.variables["capacity"].sum()) == pytest.approx(trucks.fleet(DAILY, far, c), rel=1e-6)


def test_boil_off_on_the_way() -> None:
    """By the kilometre it is what the function says of the way; the stop at the end is left out."""
    c = trucks.truck("liquid", load_time=0.0)
    (lost,) = [r[2] for r in rows.of_trucks("truck", c, Charge(0.08), "HIM") if r[1] == "loss"]
    assert 500 * lost == pytest.approx(trucks.boiled_off(500.0, c), rel=2e-3)


def test_the_smallest_pipe_that_carries_it_is_laid(tmp_path: Path) -> None:
    """Two of 100 mm, or one of 150: the trench counts."""
    found = pipe_classes.classes(140.0, 100.0, 50.0, (100.0, 150.0, 200.0))
    daily = 1.2 * found[0].most
    names = [f"pipe_{c.diameter:g}" for c in found]
    s = case_of(
        tmp_path,
        "EUR_2015",
        demand=f"carrier,region,value,unit\nh2,city,{daily!r},kg/day\n",
        technologies="technology,kind,reference,whole\n" + "".join(f"{k},line,h2,yes\n" for k in names),
        parameters=of_table(rows.of_pipes("pipe", found)),
        routes="route,technology,from,to,value,unit,factor\n"
        + "".join(f"way of {k},{k},plant,city,100,km,1.4\n" for k in names),
    )
    built = {
        str(k): float(v) for k, v in s.variables["capacity_built"].sum(["location", "vintage"]).to_series().items()
    }
    assert [n for n, v in built.items() if v > 1e-6] == ["pipe_150"]
    assert built["pipe_150"] == pytest.approx(found[1].most / 24.0)
    yearly = Charge(0.08).of(pipeline.him().life) * found[1].metre + found[1].upkeep
    assert s.meta["objective"] == pytest.approx(140e3 * yearly, rel=1e-6)


def test_classes_hold_their_pressure_and_pieces_lie_below_the_curve() -> None:
    for c in pipe_classes.classes(200.0, 80.0, 40.0, (150.0, 600.0)):
        assert pipeline.outlet_pressure(c.most, c.diameter, 200.0, 80.0) == pytest.approx(40.0, abs=1e-6)
        assert pipeline.diameter_by_pressure(c.most, 200.0, 80.0, 40.0) == pytest.approx(c.diameter, rel=1e-6)
    pieces = pipe_classes.pressure_pieces(300.0, 200.0, 80.0, 40.0)
    for (q0, p0), (q1, p1) in pairwise(pieces):
        assert pipeline.outlet_pressure((q0 + q1) / 2, 300.0, 200.0, 80.0) >= (p0 + p1) / 2


def test_trailers_that_stand_at_stations_are_counted(tmp_path: Path) -> None:
    """Stations of 1 000 kg/d, one trailer at each: 2 500 kg/d need three stations, three trailers there, and those on the road."""
    c = trucks.truck("gas_500bar")
    truck = rows.of_trucks("truck", c, Charge(0.08), "HIM")
    s = case_of(
        tmp_path,
        "EUR_2015",
        carriers="carrier,unit,clock\nh2,kg,hour\nnozzle,kg,hour\n",
        demand="carrier,region,value,unit\nnozzle,city,2500,kg/day\n",
        technologies="technology,kind,reference,whole,capacity_unit\ntruck,line,h2,no,vehicle\nstation,converter,nozzle,yes,\n"
        "standing,store,h2,no,\n",
        ports="technology,carrier,direction,value,unit\nstation,nozzle,out,1,kg/kg\nstation,h2,in,1,kg/kg\n",
        parameters=of_table(truck)
        + f"station,unit_size,{1000 / 24!r},kg/hour\nstation,capital_cost,33264,EUR_2015/(kg/hour)\nstation,life,10,year\n"
        + f"standing,capital_cost,{c.trailer / c.payload!r},EUR_2015/kg\nstanding,life,12,year\n",
        routes="route,technology,from,to,value,unit,factor\nroad,truck,plant,city,100,km,1.3\n",
        policies="id,kind,quantity,technology,relative_to,area,sense,value,unit\n"
        f"trailers,linked_capacity,capacity,standing,station,each,>=,{c.payload / 1000 * 24!r},kg/(kg/hour)\n",
    )
    capacity = s.variables["capacity"].sum(["location", "period"])
    assert float(capacity.sel(technology="station")) == pytest.approx(3000 / 24)
    standing = float(capacity.sel(technology="standing")) / c.payload
    on_the_road = float(capacity.sel(technology="truck"))
    assert standing == pytest.approx(3.0)
    assert trucks.trailers(2500, 130.0, c, stations=3) == -(-on_the_road // 1) + round(standing)


@pytest.mark.parametrize("kind", kinds("truck"))
def test_every_truck_has_rows(kind: str) -> None:
    text = rows.written(rows.of_trucks("truck", trucks.truck(kind), Charge(0.08), "HIM"))
    named = [r["parameter"] for r in csv.DictReader(StringIO(text))]
    assert {"capital_cost", "life", "payload", "speed", "loading_time", "driven_hours"} <= set(named)


def test_the_commands_print_rows(tmp_path: Path) -> None:
    done = h2opt("cost", "truck", "--kind", "nh3", "--rows", "ammonia", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(",".join(rows.HEAD))
    assert "ammonia,payload,2600,kg/vehicle,HIM; GEOH2,derived," in done.stdout
    asked = ("cost", "pipeline", "--rows", "pipe", "--distance", "250", "--inlet", "100")
    assert "pipe_300,unit_size," in h2opt(*asked, "--outlet", "50", cwd=tmp_path).stdout
    assert h2opt(*asked, cwd=tmp_path).returncode == 2
    assert h2opt("cost", "truck", "--rows", "t", "--money", "CNY_2020", cwd=tmp_path).returncode == 2
