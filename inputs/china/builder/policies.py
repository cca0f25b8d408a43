"""Policies of the case: what the state has said, and how fast things can grow."""

from __future__ import annotations

from typing import Any

from builder.grid import PUMPED_HOURS
from builder.industry import industry_policies
from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables

RECORD = (2021, 2025)  # between these years nothing is built or retired but what the record says
GW, KT_HOUR = "GW", "kt/hour"
PACE = (
    # id, technologies, largest build of a five-year period by year, unit, why
    ("pace_wind", "wind_on", {2030: 350, 2040: 450, 2060: 500}, GW, "70 GW a year (79 GW in 2024), 100 later"),
    ("pace_sea", "wind_off", {2030: 60, 2040: 150, 2060: 200}, GW, "12 GW a year to 2030, 30 to 40 later"),
    ("pace_sun", "pv;pv_roof", {2030: 1000, 2040: 1250, 2060: 1500}, GW, "200 GW a year (278 GW in 2024; makers expect 180 to 240), 300 later"),
    ("pace_nuclear", "nuclear", {2030: 40, 2040: 60, 2060: 80}, GW, "8 GW a year from what is being built, 16 later"),
    ("pace_coal", "coal_power", {2030: 100, 2035: 0, 2060: 0}, GW, "What is permitted may be finished; none after 2030"),
    ("pace_battery", "battery", {2030: 1500, 2040: 4000, 2060: 6000}, "GWh", "300 GWh a year to 2030, 1,200 later"),
    ("pace_coal_ccs", "coal_ccs", {2030: 5, 2040: 100, 2060: 200}, GW, "Pilots to 2030"),
    ("pace_gas_ccs", "gas_ccs", {2030: 2, 2040: 60, 2060: 100}, GW, "Pilots to 2030"),
    ("pace_beccs", "beccs", {2030: 1, 2040: 30, 2060: 80}, GW, "Pilots to 2030"),
    ("pace_air", "air_capture", {2030: 0.006, 2040: 0.6, 2050: 6, 2060: 17}, KT_HOUR, "Pilots to 2030, 5 Mt a year in 2040, 150 in 2060"),
    ("pace_line", "line", {2030: 250, 2060: 400}, GW, "Some 50 GW a year over all pairs"),
    ("pace_electrolysis", "electrolyser_alk;electrolyser_pem", {2030: 100, 2040: 600, 2060: 1500}, GW, "Announced projects, makers' capacity"),
    ("pace_h2_ccs", "h2_coal_ccs;h2_gas_ccs", {2030: 0.15, 2040: 0.8, 2060: 1.0}, KT_HOUR, "About 1.2 Mt a year of new plant to 2030"),
)  # fmt: skip
OF_RECORD = {  # what has nothing built in the first period but its record, by unit of capacity
    GW: ("coal_power", "gas_power", "nuclear", "hydro", "wind_on", "wind_off", "pv", "pv_roof", "biomass_power", "line", "coal_ccs", "gas_ccs",
         "beccs", "h2_power", "electrolyser_alk", "electrolyser_pem"),
    "GWh": ("battery", "pumped_hydro"),
    KT_HOUR: ("h2_coal", "h2_coal_ccs", "h2_gas", "h2_gas_ccs", "air_capture", "afforestation"),
    "GWh/hour": ("heat_bld_gas", "heat_bld_oil", "heat_bld_pump", "heat_ind_gas", "heat_ind_coal", "heat_dh_gas", "heat_dh_coal"),
}  # fmt: skip
BASE_PATH = "mid"  # of gross CO2: the cap that holds in the base
COAL_EXIT = {2021: 0, 2025: 0, 2030: 50, 2035: 150, 2060: 300}


def add_policies(research: Research, tables: Tables) -> None:
    """Rows of policies.csv, and no builds in the first period but those of the record."""
    _record(tables)
    for name, technologies, path, unit, why in PACE:
        for year, most in path.items():
            limit = assumed(most, unit, f"Planning figure per five years: {why}", year)
            _limit(tables, limit, id=name, quantity="build", technology=technologies, start=2030)
    _targets(research, tables)
    _reserve(tables)
    _climate(research, tables)
    industry_policies(tables)


def _limit(tables: Tables, figure: Figure, **cells: Any) -> None:
    tables.add("policies", figure, **{"kind": "capacity", "area": "together", "time": "each", "sense": "<="} | cells)


def _record(tables: Tables) -> None:
    for unit, technologies in OF_RECORD.items():
        for technology in technologies:
            for year in RECORD:
                zero = assumed(
                    0, unit, "The first period's builds are those of the record, in existing_capacity.csv", year
                )
                tables.add("potentials", zero, technology=technology, limit="build_max")
    for year, most in COAL_EXIT.items():
        note = "Coal plant retired before its age: none in the record, 10 GW a year to 2030, up to 60 later"
        _limit(tables, assumed(most, GW, note, year), id="coal_exit", quantity="retirement", technology="coal_power")


