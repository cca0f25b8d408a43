"""What the scenario `hindcast` is set against: official and reconciled figures of 2021 and 2024.

`fixed` says that an input was set to this very figure, or to one that gives it; `predicted` that the model decides.
"""

from __future__ import annotations

from typing import Any

from builder.accounts import POOL, answers
from builder.plants import HEAT_RATE_GAIN, NOT_COAL_2021
from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables
from builder.utilisation import SOLAR, WIND_2021

THERMAL = "coal_power;gas_power;biomass_power"
OWN_HYDROGEN = "methanol=0.129"  # t of hydrogen inside a works of methanol from coal, per t
BIOMASS_2024 = assumed(208, "TWh", "Recalled biomass and waste power of 2024 (CEC)", 2024)
RELEASED = "energy supply;use;raw material"  # all stages but removal
SECTORS = {  # carrier that is served (accounts.py) -> sector
    "steel": "steel", "cement": "cement", "methanol": "chemicals", "refining": "refining", "process": "process",
    "heat_building": "buildings",
}  # fmt: skip


def add_calibration(research: Research, tables: Tables) -> None:
    """Rows of calibration.csv."""
    _power(research, tables)
    _capacity(research, tables)
    _carbon(research, tables)
    _hydrogen(research, tables)


def _row(
    tables: Tables, name: str, quantity: str, kind: str, figure: Figure, year: int, unit: str, **cells: Any
) -> None:
    known = Figure(figure.value, unit, figure.source, figure.quality, figure.note)
    tables.add("calibration", known, name=name, quantity=quantity, kind=kind, year=year, **cells)


def _power(research: Research, tables: Tables) -> None:
    before = research.by_region("regions", indicator="generation_thermal", year=2020)
    rows = research.frame("reconciliation")
    index = rows[(rows.group == "power") & (rows.line == "coal")].iloc[0].index_2021
    note = "Thermal generation of 2020, grown as the reconciliation says"
    thermal = {
        2021: derived(sum(f.value for f in before.values()) * index / HEAT_RATE_GAIN, "TWh", before.values(), note),
        2024: research.ask("policies", indicator="generation_thermal", year=2024),
    }
    gas = {2021: NOT_COAL_2021[0], 2024: _mean_plant(research, "gas", {2023: "capacity_gas"})}
    wood = {2021: NOT_COAL_2021[1], 2024: BIOMASS_2024}
    hydro = {y: research.by_region("regions", indicator="generation_hydro", year=y) for y in (2020, 2022, 2024)}
    river = {y: sum(f.value for f in by_region.values()) for y, by_region in hydro.items()}
    one = [next(iter(hydro[2020].values()))]
    generation = {
        "Wind": ("wind_on;wind_off", "fixed", {2021: WIND_2021, 2024: research.ask("policies", indicator="generation_wind", year=2024)}),
        "Solar": ("pv;pv_roof", "fixed", SOLAR),
        "Gas power": ("gas_power", "fixed", gas),
        "Biomass and waste power": ("biomass_power", "fixed", wood),
        "Hydro": ("hydro", "fixed", {
            2021: derived((river[2020] + river[2022]) / 2, "TWh", one, "Plant above 6 MW; mean of 2020 and 2022"),
            2024: derived(river[2024], "TWh", one, "Plant above 6 MW"),
        }),
        "Nuclear": ("nuclear", "predicted", {
            2021: assumed(407.5, "TWh", "Recalled generation of the year (CEC)"),
            2024: _mean_plant(research, "nuclear", {2023: "capacity_nuclear"}),
        }),
        "Coal power, furnace gas and waste heat": ("coal_power", "predicted", {
            y: derived(all_of.value - gas[y].value - wood[y].value, "TWh", [all_of, gas[y], wood[y]], "Thermal less gas and biomass")
            for y, all_of in thermal.items()
        }),
        "All thermal power": (THERMAL, "predicted", thermal),
    }  # fmt: skip
    for name, (technology, kind, path) in generation.items():
        for year, figure in path.items():
            _row(tables, name, "output", kind, figure, year, "TWh/year", technology=technology, carrier="electricity")


