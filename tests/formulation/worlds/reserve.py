"""Margins over demand of regions without plant, over intake that cannot wait, with credits of plant, of contents and of power."""

from __future__ import annotations

import numpy as np

from worlds import BASE

TABLES = {
    "carriers": BASE["carriers"] + "heat,MWh,hour,yes\n",
    "technologies": (
        "technology,kind,reference,regions,charge,discharge\nwind,converter,el,A,,\nelectrolyser,converter,el,,,\n"
        "pump,converter,heat,,,\nheap,store,el,A,,\ncell,store,el,A,inverter,inverter\ninverter,power,el,A,,\ncable,line,el,,,\n"
    ),
    "ports": BASE["ports"] + "pump,heat,out,1,MWh/MWh\npump,el,in,0.37,MWh/MWh\n",
    "parameters": BASE["parameters"]
    + "".join(f"{k},life,23,year\n{k},capital_cost,13,CNY_2020/kW\n" for k in ("pump", "inverter", "cable"))
    + "".join(f"{k},life,19,year\n{k},capital_cost,7,CNY_2020/kWh\n" for k in ("heap", "cell")),
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,113,km\n",
    "demand": "carrier,region,value,unit,profile\nel,A,5,MW,load\nel,B,7,MW,\nh2,B,700,kg/day,\nheat,A,3,MW,\nheat,B,2,MW,load\n",
    "profiles": "day,step,load\nd1,0,0.7\nd1,1,1.3\nd1,2,1.1\nd2,0,0.9\nd2,1,0.8\n",
    "policies": (
        "id,kind,technology,carrier,relative_to,area,coefficient,year,value,unit,region\n"
        "all,reserve_margin,,el,demand;pump,together,wind=0.61;heap=0.29;inverter=0.83,2030,0.19,1,\n"
        "all,reserve_margin,,el,demand;pump,together,wind=0.61;heap=0.29;inverter=0.83,2040,0.23,1,\n"
        "own,reserve_margin,wind,el,,each,inverter=0.9,,0.31,1,A\n"
        "taken,reserve_margin,,el,electrolyser,together,,,0.07,1,\n"
    ),
}  # fmt: skip
HOURS = np.array([5 * 209.0, 7 * 209.0, 12 * 209.0, 3 * 156.0, 21 * 156.0])
LOAD = np.array([0.7, 1.3, 1.1, 0.9, 0.8])
DEMAND = {"A": 5 * LOAD * HOURS.sum() / (LOAD @ HOURS), "B": 7.0}


def reserve_above_margin(w):
    """Wind and stores stand in A alone; the demand of B counts where both are together."""
    _, x, _ = w
    k, a, out = x["capacity"], x["activity"], {}
    for y, margin in ((2030, 1.19), (2040, 1.23)):
        firm = 0.61 * k["wind", "A", y] + 0.29 * k["heap", "A", y] + 0.83 * k["inverter", "A", y]
        pumps = sum(0.37 * a["pump", r, y] for r in "AB")
        out["all", "all", y] = firm - margin * (DEMAND["A"] + DEMAND["B"] + pumps)
        out["own", "A", y] = k["wind", "A", y] - 1.31 * DEMAND["A"]
        out["taken", "all", y] = k["wind", "A", y] - 1.07 * sum(a["electrolyser", r, y] for r in "AB")
    return out


EQUATIONS = {"reserve_above_margin": reserve_above_margin}
LOST = [
    ("reserve_credit", "reserve_above_margin"),
    ("reserve_load", "reserve_above_margin"),
    ("reserve_demand", "reserve_above_margin"),
]
