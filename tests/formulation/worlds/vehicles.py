"""Vehicles that carry hydrogen: how many trips a year one makes, counted from the way, its speed and its stops."""

from __future__ import annotations

from worlds import BASE

TABLES = {
    "technologies": BASE["technologies"].replace("reference\n", "reference,capacity_unit\n").replace(",el\n", ",el,\n")
    + "truck,line,h2,vehicle\n",
    "parameters": BASE["parameters"].replace("technology,parameter,value", "technology,parameter,year,value")
    .replace("_cost,", "_cost,,").replace("life,", "life,,")
    + (
        "truck,capital_cost,,820,kCNY_2020/vehicle\ntruck,life,,13,year\ntruck,payload,2030,1.1,t/vehicle\n"
        "truck,payload,2040,1.7,t/vehicle\ntruck,speed,,53,km/hour\ntruck,loading_time,,90,minute\ntruck,driven_hours,,2003,hour/year\n"
        "truck,line_availability,,0.97,1\n"
    ),
    "routes": "route,technology,from,to,value,unit,factor\nA-B,truck,A,B,211,km,1.3\n",
}  # fmt: skip
PAYLOAD = {2030: 1100.0, 2040: 1700.0}
TRIP = 2 * (211 * 1.3 / 53 + 1.5)  # hours there and back, with a stop at each end


def line_flow_below_capacity(w):
    _, x, _ = w
    out = {}
    for (k, i, y), vehicles in ((key, v) for key, v in x["capacity"].items() if key[0] == "truck"):
        carried = PAYLOAD[y] * (2003 / TRIP) / 8760  # kg an hour, spread over all hours of the year
        flow = x["line_flow"]
        out[k, i, y] = flow[k, i, "forward", y] + flow[k, i, "backward", y] - 0.97 * carried * vehicles
    return out


EQUATIONS = {"line_flow_below_capacity": line_flow_below_capacity}
LOST = [("line_carries", "line_flow_below_capacity"), ("line_availability", "line_flow_below_capacity")]
