"""Stores and lines that take and give other carriers; lines that carry both ways at once, or are measured where they arrive."""

from __future__ import annotations

import numpy as np

from . import BASE, HOURS_PER_YEAR

HOURS, DT = np.array(HOURS_PER_YEAR), np.array([5.0, 7, 12, 3, 21])
KM = {"cable": 113, "pipe": 127}
TABLES = {
    "technologies": BASE["technologies"].replace("reference\n", "reference,span,regions,direction,measured\n")
    + "battery,store,el,day,A,,\ncavern,store,h2,year,B,,\ndepot,store,h2,horizon,A,,\ncable,line,el,,,each,\npipe,line,h2,,,,received\n",
    "ports": (
        "technology,carrier,direction,per,at,year,value,unit\nwind,el,out,,,,1,MWh/MWh\nelectrolyser,el,in,activity,,,1,MWh/MWh\n"
        "electrolyser,h2,out,,,,19,kg/MWh\n"
        "cavern,el,in,charge,,2030,3.1,kWh/kg\ncavern,el,in,charge,,2040,2.3,kWh/kg\ncavern,el,out,discharge,,,1.3,kWh/kg\n"
        "depot,el,in,charge,,,1.9,kWh/kg\ncavern,el,in,capacity,,,0.7,W/kg\n"
        "battery,h2,in,discharge,,,0.7,kg/MWh\n"
        "pipe,el,in,flow,start,,0.011,kWh/kg/km\npipe,el,in,forward,end,,0.7,kWh/kg\npipe,el,in,flow,end,,0.3,kWh/kg\n"
        "cable,h2,out,backward,end,,0.05,kg/MWh\n"
    ),
    "parameters": BASE["parameters"]
    + (
        "battery,capital_cost,211,CNY_2020/kWh\nbattery,life,13,year\nbattery,charge_efficiency,0.89,1\nbattery,self_loss,0.011,1/hour\n"
        "cavern,capital_cost,5,CNY_2020/kg\ncavern,life,31,year\ncavern,charge_efficiency,0.97,1\ncavern,discharge_efficiency,0.83,1\n"
        "depot,capital_cost,3,CNY_2020/kg\ndepot,life,97,year\ndepot,charge_efficiency,0.79,1\ndepot,initial_content,1103,kg\n"
        "cable,capital_cost,2,CNY_2020/kW/km\ncable,life,37,year\ncable,loss,0.0007,1/km\ncable,line_availability,0.93,1\n"
        "pipe,capital_cost,43,CNY_2020/(kg/hour)/km\npipe,life,41,year\npipe,loss,0.0003,1/km\npipe,line_availability,0.91,1\n"
        "pipe,transport_cost,0.09,CNY_2020/kg\n"
    ),
    "routes": f"route,technology,from,to,value,unit\nA-B,cable,A,B,{KM['cable']},km\nA-B,pipe,A,B,{KM['pipe']},km\n",
    "calendar": "day\n" + "\n".join("d1" if i % 365 < 209 else "d2" for i in range(365)) + "\n",
}


def _el(rate):
    return rate * HOURS


def _h2(rate):
    """Hours add up to days; a rate of a day holds for all of it."""
    yearly = rate * HOURS if len(rate) == 5 else None
    return rate * 24.0 * np.array([209.0, 156]) if yearly is None else np.array([yearly[:3].sum(), yearly[3:].sum()])