def _targets(research: Research, tables: Tables) -> None:
    """Wind and sun of the national pledges, pumped hydro of the plan."""
    plan = research.ask("policies", indicator="pumped_hydro_capacity", year=2030)
    stored = derived(
        plan.value * PUMPED_HOURS, "GWh", [plan], f"{plan.value:g} GW of {PUMPED_HOURS} h in the plan", plan.year
    )
    cells = {"id": "pumped_hydro_plan", "quantity": "capacity", "technology": "pumped_hydro"}
    _limit(tables, stored, **cells, sense=">=", start=2030)
    for year in (2030, 2035):
        target = research.ask("policies", indicator="wind_solar_capacity_min", year=year)
        cells = {"id": "wind_and_sun", "quantity": "capacity", "technology": "wind_on;wind_off;pv;pv_roof"}
        _limit(tables, target, **cells, sense=">=", start=2030, end=2035)


THERMAL = (
    "coal_power",
    "coal_ccs",
    "gas_power",
    "gas_ccs",
    "h2_power",
    "biomass_power",
    "beccs",
    "nuclear",
)  # firm as it is available
FIRM = {  # technology -> part of its capacity that counts on the evening of the highest load
    "hydro": 0.3,
    "wind_on": 0.1,
    "wind_off": 0.1,
    "pv": 0.04,
    "pv_roof": 0.04,
    "battery": 0.2,
    "pumped_hydro": 0.11,
}
CANNOT_WAIT = (
    "heat_ind_pump",
    "heat_ind_electric",
    "heat_dh_pump",
    "heat_bld_pump",
    "heat_bld_electric",
    "steel_eaf",
    "steel_dri",
)
MARGIN = 13


def _reserve(tables: Tables) -> None:
    """Firm capacity above the load of every step, in the nation together (provinces help one another)."""
    note = (
        "Thermal plant by its availability; wind and sun by the 88 hours of highest evening load in the profiles (sun 4 %, wind 10 to 17 %), "
        "hydro by its months of winter, stores by the share of their content they give in an hour"
    )
    stated = tables.frame("parameters")
    stated = stated[stated.parameter == "availability"].set_index("technology").value
    firm = {name: float(stated[name]) for name in THERMAL} | FIRM
    credit = ";".join(f"{name}={value:g}" for name, value in firm.items())
    _limit(
        tables, assumed(MARGIN, "%", note), id="firm", kind="reserve_margin", quantity="capacity", carrier="electricity",
        relative_to=";".join(("demand", *CANNOT_WAIT)), coefficient=credit, sense=">=", start=2030,
    )  # fmt: skip


def _climate(research: Research, tables: Tables) -> None:
    """The peak, the way down and neutrality; caps and a carbon price for the scenarios that ask for them."""
    co2 = {"gas": "CO2", "area": "together"}
    peak = research.ask("policies", indicator="peak_year_max", year=2030)
    note = "Before 2030: in the period 2025, which stands for 2025 to 2029; gross CO2 of energy and process"
    level = Figure(float("nan"), "", peak.source, peak.quality, note)
    tables.add("policies", level, id="peak", kind="peak", **co2, year=2025)
    tables.add(
        "policies",
        assumed(0.5, "%/year", "Least fall after the peak"),
        id="decline",
        kind="decline",
        **co2,
        relative_to="peak",
    )
    zero = research.ask("policies", indicator="net_emissions_neutrality", year=2060)
    goal = Figure(zero.value, "MtCO2/year", zero.source, zero.quality, "CO2 of energy, process and land together")
    paid = {"overshoot_price": 20000, "overshoot_unit": "CNY_2020/tCO2"}
    tables.add("policies", goal, id="neutrality", kind="neutrality", **co2, start=2060, **paid)
    made = research.ask("policies", indicator="green_h2_output_min", year=2025)
    goal = Figure(made.value, "Mt/year", made.source, made.quality, "Renewable hydrogen of 2025, at least")
    electrolysis = {"technology": "electrolyser_alk;electrolyser_pem", "carrier": "h2"}
    tables.add(
        "policies", goal, id="green_hydrogen", kind="activity", quantity="output", **electrolysis,
        area="together", time="each", sense=">=", start=2025, year=None,
    )  # fmt: skip
    for path in ("mid", "ambitious", "late_peak"):
        for figure in research.path("policies", indicator="co2_gross_cap", scenario=path):
            cap = Figure(figure.value, "MtCO2/year", figure.source, figure.quality, figure.note, figure.year)
            tables.add(
                "policies",
                cap,
                id=f"cap_{path}",
                kind="cap",
                quantity="gross_emission",
                **co2,
                start=2030,
                on="yes" if path == BASE_PATH else "no",
                **paid,
            )
    for figure in research.path("policies", indicator="cea_price", scenario="mid"):
        price = figure.times(0.9693, "CNY_2020/tCO2", "Money of 2024 by consumer prices")
        tables.add("policies", price, id="carbon_price", kind="price", quantity="emission", **co2, on="no")
