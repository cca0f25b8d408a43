"""Kinds of policies that the tiny world does not hold: relative to series, flows, years and other plant; exact; early retirement."""

from __future__ import annotations

from cost_terms import W

from worlds import BASE, HOURS_PER_YEAR

TABLES = {
    "technologies": (
        "technology,kind,reference,retire\nwind,converter,el,yes\nsun,converter,el,\nelectrolyser,converter,el,\ncable,line,el,\n"
    ),
    "ports": BASE["ports"] + "sun,el,out,1,MWh/MWh\n",
    "parameters": BASE["parameters"]
    + (
        "sun,capital_cost,401,CNY_2020/kW\nsun,life,19,year\ncable,capital_cost,7,CNY_2020/kW/km\ncable,life,31,year\n"
        "sun,fixed_cost,11,CNY_2020/kW/year\nwind,fixed_cost,5,CNY_2020/kW/year\n"
    ),
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,113,km\n",
    "existing_capacity": "technology,region,build_year,value,unit\nwind,A,2027,23,MW\nwind,B,2028,29,MW\n",
    "emissions": "flow,carrier,gas,value,unit\npurchase,el,CO2,0.61,tCO2/MWh\n",
    "series": (
        "series,region,year,value,unit\ngdp,A,2030,3,MCNY_2020/year\ngdp,A,2040,5,MCNY_2020/year\n"
        "gdp,B,2030,7,MCNY_2020/year\ngdp,B,2040,11,MCNY_2020/year\nbought,,2025,17,GWh/year\nbought,,2028,19,GWh/year\n"
    ),
    "policies": (
        "id,kind,quantity,technology,carrier,relative_to,coefficient,area,time,sense,value,unit,start,seed,seed_unit,overshoot_price,overshoot_unit\n"
        "smooth,budget,,,,,,,interpolated,,900,ktCO2,,,,,\n"
        "net,neutrality,,,,,,each,,,41,ktCO2/year,2040,,,,\n"
        "land,weighted_capacity,,wind;cable,,,wind=3;cable=5,,,,9007,km2,,,,,\n"
        "link,linked_capacity,,electrolyser,,wind;sun,,each,,>=,0.07,1,,,,,\n"
        "dirt,intensity,,,,output:el,,each,,,0.83,tCO2/MWh,,,,,\n"
        "fuel,intensity,,,,demand:h2,,,average,,0.31,tCO2/kg,,,,,\n"
        "rich,intensity,,,,gdp,,,cumulative,,13,tCO2/kCNY_2020,,,,,\n"
        "poor,cap,,,,gdp,,each,,,14,tCO2/kCNY_2020,,,,,\n"
        "less,cap,,,,2030,,each,,,1.7,1,,,,,\n"
        "grow,growth,capacity,wind,,existing,,each,,,0.43,1/year,,3,MW/year,,\n"
        "more,growth,output,purchase,el,bought,,,,,0.37,1/year,,41,GWh/year/year,,\n"
        "after,retire_after_build,,wind,,sun;electrolyser,sun=0.41;electrolyser=0.03,each,,,0.83,1,,,,,\n"
        "early,capacity,retirement,wind,,,wind=1.3,,,,37,MW,,,,,\n"
        "money,cap,spend,wind;sun;cable,,,,together,cumulative,,997,MCNY_2020,,,,,\n"
        "exact,capacity,build,sun,,,,each,,=,2,MW,,,,,\n"
        "least,activity,output,sun,el,,,,,>=,3,GWh/year,,,,71,CNY_2020/MWh\n"
    ),
}
PERIODS = {2030: 10, 2040: 5}
EXISTING = {"A": 23.0, "B": 29.0}
GDP = {("A", 2030): 3000.0, ("A", 2040): 5000.0, ("B", 2030): 7000.0, ("B", 2040): 11000.0}  # kCNY


def hours(rate) -> float:
    return float((rate * HOURS_PER_YEAR).sum())


def emitted(x, y: int, regions: str = "AB") -> float:
    return sum(float(e[0]) for (_, _, _, r, period), e in x["emission"].items() if period == y and r in regions)


def given_out(x, y: int, regions: str = "AB") -> float:
    made = sum(
        hours(a) for (k, r, period), a in x["activity"].items() if k in ("wind", "sun") and period == y and r in regions
    )
    return made + sum(hours(f) for (_, r, _, period), f in x["purchase"].items() if period == y and r in regions)


def grown(rate: float, n: int, before: float, seed: float) -> float:
    return (1 + rate) ** n * before + seed * ((1 + rate) ** n - 1) / rate


