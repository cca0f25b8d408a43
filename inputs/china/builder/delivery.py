"""What networks take to bring electricity from the grid of a province to where it is used.

The carrier `electricity` is that of power plants: its price is one of generation. Users pay transmission and distribution
besides, and without that cost whatever runs on electricity would look cheaper than it is. It is part of the variable cost of what uses
electricity, for each unit it draws. Demand that is given (`load.py`) pays it too, but has no choice, so it is not in the total.
"""

from __future__ import annotations

from builder.research import Figure, Research, assumed, derived
from builder.tables import Tables

ON_GRID = assumed(0.397, "CNY_2020/kWh", "Price of coal power at its plant in 2024, 0.41 CNY/kWh, recalled order")
UNITS = {"GWh": "MWh", "kt": "t", "Mvkm": "vkm"}  # of an activity -> of its cost
PER_UNIT = {"GWh": 1.0, "kt": 1.0, "Mvkm": 1e-3}  # GWh per unit x CNY/MWh -> CNY per MWh, t and vkm
LINKED = ("electrolyser_alk", "electrolyser_pem")  # take power at high voltage, much of it beside wind and sun
BY_SECTOR = {  # of the delivery to industry, assumed: low voltage costs more, posts for charging most
    "buildings": 1.6,
    "transport": 2.0,
    "machinery": 1.6,
}
HIGH_VOLTAGE = 0.3


def add_delivery(research: Research, tables: Tables) -> None:
    """Raises the variable cost of every technology that draws electricity, but for power plants, stores and lines."""
    industry = _industry(research)
    technologies = tables.frame("technologies").set_index("technology")
    ports = tables.frame("ports")
    drawn = ports[(ports.carrier == "electricity") & (ports.direction == "in")]
    for technology, rows in drawn.groupby("technology", sort=False):
        sector = str(technologies.sector[technology])
        part = HIGH_VOLTAGE if technology in LINKED else BY_SECTOR.get(sector, 1.0)
        cost = industry.times(
            part, industry.unit, f"x {part:g} ({'high voltage' if part < 1 else sector})" if part != 1 else ""
        )
        unit = str(ports.unit[rows.index[0]]).split("/")[1]
        path = [
            derived(
                float(row.value) * cost.value * PER_UNIT[unit],
                f"CNY_2020/{UNITS[unit]}",
                [cost],
                f"Delivery of {row.value:.4g} {row.unit} at {cost.value:.0f} CNY_2020/MWh: {cost.note}",
                0 if row.year != row.year else int(row.year),
            )
            for row in rows.itertuples()
        ]
        tables.raise_parameter(str(technology), "variable_cost", path)


def _industry(research: Research) -> Figure:
    """Transmission and distribution to industry at 35 to 110 kV [CNY_2020/MWh]."""
    paid = research.technology("energy_price_China", "price_grid_industrial", "CNY_2020/kWh")[0]
    note = f"{paid.value:.3g} CNY_2020/kWh of industry less {ON_GRID.value:g} of coal power at its plant"
    return derived((paid.value - ON_GRID.value) * 1000, "CNY_2020/MWh", [paid, ON_GRID], note)
