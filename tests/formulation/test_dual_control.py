"""Control of energy that gives way to control of carbon, and what removals and firm plant are worth; every path is said by hand.

10 MW of electricity in two periods of five years, without interest; nothing costs to build. A MWh from `coal` costs 20 EUR, takes 2.5 MWh of
fuel and emits 0.85 t; from `gas` 50 EUR, 2 MWh, 0.4 t; from `wind` 60 EUR, and by the statistics of primary energy the fuel of the
coal plant that it replaces, 2.5 MWh. `air` takes a tonne back for 30 EUR. Each policy has a region of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.case.switch import without
from optimizer.errors import InfeasibleError
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

YEAR = 8760.0
BASE = {
    "case.yaml": (
        "name: d\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 5},"
        " {label: 2035, first_year: 2035, years: 5}]\nclock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "carriers.csv": "carrier,unit,surplus\nel,MWh,no\nfilter,t,no\n",
    "technologies.csv": (
        "technology,kind,reference,regions,retire\ncoal,converter,el,,yes\ngas,converter,el,,\nwind,converter,el,,\n"
        "air,converter,filter,nobody;net;forbidden,\n"
    ),
    "ports.csv": (
        "technology,carrier,direction,value,unit\ncoal,el,out,1,MWh/MWh\ngas,el,out,1,MWh/MWh\nwind,el,out,1,MWh/MWh\nair,filter,in,1,t/t\n"
    ),
    "parameters.csv": (
        "technology,parameter,region,value,unit\ncoal,variable_cost,,20,EUR_2020/MWh\ngas,variable_cost,,50,EUR_2020/MWh\n"
        "wind,variable_cost,,60,EUR_2020/MWh\ncoal,life,,50,year\ngas,life,,50,year\nwind,life,,50,year\nair,life,,50,year\n"
        "coal,fixed_cost,firm,7,EUR_2020/kW/year\n"
    ),
    "existing_capacity.csv": "technology,region,build_year,value,unit\ncoal,firm,2020,16,MW\n",
    "potentials.csv": "technology,region,limit,value,unit\ncoal,firm,build_max,0,MW\n",
    "prices.csv": "carrier,kind,value,unit\nfilter,purchase,30,EUR_2020/t\n",
    "emissions.csv": (
        "flow,technology,carrier,gas,stage,value,unit\nactivity,coal,,CO2,energy supply,0.85,tCO2/MWh\nactivity,gas,,CO2,energy supply,0.4,tCO2/MWh\n"
        "activity,air,,CO2,removal,-1,tCO2/t\npurchase,,filter,CO2,use,0,tCO2/t\n"
    ),
    "series.csv": "series,year,value,unit\ngdp,2030,1.1,MEUR_2020/year\ngdp,2035,1.2,MEUR_2020/year\n",
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,0,24\n",
}  # fmt: skip
HEAD = "region,id,kind,quantity,technology,carrier,relative_to,coefficient,sense,value,unit,start,end"
FUEL = "coal=2.5;gas=2;wind=2.5"
ENERGY = (
    f"energy,cap,activity,coal;gas;wind,,,{FUEL},,{23 * YEAR},MWh/year,,2034",
    f"energy_of_gdp,intensity,activity,coal;gas;wind,,gdp,{FUEL},,{22 * YEAR / 1.1e3},MWh/kEUR_2020,,2034",
)
CARBON = (
    f"carbon,cap,emission,,,,,,{5.1 * YEAR},tCO2/year,2035,",
    f"carbon_of_gdp,intensity,emission,,,gdp,,,{6 * YEAR / 1.2e3},tCO2/kEUR_2020,2035,",
)
NEUTRAL = "neutral_{0},neutrality,,,,,,,0,tCO2/year,2035,"
POLICIES: dict[str, tuple[str, ...]] = {
    "free": (),
    "exchange": (*ENERGY, *CARBON),
    "net": (NEUTRAL.format("net"),),
    "forbidden": (NEUTRAL.format("forbidden"), "no_air,cap,removal,,,,,,0,tCO2/year,,"),
    "firm": (
        "built,capacity,build,gas,,,,=,2,MW,2030,2030",
        "windy,capacity,build,wind,,,,=,20,MW,2030,2030",
        "after,retire_after_build,,coal,,wind;gas,wind=0.05;gas=1,,100,%,,",
    ),
    "idle": (
        f"i1,cap,activity,coal;gas;wind,,,{FUEL},,{26 * YEAR},MWh/year,,2034",
        "i2,intensity,emission,,,gdp,,,99,tCO2/kEUR_2020,2035,",
        "i3,cap,removal,,,,,,0,tCO2/year,,",
        "i4,share,output,coal,el,all,,>=,40,%,,",
        "i5,reserve_margin,,,el,demand,,,15,%,,",
        "i6,neutrality,,,,,,,900,ktCO2/year,,",
    ),
}


def write(folder: Path, **changes: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "regions.csv": "region\nnobody\n" + "".join(f"{r}\n" for r in POLICIES),
        "demand.csv": "carrier,region,value,unit\n" + "".join(f"el,{r},10,MW\n" for r in POLICIES),
        "policies.csv": HEAD + "\n" + "".join(f"{r},{row}\n" for r, rows in POLICIES.items() for row in rows),
    }
    for name, text in {**BASE, **tables, **{f"{name}.csv": text for name, text in changes.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def s(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(load_case(write(tmp_path_factory.mktemp("dual") / "d")))


def ran(s: Solution, region: str, period: int) -> list[float]:
    """MW of coal, gas and wind."""
    used = s.variables["activity"].sel(region=region, period=period).mean(("day", "step"))
    return [float(used.sel(technology=k)) for k in ("coal", "gas", "wind")]


def cost(s: Solution, region: str, period: int) -> float:
    """kEUR a year of what is bought and run, without what stands."""
    table = s.costs.to_dataframe()
    mine = table[
        (table["location"] == region) & (table["period"] == period) & table["line"].isin(["variable", "purchase"])
    ]
    return float(mine["annual_cost"].sum())


def outcome(s: Solution, policy: str) -> dict[int, tuple[object, float]]:
    """Status, and price in EUR, by period."""
    return {p["period"]: (p["status"], 1000 * float(p["price"])) for p in s.meta["policies"] if p["id"] == policy}


def near(*wanted: float) -> object:
    return pytest.approx(list(wanted), rel=1e-6, abs=1e-6)


def test_energy_is_controlled_first_and_carbon_from_a_year_on(s: Solution) -> None:
    """To save fuel gas replaces coal, and wind, which counts as the coal it replaces, saves none; to save carbon wind is cheaper:
    40 EUR for 0.85 t, against 30 for 0.45."""
    assert ran(s, "free", 2030) == near(10, 0, 0)
    assert ran(s, "exchange", 2030) == near(4, 6, 0)  # 25 - 0.5 gas = 22
    assert ran(s, "exchange", 2035) == near(6, 0, 4)  # 0.85 coal = 5.1
    assert [cost(s, "exchange", y) for y in (2030, 2035)] == near(380e-3 * YEAR, 360e-3 * YEAR)
    assert outcome(s, "energy") == {2030: ("met", pytest.approx(0, abs=1e-6))}
    assert outcome(s, "energy_of_gdp") == {2030: ("binding", pytest.approx(30 / 0.5))}
    assert outcome(s, "carbon") == {2035: ("binding", pytest.approx(40 / 0.85))}
    assert outcome(s, "carbon_of_gdp") == {2035: ("met", pytest.approx(0, abs=1e-6))}


def test_forbidding_removals_raises_the_cost(s: Solution) -> None:
    """To take 0.85 t back costs 25.5 EUR/MWh; without it wind replaces coal at 40."""
    assert ran(s, "net", 2035) == near(10, 0, 0)
    assert ran(s, "forbidden", 2035) == near(0, 0, 10)
    assert [cost(s, r, 2035) for r in ("net", "forbidden")] == near(10 * (20 + 25.5) * YEAR / 1e3, 10 * 60 * YEAR / 1e3)
    assert outcome(s, "no_air")[2035] == (
        "binding",
        pytest.approx(40 / 0.85 - 30),
    )  # a tonne taken back lets 1/0.85 MWh be coal


def test_forbidding_removals_names_the_sector_that_needs_them(tmp_path: Path) -> None:
    """Electricity can come from wind; a tonne of cement emits half a tonne whoever makes it."""
    works = {
        "regions": "region\nnobody\nnet\nforbidden\nfirm\n",
        "carriers": BASE["carriers.csv"] + "cement,t,no\n",
        "technologies": BASE["technologies.csv"] + "kiln,converter,cement,net;forbidden,\n",
        "ports": BASE["ports.csv"] + "kiln,cement,out,1,t/t\n",
        "parameters": BASE["parameters.csv"] + "kiln,life,,50,year\n",
        "emissions": BASE["emissions.csv"] + "activity,kiln,,CO2,use,0.5,tCO2/t\n",
        "demand": "carrier,region,value,unit\nel,net,10,MW\nel,forbidden,10,MW\ncement,net,1,t/h\ncement,forbidden,1,t/h\n",
        "policies": "\n".join([HEAD, *(f"{r},{row}" for r in ("net", "forbidden") for row in POLICIES[r])]) + "\n",
    }
    case = load_case(write(tmp_path, **works))
    with pytest.raises(InfeasibleError) as found:
        run(case)
    conflict = str(found.value).split("change")[0]
    told = [line.split(":")[0] for line in conflict.splitlines() if line.startswith("  - ")]
    assert told == [
        "  - policy 'neutral_forbidden', forbidden, 2035",
        "  - policy 'no_air', forbidden, 2035",
        "  - demand for cement in forbidden, 2035",
    ]
    assert run(without(case, ["no_air"])).meta["status"] == "certified"


def test_coal_stays_until_firm_plant_stands(s: Solution) -> None:
    """6 of 16 MW of coal are never used and cost 7 EUR/kW to keep. None of it may go in 2030; 2 MW of gas and 20 of wind, which count
    as 3 firm ones, let 3 go in 2035."""
    stands = s.variables["capacity"].sel(technology="coal", location="firm")
    assert stands.values.tolist() == near(16, 13)
    assert [status for status, _ in outcome(s, "after").values()] == ["binding", "binding"]
    assert outcome(s, "after")[2035][1] == pytest.approx(7000)


def test_policies_that_do_not_bind_move_nothing(s: Solution) -> None:
    assert ran(s, "idle", 2030) == near(10, 0, 0)
    assert all(
        p["price"] == pytest.approx(0, abs=1e-9)
        for p in s.meta["policies"]
        if p["area"] == "idle" or p["id"].startswith("i")
    )


def test_without_them_the_optimum_is_the_same(tmp_path: Path) -> None:
    case = load_case(write(tmp_path))
    names = [row.split(",")[0] for row in POLICIES["idle"]]
    alone = without(case, [row.split(",")[0] for r, rows in POLICIES.items() if r != "idle" for row in rows])
    assert run(alone).meta["objective"] == pytest.approx(run(without(alone, names)).meta["objective"], rel=1e-9)
