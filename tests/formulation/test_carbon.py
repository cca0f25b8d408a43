"""Carbon worked by hand: where it goes in, where it reaches the air, and where it stays."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from losing import notices, recounted
from rich.console import Console
from test_features import BASE, answer, write

from optimizer.algebra import compile_model
from optimizer.compiled import Status
from optimizer.errors import CaseError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, run, solve_certified
from optimizer.report.balances import balance, residuals
from optimizer.report.scopes import other_accounts, scopes
from optimizer.report.tables import emissions, summary
from optimizer.report.terminal import print_summary
from optimizer.solution import Solution

YEAR = 10 * 8760.0  # MWh of electricity delivered
CARRIERS = "carrier,unit,surplus\nel,MWh,no\ncoal,MWh,no\nwood,MWh,no\nco2,t,yes\nbco2,t,yes\nfuel,MWh,no\nbfuel,MWh,no\ndrive,MWh,no\n"
CARBON = (
    "carrier,kind,delivered,value,unit\ncoal,fossil,,0.34,tCO2/MWh\nwood,biogenic,,0.36,tCO2/MWh\nco2,fossil,,1,tCO2/t\n"
    "bco2,biogenic,,1,tCO2/t\nfuel,fossil,,0.25,tCO2/MWh\nbfuel,biogenic,,0.25,tCO2/MWh\n"
)
TECHNOLOGIES = (
    "technology,kind,reference,span,permanent,stage\nplant,converter,el,,,energy supply\nhole,store,co2,horizon,yes,\n"
    "bhole,store,bco2,horizon,yes,\ndac,converter,bco2,,,\nmaker,converter,fuel,,,\nbmaker,converter,bfuel,,,\ncar,converter,drive,,,\n"
)
PORTS = (
    "technology,carrier,direction,value,unit,group\nplant,el,out,1,MWh/MWh,\n{plant}dac,bco2,out,1,t/t,\ndac,el,in,2,MWh/t,\n"
    "maker,fuel,out,1,MWh/MWh,\nmaker,co2,in,0.25,t/MWh,\nbmaker,bfuel,out,1,MWh/MWh,\nbmaker,bco2,in,0.25,t/MWh,\n"
    "car,drive,out,1,MWh/MWh,\ncar,fuel,in,3,MWh/MWh,tank\ncar,bfuel,in,3,MWh/MWh,tank\n"
)
COAL, WOOD = "plant,coal,in,2.5,MWh/MWh,\n", "plant,wood,in,2.5,MWh/MWh,\n"
CAUGHT, BCAUGHT = "plant,co2,out,0.765,t/MWh,\n", "plant,bco2,out,0.81,t/MWh,\n"
CHANGES = {
    "carriers": CARRIERS,
    "technologies": TECHNOLOGIES,
    "parameters": "technology,parameter,value,unit\n"
    + "".join(
        f"{k},capital_cost,{cost},{unit}\n{k},life,30,year\n"
        for k, cost, unit in (
            ("plant", 100, "EUR_2020/kW"), ("hole", 1, "EUR_2020/t"), ("bhole", 1, "EUR_2020/t"), ("dac", 9, "kEUR_2020/(t/hour)"),
            ("maker", 100, "EUR_2020/kW"), ("bmaker", 100, "EUR_2020/kW"), ("car", 100, "EUR_2020/kW"),
        )
    ),
    "demand": "carrier,region,value,unit\nel,A,10,MW\n",
    "prices": (
        "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nwood,purchase,20,EUR_2020/MWh\nel,unmet,1e5,EUR_2020/MWh\n"
        "co2,surplus,0,EUR_2020/t\n"
    ),
    "emissions": "flow,carrier,gas,value,unit\n",
    "carbon": CARBON,
}  # fmt: skip
STORE = "id,kind,value,unit\nstore,price,30,EUR_2020/tCO2\n"  # fills the reservoir; too little to capture from the air


def solved(folder: Path, plant: str, **changes: str) -> Solution:
    return answer(folder, **{**CHANGES, "ports": PORTS.format(plant=plant), **changes})


def by_stage(s: Solution) -> dict[str, float]:
    table = emissions(s).groupby("stage")["amount"].sum()
    return {str(n): float(v) for n, v in table.items() if abs(v) > 1e-6}


@pytest.mark.parametrize(
    ("plant", "policies", "wanted"),
    [
        (COAL, "", {"energy supply": 0.85}),
        (WOOD, "", {}),
        (COAL + CAUGHT, "", {"energy supply": 0.085, "use": 0.765}),
        (COAL + CAUGHT, STORE, {"energy supply": 0.085}),
        (WOOD + BCAUGHT, "", {}),
        (WOOD + BCAUGHT, STORE, {"removal": -0.81}),
    ],
    ids=["coal", "wood", "coal, caught and vented", "coal, stored", "wood, caught and vented", "wood, stored"],
)
def test_power_plants(plant: str, policies: str, wanted: dict[str, float], tmp_path: Path) -> None:
    """Per MWh: coal 2.5 * 0.34 = 0.85 t, of which 0.765 caught; wood 2.5 * 0.36 = 0.9 t, of which 0.81 caught."""
    s = solved(tmp_path, plant, **({"policies": policies} if policies else {}))
    assert by_stage(s) == pytest.approx({n: v * YEAR for n, v in wanted.items()}, rel=1e-6)
    assert float(residuals(balance(s))["residual"].abs().max()) < 1e-5


def test_air_capture_and_storage(tmp_path: Path) -> None:
    """1000 t a year are to be removed; capture takes 2 MWh/t of power from wood, whose carbon counts as zero."""
    policies = "id,kind,value,unit\nnet,cap,-1000,tCO2/year\n"
    s = solved(tmp_path, WOOD, policies=policies)
    assert by_stage(s) == pytest.approx({"removal": -1000.0})
    taken = float((s.variables["activity"].sel(technology="plant") * s.inputs["hours_per_year"]).sum())
    assert taken == pytest.approx(YEAR + 2 * 1000)


@pytest.mark.parametrize(
    ("leak", "wanted"), [("co2", {"energy supply": 0.085, "use": 0.00765}), ("bco2", {"removal": -0.8019})]
)
def test_leak_from_the_reservoir(leak: str, wanted: dict[str, float], tmp_path: Path) -> None:
    """99 % stay: fossil CO2 that escapes is emitted, biogenic CO2 that escapes was never removed."""
    hole, plant = ("hole", COAL + CAUGHT) if leak == "co2" else ("bhole", WOOD + BCAUGHT)
    parameters = CHANGES["parameters"] + f"{hole},charge_efficiency,0.99,1\n"
    s = solved(tmp_path, plant, policies=STORE, parameters=parameters)
    assert by_stage(s) == pytest.approx({n: v * YEAR for n, v in wanted.items()}, rel=1e-6)


FUEL = "carrier,region,value,unit\nel,A,10,MW\n{},A,1,MW\n"


@pytest.mark.slow
def test_fuel_of_fossil_co2_emits_when_burnt(tmp_path: Path) -> None:
    """0.25 t/MWh caught at the plant come out of the exhaust: all of the coal's carbon reaches the air in the end."""
    s = solved(tmp_path, COAL + CAUGHT, demand=FUEL.format("fuel"))
    assert by_stage(s) == pytest.approx({"energy supply": 0.085 * YEAR, "use": 0.765 * YEAR})
    kept = solved(
        tmp_path / "kept",
        COAL + CAUGHT,
        demand=FUEL.format("fuel"),
        carbon=CARBON.replace("fuel,fossil,,", "fuel,fossil,kept,", 1),
    )
    assert by_stage(kept) == pytest.approx({"energy supply": 0.085 * YEAR, "use": 0.765 * YEAR - 0.25 * 8760})


