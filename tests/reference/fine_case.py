"""The published FINE pathway in our tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent / "fine"
YEARS = (2020, 2025, 2030)
EXPECTED = {24: 127.6429071091, 6: 130.4730037723}
CAPACITY = {
    24: {
        ("wind", 2020): 34.907536, ("wind", 2025): 52.814072, ("wind", 2030): 58.1693, ("electrolyser", 2020): 1.733559, ("electrolyser", 2030): 0.990357,
        ("ccgt", 2020): 1.335994, ("battery", 2020): 271.085963, ("battery", 2025): 382.830452, ("battery", 2030): 586.566013, ("cavern", 2020): 1235.22,
    },
    6: {
        ("wind", 2020): 36.087765, ("wind", 2025): 58.1693, ("electrolyser", 2020): 1.869609, ("electrolyser", 2030): 1.029465,
        ("ccgt", 2020): 1.526124, ("battery", 2020): 272.549531, ("battery", 2025): 357.020781, ("battery", 2030): 617.238185, ("cavern", 2030): 1235.22,
    },
}  # fmt: skip

TABLES = {
    "regions": "region\nnode\n",
    "carriers": "carrier,unit\nelectricity,GWh\nhydrogen,GWh\n",
    "technologies": (
        "technology,kind,reference,span\nwind,converter,electricity,\nelectrolyser,converter,electricity,\nccgt,converter,electricity,\n"
        "battery,store,electricity,year\ncavern,store,hydrogen,year\n"
    ),
    "ports": (
        "technology,carrier,direction,value,unit\nwind,electricity,out,1,GWh/GWh\nelectrolyser,electricity,in,1,GWh/GWh\n"
        "electrolyser,hydrogen,out,0.7,GWh/GWh\nccgt,electricity,out,1,GWh/GWh\nccgt,hydrogen,in,1.6666666666666667,GWh/GWh\n"
    ),
    "existing_capacity": "technology,region,build_year,value,unit,pays\nwind,node,2010,5,GW,capital\nwind,node,2015,10,GW,capital\n",
    "potentials": "technology,region,limit,value,unit\nwind,node,capacity_max,58.1693,GW\ncavern,node,capacity_max,1235.22,GWh\n",
    "sources": "key,title\n",
}
PER_YEAR = {
    ("wind", "capital_cost", "GEUR_2020/GW"): {2010: 1.5, 2015: 1.25, 2020: 1.1, 2025: 1.0, 2030: 0.95},
    ("wind", "fixed_cost", "GEUR_2020/GW/year"): {2010: 0.03, 2015: 0.025, 2020: 0.022, 2025: 0.02, 2030: 0.019},
    ("ccgt", "capital_cost", "GEUR_2020/GW"): {2020: 0.7},
    ("ccgt", "fixed_cost", "GEUR_2020/GW/year"): {2020: 0.021, 2025: 0.018, 2030: 0.025},
    ("electrolyser", "capital_cost", "GEUR_2020/GW"): {2020: 0.5},
    ("electrolyser", "fixed_cost", "GEUR_2020/GW/year"): {2020: 0.0125},
    ("battery", "capital_cost", "GEUR_2020/GWh"): {2020: 0.151},
    ("battery", "fixed_cost", "GEUR_2020/GWh/year"): {2020: 0.002},
    ("cavern", "capital_cost", "GEUR_2020/GWh"): {2020: 0.00011, 2025: 9e-05, 2030: 9e-05},
    ("cavern", "fixed_cost", "GEUR_2020/GWh/year"): {2020: 0.00057},
    **{
        (k, "life", "year"): {2020: n}
        for k, n in {"wind": 20, "ccgt": 30, "electrolyser": 10, "battery": 20, "cavern": 30}.items()
    },
    ("battery", "charge_efficiency", "1"): {2020: 0.95},
    ("battery", "discharge_efficiency", "1"): {2020: 0.95},
    ("battery", "self_loss", "1/hour"): {2020: 4.230356001899693e-05},
    ("battery", "charge_rate", "1/hour"): {2020: 1.0},
    ("battery", "discharge_rate", "1/hour"): {2020: 1.0},
    ("cavern", "minimum_level", "1"): {2020: 0.33},
    ("cavern", "charge_rate", "1/hour"): {2020: 0.00212598592597317},
    ("cavern", "discharge_rate", "1/hour"): {2020: 0.00212598592597317},
}


def write_fine(folder: Path, step: int) -> Path:
    """Write the case in steps of 24 or 6 hours."""
    series = pd.read_csv(HERE / f"timeseries_{step}h.csv")
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text(
        "name: fine\nmoney: GEUR_2020\ndiscount_rate: 0.08\nperiods: [2020, 2025, 2030]\n"
        f"year_hours: 8760\nclock: {{full_year: {{step: {step}}}}}\n",
        encoding="utf-8",
    )
    rows = ["technology,parameter,year,value,unit,profile"]
    rows += [
        f"{k},{p},{year},{value!r},{unit},"
        for (k, p, unit), values in PER_YEAR.items()
        for year, value in values.items()
    ]
    rows.append("wind,availability,,1,1,wind_cf")
    demand = ["carrier,region,year,value,unit,profile"]
    for carrier, column, factors in (
        ("electricity", "elec_demand_GWh", (1.0, 1.3, 1.6)),
        ("hydrogen", "h2_demand_full_GWh", (0.5, 0.5, 0.5)),
    ):
        total = float(series[column].sum())
        demand += [f"{carrier},node,{y},{total * f!r},GWh/year,{column}" for y, f in zip(YEARS, factors, strict=True)]
    written = {**TABLES, "parameters": "\n".join(rows), "demand": "\n".join(demand)}
    for name, text in written.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    series.drop(columns="step").to_csv(folder / "profiles.csv", index=False)
    return folder
