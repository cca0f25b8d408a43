"""Carbon taken out: forests, biomass and air with storage, pipes and reservoirs for CO2."""

from __future__ import annotations

from builder.hydrogen import neighbours
from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables

HOURS = 8784  # of the weather year
STORE_COST = 60.0  # CNY per t for all time, injection and watching
AIR_POWER, AIR_HEAT_AS_POWER = 0.4, 0.9  # GWh per kt


def add_removal(research: Research, tables: Tables) -> None:
    """Sinks, air capture, reservoirs."""
    _land(research, tables)
    _air(research, tables)
    for gas, name in (("co2", "fossil"), ("bco2", "biogenic")):
        _reservoir(research, tables, gas, name)
        _pipe(research, tables, gas, name)


def _land(research: Research, tables: Tables) -> None:
    """The sink that stands is free and given; more of it is planted at a cost."""
    tables.carrier("land_sink", "CO2 bound by land", "kt", "#588157", surplus="yes")
    today = research.by_region("regions", indicator="land_sink_lulucf", year=2021)
    more = research.by_region("regions", indicator="afforestation_extra_sink_2060", year=2060)
    total = sum(f.value for f in today.values())
    tables.converter(
        "land",
        "Forests and soils that stand",
        "land_sink",
        "kt",
        sector="land",
        stage="removal",
        build="no",
        use="profile",
        color="#588157",
    )
    tables.converter("afforestation", "New forests", "land_sink", "kt", sector="land", stage="removal", color="#a3b18a")
    for technology in ("land", "afforestation"):
        sink = assumed(-1, "tCO2/t", "Unit of the sink")
        tables.add("emissions", sink, flow="activity", technology=technology, gas="CO2", stage="removal")
        tables.parameter(
            technology, "life", assumed(60, "year", "Longer than the horizon: saturation is in the path of the sink")
        )
    nothing = assumed(0, "tCO2/t", "A statement: the sink is counted where it grows")
    tables.add("emissions", nothing, flow="surplus", carrier="land_sink", gas="CO2", stage="removal")
    path = research.path("policies", indicator="land_sink_available", scenario="mid")
    for figure in [Figure(total, "MtCO2e", "BTR1-2025", "sourced", "", 2021), *path]:
        for region, share in today.items():
            rate = derived(
                -figure.value * share.value / total,
                "Mt/year",
                [figure, share],
                "Middle path, by province as the sink of 2021",
                figure.year,
            )
            capacity = derived(rate.value * 1000 / HOURS, "kt/hour", [rate], rate.note, figure.year)
            tables.add("existing_capacity", capacity, technology="land", region=region, pays="fixed")
    cost = research.technology("afforestation", "cost_all_in", "CNY_2020/t")[0]
    yearly = derived(cost.value * HOURS, "CNY_2020/(t/hour)/year", [cost], f"{cost.value:g} CNY/t, of what is planted")
    tables.parameter("afforestation", "fixed_cost", yearly)
    for region, figure in more.items():
        for year, part in ((2025, 0.0), (2030, 0.1), (2040, 0.5), (2060, 1.0)):
            limit = derived(
                -figure.value * part * 1000 / HOURS,
                "kt/hour",
                [figure],
                "Further sink of 2060, growing with stand age (shares assumed)",
                year,
            )
            tables.add("potentials", limit, technology="afforestation", region=region, limit="capacity_max")


def _air(research: Research, tables: Tables) -> None:
    tables.converter(
        "air_capture", "Air capture", "bco2", "kt", sector="removal", stage="removal", color="#8fbc8f", clock="year"
    )
    power = AIR_POWER + AIR_HEAT_AS_POWER
    tables.add("ports", assumed(power, "GWh/kt", "0.4 MWh of power and 0.9 MWh of power for low heat by heat pump, per t"), technology="air_capture",
               carrier="electricity", direction="in")  # fmt: skip
    for figure in research.technology("DACCS", "cost_all_in", "CNY_2020/t"):
        rest = max(figure.value - STORE_COST - power * 350, 300)
        note = f"All-in {figure.value:g} less storage ({STORE_COST:g}) and power (1.3 MWh at 350 CNY), of plant that runs all year"
        yearly = derived(rest * HOURS, "CNY_2020/(t/hour)/year", [figure], note, figure.year)
        tables.parameter("air_capture", "fixed_cost", yearly)
    tables.parameter(
        "air_capture",
        "life",
        assumed(25, "year", "Usual planning life of process plant; capital is in the fixed cost"),
    )


def _reservoir(research: Research, tables: Tables, gas: str, name: str) -> None:
    store = f"{gas}_reservoir"
    tables.store(
        store,
        f"CO2 reservoir, {name}",
        gas,
        span="horizon",
        permanent="yes" if gas == "bco2" else None,
        sector="removal",
        color="#6c757d",
    )
    tables.parameter(
        store, "capital_cost", assumed(STORE_COST, "CNY_2020/t", "Wells, injection and watching per t of room")
    )
    kept = "What is put away stays"
    tables.parameter(store, "discharge_rate", assumed(0, "1/hour", kept))
    tables.parameter(store, "life", assumed(100, "year", "Longer than the horizon"))
    for region, figure in research.by_region("regions", indicator="co2_storage_capacity", year=2021).items():
        if figure.value > 0:
            room = derived(
                figure.value * 1e6 * 0.02,
                "kt",
                [figure],
                "2 % of the theoretical capacity taken as practical; same again for the other origin",
            )
            tables.add("potentials", room, technology=store, region=region, limit="capacity_max")


def _pipe(research: Research, tables: Tables, gas: str, name: str) -> None:
    pipe = f"{gas}_pipeline"
    tables.line(pipe, f"CO2 pipeline, {name}", gas, sector="removal", color="#adb5bd")
    tables.parameter(
        pipe,
        "capital_cost",
        assumed(0.012, "MCNY_2020/(t/hour)/km", "Some 0.1 CNY per t and km with running cost, at 8,000 h and 5 %"),
    )
    tables.parameter(pipe, "fixed_cost", assumed(0.00024, "MCNY_2020/(t/hour)/km/year", "2 % of it a year"))
    tables.parameter(pipe, "life", assumed(40, "year", "As other pipelines"))
    neighbours(research, tables, pipe)
