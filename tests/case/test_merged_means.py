"""Means of merged regions: by which weight, on lines too, and where members say nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from test_regions_of_a_run import write

from optimizer.case.model import Case
from optimizer.pipeline import load_case

TECHNOLOGIES = "technology,kind,reference,regions,direction\nwind,converter,el,,\nsun,converter,el,A;B,\nheap,store,el,,\npipe,line,el,,\none,line,el,,forward\n"
ROUTES = (
    "route,technology,from,to,value,unit\nA-C,pipe,A,C,100,km\nC-B,pipe,C,B,200,km\nA-B,pipe,A,B,10,km\n"
    "A-C,one,A,C,100,km\nC-B,one,C,B,200,km\nB-C,one,B,C,300,km\n"
)
PARAMETERS = (
    "technology,parameter,region,year,value,unit,profile\nwind,life,,,20,year,\nsun,life,,,20,year,\nheap,life,,,9,year,\npipe,life,,,40,year,\none,life,,,40,year,\n"
    "wind,capital_cost,A,2030,1000,EUR_2020/kW,\nwind,capital_cost,A,2040,800,EUR_2020/kW,\nwind,capital_cost,B,,2,EUR_2020/W,\n"
    "wind,availability,,,0.8,1,gust\nsun,availability,A,,0.5,1,gust\nsun,availability,B,,1,1,gust\nwind,minimum_load,A,,0.4,1,\nwind,ramp_up,A,,0.1,1/hour,\n"
    "heap,initial_content,,,7,MWh,\npipe,capital_cost,A-C,,3,EUR_2020/kW/km,\npipe,capital_cost,,,500,EUR_2020/kW,\npipe,loss,,,0.001,1/km,\n"
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(
        write(
            tmp_path_factory.mktemp("m"),
            "regions: {by: pair}",
            technologies=TECHNOLOGIES,
            routes=ROUTES,
            parameters=PARAMETERS,
            ports="technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nsun,el,out,1,MWh/MWh\n",
            potentials="technology,region,limit,value,unit\nwind,A,capacity_max,1,MW\nwind,B,capacity_max,2,MW\n",
            existing_capacity=(
                "technology,region,build_year,value,unit\nwind,A,2020,1,MW\npipe,A-C,2020,3,MW\npipe,C-B,2021,1,MW\npipe,A-B,2020,9,MW\none,B-C,2020,2,MW\n"
            ),
            profiles="day,step,A_gust,B_gust,gust\nd,0,0.5,0.2,0.9\nd,1,1,0.6,0.3\n",
            emissions=(
                "flow,technology,carrier,region,gas,value,unit\nsurplus,,el,A,CO2,3,tCO2/MWh\nactivity,sun,,B,CO2,5,tCO2/MWh\npurchase,,el,,CO2,0,tCO2/MWh\n"
            ),
            demand="carrier,region,value,unit\nel,A,6,MW\nel,B,2,MW\nel,C,2,MW\n",
        )
    )  # fmt: skip


def amounts(case: Case, technology: str, parameter: str) -> dict[tuple[str, float], float]:
    rows = case.tables["parameters"].query("technology == @technology and parameter == @parameter")
    return {
        (r, 0 if pd.isna(y) else y): v for r, y, v in zip(rows["region"], rows["year"], rows["amount"], strict=True)
    }


def test_parameters_are_means_by_plant(case: Case) -> None:
    """A weighs 1 of plant and 1 of room, B 2 of room; the years of one hold for the other."""
    assert amounts(case, "wind", "capital_cost") == {
        ("AB", 2030): pytest.approx((2 * 1e6 + 2 * 2e6) / 4),
        ("AB", 2040): pytest.approx((2 * 0.8e6 + 2 * 2e6) / 4),
    }
    assert amounts(case, "wind", "minimum_load") == {("AB", 0): pytest.approx(0.2)}  # B states none, which is nothing
    assert amounts(case, "wind", "ramp_up") == {}  # B states none, which is no limit
    assert any("no ramp_up of wind in AB" in note for note in case.notes)
    assert amounts(case, "heap", "initial_content") == {("AB", 0): 14.0, ("C", 0): 7.0}


def test_availability_is_weighted_by_potential_and_by_who_uses_the_profile(case: Case) -> None:
    profiles = case.profiles
    assert profiles is not None
    assert sorted(profiles) == ["AB_gust", "AB_gust (sun)", "gust"]
    assert profiles["AB_gust"].tolist() == pytest.approx([(0.5 + 2 * 0.2) / 3, (1 + 2 * 0.6) / 3])
    sun = case.tables["parameters"].query("technology == 'sun' and parameter == 'availability'").iloc[0]
    assert (sun["region"], sun["profile"], sun["amount"]) == ("AB", "gust (sun)", pytest.approx((6 * 0.5 + 2 * 1) / 8))
    usable = sun["amount"] * profiles["AB_gust (sun)"]
    assert usable.tolist() == pytest.approx([(6 * 0.5 * 0.5 + 2 * 0.2) / 8, (6 * 0.5 * 1 + 2 * 0.6) / 8])
    wind = case.tables["parameters"].query("technology == 'wind' and parameter == 'availability'").iloc[0]
    assert (wind["region"], wind["profile"]) == ("", "gust")  # C takes the column of no region, as before


def test_lines(case: Case) -> None:
    """One pipe of the mean length by capacity, its cost that of both; one-way lines keep their sense."""
    rows = case.tables["routes"][["route", "technology", "from", "to", "amount"]].values.tolist()
    assert rows == [
        ["AB-C", "pipe", "AB", "C", pytest.approx((3 * 100 + 1 * 200) / 4)],
        ["AB-C", "one", "AB", "C", pytest.approx(300)],
        ["C-AB", "one", "C", "AB", 200],
    ]
    cost = (
        case.tables["parameters"]
        .query("technology == 'pipe' and parameter == 'capital_cost' and region == 'AB-C'")
        .iloc[0]
    )
    each = cost["amount"] * (125 if cost["per_km"] else 1)
    assert each == pytest.approx((3 * 300e3 + 1 * 500e3) / 4)
    plant = case.tables["existing_capacity"].query("technology == 'pipe'")
    assert plant[["region", "build_year", "amount"]].values.tolist() == [["AB-C", 2020, 3], ["AB-C", 2021, 1]]


def test_emissions(case: Case) -> None:
    rows = case.tables["emissions"].set_index(["flow", "region"])["amount"].to_dict()
    assert rows == {
        ("surplus", "AB"): pytest.approx(6 * 3 / 8),
        ("activity", "AB"): pytest.approx(5 * 2 / 8),
        ("purchase", ""): 0.0,
    }
