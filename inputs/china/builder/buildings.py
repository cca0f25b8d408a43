"""Heat, hot water and cooking in buildings; coal and gas of farms and building sites are with them.

Fuels follow from the CO2 of 2021 and its record to 2023. No figure splits the electricity of buildings: 400 of 2,311 TWh in 2021 are taken
to make heat, hot water and meals. Capacity is heat of a year; the peak of a cold week is not in it.
"""

from __future__ import annotations

from builder.accounts import is_building
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.works import PJ, YEARS, Works, carbon, line, planned, provincial, serve, shares_of

NORTH = ("BJ", "TJ", "HE", "SX", "NM", "LN", "JL", "HL", "SD", "HA", "SN", "GS", "QH", "NX", "XJ")
EFFICIENCY = {"coal": 0.60, "biomass": 0.30, "gas": 0.85, "oil": 0.70, "h2": 0.88}
LOSS = 0.05  # of pipes to buildings
# use over that of 2021: record to 2023 (sector-energy.csv), then on
RECORD = {
    "coal": {2021: 1.0, 2024: 0.77, 2025: 0.73},
    "biomass": {2021: 1.0, 2024: 0.77, 2025: 0.73},
    "gas": {2021: 1.0, 2024: 1.04, 2025: 1.06},
    "oil": {2021: 1.0, 2024: 0.87, 2025: 0.85},
    "piped": {2021: 1.0, 2024: 1.02, 2025: 1.03, 2030: 1.05, 2060: 1.0},
}
ELECTRIC_2021 = {"pump": (120.0, 2.8), "resistance": (280.0, 0.95)}  # TWh, heat per unit
PUMP_OF_MORE = 0.6  # share of heat pumps in what electricity gives more
PER_HEAD = {2021: 1.0, 2025: 1.04, 2030: 1.08, 2040: 1.10, 2050: 1.08, 2060: 1.06}
PUMP = {2021: 0.0, 2024: 0.0, 2025: 0.22, 2030: 0.33, 2040: 0.55, 2060: 0.75}
RESISTANCE = {2021: 0.0, 2024: 0.0, 2025: 0.18, 2030: 0.22, 2060: 0.35}
GAS = {2021: 0.0, 2024: 0.0, 2025: 0.28, 2030: 0.35, 2060: 0.35}
PIPED = {2021: 0.0, 2024: 0.0, 2025: 0.0, 2030: 0.45, 2060: 0.60}
GRID = 150  # CNY per MWh: low voltage
HYDROGEN = {2021: 0.0, 2025: 0.0, 2030: 0.05, 2040: 0.20, 2060: 0.50}


def north(research: Research) -> dict[str, Figure]:
    """Share of northern provinces in heat by pipe: their people."""
    people = provincial(research, "population", 2024)
    return shares_of((1, {r: people[r] for r in NORTH}), note="Share of people of the heated north")


def piped(research: Research) -> list[Figure]:
    """Heat that pipes to buildings take from plants [TWh]."""
    use = research.ask("sector-energy", scope="model", sector="buildings", carrier="heat", year=2021)
    return [
        derived(use.value * PJ / 1000 * x, "TWh", [use], f"{use.value:.0f} PJ of 2021 x {x:g}", y)
        for y, x in RECORD["piped"].items()
    ]


def add_buildings(research: Research, tables: Tables) -> None:
    """Demand, stoves, boilers, pumps and pipes, and what stands."""
    national, spread = _given(research), _spread(research)
    stands = {
        k: {r: [f.times(s.value, "TWh", s.note) for f in path] for r, s in spread[k].items()}
        for k, path in national.items()
    }
    demand = _demand(research, stands)
    serve(tables, "heat_building", demand)
    _burners(tables, national, stands, demand)
    _electric(tables, stands, demand)
    pipes = Works.of(
        tables,
        "heat_bld_district",
        "Heat by pipe",
        "heat_building",
        sector="heat",
        group="heat",
        color="#d62828",
        regions=";".join(NORTH),
    )
    pipes.takes("heat_district", assumed(1 / (1 - LOSS), "GWh/GWh", f"{LOSS:.0%} lost on the way"))
    pipes.costs([assumed(700, "CNY_2020/MWh", "Pipes and stations; recalled order of 60 to 100 CNY/m2")], 40, 0.02)
    for region, path in stands["piped"].items():
        pipes.stands(region, path, 2065)
    towns = {region: demand[region] for region in NORTH}
    pipes.at_most(towns, planned("1", "towns of the heated north", PIPED), stands["piped"])


