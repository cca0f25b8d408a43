"""Claims on generation by the hour, the day, the month and the year, within a region and across regions, of plant of any age or not."""

from __future__ import annotations

import numpy as np

from worlds import BASE, HOURS_PER_YEAR

TABLES = {
    "technologies": (
        "technology,kind,reference,by_vintage\nwind,converter,el,\nelectrolyser,converter,el,\nnew_wind,converter,el,\n"
        "furnace,converter,heat,\nbatch,converter,heat,\nsun,converter,el,\nturbine,converter,el,yes\n"
        "cell,store,el,\nheap,store,el,\n"
    ),
    "carriers": BASE["carriers"] + "heat,MWh,day,yes\n",
    "ports": (
        "technology,carrier,direction,value,unit,group,share_min,share_max\nwind,el,out,1,MWh/MWh,,,\nelectrolyser,el,in,1,MWh/MWh,,,\n"
        "electrolyser,h2,out,19,kg/MWh,,,\nnew_wind,el,out,1,MWh/MWh,,,\nfurnace,heat,out,1,MWh/MWh,,,\n"
        "sun,el,out,1,MWh/MWh,,,\nturbine,el,out,1,MWh/MWh,,,\nfurnace,el,in,1.3,MWh/MWh,fuel,,\nfurnace,h2,in,31,kg/MWh,fuel,,\nbatch,heat,out,1,MWh/MWh,,,\nbatch,h2,in,37,kg/MWh,,,\n"
    ),
    "parameters": BASE["parameters"].replace("value,unit", "value,unit,profile", 1)
    + (
        "wind,availability,1,1,wind\nsun,capital_cost,709,CNY_2020/kW\nsun,life,19,year\nsun,availability,0.9,1,\n"
        "turbine,capital_cost,1201,CNY_2020/kW\nturbine,life,31,year\ncell,life,13,year\ncell,charge_efficiency,0.91,1\n"
        "heap,life,14,year\nheap,charge_efficiency,0.87,1\ncell,capital_cost,3,CNY_2020/kWh\nheap,capital_cost,5,CNY_2020/kWh\n"
        "new_wind,capital_cost,1103,CNY_2020/kW\nnew_wind,life,17,year\nfurnace,capital_cost,13,CNY_2020/kW\nfurnace,life,23,year\n"
        "batch,capital_cost,17,CNY_2020/kW\nbatch,life,29,year\n"
    ),
    "demand": BASE["demand"] + "heat,B,3,MW\n",
    "existing_capacity": "technology,region,build_year,value,unit\nwind,A,2026,3,MW\nwind,A,2028,2,MW\nturbine,B,2029,1,MW\n",
    "profiles": "day,step,wind\nd1,0,0.91\nd1,1,0.53\nd1,2,0.37\nd2,0,0.11\nd2,1,0.29\n",
    "calendar": "day\n" + "\n".join("d1" if i % 7 < 4 else "d2" for i in range(365)) + "\n",
    "policies": (
        "id,kind,technology,carrier,relative_to,area,time,value,unit,start,coefficient,built_from\n"
        "now,matching,electrolyser;heap,el,wind;new_wind,each,hour,0.9,1,,\n"
        "today,matching,furnace,el,new_wind,together,day,0.7,1,,furnace=1.1\n"
        "year,matching,electrolyser;furnace,el,new_wind,together,each,0.3,1,2040,\n"
        "fresh,matching,batch,h2,electrolyser,each,hour,0.8,1,,,2030\n"
        "lunar,matching,electrolyser;cell,el,sun,each,month,0.21,1,,electrolyser=1.3;cell=1.2\n"
        "mixed,matching,furnace,el,wind,together,month,0.19,1,,\n"
        "of27,matching,furnace,el,wind;turbine,each,day,0.17,1,,,2027\n"
        "of40,matching,electrolyser,el,wind;turbine,together,month,0.11,1,2040,,2040\n"
    ),
}
DAY = np.array([0, 0, 0, 1, 1])
DAYS = np.bincount(DAY, weights=HOURS_PER_YEAR)
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH = [m for m, days in enumerate(LENGTHS) for _ in range(days)]  # of each day of the year
COUNT = np.array([[sum(i % 7 < 4 for i in range(365) if MONTH[i] == m) for m in range(12)]])  # how often d1 stands
SHARE = np.concatenate([COUNT / 209, (np.array(LENGTHS) - COUNT) / 156])
WIND = np.array([0.91, 0.53, 0.37, 0.11, 0.29])


def by_day(rate) -> np.ndarray:
    """A rate by the hour, or by the day, as amounts of a year by the day."""
    return rate * DAYS if len(rate) == 2 else np.bincount(DAY, weights=rate * HOURS_PER_YEAR)


def by_month(rate) -> np.ndarray:
    """Each month counts a typical day as often as it stands for one of its days."""
    return by_day(rate) @ SHARE


def by_hour(rate) -> np.ndarray:
    return (rate if len(rate) == 5 else rate[DAY]) * HOURS_PER_YEAR


