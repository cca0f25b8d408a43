"""Features that other people's models need, each on a case whose answer can be said beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.report.balances import balance, residuals
from optimizer.solution import Solution

BASE = {
    "case.yaml": (
        "name: f\nmoney: kEUR_2020\ndiscount_rate: 0\nwacc: 0\nperiods: [{label: 2030, first_year: 2030, years: 1}]\n"
        "clock: {given_days: {}}\nyear_hours: 8760\n"
    ),
    "regions.csv": "region\nA\n",
    "carriers.csv": "carrier,unit,surplus\nheat,MWh,no\ncoal,MWh,no\nbiomass,MWh,no\n",
    "technologies.csv": "technology,kind,reference\nboiler,converter,heat\n",
    "ports.csv": (
        "technology,carrier,direction,value,unit,group,share_min,share_max\nboiler,heat,out,1,MWh/MWh,,,\n"
        "boiler,coal,in,1.25,MWh/MWh,fuel,,\nboiler,biomass,in,1.6,MWh/MWh,fuel,0.1,0.3\n"
    ),
    "parameters.csv": "technology,parameter,value,unit\nboiler,capital_cost,100,EUR_2020/kW\nboiler,life,10,year\n",
    "demand.csv": "carrier,region,value,unit\nheat,A,10,MW\n",
    "prices.csv": (
        "carrier,kind,value,unit\ncoal,purchase,10,EUR_2020/MWh\nbiomass,purchase,20,EUR_2020/MWh\nheat,unmet,1e5,EUR_2020/MWh\n"
    ),
    "emissions.csv": (
        "flow,technology,carrier,gas,value,unit\nactivity,boiler,coal,CO2,0.34,tCO2/MWh\nactivity,boiler,biomass,CO2,-0.31,tCO2/MWh\n"
        "purchase,,coal,CO2,0,tCO2/MWh\npurchase,,biomass,CO2,0,tCO2/MWh\n"
    ),
    "days.csv": "day,weight\nd,365\n",
    "steps.csv": "day,step,duration\nd,0,24\n",
}


def write(folder: Path, **changes: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**BASE, **{f"{k}.csv" if k != "yaml" else "case.yaml": v for k, v in changes.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def answer(folder: Path, **changes: str) -> Solution:
    return run(load_case(write(folder, **changes)))


YEAR = 10 * 8760.0


def bought(s: Solution, carrier: str) -> float:
    return float((s.variables["purchase"].sel(carrier=carrier) * s.inputs["hours_per_year"]).sum())


def test_cofiring_takes_the_cheap_fuel_up_to_its_share(tmp_path: Path) -> None:
    s = answer(tmp_path)
    assert bought(s, "coal") == pytest.approx(0.9 * 1.25 * YEAR)
    assert bought(s, "biomass") == pytest.approx(0.1 * 1.6 * YEAR)
    table = balance(s)
    assert float(residuals(table)["residual"].abs().max()) < 1e-6
    fuel = table[(table["carrier"] == "biomass") & (table["item"] == "boiler")]
    assert float(fuel["amount"].iloc[0]) == pytest.approx(-0.16 * YEAR)


def test_capture_by_fuel_turns_the_choice(tmp_path: Path) -> None:
    """Each fuel emits, or removes, by what is burnt of it; a carbon price takes biomass to its highest share."""
    policies = "id,kind,value,unit\nprice,price,100,EUR_2020/tCO2\n"
    s = answer(tmp_path, policies=policies)
    assert bought(s, "biomass") == pytest.approx(0.3 * 1.6 * YEAR)
    wanted = 0.34 * 0.7 * 1.25 * YEAR - 0.31 * 0.3 * 1.6 * YEAR
    assert float(s.variables["emission"].sum()) == pytest.approx(wanted)


def test_a_policy_on_what_a_free_share_takes(tmp_path: Path) -> None:
    policies = "id,kind,quantity,carrier,technology,sense,value,unit\nx,cap,input,biomass,boiler,>=,30,GWh/year\n"
    assert bought(answer(tmp_path, policies=policies), "biomass") == pytest.approx(30_000)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fuel,0.1,0.3", "fuel,0.4,0.3", "between 0 and 1"),
        ("fuel,,\n", "fuel,,0.5\n", "cannot add up to one"),
        ("out,1,MWh/MWh,,", "out,1,MWh/MWh,fuel,", "reference carrier"),
        ("1.6,MWh/MWh,fuel,", "1.6,MWh/MWh,,", "share of a group"),
        ("biomass,in", "biomass,out", "in and out"),
    ],
)
def test_wrong_groups_are_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in BASE["ports.csv"]
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, ports=BASE["ports.csv"].replace(old, new)))


def test_steps_longer_than_a_day(tmp_path: Path) -> None:
    """73 steps of 120 hours; the profile of the demand is hourly."""
    yaml = BASE["case.yaml"].replace("given_days: {}", "full_year: {step: 120}")
    hourly = "load\n" + "".join(f"{1 + (h // 120) % 2}\n" for h in range(8760))
    demand = "carrier,region,value,unit,profile\nheat,A,10,MW,load\n"
    s = answer(tmp_path, yaml=yaml, profiles=hourly, demand=demand)
    assert s.variables["activity"].sizes["day"] * s.variables["activity"].sizes["step"] == 73
    assert bought(s, "coal") == pytest.approx(0.9 * 1.25 * YEAR)
    peak = float(s.variables["capacity"].sel(technology="boiler").squeeze())
    assert peak == pytest.approx(20 * 73 / (36 * 2 + 37), rel=1e-9)


def test_strict_balances_and_free_surplus(tmp_path: Path) -> None:
    """A by-product without use forbids running, unless it may be dumped."""
    ports = BASE["ports.csv"] + "boiler,steam,out,0.2,MWh/MWh,,,\n"
    strict = BASE["carriers.csv"] + "steam,MWh,no\n"
    s = answer(tmp_path / "strict", ports=ports, carriers=strict)
    assert s.meta["status"] == "certified-with-shortage"
    assert bought(s, "coal") == pytest.approx(0, abs=1e-6)
    free = answer(tmp_path / "free", ports=ports, carriers=strict.replace("steam,MWh,no", "steam,MWh,yes"))
    dumped = float((free.variables["surplus"] * free.inputs["hours_per_year"]).sum())
    assert dumped == pytest.approx(0.2 * YEAR)


def test_a_reservoir_is_emptied_over_the_horizon(tmp_path: Path) -> None:
    """A deposit of biomass serves the highest share first, then what is left is bought."""
    yaml = BASE["case.yaml"].replace(
        "periods: [{label: 2030, first_year: 2030, years: 1}]",
        "periods: [{label: 2030, first_year: 2030, years: 2}, {label: 2032, first_year: 2032, years: 2}]",
    )
    changes = {
        "yaml": yaml,
        "technologies": "technology,kind,reference,span,build\nboiler,converter,heat,,\nwood,store,biomass,horizon,no\n",
        "parameters": BASE["parameters.csv"] + "wood,initial_content,70,GWh\n",
        "existing_capacity": "technology,region,year,value,unit\nwood,A,2030,100,GWh\n",
    }
    s = answer(tmp_path, **changes)
    level = s.variables["reservoir_level"].sel(technology="wood").squeeze()
    assert float(level[-1]) == pytest.approx(0, abs=1e-6)
    taken = (s.variables["store_discharge"] * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze()
    assert float((taken * s.inputs["period_years"]).sum()) == pytest.approx(70_000)


TWO = BASE["case.yaml"].replace(
    "periods: [{label: 2030, first_year: 2030, years: 1}]",
    "periods: [{label: 2030, first_year: 2030, years: 2}, {label: 2032, first_year: 2032, years: 2}]",
)


@pytest.mark.parametrize(("retire", "left", "years_paid"), [("no", 10.0, 10 + 10), ("yes", 4.0, 10 + 4)])
def test_early_retirement_saves_fixed_cost(retire: str, left: float, years_paid: float, tmp_path: Path) -> None:
    s = answer(
        tmp_path,
        yaml=TWO,
        technologies=f"technology,kind,reference,build,retire\nboiler,converter,heat,no,{retire}\n",
        parameters=BASE["parameters.csv"].replace("life,10", "life,30") + "boiler,fixed_cost,50,EUR_2020/kW/year\n",
        existing_capacity="technology,region,build_year,value,unit\nboiler,A,2020,10,MW\n",
        demand="carrier,region,year,value,unit\nheat,A,2030,10,MW\nheat,A,2032,4,MW\n",
    )
    assert float(s.variables["capacity"].sel(technology="boiler", period=2032).squeeze()) == pytest.approx(left)
    fixed = s.costs.to_dataframe().query("line == 'fixed'")["discounted_cost"].sum()
    assert fixed == pytest.approx(2 * 50 * years_paid)


@pytest.mark.parametrize(
    ("quantity", "seed", "unit"), [("capacity", 1, "MW/year"), ("activity", 8.76, "GWh/year/year")]
)
def test_growth_compounds_from_what_was_and_a_seed(quantity: str, seed: float, unit: str, tmp_path: Path) -> None:
    """Two years at 50 % from 2 MW, and 1 MW a year beside: 2 * 2.25 + 2.5 = 7 MW at most."""
    s = answer(
        tmp_path,
        yaml=TWO,
        technologies="technology,kind,reference\nboiler,converter,heat\npump,converter,heat\n",
        ports=BASE["ports.csv"] + "pump,heat,out,1,MWh/MWh,,,\n",
        parameters=BASE["parameters.csv"] + "pump,capital_cost,1,EUR_2020/kW\npump,life,10,year\n",
        potentials="technology,region,limit,year,value,unit\npump,A,capacity_max,2030,2,MW\npump,A,capacity_max,2032,100,MW\n",
        policies=(
            "id,kind,quantity,technology,value,unit,seed,seed_unit\n"
            f"pace,growth,{quantity},pump,0.5,1/year,{seed},{unit}\n"
        ),
    )
    made = (s.variables["activity"].sel(technology="pump") * s.inputs["hours_per_year"]).sum(("day", "step")).squeeze()
    assert (made / 8760).values.tolist() == pytest.approx([2, 7])
    assert s.meta["policies"][0]["status"] == "binding"


@pytest.mark.parametrize(("cycles", "given_out"), [("", 365 * 60), ("tank,cycles_per_year,100,1/year\n", 100 * 60)])
def test_cycles_of_a_store(cycles: str, given_out: float, tmp_path: Path) -> None:
    """Coal costs nothing by day and much by night: the tank is used every day, or as often as it may be."""
    s = answer(
        tmp_path,
        technologies="technology,kind,reference\nboiler,converter,heat\ntank,store,heat\n",
        parameters=BASE["parameters.csv"] + f"tank,capital_cost,1,EUR_2020/kWh\ntank,life,10,year\n{cycles}",
        potentials="technology,region,limit,value,unit\ntank,A,capacity_max,60,MWh\n",
        ports="technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1,MWh/MWh\n",
        prices="carrier,kind,value,unit,profile\ncoal,purchase,10,EUR_2020/MWh,night\nheat,unmet,1e5,EUR_2020/MWh,\n",
        emissions="flow,gas,value,unit\n",
        steps="day,step,duration\nd,0,12\nd,1,12\n",
        profiles="day,step,night\nd,0,0.1\nd,1,20\n",
    )
    drawn = float((s.variables["store_discharge"] * s.inputs["hours_per_year"]).sum())
    assert drawn == pytest.approx(given_out)


def test_periods_with_clocks_of_their_own(tmp_path: Path) -> None:
    """Two typical days in 2030, months-like steps of five days in 2032: amounts, prices and the report fit each."""
    from optimizer.report.prices import prices

    yaml = TWO.replace("given_days: {}", "typical_days: {days: 2, hours: 4}").replace(
        "{label: 2032, first_year: 2032, years: 2}",
        "{label: 2032, first_year: 2032, years: 2, clock: {full_year: {step: 120}}}",
    )
    hourly = "load\n" + "".join(f"{1 + (h // 24) % 2}\n" for h in range(8760))
    demand = "carrier,region,value,unit,profile\nheat,A,10,MW,load\n"
    s = answer(tmp_path, yaml=yaml, profiles=hourly, demand=demand)
    hours = s.inputs["hours_per_year"]
    assert hours.sum(("day", "step")).values == pytest.approx(8760)
    assert [int(n) for n in hours.count(("day", "step"))] == [8, 73]
    for year in (2030, 2032):
        coal = (s.variables["purchase"].sel(carrier="coal") * hours).sum(("region", "tier", "day", "step"))
        assert float(coal.sel(period=year)) == pytest.approx(0.9 * 1.25 * YEAR)
    peak = s.variables["capacity"].sel(technology="boiler").squeeze()
    assert peak.values == pytest.approx(20 / (1 + 182 / 365), rel=1e-6)
    assert float(residuals(balance(s))["residual"].abs().max()) < 1e-5
    coal = prices(s).query("item == 'coal'")
    assert coal["mean"].to_numpy(float) == pytest.approx([0.01, 0.01])


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("day,weight,year\nd,365,2030\n", "do not make a year"),
        ("day,weight,year\nd,365,\nd,365,2033\n", "not a period of the case"),
        ("day,weight,year\nd,365,2030\nd,364,2032\n", "8736 hours in 2032"),
    ],
)
def test_wrong_days_of_a_period_are_refused(days: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, days=days, yaml=TWO))


def test_given_days_in_some_periods_only_are_refused(tmp_path: Path) -> None:
    yaml = TWO.replace("first_year: 2032, years: 2", "first_year: 2032, years: 2, clock: {full_year: {step: 24}}")
    with pytest.raises(CaseError, match="either all periods have given days or none"):
        load_case(write(tmp_path, yaml=yaml))


def test_capacity_sized_on_an_exogenous_peak(tmp_path: Path) -> None:
    """One step a year; firm capacity, 0.9 of the boiler and 0.5 of the pump, must cover a peak of 30 MW that no step shows."""
    policies = (
        "id,kind,quantity,technology,coefficient,sense,value,unit\n"
        "peak,cap,capacity,boiler;pump,boiler=0.9;pump=0.5,>=,30,MW\n"
    )
    changes = {
        "technologies": "technology,kind,reference\nboiler,converter,heat\npump,converter,heat\n",
        "ports": BASE["ports.csv"] + "pump,heat,out,1,MWh/MWh,,,\n",
        "parameters": BASE["parameters.csv"]
        + "pump,capital_cost,60,EUR_2020/kW\npump,life,10,year\npump,variable_cost,99,EUR_2020/MWh\n",
    }
    s = answer(tmp_path, policies=policies, **changes)
    capacity = s.variables["capacity"].squeeze()
    assert float(capacity.sel(technology="boiler")) == pytest.approx(30 / 0.9)  # 111 a firm kW against 120
    assert float(capacity.sel(technology="pump")) == pytest.approx(0, abs=1e-6)
    [row] = [p for p in s.meta["policies"] if p["id"] == "peak"]
    assert row["status"] == "binding"
    assert row["price"] == pytest.approx(100 / 10 / 0.9)  # kEUR per firm MW and year: the annuity of a year
