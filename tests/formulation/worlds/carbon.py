"""Carbon of carriers: co-firing with capture, a reservoir that keeps, a lossy pipe and tank, fuel delivered and dumped; three accounts."""

from __future__ import annotations

import numpy as np
from cost_terms import W

from worlds import BASE

HOURS = np.array([5 * 209, 7 * 209, 12 * 209, 3 * 156, 21 * 156], dtype=float)
YEARS = {2030: 10, 2040: 5}
TABLES = {
    "carriers": (
        "carrier,unit,clock,surplus\nel,MWh,hour,no\ncoal,MWh,hour,no\nstraw,MWh,hour,no\nco2,t,hour,yes\nbco2,t,day,no\n"
        "fuel,MWh,hour,yes\n"
    ),
    "technologies": (
        "technology,kind,reference,sector,stage,span,permanent,measured\nplant,converter,el,power,energy supply,,\n"
        "maker,converter,fuel,industry,,,\ndac,converter,bco2,air,,,\nhole,store,bco2,waste,,horizon,yes\n"
        "pit,store,co2,waste,,horizon,\ntank,store,fuel,trade,,day,\npipe,line,co2,trade,,,\ncan,line,fuel,trade,,,,received\n"
    ),
    "ports": (
        "technology,carrier,direction,year,value,unit,group\nplant,el,out,,1,MWh/MWh,\nplant,coal,in,2030,2.3,MWh/MWh,fuels\n"
        "plant,coal,in,2040,2.1,MWh/MWh,fuels\nplant,straw,in,,2.9,MWh/MWh,fuels\nplant,co2,out,,0.61,t/MWh,gas\n"
        "plant,bco2,out,,0.67,t/MWh,gas\nmaker,fuel,out,,1,MWh/MWh,\nmaker,co2,in,,0.31,t/MWh,\nmaker,el,in,,1.7,MWh/MWh,\n"
        "dac,bco2,out,,1,t/t,\ndac,el,in,,1.9,MWh/t,\n"
    ),
    "parameters": (
        "technology,parameter,value,unit\nplant,capital_cost,1009,CNY_2020/kW\nplant,life,17,year\n"
        "maker,capital_cost,503,CNY_2020/kW\nmaker,life,11,year\ndac,capital_cost,701,CNY_2020/(t/hour)\ndac,life,13,year\n"
        "hole,capital_cost,3,CNY_2020/t\nhole,life,97,year\nhole,charge_efficiency,0.97,1\nhole,discharge_efficiency,0.83,1\n"
        "pit,capital_cost,2,CNY_2020/t\npit,life,89,year\npit,charge_efficiency,0.93,1\n"
        "tank,capital_cost,5,CNY_2020/kWh\ntank,life,31,year\ntank,self_loss,0.0003,1/hour\ntank,charge_efficiency,0.91,1\n"
        "pipe,capital_cost,43,CNY_2020/(t/hour)/km\npipe,life,41,year\npipe,loss,0.0011,1/km\n"
        "can,capital_cost,37,CNY_2020/kW/km\ncan,life,43,year\ncan,loss,0.0013,1/km\n"
    ),
    "routes": "route,technology,from,to,value,unit\nA-B,pipe,A,B,127,km\nA-B,can,A,B,113,km\n",
    "demand": "carrier,region,value,unit\nel,A,5,MW\nel,B,7,MW\nfuel,B,3,MW\n",
    "prices": (
        "carrier,kind,value,unit\ncoal,purchase,71,CNY_2020/MWh\nstraw,purchase,83,CNY_2020/MWh\nel,unmet,9001,CNY_2020/MWh\n"
        "fuel,unmet,99991,CNY_2020/MWh\n"
    ),
    "emissions": (
        "flow,technology,carrier,gas,sector,stage,account,value,unit\npurchase,,coal,CO2,mines,raw material,import,0.019,tCO2/MWh\n"
        "purchase,,straw,CO2,,raw material,,0.023,tCO2/MWh\nactivity,maker,el,CO2,industry,use,indirect,0.53,tCO2/MWh\n"
        "activity,plant,straw,CH4,,energy supply,,0.0007,t/MWh\nleak,can,fuel,CH4,trade,transport,,0.013,t/MWh\n"
        "leak,,fuel,CH4,trade,use,,0.017,t/MWh\nbuild,plant,,CO2,power,manufacture,import,79,tCO2/MW\n"
        "leak,,bco2,CO2,waste,end of life,,0.003,tCO2/t\n"
    ),
    "carbon": (
        "carrier,kind,sector,year,value,unit\ncoal,fossil,,2030,0.34,tCO2/MWh\ncoal,fossil,,2040,0.33,tCO2/MWh\n"
        "straw,biogenic,,,0.37,tCO2/MWh\nco2,fossil,waste,,0.97,tCO2/t\nbco2,biogenic,,,0.89,tCO2/t\nfuel,fossil,transport,,0.29,tCO2/MWh\n"
    ),
    "policies": (
        "id,kind,gas,account,scope,area,year,value,unit\nabroad,cap,CO2,import,,together,,97,MtCO2/year\n"
        "inside,cap,,,all of it,each,,89,MtCO2e/year\nused,price,CO2,indirect,,together,,3,CNY_2020/tCO2\n"
    ),
    "yaml": BASE["yaml"] + "scopes: {all of it: {gas: [CO2, CH4], weights: {CO2: 1, CH4: 29.8}}}\n",
}
COAL = {2030: (2.3, 0.34), 2040: (2.1, 0.33)}


def _year(rate: np.ndarray) -> float:
    """On the hour clock, or on the day clock."""
    return float(rate @ HOURS) if len(rate) == 5 else float(rate @ [24 * 209, 24 * 156.0])


