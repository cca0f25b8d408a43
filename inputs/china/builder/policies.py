"""Policies of the case: what the state has said, and how fast things can grow."""

from __future__ import annotations

from builder.research import Figure, Research, assumed
from builder.tables import Tables

RECORD = (2021, 2025)  # between these years nothing is built or retired but what the record says
PACE = (
    # what, technologies, largest build of a five-year period by year, unit, why
    ("pace_wind", "wind_on", {2030: 450, 2060: 600}, "GW", "90 GW a year (79 GW in 2024), 120 later"),
    ("pace_sea", "wind_off", {2030: 60, 2040: 150, 2060: 200}, "GW", "12 GW a year to 2030, 30 to 40 later"),
    ("pace_sun", "pv;pv_roof", {2030: 1400, 2060: 1800}, "GW", "280 GW a year as in 2024, 360 later"),
    ("pace_nuclear", "nuclear", {2030: 40, 2040: 60, 2060: 80}, "GW", "8 GW a year from what is being built, 16 later"),
    ("pace_coal", "coal_power", {2030: 100, 2035: 0, 2060: 0}, "GW", "What is permitted may be finished; none after 2030"),
    ("pace_battery", "battery", {2030: 1500, 2040: 4000, 2060: 6000}, "GWh", "300 GWh a year to 2030, 1,200 later"),
    ("pace_coal_ccs", "coal_ccs", {2030: 5, 2040: 100, 2060: 200}, "GW", "Pilots to 2030"),
    ("pace_gas_ccs", "gas_ccs", {2030: 2, 2040: 60, 2060: 100}, "GW", "Pilots to 2030"),
    ("pace_beccs", "beccs", {2030: 1, 2040: 30, 2060: 80}, "GW", "Pilots to 2030"),
    ("pace_line", "line", {2030: 250, 2060: 400}, "GW", "Some 50 GW a year over all pairs"),
    ("pace_electrolysis", "electrolyser_alk;electrolyser_pem", {2030: 100, 2040: 600, 2060: 1500}, "GW", "Projects announced to 2030, makers' capacity later"),
    ("pace_h2_ccs", "h2_coal_ccs;h2_gas_ccs", {2030: 0.15, 2040: 0.8, 2060: 1.0}, "kt/hour", "About 1.2 Mt a year of new plant to 2030"),
)  # fmt: skip
FIXED_FROM_START = ("coal_power", "gas_power", "nuclear", "hydro", "wind_on", "wind_off", "pv", "pv_roof", "biomass_power", "battery",
                    "pumped_hydro", "line", "coal_ccs", "gas_ccs", "beccs", "h2_power", "h2_coal", "h2_coal_ccs", "h2_gas_ccs", "electrolyser_alk",
                    "electrolyser_pem", "air_capture", "afforestation")  # fmt: skip


def add_policies(research: Research, tables: Tables) -> None:
    """Rows of policies.csv and the record of the first period."""
    _record(tables)
    _pace(tables)
    _targets(research, tables)
    _prices(research, tables)


def _record(tables: Tables) -> None:
    """What is built by 2025 stands in existing_capacity.csv."""
    for technology in FIXED_FROM_START:
        for year in RECORD:
            note = "The first period's builds are those of the record, in existing_capacity.csv"
            zero = assumed(0, "kt/hour" if technology.startswith(("h2_coal", "h2_gas", "air", "aff")) else "GWh" if technology in ("battery", "pumped_hydro") else "GW", note, year)  # fmt: skip
            tables.add("potentials", zero, technology=technology, limit="build_max")
    for year, value in ((RECORD[0], 0), (RECORD[1], 0), (2030, 250), (2060, 400)):
        note = "Coal plant retired before its age: none in the record, up to 50 then 80 GW a year later"
        tables.add("policies", assumed(value, "GW", note, year), id="coal_exit", kind="capacity", quantity="retirement", technology="coal_power", area="together",
                   time="each", sense="<=")  # fmt: skip


def _pace(tables: Tables) -> None:
    for name, technologies, path, unit, note in PACE:
        for year, most in path.items():
            tables.add("policies", assumed(most, unit, f"Planning figure per five years: {note}", year), id=name, kind="capacity", quantity="build",
                       technology=technologies, area="together", time="each", sense="<=", start=2030)  # fmt: skip


def _targets(research: Research, tables: Tables) -> None:
    """Peak, neutrality, wind and sun."""
    for year in (2030, 2035):
        target = research.ask("policies", indicator="wind_solar_capacity_min", year=year)
        tables.add("policies", target, id="wind_and_sun", kind="capacity", quantity="capacity", technology="wind_on;wind_off;pv;pv_roof", area="together",
                   time="each", sense=">=", end=2035)  # fmt: skip
    zero = research.ask("policies", indicator="net_emissions_neutrality", year=2060)
    tables.add("policies", Figure(zero.value, "MtCO2/year", zero.source, zero.quality, "CO2 of energy, process and land together"), id="neutrality",
               kind="neutrality", quantity="emission", gas="CO2", area="together", time="each", sense="<=", start=2060,
               overshoot_price=20000, overshoot_unit="CNY_2020/tCO2")  # fmt: skip


def _prices(research: Research, tables: Tables) -> None:
    """A carbon price instead of caps, off unless a scenario asks for it."""
    for figure in research.path("policies", indicator="cea_price", scenario="mid"):
        price = figure.times(0.9693, "CNY_2020/tCO2", "Money of 2024 by consumer prices")
        tables.add(
            "policies",
            price,
            id="carbon_price",
            kind="price",
            quantity="emission",
            gas="CO2",
            area="together",
            time="each",
            on="no",
        )