def carrier_balance(w):
    _, x, p = w
    onto, out = {"el": _el, "h2": _h2}, {}
    demand = {("el", "A"): np.full(5, 5.0), ("el", "B"): np.full(5, 7.0), ("h2", "B"): np.full(2, 700 / 24)}
    for c, r, y in p["demand"]:
        net = np.zeros(5 if c == "el" else 2)
        if (c, r) in demand:
            net = net - onto[c](demand[c, r])

        def add(carrier, region, rate, c=c, r=r):
            nonlocal net
            if (carrier, region) == (c, r):
                net = net + onto[c](rate)

        for region in "AB":
            add("el", region, x["activity"]["wind", region, y] - x["activity"]["electrolyser", region, y])
            add("h2", region, 19 * x["activity"]["electrolyser", region, y])
            add("el", region, x["purchase"]["el", region, "1", y] - x["surplus"]["el", region, y])
        for (carrier, region, when), rate in x["unmet"].items():
            if when == y:
                add(carrier, region, rate)
        charge, discharge = x["store_charge"], x["store_discharge"]
        add("el", "A", discharge["battery", "A", y] - charge["battery", "A", y])
        add("h2", "A", -0.7 * discharge["battery", "A", y])
        add("h2", "A", discharge["depot", "A", y] - charge["depot", "A", y])
        add("el", "A", -0.0019 * charge["depot", "A", y])
        add("h2", "B", discharge["cavern", "B", y] - charge["cavern", "B", y])
        pressing = {2030: 0.0031, 2040: 0.0023}[y]
        add("el", "B", 0.0013 * discharge["cavern", "B", y] - pressing * charge["cavern", "B", y])
        add("el", "B", np.full(5, -7e-7) * x["capacity"]["cavern", "B", y])
        for way, (start, end) in {"forward": "AB", "backward": "BA"}.items():
            cable, pipe = x["line_flow"]["cable", "A-B", way, y], x["line_flow"]["pipe", "A-B", way, y]
            add("el", start, -cable)
            add("el", end, cable * (1 - 0.0007 * 113))
            add("h2", end, 0.05 * cable * (way == "backward"))
            add("h2", start, -pipe / (1 - 0.0003 * 127))
            add("h2", end, pipe)
            add("el", start, -11e-6 * 127 * pipe)
            add("el", end, -(0.0003 + 0.0007 * (way == "forward")) * pipe)
        out[c, r, y] = net
    return out


def store_balance(w):
    """The battery by the hour; the cavern by the day, from zero, though it is filled and emptied by the hour."""
    _, x, _ = w
    out = {}
    for (k, r, y), level in x["store_level"].items():
        charge, discharge = x["store_charge"][k, r, y], x["store_discharge"][k, r, y]
        if k == "battery":
            carried = (1 - 0.011) ** DT * level[[2, 0, 1, 4, 3]]
            out[k, r, y] = level - carried - (0.89 * charge - discharge) * DT
        else:
            moved = (0.97 * charge - discharge / 0.83) * DT
            out[k, r, y] = level - np.array([moved[:3].sum(), moved[3:].sum()])
    return out


def reservoir_balance(w):
    """Its flows run by the hour, for the sake of the power they take."""
    _, x, _ = w
    out = {}
    for (k, r, y), level in x["reservoir_level"].items():
        before, years = {2030: (1103.0, 10), 2040: (x["reservoir_level"][k, r, 2030], 5)}[y]
        net = 0.79 * x["store_charge"][k, r, y] - x["store_discharge"][k, r, y]
        assert len(net) == 5
        out[k, r, y] = level - before - years * (net * HOURS).sum()
    return out


def line_flow_below_capacity(w):
    _, x, _ = w
    f = x["line_flow"]
    return {
        ("pipe", "A-B", y): f["pipe", "A-B", "forward", y] + f["pipe", "A-B", "backward", y] - 0.91 * K
        for (k, _, y), K in x["capacity"].items()
        if k == "pipe"
    }


def line_direction_below_capacity(w):
    _, x, _ = w
    return {
        (k, i, way, y): f - 0.93 * x["capacity"][k, i, y]
        for (k, i, way, y), f in x["line_flow"].items()
        if k == "cable"
    }


EQUATIONS = {
    "carrier_balance": carrier_balance,
    "store_balance": store_balance,
    "reservoir_balance": reservoir_balance,
    "line_flow_below_capacity": line_flow_below_capacity,
    "line_direction_below_capacity": line_direction_below_capacity,
}
LOST = [
    ("charge_port_ratio", "carrier_balance"),
    ("discharge_port_ratio", "carrier_balance"),
    ("standing_port_ratio", "carrier_balance"),
    ("start_port_ratio", "carrier_balance"),
    ("end_port_ratio", "carrier_balance"),
    ("line_departure", "carrier_balance"),
    ("line_arrival", "carrier_balance"),
    ("line_availability", "line_direction_below_capacity"),
    ("duration", "store_balance"),
]
