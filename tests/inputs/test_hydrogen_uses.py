"""Each use of hydrogen is won and lost by one price, on the numbers of the Chinese case.

Technologies, ports, parameters and carbon are the shipped rows of 2050; demand, fuel prices and one carbon price are stated here. In each
use hydrogen competes with one other technology, and the price at which both cost the same is worked out from the rows alone. One
per mille to the side of it, hydrogen gets everything or nothing. Each use and side has a region of its own: one run answers for all.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from optimizer.finance import annuity
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

CHINA = Path(__file__).parents[2] / "inputs" / "china"
YEAR, WACC, HOURS = 2050, 0.051, 8736.0
CARRIERS = [
    "electricity",
    "h2",
    "h2_fuel",
    "coal",
    "gas",
    "oil",
    "diesel",
    "synfuel",
    "biomass",
    "carbonate",
    "co2",
    "truck_heavy_km",
    "steel",
    "ammonia",
    "heat_industry",
]
DARK = HOURS / 2  # hours of the days on which nothing but a store or gas gives power


class Use(NamedTuple):
    """What competes, what is wanted, what fuels cost (money per MWh or kg), and the price that decides.

    Attributes:
        swept: carrier whose price decides, or `co2`.
        wins: the technology that hydrogen runs, and whether a dearer `swept` makes it win.
    """

    technologies: tuple[str, ...]
    demand: str
    prices: dict[str, float]
    swept: str
    wins: str
    when_dear: bool


USES = {
    "diesel": Use(("truck_heavy_ice", "truck_heavy_fcev"), "truck_heavy_km,60,Mvkm/year,", {"diesel": 800.0}, "h2_fuel", "truck_heavy_fcev", False),
    "battery": Use(("truck_heavy_bev", "truck_heavy_fcev"), "truck_heavy_km,60,Mvkm/year,", {"h2_fuel": 20.0}, "electricity", "truck_heavy_fcev", True),
    "steel": Use(("steel_bf_bat", "steel_dri"), "steel,500,kt/year,", {"coal": 110.0, "electricity": 420.0, "h2": 16.0, "carbonate": 0.0}, "co2", "steel_dri", True),
    "ammonia": Use(("ammonia_synthesis", "h2_coal", "electrolyser_alk"), "ammonia,300,kt/year,", {"coal": 110.0}, "electricity", "electrolyser_alk", False),
    "power": Use(("gas_power", "h2_power", "electrolyser_alk", "salt_cavern"), "electricity,900,GWh/year,dark", {"electricity": 100.0}, "gas", "h2_power", True),
    "heat": Use(("heat_ind_gas",), "heat_industry,700,GWh/year,", {"gas": 280.0, "h2": 14.0}, "co2", "heat_ind_gas", True),
}  # fmt: skip
SIDES = {"below": 0.999, "above": 1.001}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(CHINA / f"{name}.csv", dtype=str, keep_default_na=False)


TABLES = {name: table(name) for name in ("technologies", "ports", "parameters", "carriers", "carbon", "emissions")}


def shipped(name: str, unit: str, **where: str) -> float:
    """A number of 2050, in the unit it is written in; zero where nothing is stated."""
    rows = TABLES[name]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    if rows.empty:
        return 0.0
    assert set(rows["unit"]) == {unit}, rows
    years = pd.to_numeric(rows["year"]).fillna(0.0) if "year" in rows else pd.Series(0.0, index=rows.index)
    ordered = rows.assign(at=years).sort_values("at")
    return float(np.interp(YEAR, ordered["at"].astype(float), ordered["value"].astype(float)))


def parameter(technology: str, name: str, unit: str) -> float:
    return shipped("parameters", unit, technology=technology, parameter=name)


def port(technology: str, carrier: str, unit: str) -> float:
    return shipped("ports", unit, technology=technology, carrier=carrier)


def standing(technology: str, unit: str, paid_over: str = "life") -> float:
    """What a unit of capacity costs in a year."""
    years = parameter(technology, paid_over, "year")
    capital = parameter(technology, "capital_cost", unit) * float(annuity(WACC, years))
    return capital + parameter(technology, "fixed_cost", f"{unit}/year")


def burnt(carrier: str) -> float:
    """tCO2 of a MWh that is bought and burnt."""
    bought = shipped("emissions", "tCO2/MWh", flow="purchase", carrier=carrier, gas="CO2")
    return shipped("carbon", "tCO2/MWh", carrier=carrier) + bought


# -- the price at which both cost the same ------------------------------------------------------------------------
def a_km(truck: str) -> float:
    """CNY of a kilometre without what it runs on."""
    distance = 1e3 * parameter(truck, "activity_per_capacity", "Mvkm/year/kvehicle")
    driven = parameter(truck, "variable_cost", "CNY_2020/vkm")  # delivery of electricity
    return standing(truck, "CNY_2020/vehicle", "amortisation") / distance + driven


def against_diesel() -> float:
    """CNY/kg at the pump: a kilometre of diesel and a dear vehicle less. Fuel in kWh and kg a kilometre."""
    diesel = (
        a_km("truck_heavy_ice") + port("truck_heavy_ice", "diesel", "GWh/Mvkm") * USES["diesel"].prices["diesel"] / 1e3
    )
    return (diesel - a_km("truck_heavy_fcev")) / port("truck_heavy_fcev", "h2_fuel", "kt/Mvkm")


def against_batteries() -> float:
    """CNY/MWh of electricity."""
    cell = a_km("truck_heavy_fcev") + port("truck_heavy_fcev", "h2_fuel", "kt/Mvkm") * USES["battery"].prices["h2_fuel"]
    return 1e3 * (cell - a_km("truck_heavy_bev")) / port("truck_heavy_bev", "electricity", "GWh/Mvkm")


def against_the_blast_furnace() -> float:
    """CNY/tCO2. A tonne of steel takes MWh of coal and power, kg of hydrogen, tonnes of CO2 from limestone."""
    price, cost, released = USES["steel"].prices, {}, {}
    for k in USES["steel"].technologies:
        coal, power = (port(k, c, "GWh/kt") for c in ("coal", "electricity"))
        hydrogen = 1e3 * port(k, "h2", "kt/kt")
        made = standing(k, "CNY_2020/(t/hour)") / HOURS + parameter(k, "variable_cost", "CNY_2020/t")
        cost[k] = made + coal * price["coal"] + power * price["electricity"] + hydrogen * price["h2"]
        released[k] = coal * burnt("coal") + port(k, "carbonate", "kt/kt")
    furnace, reduction = USES["steel"].technologies
    return (cost[reduction] - cost[furnace]) / (released[furnace] - released[reduction])


def electrolysis(hours: float) -> tuple[float, float]:
    """CNY/kg for electrolysers that run so many hours, and MWh/kg."""
    need = 1.0 / (1e3 * port("electrolyser_alk", "h2", "kt/GWh"))
    running = hours * parameter("electrolyser_alk", "availability", "1")
    drawn = parameter("electrolyser_alk", "variable_cost", "CNY_2020/MWh")
    return (1e3 * standing("electrolyser_alk", "CNY_2020/kW") / running + drawn) * need, need


def against_coal() -> float:
    """CNY/MWh of electricity; a kg from coal takes 61 kWh of it, and a gasifier that runs 90 % of the year."""
    running = HOURS * parameter("h2_coal", "availability", "1")
    coal = standing("h2_coal", "CNY_2020/(kg/hour)") / running
    coal += port("h2_coal", "coal", "GWh/kt") / 1e3 * USES["ammonia"].prices["coal"]
    made, need = electrolysis(HOURS)
    return (coal - made) / need


def against_gas_power() -> float:
    """CNY/MWh of gas. Every other day is dark: hydrogen is made on the bright days, stored for one day, and burnt on the dark ones.

    A cavern takes in only so much of its content an hour, which decides its size: it is filled in 24 hours of each bright day."""
    made, need = electrolysis(HOURS - DARK)
    stored = standing("salt_cavern", "CNY_2020/kg") / (parameter("salt_cavern", "charge_rate", "1/hour") * DARK)
    kept = parameter("salt_cavern", "charge_efficiency", "1")
    kg = (made + need * USES["power"].prices["electricity"] + stored) / kept
    of_plant = [
        1e3 * standing(k, "CNY_2020/kW") / (DARK * parameter(k, "availability", "1"))
        + parameter(k, "variable_cost", "CNY_2020/MWh")
        for k in ("h2_power", "gas_power")
    ]
    hydrogen = of_plant[0] + 1e3 * port("h2_power", "h2", "kt/GWh") * kg
    return (hydrogen - of_plant[1]) / port("gas_power", "gas", "GWh/GWh")


def against_burning_gas() -> float:
    """CNY/tCO2: the same burner takes either."""
    gas, price = port("heat_ind_gas", "gas", "GWh/GWh"), USES["heat"].prices
    return (1e3 * port("heat_ind_gas", "h2", "kt/GWh") * price["h2"] - gas * price["gas"]) / (gas * burnt("gas"))


SWITCH = {
    "diesel": against_diesel,
    "battery": against_batteries,
    "steel": against_the_blast_furnace,
    "ammonia": against_coal,
    "power": against_gas_power,
    "heat": against_burning_gas,
}


# -- the case -----------------------------------------------------------------------------------------------------
def write(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    every = list(dict.fromkeys(k for use in USES.values() for k in use.technologies))
    places = {k: [f"{u}_{side}" for u, use in USES.items() if k in use.technologies for side in SIDES] for k in every}
    chosen = TABLES["technologies"][TABLES["technologies"]["technology"].isin(every)]
    tables = {
        name: TABLES[name][TABLES[name]["technology"].isin(every)].drop(columns=["source", "quality", "note"])
        for name in ("ports", "parameters")
    }
    # plant ages by a table in the Chinese case; in one year it stands
    lives = [
        {"technology": k, "parameter": "life", "value": "10", "unit": "year"} for k in every if k.startswith("truck")
    ]
    tables["parameters"] = pd.concat([tables["parameters"], pd.DataFrame(lives)]).fillna("")
    tables["technologies"] = chosen.assign(regions=[";".join(places[k]) for k in chosen["technology"]])
    tables["carriers"] = TABLES["carriers"][TABLES["carriers"]["carrier"].isin(CARRIERS)]
    for name in ("carbon", "emissions"):
        rows = TABLES[name][TABLES[name]["carrier"].isin(CARRIERS)]
        rows = rows[rows["gas"] == "CO2"] if name == "emissions" else rows
        tables[name] = rows.drop(columns=["source", "quality", "note"])
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False)
    units = dict.fromkeys(("h2", "h2_fuel"), "CNY_2020/kg") | {"carbonate": "CNY_2020/t"}
    demand, prices, policies = [], [], []
    for name, use in USES.items():
        for side, share in SIDES.items():
            region, price = f"{name}_{side}", SWITCH[name]() * share
            carrier, rest = use.demand.split(",", 1)
            demand.append(f"{carrier},{region},{rest}")
            stated = use.prices | ({} if use.swept == "co2" else {use.swept: price})
            for c, value in stated.items():
                limit = "10,GW,bright" if (name, c) == ("power", "electricity") else ",,"
                prices.append(f"{c},{region},purchase,{value},{units.get(c, 'CNY_2020/MWh')},{limit}")
            if use.swept == "co2":
                policies.append(f"{region},price,{region},CO2,{price},CNY_2020/tCO2")
    zero = [
        f"purchase,,{c},CO2,use,0,{u}"
        for c, u in (("electricity", "tCO2/MWh"), ("h2", "tCO2/kg"), ("h2_fuel", "tCO2/kg"))
    ]
    with (folder / "emissions.csv").open("a", encoding="utf-8") as file:
        head = list(tables["emissions"].columns)
        order = ["flow", "technology", "carrier", "gas", "stage", "value", "unit"]
        file.writelines(
            ",".join(dict(zip(order, row.split(","), strict=True)).get(c, "") for c in head) + "\n" for row in zero
        )
    texts = {
        "case.yaml": f"name: uses\nmoney: kCNY_2020\ndiscount_rate: 0.05\nwacc: {WACC}\nperiods: [{YEAR}]\nclock: {{given_days: {{}}}}\nyear_hours: 8736\n",
        "regions.csv": "region\n" + "".join(f"{u}_{side}\n" for u in USES for side in SIDES),
        "demand.csv": "carrier,region,value,unit,profile\n" + "".join(f"{d}\n" for d in demand),
        "prices.csv": "carrier,region,kind,value,unit,limit,limit_unit,limit_profile\n" + "".join(f"{p}\n" for p in prices),
        "policies.csv": "id,kind,region,gas,value,unit\n" + "".join(f"{p}\n" for p in policies),
        "days.csv": "day,weight\nbright,182\ndark,182\n",
        "steps.csv": "day,step,duration\nbright,0,24\ndark,0,24\n",
        "calendar.csv": "day\n" + "bright\ndark\n" * 182,
        "profiles.csv": "day,step,bright,dark\nbright,0,1,0\ndark,0,0,1\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def s(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return run(load_case(write(tmp_path_factory.mktemp("uses") / "c")))


def share_of_hydrogen(s: Solution, region: str) -> float:
    """What hydrogen gives of what is wanted; in ammonia, what electrolysis gives of the hydrogen."""
    use = USES[region.rpartition("_")[0]]
    hours = s.inputs["hours_per_year"]
    if use.technologies == ("heat_ind_gas",):
        used = (s.variables["port_use"].sel(technology=use.wins, region=region) * hours).sum(("period", "day", "step"))
        return float(used.sel(carrier="h2") / used.sum())
    ran = (s.variables["activity"].sel(region=region) * hours).sum(("period", "day", "step"))
    of = {k: float(ran.sel(technology=k)) for k in use.technologies if k in ran["technology"].values}
    if "h2_coal" in of:
        made = of["electrolyser_alk"] * port("electrolyser_alk", "h2", "kt/GWh")
        return made / (made + of["h2_coal"])
    rivals = [k for k in use.technologies if k not in ("electrolyser_alk", "salt_cavern")]
    return of[use.wins] / sum(of[k] for k in rivals)


def reach(use: str) -> float:
    """How far hydrogen can go in 2050: all the way, but for burners that are still on a blend."""
    if use != "heat":
        return 1.0
    rows = TABLES["ports"]
    rows = rows[(rows["technology"] == "heat_ind_gas") & (rows["carrier"] == "h2")]
    return float(np.interp(YEAR, rows["year"].astype(float), rows["share_max"].astype(float)))


@pytest.mark.parametrize("use", USES)
def test_one_price_decides(use: str, s: Solution) -> None:
    below, above = (share_of_hydrogen(s, f"{use}_{side}") for side in SIDES)
    wins, loses = (above, below) if USES[use].when_dear else (below, above)
    assert (loses, wins) == pytest.approx((0.0, reach(use)), abs=1e-5)


@pytest.mark.parametrize(
    ("use", "least", "most"),
    [("diesel", 15, 60), ("battery", 500, 2500), ("steel", 300, 2500), ("ammonia", 50, 400), ("power", 100, 600), ("heat", 200, 1500)],
)  # fmt: skip
def test_the_price_is_one_that_can_be(use: str, least: float, most: float) -> None:
    """CNY per kg, MWh or tCO2: a unit that is wrong by a thousand shows."""
    assert least < SWITCH[use]() < most


def test_power_from_the_store_is_what_was_charged(s: Solution) -> None:
    """One day of hydrogen in store: 900 GWh in 182 dark days, filled at the rate that the cavern allows."""
    held = s.variables["capacity"].sel(technology="salt_cavern", location="power_above").item()
    day = 900 / (DARK / 24) * port("h2_power", "h2", "kt/GWh") / parameter("salt_cavern", "charge_efficiency", "1")
    assert held == pytest.approx(day / (24 * parameter("salt_cavern", "charge_rate", "1/hour")), rel=1e-6)
