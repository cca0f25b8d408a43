"""Days and steps that differ by period, under a battery, a cavern linked through the year, and a ramp."""

from __future__ import annotations

import numpy as np
from equations import World

TABLES = {
    "days": "day,year,weight\nd1,2030,209\nd2,2030,156\ne,2040,365\n",
    "steps": "day,step,duration\nd1,0,5\nd1,1,7\nd1,2,12\nd2,0,3\nd2,1,21\ne,0,11\ne,1,13\n",
    "calendar": "day,year\n" + "".join(f"d{1 if i % 7 < 4 else 2},2030\n" for i in range(365)) + "e,2040\n" * 365,
    "profiles": "day,step,wind\nd1,0,0.91\nd1,1,0.53\nd1,2,0.37\nd2,0,0.11\nd2,1,0.29\ne,0,0.67\ne,1,0.31\n",
    "technologies": (
        "technology,kind,reference,span\nwind,converter,el,\nelectrolyser,converter,el,\nbattery,store,el,\n"
        "cavern,store,h2,year\n"
    ),
    "parameters": (
        "technology,parameter,value,unit,profile\nwind,capital_cost,1009,CNY_2020/kW,\nwind,life,17,year,\n"
        "wind,availability,1,1,wind\nelectrolyser,capital_cost,503,CNY_2020/kW,\nelectrolyser,life,11,year,\n"
        "electrolyser,ramp_up,0.31,1/hour,\nbattery,capital_cost,53,CNY_2020/kWh,\nbattery,life,13,year,\n"
        "cavern,capital_cost,5,CNY_2020/kg,\ncavern,life,31,year,\n"
    ),
}
DURATION = {2030: np.array([5.0, 7, 12, 3, 21]), 2040: np.array([11.0, 13])}
HOURS = {2030: DURATION[2030] * [209, 209, 209, 156, 156], 2040: DURATION[2040] * 365}
BEFORE = {2030: [2, 0, 1, 4, 3], 2040: [1, 0]}
WIND = {2030: np.array([0.91, 0.53, 0.37, 0.11, 0.29]), 2040: np.array([0.67, 0.31])}
DAILY = {2030: np.array([24 * 209, 24 * 156.0]), 2040: np.array([24 * 365.0])}


def by_day(y: int, amount: np.ndarray) -> np.ndarray:
    """Amounts of steps as amounts of days."""
    return np.array([amount[:3].sum(), amount[3:].sum()]) if y == 2030 else np.array([amount.sum()])


def activity_below_capacity(w: World):
    _, x, _ = w
    return {
        (k, r, y): a - (WIND[y] if k == "wind" else 1.0) * x["capacity"][k, r, y]
        for (k, r, y), a in x["activity"].items()
    }


def activity_ramps_up(w: World):
    _, x, _ = w
    return {
        (k, r, y): a - a[BEFORE[y]] - 0.31 * DURATION[y] * x["capacity"][k, r, y]
        for (k, r, y), a in x["activity"].items()
        if k == "electrolyser"
    }


def store_balance(w: World):
    _, x, _ = w
    out = {}
    for (k, r, y), level in x["store_level"].items():
        net = x["store_charge"][k, r, y] - x["store_discharge"][k, r, y]
        out[k, r, y] = (
            level - level[BEFORE[y]] - DURATION[y] * net if k == "battery" else level - 24 * net  # starts at zero
        )
    return out


def store_stretch_balance(w: World):
    _, x, _ = w
    days = {2030: np.array([(3, 1), (4, 0)] * 52), 2040: np.array([(365, 0)])}
    days[2030][-1, 0] = 5  # the last day of the year and the first four
    out = {}
    for (k, r, y), start in x["store_level_of_stretch"].items():
        ended = start + days[y][:, 0] * x["store_level"][k, r, y][days[y][:, 1]]
        out[k, r, y] = start - np.roll(ended, 1)
    return out


def carrier_balance(w: World):
    _, x, _ = w
    out = {}
    for y in (2030, 2040):
        for r, load in (("A", 5), ("B", 7)):
            el = x["activity"]["wind", r, y] - x["activity"]["electrolyser", r, y] - load
            el = el + x["store_discharge"]["battery", r, y] - x["store_charge"]["battery", r, y]
            el = el + x["purchase"]["el", r, "1", y] + x["unmet"]["el", r, y] - x["surplus"]["el", r, y]
            out["el", r, y] = HOURS[y] * el
            h2 = by_day(y, HOURS[y] * 19 * x["activity"]["electrolyser", r, y])
            moved = x["store_discharge"]["cavern", r, y] - x["store_charge"]["cavern", r, y]
            h2 = h2 + DAILY[y] * moved
            if r == "B":
                h2 = h2 + DAILY[y] * (x["unmet"]["h2", r, y] - 700 / 24)
            out["h2", r, y] = h2
    return out


EQUATIONS = {
    "activity_below_capacity": activity_below_capacity,
    "activity_ramps_up": activity_ramps_up,
    "store_balance": store_balance,
    "store_stretch_balance": store_stretch_balance,
    "carrier_balance": carrier_balance,
}
LOST = [("hours_per_year", "carrier_balance"), ("duration", "store_balance"), ("step shift", "activity_ramps_up")]