def _given(research: Research) -> dict[str, list[Figure]]:
    """Heat by source in 2021, 2024, 2025 [TWh]."""
    names = [n for n in research.frame("reconciliation").line if is_building(research, n)]
    found: dict[str, list[Figure]] = {}
    years = (2021, 2024, 2025)
    for fuel in ("coal", "gas", "oil"):
        lines = [line(research, n) for n in names if n.endswith(fuel)]
        co2 = sum(f.value for f in lines)
        heat = co2 / carbon(research, fuel).value * EFFICIENCY[fuel]
        note = f"{co2:.1f} Mt of CO2 in 2021 at an efficiency of {EFFICIENCY[fuel]:g}"
        found[fuel] = [
            derived(heat * RECORD[fuel][y], "TWh", lines, f"{note}, use x {RECORD[fuel][y]:g}", y) for y in years
        ]
    wood = research.ask("sector-energy", scope="model", sector="buildings", carrier="biomass_other", year=2021)
    found["biomass"] = [derived(wood.value * PJ / 1000 * EFFICIENCY["biomass"] * RECORD["biomass"][y], "TWh", [wood],
                                f"{wood.value:.0f} PJ of 2021 at 0.3, falling as coal", y) for y in years]  # fmt: skip
    found["piped"] = [f.times(1 - LOSS, "TWh", f"{LOSS:.0%} lost") for f in piped(research)[:3]]
    known = {y: sum(interpolate(path, y) for path in found.values()) for y in years}
    start = {k: use * cop for k, (use, cop) in ELECTRIC_2021.items()}
    total = known[2021] + sum(start.values())
    index = {f.year: f.value for f in _index(research)}
    for kind, share in (("pump", PUMP_OF_MORE), ("resistance", 1 - PUMP_OF_MORE)):
        told = f"{ELECTRIC_2021[kind][0]:g} TWh of electricity in 2021, and {share:.0%} of what fuels and pipes do not give later"
        more = {y: total * index[y] - known[y] - sum(start.values()) for y in years}
        found[kind] = [assumed(start[kind] + share * more[y], "TWh", told, y) for y in years]
    return found


def _index(research: Research) -> list[Figure]:
    """Heat of buildings, 2021 = 1: people and heat per head."""
    people = research.path("demand", region_code="CN", sector="driver", indicator="population", scenario="mid")
    now = people[0].value
    head = planned("1", "", PER_HEAD)
    note = "People of the middle path x heat per head, more room and comfort, later better walls (assumed)"
    return [
        derived(interpolate(people, y) / now * interpolate(head, y), "1", [people[0], head[0]], note, y) for y in YEARS
    ]


def _spread(research: Research) -> dict[str, dict[str, Figure]]:
    people, co2 = provincial(research, "population", 2024), provincial(research, "co2_buildings", 2019)
    heads = shares_of((1, people), note="Share of people")
    coal = shares_of((0.95, co2), (0.05, people), note="Share of CO2 of buildings (0.95) and people (0.05)")
    return {
        "coal": coal,
        "biomass": coal,
        "gas": heads,
        "oil": heads,
        "pump": heads,
        "resistance": heads,
        "piped": north(research),
    }


def _demand(research: Research, stands: dict[str, dict[str, list[Figure]]]) -> dict[str, list[Figure]]:
    """What stands to 2025 is what is served; then the national index."""
    index, regions = _index(research), sorted({r for by in stands.values() for r in by})
    base = index[2].value
    found: dict[str, list[Figure]] = {}
    for region in regions:
        paths = [by[region] for by in stands.values() if region in by]
        now = [
            derived(sum(p[i].value for p in paths), "TWh", [p[i] for p in paths], "Sum of what serves it", y)
            for i, y in enumerate((2021, 2024, 2025))
        ]
        later = [
            derived(now[2].value * x.value / base, "TWh", [now[2], x], f"Heat of 2025 x index: {x.note}", x.year)
            for x in index[3:]
        ]
        found[region] = [*now, *later]
    return found


def _burners(
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


def _electric(tables: Tables, stands: dict[str, dict[str, list[Figure]]], demand: dict[str, list[Figure]]) -> None:
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
    grid = assumed(GRID / 3, "CNY_2020/MWh", "Low voltage, 150 CNY per MWh of electricity")
    pump.costs(planned("CNY_2020/MWh", told, {2025: 1250, 2050: 1000}), 18, 0.02, [grid])
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
    plain.costs(
        [assumed(150, "CNY_2020/MWh", "Heaters, boilers, induction cookers")],
        12,
        0.02,
        [assumed(GRID, "CNY_2020/MWh", "Low voltage")],
    )
    for works, kind, ceiling, end in ((pump, "pump", PUMP, 2043), (plain, "resistance", RESISTANCE, 2038)):
        for region, path in stands[kind].items():
            works.stands(region, path, end)
        room = planned("1", "hot water, cooking and rooms that it suits; the record until 2024", ceiling)
        works.at_most(demand, room, stands[kind])
