"""Electricity that no modelled use accounts for."""

from __future__ import annotations

from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables

# Share of the planning path of all electricity that uses of this case draw by themselves: vehicles,
# furnaces, heat pumps, electrolysis. To 2024 it is what their record takes (steel to buildings 1,142 TWh and vehicles 77 TWh in 2024).
MODELLED = {
    2021: 0.06,
    2024: 0.07,
    2025: 0.075,
    2030: 0.12,
    2035: 0.17,
    2040: 0.22,
    2045: 0.26,
    2050: 0.29,
    2055: 0.31,
    2060: 0.33,
}


def add_load(research: Research, tables: Tables) -> None:
    """Demand for electricity by province, with the shape of its load."""
    share_of = [assumed(v, "1", "", y) for y, v in MODELLED.items()]
    record = {y: research.by_region("regions", indicator="electricity_consumption", year=y) for y in (2020, 2022, 2024)}
    for region in research.provinces:
        for year, figure in _path(research, region, {y: by_region[region] for y, by_region in record.items()}).items():
            share = interpolate(share_of, year)
            note = f"All electricity less {share:.1%} that modelled uses draw by themselves (planning figure)"
            rest = derived(figure.value * (1 - share), "TWh/year", [figure, assumed(share, "1", "")], note, year)
            tables.add("demand", rest, carrier="electricity", region=region, profile="load")


def _path(research: Research, region: str, record: dict[int, Figure]) -> dict[int, Figure]:
    between = derived(
        (record[2020].value + record[2022].value) / 2,
        "TWh",
        [record[2020], record[2022]],
        "Mean of 2020 and 2022",
        2021,
    )
    later = research.path("demand", region_code=region, sector="all", carrier="electricity", scenario="mid")
    return {2021: between, 2024: record[2024]} | {f.year: f for f in later if f.year >= 2025}
