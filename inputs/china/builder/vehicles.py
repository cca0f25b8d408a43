"""Vehicles: how many there are of each class and drive, how far they go, and what is left of them later.

Registered vehicles times the mileage and consumption of the research would burn more fuel than was burnt. Mileage is therefore
scaled by one factor for cars (gasoline) and one for trucks and buses (diesel and gas), in 2021 and in 2024, so that the fuel of
fuel_use.py comes out; the factors of 2024 hold from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp

from builder.fuel_use import HISTORY, energy
from builder.research import Figure, Research, assumed, derived, interpolate

YEARS = (2021, 2024, *range(2025, 2061, 5))
DRIVES = ("ice", "bev", "fcev")
MJ_PER_KWH = 3.6
LAG = 5  # years by which the mean vehicle on the road is older than a new one
PLUG = 0.9  # of the electricity at the plug reaches the battery
LHV = 119.96  # MJ/kg of hydrogen


@dataclass(frozen=True, eq=False)
class VehicleClass:
    """Where the figures of a class of vehicles are."""

    key: str
    name: str
    fuel: str
    counted: tuple[str, ...]  # sectors of demand.csv that are its stock of 2019
    indicator: str  # of regions.csv: stock of 2023
    planned: str  # sector of demand.csv: stock of 2030 and later
    sector: str  # sector of demand.csv: mileage
    models: dict[str, float]  # technologies and their shares in the class
    life: tuple[float, float]  # Weibull: years, shape

    @property
    def carrier(self) -> str:
        return f"{self.key}_km"


RIGID, TRACTOR = "truck_rigid_18t", "truck_tractor_49t"
CLASSES = (
    VehicleClass(
        "car", "Car", "gasoline", ("passenger_small", "passenger_mini"), "vehicles_passenger_cars", "passenger_cars",
        "passenger_cars", {"car_medium": 1.0}, (14.5, 3.5),
    ),
    VehicleClass(
        "bus", "Bus", "diesel", ("passenger_large", "passenger_medium"), "vehicles_buses_large_medium", "buses", "buses",
        {"bus_12m_city": 1.0}, (10.0, 2.5),
    ),
    VehicleClass(
        "truck_light", "Light truck", "diesel", ("trucks_light", "trucks_mini"), "vehicles_trucks_light",
        "trucks_light_medium", "trucks_light", {"truck_light_4.5t": 1.0}, (10.0, 2.5),
    ),
    VehicleClass(
        "truck_medium", "Medium truck", "diesel", ("trucks_medium",), "vehicles_trucks_medium", "trucks_light_medium",
        "trucks_medium", {RIGID: 1.0}, (10.0, 2.5),
    ),
    VehicleClass(
        "truck_heavy", "Heavy truck", "diesel", ("trucks_heavy",), "vehicles_trucks_heavy", "trucks_heavy", "trucks_heavy",
        {RIGID: 0.5, TRACTOR: 0.5}, (10.0, 2.5),
    ),
)  # fmt: skip
GASEOUS = ("truck_heavy", "bus")  # classes whose engines burn gas too

PLUG_IN = {2021: (6.40e6, 1.44e6), 2024: (22.09e6, 9.31e6)}  # battery and plug-in hybrid vehicles
HYBRID = 0.5  # of a plug-in hybrid counts as electric, the rest as an engine
OTHER_ELECTRIC = {  # battery vehicles that are no cars
    2021: {"bus": 450e3, "truck_light": 450e3, "truck_medium": 2e3, "truck_heavy": 15e3},
    2024: {"bus": 550e3, "truck_light": 1300e3, "truck_medium": 10e3, "truck_heavy": 150e3},
}
FUEL_CELL = {2021: 8900.0, 2024: 24000.0}
FUEL_CELL_CLASSES = {"truck_heavy": 0.55, "bus": 0.25, "truck_light": 0.20}
YOUNG = {"ice": 0.03, "bev": 0.45, "fcev": 0.30}  # growth of the stock so far, 1/year: the faster, the younger it is


@cache
def stock(research: Research, c: VehicleClass, year: int) -> Figure:
    """Registered vehicles: counted 2019, estimated 2023, planned from 2030; linear between."""
    path = _stock_path(research, c)
    note = "Stock: counted 2019, estimate 2023, planning path from 2030, linear between"
    return derived(interpolate(path, year), "vehicle", path[:3], note, year)


@cache
def _stock_path(research: Research, c: VehicleClass) -> list[Figure]:
    counted = [
        research.ask("demand", region_code="CN", sector=s, indicator="stock", scenario="history", year=2019)
        for s in c.counted
    ]
    now = _stock_2023(research, c.indicator)
    whole = now.value
    if c.planned == "trucks_light_medium":
        whole = sum(_stock_2023(research, f"vehicles_trucks_{k}").value for k in ("light", "medium"))
    planned = research.path("demand", region_code="CN", sector=c.planned, indicator="stock", scenario="mid", carrier="")
    first = derived(sum(f.value for f in counted), "vehicle", counted, "", 2019)
    return [first, now, *(f.times(now.value / whole, "vehicle") for f in planned)]


def _stock_2023(research: Research, indicator: str) -> Figure:
    return research.ask("regions", region_type="national", indicator=indicator, year=2023)


@cache
def drives(research: Research, c: VehicleClass, year: int) -> dict[str, Figure]:
    """Registered vehicles of 2021 or 2024 by drive."""
    whole = stock(research, c, year)
    battery, hybrid = PLUG_IN[year]
    others = OTHER_ELECTRIC[year]
    electric = battery + HYBRID * hybrid - sum(others.values()) if c.key == "car" else others[c.key]
    note = f"battery vehicles and {HYBRID:.0%} of plug-in hybrids; "
    note += "their total sourced, the classes assumed" if year == 2024 else "2021 from memory"
    counted = research.ask("demand", region_code="CN", sector="nev", indicator="stock", scenario="history", year=2024)
    bev = derived(electric, "vehicle", [counted, assumed(0, "1", "")], note, year)
    cells = FUEL_CELL[year] * FUEL_CELL_CLASSES.get(c.key, 0.0)
    known = research.ask("demand", region_code="CN", sector="fcv", indicator="stock", scenario="history", year=2024)
    fcev = derived(cells, "vehicle", [known, assumed(0, "1", "")], "total of fuel-cell vehicles; classes assumed", year)
    ice = derived(
        whole.value - electric - cells, "vehicle", [whole, bev], "stock less battery and fuel-cell vehicles", year
    )
    return {"ice": ice, "bev": bev, "fcev": fcev}


@cache
def use_of_energy(research: Research, c: VehicleClass, drive: str, year: int) -> Figure:
    """Energy per distance of the mean vehicle on the road, from the tank or the battery [MJ/km]."""
    found = []
    for model, share in c.models.items():
        path = _new_vehicle(research, f"{model}_{drive.upper()}")
        found.append(Figure(interpolate(path, year - LAG) * share, "MJ/km", path[0].source, path[0].quality))
    note = f"that of a new vehicle {LAG} years before (2020 at the earliest): {' and '.join(c.models)}"
    return derived(sum(f.value for f in found), "MJ/km", found, note, year)


@cache
def _new_vehicle(research: Research, kind: str) -> list[Figure]:
    return research.technology(kind, "energy_use", "MJ/km")


@cache
def mileage(research: Research, c: VehicleClass, year: int) -> Figure:
    """Distance a year of a registered vehicle, scaled to the fuel that was burnt [km/year]."""
    stated = _stated_mileage(research, c, year)
    scale = factors(research)["cars" if c.key == "car" else "trucks and buses", 2021 if year < 2024 else 2024]
    note = (
        f"stated {stated.value:.0f} km/year x {scale:.3f} so that the fuel of {2021 if year < 2024 else 2024} comes out"
    )
    return derived(stated.value * scale, "km/year", [stated], note, year)


@cache
def service(research: Research, c: VehicleClass, year: int) -> Figure:
    """Distance driven by a class in the nation [Mvkm/year]."""
    vehicles, far = stock(research, c, year), mileage(research, c, year)
    return derived(vehicles.value * far.value / 1e6, "Mvkm/year", [vehicles, far], f"{vehicles.note}; {far.note}", year)


def gas_share(research: Research, year: int) -> float:
    """Share of gas in the fuel of the engines of heavy trucks and buses."""
    use = {c.key: _burnt_as_stated(research, c, year) for c in CLASSES if c.key in GASEOUS}
    return energy(research, "road_gas", "gas", year) / (sum(use.values()) * factors(research)["trucks and buses", year])


@cache
def left(c: VehicleClass, drive: str, years: float) -> float:
    """Share of the stock of 2024 that still stands so many years later; its ages follow from how fast it grew."""
    ages = [a / 2 for a in range(80)]
    weights = [survival(c, a) * exp(-YOUNG[drive] * a) for a in ages]
    later = sum(survival(c, a + years) * exp(-YOUNG[drive] * a) for a in ages)
    return later / sum(weights)


def survival(c: VehicleClass, age: float) -> float:
    """Share of vehicles that still stand at an age (Weibull)."""
    scale, shape = c.life
    return exp(-((age / scale) ** shape))


@cache
def factors(research: Research) -> dict[tuple[str, int], float]:
    """What stated mileage is multiplied by."""
    found = {}
    for year in HISTORY:
        cars = energy(research, "gasoline", "gasoline", year)
        rest = energy(research, "road_diesel", "diesel", year) + energy(research, "road_gas", "gas", year)
        stated = {c.key: _burnt_as_stated(research, c, year) for c in CLASSES}
        found["cars", year] = cars / stated["car"]
        found["trucks and buses", year] = rest / sum(v for k, v in stated.items() if k != "car")
    return found


@cache
def _burnt_as_stated(research: Research, c: VehicleClass, year: int) -> float:
    """Fuel of engines at the stated mileage [GWh]."""
    engines = drives(research, c, year)["ice"].value
    km = engines * _stated_mileage(research, c, year).value
    return km * use_of_energy(research, c, "ice", year).value / MJ_PER_KWH / 1e6


def _stated_mileage(research: Research, c: VehicleClass, year: int) -> Figure:
    path = _mileage_path(research, c)
    return derived(interpolate(path, year), "km/year", path[:1], "", year)


@cache
def _mileage_path(research: Research, c: VehicleClass) -> list[Figure]:
    return research.path("demand", region_code="CN", sector=c.sector, indicator="annual_mileage", scenario="mid")
