"""CO2 of 2021 by line of the reconciliation, and which works of the case answer for it: nothing is counted twice.

Steel takes the coking losses with it, since coke is made for blast furnaces. Of minerals the kilns of cement take the fuel of clinker,
other kilns are industrial heat. Chemistry is the awkward one: the statistics book coal of ammonia, methanol and hydrogen partly as
process CO2 of chemicals, partly as fuel of chemicals, refining and coking, partly as input of refineries. The case has the hydrogen of
ammonia, refining and other works in one pool (hydrogen.py), and methanol with the hydrogen it makes in one route. Therefore:

    process CO2 of chemicals                                 328.8 Mt
    fuel of chemicals, refining and coking                   350.0
    coal-to-liquids and hydrogen input of refineries          41.0   = 719.8 Mt
    less hydrogen pool                                      -300
    less methanol, 78 Mt x 2.74                             -213.6
    less fuel of refineries                                  -80
    less carbide, soda and other process CO2                 -45
    rest: heat of chemistry and coking                        81.2
"""

from __future__ import annotations

from builder.research import Figure, Research, assumed, derived
from builder.works import line

POOL = assumed(
    300,
    "MtCO2",
    "Hydrogen of ammonia, refining and others in 2021 as hydrogen.py has it: coal 10.7 Mt at 20.2, gas 6.3 at 9.2, by-product 7.9 at 3.3",
    2021,
)
REFINERY_FUEL = assumed(80, "MtCO2", "Refinery gas 50, gas 22, petroleum coke and fuel oil 8 (balance of 2020)", 2021)
CHEMICAL_PROCESS = assumed(45, "MtCO2", "Carbide some 28 Mt x 1.1 t/t, soda ash, other; no split is published", 2021)
CLINKER_FUEL = assumed(450, "MtCO2", "Kiln fuel of clinker as in abatement.csv: 1,577 Mt at 105 kgce/t", 2021)
METHANOL = {"coal": (0.7349, 3.3), "coke-oven gas": (0.1669, 1.4), "gas": (0.0982, 0.9)}  # share of capacity, t/t
METHANOL_2021 = assumed(78, "Mt", "Recalled output; 84 Mt in 2023", 2021)

STEEL = "steel"
MINERALS = "cement_and_other_minerals"
CHEMISTRY = ("chemicals (ammonia, methanol, carbide, soda, other)", "chemicals_refining_coking",
             "coal-to-liquids and hydrogen input of refining")  # fmt: skip
OTHER_PROCESS = ("lime, glass, other minerals", "aluminium and other metals", "refining, waste",
                 "gasworks and coal-to-gas")  # fmt: skip


def methanol_co2(research: Research) -> Figure:
    """CO2 of a tonne of methanol, mean of the routes, without the carbon in it."""
    value = sum(share * factor for share, factor in METHANOL.values())
    coal = research.ask("emission-factors", item="methanol coal route")
    share = research.ask("regions", region_code="CN", indicator="methanol_capacity_share_coal")
    return derived(value, "kt/kt", [coal, share], "Mean of coal (73 %), coke-oven gas (17 %) and gas (10 %)")


def chemical_heat(research: Research) -> Figure:
    """What is left of chemistry when hydrogen, methanol, refineries and process CO2 have theirs."""
    lines = [line(research, name) for name in CHEMISTRY]
    taken = [POOL, REFINERY_FUEL, CHEMICAL_PROCESS]
    methanol = METHANOL_2021.value * methanol_co2(research).value
    value = sum(f.value for f in lines) - methanol - sum(f.value for f in taken)
    return derived(value, "MtCO2", [*lines, *taken], "Chemistry less hydrogen, methanol, refineries, process CO2", 2021)


def clinker_process(research: Research) -> Figure:
    return line(research, "cement (clinker calcination)")


def steel_process(research: Research) -> Figure:
    return line(research, "steel (limestone, electrodes, carbon)")


def steel_fuel(research: Research) -> Figure:
    parts = [line(research, STEEL), line(research, "coking")]
    return derived(sum(f.value for f in parts), "MtCO2", parts, "Fuel of steel works and losses of coking, 2021", 2021)


def refinery_co2(research: Research) -> Figure:
    loss = line(research, "refining oil loss")
    value = loss.value + REFINERY_FUEL.value
    return derived(value, "MtCO2", [loss, REFINERY_FUEL], "Fuel of refineries and their net oil loss, 2021", 2021)


def other_process(research: Research) -> Figure:
    parts = [*(line(research, name) for name in OTHER_PROCESS), CHEMICAL_PROCESS]
    told = "Lime and glass, metals, refining and waste, coal-to-gas, carbide and soda, 2021"
    return derived(sum(f.value for f in parts), "MtCO2", parts, told, 2021)


def answers(research: Research) -> dict[str, float]:
    """Carrier that is served -> CO2 of 2021 that its works answer for [Mt]."""
    buildings = [name for name in research.frame("reconciliation").line if is_building(research, name)]
    return {
        "steel": steel_fuel(research).value + steel_process(research).value,
        "cement": CLINKER_FUEL.value + clinker_process(research).value,
        "methanol": METHANOL_2021.value * methanol_co2(research).value,
        "refining": refinery_co2(research).value,
        "process": other_process(research).value,
        "heat_industry": sum(f.value for f in industrial_heat(research).values()),
        "heat_district": sum(district_heat(research).values()),
        "heat_building": sum(line(research, name).value for name in buildings),
    }


def industrial_heat(research: Research) -> dict[str, Figure]:
    """Branch -> CO2 of its boilers and furnaces."""
    minerals = line(research, MINERALS)
    rest = derived(
        minerals.value - CLINKER_FUEL.value, "MtCO2", [minerals, CLINKER_FUEL], "Minerals less clinker", 2021
    )
    return {
        "industry_nonferrous": line(research, "nonferrous"),
        "industry_energy_own_use": line(research, "energy_industry_own_use"),
        "industry_other": line(research, "other_industry"),
        "industry_cement_minerals": rest,
        "industry_chemicals": chemical_heat(research),
    }


def district_heat(research: Research) -> dict[str, float]:
    """Fuel -> CO2 of heat plants and of the heat of combined plants [Mt]."""
    rows = research.frame("reconciliation")
    rows = rows[rows.group == "heat_plants"]
    return dict(zip(rows.line, rows.co2_2021_mt, strict=True))


def is_building(research: Research, name: str) -> bool:
    """Lines of buildings, and coal and gas of farms and building sites: their oil is machinery (transport.py)."""
    rows = research.frame("reconciliation")
    group = set(rows[rows.line == name].group)
    return "buildings" in group or (bool(group & {"agriculture", "construction"}) and not name.endswith("oil"))
