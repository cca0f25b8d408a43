"""Carriers that go into plant and come back, over clocks of every kind; a line between two regions; retrofitted plant."""

from __future__ import annotations

import numpy as np

from worlds import HOURS_PER_YEAR

TABLES = {
    "yaml": (
        "name: world\nmoney: kCNY_2020\ndiscount_rate: 0.03\nwacc: 0.07\nbase_year: 2030\n"
        "periods: [{label: 2030, first_year: 2030, years: 10}, {label: 2040, first_year: 2040, years: 5}]\n"
        "clock: {given_days: {}}\nconventions: {built: evenly}\n"
    ),
    "carriers": "carrier,unit,clock,surplus\nel,MWh,hour,yes\nh2,kg,day,no\nsteel,t,year,no\nscrap,t,day,yes\n",
    "technologies": (
        "technology,kind,reference,retire,build\nwind,converter,el,yes,yes\nelectrolyser,converter,el,no,yes\n"
        "cable,line,el,no,yes\nbetter,converter,el,no,no\n"
    ),
    "ports": (
        "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nelectrolyser,el,in,1,MWh/MWh\n"
        "electrolyser,h2,out,19,kg/MWh\nbetter,el,in,1,MWh/MWh\nbetter,h2,out,23,kg/MWh\n"
    ),
    "parameters": (
        "technology,parameter,value,unit\nwind,capital_cost,1009,CNY_2020/kW\nwind,life,17,year\nwind,construction_time,1,year\n"
        "electrolyser,capital_cost,503,CNY_2020/kW\nelectrolyser,life,11,year\ncable,capital_cost,2,CNY_2020/kW/km\ncable,life,3,year\n"
        "better,life,3,year\n"
    ),
    "existing_capacity": (
        "technology,region,build_year,year,value,unit\nwind,A,2021,,47,MW\nwind,B,,2030,31,MW\nwind,B,,2040,11,MW\n"
    ),
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,113,km\n",
    "retrofits": "from,to,value,unit,capacity_factor,life\nelectrolyser,better,101,CNY_2020/kW,0.7,target\n",
    "build_inputs": (
        "technology,carrier,direction,year,value,unit\nwind,steel,in,2030,103,t/MW\nwind,steel,in,2040,83,t/MW\n"
        "wind,el,in,,7,MWh/MW\nwind,scrap,out,,71,t/MW\nelectrolyser,scrap,out,,13,t/MW\ncable,steel,in,,0.5,t/MW/km\n"
        "cable,scrap,out,,29,t/MW\n"
    ),
    "prices": (
        "carrier,kind,value,unit\nel,purchase,173,CNY_2020/MWh\nel,unmet,9001,CNY_2020/MWh\nh2,unmet,997,CNY_2020/kg\n"
        "steel,purchase,4001,CNY_2020/t\n"
    ),
    "emissions": (
        "flow,technology,carrier,gas,stage,value,unit\nretirement,wind,,CO2,end of life,5,tCO2/MW\nretirement,electrolyser,,CO2,end of life,3,tCO2/MW\n"
        "purchase,,el,CO2,,0.61,tCO2/MWh\npurchase,,steel,CO2,,0,tCO2/t\n"
    ),
}
YEARS = {2030: 10, 2040: 5}
HOURS = np.array(HOURS_PER_YEAR)
ROWS = {
    "el": HOURS,
    "h2": np.array([24 * 209, 24 * 156.0]),
    "scrap": np.array([24 * 209, 24 * 156.0]),
    "steel": np.array([8760.0]),
}
LIFE = {"wind": 17, "electrolyser": 11, "cable": 3, "better": 3}


def onto(carrier: str, rate: np.ndarray) -> np.ndarray:
    """A rate as amounts a year on the rows of a carrier's clock."""
    if len(rate) == len(ROWS[carrier]):
        return rate * ROWS[carrier]
    return {"h2": np.array([(rate * HOURS)[:3].sum(), (rate * HOURS)[3:].sum()])}[carrier]


def commissioned(k: str, v: int, y: int) -> float:
    """What a period builds comes evenly over its years, wind a year later: mean share that has come, year by year."""
    born = [v + i + (k == "wind") for i in range(YEARS[v])]
    return sum(b <= year for b in born for year in range(y, y + YEARS[y])) / YEARS[y] / len(born)