def emission_account(w):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["emission"].items():
        total, year = 0.0, {key: _year(row) for key, row in x["port_use"].items()}

        def lost(k, r=r, y=y):
            into, given = _year(x["store_charge"][k, r, y]), _year(x["store_discharge"][k, r, y])
            return {
                "tank": into - given,
                "pit": 0.07 * into,
                "hole": 0.03 * into + (1 / 0.83 - 1) * given,
            }[k]

        way = {"A": "forward", "B": "backward"}[r]
        ratio, coal = COAL[y]
        if (g, s, n) == ("CO2", "power", "energy supply"):
            total = ratio * coal * year["plant", "coal", r, y] - 0.97 * 0.61 * year["plant", "co2", r, y]
        elif (g, s, n) == ("CO2", "industry", "use"):
            total = (0.97 * 0.31 - 0.29) * _year(x["activity"]["maker", r, y])
        elif (g, s, n) == ("CO2", "waste", "use"):
            total = 0.97 * (_year(x["surplus"]["co2", r, y]) + lost("pit"))
        elif (g, s, n) == ("CO2", "trade", "transport"):
            total = 0.97 * 0.0011 * 127 * _year(x["line_flow"]["pipe", "A-B", way, y])
        elif (g, s, n) == ("CO2", "transport", "use"):
            total = 0.29 * _year(x["surplus"]["fuel", r, y])
            if r == "B":
                total += 0.29 * (3 * 8760 - _year(x["unmet"]["fuel", r, y]))
        elif (g, s, n) == ("CO2", "waste", "removal"):
            into, given = _year(x["store_charge"]["hole", r, y]), _year(x["store_discharge"]["hole", r, y])
            total = -0.89 * (0.97 * into - given / 0.83)
        elif (g, s, n) == ("CO2", "waste", "end of life"):
            total = 0.003 * lost("hole")
        elif (g, s, n) == ("CO2", "energy", "raw material"):
            total = 0.023 * _year(x["purchase"]["straw", r, "1", y])
        elif (g, s, n) == ("CH4", "power", "energy supply"):
            total = 0.0007 * 2.9 * year["plant", "straw", r, y]
        elif (g, s, n) == ("CH4", "trade", "transport"):
            total = 0.013 * 0.0013 * 113 / (1 - 0.0013 * 113) * _year(x["line_flow"]["can", "A-B", way, y])
        elif (g, s, n) == ("CH4", "trade", "use"):
            total = 0.017 * lost("tank")
        else:
            raise AssertionError((g, s, n))
        out[g, s, n, r, y] = e - total
    return out


def import_emission_account(w):
    _, x, _ = w
    out = {}
    for (g, s, n, r, y), e in x["import_emission"].items():
        mined = 0.019 * _year(x["purchase"]["coal", r, "1", y])
        out[g, s, n, r, y] = e - (mined if s == "mines" else 79 * x["capacity_built"]["plant", r, y] / YEARS[y])
    return out


def indirect_emission_account(w):
    _, x, _ = w
    return {
        (g, s, n, r, y): e - 0.53 * 1.7 * _year(x["activity"]["maker", r, y])
        for (g, s, n, r, y), e in x["indirect_emission"].items()
    }


def carbon_not_created(w):
    _, x, _ = w
    out = {}
    for (k, r, y), a in x["activity"].items():
        if k == "plant":
            use = {c: x["port_use"][k, c, r, y] for c in ("coal", "straw", "co2", "bco2")}
            assert len(use["coal"]) == len(a)
            ratio, coal = COAL[y]
            out[k, "fossil", r, y] = ratio * coal * use["coal"] - 0.97 * 0.61 * use["co2"]
            out[k, "biogenic", r, y] = 2.9 * 0.37 * use["straw"] - 0.89 * 0.67 * use["bco2"]
    return out


def policy_below_limit(w):
    _, x, p = w
    out = {}
    for policy, area, until in p["policy_limit"]:
        if policy == "abroad":
            out[policy, area, until] = sum(e for (*_, y), e in x["import_emission"].items() if y == until) - 97e6
        else:
            inside = {"CO2": 1.0, "CH4": 29.8}
            total = sum(inside[g] * e for (g, _, _, r, y), e in x["emission"].items() if (r, y) == (area, until))
            out[policy, area, until] = total - 89e6
    return out


def levy_on_indirect_emission(w):
    _, x, _ = w
    return sum(0.003 * W[key[-1]] * e[0] for key, e in x["indirect_emission"].items())


COSTS = {"levy on indirect_emission": levy_on_indirect_emission}

EQUATIONS = {
    "emission_account": emission_account,
    "import_emission_account": import_emission_account,
    "indirect_emission_account": indirect_emission_account,
    "carbon_not_created": carbon_not_created,
    "policy_below_limit": policy_below_limit,
}
LOST = [
    ("hours_per_year", "emission_account"),
    ("carbon_of_activity", "emission_account"),
    ("carbon_of_port_use", "emission_account"),
    ("carbon_of_surplus", "emission_account"),
    ("carbon_delivered", "emission_account"),
    ("carbon_of_store_leak", "emission_account"),
    ("carbon_of_line_leak", "emission_account"),
    ("carbon_put_away", "emission_account"),
    ("store_leak_emission_factor", "emission_account"),
    ("line_leak_emission_factor", "emission_account"),
    ("line_arrival", "emission_account"),
    ("charge_efficiency", "emission_account"),
    ("demand", "emission_account"),
    ("carbon_of_free_ports", "carbon_not_created"),
]
