"""Electricity that no modelled use accounts for: added after the uses, whose record is taken off."""

from __future__ import annotations

from builder.industry import electricity_use
from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables
from builder.vehicles import CLASSES

# Consumption of 2021, which no province states: the official total, recalled. The mean of 2020 and 2022 is 3 % less: output leapt in 2021.
NATION_2021 = assumed(8312.8, "TWh", "Recalled official consumption of 2021 (NEA)", 2021)
# Share of the planning path of all electricity that uses of this case draw by themselves: vehicles, furnaces, heat pumps,
# electrolysis. In the years of the record it is what their plant takes, and 2025 is as 2024.
MODELLED = {2030: 0.16, 2035: 0.20, 2040: 0.24, 2045: 0.27, 2050: 0.29, 2055: 0.31, 2060: 0.33}
RECORD = (2021, 2024)
WORKS = ("steel", "cement", "chemicals", "refining", "process", "heat", "buildings")


def add_load(research: Research, tables: Tables) -> None:
    """Demand for electricity by province, with the shape of its load."""
    record = {y: research.by_region("regions", indicator="electricity_consumption", year=y) for y in (2020, 2022, 2024)}
    paths = {r: _path(research, r, {y: by_region[r] for y, by_region in record.items()}) for r in research.provinces}
    scale = NATION_2021.value / sum(path[2021].value for path in paths.values())
    for path in paths.values():
        told = "Mean of 2020 and 2022, scaled to the recalled 8,312.8 TWh of the nation"
        path[2021] = derived(path[2021].value * scale, "TWh", [path[2021], NATION_2021], told, 2021)
    shares = _shares(tables, {year: sum(path[year].value for path in paths.values()) for year in RECORD})
    for region, path in paths.items():
        for year, figure in path.items():
            share = interpolate(shares, year)
            why = "what their plant takes" if year <= 2025 else "planning figure"
            note = f"All electricity less {share:.1%} that modelled uses draw by themselves ({why})"
            parts = [figure, *([] if year <= 2025 else [assumed(share, "1", "")])]
            rest = derived(figure.value * (1 - share), "TWh/year", parts, note, year)
            tables.add("demand", rest, carrier="electricity", region=region, profile="load")


def _shares(tables: Tables, national: dict[int, float]) -> list[Figure]:
    """Share of modelled uses by year."""
    known = {y: (_works_use(tables, y) + vehicle_use(tables, y)) / national[y] for y in RECORD}
    known[2025] = known[2024]
    return [assumed(share, "1", "", year) for year, share in (known | MODELLED).items()]


def _works_use(tables: Tables, year: int) -> float:
    """Electricity of industry and heat in a year of the record [TWh]; electrolysis of the record is too little to count."""
    technologies = tables.frame("technologies")
    works = set(technologies[technologies.sector.isin(WORKS)].technology)
    return sum(use for technology, use in electricity_use(tables, year).items() if technology in works)


def vehicle_use(tables: Tables, year: int) -> float:
    """Electricity of the battery vehicles of a year of the record [TWh]."""
    stands, ports, far = (tables.frame(t) for t in ("existing_capacity", "ports", "parameters"))
    total = 0.0
    for drive in [f"{c.key}_bev" for c in CLASSES]:
        number = stands[(stands.technology == drive) & (stands.year == year)].value.sum()
        mileage = far[(far.technology == drive) & (far.parameter == "activity_per_capacity") & (far.year == year)]
        need = ports[(ports.technology == drive) & (ports.carrier == "electricity") & (ports.year == year)]
        total += float(number * mileage.value.item() * need.value.item()) / 1000
    return total


def _path(research: Research, region: str, record: dict[int, Figure]) -> dict[int, Figure]:
    between = derived((record[2020].value + record[2022].value) / 2, "TWh", [record[2020], record[2022]], "", 2021)
    later = research.path("demand", region_code=region, sector="all", carrier="electricity", scenario="mid")
    return {2021: between, 2024: record[2024]} | {f.year: f for f in later if f.year >= 2025}
