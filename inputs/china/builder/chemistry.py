"""Ammonia, methanol, refining, and the process CO2 of everything else.

Hydrogen for ammonia and refineries comes from the pool (hydrogen.py), where coal, gas and electrolysis compete. Methanol from coal makes
its own. Methanol from hydrogen takes captured CO2; the carbon of both stays in the product (carbon.csv: kept).
"""

from __future__ import annotations

from builder.accounts import METHANOL_2021, methanol_co2, other_process, refinery_co2
from builder.capture import CAPITAL_OF_PURE, POWER_OF_PURE, Capture
from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables
from builder.works import CARBONATE, Works, by_share, carbon, planned, provincial, serve, shares_of

REFINED_2021 = 703.0
PURE = 1.9  # kt of pure CO2 in the gas of a methanol works from coal, per kt
PROCESS_INDEX = {2021: 1.0, 2024: 1.0, 2030: 0.95, 2040: 0.80, 2050: 0.65, 2060: 0.55}
AVOIDED = {2021: 0.0, 2025: 0.01, 2030: 0.05, 2040: 0.12, 2060: 0.20}
PROCESS_CAPTURED = {2021: 0.0, 2025: 0.0, 2030: 0.03, 2040: 0.25, 2060: 0.70}


def add_chemistry(research: Research, tables: Tables) -> None:
    """Demand, routes, what stands."""
    _ammonia(research, tables)
    _methanol(research, tables)
    _refining(research, tables)
    _process(research, tables)


def _path(research: Research, sector: str, first: Figure) -> list[Figure]:
    """Output of 2021, of the record, and the middle path."""
    rows = [
        research.path("demand", region_code="CN", sector=sector, indicator="output", scenario=scenario)
        for scenario in ("history", "mid")
    ]
    return [first, *(f for path in rows for f in path)]


def _ammonia(research: Research, tables: Tables) -> None:
    share = shares_of(
        (1, provincial(research, "output_ammonia_county_based", 2022)), note="Share of ammonia (county hydrogen demand)"
    )
    demand = by_share(_path(research, "ammonia", assumed(56, "Mt", "As in 2022", 2021)), share)
    serve(tables, "ammonia", demand)
    works = Works.of(
        tables,
        "ammonia_synthesis",
        "Ammonia synthesis",
        "ammonia",
        sector="chemicals",
        group="chemicals",
        color="#48cae4",
    )
    need = research.technology("ammonia_synthesis", "stoichiometric_h2", "kt/kt")[0]
    works.takes("h2", Figure(need.value, need.unit, need.source, need.quality, "Stoichiometric"))
    works.takes("electricity", assumed(0.6, "GWh/kt", "Air separation, compression, loop; recalled 0.5 to 0.7"))
    works.costs(
        [assumed(1600, "CNY_2020/t", "Loop and air separation, some 350 USD at the Chinese price level of 0.65")], 25
    )
    for region, path in demand.items():
        works.stands(region, path, 2055)


def _methanol(research: Research, tables: Tables) -> None:
    share = shares_of(
        (1, provincial(research, "output_methanol_county_based", 2023)),
        note="Share of methanol (county hydrogen demand)",
    )
    demand = by_share(_path(research, "methanol", METHANOL_2021), share)
    serve(tables, "methanol", demand)
    coal, made = carbon(research, "coal"), methanol_co2(research)
    product = research.technology("methanol_synthesis", "stoichiometric_co2", "kt/kt")[0]
    need = derived((made.value + product.value) / coal.value, "GWh/kt", [made, product, coal],
                   f"{made.value:.2f} t of CO2 and {product.value:g} t in the product; hydrogen included")  # fmt: skip
    captured = PURE * 0.95
    power = 0.35
    routes = (
        ("methanol_coal", "Methanol from coal and coke-oven gas", power, 3500.0, "#0096c7"),
        ("methanol_ccs", "Methanol from coal with capture", power + POWER_OF_PURE.value * captured,
         3500.0 + CAPITAL_OF_PURE.value * captured, "#00b4d8"),
    )  # fmt: skip
    for technology, name, drawn, capital, color in routes:
        works = Works.of(tables, technology, name, "methanol", sector="chemicals", group="chemicals", color=color)
        works.takes("coal", need)
        works.takes(
            "electricity", assumed(drawn, "GWh/kt", "Air separation, compression, loop; 0.12 MWh per t captured")
        )
        if technology == "methanol_ccs":
            works.takes("co2", assumed(captured, "kt/kt", "95 % of 1.9 t of pure CO2 of gas cleaning"), out=True)
        works.costs(
            [
                assumed(
                    capital,
                    "CNY_2020/t",
                    "Recalled Chinese works of 2 to 3 GCNY for 0.6 Mt; 300 CNY per t captured a year",
                )
            ],
            25,
        )
    green = Works.of(
        tables,
        "methanol_h2",
        "Methanol from hydrogen and CO2",
        "methanol",
        sector="chemicals",
        group="chemicals",
        color="#90e0ef",
    )
    hydrogen = research.technology("methanol_synthesis", "stoichiometric_h2", "kt/kt")[0]
    for carrier, figure, spill in (("h2", hydrogen, 1.02), ("co2", product, 1.05)):
        green.takes(
            carrier,
            derived(figure.value * spill, "kt/kt", [figure], f"Stoichiometric and {spill - 1:.0%} in the purge"),
        )
    green.takes("electricity", assumed(0.4, "GWh/kt", "Compression and loop"))
    green.costs(
        [assumed(1800, "CNY_2020/t", "Loop and distillation without gasification; no Chinese figure was read")], 25
    )
    stands = Works(tables, "methanol_coal", "methanol")
    for region, path in demand.items():
        stands.stands(region, path, 2050)


