"""Whole units: electrolysers of one size, turbines of a range of sizes that each cost something beside their capacity."""

from __future__ import annotations

from cost_terms import payments

from worlds import BASE

UNITS = {"electrolyser": (7.0, 7.0), "wind": (23.0, 5.0)}

TABLES = {
    "technologies": BASE["technologies"].replace("reference\n", "reference,whole\n").replace(",el\n", ",el,yes\n"),
    "parameters": BASE["parameters"]
    + (
        "electrolyser,unit_size,7,MW\nwind,unit_size,23,MW\nwind,unit_size_min,5,MW\nwind,fixed_charge,1301,kCNY_2020\n"
        "electrolyser,fixed_charge,211,kCNY_2020\n"
    ),
    "existing_capacity": "technology,region,build_year,value,unit\nwind,A,2021,47,MW\n",
}


def build_below_units(w):
    _, x, _ = w
    return {key: x["capacity_built"][key] - UNITS[key[0]][0] * n for key, n in x["units_built"].items()}


def build_above_units(w):
    _, x, _ = w
    return {key: x["capacity_built"][key] - UNITS[key[0]][1] * n for key, n in x["units_built"].items()}


def fixed_charge(w):
    """Paid over the 11 and 17 years of life."""
    _, x, _ = w
    charge = {"electrolyser": (211.0, 11), "wind": (1301.0, 17)}
    return sum(charge[k][0] * payments(v, charge[k][1]) * n[0] for (k, _, v), n in x["units_built"].items())


COSTS = {"fixed charge": fixed_charge}

EQUATIONS = {"build_below_units": build_below_units, "build_above_units": build_above_units}
LOST = [("unit_size", "build_below_units"), ("unit_size_min", "build_above_units")]