def test_fuel_of_air_emits_nothing(tmp_path: Path) -> None:
    s = solved(tmp_path, WOOD, demand=FUEL.format("bfuel"))
    assert by_stage(s) == {}
    assert float((s.variables["activity"].sel(technology="dac") * 8760).sum()) == pytest.approx(0.25 * 8760)


def test_cars_burn_what_is_free(tmp_path: Path) -> None:
    """A car burns either fuel; caught CO2 costs nothing, so its fuel is of fossil CO2, and all carbon of the coal is emitted."""
    s = solved(tmp_path, COAL + CAUGHT, demand=FUEL.format("drive"))
    assert by_stage(s) == pytest.approx({"energy supply": 0.085 * YEAR, "use": 0.765 * YEAR})
    assert float(s.variables["port_use"].sel(carrier="fuel").sum()) == pytest.approx(1.0)


COFIRED = "plant,coal,in,2.5,MWh/MWh,fuel\nplant,wood,in,2.5,MWh/MWh,fuel\nplant,co2,out,0.6,t/MWh,gas\nplant,bco2,out,0.6,t/MWh,gas\n"


def test_cofiring_keeps_origins_apart(tmp_path: Path) -> None:
    """Half wood: 0.6 t/MWh are caught; no more than 0.45 t of it can be called biogenic, and the sum is the same whichever."""
    policies = (
        "id,kind,quantity,carrier,technology,sense,value,unit\nwood,cap,input,wood,plant,<=,109.5,GWh/year\n"
        "wood2,cap,input,wood,plant,>=,109.5,GWh/year\nstore,price,emission,,,,30,EUR_2020/tCO2\n"
    )
    s = solved(tmp_path, COFIRED, policies=policies)
    assert sum(by_stage(s).values()) == pytest.approx((0.5 * 0.85 - 0.6) * YEAR)
    assert -by_stage(s)["removal"] <= 0.45 * YEAR * (1 + 1e-6)


