"""Each use of hydrogen is won and lost by one price, on the numbers of the Chinese case.

Technologies, ports, parameters and carbon are the shipped rows of 2050; demand, fuel prices and one carbon price are stated in uses.py. In
each use hydrogen competes with one other technology, and the price at which both cost the same is worked out from the rows alone. One
per mille to the side of it, hydrogen gets everything or nothing. Each use and side has a region of its own: one run answers for all.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from uses import BURNERS, DARK, FUEL, SWITCH, TABLES, USES, WACC, YEAR, parameter, port

from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

SIDES = {"below": 0.999, "above": 1.001}


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
    met = set(tables["ports"]["carrier"])
    # plant ages by a table in the Chinese case; in one year it stands
    lives = [
        {"technology": k, "parameter": "life", "value": "10", "unit": "year"}
        for k in every
        if k.rpartition("_")[0] in FUEL
    ]
    tables["parameters"] = pd.concat([tables["parameters"], pd.DataFrame(lives)]).fillna("")
    tables["technologies"] = chosen.assign(regions=[";".join(places[k]) for k in chosen["technology"]])
    tables["carriers"] = TABLES["carriers"][TABLES["carriers"]["carrier"].isin(met)]
    for name in ("carbon", "emissions"):
        rows = TABLES[name][TABLES[name]["carrier"].isin(met)]
        rows = rows[rows["gas"] == "CO2"] if name == "emissions" else rows
        tables[name] = rows.drop(columns=["source", "quality", "note"])
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False)
    units = dict.fromkeys(("h2", "h2_fuel"), "CNY_2020/kg") | dict.fromkeys(("carbonate", "co2", "bco2"), "CNY_2020/t")
    demand, prices, policies = [], [], []
    for name, use in USES.items():
        for side, share in SIDES.items():
            region, price = f"{name}_{side}", SWITCH[name]() * share
            carrier, rest = use.demand.split(",", 1)
            demand.append(f"{carrier},{region},{rest}")
            stated = use.prices | ({} if use.swept == "CO2" else {use.swept: price})
            for c, value in stated.items():
                limit = "10,GW,bright" if (name, c) == ("power", "electricity") else ",,"
                prices.append(f"{c},{region},purchase,{value},{units.get(c, 'CNY_2020/MWh')},{limit}")
            if use.swept == "CO2":
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
    """What hydrogen gives of what is wanted; where only its making competes, what electrolysis gives of the hydrogen."""
    name = region.rpartition("_")[0]
    use, hours = USES[name], s.inputs["hours_per_year"]
    if name in BURNERS:
        used = (s.variables["port_use"].sel(technology=use.wins, region=region) * hours).sum(("period", "day", "step"))
        return float(used.sel(carrier="h2") / used.sum())
    ran = (s.variables["activity"].sel(region=region) * hours).sum(("period", "day", "step"))
    if "h2_coal" in use.technologies:
        electrolysis = float(ran.sel(technology="electrolyser_alk")) * port("electrolyser_alk", "h2", "kt/GWh")
        return electrolysis / (electrolysis + float(ran.sel(technology="h2_coal")))
    return float(ran.sel(technology=use.wins)) / float(use.demand.split(",")[1])


def reach(use: str) -> float:
    """How far hydrogen can go in 2050: all the way, but for burners that are still on a blend."""
    if use not in BURNERS:
        return 1.0
    rows = TABLES["ports"]
    rows = rows[(rows["technology"] == USES[use].wins) & (rows["carrier"] == "h2")]
    return float(np.interp(YEAR, rows["year"].astype(float), rows["share_max"].astype(float)))


@pytest.mark.parametrize("use", USES)
def test_one_price_decides(use: str, s: Solution) -> None:
    below, above = (share_of_hydrogen(s, f"{use}_{side}") for side in SIDES)
    wins, loses = (above, below) if USES[use].when_dear else (below, above)
    assert (loses, wins) == pytest.approx((0.0, reach(use)), abs=1e-5)


# CNY per kg of hydrogen, MWh or tCO2
PLAUSIBLE = {
    "truck_heavy_ice": (15, 60), "truck_medium_ice": (8, 40), "truck_light_ice": (8, 40), "bus_ice": (8, 40), "car_ice": (8, 40),
    "station": (10, 50),
    "truck_heavy_bev": (500, 2500), "truck_medium_bev": (500, 2500), "bus_bev": (500, 2500),
    "heat": (200, 1500), "heat_district": (200, 1500), "heat_building": (200, 1500),
    "steel": (300, 2500), "methanol": (100, 1000), "flying": (300, 2500), "ships": (200, 1500),
    "liquid": (100, 600), "ammonia": (50, 400), "refining": (50, 400), "power": (100, 600),
}  # fmt: skip
IMPLAUSIBLE = {"truck_light_bev": 2500, "car_bev": 5000}


@pytest.mark.parametrize("use", PLAUSIBLE)
def test_the_price_is_one_that_can_be(use: str) -> None:
    """A unit that is wrong by a thousand shows."""
    least, most = PLAUSIBLE[use]
    assert least < SWITCH[use]() < most


@pytest.mark.parametrize("use", IMPLAUSIBLE)
def test_light_vehicles_stay_with_batteries(use: str) -> None:
    """Cars and light trucks turn to hydrogen of 20 CNY/kg where power costs more than anybody pays for it, CNY/MWh."""
    assert IMPLAUSIBLE[use] < SWITCH[use]() < 4 * IMPLAUSIBLE[use]


def test_every_use_has_its_bounds() -> None:
    assert set(USES) == set(SWITCH) == set(PLAUSIBLE) | set(IMPLAUSIBLE)


def test_power_from_the_store_is_what_was_charged(s: Solution) -> None:
    """One day of hydrogen in store: 900 GWh in 182 dark days, filled at the rate that the cavern allows."""
    held = s.variables["capacity"].sel(technology="salt_cavern", location="power_above").item()
    day = 900 / (DARK / 24) * port("h2_power", "h2", "kt/GWh") / parameter("salt_cavern", "charge_efficiency", "1")
    assert held == pytest.approx(day / (24 * parameter("salt_cavern", "charge_rate", "1/hour")), rel=1e-6)
