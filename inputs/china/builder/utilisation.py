"""What wind and sun made in the years of the record, against what the plant of the end of the year could make in a whole one.

The difference has three causes that no row tells apart: plant of a year runs for part of it, some is curtailed, and years of wind
differ. So the rows of the record are fixed to generation, and say nothing about how good the profiles are.
"""

from __future__ import annotations

from builder.fleet import at_sea, record
from builder.research import Figure, Research, assumed, derived

SOLAR = {
    2021: assumed(327.0, "TWh", "Recalled generation of the year (NEA, all plant)", 2021),
    2024: assumed(834.1, "TWh", "Recalled generation of the year (NEA, all plant)", 2024),
}
WIND_2021 = assumed(655.6, "TWh", "Recalled generation of the year (NEA)", 2021)


def utilisation(research: Research) -> dict[str, dict[int, Figure]]:
    """Profile -> year -> generation over what the plant that stands at the end of the year makes by its profile in a year."""
    made = {
        "onwind": {2021: WIND_2021, 2024: research.ask("policies", indicator="generation_wind", year=2024)},
        "solar": SOLAR,
    }
    stands = {
        "onwind": record(research, "capacity_wind", "installed_wind"),
        "solar": record(research, "capacity_solar", "installed_solar"),
    }
    hours = {p: research.by_region("potentials", technology=p, indicator="flh_corrected", month=None) for p in stands}
    sea = at_sea(research)
    waves = research.by_region("potentials", technology="offwind", indicator="flh_corrected", month=None)
    found: dict[str, dict[int, Figure]] = {}
    for profile, by_region in stands.items():
        for year, told in made[profile].items():
            could = sum(path[year] * hours[profile][r].value for r, path in by_region.items()) / 1e3
            if profile == "onwind":
                for r, there in sea.items():
                    out = there * by_region[r][year] / by_region[r][2024]
                    could += out * (waves[r].value - hours[profile][r].value) / 1e3
            note = f"{told.value:,.1f} TWh of {year} over {could:,.0f} of the plant at its end: part-years, curtailment, weather"
            found.setdefault(profile, {})[year] = derived(told.value / could, "1", [told], note, year)
    return found
