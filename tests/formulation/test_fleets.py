"""Lines of vehicles and lengths of ways, on cases whose answer can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from losing import notices
from test_features import answer, write
from test_lines import MOVED

from optimizer.certificate.physics import numbers
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case
from optimizer.solution import Solution

# 10 t of hydrogen a day over a beeline of 200 km, 260 km of road: a trip takes 2 (260/50 + 1.5) = 13.4 h, 2,000 h a year are driven
TRIPS = 2000 / 13.4
FLEET = 10_000 * 365 / 1100 / TRIPS
TRUCKS = {
    "carriers": "carrier,unit,clock\nh2,kg,day\n",
    "technologies": "technology,kind,reference,capacity_unit,whole\ntruck,line,h2,vehicle,no\n",
    "ports": MOVED["ports"],
    "parameters": (
        "technology,parameter,value,unit\ntruck,capital_cost,820,kEUR_2020/vehicle\ntruck,life,10,year\n"
        "truck,fixed_cost,102.4,kEUR_2020/vehicle/year\ntruck,transport_cost,0.00114,EUR_2020/kg/km\n"
        "truck,payload,1.1,t/vehicle\ntruck,speed,50,km/hour\ntruck,loading_time,90,minute\ntruck,driven_hours,2000,hour/year\n"
    ),
    "regions": MOVED["regions"],
    "routes": "route,technology,from,to,value,unit,factor\nA-B,truck,A,B,200,km,1.3\n",
    "demand": "carrier,region,value,unit\nh2,B,10,t/day\n",
    "prices": "carrier,region,kind,value,unit\nh2,A,purchase,4,EUR_2020/kg\nh2,,unmet,1e4,EUR_2020/kg\n",
    "emissions": "flow,gas,value,unit\n",
}


def paid(s: Solution, line: str) -> float:
    return float(s.costs.to_dataframe().query("line == @line")["discounted_cost"].sum())


def test_a_fleet_by_hand(tmp_path: Path) -> None:
    s = answer(tmp_path, **TRUCKS)
    assert s.meta["status"] == "certified"
    assert round(FLEET, 2) == 22.23
    assert float(s.variables["capacity"].sum()) == pytest.approx(FLEET)
    assert str(s.variables["capacity"]["capacity_unit"].values[0]) == "vehicle"
    assert paid(s, "capital") == pytest.approx(820 / 10 * FLEET)
    assert paid(s, "fixed") == pytest.approx(102.4 * FLEET)
    assert paid(s, "transport") == pytest.approx(0.00114 * 260 * 3.65e3), "toll and fuel by the kilometre of road"


def test_whole_vehicles(tmp_path: Path) -> None:
    more = TRUCKS["parameters"] + "truck,unit_size,1,vehicle\n"
    s = answer(tmp_path, **TRUCKS | {"technologies": TRUCKS["technologies"].replace(",no", ",yes"), "parameters": more})
    assert float(s.variables["capacity"].sum()) == pytest.approx(23)


def test_a_leap_year_has_more_hours_to_spread_trips_over(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, **TRUCKS))
    longer = load_case(
        write(tmp_path / "leap", **TRUCKS, yaml=Path(tmp_path / "case.yaml").read_text().replace("8760", "8784"),
              days="day,weight\nd,366\n")
    )  # fmt: skip
    carries = [numbers(prepare(c, vocabulary()).values["line_carries"])["truck", "A-B", 2030] for c in (case, longer)]
    assert carries[0] / carries[1] == pytest.approx(8784 / 8760)


def test_the_witness_notices_a_fleet_that_is_too_small(tmp_path: Path) -> None:
    """In tonnes a vehicle carries less than 1 an hour: a model that forgets it builds too few."""
    inputs = prepare(
        load_case(write(tmp_path, **TRUCKS | {"carriers": "carrier,unit,clock\nh2,t,day\n"})), vocabulary()
    )
    notices("use within what stands", "line_carries", inputs)


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("parameters", "truck,speed,50,km/hour\n", "", "line 'truck' of vehicles has no speed on 'A-B'"),
        ("technologies", "h2,vehicle,", "h2,,", "'truck' is not measured in vehicles"),
        (
            "parameters",
            "truck,speed,50,km/hour",
            "truck,speed,0,km/hour",
            r"speed is out of range \(found: 0 km/hour\); allowed: above 0 km/hour",
        ),
        ("parameters", "820,kEUR_2020/vehicle", "820,kEUR_2020/vehicle/km", "does not grow with the way"),
        ("routes", "200,km,1.3", "200,km,0", "a way has a length"),
        (
            "parameters",
            "driven_hours,2000",
            "driven_hours,9000",
            r"driven_hours is out of range \(found: 9000 hour/year\); allowed: 0 to 8784 hour/year",
        ),
    ],
)
def test_a_fleet_that_is_not_told(table: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    assert old in TRUCKS[table]
    with pytest.raises(CaseError, match=words):
        load_case(write(tmp_path, **TRUCKS | {table: TRUCKS[table].replace(old, new)}))


def test_factors_lengthen_what_is_stated_per_km(tmp_path: Path) -> None:
    """A pipe of a beeline of 200 km is 1.4 times as long: it costs and loses so much more."""
    pipe = MOVED | {"routes": "route,technology,from,to,value,unit,factor\nA-B,pipe,A,B,200,km,1.4\n"}
    s = answer(tmp_path, **pipe | {"parameters": MOVED["parameters"] + "pipe,transport_cost,0.01,EUR_2020/MWh/km\n"})
    sent = 10 / (1 - 0.001 * 280)
    assert float(s.variables["capacity"].squeeze()) == pytest.approx(sent)
    assert paid(s, "transport") == pytest.approx(0.01 * 280 * sent * 8.76)
