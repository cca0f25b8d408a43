"""Plant that follows a profile, may be switched off, runs flat through the day or the year, or has full-load hours."""

from __future__ import annotations

import numpy as np
from cost_terms import W

from worlds import BASE, HOURS_PER_YEAR, by_day

HOURS = np.array(HOURS_PER_YEAR)
TABLES = {
    "technologies": (
        "technology,kind,reference,use,commitment,clock,capacity_of,capacity_unit\nelectrolyser,converter,el,,,,,\n"
        "river,converter,el,profile,,,,\nsteam,converter,el,,online,,,unit\nbleed,converter,el,,,,steam,\nsurge,converter,el,,,,electrolyser,\n"
        "base,converter,el,,,day,,\nmixer,converter,h2,,,year,,\n"
    ),
    "ports": (
        BASE["ports"]
        .replace("wind,el,out,1,MWh/MWh\n", "")
        .replace("unit\n", "unit,group\n")
        .replace("MWh\n", "MWh,\n")
        + "river,el,out,1,MWh/MWh,\nsteam,el,out,1,MWh/MWh,\nbleed,el,out,1,MWh/MWh,\nbleed,h2,in,3,kg/MWh,\nsurge,el,in,1,MWh/MWh,\nsurge,h2,out,23,kg/MWh,\n"
        "base,el,out,1,MWh/MWh,\nbase,h2,out,7,kg/MWh,\nmixer,h2,out,1,kg/kg,\nmixer,el,in,0.053,MWh/kg,feed\n"
        "mixer,gas,in,0.041,MWh/kg,feed\n"
    ),
    "carriers": BASE["carriers"] + "gas,MWh,hour,no\n",
    "parameters": (
        "technology,parameter,value,unit,profile\nelectrolyser,capital_cost,503,CNY_2020/kW,\nelectrolyser,life,11,year,\n"
        "river,capital_cost,701,CNY_2020/kW,\nriver,life,43,year,\nriver,availability,1,dimensionless,river\n"
        "steam,capital_cost,3,MCNY_2020/unit,\nsteam,life,29,year,\nsteam,availability,0.91,dimensionless,\n"
        "steam,minimum_load,0.37,dimensionless,\nsteam,start_cost,17,kCNY_2020/unit,\nsteam,activity_per_capacity,5,MW/unit,\n"
        "steam,full_load_hours_max,4001,hour/year,\nbleed,capacity_use,1.3,dimensionless,\nbleed,variable_cost,59,CNY_2020/MWh,\n"
        "bleed,plant_share_max,0.59,dimensionless,\nsurge,capacity_use,0.83,dimensionless,\nsurge,plant_share_max,0.47,dimensionless,\n"
        "base,capital_cost,907,CNY_2020/kW,\nbase,life,37,year,\nbase,full_load_hours_min,6007,hour/year,\n"
        "base,ramp_up,0.013,1/hour,\nmixer,capital_cost,2,CNY_2020/(kg/hour),\nmixer,life,19,year,\n"
    ),
    "potentials": "technology,limit,value,unit\nsteam,capacity_min,0.4,unit\nbase,capacity_min,0.5,MW\nriver,capacity_min,0.7,MW\n",
    "prices": BASE["prices"] + "gas,purchase,211,CNY_2020/MWh\n",
    "profiles": "day,step,river\nd1,0,0.31\nd1,1,0.47\nd1,2,0.11\nd2,0,0.83\nd2,1,0.61\n",
}
RIVER = np.array([0.31, 0.47, 0.11, 0.83, 0.61])
BEFORE = [2, 0, 1, 4, 3]  # wraps inside each day
DAY = [0, 0, 0, 1, 1]
DAY_HOURS = np.array([24 * 209.0, 24 * 156.0])


def _steam(x):
    return {(r, y): a + 1.3 * x["activity"]["bleed", r, y] for (k, r, y), a in x["activity"].items() if k == "steam"}


def _surge(x):
    return {key: a for key, a in x["activity"].items() if key[0] == "surge"}


def activity_equals_profile(w):
    _, x, _ = w
    return {key: a - RIVER * x["capacity"][key] for key, a in x["activity"].items() if key[0] == "river"}


def activity_below_capacity(w):
    _, x, _ = w
    kept = ("electrolyser", "base", "mixer")
    out = {key: a - x["capacity"][key] for key, a in x["activity"].items() if key[0] in kept}
    for (_, r, y), a in _surge(x).items():
        out["electrolyser", r, y] = out["electrolyser", r, y] + 0.83 * a
    return out


def activity_below_online(w):
    _, x, _ = w
    return {("steam", *at): a - 0.91 * 5 * x["online"]["steam", *at] for at, a in _steam(x).items()}


def activity_above_online_load(w):
    _, x, _ = w
    return {("steam", *at): a - 0.37 * 5 * x["online"]["steam", *at] for at, a in _steam(x).items()}


