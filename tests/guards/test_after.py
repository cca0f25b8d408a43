"""Flows that cancel in the same step are listed with what they amount to and the price that caused them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xarray as xr
from test_features import BASE, answer

from optimizer.guards import after
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution

# 20 MW of boilers that cannot be throttled, for 10 MW of heat that nobody may dump
FORCED = {
    "ports": "technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\n",
    "potentials": "technology,region,limit,value,unit\nboiler,A,capacity_min,20,MW\n",
    "emissions": "flow\n",
}
LIFE = BASE["parameters.csv"] + "boiler,minimum_load,1,1\n"


@pytest.fixture(scope="module")
def both_ways(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    """A line to nowhere that loses a tenth each way, at 1 EUR/MWh moved."""
    changes = {
        "regions": "region\nA\nB\n",
        "technologies": "technology,kind,reference,regions\nboiler,converter,heat,A\nmain,line,heat,\n",
        "parameters": LIFE + "main,life,10,year\nmain,loss,0.1,1\nmain,transport_cost,1,EUR_2020/MWh\n",
        "routes": "route,technology,from,to,value,unit\nA-B,main,A,B,1,km\n",
    }
    return answer(tmp_path_factory.mktemp("line"), **FORCED, **changes)


def test_a_line_that_flows_both_ways(both_ways: Solution) -> None:
    """F - 0.9 G = 10 at A and 0.9 F = G at B: F = 10 / 0.19, G = 9 / 0.19. A MW more of heat to lose costs (1 + 0.9) / 0.19 EUR."""
    line = both_ways.meta["guards"]["after"]
    assert len(line) == 1
    amount = f"{9 / 0.19 * 8760:.4g} MWh/year"
    assert line[0].startswith(f"main on A-B (2030) flows both ways in the same steps: {amount}, 90.0% of what flows;")
    assert "heat is worth -10 EUR_2020/MWh then: less than nothing, so losing it pays" in line[0]
    assert line[0] in both_ways.meta["notes"]
    assert both_ways.meta["status"] == "certified"


def test_one_note_a_technology(both_ways: Solution) -> None:
    """The same line in a second period, with half of the flow: the sentence is about the larger, and counts both."""
    later = both_ways.variables["line_flow"].assign_coords(period=[2040]) * 0.5
    flow = xr.concat([both_ways.variables["line_flow"], later], "period")
    hours = both_ways.inputs["hours_per_year"]
    price = both_ways.duals["carrier_price"]
    twice = {n: xr.concat([a, a.assign_coords(period=[2040])], "period") for n, a in (("h", hours), ("p", price))}
    s = replace(
        both_ways,
        variables=xr.Dataset({"line_flow": flow}).assign(
            {n: both_ways.variables[n] for n in ("reference", "activity_unit")}
        ),
        inputs=xr.Dataset({"hours_per_year": twice["h"], "route_from": both_ways.inputs["route_from"]}),
        duals=xr.Dataset({"carrier_price": twice["p"]}),
    )
    told = [str(g) for g in after(s)]
    assert len(told) == 1
    assert told[0].startswith("main on A-B (2030) flows both ways")
    assert told[0].endswith("; it does so 2 times, on 1 route and in 2 periods")


def test_the_policy_that_pays_is_named(both_ways: Solution) -> None:
    paying = {"id": "more_heat", "kind": "subsidy", "price": 3.0}
    told = after(replace(both_ways, meta={**both_ways.meta, "policies": [paying]}))
    assert "so losing it pays (policies that pay for flows: more_heat)" in told[0].sentence


def test_policies_that_cannot_pay_are_not_named(both_ways: Solution) -> None:
    """Of a floor that costs something, one that is met with room, sales of cars, and a ceiling: only the first pays for heat."""
    policy = {"kind": "activity", "price": 3.0, "sense": ">=", "status": "binding", "unit": "GWh/year"}
    met = policy | {"id": "met", "status": "met", "price": 1e-9}
    others = [met, policy | {"id": "cars", "unit": "kvehicle"}, policy | {"id": "most", "sense": "<="}]
    told = after(replace(both_ways, meta={**both_ways.meta, "policies": [policy | {"id": "least"}, *others]}))
    assert "(policies that pay for flows: least)" in told[0].sentence


def test_the_workbook_says_so(both_ways: Solution, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(write_workbook(both_ways, tmp_path / "summary.xlsx"))["README"]
    assert any("flows both ways" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(("carrier", "told"), [("coal", True), ("heat", False)])
def test_noise_is_measured_against_flows_of_the_same_carrier(both_ways: Solution, carrier: str, told: bool) -> None:
    """A plant that is counted in kilometres runs ten million times as much: only beside the carrier's own flows is that a scale."""
    v = both_ways.variables
    reference = v["reference"].copy()
    reference.loc[{"technology": "boiler"}] = carrier
    busy = v.assign(activity=v["activity"] * 1e7, reference=reference)
    assert bool(after(replace(both_ways, variables=busy))) is told


@pytest.mark.parametrize(("share", "told"), [(1.0, True), (2e-3, True), (5e-4, False)])
def test_less_than_a_thousandth_is_noise(both_ways: Solution, share: float, told: bool) -> None:
    flow = both_ways.variables["line_flow"].copy()
    forward = flow.sel(direction="forward")
    flow.loc[{"direction": "backward"}] = share * forward
    assert bool(after(replace(both_ways, variables=both_ways.variables.assign(line_flow=flow)))) is told


def test_a_store_that_charges_and_discharges_at_once(tmp_path: Path) -> None:
    """Half of what enters the tank is lost: 20 MW in and 10 out lose the 10 MW too many; nothing is saved by losing less."""
    changes = {
        "technologies": "technology,kind,reference\nboiler,converter,heat\ntank,store,heat\n",
        "parameters": LIFE + "tank,life,10,year\ntank,charge_efficiency,0.5,1\n",
    }
    s = answer(tmp_path, **FORCED, **changes)
    told = s.meta["guards"]["after"]
    assert len(told) == 1
    assert told[0].startswith(
        "tank in A (2030) charges and discharges in the same steps: 8.76e+04 MWh/year, 50.0% of what flows;"
    )
    assert "what is lost costs nothing" in told[0]
