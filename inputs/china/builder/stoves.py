"""Stoves, boilers, heaters and heat pumps of buildings: what they take and cost, what stands, how much there may be."""

from __future__ import annotations

from builder.research import Figure, assumed, derived
from builder.tables import Tables
from builder.works import Works, planned

EFFICIENCY = {"coal": 0.60, "biomass": 0.30, "gas": 0.85, "oil": 0.70, "h2": 0.88}
PUMP = {2021: 0.0, 2024: 0.0, 2025: 0.22, 2030: 0.33, 2040: 0.55, 2060: 0.75}
RESISTANCE = {2021: 0.0, 2024: 0.0, 2025: 0.18, 2030: 0.22, 2060: 0.35}
GAS = {2021: 0.0, 2024: 0.0, 2025: 0.28, 2030: 0.35, 2060: 0.35}
HYDROGEN = {2021: 0.0, 2025: 0.0, 2030: 0.02, 2040: 0.07, 2060: 0.30}  # 20 % by volume in city gas is 7 % of its heat


def add_burners(
    tables: Tables,
    national: dict[str, list[Figure]],
    stands: dict[str, dict[str, list[Figure]]],
    demand: dict[str, list[Figure]],
) -> None:
    wood = national["biomass"][0].value / (national["biomass"][0].value + national["coal"][0].value)
    coal = Works.of(
        tables,
        "heat_bld_coal",
        "Coal and wood stoves and boilers",
        "heat_building",
        sector="buildings",
        group="heat",
        build="no",
        color="#4a4a4a",
    )
    gas = Works.of(
        tables,
        "heat_bld_gas",
        "Gas boilers and stoves",
        "heat_building",
        sector="buildings",
        group="heat",
        color="#a07855",
    )
    oil = Works.of(
        tables,
        "heat_bld_oil",
        "Bottled gas and oil",
        "heat_building",
        sector="buildings",
        group="heat",
        color="#6d597a",
    )
    for works, fuel, low, high in (
        (coal, "coal", {2021: 0.0}, {2021: 1.0}),
        (coal, "biomass", {2021: wood, 2025: wood, 2035: 0.0}, {2021: wood, 2025: wood, 2040: 0.3}),
        (gas, "gas", {2021: 0.0}, {2021: 1.0}),
        (gas, "h2", {}, HYDROGEN),
    ):
        content, unit = (33.33, "kt/GWh") if fuel == "h2" else (1.0, "GWh/GWh")
        works.shares(
            "fuel", fuel, assumed(1 / EFFICIENCY[fuel] / content, unit, f"Efficiency {EFFICIENCY[fuel]:g}"), low, high
        )
    gas.at_most(demand, planned("1", "homes on city pipes; the record until 2024", GAS), stands["gas"])
    oil.takes("oil", assumed(1 / EFFICIENCY["oil"], "GWh/GWh", "Efficiency 0.7: mostly cooking"))
    tables.parameter("heat_bld_coal", "life", assumed(15, "year", "Planning life"))
    gas.costs(
        [assumed(400, "CNY_2020/MWh", "600 CNY/kW at 1,500 h")],
        18,
        0.03,
        [assumed(50, "CNY_2020/MWh", "City pipes, 0.5 CNY/m3")],
    )
    oil.costs(
        [assumed(100, "CNY_2020/MWh", "Stoves and small boilers")],
        15,
        0.03,
        [assumed(60, "CNY_2020/MWh", "Bottles and their delivery")],
    )
    for works, kinds, end in ((coal, ("coal", "biomass"), 2040), (gas, ("gas",), 2043), (oil, ("oil",), 2040)):
        for region in stands[kinds[0]]:
            paths = [stands[k][region] for k in kinds]
            both = [
                derived(sum(p[i].value for p in paths), "TWh", [p[i] for p in paths], paths[0][i].note, y)
                for i, y in enumerate((2021, 2024, 2025))
            ]
            works.stands(region, both, end)


def add_electric(tables: Tables, stands: dict[str, dict[str, list[Figure]]], demand: dict[str, list[Figure]]) -> None:
    pump = Works.of(
        tables,
        "heat_bld_pump",
        "Heat pumps in buildings",
        "heat_building",
        sector="buildings",
        group="heat",
        color="#2a9d8f",
    )
    pump.takes(
        "electricity",
        *planned(
            "GWh/GWh",
            "Heat per unit 2.8, rising to 3.5 (abatement.csv: 3.2 for rural stoves)",
            {2021: 1 / 2.8, 2050: 1 / 3.5},
        ),
    )
    told = "2,256 CNY per t avoided a year (abatement.csv) / 1.8 MWh/t; 20 % less by 2050"
    pump.costs(planned("CNY_2020/MWh", told, {2025: 1250, 2050: 1000}), 18, 0.02)
    plain = Works.of(
        tables,
        "heat_bld_electric",
        "Electric heaters and cookers",
        "heat_building",
        sector="buildings",
        group="heat",
        color="#f2b233",
    )
    plain.takes("electricity", assumed(1 / 0.95, "GWh/GWh", "Efficiency 0.95"))
    plain.costs([assumed(150, "CNY_2020/MWh", "Heaters, boilers, induction cookers")], 12, 0.02)
    for works, kind, ceiling, end in ((pump, "pump", PUMP, 2043), (plain, "resistance", RESISTANCE, 2038)):
        for region, path in stands[kind].items():
            works.stands(region, path, end)
        room = planned("1", "hot water, cooking and rooms that it suits; the record until 2024", ceiling)
        works.at_most(demand, room, stands[kind])
