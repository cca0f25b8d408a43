"""An electrolyser that gets better with its year of building, beside existing plant of a known and an unknown year."""

from __future__ import annotations

import numpy as np
from cost_terms import W, yearly

from worlds import BASE, HOURS_PER_YEAR, by_day

HOURS = np.array(HOURS_PER_YEAR)
DAY_HOURS = np.array([24 * 209.0, 24 * 156.0])
TABLES = {
    "technologies": (
        "technology,kind,reference,by_vintage,capacity_unit\nwind,converter,el,,\nelectrolyser,converter,el,yes,unit\n"
        "old,converter,el,yes,\n"
    ),
    "ports": (
        "technology,carrier,direction,year,value,unit\nwind,el,out,,1,MWh/MWh\nelectrolyser,el,in,,1,MWh/MWh\n"
        "electrolyser,h2,out,2020,17,kg/MWh\nelectrolyser,h2,out,2040,21,kg/MWh\nelectrolyser,heat,out,2030,0.11,MWh/MWh\n"
        "electrolyser,heat,out,2040,0.07,MWh/MWh\nold,el,in,,1,MWh/MWh\nold,h2,out,2030,13,kg/MWh\nold,h2,out,2040,5,kg/MWh\n"
    ),
    "carriers": BASE["carriers"] + "heat,MWh,day,yes\n",
    "parameters": (
        "technology,parameter,year,value,unit,profile\nwind,capital_cost,,1009,CNY_2020/kW,\nwind,life,,17,year,\n"
        "electrolyser,capital_cost,,503,kCNY_2020/unit,\nelectrolyser,life,,19,year,\n"
        "electrolyser,availability,2030,0.83,dimensionless,mend\nelectrolyser,availability,2040,0.97,dimensionless,mend\n"
        "electrolyser,activity_per_capacity,2020,1.3,MW/unit,\nelectrolyser,activity_per_capacity,2040,1.9,MW/unit,\n"
        "electrolyser,variable_cost,2030,7,CNY_2020/MWh,\nelectrolyser,variable_cost,2040,3,CNY_2020/MWh,\n"
        "old,life,,23,year,\nold,variable_cost,,31,CNY_2020/MWh,\n"
    ),
    "existing_capacity": (
        "technology,region,build_year,year,value,unit\nelectrolyser,B,2025,,0.7,unit\n"
        "old,B,,2030,0.9,MW\nold,B,,2040,0.4,MW\n"
    ),
    "potentials": "technology,region,limit,value,unit\nold,,build_max,0,MW\nelectrolyser,B,build_min,0.05,unit\n",
    "profiles": "day,step,mend\nd1,0,0.9\nd1,1,1\nd1,2,0.8\nd2,0,1\nd2,1,0.7\n",
    "prices": BASE["prices"] + "h2,purchase,61,CNY_2020/kg\n",
    "emissions": (
        "flow,technology,carrier,gas,stage,value,unit\npurchase,,el,CO2,energy supply,0.61,tCO2/MWh\n"
        "purchase,,h2,CO2,energy supply,0,tCO2/kg\n"
        "activity,electrolyser,h2,CO2,use,0.0031,tCO2/kg\nactivity,electrolyser,el,CO2,use,0.0047,tCO2/MWh\n"
    ),
    "policies": (
        "id,kind,quantity,technology,carrier,sense,value,unit\nmade,cap,output,electrolyser,h2,>=,29,t/year\n"
        "heat,cap,output,electrolyser,heat,<=,9001,MWh/year\nused,cap,activity,electrolyser,,<=,90001,MWh/year\n"
        "paid,tax,output,electrolyser,h2,<=,0.07,CNY_2020/kg\n"
    ),
}
MEND = np.array([0.9, 1, 0.8, 1, 0.7])
BORN = {
    2025: {"h2": 18.0, "heat": 0.11, "avail": 0.83, "c": 1.45},
    2030: {"h2": 19.0, "heat": 0.11, "avail": 0.83, "c": 1.6},
    2040: {"h2": 21.0, "heat": 0.07, "avail": 0.97, "c": 1.9},
}
OLD = {0: 13.0, 2030: 13.0, 2040: 5.0}


def activity_of_vintages(w):
    _, x, _ = w
    return {
        (k, r, y): a - sum(z for (k2, r2, _, y2), z in x["activity_of_vintage"].items() if (k2, r2, y2) == (k, r, y))
        for (k, r, y), a in x["activity"].items()
        if k != "wind"
    }


