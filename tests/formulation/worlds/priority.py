"""Reduce first, remove last: removals by what is reduced already, against a history and against a period, by region and together."""

from __future__ import annotations

from worlds import pathways
from worlds.pathways import PAST, PERIODS, booked

TABLES = {
    **pathways.TABLES,
    "policies": (
        "id,kind,quantity,relative_to,area,sense,year,value,unit,start,end,overshoot_price,overshoot_unit\n"
        "first,priority,,past,each,,2030,29,%,,,,\n"
        "first,priority,,past,each,,2040,31,%,,,,\n"
        "whole,priority,,past,,,,0.37,1,2040,,,\n"
        "since,priority,,2030,,,,83,%,,,1999,CNY_2020/tCO2\n"
        "later,priority,,2040,each,,,71,%,,,,\n"
        "net,cap,,,,,2040,20,ktCO2/year,2040,,,\n"
    ),
}


def policy_below_limit(w):
    """A baseline that is a period holds from it on, and nothing is removed in it."""
    _, x, _ = w
    gross = {(r, y): booked(x, y, r)[0] for r in "AB" for y in PERIODS}
    back = {(r, y): -booked(x, y, r)[1] for r in "AB" for y in PERIODS}
    whole, all_back = ({y: sum(of[r, y] for r in "AB") for y in PERIODS} for of in (gross, back))
    out = {}
    for y, share in ((2030, 0.29), (2040, 0.31)):
        for r in "AB":
            out["first", r, y] = back[r, y] - share * (PAST[r][1] - gross[r, y])
        out["since", "all", y] = all_back[y] - 0.83 * (whole[2030] - whole[y]) - x["overshoot"]["since", "all", y]
    out["whole", "all", 2040] = all_back[2040] - 0.37 * (80e3 - whole[2040])
    for r in "AB":
        out["later", r, 2040] = back[r, 2040]
    out["net", "all", 2040] = whole[2040] - all_back[2040] - 20e3
    return out


EQUATIONS = {"policy_below_limit": policy_below_limit}
LOST = [("emission_counted", "policy_below_limit"), ("policy_limit", "policy_below_limit")]
