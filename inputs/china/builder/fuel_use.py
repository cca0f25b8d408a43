"""What transport, farms and building sites burnt in 2021 and 2024: the figures that activity is calibrated to.

2021 are the lines of reconciliation.csv. 2024 is 2021 times an index: crude throughput for gasoline, diesel and fuel oil, apparent
use for kerosene, supply for natural gas. Machinery is rail and the oil of farms and building sites; the little coal of transport
is counted with it as diesel. Coal and gas of farms and sites are heat, and stand with buildings.
"""

from __future__ import annotations

from functools import cache

from builder.fuels import factor
from builder.research import Figure, Research, derived

HISTORY = (2021, 2024)
ENTERPRISES = "diesel (operating enterprises: road, rail, inland ships)"
ROAD = "private and company road vehicles"


@cache
def burnt(research: Research, year: int) -> dict[str, Figure]:
    """CO2 of a year by use [Mt]: gasoline, road_diesel, road_gas, aviation, shipping, machinery."""
    rows = research.frame("reconciliation")
    co2 = dict(zip(zip(rows.group, rows.line, strict=True), rows.co2_2021_mt, strict=True))
    gasoline, diesel = _road_booked_elsewhere(research)
    ships, rail = (_part_of_diesel(research, sector) * co2["transport", ENTERPRISES] for sector in ("shipping", "rail"))
    machines = (
        co2["agriculture", "agriculture oil"] + co2["construction", "construction oil"] + co2["transport", "coal"]
    )
    found = {
        "gasoline": co2["transport", "gasoline (operating enterprises)"] + gasoline,
        "road_diesel": co2["transport", ENTERPRISES] - ships - rail + diesel,
        "road_gas": co2["transport", "gas and LPG"],
        "aviation": co2["transport", "aviation kerosene"],
        "shipping": co2["transport", "shipping fuel oil"] + ships,
        "machinery": machines + rail,
    }
    part = research.ask("sector-energy", scope="balance", sector="transport_statistical", year=2020, carrier="diesel")
    told = "2021: lines of reconciliation.csv" + ("; 2024 by index" if year == 2024 else "")
    return {use: derived(v * _index(research, use, year), "MtCO2/year", [part], told, year) for use, v in found.items()}


@cache
def energy(research: Research, use: str, carrier: str, year: int) -> float:
    """Fuel that makes the CO2 of a use, all of it as one carrier [GWh]."""
    return burnt(research, year)[use].value * 1e6 / factor(research, carrier).value / 3.6


def _road_booked_elsewhere(research: Research) -> tuple[float, float]:
    """CO2 of gasoline and diesel of road vehicles in other sectors of the balance, told apart by the mean factor of the line."""
    rows = research.frame("reconciliation")
    rows = rows[rows.line.str.startswith(ROAD)]
    light, heavy = factor(research, "gasoline").value, factor(research, "diesel").value
    gasoline = rows.activity_2020 * (heavy - rows.factor) / (heavy - light)
    diesel = rows.activity_2020 - gasoline
    grown = rows.index_2021 / 1000
    return float((gasoline * light * grown).sum()), float((diesel * heavy * grown).sum())


def _part_of_diesel(research: Research, sector: str) -> float:
    """Share of ships or rail in the diesel of transport enterprises."""
    whole = research.ask("sector-energy", scope="balance", sector="transport_statistical", carrier="diesel", year=2020)
    mine = research.ask("sector-energy", scope="model", sector=sector, carrier="diesel", year=2020)
    return mine.value / whole.value


def _index(research: Research, use: str, year: int) -> float:
    if year == 2021:
        return 1.0
    if use == "road_gas":
        made = {
            y: sum(
                research.ask("energy-prices", carrier="natural_gas", indicator=i, year=y).value
                for i in ("production", "imports")
            )
            for y in HISTORY
        }
        return made[2024] / made[2021]
    sector, carrier = ("aviation", "kerosene") if use == "aviation" else ("shipping", "fuel_oil")
    now, then = (
        research.ask("sector-energy", scope="model", sector=sector, carrier=carrier, year=y) for y in (2024, 2021)
    )
    return now.value / then.value