def vintage_activity_below_capacity(w):
    _, x, _ = w
    out = {}
    for (k, r, v, y), z in x["activity_of_vintage"].items():
        usable = BORN[v]["avail"] * MEND * BORN[v]["c"] if k == "electrolyser" else 1.0
        out[k, r, v, y] = z - usable * x["capacity_of_vintage"][k, r, v, y]
    return out


def activity_below_capacity(w):
    _, x, _ = w
    return {key: a - x["capacity"][key] for key, a in x["activity"].items() if key[0] == "wind"}


def carrier_balance(w):
    _, x, p = w
    out = {}
    for c, r, y in p["demand"]:
        told = {(k, v): z for (k, r2, v, y2), z in x["activity_of_vintage"].items() if (r2, y2) == (r, y)}
        if c == "el":
            net = (x["activity"]["wind", r, y] - sum(told.values())) * HOURS - {"A": 5, "B": 7}[r] * HOURS
        else:
            ratio = {(k, v): (BORN[v][c] if k == "electrolyser" else OLD[v] * (c == "h2")) for k, v in told}
            net = sum(ratio[key] * by_day(z) for key, z in told.items())
            net = net - (700 / 24 * DAY_HOURS if (c, r) == ("h2", "B") else 0.0)
        for name, sign in (("purchase", 1), ("unmet", 1), ("surplus", -1)):
            for (c2, r2, *_, y2), f in x[name].items():
                if (c2, r2, y2) == (c, r, y):
                    net = net + sign * f * (HOURS if c == "el" else DAY_HOURS)
        out[c, r, y] = net
    return out


def _yearly(x, r, y, c):
    told = {v: z for (k, r2, v, y2), z in x["activity_of_vintage"].items() if (k, r2, y2) == ("electrolyser", r, y)}
    return sum((1.0 if c == "el" else BORN[v][c]) * (z * HOURS).sum() for v, z in told.items())


def emission_account(w):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["emission"].items():
        if n == "use":
            total = 0.0031 * _yearly(x, r, y, "h2") + 0.0047 * _yearly(x, r, y, "el")
        else:
            total = 0.61 * (x["purchase"]["el", r, "1", y] * HOURS).sum()
        out[g, s, n, r, y] = e - total
    return out


def policy_below_limit(w):
    _, x, _ = w
    out = {}
    for y in (2030, 2040):
        out["heat", "all", y] = sum(_yearly(x, r, y, "heat") for r in "AB") - 9001
        out["used", "all", y] = sum((x["activity"]["electrolyser", r, y] * HOURS).sum() for r in "AB") - 90001
    return out


def policy_above_limit(w):
    _, x, _ = w
    return {("made", "all", y): sum(_yearly(x, r, y, "h2") for r in "AB") - 29e3 for y in (2030, 2040)}


def variable_by_vintage(w):
    """At the cost of the year of building; before 2030 that of 2030."""
    _, x, _ = w
    cost = {("electrolyser", 2025): 7, ("electrolyser", 2030): 7, ("electrolyser", 2040): 3}
    return sum(cost.get((k, v), 31) / 1000 * yearly(z) * W[y] for (k, _, v, y), z in x["activity_of_vintage"].items())


def levy_on_activity_of_vintage(w):
    _, x, _ = w
    return sum(0.07e-3 * W[y] * _yearly(x, r, y, "h2") for r in "AB" for y in W)


COSTS = {"variable by vintage": variable_by_vintage, "levy on activity_of_vintage": levy_on_activity_of_vintage}

EQUATIONS = {
    "activity_of_vintages": activity_of_vintages,
    "vintage_activity_below_capacity": vintage_activity_below_capacity,
    "activity_below_capacity": activity_below_capacity,
    "carrier_balance": carrier_balance,
    "emission_account": emission_account,
    "policy_below_limit": policy_below_limit,
    "policy_above_limit": policy_above_limit,
}
LOST = [
    ("vintage_availability", "vintage_activity_below_capacity"),
    ("vintage_activity_per_capacity", "vintage_activity_below_capacity"),
    ("vintage_port_ratio", "carrier_balance"),
    ("hours_per_year", "carrier_balance"),
    ("activity_of_vintage_emission_factor", "emission_account"),
    ("activity_of_vintage_counted", "policy_above_limit"),
]
