"""Plant that gives more of what it takes at part load, on an electrolyser whose dispatch can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from losing import notices
from test_features import answer, write

from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import load_case
from optimizer.report.balances import balance, residuals
from optimizer.solution import Solution

ELECTROLYSER = {
    "carriers": "carrier,unit\nel,MWh\nh2,kg\n",
    "technologies": "technology,kind,reference,build,commitment,capacity_of\nplant,converter,el,no,,\nlow,converter,el,no,,plant\n",
    "ports": (
        "technology,carrier,direction,value,unit\nplant,el,in,1,MWh/MWh\nplant,h2,out,16,kg/MWh\n"
        "low,el,in,1,MWh/MWh\nlow,h2,out,20,kg/MWh\n"
    ),
    "parameters": "technology,parameter,value,unit\nplant,life,50,year\nlow,plant_share_max,0.4,dimensionless\n",
    "existing_capacity": "technology,region,build_year,value,unit\nplant,A,2020,10,MW\n",
    "demand": "carrier,region,value,unit,profile\nh2,A,90,kg/hour,load\n",
    "prices": "carrier,kind,value,unit\nel,purchase,10,EUR_2020/MWh\nh2,unmet,1e5,EUR_2020/kg\n",
    "emissions": "flow,gas,value,unit\n",
    "steps": "day,step,duration\nd,day,12\nd,night,12\n",
    "profiles": "day,step,load\nd,day,14\nd,night,4\n",
}
"""10 MW: 20 kg of each of the first 4 MWh, 16 of the others, for 140 kg an hour by day and 40 by night."""
ONLINE = ELECTROLYSER["technologies"].replace("plant,converter,el,no,,\n", "plant,converter,el,no,online,\n")


def taken(s: Solution) -> dict[str, list[float]]:
    """Power by mode, day and night."""
    ran = s.variables["activity"].squeeze()
    return {str(k): ran.sel(technology=k).values.tolist() for k in ran["technology"].values}


def test_the_best_ratio_serves_its_share_first(tmp_path: Path) -> None:
    """By day 4 MW make 80 kg and 60 / 16 MW the rest; by night 2 MW are enough."""
    s = answer(tmp_path, **ELECTROLYSER)
    found = taken(s)
    assert found["low"] == pytest.approx([4, 2])
    assert found["plant"] == pytest.approx([3.75, 0], abs=1e-6)
    assert float(residuals(balance(s))["residual"].abs().max()) < 1e-6


def test_what_rests_leaves_the_others_more_load(tmp_path: Path) -> None:
    """What is on line, O, takes at least half: 0.4 O in the mode, 0.1 O beside it, 9.6 kg for each of O, which is 40 / 9.6 by night."""
    half = ELECTROLYSER["parameters"] + "plant,minimum_load,0.5,dimensionless\n"
    s = answer(tmp_path, **{**ELECTROLYSER, "technologies": ONLINE, "parameters": half})
    found, on = taken(s), 40 / 9.6
    assert found["low"] == pytest.approx([4, 0.4 * on])
    assert found["plant"] == pytest.approx([3.75, 0.1 * on])
    assert s.variables["online"].sel(technology="plant").squeeze().values.tolist() == pytest.approx([10, on])


def test_a_mode_that_takes_more_of_its_plant_has_less_of_its_own(tmp_path: Path) -> None:
    """Each MWh of the mode takes 2 of the plant: 0.4 of 10 MW are 2 MWh, 40 kg; the other 90 kg take 90 / 16 MW."""
    double = ELECTROLYSER["parameters"] + "low,capacity_use,2,dimensionless\n"
    load = "day,step,load\nd,day,13\nd,night,4\n"
    demand = ELECTROLYSER["demand"].replace("90", "85")
    found = taken(answer(tmp_path, **{**ELECTROLYSER, "parameters": double, "profiles": load, "demand": demand}))
    assert found["low"] == pytest.approx([2, 2])
    assert found["plant"] == pytest.approx([90 / 16, 0], abs=1e-6)


def test_only_modes_have_a_share_of_a_plant(tmp_path: Path) -> None:
    wrong = ELECTROLYSER["parameters"] + "plant,plant_share_max,0.4,dimensionless\n"
    with pytest.raises(CaseError, match="'plant' does not share the plant of another"):
        load_case(write(tmp_path, **{**ELECTROLYSER, "parameters": wrong}))


@pytest.mark.parametrize(
    ("family", "technologies"),
    [
        ("mode_below_share_of_plant", ELECTROLYSER["technologies"]),
        ("mode_below_share_on_line", ONLINE),
    ],
)
def test_a_witness_notices_lost_shares(family: str, technologies: str, tmp_path: Path) -> None:
    case = load_case(write(tmp_path, **{**ELECTROLYSER, "technologies": technologies}))
    notices("operation recounted", family, prepare(case, vocabulary()))


@pytest.mark.parametrize("technologies", [ELECTROLYSER["technologies"], ONLINE], ids=["standing", "on line"])
def test_a_share_may_be_stated_for_one_region(technologies: str, tmp_path: Path) -> None:
    """In B nothing is stated: the mode takes all it needs, 7 and 2 MW."""
    changes = {
        "technologies": technologies,
        "regions": "region\nA\nB\n",
        "parameters": "technology,parameter,region,value,unit\nplant,life,,50,year\nlow,plant_share_max,A,0.4,dimensionless\n",
        "existing_capacity": ELECTROLYSER["existing_capacity"] + "plant,B,2020,10,MW\n",
        "demand": ELECTROLYSER["demand"] + "h2,B,90,kg/hour,load\n",
    }
    ran = answer(tmp_path, **{**ELECTROLYSER, **changes}).variables["activity"].squeeze()
    used = {(str(k), r): ran.sel(technology=k, region=r).values.tolist() for k in ("plant", "low") for r in ("A", "B")}
    assert (used["low", "A"], used["low", "B"]) == (pytest.approx([4, 2]), pytest.approx([7, 2]))
    assert (used["plant", "A"], used["plant", "B"]) == (pytest.approx([3.75, 0]), pytest.approx([0, 0]))


@pytest.mark.parametrize(
    "line", ["plant,stack_hours,60000,hour\nplant,stack_cost,10,EUR_2020/kW\n", "plant,degradation,1,%/year\n"]
)
@pytest.mark.parametrize("told", ["", "yes"])
def test_what_ages_has_no_modes(line: str, told: str, tmp_path: Path) -> None:
    """The message does not send the user to `by_vintage: yes`, which modes forbid."""
    technologies = ELECTROLYSER["technologies"].replace("capacity_of\n", "capacity_of,by_vintage\n")
    technologies = technologies.replace("no,,\n", f"no,,,{told}\n").replace("plant\n", "plant,\n")
    changes = {"technologies": technologies, "parameters": ELECTROLYSER["parameters"] + line}
    with pytest.raises(CaseError, match="modes do not tell apart whose plant they use") as refused:
        load_case(write(tmp_path, **{**ELECTROLYSER, **changes}))
    assert "by_vintage: yes" not in str(refused.value)