def _refining(research: Research, tables: Tables) -> None:
    share = shares_of(
        (1, provincial(research, "refinery_throughput", 2023)), note="Share of throughput (assumed split)"
    )
    first = assumed(REFINED_2021, "Mt", "734.8 Mt of 2023 back by the index of the reconciliation", 2021)
    demand = by_share(_path(research, "crude_oil_throughput", first), share)
    serve(tables, "refining", demand)
    oil, gas, fuel = carbon(research, "oil"), carbon(research, "gas"), refinery_co2(research)
    works = Works.of(
        tables, "refinery", "Refineries", "refining", sector="refining", group="chemicals", color="#6d597a"
    )
    hydrogen = research.by_region("regions", region_type="province", indicator="h2_demand_refining", year=2023)
    rate = sum(f.value for f in hydrogen.values()) / sum(
        f.value for f in provincial(research, "refinery_throughput", 2023).values()
    )
    works.takes("h2", derived(rate, "kt/kt", list(hydrogen.values())[:1], "0.9 % of crude"))
    per_t = fuel.value / REFINED_2021
    gases = 22 / fuel.value
    for carrier, factor, low, high in (
        ("oil", oil, {2021: 1 - gases, 2030: 0.5, 2060: 0.4}, {2021: 1 - gases, 2030: 1.0}),
        ("gas", gas, {}, {2021: gases, 2025: gases, 2030: 0.5}),
        ("h2", None, {}, {2021: 0.0, 2030: 0.1, 2040: 0.3, 2060: 0.6}),
    ):
        if factor:
            told = f"{per_t:.3f} t of CO2 per t of crude in 2021 (fuel and oil loss), if all were {carrier}"
            heat = derived(per_t / oil.value if carrier == "oil" else per_t / gas.value, "GWh/kt", [fuel, factor], told)
            works.shares("refinery fuel", carrier, heat, low, high)
    works.takes("electricity", assumed(0.07, "GWh/kt", "Recalled order of Chinese refineries"))
    works.costs([assumed(2500, "CNY_2020/t", "Recalled order of Chinese refineries; capacity stands for long")], 40)
    capacity = research.ask("regions", region_code="CN", indicator="refining_capacity")
    for region, part in share.items():
        standing = [
            derived(capacity.value * part.value, "Mt", [capacity, part], "936 Mt a year in 2023", y)
            for y in (2021, 2035)
        ]
        works.stands(region, standing, 2075)


def _process(research: Research, tables: Tables) -> None:
    """The carbon of rock, anodes and feedstock comes in by `carbonate`, 1 t of CO2 per t."""
    national = other_process(research)
    weights = (
        (0.55, "output_cement", 2024),
        (0.2, "output_nonferrous_metals", 2024),
        (0.25, "output_methanol_county_based", 2023),
    )
    share = shares_of(
        *((w, provincial(research, i, y)) for w, i, y in weights),
        note="Share of cement (0.55), metals (0.2), methanol (0.25)",
    )
    told = "falls with building and secondary metal"
    path = [
        derived(national.value * x, "Mt", [national], f"{national.note}; index {x:g}, {told}", y)
        for y, x in PROCESS_INDEX.items()
    ]
    demand = by_share(path, share)
    serve(tables, "process", demand)
    free = Works.of(
        tables, "process_unabated", "Process CO2 let out", "process", sector="process", group="process", color="#777777"
    )
    free.takes(CARBONATE, assumed(1, "kt/kt", "Unit of process CO2"))
    avoided = Works.of(
        tables, "process_avoided", "Process CO2 avoided", "process", sector="process", group="process", color="#b7b7a4"
    )
    tables.parameter(
        "process_avoided",
        "variable_cost",
        assumed(200, "CNY_2020/t", "Inert anodes, cullet, other binders and feedstock: planning value"),
    )
    avoided.at_most(demand, planned("1", "measures other than capture, planning values", AVOIDED))
    kept = Works.of(
        tables, "process_ccs", "Process CO2 captured", "process", sector="process", group="process", color="#495057"
    )
    unit = Capture.of(research, "CCS (amine or oxyfuel) incl. transport and storage")
    kept.takes(CARBONATE, assumed(1, "kt/kt", "Unit of process CO2"))
    unit.fit(kept, assumed(0, "GWh/kt", "Steam of capture"), 1.0)
    unit.pay(kept, assumed(0, "CNY_2020/t", ""), 1.0, 25, [])
    kept.at_most(demand, planned("1", "large sources, planning values", PROCESS_CAPTURED))
    for region, rows in demand.items():
        free.stands(region, rows, 2100)
    for works in (free, avoided):
        tables.parameter(works.technology, "life", assumed(25, "year", "No plant of its own"))