def added(k: str, place: str, v: int, y: int) -> float:
    if v == 0:
        return 1.0 if y == 2030 else 0.0
    if v == 2021:
        return 1.0 if y == 2030 else 0.0
    return commissioned(k, v, y) - (commissioned(k, v, 2030) if y == 2040 and v == 2030 else 0.0)


def retirement_balance(w):
    _, x, _ = w

    def stands(k, place, v, y):
        now = x["capacity_of_vintage"].get((k, place, v, y), 0.0)
        for (k2, _, p2, v2, since), r in x["capacity_retrofitted"].items():
            if (k2, p2, v2) == (k, place, v) and since <= y:
                now = (
                    now + sum(since <= year < since + LIFE["better"] for year in range(y, y + YEARS[y])) / YEARS[y] * r
                )
        return now

    return {
        (k, place, v, y): gone
        + stands(k, place, v, y)
        - added(k, place, v, y) * x["capacity_built"][k, place, v]
        - (stands(k, place, v, 2030) if y == 2040 else 0.0)
        for (k, place, v, y), gone in x["capacity_retired"].items()
    }


def carrier_balance(w):
    _, x, p = w
    demand = {("el", "A"): np.full(5, 5.0), ("el", "B"): np.full(5, 7.0), ("h2", "B"): np.full(2, 700 / 24)}
    ratio = {
        ("wind", "el"): 1,
        ("electrolyser", "el"): -1,
        ("electrolyser", "h2"): 19,
        ("better", "el"): -1,
        ("better", "h2"): 23,
    }
    drawn = {
        ("wind", "el"): {2030: 7, 2040: 7},
        ("wind", "steel"): {2030: 103, 2040: 83},
        ("cable", "steel"): {2030: 56.5, 2040: 56.5},
    }
    scrap = {"wind": 71, "electrolyser": 13, "cable": 29}
    out = {}
    for c, r, y in p["demand"]:
        net = -onto(c, demand.get((c, r), np.zeros(len(ROWS[c]))))
        for (k, r2, y2), a in x["activity"].items():
            if (r2, y2) == (r, y) and (k, c) in ratio:
                net = net + ratio[k, c] * onto(c, a)
        for (_, _, way, y2), f in x["line_flow"].items():
            if c == "el" and y2 == y:
                net = net + onto(c, f) * (-1 if (way == "forward") == (r == "A") else 1)
        for name, sign in (("purchase", 1), ("unmet", 1), ("surplus", -1)):
            for label, f in x[name].items():
                if (label[0], label[1], label[-1]) == (c, r, y):
                    net = net + sign * onto(c, f)
        even = ROWS[c] / 8760.0 / YEARS[y]
        for (k, place, v), b in x["capacity_built"].items():
            if v == y and (k, c) in drawn and place in (r, "A-B"):
                net = net - drawn[k, c][v] * b * even / (2 if place == "A-B" else 1)
        for (k, place, _, y2), gone in x["capacity_retired"].items():
            if c == "scrap" and y2 == y and place in (r, "A-B"):
                net = net + scrap[k] * gone * even / (2 if place == "A-B" else 1)
        out[c, r, y] = net
    return out


def emission_account(w):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["emission"].items():
        total = 0.0
        if n == "end of life":
            for (k, place, _, y2), gone in x["capacity_retired"].items():
                if (place, y2) == (r, y):
                    total = total + {"wind": 5, "electrolyser": 3}[k] * gone / YEARS[y]
        else:
            total = 0.61 * (x["purchase"]["el", r, "1", y] * HOURS).sum()
        out[g, s, n, r, y] = e - total
    return out


EQUATIONS = {
    "retirement_balance": retirement_balance,
    "carrier_balance": carrier_balance,
    "emission_account": emission_account,
}
LOST = [
    ("build_content", "carrier_balance"),
    ("scrap_content", "carrier_balance"),
    ("material_share", "carrier_balance"),
    ("year_hours", "carrier_balance"),
    ("period_years", "carrier_balance"),
    ("capacity_added_share", "retirement_balance"),
    ("retrofit_kept", "retirement_balance"),
    ("retirement_emission_factor", "emission_account"),
]
