"""regions.csv and shares of provinces in the nation."""

from __future__ import annotations

from builder.research import Figure, Research, derived
from builder.tables import Tables


def add_regions(research: Research, tables: Tables) -> None:
    """The 31 provinces with the columns that merge them."""
    for row in research.frame("region-map").itertuples():
        tables.add(
            "regions",
            region=row.code, name=row.name_en, latitude=row.hub_lat, longitude=row.hub_lon, macro10=row.macro10, grid7=row.grid7, nation="CN",
            source=row.source, quality=row.quality,
        )  # fmt: skip


def shares(research: Research, indicator: str, year: int) -> dict[str, Figure]:
    """Share of each province in the sum of an indicator of regions.csv."""
    found = research.by_region("regions", indicator=indicator, year=year)
    total = sum(f.value for f in found.values())
    return {
        region: derived(f.value / total, "1", [f], f"Share of {indicator} {year}")
        for region, f in found.items()
        if f.value > 0
    }


def spread(national: Figure, by: dict[str, Figure]) -> dict[str, Figure]:
    """A national figure on provinces, by shares."""
    found = {}
    for region, share in by.items():
        note = f"National {national.value:g} x {share.note.lower()}"
        found[region] = derived(national.value * share.value, national.unit, [national, share], note, national.year)
    return found


def close_limits(research: Research, tables: Tables) -> None:
    """A province for which nothing is stated, where others have a ceiling, has no site: its ceiling is zero."""
    limits, technologies = tables.frame("potentials"), tables.frame("technologies").set_index("technology")
    stated = limits[(limits.limit == "capacity_max") & limits.region.notna()]
    for technology, rows in stated.groupby("technology"):
        allowed = str(technologies.at[technology, "regions"] or "").replace("nan", "").split(";")
        for region in research.provinces:
            if region not in set(rows.region) and (region in allowed or allowed == [""]):
                zero = derived(0.0, str(rows.unit.iloc[0]), [], "No site in the research")
                tables.add(
                    "potentials", zero, technology=technology, region=region, limit="capacity_max", source="ASSUMED"
                )