def test_co2_by_pipe_into_a_hole_that_fills(tmp_path: Path) -> None:
    """A pipe loses 1 % on 100 km, booked where it starts; the hole across the border holds 100 kt over two periods of 2 years."""
    yaml = BASE["case.yaml"].replace(
        "periods: [{label: 2030, first_year: 2030, years: 1}]",
        "periods: [{label: 2030, first_year: 2030, years: 2}, {label: 2032, first_year: 2032, years: 2}]",
    )
    pipe = "pipe,capital_cost,1,EUR_2020/(t/hour)/km\npipe,life,30,year\npipe,loss,0.0001,1/km\n"
    s = solved(
        tmp_path,
        COAL + CAUGHT,
        yaml=yaml,
        regions="region\nA\nB\n",
        technologies=TECHNOLOGIES.replace("kind,reference", "kind,reference,regions")
        .replace("hole,store,co2,", "hole,store,co2,B,", 1)
        .replace("converter,el,", "converter,el,A,")
        .replace("bhole,store,bco2,", "bhole,store,bco2,,")
        .replace("converter,bco2,", "converter,bco2,,")
        .replace("converter,fuel,", "converter,fuel,,")
        .replace("converter,bfuel,", "converter,bfuel,,")
        .replace("converter,drive,", "converter,drive,,")
        + "pipe,line,co2,,,,\n",
        parameters=CHANGES["parameters"] + pipe,
        routes="route,technology,from,to,value,unit\nA-B,pipe,A,B,100,km\n",
        potentials="technology,region,limit,value,unit\nhole,B,capacity_max,100,kt\n",
        policies=STORE,
    )
    level = s.variables["reservoir_level"].sel(technology="hole", region="B")
    assert float(level.sel(period=2032)) == pytest.approx(100e3)
    table = emissions(s).assign(amount=lambda t: 2 * t["amount"]).groupby(["stage", "region"])["amount"].sum()
    sent = 100e3 / 0.99
    assert table["transport", "A"] == pytest.approx(0.01 * sent)
    assert table["energy supply", "A"] + table["use", "A"] == pytest.approx(0.85 * YEAR * 4 - sent)
    assert table.sum() == pytest.approx(0.85 * YEAR * 4 - 100e3)


IMPORTED = (
    "flow,technology,carrier,gas,stage,account,value,unit\npurchase,,coal,CO2,raw material,import,0.02,tCO2/MWh\n"
)


def test_import_accounts_are_never_in_the_sum(tmp_path: Path) -> None:
    """2.5 * 0.02 t/MWh are emitted abroad: no cap counts them unless it says so."""
    inside, abroad = 0.85 * YEAR, 2.5 * 0.02 * YEAR
    cap = f"id,kind,account,value,unit\nall,cap,,{inside + 1},tCO2/year\nabroad,cap,import,{abroad + 1},tCO2/year\n"
    cap += f"both,cap,territorial;import,{inside + abroad + 1},tCO2/year\n"
    s = solved(tmp_path, COAL, emissions=IMPORTED, policies=cap)
    assert float(s.variables["emission"].sum()) == pytest.approx(inside)
    assert float(s.variables["import_emission"].sum()) == pytest.approx(abroad)
    values = {p["id"]: p["value"] for p in s.meta["policies"]}
    assert values == pytest.approx({"all": inside, "abroad": abroad, "both": inside + abroad})
    rows = {f: v for f, v in zip(summary(s)["figure"], summary(s)["value"], strict=True) if "emissions" in f}
    assert rows == pytest.approx({"emissions of CO2": inside, "import emissions of CO2, not in the sum": abroad})
    assert other_accounts(s)["amount"].sum() == pytest.approx(abroad)
    screen = io.StringIO()
    print_summary(s, console=Console(file=screen, width=120))
    assert "CO2, import (not in the sum): 2030 4,380 tCO2/year" in screen.getvalue()


