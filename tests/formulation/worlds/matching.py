"""Claims on generation by the hour, by the day and by the year, within a region and across regions."""

from __future__ import annotations

import numpy as np

from worlds import BASE, HOURS_PER_YEAR

TABLES = {
    "technologies": BASE["technologies"] + "new_wind,converter,el\nfurnace,converter,heat\nbatch,converter,heat\n",
    "carriers": BASE["carriers"] + "heat,MWh,day,yes\n",
    "ports": (
        "technology,carrier,direction,value,unit,group,share_min,share_max\nwind,el,out,1,MWh/MWh,,,\nelectrolyser,el,in,1,MWh/MWh,,,\n"
        "electrolyser,h2,out,19,kg/MWh,,,\nnew_wind,el,out,1,MWh/MWh,,,\nfurnace,heat,out,1,MWh/MWh,,,\n"
        "furnace,el,in,1.3,MWh/MWh,fuel,,\nfurnace,h2,in,31,kg/MWh,fuel,,\nbatch,heat,out,1,MWh/MWh,,,\nbatch,h2,in,37,kg/MWh,,,\n"
    ),
    "parameters": BASE["parameters"]
    + (
        "new_wind,capital_cost,1103,CNY_2020/kW\nnew_wind,life,17,year\nfurnace,capital_cost,13,CNY_2020/kW\nfurnace,life,23,year\n"
        "batch,capital_cost,17,CNY_2020/kW\nbatch,life,29,year\n"
    ),
    "demand": BASE["demand"] + "heat,B,3,MW\n",
    "policies": (
        "id,kind,technology,carrier,relative_to,area,time,value,unit,start,coefficient\n"
        "now,matching,electrolyser,el,wind;new_wind,each,hour,0.9,1,,\n"
        "today,matching,furnace,el,new_wind,together,day,0.7,1,,furnace=1.1\n"
        "year,matching,electrolyser;furnace,el,new_wind,together,each,0.3,1,2040,\n"
        "fresh,matching,batch,h2,electrolyser,each,hour,0.8,1,,\n"
    ),
}
DAY = np.array([0, 0, 0, 1, 1])
DAYS = np.bincount(DAY, weights=HOURS_PER_YEAR)


def by_day(rate) -> np.ndarray:
    """A rate by the hour, or by the day, as amounts of a year by the day."""
    return rate * DAYS if len(rate) == 2 else np.bincount(DAY, weights=rate * HOURS_PER_YEAR)


def by_hour(rate) -> np.ndarray:
    return (rate if len(rate) == 5 else rate[DAY]) * HOURS_PER_YEAR


def matching_below_claims(w):
    _, x, _ = w
    a, q, out = x["activity"], x["claim"], {}
    for y in (2030, 2040):
        for r in "AB":
            held = sum(by_hour(q["now", r, k, "el", r, y]) for k in ("wind", "new_wind"))
            out["now", r, "el", y] = 0.9 * by_hour(a["electrolyser", r, y]) - held
            made = by_hour(q["fresh", r, "electrolyser", "h2", r, y])
            out["fresh", r, "h2", y] = 0.8 * 37 * by_hour(a["batch", r, y]) - made
        burnt = {r: 1.3 * x["port_use"]["furnace", "el", r, y] for r in "AB"}
        held = sum(by_day(q["today", "all", "new_wind", "el", r, y]) for r in "AB")
        out["today", "all", "el", y] = sum(0.7 * 1.1 * by_day(burnt[r]) for r in "AB") - held
        if y == 2040:
            used = sum(by_day(burnt[r]).sum() + by_hour(a["electrolyser", r, y]).sum() for r in "AB")
            held = sum(by_hour(q["year", "all", "new_wind", "el", r, y]).sum() for r in "AB")
            out["year", "all", "el", y] = np.array([0.3 * used - held])
    return out


def claims_below_output(w):
    """New wind is claimed by the hour because one of its three claimants asks for hours."""
    _, x, _ = w
    a, q, out = x["activity"], x["claim"], {}
    for r in "AB":
        for y in (2030, 2040):
            out["wind", "el", r, y] = by_hour(q["now", r, "wind", "el", r, y] - a["wind", r, y])
            claims = q["now", r, "new_wind", "el", r, y] + q["today", "all", "new_wind", "el", r, y]
            if y == 2040:
                claims = claims + q["year", "all", "new_wind", "el", r, y]
            out["new_wind", "el", r, y] = by_hour(claims - a["new_wind", r, y])
            made = 19 * a["electrolyser", r, y]
            out["electrolyser", "h2", r, y] = by_hour(q["fresh", r, "electrolyser", "h2", r, y] - made)
    return out


EQUATIONS = {"matching_below_claims": matching_below_claims, "claims_below_output": claims_below_output}
LOST = [
    ("activity_matched", "matching_below_claims"),
    ("port_use_matched", "matching_below_claims"),
    ("activity_claimed", "claims_below_output"),
    ("hours_per_year", "matching_below_claims"),
    ("hours_per_year", "claims_below_output"),
]
