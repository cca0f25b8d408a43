"""Power plants that stand: the record to 2025 by province, and what is left of it afterwards."""

from __future__ import annotations

from collections.abc import Callable

from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables

GW = "GW"
ROOF = 0.42  # share of distributed plant in solar capacity at the end of 2024
NUCLEAR = {2030: 110.0, 2035: 150.0, 2040: 190.0, 2050: 250.0, 2060: 300.0}
COAL_LEFT = {  # share of a cohort that stands, with 40 years of life, as recommended for new plant: linear over the decade in which it reaches them
    "coal_commissioned_to_2000": {2021: 1.0, 2025: 0.7, 2040: 0.0},
    "coal_commissioned_2001_2010": {2021: 1.0, 2040: 1.0, 2045: 0.6, 2050: 0.0},
    "coal_commissioned_2011_2020": {2021: 1.0, 2050: 1.0, 2055: 0.55, 2060: 0.0},
    "coal_commissioned_2021_2023h1": {2021: 0.3, 2023: 1.0, 2060: 1.0},
    "coal_under_construction": {2023: 0.0, 2024: 0.3, 2025: 0.7, 2027: 1.0, 2060: 1.0},
}
YEARS = (2021, 2024, 2025, 2030, 2035, 2040, 2045, 2050, 2055, 2060)


def add_fleet(research: Research, tables: Tables) -> None:
    """Rows of existing_capacity.csv and the potentials of nuclear and hydro."""
    _coal(research, tables)
    _gas_and_biomass(research, tables)
    _nuclear_and_hydro(research, tables)
    wind = record(research, "capacity_wind", "installed_wind")
    solar = record(research, "capacity_solar", "installed_solar")
    sea = at_sea(research)
    _fading(tables, "wind_on", wind, lambda region, value: value - sea.get(region, 0.0) * value / wind[region][2024])
    _fading(
        tables, "wind_off", {r: wind[r] for r in sea}, lambda region, value: sea[region] * value / wind[region][2024]
    )
    _fading(tables, "pv", solar, lambda region, value: value * (1 - ROOF))
    _fading(tables, "pv_roof", solar, lambda region, value: value * ROOF)


def _existing(
    tables: Tables, technology: str, region: str, year: int, value: float, source: str, quality: str, note: str
) -> None:
    tables.add(
        "existing_capacity",
        Figure(value, GW, source, quality, note, year),
        technology=technology,
        region=region,
        pays="fixed",
    )


def _coal(research: Research, tables: Tables) -> None:
    """Unit records scaled to the official capacity, cohort by cohort."""
    official = research.by_region("regions", indicator="capacity_coal", year=2023)
    cohorts = {name: research.by_region("regions", indicator=name, year=2023) for name in COAL_LEFT}
    for region, capacity in official.items():
        standing = sum(cohorts[c][region].value for c in COAL_LEFT if c != "coal_under_construction")
        for year in YEARS:
            value = sum(
                cohorts[c][region].value
                * (1 if c == "coal_under_construction" else capacity.value / standing)
                * _left(path, year)
                for c, path in COAL_LEFT.items()
            )
            note = "Units by decade, scaled to the official capacity of 2023, 40 years of life; what was being built then stands by 2027"
            _existing(tables, "coal_power", region, year, value, "GEM-GCPT; GEM-GCPT-UNITS", "derived", note)


def _left(path: dict[int, float], year: int) -> float:
    return interpolate([assumed(v, "1", "", y) for y, v in path.items()], year)


def _gas_and_biomass(research: Research, tables: Tables) -> None:
    gas = research.by_region("regions", indicator="capacity_gas", year=2023)
    total = research.ask("policies", indicator="installed_gas", year=2024).value
    here = sum(f.value for f in gas.values())
    for region, figure in gas.items():
        for year, part in ((2021, 0.76), (2024, 1.0), (2035, 1.0), (2050, 0.0)):
            note = f"Plant records 2023 scaled to {total:g} GW at the end of 2024 (2021: 109 GW); retires from 2035 to 2050"
            _existing(
                tables, "gas_power", region, year, figure.value * total / here * part, figure.source, "derived", note
            )
    residue = research.by_region("regions", indicator="biomass_agri_residue", year=2015)
    amount = sum(f.value for f in residue.values())
    biomass = research.ask("policies", indicator="installed_biomass", year=2024)
    for region, figure in residue.items():
        for year, part in ((2021, 0.83), (2024, 1.0), (2040, 1.0), (2055, 0.0)):
            note = "National capacity by province as farm residues; 2021: 38 GW; retires from 2040 to 2055"
            value = biomass.value * figure.value / amount * part
            _existing(
                tables, "biomass_power", region, year, value, f"{biomass.source}; {figure.source}", "derived", note
            )


