"""Heat: industry (furnaces.py), heat plants and the pipes they feed, and buildings (buildings.py).

Heat of combined plants is counted with the fuel that the balance books on heat.
"""

from __future__ import annotations

from builder.accounts import district_heat
from builder.buildings import add_buildings, north, piped
from builder.furnaces import CLEAN_AIR, add_furnaces, boilers, given, grown, growth_of_heat
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.works import YEARS, Works, by_share, planned, provincial, serve, shares_of

PLANTS = {"coal": 0.75, "gas": 0.90, "oil": 0.88, "biomass": 0.75, "h2": 0.90}
PLANT_PUMP = {2021: 0.0, 2024: 0.0, 2025: 0.02, 2030: 0.10, 2040: 0.25, 2060: 0.45}
WASTE = {2021: 0.0, 2024: 0.0, 2025: 0.03, 2030: 0.08, 2040: 0.15, 2060: 0.25}


def add_heat(research: Research, tables: Tables) -> None:
    """Rows of the three heats."""
    growth = growth_of_heat(research)
    add_furnaces(research, tables, growth)
    _plants(research, tables, growth)
    add_buildings(research, tables)


def _plants(research: Research, tables: Tables, growth: list[Figure]) -> None:
    """Heat plants: what buildings take by pipe is in buildings.py, the rest is steam of industry."""
    lines = district_heat(research)
    co2 = {
        fuel: Figure(value, "MtCO2", "DERIVED-REC", "derived", "Heat plants of 2021", 2021)
        for fuel, value in lines.items()
    }
    heat = given(research, co2, PLANTS)
    total, homes = sum(f.value for f in heat.values()), piped(research)
    steam = assumed(
        total - homes[0].value,
        "TWh",
        f"Heat of plants, {total:.0f} TWh, less {homes[0].value:.0f} TWh of buildings and pipes",
        2021,
    )
    share = shares_of((0.5, provincial(research, "co2_chemicals", 2019)), (0.25, provincial(research, "co2_industry_other", 2019)),
                      (0.25, provincial(research, "co2_refining_coking", 2019)),
                      note="Share of CO2 of chemicals (0.5), other industry (0.25), refining and coking (0.25)")  # fmt: skip
    demand = by_share(grown([steam], growth), share)
    serve(tables, "heat_district", demand)
    fired = heat["gas"].value + heat["oil"].value
    coal, gas = boilers(
        tables,
        "heat_dh",
        ("Coal heat plants", "Gas and oil heat plants"),
        "heat_district",
        heat["oil"].value / fired,
        PLANTS,
    )
    coal.costs([assumed(150, "CNY_2020/MWh", "600 CNY/kW at 4,000 h")], 25, 0.05)
    gas.costs([assumed(90, "CNY_2020/MWh", "350 CNY/kW at 4,000 h")], 25)
    pump = Works.of(
        tables,
        "heat_dh_pump",
        "Large heat pumps and geothermal heat",
        "heat_district",
        sector="heat",
        group="heat",
        color="#2a9d8f",
    )
    pump.takes(
        "electricity",
        *planned("GWh/GWh", "Coefficient of performance 2.8, rising to 3.4", {2025: 1 / 2.8, 2050: 1 / 3.4}),
    )
    pump.costs(planned("CNY_2020/MWh", "4,000 CNY/kW at 4,000 h; 20 % less by 2050", {2025: 1000, 2050: 800}), 25)
    waste = Works.of(
        tables, "heat_dh_waste", "Waste and nuclear heat", "heat_district", sector="heat", group="heat", color="#c44e52"
    )
    waste.takes("electricity", assumed(0.03, "GWh/GWh", "Pumps of long pipes"))
    waste.costs([assumed(900, "CNY_2020/MWh", "Exchangers and long pipes, 4,000 CNY/kW at 4,500 h")], 30)
    piped_by = {
        region: [derived(f.value * part.value, "TWh", [f, part], "Buildings", f.year) for f in homes]
        for region, part in north(research).items()
    }
    both = {
        region: [
            derived(
                sum(interpolate(d[region], y) for d in (demand, piped_by) if region in d),
                "TWh",
                [steam],
                "Steam and buildings",
                y,
            )
            for y in YEARS
        ]
        for region in sorted({*demand, *piped_by})
    }
    pump.at_most(
        both,
        planned("1", "of plants and pipes (100 Mt in 2030, 350 Mt in 2060 with waste heat, abatement.csv)", PLANT_PUMP),
    )
    waste.at_most(both, planned("1", "of plants and pipes (abatement.csv)", WASTE))
    part = heat["coal"].value / total
    coal.at_most(both, [assumed(part, "1", CLEAN_AIR, y) for y in YEARS])
    for region, path in both.items():
        for works, rate in ((coal, part), (gas, 1 - part)):
            works.stands(
                region,
                [
                    derived(f.value * rate, "TWh", [f, steam], f"{rate:.1%} of heat, as in 2021", f.year)
                    for f in path[:3]
                ],
                2050,
            )