METHANE = "flow,technology,carrier,gas,stage,value,unit\npurchase,,coal,CH4,raw material,0.001,t/MWh\nleak,,co2,CO2,use,0.5,tCO2/t\n"
SCOPES = (
    "scopes:\n  supply: {gas: [CO2], stage: [energy supply]}\n"
    "  all gases: {gas: [CO2, CH4], weights: {CO2: 1, CH4: 29.8}}\n"
)


def test_scopes_select_weigh_and_are_policies(tmp_path: Path) -> None:
    """2.5 kg of methane a MWh weigh 0.0745 t; a policy that names a scope counts what the scope counts."""
    policies = "id,kind,scope,value,unit\nsupply,cap,supply,1e9,tCO2/year\nall,cap,all gases,1e9,tCO2e/year\n"
    s = solved(tmp_path, COAL + CAUGHT, yaml=BASE["case.yaml"] + SCOPES, emissions=METHANE, policies=policies)
    wanted = {"supply": 0.085 * YEAR, "all gases": (0.85 + 2.5 * 0.001 * 29.8) * YEAR}
    assert dict(zip(scopes(s)["scope"], scopes(s)["amount"], strict=True)) == pytest.approx(wanted)
    assert scopes(s)["unit"].tolist() == ["tCO2/year", "tCO2e/year"]
    assert {p["id"]: p["value"] for p in s.meta["policies"]} == pytest.approx(
        {"supply": wanted["supply"], "all": wanted["all gases"]}
    )
    screen = io.StringIO()
    print_summary(s, console=Console(file=screen, width=120))
    assert "Scope supply: 2030 7,446 tCO2/year (gas CO2; stage energy supply; account territorial)" in screen.getvalue()