def matching_below_claims(w):
    _, x, _ = w
    a, q, out = x["activity"], x["claim"], {}
    for y in (2030, 2040):
        for r in "AB":
            held = sum(by_hour(q["now", r, k, "el", r, y]) for k in ("wind", "new_wind"))
            kept = x["store_charge"]["heap", r, y] - x["store_discharge"]["heap", r, y]
            out["now", r, "el", y] = 0.9 * by_hour(a["electrolyser", r, y] + kept) - held
            made = by_hour(q["fresh", r, "electrolyser", "h2", r, y])
            out["fresh", r, "h2", y] = 0.8 * 37 * by_hour(a["batch", r, y]) - made
        burnt = {r: 1.3 * x["port_use"]["furnace", "el", r, y] for r in "AB"}
        held = sum(by_day(q["today", "all", "new_wind", "el", r, y]) for r in "AB")
        out["today", "all", "el", y] = sum(0.7 * 1.1 * by_day(burnt[r]) for r in "AB") - held
        out["mixed", "all", "el", y] = sum(
            0.19 * by_month(burnt[r]) - by_month(q["mixed", "all", "wind", "el", r, y]) for r in "AB"
        )
        for r in "AB":
            held = by_month(q["lunar", r, "sun", "el", r, y])
            kept = x["store_charge"]["cell", r, y] - x["store_discharge"]["cell", r, y]
            out["lunar", r, "el", y] = 0.21 * by_month(1.3 * a["electrolyser", r, y] + 1.2 * kept) - held
            held = sum(by_day(q["of27", r, k, "el", r, y]) for k in ("wind", "turbine"))
            out["of27", r, "el", y] = 0.17 * by_day(burnt[r]) - held
        if y == 2040:
            held = sum(by_month(q["of40", "all", k, "el", r, y]) for r in "AB" for k in ("wind", "turbine"))
            out["of40", "all", "el", y] = sum(0.11 * by_month(a["electrolyser", r, y]) for r in "AB") - held
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
            asked = {k: claims_of(q, k, r, y) for k in ("wind", "turbine")}
            now = q["now", r, "wind", "el", r, y] + q["mixed", "all", "wind", "el", r, y]
            out["wind", "el", r, y] = by_hour(now + sum(asked["wind"].values()) - a["wind", r, y])
            out["turbine", "el", r, y] = by_hour(sum(asked["turbine"].values()) - a["turbine", r, y])
            out["sun", "el", r, y] = by_day(q["lunar", r, "sun", "el", r, y]) - by_day(a["sun", r, y])
            claims = q["now", r, "new_wind", "el", r, y] + q["today", "all", "new_wind", "el", r, y]
            if y == 2040:
                claims = claims + q["year", "all", "new_wind", "el", r, y]
            out["new_wind", "el", r, y] = by_hour(claims - a["new_wind", r, y])
            made = 19 * a["electrolyser", r, y]
            out["electrolyser", "h2", r, y] = by_hour(q["fresh", r, "electrolyser", "h2", r, y] - made)
    return out


def claims_of(q, k: str, r: str, y: int) -> dict[int, np.ndarray]:
    """What is claimed of plant built from 2027 and from 2040 on."""
    found = {2027: q["of27", r, k, "el", r, y]}
    return found | ({2040: q["of40", "all", k, "el", r, y]} if y == 2040 else {})


def claims_below_young_output(w):
    """Who asks for plant of 2040 also takes of what plant from 2027 on gives."""
    _, x, _ = w
    standing, use, out = x["capacity_of_vintage"], x["activity_of_vintage"], {}
    for r in "AB":
        for y in (2030, 2040):
            for k in ("wind", "turbine"):
                asked = claims_of(x["claim"], k, r, y)
                for year in asked:
                    able = np.zeros(5)
                    for (name, place, v, at), built in (standing if k == "wind" else use).items():
                        if (name, place, at) == (k, r, y) and v >= year:
                            able = able + (WIND * built if k == "wind" else built)
                    out[k, "el", r, year, y] = sum(claim for of, claim in asked.items() if of >= year) - able
            able = sum(standing["electrolyser", r, v, y] for v in (2030, 2040) if ("electrolyser", r, v, y) in standing)
            out["electrolyser", "h2", r, 2030, y] = x["claim"]["fresh", r, "electrolyser", "h2", r, y] - 19 * able
    return out


EQUATIONS = {
    "matching_below_claims": matching_below_claims,
    "claims_below_output": claims_below_output,
    "claims_below_young_output": claims_below_young_output,
}
LOST = [
    ("activity_matched", "matching_below_claims"),
    ("port_use_matched", "matching_below_claims"),
    ("stores_matched", "matching_below_claims"),
    ("activity_claimed", "claims_below_output"),
    ("hours_per_year", "matching_below_claims"),
    ("hours_per_year", "claims_below_output"),
    ("availability", "claims_below_young_output"),
    ("young_output", "claims_below_young_output"),
]
