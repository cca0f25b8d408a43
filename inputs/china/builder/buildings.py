"""Heat, hot water and cooking in buildings; coal and gas of farms and building sites are with them.

Fuels follow from the CO2 of 2021 and its record to 2023. No figure splits the electricity of buildings: 400 of 2,311 TWh in 2021 are taken
to make heat, hot water and meals. Capacity is heat of a year; the peak of a cold week is not in it.
"""

from __future__ import annotations

from builder.accounts import is_building
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.stoves import EFFICIENCY, add_burners, add_electric
from builder.tables import Tables
from builder.works import PJ, YEARS, Works, carbon, line, planned, provincial, serve, shares_of

NORTH = ("BJ", "TJ", "HE", "SX", "NM", "LN", "JL", "HL", "SD", "HA", "SN", "GS", "QH", "NX", "XJ")
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
PIPED = {2021: 0.0, 2024: 0.0, 2025: 0.0, 2030: 0.45, 2060: 0.60}


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
    add_burners(tables, national, stands, demand)
    add_electric(tables, stands, demand)
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
