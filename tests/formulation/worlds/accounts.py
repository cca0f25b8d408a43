"""Items of the three accounts that other worlds leave out: what is dumped, what is built and retired abroad and by others; a budget for units."""

from __future__ import annotations

from cost_terms import yearly

from worlds import BASE

TABLES = {
    "technologies": "technology,kind,reference,whole\nwind,converter,el,yes\nelectrolyser,converter,el,\n",
    "parameters": BASE["parameters"] + "wind,unit_size,23,MW\nwind,unit_size_min,5,MW\nwind,fixed_charge,1301,kCNY_2020\n",
    "existing_capacity": "technology,region,build_year,value,unit\nelectrolyser,B,2025,3,MW\n",
    "emissions": (
        "flow,technology,carrier,gas,stage,account,value,unit\npurchase,,el,CO2,energy supply,,0.61,tCO2/MWh\n"
        "surplus,,el,CO2,use,,0.07,tCO2/MWh\nretirement,wind,,CO2,end of life,import,3.1,tCO2/MW\n"
        "build,electrolyser,,CO2,manufacture,indirect,2.3,tCO2/MW\nretirement,electrolyser,,CO2,end of life,indirect,1.7,tCO2/MW\n"
    ),
    "policies": (
        "id,kind,quantity,technology,gas,account,area,time,value,unit\nused,cap,,,CO2,indirect,each,each,41,ktCO2/year\n"
        "money,cap,spend,wind,,,together,cumulative,997,MCNY_2020\n"
    ),
}  # fmt: skip
YEARS = {2030: 10, 2040: 5}


def _retired(x, tech, r, y):
    return sum(d for (k, place, _, at), d in x["capacity_retired"].items() if (k, place, at) == (tech, r, y)) / YEARS[y]


def emission_account(w):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["emission"].items():
        if n == "use":
            total = 0.07 * yearly(x["surplus"]["el", r, y])
        else:
            total = 0.61 * yearly(x["purchase"]["el", r, "1", y])
        out[g, s, n, r, y] = e - total
    return out


def import_emission_account(w):
    _, x, _ = w
    return {key: e - 3.1 * _retired(x, "wind", *key[-2:]) for key, e in x["import_emission"].items()}


def indirect_emission_account(w):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["indirect_emission"].items():
        built = 2.3 * x["capacity_built"]["electrolyser", r, y] / YEARS[y]
        out[g, s, n, r, y] = e - (built if n == "manufacture" else 1.7 * _retired(x, "electrolyser", r, y))
    return out


def policy_below_limit(w):
    _, x, _ = w
    out = {}
    for r in "AB":
        for y in YEARS:
            mine = [e for (*_, place, at), e in x["indirect_emission"].items() if (place, at) == (r, y)]
            out["used", r, y] = sum(mine) - 41e3
    spent = sum(1009 * b for (k, _, v), b in x["capacity_built"].items() if k == "wind" and v >= 2030)
    spent = spent + sum(1301 * n for (k, *_), n in x["units_built"].items() if k == "wind")
    out["money", "all", 2040] = spent - 997e3
    return out


EQUATIONS = {
    "emission_account": emission_account,
    "import_emission_account": import_emission_account,
    "indirect_emission_account": indirect_emission_account,
    "policy_below_limit": policy_below_limit,
}
LOST = [
    ("surplus_emission_factor", "emission_account"),
    ("import_retirement_emission_factor", "import_emission_account"),
    ("indirect_build_emission_factor", "indirect_emission_account"),
    ("indirect_retirement_emission_factor", "indirect_emission_account"),
    ("period_years", "indirect_emission_account"),
    ("units_built_counted", "policy_below_limit"),
    ("build_counted", "policy_below_limit"),
]
