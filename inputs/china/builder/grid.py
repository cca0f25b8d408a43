"""Lines between provinces, batteries and pumped hydro."""

from __future__ import annotations

from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables

DETOUR = 1.15
PUMPED = {2025: 62.0, 2030: 120.0, 2040: 250.0, 2060: 400.0}
PUMPED_HOURS, BATTERY_HOURS = 8.0, 4.0


def add_grid(research: Research, tables: Tables) -> None:
    """The interprovincial network as it stands, to be widened."""
    tables.line("line", "Transmission line", "electricity", color="#6c757d")
    pair = research.technology("line_HVDC_converter_pair", "capex", "CNY_2020/kW")[0]
    per_km = research.technology("line_HVDC_overhead", "capex", "CNY_2020/MW/km")[0]
    lost = research.ask("transmission", name="loss rate HVDC 800 kV")
    rows = research.frame("transmission")
    lengths = _lengths(research)
    for row in rows[rows.kind == "interprovincial_aggregate"].itertuples():
        distance = lengths[frozenset((row.from_region, row.to_region))]
        length = derived(distance.value * DETOUR, "km", [distance], "Great circle between capitals x 1.15")
        tables.add("routes", length, route=row.name, technology="line", from_=row.from_region, to=row.to_region)
        stands = Figure(
            float(row.value), "GW", row.source, row.quality, "Sum of AC and DC between the two provinces", 2021
        )
        tables.add("existing_capacity", stands, technology="line", region=row.name, pays="fixed")
        note = f"Converter pair {pair.value:g} CNY/kW + {per_km.value:g} CNY/MW/km x {length.value:.0f} km"
        cost = derived(pair.value + per_km.value * length.value / 1000, "CNY_2020/kW", [pair, per_km, length], note)
        tables.parameter("line", "capital_cost", cost, region=row.name)
        tables.parameter(
            "line", "fixed_cost", cost.times(0.015, "CNY_2020/kW/year", "1.5 % of it a year"), region=row.name
        )
        loss = derived(
            lost.value * length.value / 1000 + 0.014, "1", [lost, length], "3 % per 1,000 km and 0.7 % in each station"
        )
        tables.parameter("line", "loss", loss, region=row.name)
    for carrier, unit in (("electricity", "tCO2/MWh"), ("h2", "tCO2/t")):
        nothing = assumed(
            0, unit, "A statement: losses are made up by what is generated; warming by leaked hydrogen is left out"
        )
        tables.add("emissions", nothing, flow="leak", carrier=carrier, gas="CO2", stage="energy supply")
    tables.parameter("line", "life", assumed(40, "year", "Usual planning life of lines"))


def _lengths(research: Research) -> dict[frozenset[str], Figure]:
    rows = research.frame("distances")
    rows = rows[rows.level == "province"]
    return {
        frozenset((r.from_region, r.to_region)): Figure(float(r.great_circle_km), "km", r.source, r.quality)
        for r in rows.itertuples()
    }


def add_storage(research: Research, tables: Tables) -> None:
    """Batteries of four hours and pumped hydro of eight."""
    tables.store("battery", "Battery, 4 h", "electricity", color="#9467bd")
    older = research.technology(
        "battery_LiIon", "capex_4h_system", "CNY_2020/kWh", variant="recommended China 4 h, all-in per kWh"
    )
    newer = research.technology(
        "battery_LiIon", "capex_4h_system", "CNY_2020/kWh", variant="recommended China 4 h, all-in per kWh v2"
    )
    capital = sorted({f.year: f for f in [*older, *newer]}.values(), key=lambda f: f.year)
    _store(tables, "battery", capital, 0.02, 15, 0.88, BATTERY_HOURS)
    now = research.ask("policies", indicator="installed_new_storage", year=2025)
    before = research.ask("policies", indicator="installed_new_storage_energy", year=2024)
    people = research.by_region("regions", indicator="capacity_solar", year=2024)
    total = sum(f.value for f in people.values())
    for region, figure in people.items():
        for year, energy in (
            (2021, 12.0),
            (2024, before.value),
            (2025, now.value * 2.4),
            (2035, now.value * 2.0),
            (2040, 0.0),
        ):
            note = "National energy of new storage (144.7 GW of 2.4 h in 2025) by province as solar plant; 15 years of life"
            stands = derived(energy * figure.value / total, "GWh", [now, before, figure], note, year)
            tables.add("existing_capacity", stands, technology="battery", region=region, pays="fixed")
    _pumped_hydro(research, tables)


def _pumped_hydro(research: Research, tables: Tables) -> None:
    tables.store("pumped_hydro", "Pumped hydro, 8 h", "electricity", color="#5a7db5")
    capital = research.technology("pumped_hydro", "capex", "CNY_2020/kWh", factor=1 / PUMPED_HOURS)[:1]
    _store(
        tables,
        "pumped_hydro",
        [Figure(f.value, f.unit, f.source, f.quality, "5,700 CNY_2025/kW over 8 h") for f in capital],
        0.015,
        60,
        0.80,
        PUMPED_HOURS,
    )
    stands = research.by_region("regions", indicator="capacity_phs", year=2022)
    demand = research.by_region("regions", indicator="electricity_consumption", year=2024)
    total, load = sum(f.value for f in stands.values()), sum(f.value for f in demand.values())
    for region, figure in stands.items():
        for year, national in ((2021, 36.4), (2024, 58.7), (2025, PUMPED[2025])):
            note = f"{national:g} GW x 8 h (hours assumed) by province as in 2022"
            energy = derived(
                national * PUMPED_HOURS * figure.value / total, "GWh", [figure, assumed(national, "GW", "")], note, year
            )
            tables.add("existing_capacity", energy, technology="pumped_hydro", region=region, pays="fixed")
        for year, national in PUMPED.items():
            share = 0.5 * figure.value / total + 0.5 * demand[region].value / load
            note = f"National ceiling of {national:g} GW x 8 h, half as plant of 2022 and half as load (target of 120 GW in 2030)"
            limit = derived(
                max(national * share, PUMPED[2025] * figure.value / total) * PUMPED_HOURS,
                "GWh",
                [figure, demand[region]],
                note,
                year,
            )
            tables.add("potentials", limit, technology="pumped_hydro", region=region, limit="capacity_max")


def _store(
    tables: Tables, technology: str, capital: list[Figure], fixed: float, life: float, round_trip: float, hours: float
) -> None:
    tables.parameter(technology, "capital_cost", *capital)
    for figure in capital:
        tables.parameter(
            technology,
            "fixed_cost",
            figure.times(fixed, "CNY_2020/kWh/year", f"{fixed:.1%} of the capital cost a year"),
        )
    tables.parameter(technology, "life", assumed(life, "year", "Recommended life"))
    for side in ("charge_efficiency", "discharge_efficiency"):
        tables.parameter(
            technology, side, assumed(round_trip**0.5, "1", f"Square root of the round trip {round_trip:g}")
        )
    for side in ("charge_rate", "discharge_rate"):
        tables.parameter(technology, side, assumed(1 / hours, "1/hour", f"Content of {hours:g} h"))