def _nuclear_and_hydro(research: Research, tables: Tables) -> None:
    nuclear = research.by_region("regions", indicator="capacity_nuclear", year=2024)
    total = sum(f.value for f in nuclear.values())
    for region, figure in nuclear.items():
        for year, part in ((2021, 0.89), (2024, 1.0), (2060, 1.0)):
            note = "Sum of provinces 2024; 2021: 53 GW; plant is taken to run for 60 years"
            _existing(tables, "nuclear", region, year, figure.value * part, figure.source, "derived", note)
        for year, most in NUCLEAR.items():
            note = f"National ceiling of {most:g} GW by province as the plant of 2024: sites of coastal provinces"
            limit = derived(most * figure.value / total, GW, [figure, assumed(most, GW, "")], note, year)
            tables.add("potentials", limit, technology="nuclear", region=region, limit="capacity_max")
    river = research.by_region("potentials", technology="hydro", indicator="capacity_conventional", month=None)
    technical = research.by_region("potentials", technology="hydro", indicator="technical_potential", month=None)
    for region, figure in river.items():
        for year, part in ((2021, 0.93), (2024, 1.01), (2060, 1.01)):
            _existing(
                tables,
                "hydro",
                region,
                year,
                figure.value * part,
                figure.source,
                "derived",
                "Conventional plant 2023; 2021 and 2024 by the national total",
            )
        most = max(technical[region].value if region in technical else 0.0, figure.value * 1.1)
        limit = derived(
            most, GW, [technical.get(region, figure)], "Technical potential, at least 10 % above what stands"
        )
        tables.add("potentials", limit, technology="hydro", region=region, limit="capacity_max")


def record(research: Research, indicator: str, national: str) -> dict[str, dict[int, float]]:
    """Province -> year -> capacity: 2019 to 2025 (2021: mean of 2020 and 2022), scaled to the nation in the last two."""
    years = {y: research.by_region("regions", indicator=indicator, year=y) for y in (2019, 2020, 2022, 2023, 2024)}
    total = sum(f.value for f in years[2024].values())
    scale = {y: research.ask("policies", indicator=national, year=y).value / total for y in (2024, 2025)}
    found = {}
    for region, figure in years[2024].items():
        path = {y: years[y][region].value for y in (2019, 2020, 2022, 2023)}
        path[2021] = (years[2020][region].value + years[2022][region].value) / 2
        found[region] = path | {y: figure.value * scale[y] for y in (2024, 2025)}
    return found


def at_sea(research: Research) -> dict[str, float]:
    found = research.by_region("regions", indicator="capacity_wind_offshore", year=2023)
    return {region: figure.value for region, figure in found.items() if figure.value > 0}


def _fading(
    tables: Tables, technology: str, by_region: dict[str, dict[int, float]], part: Callable[[str, float], float]
) -> None:
    """The record, then what is younger than its life: plant of 2019 goes from 2035 to 2044, that of 2020 in 2045, the rest by 2050."""
    note = "Capacity by province (NBS, NEA), scaled to the nation in 2024 and 2025; 2021 between 2020 and 2022; 25 years of life"
    for region, by_year in by_region.items():
        left = {2030: by_year[2025], 2035: by_year[2025] - 0.1 * by_year[2019], 2040: by_year[2025] - 0.5 * by_year[2019],
                2045: by_year[2025] - by_year[2020], 2050: 0.0}  # fmt: skip
        for year, value in ({y: by_year[y] for y in (2021, 2022, 2023, 2024, 2025)} | left).items():
            share = max(part(region, value), 0.0)
            _existing(tables, technology, region, year, share, "NBS-NEA-via-CREA; NEA-2025", "derived", note)