def mode_below_share_of_plant(w):
    _, x, _ = w
    own = x["capacity"]
    return {
        ("electrolyser", r, y, "surge"): 0.83 / 0.47 * a - own["electrolyser", r, y]
        for (_, r, y), a in _surge(x).items()
    }


def mode_below_share_on_line(w):
    _, x, _ = w
    bled = {(r, y): a for (k, r, y), a in x["activity"].items() if k == "bleed"}
    return {("steam", *at, "bleed"): 1.3 / 0.59 * a - 5 * x["online"]["steam", *at] for at, a in bled.items()}


def online_below_capacity(w):
    _, x, _ = w
    return {key: on - x["capacity"][key] for key, on in x["online"].items()}


def online_started(w):
    _, x, _ = w
    return {key: x["started"][key] - (on - on[BEFORE]) for key, on in x["online"].items()}


def activity_below_full_load_hours(w):
    _, x, _ = w
    return {("steam", *at): (a * HOURS).sum() - 4001 * 5 * x["capacity"]["steam", *at] for at, a in _steam(x).items()}


def activity_above_full_load_hours(w):
    _, x, _ = w
    return {
        key: (a * DAY_HOURS).sum() - 6007 * x["capacity"][key] for key, a in x["activity"].items() if key[0] == "base"
    }


def activity_ramps_up(w):
    """A typical day of one row follows itself: flat use never ramps."""
    _, x, _ = w
    return {key: -0.013 * 24 * x["capacity"][key] for key, a in x["activity"].items() if key[0] == "base"}


def carrier_balance(w):
    _, x, p = w
    out = {}
    for c, r, y in p["demand"]:
        a = {k: v for (k, r2, y2), v in x["activity"].items() if (r2, y2) == (r, y)}
        mixed = {c2: u for (_, c2, r2, y2), u in x["port_use"].items() if (r2, y2) == (r, y)}
        if c == "h2":  # by the day
            made = by_day(19 * a["electrolyser"] + 23 * a["surge"] - 3 * a["bleed"])
            net = made + (7 * a["base"] + a["mixer"]) * DAY_HOURS
        else:
            net = -mixed[c] * {"el": 0.053, "gas": 0.041}[c] * HOURS
        if c == "el":
            made = a["river"] + a["steam"] + a["bleed"] + a["base"][DAY] - a["electrolyser"] - a["surge"]
            net = net + made * HOURS
        wanted = {("el", "A"): 5 * HOURS, ("el", "B"): 7 * HOURS, ("h2", "B"): 700 / 24 * DAY_HOURS}
        net = net - wanted.get((c, r), 0.0)
        for name, sign in (("purchase", 1), ("unmet", 1), ("surplus", -1)):
            for (c2, r2, *_, y2), f in x[name].items():
                net = (
                    net + sign * f * (DAY_HOURS if c == "h2" else HOURS) * ((c2, r2, y2) == (c, r, y))
                    if c2 == c
                    else net
                )
        out[c, r, y] = net
    return out


def start(w):
    """The steps of the two typical days occur 209 and 156 times a year."""
    _, x, _ = w
    often = np.array([209, 209, 209, 156, 156])
    return sum(17 * W[y] * (s * often).sum() for (_, _, y), s in x["started"].items())


COSTS = {"start": start}

EQUATIONS = {
    "activity_equals_profile": activity_equals_profile,
    "activity_below_capacity": activity_below_capacity,
    "activity_below_online": activity_below_online,
    "activity_above_online_load": activity_above_online_load,
    "activity_ramps_up": activity_ramps_up,
    "mode_below_share_of_plant": mode_below_share_of_plant,
    "mode_below_share_on_line": mode_below_share_on_line,
    "online_below_capacity": online_below_capacity,
    "online_started": online_started,
    "activity_below_full_load_hours": activity_below_full_load_hours,
    "activity_above_full_load_hours": activity_above_full_load_hours,
    "carrier_balance": carrier_balance,
}
LOST = [
    ("availability", "activity_equals_profile"),
    ("availability", "activity_below_online"),
    ("minimum_load", "activity_above_online_load"),
    ("capacity_use", "activity_below_online"),
    ("activity_per_capacity", "activity_below_online"),
    ("plant_share_max", "mode_below_share_of_plant"),
    ("plant_share_max", "mode_below_share_on_line"),
    ("capacity_use", "mode_below_share_of_plant"),
    ("step shift", "online_started"),
    ("hours_per_year", "activity_below_full_load_hours"),
    ("full_load_hours_max", "activity_below_full_load_hours"),
    ("full_load_hours_min", "activity_above_full_load_hours"),
    ("hours_per_year", "carrier_balance"),
    ("port_ratio", "carrier_balance"),
]
