"""Industry: steel, cement, chemistry and process CO2, and what policies hold back new plant.

Process carbon comes in by a carrier of its own, `carbonate`, at no price: rock, electrodes, anodes and feedstock, 1 t of CO2 per t. So the
carbon of fuel and rock, let out and captured, is in one account, and no technology needs a factor beside it.
"""

from __future__ import annotations

import pandas as pd

from builder.cement import add_cement
from builder.chemistry import add_chemistry
from builder.research import Research, assumed, interpolate
from builder.steel import add_steel
from builder.tables import Tables
from builder.works import CARBONATE, HOURS, running

# technology -> what may be added a year from nothing [Mt or TWh a year, each year]; beyond it what stands grows by GROWTH a year
SEEDS = {
    "steel_dri": 2.0,
    "steel_bf_ccs": 1.5,
    "cement_low": 60.0,
    "cement_ccs": 5.0,
    "methanol_ccs": 0.8,
    "methanol_h2": 0.8,
    "process_ccs": 2.0,
    "heat_ind_pump": 12.0,
    "heat_ind_electric": 15.0,
    "heat_ind_ccs": 3.0,
    "heat_dh_pump": 15.0,
    "heat_dh_waste": 10.0,
    "heat_bld_pump": 60.0,
}
GROWTH = 12.0  # % a year
CARBON_UNITS = {"kt": "kt/hour/year", "GWh": "GWh/hour/year"}


def add_industry(research: Research, tables: Tables) -> None:
    """Every table's rows of industry."""
    tables.carrier(CARBONATE, "Process carbon: rock, anodes, feedstock", "kt", "#bbbbbb")
    tables.add(
        "carbon",
        assumed(1, "tCO2/t", "Measured as the CO2 it makes"),
        carrier=CARBONATE,
        kind="fossil",
        sector="process",
        stage="raw material",
    )
    tables.add(
        "prices",
        assumed(0, "CNY_2020/t", "Its cost is in that of the works"),
        carrier=CARBONATE,
        kind="purchase",
        tier=1,
    )
    add_steel(research, tables)
    add_cement(research, tables)
    add_chemistry(research, tables)


def industry_policies(tables: Tables) -> None:
    """How fast new plant of industry and heat can come: rows of policies.csv."""
    reference = tables.frame("technologies").set_index("technology").reference
    for technology, seed in SEEDS.items():
        unit = "GWh" if reference[technology].startswith("heat") else "kt"
        tables.add(
            "policies",
            assumed(GROWTH, "%/year", "Builders, suppliers and works that learn; planning figure"),
            id=f"pace_{technology}",
            kind="growth",
            quantity="capacity",
            technology=technology,
            area="together",
            sense="<=",
            seed=seed * 1000 / HOURS,
            seed_unit=CARBON_UNITS[unit],
        )


def electricity_use(tables: Tables, year: int) -> dict[str, float]:
    """Electricity of what stands in a year, run as the record has it [TWh], by technology."""
    ports, runs = tables.frame("ports"), running(tables, year)
    ports = ports[(ports.carrier == "electricity") & (ports.direction == "in")]
    found: dict[str, float] = {}
    for technology, rows in ports[ports.technology.isin(list(runs))].groupby("technology"):
        use = [assumed(float(r.value), r.unit, "", 0 if pd.isna(r.year) else int(r.year)) for r in rows.itertuples()]
        found[str(technology)] = sum(runs[str(technology)].values()) * interpolate(use, year) / 1000
    return found
