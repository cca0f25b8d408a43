"""Taxes, subsidies and prices on all they can be on, and surplus that costs something."""

from __future__ import annotations

from cost_terms import W, amount, payments, yearly

from worlds import BASE

TABLES = {
    "technologies": "technology,kind,reference\nwind,converter,el\nelectrolyser,converter,el\nburner,converter,heat\n",
    "carriers": BASE["carriers"] + "heat,MWh,hour,yes\n",
    "ports": (
        "technology,carrier,direction,value,unit,group\nwind,el,out,1,MWh/MWh,\nelectrolyser,el,in,1,MWh/MWh,\n"
        "electrolyser,h2,out,19,kg/MWh,\nburner,heat,out,1,MWh/MWh,\nburner,el,in,1.1,MWh/MWh,fuels\nburner,h2,in,31,kg/MWh,fuels\n"
    ),
    "parameters": BASE["parameters"] + "burner,capital_cost,41,CNY_2020/kW\nburner,life,23,year\n",
    "demand": BASE["demand"] + "heat,A,2,MW\n",
    "prices": BASE["prices"] + "heat,surplus,13,CNY_2020/MWh\nheat,unmet,7001,CNY_2020/MWh\n",
    "emissions": (
        "flow,technology,carrier,gas,stage,account,value,unit\npurchase,,el,CO2,raw material,import,0.19,tCO2/MWh\n"
        "purchase,,el,CO2,energy supply,,0.61,tCO2/MWh\n"
    ),
    "policies": (
        "id,kind,quantity,technology,carrier,gas,account,value,unit\n"
        "abroad,price,,,,CO2,import,37,CNY_2020/tCO2\nland,tax,capacity,wind,,,,11,CNY_2020/kW/year\n"
        "help,subsidy,build,electrolyser,,,,101,CNY_2020/kW\nfee,tax,output,electrolyser,h2,,,0.17,CNY_2020/kg\n"
        "fuel,tax,input,burner,el,,,29,CNY_2020/MWh\nduty,tax,output,purchase,el,,,43,CNY_2020/MWh\n"
    ),
}


def levy_on_import_emission(w):
    _, x, _ = w
    return sum(0.037 * W[key[-1]] * e[0] for key, e in x["import_emission"].items())


def levy_on_capacity(w):
    _, x, _ = w
    return sum(11 * W[y] * k[0] for (tech, _, y), k in x["capacity"].items() if tech == "wind")


def levy_on_build(w):
    """A subsidy, paid as the capital is: over the 11 years of the electrolyser's life."""
    _, x, _ = w
    return -sum(101 * payments(v, 11) * b[0] for (k, _, v), b in x["capacity_built"].items() if k == "electrolyser")


def levy_on_activity(w):
    """On hydrogen given out, 19 kg/MWh."""
    return amount(w[1], "activity", {"electrolyser": 0.00017 * 19})


def levy_on_port_use(w):
    """On electricity that burners take, 1.1 MWh/MWh."""
    _, x, _ = w
    return sum(0.029 * 1.1 * yearly(u) * W[y] for (_, c, _, y), u in x["port_use"].items() if c == "el")


def levy_on_purchase(w):
    return amount(w[1], "purchase", {"el": 0.043})


def surplus(w):
    return amount(w[1], "surplus", {"heat": 0.013})


EQUATIONS: dict = {}
COSTS = {
    "surplus": surplus,
    "levy on import_emission": levy_on_import_emission,
    "levy on capacity": levy_on_capacity,
    "levy on build": levy_on_build,
    "levy on activity": levy_on_activity,
    "levy on port_use": levy_on_port_use,
    "levy on purchase": levy_on_purchase,
}
