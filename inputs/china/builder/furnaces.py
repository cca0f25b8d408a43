"""Boilers and furnaces of industry other than steel, cement, refineries and what chemistry has in its own routes.

Fuels of 2021 follow from the CO2 of the reconciliation; heat is what they give at the efficiencies stated here. Boilers for gas may burn
oil and hydrogen, those for coal some biomass: shares of a group, within bounds by year.
"""

from __future__ import annotations

from builder.accounts import CLINKER_FUEL, industrial_heat
from builder.capture import Capture
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.works import PJ, YEARS, Works, by_share, carbon, planned, provincial, serve, shares_of

FUELS = {
    "coal": ("coal", "coke", "coke_oven_and_other_gas", "other_coking_products"),
    "gas": ("natural_gas",),
    "oil": (
        "petroleum_coke",
        "diesel",
        "fuel_oil",
        "gasoline",
        "kerosene",
        "lpg",
        "crude_and_other_oil",
        "refinery_gas",
    ),
}
CHEMISTRY = {"coal": 0.40, "gas": 0.35, "oil": 0.25}  # of CO2, what is left of chemistry after accounts.py
EFFICIENCY = {"coal": 0.78, "gas": 0.87, "oil": 0.87, "biomass": 0.74, "h2": 0.87}
INTENSITY = 0.035  # a year: heat per unit of GDP of these branches, structure and savings
PUMP = {2021: 0.0, 2024: 0.0, 2025: 0.02, 2030: 0.09, 2040: 0.20, 2060: 0.28}
ELECTRIC = {2021: 0.0, 2024: 0.0, 2025: 0.03, 2030: 0.12, 2040: 0.35, 2060: 0.65}
CAPTURED = {2021: 0.0, 2025: 0.0, 2030: 0.015, 2040: 0.12, 2060: 0.30}
COFIRING = {2021: 0.0, 2025: 0.03, 2030: 0.08, 2040: 0.15, 2060: 0.25}
CLEAN_AIR = "share of coal in 2021: rules of clean air let no new coal boiler in the place of gas"
HYDROGEN = {
    2021: 0.0,
    2025: 0.0,
    2030: 0.02,
    2040: 0.07,
    2060: 1.0,
}  # blends first, burners and pipes of their own later


def growth_of_heat(research: Research) -> list[Figure]:
    """Index of industrial heat, 2021 = 1: GDP of the middle path, less 3.5 % a year."""
    gdp = research.path("demand", region_code="CN", sector="driver", indicator="gdp_index", scenario="mid")
    gdp = [Figure(1.0, "1", gdp[0].source, gdp[0].quality, "", 2020), *gdp]
    first = interpolate(gdp, 2021)
    note = f"GDP of the middle path less {INTENSITY:.1%} a year (structure, savings; assumed)"
    return [
        derived(
            interpolate(gdp, y) / first * (1 - INTENSITY) ** (y - 2021),
            "1",
            [*gdp[:1], assumed(INTENSITY, "1", "")],
            note,
            y,
        )
        for y in YEARS
    ]


def _fuels(research: Research) -> dict[str, Figure]:
    """CO2 of industrial heat in 2021 by fuel [Mt]: each branch as its fuels of 2020."""
    found, parts = dict.fromkeys(FUELS, 0.0), list(industrial_heat(research).items())
    rows = research.frame("sector-energy")
    rows = rows[(rows.scope == "balance") & (rows.year == 2020)]
    for branch, co2 in parts:
        energy = rows[rows.sector == branch].set_index("carrier").value
        made = {
            fuel: max(sum(float(energy.get(c, 0)) for c in names) * PJ * carbon(research, fuel).value / 1000, 0.0)
            for fuel, names in FUELS.items()
        }
        if branch == "industry_chemicals":
            made = CHEMISTRY
        if branch == "industry_cement_minerals":
            made["coal"] = max(made["coal"] - CLINKER_FUEL.value, 0.0)  # kilns of cement
        for fuel, amount in made.items():
            found[fuel] += co2.value * amount / sum(made.values())
    note = "CO2 of 2021 by branch, fuels as in the balance of 2020"
    return {f: derived(v, "MtCO2", [c for _, c in parts], note, 2021) for f, v in found.items()}


def given(research: Research, co2: dict[str, Figure], efficiency: dict[str, float]) -> dict[str, Figure]:
    """Heat of fuels [TWh]."""
    return {
        fuel: derived(f.value / carbon(research, fuel).value * efficiency[fuel], "TWh", [f, carbon(research, fuel)],
                      f"{f.value:.1f} Mt of CO2 at an efficiency of {efficiency[fuel]:g}; {f.note}", 2021)
        for fuel, f in co2.items()
    }  # fmt: skip


def grown(parts: list[Figure], growth: list[Figure]) -> list[Figure]:
    total = sum(f.value for f in parts)
    return [
        derived(total * g.value, "TWh", [*parts, g], f"{total:.0f} TWh of 2021 x {g.value:.3f}: {g.note}", g.year)
        for g in growth
    ]