def policy_below_limit(w):
    _, x, p = w
    k, built = x["capacity"], x["capacity_built"]
    out = {("smooth", "all", 2040): 5.5 * emitted(x, 2030) + 9.5 * emitted(x, 2040) - 900e3}
    for r in "AB":
        out["net", r, 2040] = emitted(x, 2040, r) - 41e3
        out["less", r, 2040] = emitted(x, 2040, r) - 1.7 * emitted(x, 2030, r)
        out["grow", r, 2030] = k["wind", r, 2030] - grown(0.43, 1, EXISTING[r], 3.0)
        out["grow", r, 2040] = k["wind", r, 2040] - grown(0.43, 10, k["wind", r, 2030], 3.0)
    fuel = 0.31 * 700 * 365
    out["fuel", "all", 2040] = sum(years / 15 * (emitted(x, y) - fuel) for y, years in PERIODS.items())
    rich = sum(years * 13 * GDP[r, y] for y, years in PERIODS.items() for r in "AB")
    out["rich", "all", 2040] = sum(years * emitted(x, y) for y, years in PERIODS.items()) - rich
    for y in PERIODS:
        land = sum(3 * k["wind", r, y] for r in "AB") + 5 * k["cable", "A-B", y]
        out["land", "all", y] = land - 9007
        bought = {y: sum(hours(f) for (_, _, _, period), f in x["purchase"].items() if period == y) for y in PERIODS}
        before = 19e3 if y == 2030 else bought[2030]
        out["more", "all", y] = bought[y] - grown(0.37, 2 if y == 2030 else 10, before, 41e3)
        for r in "AB":
            out["dirt", r, y] = emitted(x, y, r) - 0.83 * given_out(x, y, r)
            out["poor", r, y] = emitted(x, y, r) - 14 * GDP[r, y]
    # wind lives 17 years: in 2040 the plant of 2027 and 2028 has 4 and 5 years of 5 left, that of 2030 all
    ended = dict.fromkeys("AB", 0.0)
    for y in PERIODS:
        total = 0.0
        for (tech, r, v, period), now in x["capacity_of_vintage"].items():
            if tech == "wind" and period == y:
                share = {2027: 0.8, 2028: 1.0}.get(v, 1.0) if y == 2040 else 1.0
                before = (
                    x["capacity_of_vintage"].get((tech, r, v, 2030)) if (y == 2040 and v < 2040) else built[tech, r, v]
                )
                total = total + share * before - now
                ended[r] = ended[r] + share * before - now
        out["early", "all", y] = 1.3 * total - 37
        for r in "AB":
            first = 0.41 * built["sun", r, 2030] + 0.03 * built["electrolyser", r, 2030] if y == 2040 else 0.0
            out["after", r, y] = ended[r] - 0.83 * first
    cost = {"wind": 1009.0, "sun": 401.0, "cable": 7 * 113.0}
    spent = sum(cost[tech] * b for (tech, _, v), b in built.items() if tech in cost and v >= 2030)
    out["money", "all", 2040] = spent - 997e3
    return out


def policy_above_limit(w):
    _, x, _ = w
    out = {}
    for y in PERIODS:
        for r in "AB":
            other = x["capacity"]["wind", r, y] + x["capacity"]["sun", r, y]
            out["link", r, y] = x["capacity"]["electrolyser", r, y] - 0.07 * other
        sun = sum(hours(a) for (k, _, period), a in x["activity"].items() if k == "sun" and period == y)
        out["least", "all", y] = sun + x["overshoot"]["least", "all", y] - 3e3
    return out


def policy_at_limit(w):
    _, x, _ = w
    return {("exact", r, y): x["capacity_built"]["sun", r, y] - 2 for r in "AB" for y in PERIODS}


def fixed(w):
    """Of what is followed: wind, which may retire."""
    _, x, _ = w
    return sum(5 * W[y] * now[0] for (_, _, _, y), now in x["capacity_of_vintage"].items())


COSTS = {"fixed": fixed}

EQUATIONS = {
    "policy_below_limit": policy_below_limit,
    "policy_above_limit": policy_above_limit,
    "policy_at_limit": policy_at_limit,
}
LOST = [
    ("retirement_counted", "policy_below_limit"),
    ("emission_counted", "policy_below_limit"),
    ("purchase_counted", "policy_below_limit"),
    ("survival_step", "policy_below_limit"),
    ("capacity_counted", "policy_above_limit"),
    ("policy_limit", "policy_at_limit"),
    ("hours_per_year", "policy_above_limit"),
]
