"""Plants that make synthetic fuel: from hydrogen and CO2, and from biomass."""

from __future__ import annotations

from builder.research import Research, assumed
from builder.tables import Tables

NO_ROW = "no row in technologies.csv"
PLANTS = {
    # technology: name, {carrier in: (value, unit, note)}, {year: CNY_2020/kW of fuel}, fixed cost share, life
    "power_to_liquid": (
        "Fuel from hydrogen and CO2",
        {
            "h2": (0.0415, "kt/GWh", "72 % of the energy of hydrogen is in the fuel"),
            "bco2": (0.27, "kt/GWh", "94 % of the carbon is in the fuel, the rest is lost"),
            "electricity": (0.05, "GWh/GWh", "compressors, recycle, upgrading"),
        },
        {2025: 7000.0, 2030: 5500.0, 2040: 4000.0, 2060: 3200.0},
        0.04,
        25.0,
    ),
    "biomass_to_liquid": (
        "Fuel from biomass by gasification",
        {
            "biomass": (2.2, "GWh/GWh", "45 % of the energy of biomass is in the fuel"),
            "electricity": (0.03, "GWh/GWh", "own use beside that of waste heat"),
        },
        {2025: 20000.0, 2030: 18000.0, 2040: 15000.0, 2060: 13000.0},
        0.04,
        25.0,
    ),
}


def add_synfuel(research: Research, tables: Tables) -> None:
    """Rows of both plants."""
    for technology, (name, ports, capital, share, life) in PLANTS.items():
        tables.converter(technology, name, "synfuel", "GWh", clock="year", sector="energy", cost_category="conversion")
        for carrier, (value, unit, note) in ports.items():
            figure = assumed(value, unit, f"{note}; {NO_ROW}, usual range of studies")
            tables.add("ports", figure, technology=technology, carrier=carrier, direction="in")
        note = f"Overnight cost per kW of fuel; {NO_ROW}, middle of studies at Chinese cost level"
        paid = [assumed(v, "CNY_2020/kW", note, y) for y, v in capital.items()]
        tables.parameter(technology, "capital_cost", *paid)
        kept = [f.times(share, "CNY_2020/kW/year", f"{share:.0%} of capital cost a year") for f in paid]
        tables.parameter(technology, "fixed_cost", *kept)
        tables.parameter(technology, "life", assumed(life, "year", "chemical plant"))
        tables.parameter(technology, "availability", assumed(0.9, "1", "maintenance"))
