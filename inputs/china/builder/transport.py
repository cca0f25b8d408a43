"""Transport: the road, and what flies, sails, and works on rails, fields and building sites."""

from __future__ import annotations

from builder.fuel_use import HISTORY, burnt, energy
from builder.provinces import shares
from builder.research import Figure, Research, assumed, derived
from builder.road import add_road
from builder.tables import Tables
from builder.vehicles import CLASSES, DRIVES

FLAT = {2025: 1.0, 2030: 1.0, 2040: 0.95, 2050: 0.9, 2060: 0.85}
GROWTH = {  # demand against 2024
    "aviation": {2025: 1.05, 2030: 1.3, 2035: 1.5, 2040: 1.7, 2050: 1.9, 2060: 2.0},
    "shipping": {2025: 1.0, 2030: 1.05, 2040: 1.1, 2050: 1.05, 2060: 1.0},
    "machinery": FLAT,
}
WHY = {
    "aviation": "traffic about trebles by 2060, fuel per traffic falls by 1.3 % a year",
    "shipping": "trade grows, coal and oil cargo goes",
    "machinery": "level to 2030, then less building and fewer people",
}
PORTS = {  # provinces with sea ports or on the Yangtze, and the weight of their GDP
    **dict.fromkeys(("LN", "HE", "TJ", "SD", "JS", "SH", "ZJ", "FJ", "GD", "GX", "HI"), 1.0),
    **dict.fromkeys(("AH", "JX", "HB", "HN", "CQ"), 0.25),
}
AMMONIA = 18.6  # MJ/kg


def add_transport(research: Research, tables: Tables) -> None:
    """Rows of all transport."""
    add_road(research, tables)
    _aviation(research, tables)
    _shipping(research, tables)
    _machinery(research, tables)
    transport_policies(tables)


# -- demand -------------------------------------------------------------------------------------------------


def _used(research: Research, carrier: str, year: int) -> float:
    """Fuel of 2021 or 2024 [GWh]."""
    fuel = {"aviation": "kerosene", "shipping": "oil", "machinery": "diesel"}[carrier]
    return energy(research, carrier, fuel, year)


def _demand(research: Research, tables: Tables, carrier: str, part: dict[str, Figure]) -> None:
    told = [burnt(research, 2021)[carrier]]
    now = _used(research, carrier, HISTORY[1])
    path = {y: (_used(research, carrier, y), "CO2 of the national lines / factor of the fuel") for y in HISTORY}
    path |= {y: (now * g, f"{g:g} of 2024: {WHY[carrier]} (assumed)") for y, g in GROWTH[carrier].items()}
    for year, (value, note) in path.items():
        for region, share in part.items():
            parts = [*told, share] if year in HISTORY else [*told, share, assumed(0, "1", "")]
            figure = derived(value * share.value, "GWh/year", parts, f"{share.note}; {note}", year)
            tables.add("demand", figure, carrier=carrier, region=region)


def _free(tables: Tables, technology: str, name: str, reference: str, sector: str, carriers: tuple[str, ...]) -> None:
    """A converter without cost that takes fuels in free shares: the vehicles are the same."""
    tables.converter(technology, name, reference, "GWh", clock="year", sector=sector)
    for carrier in carriers:
        note = "fuel in, fuel service out"
        tables.add(
            "ports", assumed(1, "GWh/GWh", note), technology=technology, carrier=carrier, direction="in", group="fuel"
        )  # fmt: skip
    tables.parameter(technology, "life", assumed(25, "year", "craft and machines are the same for these fuels"))
    token = assumed(0.1, "CNY_2020/kW/year", "next to nothing, so that no more stands than is used")
    tables.parameter(technology, "fixed_cost", token)


# -- air and water ------------------------------------------------------------------------------------------


def _aviation(research: Research, tables: Tables) -> None:
    _demand(research, tables, "aviation", shares(research, "gdp", 2024))
    _free(tables, "aviation_fuel", "Aircraft", "aviation", "transport", ("kerosene", "synfuel"))


def _shipping(research: Research, tables: Tables) -> None:
    gdp = shares(research, "gdp", 2024)
    weighed = {r: gdp[r].value * w for r, w in PORTS.items()}
    total = sum(weighed.values())
    note = "Share in GDP 2024 of provinces on the sea, a quarter of it on the Yangtze (assumed)"
    part = {r: derived(v / total, "1", [gdp[r], assumed(0, "1", "")], note) for r, v in weighed.items()}
    _demand(research, tables, "shipping", part)
    _free(tables, "ship_oil", "Ships, oil", "shipping", "transport", ("oil", "synfuel"))
    name = "ship_ammonia"
    tables.converter(name, "Ships, ammonia", "shipping", "GWh", clock="year", sector="transport")
    need = assumed(3.6 / AMMONIA, "kt/GWh", f"{AMMONIA:g} MJ/kg, the same efficiency; pilot fuel left out")
    tables.add("ports", need, technology=name, carrier="ammonia", direction="in")
    more = assumed(
        8000, "CNY_2020/kW", "engine, tanks and lost cargo space beside an oil ship: about 20 CNY/GJ of fuel"
    )
    tables.parameter(name, "capital_cost", more)
    tables.parameter(name, "life", assumed(25, "year", "ship"))
    tables.add("potentials", assumed(0, "GW", "no ships before 2030", 2025), technology=name, limit="capacity_max")
    tables.add("potentials", assumed(100, "GW", "no limit from 2035 on", 2035), technology=name, limit="capacity_max")


# -- machines -----------------------------------------------------------------------------------------------

