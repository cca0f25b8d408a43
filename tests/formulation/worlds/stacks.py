"""An electrolyser whose stacks wear out and whose vintages get worse with age, and fuel cells that take more for what they give."""

from __future__ import annotations

import numpy as np
from cost_terms import W

from worlds import BASE, HOURS_PER_YEAR, by_day

HOURS = np.array(HOURS_PER_YEAR)
DAY_HOURS = np.array([24 * 209.0, 24 * 156.0])
TABLES = {
    "technologies": (
        "technology,kind,reference,by_vintage,capacity_unit\nwind,converter,el,,\nelectrolyser,converter,el,yes,unit\n"
        "cell,converter,el,yes,\n"
    ),
    "carriers": BASE["carriers"] + "heat,MWh,day,yes\n",
    "ports": (
        "technology,carrier,direction,year,value,unit\nwind,el,out,,1,MWh/MWh\nelectrolyser,el,in,,1,MWh/MWh\n"
        "electrolyser,h2,out,2020,17,kg/MWh\nelectrolyser,h2,out,2040,21,kg/MWh\ncell,el,out,,1,MWh/MWh\ncell,h2,in,,61,kg/MWh\n"
        "cell,heat,out,,0.7,MWh/MWh\n"
    ),
    "parameters": (
        "technology,parameter,year,value,unit\nwind,capital_cost,,1009,CNY_2020/kW\nwind,life,,17,year\n"
        "electrolyser,capital_cost,,503,kCNY_2020/unit\nelectrolyser,life,,13,year\nelectrolyser,construction_time,,1,year\n"
        "electrolyser,activity_per_capacity,,1.3,MW/unit\n"
        "electrolyser,stack_hours,2030,21000,hour\nelectrolyser,stack_hours,2040,37000,hour\nelectrolyser,stack_hours_used,2025,9000,hour\n"
        "electrolyser,stack_hours_used,2030,0,hour\nelectrolyser,stack_cost,2030,97,kCNY_2020/unit\nelectrolyser,stack_cost,2040,71,kCNY_2020/unit\n"
        "electrolyser,degradation,,0.031,1/year\nelectrolyser,degradation_years,,4,year\n"
        "cell,capital_cost,,7,CNY_2020/kW\ncell,life,,19,year\ncell,degradation,,1.7,%/year\n"
    ),
    "existing_capacity": "technology,region,build_year,value,unit\nelectrolyser,B,2025,2.3,unit\n",
    "potentials": "technology,region,limit,value,unit\ncell,A,build_min,0.1,MW\nelectrolyser,B,build_min,0.5,unit\n",
    "prices": BASE["prices"] + "h2,purchase,61,CNY_2020/kg\n",
}
NEW = {2025: 17 + 4 * 5 / 20, 2030: 19.0, 2040: 21.0}  # kg/MWh when built
LASTS = {2025: 21000 - 9000, 2030: 21000, 2040: 37000}
FIRST = {2025: 2025, 2030: 2031, 2040: 2041}  # in use from
PERIODS = {2030: (2030, 10), 2040: (2040, 5)}


def _ages(first, life, y):
    start, years = PERIODS[y]
    ages = [year + 0.5 - first for year in range(start, start + years)]
    return [age for age in ages if 0 <= age < life]


def _electrolyser(v, y):
    return NEW[v] * np.mean([1.031 ** -(age % 4) for age in _ages(FIRST[v], 13, y)])


def _cell(v, y):
    return 61 * np.mean([1.017**age for age in _ages(v, 19, y)])


def stack_hours_balance(w):
    _, x, _ = w
    left, out = x["stack_hours_left"], {}
    for (k, r, v, y), now in left.items():
        before = left[k, r, v, 2030] if y == 2040 and v < 2040 else LASTS[v] * x["capacity_built"][k, r, v]
        bought = LASTS[max(y, 2030)] * x["stacks_replaced"][k, r, v, y]
        used = PERIODS[y][1] * (x["activity_of_vintage"][k, r, v, y] * HOURS).sum() / 1.3
        out[k, r, v, y] = now - before - bought + used
    return out


def carrier_balance(w):
    _, x, p = w
    out = {}
    for c, r, y in p["demand"]:
        told = {(k, v): z for (k, r2, v, y2), z in x["activity_of_vintage"].items() if (r2, y2) == (r, y)}
        made = sum(_electrolyser(v, y) * by_day(z) for (k, v), z in told.items() if k == "electrolyser")
        burnt = {v: z for (k, v), z in told.items() if k == "cell"}
        if c == "el":
            run = sum(z if k == "cell" else -z for (k, _), z in told.items())
            net = (x["activity"]["wind", r, y] + run) * HOURS - {"A": 5, "B": 7}[r] * HOURS
        elif c == "h2":
            net = made - sum(_cell(v, y) * by_day(z) for v, z in burnt.items())
            net = net - (700 / 24 * DAY_HOURS if r == "B" else 0.0)
        else:
            net = sum(0.7 * by_day(z) for z in burnt.values())
        for name, sign in (("purchase", 1), ("unmet", 1), ("surplus", -1)):
            for (c2, r2, *_, y2), f in x[name].items():
                if (c2, r2, y2) == (c, r, y):
                    net = net + sign * f * (HOURS if c == "el" else DAY_HOURS)
        out[c, r, y] = net
    return out


def stacks(w):
    """The price runs straight from 97 kCNY of 2030 to 71 kCNY of 2040."""
    _, x, _ = w
    price = {2030: 97.0, 2040: 71.0}
    return sum(price[y] * W[y] / PERIODS[y][1] * s[0] for (*_, y), s in x["stacks_replaced"].items())


COSTS = {"stacks": stacks}

EQUATIONS = {"stack_hours_balance": stack_hours_balance, "carrier_balance": carrier_balance}
LOST = [
    ("stack_hours_first", "stack_hours_balance"),
    ("stack_hours_bought", "stack_hours_balance"),
    ("vintage_activity_per_capacity", "stack_hours_balance"),
    ("period_years", "stack_hours_balance"),
    ("hours_per_year", "stack_hours_balance"),
    ("vintage_port_ratio", "carrier_balance"),
]
