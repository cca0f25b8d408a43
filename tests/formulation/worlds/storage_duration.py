"""Stores whose content is tied to their power: exactly, between two bounds, or from one side."""

from __future__ import annotations

from . import BASE

HOURS = {("battery", 2030): 3, ("battery", 2040): 5}
TABLES = {
    "technologies": BASE["technologies"].replace("reference\n", "reference,charge,discharge\n")
    + "battery,store,el,inverter,inverter\ninverter,power,el,,\nlake,store,el,pump,turbine\npump,power,el,,\nturbine,power,el,,\n"
    "wheel,store,el,motor,\nmotor,power,el,,\n",
    "parameters": "technology,parameter,year,value,unit\n"
    + BASE["parameters"].split("\n", 1)[1].replace("cost,", "cost,,").replace("life,", "life,,")
    + (
        "battery,capital_cost,,211,CNY_2020/kWh\nbattery,life,,13,year\nbattery,hours_min,2030,3,hour\nbattery,hours_min,2040,5,hour\n"
        "battery,hours_max,2030,3,hour\nbattery,hours_max,2040,5,hour\ninverter,capital_cost,,61,CNY_2020/kW\ninverter,life,,19,year\n"
        "lake,capital_cost,,17,CNY_2020/kWh\nlake,life,,83,year\nlake,hours_min,,7,hour\nlake,hours_max,,29,hour\n"
        "pump,capital_cost,,67,CNY_2020/kW\npump,life,,43,year\nturbine,capital_cost,,71,CNY_2020/kW\nturbine,life,,47,year\n"
        "wheel,capital_cost,,73,CNY_2020/kWh\nwheel,life,,23,year\nwheel,hours_max,,30,minute\n"
        "motor,capital_cost,,13,CNY_2020/kW\nmotor,life,,37,year\n"
    ),
}


def store_content_linked(w):
    _, x, _ = w
    return {
        (k, r, y): stands - HOURS[k, y] * x["capacity"]["inverter", r, y]
        for (k, r, y), stands in x["capacity"].items()
        if k == "battery"
    }


def store_content_above_power(w):
    _, x, _ = w
    return {
        (k, r, y): stands - 7 * x["capacity"]["turbine", r, y]
        for (k, r, y), stands in x["capacity"].items()
        if k == "lake"
    }


def store_content_below_power(w):
    _, x, _ = w
    most = {"lake": ("turbine", 29), "wheel": ("motor", 0.5)}
    return {
        (k, r, y): stands - most[k][1] * x["capacity"][most[k][0], r, y]
        for (k, r, y), stands in x["capacity"].items()
        if k in most
    }


EQUATIONS = {
    "store_content_linked": store_content_linked,
    "store_content_above_power": store_content_above_power,
    "store_content_below_power": store_content_below_power,
}
LOST = [
    ("hours_min", "store_content_linked"),
    ("hours_min", "store_content_above_power"),
    ("hours_max", "store_content_below_power"),
]