def boilers(
    tables: Tables, kind: str, names: tuple[str, str], carrier: str, oil: float, efficiency: dict[str, float]
) -> tuple[Works, Works]:
    """A boiler for coal and biomass, and one for gas, oil and hydrogen."""
    coal = Works.of(tables, f"{kind}_coal", names[0], carrier, sector="heat", group="heat", color="#4a4a4a")
    gas = Works.of(tables, f"{kind}_gas", names[1], carrier, sector="heat", group="heat", color="#a07855")
    for works, fuel, low, high in (
        (coal, "coal", {2021: 0.0}, {2021: 1.0}),
        (coal, "biomass", {}, COFIRING),
        (gas, "gas", {2021: 0.0}, {2021: 1.0}),
        (gas, "oil", {2021: oil, 2025: oil, 2045: 0.0}, {2021: oil}),
        (gas, "h2", {}, HYDROGEN),
    ):
        content, unit = (33.33, "kt/GWh") if fuel == "h2" else (1.0, "GWh/GWh")
        need = assumed(1 / efficiency[fuel] / content, unit, f"Efficiency {efficiency[fuel]:g}, lower heating value")
        works.shares("fuel", fuel, need, low, high)
    return coal, gas


def add_furnaces(research: Research, tables: Tables, growth: list[Figure]) -> None:
    co2 = _fuels(research)
    heat = given(research, co2, EFFICIENCY)
    share = shares_of((0.35, provincial(research, "co2_industry_other", 2019)), (0.25, provincial(research, "co2_chemicals", 2019)),
                      (0.25, provincial(research, "output_cement", 2024)), (0.15, provincial(research, "output_nonferrous_metals", 2024)),
                      note="Share of CO2 of other industry (0.35) and chemicals (0.25), cement (0.25), metals (0.15)")  # fmt: skip
    demand = by_share(grown(list(heat.values()), growth), share)
    serve(tables, "heat_industry", demand)
    fired = [heat["gas"], heat["oil"]]
    oil = heat["oil"].value / sum(f.value for f in fired)
    coal, gas = boilers(
        tables,
        "heat_ind",
        ("Coal boilers and furnaces", "Gas and oil boilers and furnaces"),
        "heat_industry",
        oil,
        EFFICIENCY,
    )
    coal.costs([assumed(120, "CNY_2020/MWh", "600 CNY/kW at 5,000 h, with cleaning of gas")], 20, 0.05)
    gas.costs([assumed(70, "CNY_2020/MWh", "350 CNY/kW at 5,000 h")], 20)
    part = heat["coal"].value / sum(f.value for f in heat.values())
    coal.at_most(demand, [assumed(part, "1", CLEAN_AIR, y) for y in YEARS])
    for works, parts in ((coal, [heat["coal"]]), (gas, fired)):
        for region, path in by_share(grown(parts, growth[:3]), share).items():
            works.stands(region, path, 2048)
    pump = Works.of(
        tables, "heat_ind_pump", "Industrial heat pumps", "heat_industry", sector="heat", group="heat", color="#2a9d8f"
    )
    pump.takes(
        "electricity",
        *planned(
            "GWh/GWh",
            "0.89 MWh for 10.83 GJ of coal (abatement.csv): 2.7, rising to 3.3",
            {2025: 1 / 2.7, 2050: 1 / 3.3},
        ),
    )
    pump.costs(
        planned(
            "CNY_2020/MWh",
            "1,444 CNY per t avoided a year (abatement.csv) x 0.4155 t/MWh; 20 % less by 2050",
            {2025: 600, 2050: 480},
        ),
        20,
    )
    pump.at_most(
        demand,
        planned("1", "heat below 150 C, a fifth today (IEA 2024), growing with heat at higher temperature", PUMP),
    )
    electric = Works.of(
        tables,
        "heat_ind_electric",
        "Electric boilers and furnaces",
        "heat_industry",
        sector="heat",
        group="heat",
        color="#f2b233",
    )
    electric.takes(
        "electricity", assumed(1 / 0.98, "GWh/GWh", "Efficiency 0.98 against 0.78 of coal: need falls by a fifth")
    )
    electric.costs(
        planned(
            "CNY_2020/MWh",
            "Mean of 600 and 1,500 CNY per t avoided a year (abatement.csv) x 0.4155 t/MWh",
            {2025: 416, 2050: 330},
        ),
        20,
    )
    electric.at_most(
        demand,
        planned("1", "heat that boilers, heat stores and furnaces can electrify (100 + 90 Mt mid by 2035)", ELECTRIC),
    )
    kept = Works.of(
        tables,
        "heat_ind_ccs",
        "Coal boilers and furnaces with capture",
        "heat_industry",
        sector="heat",
        group="heat",
        color="#7a7a7a",
    )
    unit = Capture.of(research, "CCS (amine or oxyfuel) incl. transport and storage")
    fuel = assumed(1 / EFFICIENCY["coal"], "GWh/GWh", "Efficiency 0.78")
    unit.fit(kept, fuel, 0.0)
    unit.pay(kept, assumed(150, "CNY_2020/MWh", "Large boiler"), fuel.value * unit.coal.value, 25, [])
    kept.at_most(demand, planned("1", "large sources (10 Mt in 2030, 200 Mt in 2060, abatement.csv)", CAPTURED))
