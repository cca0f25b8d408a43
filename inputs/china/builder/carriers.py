"""Carriers of the case: energy in GWh (lower heating value), materials in kt, hydrogen and CO2 in kt, road use in million vehicle-km.

Fuels and materials balance by the year, hydrogen by the day (pipes and works tanks even out the hours), electricity by the step.
"""

from __future__ import annotations

from builder.research import Research
from builder.tables import Tables

CARRIERS = (
    # carrier, name, unit, clock, color
    ("electricity", "Electricity", "GWh", "hour", "#f2b233"),
    ("h2", "Hydrogen", "kt", "day", "#2a9d8f"),
    ("h2_fuel", "Hydrogen at the pump", "kt", "year", "#52b69a"),
    ("coal", "Coal", "GWh", "year", "#4a4a4a"),
    ("gas", "Natural gas", "GWh", "year", "#a07855"),
    ("gasoline", "Gasoline", "GWh", "year", "#c97b63"),
    ("diesel", "Diesel", "GWh", "year", "#8c564b"),
    ("kerosene", "Kerosene", "GWh", "year", "#b5838d"),
    ("oil", "Fuel oil, LPG and other oil products", "GWh", "year", "#6d597a"),
    ("synfuel", "Synthetic fuel of biogenic or air carbon", "GWh", "year", "#76c893"),
    ("biomass", "Biomass", "GWh", "year", "#7f9f3f"),
    ("co2", "Captured CO2, fossil", "kt", "year", "#9a9a9a"),
    ("bco2", "Captured CO2, biogenic or from the air", "kt", "year", "#8fbc8f"),
    ("car_km", "Passenger car use", "Mvkm", "year", "#577590"),
    ("bus_km", "Bus use", "Mvkm", "year", "#4d908e"),
    ("truck_light_km", "Light truck use", "Mvkm", "year", "#43aa8b"),
    ("truck_medium_km", "Medium truck use", "Mvkm", "year", "#90be6d"),
    ("truck_heavy_km", "Heavy truck use", "Mvkm", "year", "#f9c74f"),
    ("aviation", "Aviation fuel service", "GWh", "year", "#b5838d"),
    ("shipping", "Shipping fuel service", "GWh", "year", "#355070"),
    ("machinery", "Rail, farm and building machinery, diesel equivalent", "GWh", "year", "#8c564b"),
    ("steel", "Crude steel", "kt", "year", "#5f6caf"),
    ("cement", "Cement", "kt", "year", "#a3a3a3"),
    ("ammonia", "Ammonia", "kt", "year", "#48cae4"),
    ("methanol", "Methanol", "kt", "year", "#0096c7"),
    ("refining", "Refined crude oil", "kt", "year", "#6d597a"),
    ("heat_industry", "Industrial heat of other branches", "GWh", "year", "#e76f51"),
    ("heat_district", "District and plant heat", "GWh", "year", "#d62828"),
    ("heat_building", "Heat, hot water and cooking in buildings", "GWh", "year", "#f4978e"),
    ("process", "Other process CO2 before abatement", "kt", "year", "#777777"),
)
FAMILY = {"h2": "hydrogen", "h2_fuel": "hydrogen"}


def add_carriers(research: Research, tables: Tables) -> None:
    """Rows of carriers.csv."""
    for carrier, name, unit, clock, color in CARRIERS:
        tables.carrier(carrier, name, unit, color, clock=clock, family=FAMILY.get(carrier))
