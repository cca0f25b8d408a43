"""Permits of two limits, one by a series and one by a benchmark, traded with and without a limit; credits of two kinds of removals."""

from __future__ import annotations

import numpy as np

from worlds import BASE, HOURS_PER_YEAR

TABLES = {
    "technologies": "technology,kind,reference,sector\nwind,converter,el,\nelectrolyser,converter,el,\nfarm,converter,el,soil\nforest,converter,el,wood\n",
    "ports": BASE["ports"] + "farm,el,in,1,MWh/MWh\nforest,el,in,1,MWh/MWh\n",
    "parameters": BASE["parameters"]
    + (
        "farm,capital_cost,307,CNY_2020/kW\nfarm,life,23,year\nforest,capital_cost,409,CNY_2020/kW\nforest,life,29,year\n"
    ),
    "emissions": (
        "flow,technology,carrier,gas,stage,value,unit\npurchase,,el,CO2,energy supply,0.61,tCO2/MWh\n"
        "activity,wind,,CH4,use,0.0007,t/MWh\nactivity,farm,,CO2,removal,-0.53,tCO2/MWh\nactivity,forest,,CO2,removal,-0.59,tCO2/MWh\n"
        "surplus,,el,CO2,use,0,tCO2/MWh\n"
    ),
    "series": (
        "series,region,year,value,unit\nallowed,A,2030,31,ktCO2/year\nallowed,A,2040,23,ktCO2/year\n"
        "allowed,B,2030,41,ktCO2/year\nallowed,B,2040,37,ktCO2/year\n"
    ),
    "policies": (
        "id,kind,quantity,sector,gas,relative_to,coefficient,area,year,value,unit,start,overshoot_price,overshoot_unit\n"
        "ets,cap,gross_emission,,CO2,allowed,,each,,93,%,,2003,CNY_2020/tCO2\n"
        "open,permit_trade,,,,ets,,each,,,,,,\n"
        "soils,offset,,soil,CO2,ets,,together,2030,17,%,,,\n"
        "soils,offset,,soil,CO2,ets,,together,2040,13,%,,,\n"
        "least,offset_limit,,,,ets,,each,,5,%,,,\n"
        "rate,intensity,gross_emission,,,output:el,CO2=1;CH4=29.8,each,,0.47,tCO2e/MWh,,,\n"
        "near,permit_trade,,,,rate,,each,,19,%,2040,,\n"
        "woods,offset,,wood,CO2,rate,CO2=0.97,each,,11,%,2040,,\n"
        "some,offset_limit,,,,rate,,together,,7,%,,,\n"
    ),
}
ALLOWED = {("A", 2030): 31e3, ("A", 2040): 23e3, ("B", 2030): 41e3, ("B", 2040): 37e3}
PERIODS = (2030, 2040)


def booked(x, y: int, r: str, gas: str, stage: str) -> float:
    """Accounts outside ('') or inside a stage."""
    return sum(
        float(e[0])
        for (g, _, n, region, period), e in x["emission"].items()
        if (g, region, period) == (gas, r, y) and (n == stage if stage else n != "removal")
    )


def removed(x, y: int, r: str, sector: str) -> float:
    return -sum(
        float(e[0])
        for (_, s, n, region, period), e in x["emission"].items()
        if (s, n, region, period) == (sector, "removal", r, y)
    )


def made(x, y: int, r: str) -> float:
    """What wind gives out and what is bought, in a year."""
    bought = sum(float((f * HOURS_PER_YEAR).sum()) for (_, p, _, q), f in x["purchase"].items() if (p, q) == (r, y))
    return bought + float((x["activity"]["wind", r, y] * HOURS_PER_YEAR).sum())


def policy_below_limit(w):
    _, x, _ = w
    bought, used, out = x["permit_trade"], x["offset_use"], {}
    co2 = {(r, y): booked(x, y, r, "CO2", "") for r in "AB" for y in PERIODS}
    both = {(r, y): co2[r, y] + 29.8 * booked(x, y, r, "CH4", "") for r in "AB" for y in PERIODS}
    for y in PERIODS:
        for r in "AB":
            held = bought["open", r, y] + used["soils", r, y] + x["overshoot"]["ets", r, y]
            out["ets", r, y] = co2[r, y] - held - 0.93 * ALLOWED[r, y]
            out["least", r, y] = used["soils", r, y] - 0.05 * co2[r, y]
            benchmark = 0.47 * made(x, y, r)
            out["rate", r, y] = both[r, y] - benchmark
            if y == 2040:
                out["rate", r, y] -= bought["near", r, y] + used["woods", r, y]
                out["near", r, y] = bought["near", r, y] - 0.19 * benchmark
                out["woods", r, y] = used["woods", r, y] - 0.89 * 0.97 * removed(x, y, r, "wood")
        issued = {2030: 0.83, 2040: 0.87}[y] * sum(removed(x, y, r, "soil") for r in "AB")
        out["soils", "all", y] = sum(used["soils", r, y] for r in "AB") - issued
    out["some", "all", 2040] = sum(used["woods", r, 2040] - 0.07 * both[r, 2040] for r in "AB")
    return {label: np.atleast_1d(v) for label, v in out.items()}


def permits_bought_are_sold(w):
    _, x, _ = w
    markets = [("open", 2030), ("open", 2040), ("near", 2040)]
    return {(m, y): sum(x["permit_trade"][m, r, y] for r in "AB") for m, y in markets}


EQUATIONS = {"policy_below_limit": policy_below_limit, "permits_bought_are_sold": permits_bought_are_sold}
LOST = [("permit_trade_counted", "policy_below_limit"), ("offset_use_counted", "policy_below_limit")]