ELECTRIC_USE = {2025: 0.40, 2060: 0.36}  # GWh per GWh of diesel
ELECTRIC_COST = {2025: 14500.0, 2030: 11000.0, 2040: 8000.0, 2060: 6500.0}  # CNY_2020/kW of diesel service all year


def _machinery(research: Research, tables: Tables) -> None:
    _demand(research, tables, "machinery", shares(research, "population", 2024))
    _free(tables, "machine_fuel", "Machines, fuel", "machinery", "machinery", ("diesel", "synfuel"))
    name = "machine_electric"
    tables.converter(name, "Machines, electric", "machinery", "GWh", clock="year", sector="machinery")
    for year, value in ELECTRIC_USE.items():
        figure = assumed(value, "GWh/GWh", "motor against diesel engine", year)
        tables.add("ports", figure, technology=name, carrier="electricity", direction="in")
    note = "what an electric machine costs more than a diesel one: about 60 CNY/GJ of diesel replaced now, 27 in 2060"
    tables.parameter(name, "capital_cost", *(assumed(v, "CNY_2020/kW", note, y) for y, v in ELECTRIC_COST.items()))
    tables.parameter(name, "life", assumed(10, "year", "machines"))


# -- policies -----------------------------------------------------------------------------------------------

FLOOR = {2025: (40.9, "CAAM-2025"), 2030: (70.0, "CSAE-3.0"), 2040: (85.0, "CSAE-3.0")}
BUSES = {2025: 50, 2035: 60}  # least battery and fuel-cell buses of those sold, %
CEILING = {  # most that battery vehicles can be of what is sold, %
    "car": {2025: 55, 2030: 80, 2035: 92, 2040: 100},
    "bus": {2025: 60, 2030: 75, 2040: 90, 2060: 95},
    "truck_light": {2025: 35, 2030: 60, 2040: 90, 2060: 95},
    "truck_medium": {2025: 20, 2030: 45, 2040: 80, 2060: 90},
    "truck_heavy": {2025: 20, 2030: 40, 2040: 60, 2060: 70},
}
ELECTRIC_MACHINES = {2025: 3, 2030: 10, 2040: 45, 2050: 80, 2060: 90}  # % of service at most
PACE = 60  # %/year


def transport_policies(tables: Tables) -> None:
    """What is sold and how fast it can change; rows to keep, change or switch off."""
    every = {c.key: ";".join(f"{c.key}_{d}" for d in DRIVES) for c in CLASSES}
    for year, (value, source) in FLOOR.items():
        note = "New-energy cars in sales: 2024 as sold, then the roadmap; plug-in hybrids count there, not here"
        tables.add(
            "policies", assumed(value, "%", note, year), id="nev_sales", kind="share", quantity="build",
            technology="car_bev;car_fcev", relative_to=every["car"], sense=">=", on="yes", source=source,
        )  # fmt: skip
    for year, share in BUSES.items():
        note = "City buses are nearly all electric when replaced, coaches are not; about half of sales today"
        tables.add(
            "policies", assumed(share, "%", note, year), id="bus_sales", kind="share", quantity="build",
            technology="bus_bev;bus_fcev", relative_to=every["bus"], sense=">=", on="yes",
        )  # fmt: skip
    for key, path in CEILING.items():
        note = "What battery vehicles can take of sales: charging places, model range, cold and long distance"
        for year, value in path.items():
            tables.add(
                "policies", assumed(value, "%", note, year), id=f"{key}_battery_sales", kind="share", quantity="build",
                technology=f"{key}_bev", relative_to=every[key], sense="<=", on="yes",
            )  # fmt: skip
    for year, value in ELECTRIC_MACHINES.items():
        tables.add(
            "policies", assumed(value, "%", "how far electric machines can be in use", year), id="electric_machines",
            kind="share", quantity="output", carrier="machinery", technology="machine_electric", relative_to="all",
            sense="<=", on="yes",
        )  # fmt: skip
    _fuel_cells(tables)
    _synfuel(tables)


def _fuel_cells(tables: Tables) -> None:
    def vehicles(keys: tuple[str, ...]) -> dict[str, str]:
        coefficient = ";".join(f"{k}_fcev=1" for k in keys)
        return {"technology": ";".join(f"{k}_fcev" for k in keys), "coefficient": coefficient, "quantity": "capacity"}

    note = "industry grew at about 40 % a year to 2024; the expectation for 2035 needs 58 %"
    tables.add(
        "policies", assumed(PACE, "%/year", note), id="fuel_cell_pace", kind="growth", relative_to="existing",
        seed=5, seed_unit="kvehicle/year", on="yes", **vehicles(tuple(c.key for c in CLASSES)),
    )  # fmt: skip
    for year, value, source, on, name in (
        (2030, 100, "MIIT-2026", "yes", "fuel_cell_goal"),
        (2035, 1000, "CSAE-2.0", "no", "fuel_cell_hope"),
    ):
        told = "Stock of fuel-cell vehicles, here of heavy trucks and buses: else the cheapest car would do"
        figure = Figure(value, "kvehicle", source, "sourced", told, year)
        tables.add(
            "policies", figure, id=name, kind="capacity", sense=">=", start=year, on=on, **vehicles(("truck_heavy", "bus"))
        )  # fmt: skip


def _synfuel(tables: Tables) -> None:
    for technology in ("power_to_liquid", "biomass_to_liquid"):
        note = "a new process industry: 2 GW a year to begin with, then 20 % a year"
        tables.add(
            "policies", assumed(20, "%/year", note), id=f"{technology}_pace", kind="growth", quantity="capacity",
            technology=technology, relative_to="existing", seed=2, seed_unit="GW/year", on="yes",
        )  # fmt: skip