def test_a_stated_leak_takes_the_place_of_the_carbon(tmp_path: Path) -> None:
    parameters = CHANGES["parameters"] + "hole,charge_efficiency,0.9,1\n"
    s = solved(tmp_path, COAL + CAUGHT, emissions=METHANE, policies=STORE.replace("id,kind", "id,kind,gas").replace("price,", "price,CO2,"),
               parameters=parameters)  # fmt: skip
    table = emissions(s).groupby(["gas", "stage"])["amount"].sum()
    assert table["CO2", "use"] == pytest.approx(0.5 * 0.1 * 0.765 * YEAR)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"plant": COAL + "plant,co2,out,0.86,t/MWh,\n"}, "gives out more fossil carbon than it takes in"),
        ({"emissions": "flow,technology,carrier,gas,value,unit\nactivity,plant,coal,CO2,0.3,tCO2/MWh\n"}, "booked once: the carbon of"),
        ({"emissions": "flow,carrier,gas,value,unit\npurchase,coal,CO2,0.34,tCO2/MWh\n"}, "booked once: this carbon"),
        ({"emissions": "flow,carrier,gas,value,unit\nsurplus,co2,CO2,0,tCO2/t\n"}, "surplus of a carrier with fossil carbon"),
        ({"emissions": "flow,carrier,region,gas,value,unit\nsurplus,co2,A,CO2,1,tCO2/t\n"}, "is stated for all regions"),
        ({"emissions": "flow,technology,carrier,gas,value,unit\nleak,plant,el,CO2,0,tCO2/MWh\n"}, "a converter loses nothing"),
        ({"carriers": CARRIERS.replace("el,MWh,no", "el,MWh,yes")}, "dumped 'el' needs an emission factor"),
        ({"technologies": TECHNOLOGIES + "box,store,el,day,,\n",
          "parameters": CHANGES["parameters"] + "box,capital_cost,1,EUR_2020/kWh\nbox,life,9,year\nbox,self_loss,0.1,1/hour\n"},
         "lost 'el' needs an emission factor"),
        ({"technologies": TECHNOLOGIES.replace("hole,store,co2,horizon", "hole,store,co2,day")}, "only a store over the horizon"),
        ({"technologies": TECHNOLOGIES.replace("car,converter,drive,,", "car,converter,drive,,yes")}, "only a store over the horizon"),
        ({"parameters": CHANGES["parameters"] + "hole,self_loss,0.1,1/hour\n"}, "a reservoir of carbon has no self-loss"),
        ({"technologies": TECHNOLOGIES + "box,store,el,horizon,yes,\n"}, "'el' carries no carbon"),
        ({"plant": COAL + CAUGHT + "hole,coal,in,0.1,MWh/t,\n"}, "is not followed"),
        ({"carbon": CARBON.replace("0.34", "-0.34")}, "must not be negative"),
        ({"carbon": CARBON.replace("tCO2/MWh\nwood", "tCO2/t\nwood")}, "wrong unit"),
        ({"carbon": CARBON + "fuel,biogenic,kept,0.01,tCO2/MWh\n"}, "rows of 'fuel' differ"),
        ({"yaml": BASE["case.yaml"] + "scopes: {x: {gas: [CO3]}}\n"}, "unknown gas, did you mean 'CO2'"),
        ({"yaml": BASE["case.yaml"] + "scopes: {x: {stage: [used]}}\n"}, "unknown stage, did you mean 'use'"),
        ({"yaml": BASE["case.yaml"] + "scopes: {x: {gas: [CO2], weights: {CH4: 28}}}\n"}, "a weight of a gas that the scope leaves out"),
        ({"yaml": BASE["case.yaml"] + "scopes: {x: {}}\n", "emissions": METHANE}, "gases of different effect"),
        ({"yaml": BASE["case.yaml"] + "scopes: {x: {weights: {CO2: 1, CH4: 28}}}\ngas_units: {CH4: kg}\n", "emissions": METHANE,
          "policies": "id,kind,quantity,scope,value,unit\np,cap,emission,x,5,tCO2e/year\n"}, "weights are per tonne"),
        ({"policies": "id,kind,scope,value,unit\nx,cap,y,1,tCO2/year\n"}, "unknown scope"),
        ({"yaml": BASE["case.yaml"] + SCOPES, "emissions": METHANE,
          "policies": "id,kind,scope,stage,value,unit\nx,cap,supply,use,1,tCO2/year\n"}, "the scope says so already"),
        ({"yaml": BASE["case.yaml"] + SCOPES, "emissions": METHANE,
          "policies": "id,kind,scope,quantity,technology,value,unit\nx,cap,supply,capacity,plant,1,MW\n"}, "a scope selects emissions"),
        ({"policies": "id,kind,account,quantity,technology,value,unit\nx,cap,import,capacity,plant,1,MW\n"}, "do not select by it"),
        ({"policies": "id,kind,account,value,unit\nx,cap,imports,1,tCO2/year\n"}, "unknown account"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(changes: dict[str, str], message: str, tmp_path: Path) -> None:
    plant = changes.pop("plant", COAL + CAUGHT)
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **{**CHANGES, "ports": PORTS.format(plant=plant), **changes}))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Coal with capture, of which some becomes fuel, some leaks and some is dumped; some CO2 is taken from the air and kept."""
    numbers = CHANGES["parameters"] + "hole,charge_efficiency,0.9,1\n"
    tables = {
        "ports": PORTS.format(plant=COAL + CAUGHT),
        "carriers": CARRIERS.replace("bco2,t,yes", "bco2,t,no"),
        "carbon": CARBON.replace("co2,fossil,,1,", "co2,fossil,,1.01,").replace(
            "bco2,biogenic,,1,", "bco2,biogenic,,1.02,"
        ),
        "parameters": numbers,
        "potentials": "technology,limit,value,unit\nhole,capacity_max,20,kt\n",
        "demand": "carrier,region,value,unit\nel,A,10,MW\nfuel,A,1,MW\ndrive,A,1,MW\n",
        "policies": (
            "id,kind,quantity,technology,sense,value,unit\nair,cap,activity,dac,>=,10000,t/year\nstore,price,emission,,,30,EUR_2020/tCO2\n"
        ),
    }
    return prepare(load_case(write(tmp_path_factory.mktemp("ready"), **{**CHANGES, **tables})), vocabulary())


WITNESSED = (
    "carbon_of_activity",
    "carbon_of_port_use",
    "carbon_of_surplus",
    "carbon_delivered",
    "carbon_of_store_leak",
    "carbon_put_away",
)


@pytest.mark.parametrize("lost", WITNESSED)
def test_the_witness_counts_carbon_itself(lost: str, ready: Inputs) -> None:
    notices("emissions recounted", lost, ready)


def test_the_whole_formulation_passes(ready: Inputs) -> None:
    assert recounted(build_model(ready), ready).ok


def test_no_carbon_is_called_what_it_is_not(tmp_path: Path) -> None:
    """A tenth wood brings 0.09 t/MWh of biogenic carbon: more cannot be put away, and a witness sees to it."""
    policies = (
        "id,kind,quantity,carrier,technology,stage,sense,value,unit\nwood,cap,input,wood,plant,,<=,21900,MWh/year\n"
        f"dac,cap,activity,,dac,,<=,0,t/year\naway,cap,emission,,,removal,<=,{-0.2 * YEAR},tCO2/year\n"
    )
    changes = {**CHANGES, "ports": PORTS.format(plant=COFIRED), "policies": policies}
    inputs = prepare(load_case(write(tmp_path, **changes)), vocabulary())
    compiled = compile_model(build_model(inputs))
    assert solve_certified(compiled, inputs.case, lambda _: None).status is not Status.OPTIMAL
    notices("carbon of each origin recounted", "carbon_not_created", inputs)


def test_a_case_without_carbon_has_none_of_its_rows(tmp_path: Path) -> None:
    s = run(load_case(write(tmp_path)))
    assert not {"import_emission", "indirect_emission"} & set(s.variables)
    assert scopes(s).empty


def test_process_carbon_has_a_stage_of_its_own(tmp_path: Path) -> None:
    """A kiln takes 2.5 MWh of coal (0.85 t) and 0.6 t of rock per MWh and captures 0.87 of the 1.45 t: 40 % of each goes up the stack,
    0.34 t of fuel and 0.24 t of process."""
    carriers, rock = CARRIERS + "rock,t,no\n", "plant,rock,in,0.6,t/MWh,\n"
    carbon = "carrier,kind,delivered,stage,value,unit\ncoal,fossil,,,0.34,tCO2/MWh\nrock,fossil,,raw material,1,tCO2/t\nco2,fossil,,,1,tCO2/t\n"
    carbon += "wood,biogenic,,,0.36,tCO2/MWh\nbco2,biogenic,,,1,tCO2/t\nfuel,fossil,,,0.25,tCO2/MWh\nbfuel,biogenic,,,0.25,tCO2/MWh\n"
    tables = {"carriers": carriers, "carbon": carbon, "prices": CHANGES["prices"] + "rock,purchase,1,EUR_2020/t\n"}
    plain = by_stage(solved(tmp_path / "plain", COAL + rock, **tables))
    assert plain == pytest.approx({"energy supply": 0.85 * YEAR, "raw material": 0.6 * YEAR})
    caught = by_stage(
        solved(tmp_path / "caught", COAL + rock + CAUGHT.replace("0.765", "0.87"), policies=STORE, **tables)
    )
    assert caught == pytest.approx({"energy supply": 0.34 * YEAR, "raw material": 0.24 * YEAR})


def test_free_shares_and_capture_cannot_be_told_apart(tmp_path: Path) -> None:
    carbon = (
        CARBON.replace("kind,delivered,", "kind,delivered,stage,")
        .replace("fossil,,", "fossil,,,")
        .replace("biogenic,,", "biogenic,,,")
    )
    carbon = carbon.replace("coal,fossil,,,", "coal,fossil,,raw material,")
    ports = COAL.replace(",\n", ",in\n") + WOOD.replace(",\n", ",in\n") + CAUGHT
    with pytest.raises(CaseError, match="burns in free shares"):
        solved(tmp_path, ports, carbon=carbon)


def test_a_scope_adds_up_gases_counted_in_other_units(tmp_path: Path) -> None:
    scope = "scopes: {x: {weights: {CO2: 1, CH4: 28}}}\n"
    totals = {
        unit: scopes(
            solved(
                tmp_path / unit,
                COAL,
                emissions=METHANE,
                yaml=BASE["case.yaml"] + scope + f"gas_units: {{CH4: {unit}}}\n",
            )
        )
        for unit in ("t", "kg", "Mt")
    }
    assert totals["kg"]["amount"].tolist() == pytest.approx(totals["t"]["amount"].tolist())
    assert (totals["Mt"]["amount"] * 1e6).tolist() == pytest.approx(totals["t"]["amount"].tolist())
    assert set(totals["t"]["unit"]) == {"tCO2e/year"}
    assert set(totals["Mt"]["unit"]) == {"MtCO2e/year"}
