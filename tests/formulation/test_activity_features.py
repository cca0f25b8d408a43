"""How plant is run, what a vintage can do, and how supply is limited, each on a case whose answer can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from losing import notices, recounted
from test_features import answer, write
from worlds import operation, world_case

from optimizer.algebra import Model
from optimizer.errors import CaseError, InfeasibleError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case
from optimizer.report.balances import balance, residuals
from optimizer.solution import Solution

DAY_AND_NIGHT = {
    "carriers": "carrier,unit\nheat,MWh\n",
    "ports": "technology,carrier,direction,value,unit\nplant,heat,out,1,MWh/MWh\n",
    "parameters": "technology,parameter,value,unit,profile\nplant,life,50,year,\n",
    "existing_capacity": "technology,region,build_year,value,unit\nplant,A,2020,10,MW\n",
    "demand": "carrier,region,value,unit,profile\nheat,A,6,MW,load\n",
    "prices": "carrier,kind,value,unit\nheat,purchase,10,EUR_2020/MWh\nheat,unmet,1e5,EUR_2020/MWh\n",
    "emissions": "flow,gas,value,unit\n",
    "steps": "day,step,duration\nd,day,12\nd,night,12\n",
    "profiles": "day,step,load,water\nd,day,5,0.4\nd,night,1,0.1\n",
}
"""Existing plant of 10 MW for a demand of 10 MW by day and 2 MW by night, which can also be bought at 10 a MWh."""
HALF = 12 * 365.0


def technologies(**cells: str) -> str:
    return f"technology,kind,reference,build,{','.join(cells)}\nplant,converter,heat,no,{','.join(cells.values())}\n"


def plant(folder: Path, parameters: str, **changes: str) -> Solution:
    tables = {**DAY_AND_NIGHT, "technologies": technologies(use="free"), **changes}
    tables["parameters"] = DAY_AND_NIGHT["parameters"] + parameters
    return answer(folder, **tables)


def used(s: Solution) -> list[float]:
    return s.variables["activity"].sel(technology="plant").squeeze().values.tolist()


def lines(s: Solution) -> dict[str, float]:
    return {str(k): float(v) for k, v in s.costs.to_dataframe().groupby("line")["annual_cost"].sum().items()}


def closes(s: Solution) -> bool:
    return float(residuals(balance(s))["residual"].abs().max()) < 1e-6


@pytest.mark.parametrize(("use", "wanted"), [("free", [0, 0]), ("profile", [4, 1])])
def test_must_take_runs_although_it_costs_more(use: str, wanted: list[float], tmp_path: Path) -> None:
    river = "plant,availability,1,dimensionless,water\nplant,variable_cost,30,EUR_2020/MWh,\n"
    s = plant(tmp_path, river, technologies=technologies(use=use))
    assert used(s) == pytest.approx(wanted)
    assert lines(s)["purchase"] == pytest.approx((12 - sum(wanted)) * HALF * 10 / 1e3)


SWITCHED = "plant,minimum_load,0.5,dimensionless,\nplant,variable_cost,3,EUR_2020/MWh,\n"


def test_must_run_cannot_go_below_its_minimum_load(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError, match="No plan meets"):
        plant(tmp_path, SWITCHED)


@pytest.mark.parametrize(("cost", "starts"), [(5, 6), (80, 6), (90, 0)])
def test_plant_in_part_switched_off(cost: float, starts: float, tmp_path: Path) -> None:
    """2 MW by night leave at most 4 MW on line; a MW more by day saves 12 h * (10 - 3) = 84 a day, and must start each day."""
    parameters = SWITCHED + f"plant,start_cost,{cost},EUR_2020/MW,\n"
    s = plant(tmp_path, parameters, technologies=technologies(commitment="online"))
    assert used(s) == pytest.approx([4 + starts, 2])
    assert s.variables["online"].squeeze().values.tolist() == pytest.approx([4 + starts, 4])
    assert s.variables["started"].squeeze().values.tolist() == pytest.approx([starts, 0])
    assert lines(s).get("start", 0.0) == pytest.approx(starts * cost * 365 / 1e3)


@pytest.mark.parametrize(
    ("clock", "wanted"), [("", [10, 2, 4, 3]), ("hour", [10, 2, 4, 3]), ("day", [2, 2, 3, 3]), ("year", [2, 2, 2, 2])]
)
def test_flat_use_spreads_evenly(clock: str, wanted: list[float], tmp_path: Path) -> None:
    """Two kinds of days: heat is not dumped, so flat plant serves the lowest load of its day, or of the year."""
    s = plant(
        tmp_path,
        "plant,variable_cost,3,EUR_2020/MWh,\n",
        technologies=technologies(clock=clock),
        days="day,weight\nd,100\ne,265\n",
        steps="day,step,duration\nd,1,8\nd,2,16\ne,1,12\ne,2,12\n",
        profiles="day,step,load\nd,1,10\nd,2,2\ne,1,4\ne,2,3\n",
        demand=f"carrier,region,value,unit,profile\nheat,A,{(100 * 112 + 265 * 84) / 8760!r},MW,load\n",
    )
    assert used(s) == [pytest.approx(wanted[:2]), pytest.approx(wanted[2:])]
    assert closes(s)
    bought = 100 * (8 * (10 - wanted[0]) + 16 * (2 - wanted[1])) + 265 * 12 * (7 - wanted[2] - wanted[3])
    assert lines(s).get("purchase", 0.0) == pytest.approx(bought * 10 / 1e3)


def test_flat_use_of_fuels_with_free_shares(tmp_path: Path) -> None:
    """A boiler that runs flat takes flat fuel, although both fuels balance by the hour."""
    ports = "technology,carrier,direction,value,unit,group\nplant,heat,out,1,MWh/MWh,\nplant,coal,in,2,MWh/MWh,f\nplant,gas,in,3,MWh/MWh,f\n"
    prices = DAY_AND_NIGHT["prices"] + "coal,purchase,2,EUR_2020/MWh\ngas,purchase,1,EUR_2020/MWh\n"
    s = plant(
        tmp_path,
        "",
        technologies=technologies(clock="day"),
        carriers="carrier,unit\nheat,MWh\ncoal,MWh\ngas,MWh\n",
        ports=ports,
        prices=prices,
    )
    assert used(s) == pytest.approx([2, 2])
    assert s.variables["purchase"].sel(carrier="gas").squeeze().values.tolist() == pytest.approx([6, 6])
    assert closes(s)


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        ("", 0.0),
        ("plant,full_load_hours_min,1000,hour/year,\n", 10_000.0),
        ("plant,full_load_hours_max,3000,hour/year,\nplant,variable_cost,3,EUR_2020/MWh,\n", 30_000.0),
    ],
)
def test_full_load_hours(hours: str, wanted: float, tmp_path: Path) -> None:
    cost = "" if "variable_cost" in hours else "plant,variable_cost,30,EUR_2020/MWh,\n"
    s = plant(tmp_path, hours + cost)
    assert sum(used(s)) * HALF == pytest.approx(wanted)


REFUSED = [
    ({"use": "profile"}, "plant,minimum_load,0.5,dimensionless,\n", "follows its profile"),
    ({"use": "profile", "commitment": "online"}, "", "what follows a profile is not switched off"),
    ({"use": "prifile"}, "", "did you mean 'profile'"),
    ({"use": "free"}, "plant,start_cost,5,EUR_2020/MW,\n", "only plant that may be switched off is started"),
]


@pytest.mark.parametrize(("cells", "parameters", "message"), REFUSED)
def test_contradictions_are_refused(cells: dict[str, str], parameters: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        plant(tmp_path, parameters, technologies=technologies(**cells))


@pytest.mark.parametrize(
    ("row", "ports", "message"),
    [
        ("mode,converter,heat,no,,online,,plant", "mode,heat", "a mode is run as the plant that it shares"),
        ("mode,converter,heat,no,profile,,,plant", "mode,heat", "a mode is run as the plant"),
        ("tank,store,heat,no,,online,,", "", "a store has no activity"),
        ("slow,converter,steel,no,,,hour,", "slow,steel", "finer than any of its carriers"),
        ("mode,converter,heat,no,,,,slow\nslow,converter,heat,no,,,day,", "mode,heat;slow,heat", "finer than that of 'slow'"),
    ],
)  # fmt: skip
def test_wrong_words_for_a_technology_are_refused(row: str, ports: str, message: str, tmp_path: Path) -> None:
    changes = {
        **DAY_AND_NIGHT,
        "technologies": f"technology,kind,reference,build,use,commitment,clock,capacity_of\nplant,converter,heat,no,,,,\n{row}\n",
        "carriers": "carrier,unit,clock\nheat,MWh,hour\nsteel,t,year\n",
        "ports": DAY_AND_NIGHT["ports"]
        + "".join(f"{p},out,1,{'t/t' if 'steel' in p else 'MWh/MWh'}\n" for p in ports.split(";") if p),
    }
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **changes))


def test_modes_forbid_a_profile(tmp_path: Path) -> None:
    text = technologies(use="profile", capacity_of="") + "mode,converter,heat,no,,plant\n"
    with pytest.raises(CaseError, match="modes share its capacity"):
        load_case(
            write(
                tmp_path,
                **{
                    **DAY_AND_NIGHT,
                    "technologies": text,
                    "ports": DAY_AND_NIGHT["ports"] + "mode,heat,out,1,MWh/MWh\n",
                },
            )
        )


LOST = (
    "activity_equals_profile",
    "activity_below_online",
    "activity_above_online_load",
    "online_below_capacity",
    "online_started",
    "activity_below_full_load_hours",
    "activity_above_full_load_hours",
)


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return prepare(world_case(tmp_path_factory.mktemp("plants") / "world", **operation.TABLES), vocabulary())


def busy(inputs: Inputs) -> Model:
    """The model with everything that might stand idle in use."""
    model = build_model(inputs)
    for r, y in {key[1:3] for key in model.online}:
        model.online["steam", r, y, "d1", 0].setub(0.1)
        model.online["steam", r, y, "d1", 1].setlb(0.45)
        model.activity["steam", r, y, "d1", 1].setub(0.0)
    return model


@pytest.mark.parametrize("family", LOST)
def test_a_witness_notices_lost_rows(family: str, plants: Inputs) -> None:
    notices("operation recounted", family, plants, busy)


FREE = "plant,variable_cost,3,EUR_2020/MWh,\n"
THROTTLED = {
    "activity_above_minimum_load": "plant,minimum_load,0.5,dimensionless,\n",
    "activity_ramps_up": "plant,ramp_up,0.05,1/hour,\n",
    "activity_ramps_down": "plant,ramp_down,0.05,1/hour,\n",
}


@pytest.mark.parametrize("way", ["up", "down"])
def test_plant_changes_no_faster_than_it_may(way: str, tmp_path: Path) -> None:
    """0.05 of 10 MW in each of 12 hours: 6 MW between day and night."""
    assert used(plant(tmp_path, FREE + THROTTLED[f"activity_ramps_{way}"])) == pytest.approx([8, 2])


MODE = {
    "technologies": "technology,kind,reference,build,capacity_of\nplant,converter,heat,no,\nmode,converter,heat,no,plant\n",
    "ports": "technology,carrier,direction,value,unit\nplant,heat,out,1,MWh/MWh\nmode,heat,out,1,MWh/MWh\n",
}
DEARER = (
    "plant,variable_cost,30,EUR_2020/MWh,\nmode,variable_cost,3,EUR_2020/MWh,\nmode,capacity_use,1,dimensionless,\n"
)
"""The plant itself costs more than heat that is bought, its mode less."""


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [("plant,minimum_load,0.2,dimensionless,\n", [10, 2]), (THROTTLED["activity_ramps_up"], [8, 2])],
)
def test_a_plant_that_runs_in_a_mode_runs(rule: str, wanted: list[float], tmp_path: Path) -> None:
    """A fifth of 10 MW at night is met by the mode; and from night to day the plant changes by 6 MW, in whatever mode."""
    s = plant(tmp_path, DEARER + rule, **MODE)
    ran = s.variables["activity"].squeeze()
    assert ran.sel(technology="plant").values.tolist() == pytest.approx([0, 0], abs=1e-6)
    assert ran.sel(technology="mode").values.tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("family", ["activity_ramps_up", "activity_ramps_down"])
def test_a_witness_counts_the_modes_of_a_plant(family: str, tmp_path: Path) -> None:
    """Of its own use alone, which is nothing, nothing could be said."""
    tables = {**DAY_AND_NIGHT, **MODE}
    tables["parameters"] += DEARER + THROTTLED[family]
    notices("operation recounted", family, prepare(load_case(write(tmp_path, **tables)), vocabulary()))


@pytest.mark.parametrize("family", THROTTLED)
def test_a_witness_notices_plant_that_moves_too_freely(family: str, tmp_path: Path) -> None:
    """Nothing else keeps it from following the load: 10 MW by day and 2 MW by night."""
    tables = {**DAY_AND_NIGHT, "technologies": technologies(use="free")}
    tables["parameters"] += FREE + THROTTLED[family]
    notices("operation recounted", family, prepare(load_case(write(tmp_path, **tables)), vocabulary()))


def test_the_ledger_notices_a_lost_start_cost(plants: Inputs) -> None:
    notices("ledger", "start_cost", plants, busy)


def test_the_whole_formulation_passes(plants: Inputs) -> None:
    assert recounted(busy(plants), plants).ok
