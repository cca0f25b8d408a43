"""Gas in tiers that hold for a year or for regions together, and power that is sold up to shared ceilings."""

from __future__ import annotations

import numpy as np

from worlds import BASE, HOURS_PER_YEAR

HOURS = np.array(HOURS_PER_YEAR)
TABLES = {
    "regions": "region\nA\nB\nC\n",
    "carriers": BASE["carriers"] + "gas,MWh,hour,no\n",
    "technologies": "technology,kind,reference\nelectrolyser,converter,el\nwind,converter,el\nturbine,converter,el\n",
    "ports": BASE["ports"] + "turbine,el,out,1,MWh/MWh\nturbine,gas,in,1.9,MWh/MWh\n",
    "parameters": BASE["parameters"] + "turbine,capital_cost,211,CNY_2020/kW\nturbine,life,23,year\n",
    "prices": (
        "carrier,region,kind,tier,year,value,unit,limit,limit_unit,limit_profile,limit_area\n"
        "gas,,purchase,1,2030,11,CNY_2020/MWh,31,GWh/year,,\ngas,,purchase,1,2040,13,CNY_2020/MWh,29,GWh/year,,\n"
        "gas,C,purchase,1,,17,CNY_2020/MWh,7,MW,,\ngas,A; B,purchase,2,,41,CNY_2020/MWh,23,GWh/year,,together\n"
        "gas,C,purchase,2,,43,CNY_2020/MWh,,,,\ngas,,purchase,3,,97,CNY_2020/MWh,19,MW,pipe,together\n"
        "el,A;C,sale,1,,23,CNY_2020/MWh,3,MW,,together\nel,,sale,2,,5,CNY_2020/MWh,37,GWh/year,,together\n"
        "el,,unmet,1,,9001,CNY_2020/MWh,,,,\nh2,,unmet,1,,997,CNY_2020/kg,,,,\n"
    ),
    "profiles": "day,step,pipe\nd1,0,0.7\nd1,1,1.1\nd1,2,0.9\nd2,0,1.3\nd2,1,1\n",
}
PIPE = np.array([0.7, 1.1, 0.9, 1.3, 1.0])


def _yearly(x, name, c, regions, tier, y):
    return sum((x[name][c, r, tier, y] * HOURS).sum() for r in regions)


def purchase_below_shared_limit(w):
    _, x, _ = w
    return {
        ("gas", "all", "3", y): sum(x["purchase"]["gas", r, "3", y] for r in "ABC") - 19 * PIPE for y in (2030, 2040)
    }


def purchase_below_yearly_limit(w):
    _, x, _ = w
    out = {}
    for y in (2030, 2040):
        for r in "AB":
            out["gas", r, "1", y] = _yearly(x, "purchase", "gas", r, "1", y) - {2030: 31e3, 2040: 29e3}[y]
        out["gas", "A;B", "2", y] = _yearly(x, "purchase", "gas", "AB", "2", y) - 23e3
    return out


def sale_below_shared_limit(w):
    _, x, _ = w
    return {("el", "A;C", "1", y): sum(x["sale"]["el", r, "1", y] for r in "AC") - 3 for y in (2030, 2040)}


def sale_below_yearly_limit(w):
    _, x, _ = w
    return {("el", "all", "2", y): _yearly(x, "sale", "el", "ABC", "2", y) - 37e3 for y in (2030, 2040)}


EQUATIONS = {
    "purchase_below_shared_limit": purchase_below_shared_limit,
    "purchase_below_yearly_limit": purchase_below_yearly_limit,
    "sale_below_shared_limit": sale_below_shared_limit,
    "sale_below_yearly_limit": sale_below_yearly_limit,
}
LOST = [
    ("hours_per_year", "purchase_below_yearly_limit"),
    ("purchase_yearly_limit", "purchase_below_yearly_limit"),
    ("purchase_shared_limit", "purchase_below_shared_limit"),
]
