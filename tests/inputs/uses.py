"""The uses of hydrogen in the Chinese case, and the price at which hydrogen and its rival cost the same.

The prices are worked out here from the shipped rows of 2050 alone; of the package only the annuity is used. They are per kg of hydrogen, per tonne of CO2
and other matter, per MWh of fuel and power; a port in kt/kt is t/t, in GWh/kt MWh/t and in kt/GWh t/MWh.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from optimizer.finance import annuity

CHINA = Path(__file__).parents[2] / "inputs" / "china"
YEAR, WACC, HOURS = 2050, 0.051, 8736.0
DARK = HOURS / 2  # hours of the days on which nothing but a store or gas gives power


class Use(NamedTuple):
    """What competes, what is wanted, what fuels cost (money per MWh, kg of hydrogen or t), and the price that decides.

    Attributes:
        swept: carrier whose price decides, or the gas `CO2`.
        wins: the technology that hydrogen runs, and whether a dearer `swept` makes it win.
    """

    technologies: tuple[str, ...]
    demand: str
    prices: dict[str, float]
    swept: str
    wins: str
    when_dear: bool


ON_DIESEL = ("truck_heavy", "truck_medium", "truck_light", "bus")
FUEL = dict.fromkeys(ON_DIESEL, ("diesel", 800.0)) | {"car": ("gasoline", 1100.0)}  # of the engine, CNY/MWh at the pump
BURNERS = {
    "heat": ("heat_ind_gas", "heat_industry"),
    "heat_district": ("heat_dh_gas", "heat_district"),
    "heat_building": ("heat_bld_gas", "heat_building"),
}  # of gas or a blend with hydrogen, and the heat they give

USES = (
    {f"{v}_ice": Use((f"{v}_ice", f"{v}_fcev"), f"{v}_km,60,Mvkm/year,", {fuel: price}, "h2_fuel", f"{v}_fcev", False) for v, (fuel, price) in FUEL.items()}
    | {f"{v}_bev": Use((f"{v}_bev", f"{v}_fcev"), f"{v}_km,60,Mvkm/year,", {"h2_fuel": 20.0}, "electricity", f"{v}_fcev", True) for v in FUEL}
    | {"station": Use(("truck_heavy_ice", "truck_heavy_fcev", "h2_station"), "truck_heavy_km,60,Mvkm/year,", {"diesel": 800.0, "electricity": 420.0}, "h2", "truck_heavy_fcev", False)}
    | {use: Use((burner,), f"{heat},700,GWh/year,", {"gas": 280.0, "h2": 14.0}, "CO2", burner, True) for use, (burner, heat) in BURNERS.items()}
    | {
        "steel": Use(("steel_bf_bat", "steel_dri"), "steel,500,kt/year,", {"coal": 110.0, "electricity": 420.0, "h2": 16.0, "carbonate": 0.0}, "CO2", "steel_dri", True),
        "ammonia": Use(("ammonia_synthesis", "h2_coal", "electrolyser_alk"), "ammonia,300,kt/year,", {"coal": 110.0}, "electricity", "electrolyser_alk", False),
        "refining": Use(("refinery", "h2_coal", "electrolyser_alk"), "refining,900,kt/year,", {"coal": 110.0, "oil": 400.0, "gas": 280.0}, "electricity", "electrolyser_alk", False),
        "methanol": Use(("methanol_coal", "methanol_h2"), "methanol,400,kt/year,", {"coal": 110.0, "electricity": 420.0, "h2": 12.0, "co2": 300.0}, "CO2", "methanol_h2", True),
        "flying": Use(("aviation_fuel", "power_to_liquid"), "aviation,800,GWh/year,", {"kerosene": 450.0, "electricity": 420.0, "h2": 12.0, "bco2": 600.0}, "CO2", "power_to_liquid", True),
        "liquid": Use(("biomass_to_liquid", "power_to_liquid"), "synfuel,800,GWh/year,", {"electricity": 420.0, "h2": 12.0, "bco2": 600.0}, "biomass", "power_to_liquid", True),
        "ships": Use(("ship_oil", "ship_ammonia", "ammonia_synthesis"), "shipping,600,GWh/year,", {"oil": 400.0, "electricity": 420.0, "h2": 12.0}, "CO2", "ship_ammonia", True),
        "power": Use(("gas_power", "h2_power", "electrolyser_alk", "salt_cavern"), "electricity,900,GWh/year,dark", {"electricity": 100.0}, "gas", "h2_power", True),
    }
)  # fmt: skip


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
    """tCO2 of fossil carbon of a MWh or t that is bought and burnt; what is biogenic counts nothing."""
    unit = "tCO2/t" if carrier in ("co2", "carbonate", "methanol") else "tCO2/MWh"
    bought = shipped("emissions", unit, flow="purchase", carrier=carrier, gas="CO2")
    return shipped("carbon", unit, carrier=carrier, kind="fossil") + bought


def plant(technology: str) -> float:
    """CNY of a t or MWh from a plant that runs all the year, without what it takes in."""
    of, kw = ("t", 1.0) if reference(technology) == "kt" else ("MWh", 1e3)
    unit = "CNY_2020/(t/hour)" if of == "t" else "CNY_2020/kW"
    running = HOURS * (parameter(technology, "availability", "1") or 1.0)  # all hours where nothing is stated
    return kw * standing(technology, unit) / running + parameter(technology, "variable_cost", f"CNY_2020/{of}")


def product(technology: str) -> str:
    """The carrier that a plant is there to make."""
    return str(TABLES["technologies"].set_index("technology").loc[technology, "reference"])


def reference(technology: str) -> str:
    """kt or GWh: the unit of what a plant makes."""
    ports = TABLES["ports"]
    own = ports[(ports["technology"] == technology) & (ports["carrier"] == product(technology))]
    return str(own["unit"].item()).split("/")[1]


def takes(technology: str, carrier: str) -> float:
    """t or MWh that a t or MWh of product takes in."""
    unit = "kt" if carrier in ("h2", "co2", "bco2", "carbonate", "ammonia") else "GWh"
    return port(technology, carrier, f"{unit}/{reference(technology)}")


def made(technology: str, price: dict[str, float]) -> float:
    """CNY of a t or MWh with all that is bought for it; hydrogen is priced by the kg."""
    return plant(technology) + sum(takes(technology, c) * p * (1e3 if c == "h2" else 1.0) for c, p in price.items())


def released(technology: str, price: dict[str, float]) -> float:
    """tCO2 of a t or MWh: the fossil carbon of what is bought, less what the product keeps."""
    kept = shipped("carbon", "tCO2/t", carrier=product(technology), delivered="kept")
    return sum(takes(technology, c) * burnt(c) for c in price) - kept


# -- the price at which both cost the same ------------------------------------------------------------------------
def a_km(vehicle: str) -> float:
    """CNY of a kilometre without what it runs on."""
    distance = 1e3 * parameter(vehicle, "activity_per_capacity", "Mvkm/year/kvehicle")
    driven = parameter(vehicle, "variable_cost", "CNY_2020/vkm")  # delivery of electricity
    return standing(vehicle, "CNY_2020/vehicle", "amortisation") / distance + driven


def against_engines(vehicle: str) -> float:
    """CNY/kg at the pump: a kilometre of fuel and a dear vehicle less. Fuel in kWh and kg a kilometre."""
    fuel, price = FUEL[vehicle]
    engine = a_km(f"{vehicle}_ice") + port(f"{vehicle}_ice", fuel, "GWh/Mvkm") * price / 1e3
    return (engine - a_km(f"{vehicle}_fcev")) / port(f"{vehicle}_fcev", "h2_fuel", "kt/Mvkm")


def before_the_pump() -> float:
    """CNY/kg at the gate of a station: what a kg is worth to heavy trucks, less the station, its power and what it loses."""
    running = HOURS * parameter("h2_station", "availability", "1")
    station = standing("h2_station", "CNY_2020/(kg/hour)") / running
    station += parameter("h2_station", "variable_cost", "CNY_2020/t") / 1e3
    station += takes("h2_station", "electricity") / 1e3 * USES["station"].prices["electricity"]
    return (against_engines("truck_heavy") - station) / takes("h2_station", "h2")


def against_batteries(vehicle: str) -> float:
    """CNY/MWh of electricity: a kilometre on hydrogen of the stated price, less a vehicle with a battery."""
    hydrogen = port(f"{vehicle}_fcev", "h2_fuel", "kt/Mvkm") * USES[f"{vehicle}_bev"].prices["h2_fuel"]
    battery = port(f"{vehicle}_bev", "electricity", "GWh/Mvkm")
    return 1e3 * (a_km(f"{vehicle}_fcev") + hydrogen - a_km(f"{vehicle}_bev")) / battery


def against_fossil_carbon(use: str) -> float:
    """CNY/tCO2 at which the two plants of a use (steel, methanol) make a tonne at the same cost."""
    price = USES[use].prices
    (old, new), (before, after) = (tuple(of(k, price) for k in USES[use].technologies) for of in (made, released))
    return (new - old) / (before - after)


def against_kerosene() -> float:
    """CNY/tCO2: the aircraft takes a MWh of either fuel, and the carbon of the made one was air or plants before."""
    price = USES["flying"].prices
    return (made("power_to_liquid", price) - price["kerosene"]) / burnt("kerosene")


def against_biomass() -> float:
    """CNY/MWh of biomass: the same MWh of fuel from a dear plant and cheap straw, or from hydrogen and CO2."""
    price = USES["liquid"].prices
    from_biomass = made("biomass_to_liquid", price)  # without the biomass
    return (made("power_to_liquid", price) - from_biomass) / takes("biomass_to_liquid", "biomass")


def against_ship_oil() -> float:
    """CNY/tCO2: a MWh of oil in the ship that is there, or ammonia and the dearer ship for it. Only the oil has carbon."""
    price = USES["ships"].prices
    ammonia = plant("ship_ammonia") + takes("ship_ammonia", "ammonia") * made("ammonia_synthesis", price)
    return (ammonia - made("ship_oil", price)) / released("ship_oil", price)


def electrolysis(hours: float) -> tuple[float, float]:
    """CNY/kg for electrolysers that run so many hours, and MWh/kg."""
    need = 1.0 / (1e3 * port("electrolyser_alk", "h2", "kt/GWh"))
    running = hours * parameter("electrolyser_alk", "availability", "1")
    drawn = parameter("electrolyser_alk", "variable_cost", "CNY_2020/MWh")
    return (1e3 * standing("electrolyser_alk", "CNY_2020/kW") / running + drawn) * need, need


def against_coal(use: str) -> float:
    """CNY/MWh of electricity, whatever the hydrogen is for; a kg from coal takes 61 kWh of it, and a gasifier that runs 90 % of the year."""
    running = HOURS * parameter("h2_coal", "availability", "1")
    coal = standing("h2_coal", "CNY_2020/(kg/hour)") / running
    coal += port("h2_coal", "coal", "GWh/kt") / 1e3 * USES[use].prices["coal"]
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


def against_burning_gas(use: str) -> float:
    """CNY/tCO2: the same burner takes either."""
    price, burner = USES[use].prices, USES[use].wins
    gas = takes(burner, "gas")
    return (1e3 * takes(burner, "h2") * price["h2"] - gas * price["gas"]) / (gas * burnt("gas"))


SWITCH = (
    {f"{v}_ice": partial(against_engines, v) for v in FUEL}
    | {f"{v}_bev": partial(against_batteries, v) for v in FUEL}
    | {use: partial(against_burning_gas, use) for use in BURNERS}
    | {use: partial(against_fossil_carbon, use) for use in ("steel", "methanol")}
    | {use: partial(against_coal, use) for use in ("ammonia", "refining")}
    | {"flying": against_kerosene, "liquid": against_biomass, "ships": against_ship_oil}
    | {"station": before_the_pump, "power": against_gas_power}
)
