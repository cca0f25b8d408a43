"""Plant that ages by a table or a life, and turns into other plant: new, existing, by path; retiring early or not; lines too."""

from __future__ import annotations

from cost_terms import payments, worth

TABLES = {
    "yaml": (
        "name: world\nmoney: kCNY_2020\ndiscount_rate: 0.03\nwacc: 0.07\nbase_year: 2030\n"
        "periods: [{label: 2030, first_year: 2030, years: 5}, {label: 2035, first_year: 2035, years: 7},"
        " {label: 2042, first_year: 2042, years: 3}]\nclock: {given_days: {}}\n"
    ),
    "technologies": (
        "technology,kind,reference,regions,retire,build\nwind,converter,el,,no,yes\nelectrolyser,converter,el,,yes,yes\n"
        "better,converter,el,A,no,no\nstrong,converter,el,,no,yes\ncable,line,el,,no,yes\nwide,line,el,,no,yes\n"
    ),
    "ports": (
        "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\nelectrolyser,el,in,1,MWh/MWh\nelectrolyser,h2,out,19,kg/MWh\n"
        "better,el,in,1,MWh/MWh\nbetter,h2,out,23,kg/MWh\nstrong,el,out,1,MWh/MWh\n"
    ),
    "parameters": (
        "technology,parameter,value,unit\nwind,capital_cost,1009,CNY_2020/kW\nwind,amortisation,11,year\n"
        "electrolyser,capital_cost,503,CNY_2020/kW\nelectrolyser,life,11,year\nbetter,life,5,year\nbetter,fixed_cost,7,CNY_2020/kW/year\n"
        "strong,life,13,year\nstrong,capital_cost,2003,CNY_2020/kW\ncable,capital_cost,2,CNY_2020/kW/km\ncable,life,37,year\n"
        "wide,capital_cost,5,CNY_2020/kW/km\nwide,life,41,year\n"
    ),
    "survival": "technology,age,value,unit\nwind,3,0.9,1\nwind,9,0.5,1\nwind,17,0,1\n",
    "existing_capacity": "technology,region,build_year,year,value,unit\nwind,A,2027,,47,MW\nwind,B,,2030,31,MW\nwind,B,,2045,16,MW\n",
    "routes": "route,technology,from,to,value,unit\nA-B,cable,A,B,113,km\nA-B,wide,A,B,127,km\n",
    "retrofits": (
        "from,to,value,unit,capacity_factor,life\nwind,strong,307,CNY_2020/kW,1.3,source\nelectrolyser,better,101,CNY_2020/kW,0.7,target\n"
        "cable,wide,1.1,CNY_2020/kW/km,1.9,source\n"
    ),
}
YEARS = {2030: 5, 2035: 7, 2042: 3}
FACTOR = {"wind": 1.3, "electrolyser": 0.7, "cable": 1.9}
LIFE = {"electrolyser": 11, "better": 5, "strong": 13, "cable": 37, "wide": 41}


def thinned(age: float) -> float:
    """The survival table of wind."""
    if age < 3:
        return 1 - 0.1 * age / 3
    return 0.9 - 0.4 * (age - 3) / 6 if age < 9 else max(0.5 - 0.5 * (age - 9) / 8, 0.0)


def share(k: str, v: int, y: int) -> float:
    """Of the years of a period that a vintage stands."""
    if v == 0:
        return (31 - (y - 2030)) / 31
    if k == "wind":
        return sum(thinned(year + 0.5 - v) for year in range(y, y + YEARS[y]) if v <= year < v + 17) / YEARS[y]
    return sum(1 for year in range(y, y + YEARS[y]) if v <= year < v + LIFE[k]) / YEARS[y]


def begin(k: str, v: int, y: int) -> float:
    """Of what was built, standing when a period begins."""
    if v == 0:
        return share(k, v, y)
    return (thinned(y - v) if y < v + 17 else 0.0) if k == "wind" else float(v <= y < v + LIFE[k])


def capacity_survives(w):
    _, x, _ = w
    out = {}
    for (k, place, v, y), now in x["capacity_of_vintage"].items():
        if k != "electrolyser":
            gone = sum(
                share(k, v, y) / begin(k, v, since) * r
                for (k2, _, p2, v2, since), r in x["capacity_retrofitted"].items()
                if (k2, p2, v2) == (k, place, v) and since <= y
            )
            out[k, place, v, y] = now - share(k, v, y) * x["capacity_built"][k, place, v] + gone
    return out


def capacity_retires(w):
    _, x, _ = w
    out = {}
    before = {2035: 2030, 2042: 2035}
    for (k, place, v, y), now in x["capacity_of_vintage"].items():
        if k == "electrolyser":
            if v == y:
                left = share(k, v, y) * x["capacity_built"][k, place, v]
            else:
                left = share(k, v, y) / share(k, v, before[y]) * x["capacity_of_vintage"][k, place, v, before[y]]
            going = x["capacity_retrofitted"].get((k, "better", place, v, y), 0.0)
            out[k, place, v, y] = now - left + share(k, v, y) / begin(k, v, y) * going if v != y else now - left
    return out


def capacity_total(w):
    _, x, _ = w
    out, followed = {}, {k for k, *_ in x["capacity_of_vintage"]}
    for (k, place, y), now in x["capacity"].items():
        own = sum(
            share(k, v, y) * built
            for (k2, p2, v), built in x["capacity_built"].items()
            if (k2, p2) == (k, place) and k not in followed
        )
        own = own + sum(a for (k2, p2, _, y2), a in x["capacity_of_vintage"].items() if (k2, p2, y2) == (k, place, y))
        for (source, target, p2, v, since), r in x["capacity_retrofitted"].items():
            if (target, p2) == (k, place) and since <= y:
                kept = share(k, since, y) if k == "better" else share(source, v, y) / begin(source, v, since)
                own = own + FACTOR[source] * kept * r
        out[k, place, y] = now - own
    return out


PRICE = {"strong": 307.0, "better": 101.0, "wide": 0.0011e3 * 127}  # kCNY for a unit of the target


def retrofit(w):
    """Paid over the life of the target, but no longer than plant that keeps its life may still stand."""
    _, x, _ = w
    total = 0.0
    for (k, target, _, v, since), r in x["capacity_retrofitted"].items():
        born_with = {"wind": 17, "cable": LIFE["cable"]}.get(k)
        left = v + born_with - since if born_with and v else LIFE[target]
        total += FACTOR[k] * PRICE[target] * payments(since, min(LIFE[target], left)) * r[0]
    return total


def fixed_cost_of_retrofits(w):
    """Of better electrolysers, which live 5 years from their retrofit on."""
    _, x, _ = w
    return sum(
        7 * worth(range(y, y + YEARS[y])) * 0.7 * share("better", since, y) * r[0]
        for (_, target, _, _, since), r in x["capacity_retrofitted"].items()
        for y in YEARS
        if target == "better" and y >= since
    )


COSTS = {"retrofit": retrofit, "fixed cost of retrofits": fixed_cost_of_retrofits}

EQUATIONS = {
    "capacity_survives": capacity_survives,
    "capacity_retires": capacity_retires,
    "capacity_total": capacity_total,
}
LOST = [
    ("survival", "capacity_survives"),
    ("retrofit_left", "capacity_survives"),
    ("retrofit_left", "capacity_retires"),
    ("survival_step", "capacity_retires"),
    ("retrofit_standing", "capacity_total"),
]
