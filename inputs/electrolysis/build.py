"""Write the tables of the case: three electrolysers with their wear, from figures that stand here with unit and source.

`python inputs/electrolysis/build.py` writes them beside this file.
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent
PERIODS = (2030, 2040, 2050)
KINDS = {"alk": "Alkaline electrolyser", "pem": "PEM electrolyser", "soec": "Solid-oxide electrolyser"}
COLOURS = {"alk": "#2a9d8f", "pem": "#52b69a", "soec": "#1a759f"}
CAPITAL = {
    "alk": (1970, 1680, 1370),
    "pem": (4340, 3330, 2330),
    "soec": (11106, 9214, 7101),
}  # CNY_2020/kW of electricity
OF_CAPITAL = {
    "alk": "Installed; the mid path of the Chinese case",
    "pem": "Installed; the mid path of the Chinese case",
    "soec": "Installed; no market price in China. 8,940, 7,500 and 5,780 per kW of all input, over the share that is electricity",
}
ENERGY = {"alk": (53.5, 51, 48.5), "pem": (55.5, 53, 50), "soec": (41.9, 41.2, 40)}  # kWh/kg, electricity
HOURS = {"alk": (92500, 94500, 101500), "pem": (77500, 90000, 105000), "soec": (50000, 64500, 82500)}  # h, of a stack
LOAD = {"alk": 0.2, "pem": 0.05, "soec": 0.3}  # least, of capacity
AGE = {"alk": 0.01, "pem": 0.012, "soec": 0.04}  # growth of energy use, 1/year
RENEWED = {"alk": 18, "pem": 15, "soec": 8}  # years
HEAT = (19.5, 18.6, 18.6)  # % of what the solid-oxide electrolyser takes
PART, LESS = 0.4, 0.08  # of the load; what it takes less per kilogram there than at full load
WATER, SHARE, UPKEEP = 10.0, 0.3, 0.02  # kg/kg; stack over system; of the capital cost each year

FUELS = (
    "Danish Energy Agency & Energinet, Technology Data for Renewable Fuels, data sheets 86 AEC, PEMEC and SOEC 100 MW"
)
CATALOGUE = "https://ens.dk/en/analyses-and-statistics/technology-catalogues"
CHINA = "China figures of this project's data: bid prices, brokers' standard assumptions and price levels"
NUMBER = ("source", "quality", "note")
Row = tuple[object, ...]


def write(name: str, head: tuple[str, ...], rows: list[Row]) -> None:
    """One table."""
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def ports() -> list[Row]:
    """What each takes and gives for a MWh of electricity."""
    rows: list[Row] = []
    for k in KINDS:
        rows.append((k, "electricity", "in", "", 1, "MWh/MWh", "", "", "Reference port"))
        for i, y in enumerate(PERIODS):
            made = 1000 / ENERGY[k][i]
            rows.append((k, "h2", "out", y, f"{made:.6g}", "kg/MWh", "DEA", "derived", f"1000 / {ENERGY[k][i]} kWh/kg"))
            note = f"{WATER:g} kg/kg; 9 by stoichiometry, 10 to 15 in practice"
            rows.append((k, "water", "in", y, f"{made * WATER / 1000:.6g}", "t/MWh", "STANDARD", "derived", note))
            if k == "soec":
                steam = HEAT[i] / (100 - HEAT[i])
                note = f"Heat is {HEAT[i]} % of what it takes"
                rows.append((k, "steam", "in", y, f"{steam:.6g}", "MWh/MWh", "DEA", "derived", note))
    return rows


def bent() -> list[Row]:
    """A PEM electrolyser of 2030 whose ratio depends on its load: that of its first part, and of one MWh more above it."""
    whole = 1000 / ENERGY["pem"][0]
    part = whole / (1 - LESS)
    more = (whole - PART * part) / (1 - PART)
    told = {
        "pem_bent": (more, f"One MWh more above {PART:.0%} of the load: all of it together makes 1000 / 55.5"),
        "pem_part": (part, f"{LESS:.0%} less energy per kg at {PART:.0%} of the load, as polarisation curves have it"),
    }
    rows: list[Row] = []
    for k, (made, note) in told.items():
        rows.append((k, "electricity", "in", "", 1, "MWh/MWh", "", "", "Reference port"))
        rows.append((k, "h2", "out", "", f"{made:.6g}", "kg/MWh", "ASSUMED", "assumed", note))
        water = made * WATER / 1000
        rows.append((k, "water", "in", "", f"{water:.6g}", "t/MWh", "STANDARD", "derived", f"{WATER:g} kg/kg"))
    return rows


def of_bent() -> list[Row]:
    """Its costs are those of the PEM electrolyser; it has no stacks of its own and does not age."""
    kept = [row for row in parameters() if row[0] == "pem" and "stack" not in str(row[1])]
    mine = [("pem_bent", *row[1:]) for row in kept if "degradation" not in str(row[1])]
    note = "The load up to which the mode serves"
    return [*mine, ("pem_part", "plant_share_max", "", PART, 1, "ASSUMED", "assumed", note)]


def parameters() -> list[Row]:
    """Costs, wear and rules of use."""
    rows: list[Row] = []
    for k in KINDS:
        for i, y in enumerate(PERIODS):
            capital, hours = CAPITAL[k][i], HOURS[k][i]
            rows.append((k, "capital_cost", y, capital, "CNY_2020/kW", "CN-H2", "assumed", OF_CAPITAL[k]))
            upkeep = round(capital * UPKEEP, 2)
            rows.append(
                (
                    k,
                    "fixed_cost",
                    y,
                    upkeep,
                    "CNY_2020/kW/year",
                    "CN-H2",
                    "assumed",
                    "2 % of the capital cost, without stacks",
                )
            )
            rows.append(
                (k, "stack_hours", y, hours, "hour", "DEA", "sourced", "Interval of replacement, plant of 100 MW")
            )
            stack = round(capital * SHARE, 2)
            rows.append(
                (
                    k,
                    "stack_cost",
                    y,
                    stack,
                    "CNY_2020/kW",
                    "ASSUMED",
                    "assumed",
                    "30 % of the system; sources span 10 to 45 %",
                )
            )
        renewed = f"Hours of a stack of 2030 at some {HOURS[k][0] / RENEWED[k]:,.0f} h a year"
        rows += [
            (k, "life", "", 20, "year", "CN-H2", "assumed", "Of the system"),
            (k, "availability", "", 0.95, 1, "ASSUMED", "assumed", "Planned and unplanned stops"),
            (k, "minimum_load", "", LOAD[k], 1, "CN-H2", "assumed", "Of all that stands"),
            (k, "degradation", "", AGE[k], "1/year", "CN-H2", "assumed", "Growth of energy use at some 5,000 h a year"),
            (k, "degradation_years", "", RENEWED[k], "year", "ASSUMED", "assumed", renewed),
        ]
    return rows


def build() -> None:
    """All tables."""
    write("regions", ("region", "name"), [("works", "Chemical works")])
    carriers = [
        ("electricity", "Electricity", "MWh", "hour", "#4c78a8"), ("h2", "Hydrogen 30 bar", "kg", "day", "#2a9d8f"),
        ("water", "Water", "t", "day", "#8ecae6"), ("steam", "Steam", "MWh", "hour", "#e76f51"),
    ]  # fmt: skip
    write("carriers", ("carrier", "name", "unit", "clock", "color"), list(carriers))
    head = (
        "technology", "name", "kind", "reference", "build", "by_vintage", "capacity_of", "sector", "cost_category", "color", "note",
    )  # fmt: skip
    note = "Capacity in MW of electricity in, auxiliaries included"
    kinds = [
        (k, n, "converter", "electricity", "yes", "yes", "", "hydrogen", "production", COLOURS[k], note)
        for k, n in KINDS.items()
    ]
    same = ("hydrogen", "production", "#95d5b2")
    kinds += [
        ("pem_bent", "PEM electrolyser by load", "converter", "electricity", "no", "no", "", *same, "Scenario part_load"),
        ("pem_part", "its first part of load", "converter", "electricity", "no", "no", "pem_bent", *same, "Makes more of a MWh"),
    ]  # fmt: skip
    write("technologies", head, list(kinds))
    write("ports", ("technology", "carrier", "direction", "year", "value", "unit", *NUMBER), [*ports(), *bent()])
    write("parameters", ("technology", "parameter", "year", "value", "unit", *NUMBER), [*parameters(), *of_bent()])
    demand = ("h2", "works", 200, "t/day", "ASSUMED", "assumed", "The same every day")
    write("demand", ("carrier", "region", "value", "unit", *NUMBER), [demand])
    prices = [
        ("electricity", "purchase", 0.38, "CNY_2020/kWh", "tariff", "CN-H2", "assumed", "Mean; by night cheap, in the evening dear"),
        ("water", "purchase", 4, "CNY_2020/t", "", "ASSUMED", "assumed", "Industrial water"),
        ("steam", "purchase", 0.1, "CNY_2020/kWh", "", "ASSUMED", "assumed", "Low-pressure steam of the works"),
        ("h2", "unmet", 200, "CNY_2020/kg", "", "ASSUMED", "assumed", "Far above any supply"),
    ]  # fmt: skip
    write("prices", ("carrier", "kind", "value", "unit", "profile", *NUMBER), list(prices))
    steps = [("d", f"{8 * i:02}", 8) for i in range(3)]
    write("days", ("day", "weight"), [("d", 365)])
    write("steps", ("day", "step", "duration"), list(steps))
    tariff = [("d", step, value) for (_, step, _), value in zip(steps, (0.5, 1.0, 1.5), strict=True)]
    write("profiles", ("day", "step", "tariff"), list(tariff))
    sources = [
        ("DEA", FUELS, CATALOGUE, "published figures", ""),
        ("CN-H2", CHINA, "-", "own work", "Planning values; the note of the row says which"),
        ("STANDARD", "Textbook", "-", "", ""), ("ASSUMED", "Planning figures of this case", "-", "own work", ""),
    ]  # fmt: skip
    write("sources", ("key", "title", "address", "licence", "note"), list(sources))


if __name__ == "__main__":
    build()
