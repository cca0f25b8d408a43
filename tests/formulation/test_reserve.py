"""Reserve margins on the extreme day, with credits that a pencil can add up.

360 plain days of 80 MW and 5 cold ones of 150 MW; the margin is 10 %. Wind blows evenly, costs 10 EUR/kW a year and counts as a tenth of
its capacity; gas costs 50 EUR/kW a year and 60 EUR/MWh, and counts as nine tenths: a firm MW of it is 50 / 0.9 = 55.6 kEUR, of wind 100.
So wind gives all energy (the last MW of it costs 10 - 0.1 x 55.6 = 4.4 kEUR; gas would burn 120 h x 60 EUR = 7.2 kEUR for it), and gas stands
by: with W MW of wind and a load of L on a cold day, G = (1.1 L - 0.1 W) / 0.9.

- `makes` and `takes` are linked by a cable, and `takes` has no plant: 20 MW of demand there count too. W = L = 170.
- `heat`: heat pumps take 15 MW on a cold day, which cannot wait, and an electrolyser 10 MW, which can: L = 165, W = 175.
- `store`: a MWh of battery costs 5 EUR/kWh and counts as 0.25 MW, 20 kEUR a firm MW: (165 - 15) / 0.25 = 600 MWh, and no gas.
- `power`: a MW of inverter costs 20 EUR/kW and counts as 0.9, 22.2 kEUR a firm MW: 150 / 0.9 = 166.7 MW, and no gas.
- `blind`: the battery has no credit, so it is worth nothing: W = L = 150, G = 150 / 0.9.
Regions of other policies do not trade: one run answers for all.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from losing import notices

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.case.switch import without
from optimizer.errors import CaseError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.outcome import policy_outcomes
from optimizer.pipeline import load_case, run
from optimizer.report.tables import policies
from optimizer.solution import Solution
from optimizer.solve import solve


def mean(plain: float, cold: float) -> float:
    return (360 * plain + 5 * cold) / 365


TABLES = {
    "case.yaml": "name: r\nmoney: kEUR_2020\ndiscount_rate: 0\nperiods: [{label: 2030, first_year: 2030, years: 1}]\nclock: {given_days: {}}\n",
    "regions.csv": "region\nmakes\ntakes\nheat\nstore\npower\nblind\n",
    "carriers.csv": "carrier,unit,surplus\nel,MWh,yes\nheat,MWh,no\nh2,MWh,no\n",
    "technologies.csv": (
        "technology,kind,reference,regions,charge,discharge\nwind,converter,el,makes;heat;store;power;blind,,\n"
        "gas,converter,el,makes;heat;store;power;blind,,\nheat_pump,converter,heat,heat,,\nelectrolyser,converter,el,heat,,\n"
        "battery,store,el,store;blind,,\ncell,store,el,power,inverter,inverter\ninverter,power,el,power,,\ncable,line,el,,,\n"
    ),
    "ports.csv": (
        "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\ngas,el,out,1,MWh/MWh\nheat_pump,heat,out,1,MWh/MWh\n"
        "heat_pump,el,in,0.5,MWh/MWh\nelectrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,1,MWh/MWh\n"
    ),
    "parameters.csv": (
        "technology,parameter,value,unit\nwind,fixed_cost,10,EUR_2020/kW/year\ngas,fixed_cost,50,EUR_2020/kW/year\n"
        "gas,variable_cost,60,EUR_2020/MWh\nbattery,fixed_cost,5,EUR_2020/kWh/year\ninverter,fixed_cost,20,EUR_2020/kW/year\n"
        + "".join(f"{k},life,30,year\n" for k in ("wind", "gas", "heat_pump", "electrolyser", "battery", "cell", "inverter", "cable"))
    ),
    "routes.csv": "route,technology,from,to,value,unit\nm-t,cable,makes,takes,100,km\n",
    "demand.csv": (
        "carrier,region,value,unit,profile\n"
        + "".join(f"el,{r},{mean(80, 150)},MW,cold\n" for r in ("makes", "heat", "store", "power", "blind"))
        + f"el,takes,20,MW,\nheat,heat,{mean(0, 30)},MW,frost\nh2,heat,10,MW,\n"
    ),
    "days.csv": "day,weight\nplain,360\ncold,5\n",
    "steps.csv": "day,step,duration\nplain,0,24\ncold,0,24\n",
    "profiles.csv": "day,step,cold,frost\nplain,0,80,0\ncold,0,150,30\n",
    "policies.csv": (
        "id,kind,region,carrier,relative_to,coefficient,value,unit\nboth,reserve_margin,makes;takes,el,demand,gas=0.9;wind=0.1,10,%\n"
        "warm,reserve_margin,heat,el,demand;heat_pump,gas=0.9;wind=0.1,10,%\n"
        "kept,reserve_margin,store,el,,gas=0.9;wind=0.1;battery=0.25,10,%\n"
        "fast,reserve_margin,power,el,,gas=0.9;wind=0.1;inverter=0.9,10,%\n"
        "seen,reserve_margin,blind,el,,gas=0.9;wind=0.1,10,%\n"
    ),
}  # fmt: skip
POLICIES = ("both", "warm", "kept", "fast", "seen")


def case(folder: Path, **changes: str) -> Case:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**TABLES, **{f"{name}.csv": text for name, text in changes.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_case(folder)


@pytest.fixture(scope="module")
def s(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(case(tmp_path_factory.mktemp("reserve") / "r"))


def stands(s: Solution, region: str, *technologies: str) -> list[float]:
    return [float(s.variables["capacity"].sel(technology=k, location=region).sum()) for k in technologies]


@pytest.mark.parametrize(
    ("policy", "region", "wind", "load"),
    [("both", "makes", 170, 170), ("warm", "heat", 175, 165), ("seen", "blind", 150, 150)],
)
def test_firm_capacity_stands_by_for_the_cold_day(
    policy: str, region: str, wind: float, load: float, s: Solution
) -> None:
    assert s.meta["status"] == "certified"
    assert stands(s, region, "wind", "gas") == pytest.approx([wind, (1.1 * load - 0.1 * wind) / 0.9])
    (row,) = [p for p in s.meta["policies"] if p["id"] == policy]
    assert (row["status"], row["price"]) == ("binding", pytest.approx(50 / 0.9))
    words = "firm capacity just meets load and margin; the last unit costs 55.6 EUR_2020/kW/year"
    assert set(policies(s).set_index("id").loc[[policy], "in words"]) == {words}


@pytest.mark.parametrize(("spare", "status"), [(5e-5, "binding"), (5e-3, "met")])
def test_what_an_interior_answer_leaves_of_a_margin_is_none(spare: float, status: str, tmp_path: Path) -> None:
    """50 W beside some 300 MW of capacity and load are less than the certificate sees; 5 kW are more."""
    inputs = prepare(case(tmp_path), vocabulary())
    compiled = compile_model(build_model(inputs))
    raw = solve(compiled)
    (family,) = [f for f in compiled.rows if f.name == "reserve_above_margin"]
    rows = raw.row_values.copy()
    rows[family.range] += spare
    told = [
        p for p in policy_outcomes(replace(raw, row_values=rows), compiled, inputs) if p["kind"] == "reserve_margin"
    ]
    assert len(told) == len(POLICIES)
    assert {p["status"] for p in told} == {status}


def test_stores_count_by_content_or_by_power(s: Solution) -> None:
    assert stands(s, "store", "wind", "gas", "battery") == pytest.approx([150, 0, 600], abs=1e-6)
    assert stands(s, "power", "wind", "gas", "inverter") == pytest.approx([150, 0, 150 / 0.9], abs=1e-6)
    assert stands(s, "blind", "battery") == pytest.approx([0], abs=1e-6)


def test_without_it_no_gas_stands(s: Solution, tmp_path: Path) -> None:
    """Which saves 50 kEUR for each MW of gas, 5 for each of battery and 20 of inverter."""
    free = run(without(case(tmp_path), list(POLICIES)))
    gas = sum(stands(s, r, "gas")[0] for r in ("makes", "heat", "blind"))
    assert s.meta["objective"] - free.meta["objective"] == pytest.approx(50 * gas + 5 * 600 + 20 * 150 / 0.9)


@pytest.mark.parametrize("lost", ["reserve_above_margin", "reserve_demand", "reserve_load", "reserve_credit"])
def test_a_witness_counts_margins(lost: str, tmp_path: Path) -> None:
    ports = TABLES["ports.csv"].replace("el,in,0.5", "el,in,5")
    notices("reserve margins recounted", lost, prepare(case(tmp_path, ports=ports), vocabulary()))


@pytest.mark.parametrize(
    ("relative_to", "coefficient", "message"),
    [
        ("demand;heatpump", "gas=0.9", "did you mean 'heat_pump'"),
        ("demand;gas", "gas=0.9", "'gas' takes in no el"),
        ("demand", "cable=0.9", "a line makes nothing"),
        ("demand", "gas=-0.9", "must not be negative"),
        ("demand;production", "gas=0.9", "neither demand nor a converter"),
    ],
)
def test_what_is_no_reserve_is_refused(relative_to: str, coefficient: str, message: str, tmp_path: Path) -> None:
    head = "id,kind,carrier,relative_to,coefficient,value,unit\n"
    with pytest.raises(CaseError, match=message):
        case(tmp_path, policies=f"{head}x,reserve_margin,el,{relative_to},{coefficient},10,%\n")