def _mean_plant(research: Research, name: str, before: dict[int, str]) -> Figure:
    """Hours of 2024 times the mean of the plant at its two ends."""
    hours = research.ask("policies", indicator=f"flh_{name}", year=2024)
    last = research.ask("policies", indicator=f"installed_{name}", year=2024)
    ((year, indicator),) = before.items()
    first = sum(f.value for f in research.by_region("regions", indicator=indicator, year=year).values())
    note = f"{hours.value:,.0f} h of 2024 on the mean of {first:.1f} and {last.value:.1f} GW"
    return derived(hours.value * (first + last.value) / 2e3, "TWh", [hours, last], note)


def _capacity(research: Research, tables: Tables) -> None:
    for name, technology in (
        ("wind", "wind_on;wind_off"),
        ("solar", "pv;pv_roof"),
        ("coal", "coal_power"),
        ("nuclear", "nuclear"),
    ):
        figure = research.ask("policies", indicator=f"installed_{name}", year=2024)
        _row(tables, f"Capacity, {name}", "capacity", "fixed", figure, 2024, "GW", technology=technology)


def _carbon(research: Research, tables: Tables) -> None:
    total = research.ask("policies", indicator="co2_fuel_combustion_plus_ippu", year=2021)
    _row(
        tables, "CO2 of fuel and process", "emission", "predicted", total, 2021, "MtCO2/year", gas="CO2", stage=RELEASED
    )
    rows = research.frame("reconciliation").set_index("line")
    lines = {group: float(part.co2_2021_mt.sum()) for group, part in rows.groupby("group")}
    machines = float(rows.loc[["agriculture oil", "construction oil"]].co2_2021_mt.sum())
    residual = float(rows.loc["RESIDUAL national - sector lines"].co2_2021_mt)
    mine = answers(research)
    source = Figure(0, "MtCO2", "NBS-EB-via-EPS; EF-NDRC", "derived", "")
    groups = {
        "power": (lines["power"], "power", "predicted", [source]),
        "heat of industry and districts": (mine["heat_industry"] + mine["heat_district"], "heat", "fixed", [source]),
        "transport, farm and building machines": (lines["transport"] + machines, "transport;machinery", "fixed", [source]),
        "hydrogen of the pool": (POOL.value, "hydrogen", "predicted", [POOL]),
        "what no line of the balance has": (residual, "unallocated", "fixed", [source]),
    }  # fmt: skip
    groups |= {sector: (mine[carrier], sector, "fixed", [source]) for carrier, sector in SECTORS.items()}
    for name, (value, sector, kind, parts) in groups.items():
        figure = derived(value, "MtCO2", parts, "Lines of reconciliation.csv as accounts.py shares them")
        _row(
            tables,
            f"CO2, {name}",
            "emission",
            kind,
            figure,
            2021,
            "MtCO2/year",
            gas="CO2",
            sector=sector,
            stage=RELEASED,
        )


def _hydrogen(research: Research, tables: Tables) -> None:
    told = f"With what methanol works make for themselves ({OWN_HYDROGEN.partition('=')[2]} t/t)"
    for name, sector, technology, kind in (
        ("Hydrogen", "all", "h2_coal;h2_gas;h2_byproduct;electrolyser_alk;methanol_coal", "fixed"),
        ("Hydrogen from coal", "supply_coal", "h2_coal;methanol_coal", "predicted"),
        ("Hydrogen from gas", "supply_natural_gas", "h2_gas", "predicted"),
        ("Hydrogen, by-product", "supply_byproduct", "h2_byproduct", "predicted"),
    ):
        indicator = (
            {"indicator": "demand_total", "scenario": "history"} if sector == "all" else {"indicator": "production"}
        )
        figure = research.ask("demand", region_code="CN", carrier="hydrogen", sector=sector, year=2024, **indicator)
        own = "methanol" in technology
        figure = Figure(figure.value, "Mt/year", figure.source, figure.quality, told if own else figure.note)
        _row(tables, name, "output", kind, figure, 2024, "Mt/year", technology=technology,
             carrier="h2;methanol" if own else "h2", coefficient=OWN_HYDROGEN if own else None)  # fmt: skip
