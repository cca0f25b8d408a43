"""Two kinds of electrolyser that learn from each other and from builds elsewhere, and wind plant that learns from its own alone."""

from __future__ import annotations

from itertools import pairwise
from math import log2

from cost_terms import payments

from worlds import BASE

TABLES = {
    "yaml": BASE["yaml"] + "solve: {gap: 0}\n",
    "technologies": "technology,kind,reference\nwind,converter,el\nelectrolyser,converter,el\npem,converter,el\n",
    "ports": BASE["ports"] + "pem,el,in,1,MWh/MWh\npem,h2,out,21,kg/MWh\n",
    "parameters": BASE["parameters"] + "pem,capital_cost,97,CNY_2020/kW\npem,life,11,year\n",
    "learning": (
        "learning,quantity,technology,year,value,unit\n"
        "stack,rate,,,0.19,1\nstack,experience,,,0.013,GW\nstack,experience_max,,,0.3,GW\nstack,pieces,,,3,1\n"
        "stack,cost,,,1511,CNY_2020/kW\nstack,path,,2040,1103,CNY_2020/kW\nstack,floor,,,701,CNY_2020/kW\n"
        "stack,outside,,2030,0.003,GW\nstack,outside,,2040,0.014,GW\n"
        "stack,content,electrolyser,,0.7,kW/kW\nstack,content,pem,,1.1,kW/kW\n"
        "turbine,rate,,,7,%\nturbine,experience,,,31,MW\nturbine,experience_max,,,500,MW\nturbine,pieces,,,2,1\n"
        "turbine,cost,,,4001,CNY_2020/kW\nturbine,content,wind,,1,MW/MW\n"
    ),
}
CONTENT = {"stack": {"electrolyser": 0.7e-3, "pem": 1.1e-3}, "turbine": {"wind": 1.0}}  # GW and MW in a MW
OUTSIDE = {("stack", "2030 outside"): 0.003, ("stack", "2040 outside"): 0.011}
BEFORE = {"2030": "2030 outside", "2040 outside": "2030", "2040": "2040 outside"}
BEND = 0.013 * (1511 / 701) ** (1 / 0.3040061868900999)  # b = -log2(0.81); the floor is reached here, within 0.3 GW
CORNERS = {"stack": [0.013, (0.013 * BEND) ** 0.5, BEND, 0.3], "turbine": [31, (31 * 500) ** 0.5, 500]}
LENGTH = {(g, i + 1): b - a for g, at in CORNERS.items() for i, (a, b) in enumerate(pairwise(at))}


def experience_grows(w):
    _, x, _ = w
    filled = {}
    for (g, m, _), f in x["experience_filled"].items():
        filled[g, m] = filled.get((g, m), 0.0) + f
    out = {}
    for g, m in filled:
        own = sum(CONTENT[g].get(k, 0.0) * b for (k, _, v), b in x["capacity_built"].items() if str(v) == m)
        out[g, m] = filled[g, m] - filled.get((g, BEFORE.get(m)), 0.0) - own - OUTSIDE.get((g, m), 0.0)
    return out


def piece_below_entered(w):
    _, x, _ = w
    filled = x["experience_filled"]
    return {(g, m, i): filled[g, m, i] - LENGTH[g, i] * e for (g, m, i), e in x["piece_entered"].items()}


def piece_filled_before_next(w):
    _, x, _ = w
    filled = x["experience_filled"]
    return {(g, m, i): filled[g, m, i - 1] - LENGTH[g, i - 1] * e for (g, m, i), e in x["piece_entered"].items()}


def _spent(g: str, at: float) -> float:
    """What all units up to a corner have cost, in thousands of the money of a unit: the area under the experience curve."""
    first, cost, floor, rate = {"stack": (0.013, 1511, 701, 0.19), "turbine": (31, 4001, 0, 0.07)}[g]
    b = -log2(1 - rate)
    bend = min(at, BEND) if floor else at
    return cost * first**b * (bend ** (1 - b) - first ** (1 - b)) / (1 - b) + floor * (at - bend)


def learning(w):
    """At the mean price of each piece, paid over 11 years (electrolysers) and 17 years (wind); a GW of stacks in MCNY."""
    _, x, _ = w
    total, filled = 0.0, x["experience_filled"]
    for (g, m, i), f in filled.items():
        if m in ("2030", "2040"):
            a, b = CORNERS[g][i - 1], CORNERS[g][i]
            slope = (_spent(g, b) - _spent(g, a)) / (b - a) * (1000 if g == "stack" else 1)
            before = filled[g, BEFORE[m], i][0] if (g, BEFORE.get(m), i) in filled else 0.0
            total += slope * payments(int(m), 11 if g == "stack" else 17) * (f[0] - before)
    return total


COSTS = {"learning": learning}

EQUATIONS = {
    "experience_grows": experience_grows,
    "piece_below_entered": piece_below_entered,
    "piece_filled_before_next": piece_filled_before_next,
}
LOST = [
    ("learning_content", "experience_grows"),
    ("learning_outside", "experience_grows"),
    ("learning_length", "piece_below_entered"),
    ("learning_length_before", "piece_filled_before_next"),
]
