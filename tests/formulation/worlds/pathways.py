"""Rules of a pathway of emissions, gross and net, in each region and together, from a history on; removals that are counted."""

from __future__ import annotations

from worlds import BASE

TABLES = {
    "technologies": BASE["technologies"] + "catcher,converter,el\n",
    "ports": BASE["ports"] + "catcher,el,in,1,MWh/MWh\n",
    "parameters": BASE["parameters"] + "catcher,capital_cost,307,CNY_2020/kW\ncatcher,life,23,year\n",
    "emissions": (
        "flow,technology,carrier,gas,stage,value,unit\npurchase,,el,CO2,energy supply,0.61,tCO2/MWh\n"
        "activity,catcher,,CO2,removal,-0.53,tCO2/MWh\nsurplus,,el,CO2,use,0,tCO2/MWh\n"
    ),
    "series": (
        "series,region,year,value,unit\npast,A,2020,31,ktCO2/year\npast,A,2026,37,ktCO2/year\n"
        "past,B,2020,41,ktCO2/year\npast,B,2026,43,ktCO2/year\n"
    ),
    "policies": (
        "id,kind,quantity,relative_to,area,sense,year,value,unit,start,end,overshoot_price,overshoot_unit\n"
        "top,peak,,past,each,,2030,93,%,,,,\n"
        "net,peak,emission,,,,2040,,,,,,\n"
        "fall,decline,,past,,,,1.7,%/year,,,2003,CNY_2020/tCO2\n"
        "after,decline,,top,each,,,0.9,%/year,,,,\n"
        "slow,slowing,,past,each,,,73,%,,,3001,CNY_2020/tCO2\n"
        "flat,plateau,,top,each,,,47,%,,,,\n"
        "back,cap,removal,,each,,,59,ktCO2/year,,,,\n"
        "last,removal_limit,,,each,,2030,61,%,,,,\n"
        "last,removal_limit,,,each,,2040,67,%,,,,\n"
        "base,removal_limit,,2030,,,,71,%,,,,\n"
        "ever,removal_limit,,past,,,,19,%,,,,\n"
    ),
}
PAST = {"A": (31e3, 37e3), "B": (41e3, 43e3)}  # in 2020 and 2026
PERIODS = (2030, 2040)


def booked(x, y: int, r: str) -> tuple[float, float]:
    """Accounts, as the rows see them: outside and inside the stage `removal`."""
    rows = [(n, float(e[0])) for (_, _, n, region, period), e in x["emission"].items() if (region, period) == (r, y)]
    return sum(e for n, e in rows if n != "removal"), sum(e for n, e in rows if n == "removal")


def policy_below_limit(w):
    _, x, _ = w
    gross = {(r, y): booked(x, y, r)[0] for r in "AB" for y in PERIODS}
    taken = {(r, y): booked(x, y, r)[1] for r in "AB" for y in PERIODS}
    over = x["overshoot"]
    out = {}
    for r in "AB":
        older, old = PAST[r]
        out["top", r, 2030] = gross[r, 2030] - 0.93 * old
        out["top", r, 2040] = gross[r, 2040] - gross[r, 2030]
        out["after", r, 2040] = gross[r, 2040] - (1 - 0.009) ** 10 * gross[r, 2030]
        pace = 0.73 * (old - older) / 6
        out["slow", r, 2030] = gross[r, 2030] - old - 4 * pace - over["slow", r, 2030]
        pace = 0.73 * (gross[r, 2030] - old) / 4
        out["slow", r, 2040] = gross[r, 2040] - gross[r, 2030] - 10 * pace - over["slow", r, 2040]
        for y in PERIODS:
            out["back", r, y] = -taken[r, y] - 59e3
            out["last", r, y] = -taken[r, y] - {2030: 0.61, 2040: 0.67}[y] * gross[r, y]
    whole = {y: sum(gross[r, y] for r in "AB") for y in PERIODS}
    for y in PERIODS:
        back = -sum(taken[r, y] for r in "AB")
        out["base", "all", y] = back - 0.71 * whole[2030]
        out["ever", "all", y] = back - 0.19 * 80e3
    net = {y: whole[y] + sum(taken[r, y] for r in "AB") for y in PERIODS}
    out["net", "all", 2030] = net[2030] - net[2040]
    out["fall", "all", 2030] = whole[2030] - 0.983**4 * 80e3 - over["fall", "all", 2030]
    out["fall", "all", 2040] = whole[2040] - 0.983**10 * whole[2030] - over["fall", "all", 2040]
    return out


def policy_above_limit(w):
    _, x, _ = w
    return {("flat", r, 2040): booked(x, 2040, r)[0] - 0.53 * booked(x, 2030, r)[0] for r in "AB"}


EQUATIONS = {"policy_below_limit": policy_below_limit, "policy_above_limit": policy_above_limit}
LOST = [
    ("emission_counted", "policy_below_limit"),
    ("emission_counted", "policy_above_limit"),
    ("policy_limit", "policy_below_limit"),
]
