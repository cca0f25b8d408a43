"""What industry and heat have in common: works that run evenly over the year, what stands of them, what they serve.

A works of 1 Mt a year has a capacity of 1000 / 8760 kt an hour: a year of output at full capacity, so that capacity is output of the
record and not a name plate. Costs are stated for a unit a year and turned by the same hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from builder.research import Figure, Research, assumed, derived, interpolate
from builder.tables import Tables

HOURS = 8760
ROOM = 1.002  # of ceilings, so that rounding never makes what stands too much
PJ = 1 / 0.0036  # GWh in a PJ
RECORD = (2021, 2024, 2025)  # years in which what stands is what runs
YEARS = (2021, 2024, 2025, 2030, 2035, 2040, 2045, 2050, 2055, 2060)
FACTORS = {  # carrier -> item of emission-factors.csv; fuels.py gives the carriers the same
    "coal": "raw coal (China, NDRC)",
    "gas": "natural gas (China, NDRC)",
    "oil": "other oil products (China, guideline)",
}
UNITS = {"steel": "kt", "cement": "kt", "ammonia": "kt", "methanol": "kt", "refining": "kt", "process": "kt"}
CARBONATE = "carbonate"


def carbon(research: Research, carrier: str) -> Figure:
    """CO2 of a fuel when burnt [kt/GWh]."""
    found = research.ask("emission-factors", item=FACTORS[carrier])
    return derived(found.value * 0.0036, "kt/GWh", [found], f"{found.value:g} kgCO2/GJ")


def line(research: Research, name: str) -> Figure:
    """CO2 of 2021 of a line of reconciliation.csv [Mt]."""
    rows = research.frame("reconciliation")
    rows = rows[rows.line == name]
    if len(rows) != 1:
        raise LookupError(f"reconciliation: {len(rows)} lines {name!r}")
    row = rows.iloc[0]
    return Figure(float(row.co2_2021_mt), "MtCO2", row.source, row.quality, f"{name}, 2021", 2021)


def planned(unit: str, note: str, points: Mapping[int, float]) -> list[Figure]:
    """Planning figures by year."""
    return [assumed(value, unit, note, year) for year, value in points.items()]


@dataclass(frozen=True)
class Works:
    """Writes the rows of one converter that runs evenly over the year."""

    tables: Tables
    technology: str
    reference: str

    @classmethod
    def of(cls, tables: Tables, technology: str, name: str, reference: str, **cells: Any) -> Works:
        """The converter and its reference port."""
        tables.converter(technology, name, reference, UNITS.get(reference, "GWh"), clock="year", **cells)
        return cls(tables, technology, reference)

    @property
    def unit(self) -> str:
        return UNITS.get(self.reference, "GWh")

    def takes(self, carrier: str, *figures: Figure, out: bool = False, **cells: Any) -> None:
        """Amounts per unit of the reference carrier, in its unit and GWh or kt; with `share`, a free share of a group."""
        self.tables.path(
            "ports", figures, technology=self.technology, carrier=carrier, direction="out" if out else "in", **cells
        )

    def shares(
        self, group: str, carrier: str, need: Figure, low: Mapping[int, float], high: Mapping[int, float]
    ) -> None:
        """An input that may serve a share of the activity, with bounds by year."""
        for year in sorted({*low, *high}):
            bounds = [interpolate(planned("1", "", path), year) if path else None for path in (low, high)]
            self.takes(carrier, need, group=group, share_min=bounds[0], share_max=bounds[1], year=year)

    def costs(
        self, capital: Iterable[Figure], life: float, fixed: float = 0.03, variable: Iterable[Figure] = ()
    ) -> None:
        """Capital per unit a year [CNY_2020], running cost as a share of it, and what a unit takes besides energy."""
        for figure in capital:
            per_hour = figure.times(HOURS, self._money("/hour"), f"{figure.value:g} CNY_2020 per {self._said()}")
            self.tables.parameter(self.technology, "capital_cost", per_hour)
            running = per_hour.times(fixed, f"{self._money('/hour')}/year", f"{fixed:.1%} of it a year (assumed)")
            self.tables.parameter(self.technology, "fixed_cost", running)
        self.tables.parameter(self.technology, "life", assumed(life, "year", "Planning life"))
        for figure in variable:
            self.tables.parameter(self.technology, "variable_cost", figure)

    def stands(self, region: str, output: Iterable[Figure], end: int, part: float = 1.0) -> None:
        """What a province has: its part of the output of the record [Mt or TWh a year], then a straight line to nothing."""
        path = list(output)
        if not any(f.value for f in path):
            return
        for year in RECORD:
            made = interpolate(path, year) * part
            told = f"{part:.3g} of output" if part < 1 else "Output"
            capacity = derived(
                made * 1000 / HOURS,
                f"{self.unit}/hour",
                path[:2],
                f"{told}, {made:.4g} {'Mt' if self.unit == 'kt' else 'TWh'} a year at 8,760 h",
                year,
            )
            self.tables.add("existing_capacity", capacity, technology=self.technology, region=region, pays="fixed")
        gone = assumed(0, f"{self.unit}/hour", "Straight line to the end of its life", end)
        self.tables.add("existing_capacity", gone, technology=self.technology, region=region, pays="fixed")

    def at_most(
        self, demand: Mapping[str, list[Figure]], share: list[Figure], stands: Mapping[str, list[Figure]] | None = None
    ) -> None:
        """Ceiling by province: a share of what is served, or what stands in the record; 0.2 % of room for rounding."""
        for region, path in demand.items():
            for figure in share:
                most = interpolate(path, figure.year) * figure.value
                if stands and region in stands and figure.year <= RECORD[-1]:
                    most = max(most, interpolate(stands[region], figure.year))
                note = f"At most {figure.value:.1%} of what is served, or what stands to 2025: {figure.note}"
                limit = derived(most * ROOM * 1000 / HOURS, f"{self.unit}/hour", [figure, path[0]], note, figure.year)
                self.tables.add("potentials", limit, technology=self.technology, region=region, limit="capacity_max")

    def _money(self, per: str) -> str:
        return f"CNY_2020/({'MWh' if self.unit == 'GWh' else 't'}{per})"

    def _said(self) -> str:
        return f"{'MWh' if self.unit == 'GWh' else 't'} a year"


def serve(tables: Tables, carrier: str, demand: Mapping[str, list[Figure]]) -> None:
    """Rows of demand; figures are Mt or TWh a year."""
    for region, path in demand.items():
        if any(f.value for f in path):
            unit = "Mt/year" if carrier in UNITS else "TWh/year"
            for figure in path:
                tables.add("demand", figure, carrier=carrier, region=region, unit=unit)


def by_share(national: Iterable[Figure], share: Mapping[str, Figure]) -> dict[str, list[Figure]]:
    """A national path on provinces."""
    path = list(national)
    return {
        region: [
            derived(f.value * part.value, f.unit, [f, part], f"National {f.value:.5g} x {part.note.lower()}", f.year)
            for f in path
        ]
        for region, part in share.items()
        if part.value > 0
    }


def provincial(research: Research, indicator: str, year: int) -> dict[str, Figure]:
    """Figures of regions.csv by province (Xinjiang is a macro-region too)."""
    return research.by_region("regions", region_type="province", indicator=indicator, year=year)


def shares_of(*weights: tuple[float, Mapping[str, Figure]], note: str) -> dict[str, Figure]:
    """Shares of provinces: a weighted mean of the shares in several indicators."""
    found: dict[str, float] = {}
    for weight, figures in weights:
        total = sum(f.value for f in figures.values())
        for region, figure in figures.items():
            found[region] = found.get(region, 0.0) + weight * figure.value / total
    parts = [next(iter(figures.values())) for _, figures in weights]
    return {r: derived(v / sum(found.values()), "1", parts, note) for r, v in sorted(found.items()) if v > 0}


def running(tables: Tables, year: int) -> dict[str, dict[str, float]]:
    """What stands and runs in a year of the record [GWh or kt], by technology and province; over-capacity idles in proportion."""
    stands, demand = tables.frame("existing_capacity"), tables.frame("demand")
    technologies = tables.frame("technologies")
    reference = dict(zip(technologies.technology, technologies.reference, strict=True))
    capacity = _paths(stands[stands.year <= RECORD[-1]], ["technology", "region"])
    wanted = _paths(demand[demand.carrier == "refining"], ["carrier", "region"])
    found: dict[str, dict[str, float]] = {}
    for (technology, region), path in capacity.items():
        runs = interpolate(path, year) * HOURS
        if reference[technology] == "refining":
            runs = min(runs, interpolate(wanted["refining", region], year) * 1000)
        found.setdefault(technology, {})[region] = runs
    return found


def _paths(rows: pd.DataFrame, keys: list[str]) -> dict[tuple[str, str], list[Figure]]:
    """Figures by two keys, in order of year."""
    found: dict[tuple[str, str], list[Figure]] = {}
    rows = rows.sort_values("year")
    columns = [rows[c].tolist() for c in (*keys, "value", "unit", "year")]
    for first, second, value, unit, year in zip(*columns, strict=True):
        found.setdefault((str(first), str(second)), []).append(assumed(float(value), unit, "", int(year)))
    return found
