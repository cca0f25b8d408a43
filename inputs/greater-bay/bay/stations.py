"""Refuelling stations by size, pressure and what they are supplied with, counted one by one."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from optimizer.costs import carriers, compressor, dynamics, electrolyser, station_him
from optimizer.costs.table import number

from bay.book import MONEY, YEARS, Book, Figure, assumed, derived, from_library, in_money
from bay.places import GUANGDONG, NODES, NOZZLES, SHORT
from bay.road import FROM_YEAR, fleet_of


@dataclass(frozen=True)
class Kind:
    """What stations are supplied with: sizes on offer [kg/d], the law of the library for their cost, full pressure of trailers [bar]."""

    words: str
    sizes: tuple[int, ...]
    law: str
    bar: float = 0.0


KINDS = {
    "20": Kind("trailers of 20 MPa", (200, 500, 1000), "trailer", 200.0),
    "30": Kind("trailers of 30 MPa", (500, 1000, 2000), "trailer", 300.0),
    "50": Kind("trailers of 50 MPa", (500, 1000, 2000, 4000), "trailer", 500.0),
    "liquid": Kind("liquid hydrogen", (1000, 2000, 4000), "liquid"),
    "lohc": Kind("a liquid carrier", (1000, 4000), "lohc"),
    "nh3": Kind("ammonia, cracked there", (1000, 4000), "pipeline"),
    "pipe": Kind("pipes", (1000, 2000, 4000), "pipeline"),
    "onsite": Kind("its own electrolyser", (200, 500, 1000), "pipeline"),
}
BANK = {"35": 450.0, "70": 900.0}
"""Pressure of the store behind the dispenser [bar]."""
EMPTY = 40.0
TODAY = "station_today"
"""Stations that stand: 20 MPa trailers, 500 kg/d, 35 MPa."""
ANCHOR = {"35": "hrs_gaseous_350bar_China", "70": "hrs_gaseous_700bar_China"}
FIRST = {"pipe": 2030} | FROM_YEAR


def name_of(supply: str, size: int, mpa: str) -> str:
    """Of a technology, such as station_50_1000_35."""
    return f"station_{supply}_{size}_{mpa}"


def add_stations(book: Book) -> None:
    """All of them, and those that stand."""
    for supply, kind in KINDS.items():
        for size in kind.sizes:
            for mpa in NOZZLES:
                _station(book, supply, kind, size, mpa)
    _station(book, "20", KINDS["20"], 500, "35", TODAY)
    for node in NODES:
        book.add(
            "existing_capacity", _standing(book, node), technology=TODAY, region=node, build_year=2022, pays="capital"
        )


def _standing(book: Book, node: str) -> Figure:
    province = NODES[node][1]
    stock = book.figure("existing_stations", province)
    share = book.value("share_transport", node) if node in GUANGDONG else 1.0
    return derived(float(round(stock.value * share)), "unit", [stock, book.figure("existing_station_size")],
                   f"{stock.value:g} in {province}, {share:.0%} here; as 500 kg/d of 2022, which pay capital")  # fmt: skip


def _station(book: Book, supply: str, kind: Kind, size: int, mpa: str, stands: str = "") -> None:
    """One kind; `stands` is the name of what is there already and not built again."""
    name = stands or name_of(supply, size, mpa)
    words, color = (
        f"{SHORT[supply][0].upper()}{SHORT[supply][1:]}, {size} kg/d at {mpa} MPa",
        "#1b7f79" if mpa == "35" else "#52b69a",
    )
    words, build, whole = (f"Today, {size} kg/d at {mpa} MPa", "no", None) if stands else (words, None, "yes")
    book.technology(name, "converter", NOZZLES[mpa], words, note=f"Station supplied with {kind.words}", build=build, whole=whole, clock="year",
                    cost_category="station", group=f"stations {mpa} MPa", capacity_unit="unit", color=color)  # fmt: skip
    book.parameter(name, "activity_per_capacity", assumed(size / 24.0, "kg/hour/unit", f"{size} kg/d"))
    if not stands:
        book.parameter(name, "unit_size", assumed(1.0, "unit", "Whole stations"))
    share = book.figure("station_use")
    book.parameter(name, "availability", Figure(share.value, "1", share.source, share.quality, share.note))
    now, learns = capital(book, supply, kind, size, mpa)
    for year in YEARS:
        cost = now.value * (learned(book, year) * learns + 1.0 - learns)
        note = f"{now.note}; x {cost / now.value:.3g} by {year}, learning with the stations of the nation"
        paid, unit = ("capital_cost", "MCNY_2020/unit") if stands else ("fixed_charge", "MCNY_2020")
        book.parameter(name, paid, from_library(cost / 1e6, unit, now.source, note, year, "assumed"))
        fixed = book.value("station_fixed") * cost / 1e6
        book.parameter(
            name, "fixed_cost", from_library(fixed, "MCNY_2020/unit/year", "HIM", "5 % of the capital", year, "assumed")
        )
    book.parameter(name, "life", book.figure("station_life"))
    _ports(book, name, supply, kind, mpa)
    if supply in FIRST:
        book.from_year(name, FIRST[supply], NODES, "unit", "No supply before")


def learned(book: Book, year: int) -> float:
    """Cost over that of 2025, by the stations of the nation [1]."""
    grown = book.value("station_stock", "", year) / book.value("station_stock", "", 2025)
    return dynamics.learned_cost(1.0, grown, book.value("station_learning"))


def capital(book: Book, supply: str, kind: Kind, size: int, mpa: str) -> tuple[Figure, float]:
    """Overnight cost of one in 2025, and the share of it that learns as stations do."""
    liquid = supply == "liquid"
    variant = "1000 kg/d LH2" if liquid else f"1000 kg/d {mpa} MPa"
    anchor = book.china_cost(
        "hrs_liquid_700bar_China" if liquid else ANCHOR[mpa], "capex_station", MONEY, variant=variant
    )[0]
    station = anchor.value * (size / 1000.0) ** book.value("station_exponent_liquid" if liquid else "station_exponent")
    law = number("station_35mpa.capital_share", "1") if liquid and mpa == "35" else 1.0
    if not liquid and kind.law != "trailer":
        law = station_him.capital(size, kind.law) / station_him.capital(size, "trailer")
    more, words = 0.0, f"{anchor.value / 1e6:.4g} MCNY_2020 at 1 000 kg/d, exponent {0.55 if liquid else 0.7}"
    words += f", x {law:.3g} of the library for this supply" if law != 1.0 else ""
    if kind.bar:
        truck = fleet_of(book, supply)
        trailers = ceil(size * book.value("station_use") / truck.payload / book.value("station_swaps"))
        more, words = trailers * truck.trailer, f"{words}, {trailers} trailers standing"
    if supply == "nh3":
        more = (
            in_money(carriers.cracker_capital(float(size)), "EUR_2020")
            * book.value("plants_factor")
            * book.value("nh3_cracker_scale")
        )
        words = f"{words}, cracker {more / 1e6:.3g} MCNY_2020"
    if supply == "onsite":
        more, told = _own_plant(book, size)
        words = f"{words}, {told}"
    total = station * law + more
    return from_library(total, MONEY, f"{anchor.source};HIM", words, rests_on="assumed"), station * law / total


def _own_plant(book: Book, size: int) -> tuple[float, str]:
    """Electrolyser and tubes of a station that makes its own."""
    path = book.china_cost("electrolyser_ALK", "capex_installed", f"{MONEY}/kW", variant="recommended China trajectory")
    kw = size * _own_use(book).value / 24.0
    cost = kw * electrolyser.unit_cost(max(0.1, kw / 1e3), book.in_year(path, 2030).value)
    tubes = (
        size
        * book.value("onsite_store")
        * book.in_year(book.china_cost("h2_tank_steel_typeI", "capex_installed", f"{MONEY}/kg"), 2030).value
    )
    return cost + tubes, f"electrolyser of {kw:.4g} kW by the size law and half a day of tubes"


def _own_use(book: Book) -> Figure:
    path = book.china_cost("electrolyser_ALK", "specific_electricity_use", "kWh/kg")
    return book.in_year(path, 2030)


def _ports(book: Book, name: str, supply: str, kind: Kind, mpa: str) -> None:
    bank, loss = BANK[mpa], number(f"him.station.{kind.law}.loss", "1")
    cold = 0.0 if mpa == "35" else 0.35
    if supply == "liquid":
        kwh, told = number("him.station.liquid.electricity", "kWh/kg"), "cryopump"
    else:
        inlet = compressor.mean_supply_pressure(kind.bar, EMPTY) if kind.bar else 30.0
        kwh = compressor.electricity(inlet, bank, 1000.0) + cold
        told = f"{inlet:.3g} to {bank:g} bar" + (", precooling" if cold else "")
    gas = 0.0
    if supply == "lohc":
        unit = carriers.dehydrogenation()
        kwh, gas = kwh + unit.electricity, unit.heat
    if supply == "nh3":
        loss = 1.0 - (1.0 - loss) * (1.0 - carriers.cracking_loss())
    if supply == "onsite":
        own = _own_use(book)
        kwh, told = kwh + own.value, f"{told}; {own.value:g} kWh/kg for its electrolyser"
    else:
        note = f"{loss:.3g} is lost"
        book.port(
            name,
            f"gate_{supply}",
            "in",
            from_library(1.0 / (1.0 - loss), "t/t", "HIM;PYPSA-TD" if supply == "nh3" else "HIM", note),
        )
    book.port(name, "retail_power", "in", from_library(kwh, "MWh/t", "HIM;LEACHMAN-2009", told, rests_on="assumed"))
    if gas:
        book.port(name, "gas", "in", from_library(gas, "MWh/t", "HIM", "Heat that frees the hydrogen"))
        burnt = assumed(56.1, "kgCO2/GJ", "IPCC default, recalled")
        book.add("emissions", burnt, flow="activity", technology=name, carrier="gas", gas="CO2", sector="hydrogen")
