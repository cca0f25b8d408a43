"""Stores: vessels and buried pipe for the day, lined rock and salt where the ground allows, tanks of liquids."""

from __future__ import annotations

from optimizer.costs import compressor, storage
from optimizer.costs.table import number

from bay.book import LHV, MONEY, YEARS, Book, assumed, derived, from_library, in_money

ROCK = ("delta", "east", "north", "FJ")
"""Granite; the west and Guangxi are karst and sediment."""
SALT = ("delta",)


def add_stores(book: Book) -> None:
    """All of them."""
    _vessels(book)
    _buried(book)
    _rock(book)
    _salt(book)
    for name, words, carrier, kind, color in (
        ("tank_liquid", "Tank of liquid hydrogen", "lh2", "lh2", "#4f8ad9"),
        ("tank_lohc", "Tank of liquid carrier", "lohc", "lohc", "#8a6bbe"),
        ("tank_nh3", "Tank of ammonia", "nh3", "nh3", "#d98f4f"),
    ):
        _tank(book, name, words, carrier, kind, color)


def _store(book: Book, name: str, words: str, carrier: str, color: str, **cells: str) -> None:
    book.technology(name, "store", carrier, words, cost_category="storage", group="storage", color=color, **cells)


def _filled(book: Book, name: str, bar: float) -> None:
    kwh = compressor.electricity(30.0, bar, 30e3)
    book.port(
        name, "electricity", "in", from_library(kwh, "MWh/t", "HIM;LEACHMAN-2009", f"30 to {bar:g} bar"), per="charge"
    )


def _vessels(book: Book) -> None:
    _store(book, "vessels", "Steel vessels", "h2", "#adb5bd", span="day")
    path = book.china_cost("h2_tank_steel_typeI", "capex_installed", f"{MONEY}/kg", variant="recommended China")
    for year in YEARS:
        cost = book.in_year(path, year)
        book.parameter("vessels", "capital_cost", cost)
        book.parameter("vessels", "fixed_cost", cost.times(0.02, f"{MONEY}/kg/year", "2 % of it (HIM)"))
    book.parameter("vessels", "life", from_library(storage.tank("tube_100bar").life, "year", "HIM", ""))
    _filled(book, "vessels", 200.0)


def _buried(book: Book) -> None:
    _store(book, "buried_pipe", "Buried pipe", "h2", "#868e96", span="day")
    _bulk(book, "buried_pipe", "pipe", book.value("tube_pipe_unit"))
    _filled(book, "buried_pipe", number("bulk.pipe.outlet", "bar"))


def _bulk(book: Book, name: str, kind: str, tonnes: float, whole: bool = False) -> None:
    factor = book.value("plants_factor")
    kg = tonnes * 1e3
    cost = in_money(storage.bulk_capital(kg, kind), "USD_2018") * factor / kg
    fixed = in_money(storage.bulk_fixed(kg, kg / 20.0, kind), "USD_2018") * factor / kg
    note = f"{tonnes:g} t with compressor and surface plant x {factor:g}"
    paid, value, unit = (
        ("fixed_charge", cost * kg / 1e6, "MCNY_2020") if whole else ("capital_cost", cost, f"{MONEY}/kg")
    )
    book.parameter(name, paid, from_library(value, unit, "PAPADIAS-2021", note, rests_on="assumed"))
    book.parameter(
        name,
        "fixed_cost",
        from_library(fixed, f"{MONEY}/kg/year", "H2I", f"{note}, filled in 20 days", rests_on="assumed"),
    )
    book.parameter(
        name, "life", from_library(number("bulk.common.life", "a"), "year", "PAPADIAS-2021", "", rests_on="assumed")
    )


def _rates(book: Book, name: str, fill_days: float) -> None:
    book.parameter(name, "charge_rate", assumed(1.0 / 24.0 / fill_days, "1/hour", f"Filled in {fill_days:g} days"))
    book.parameter(name, "discharge_rate", assumed(2.0 / 24.0 / fill_days, "1/hour", "Twice as fast as it is filled"))


def _rock(book: Book) -> None:
    _store(book, "lined_rock", "Lined rock cavern", "h2", "#3d5a80", span="year", whole="yes", regions=";".join(ROCK))
    unit = book.figure("rock_unit")
    book.parameter("lined_rock", "unit_size", unit)
    _bulk(book, "lined_rock", "rock", unit.value, whole=True)
    _rates(book, "lined_rock", 20.0)
    _filled(book, "lined_rock", number("bulk.rock.outlet", "bar"))
    book.from_year("lined_rock", 2030, ROCK, "t", "Four years of building")


def _salt(book: Book) -> None:
    _store(book, "salt_cavern", "Salt cavern", "h2", "#1b7f79", span="year", whole="yes", regions=";".join(SALT))
    c, factor = storage.cavern(), book.value("plants_factor")
    size, cushion = storage.working_gas(c), storage.cushion_gas(c)
    above = in_money(storage.cavern_capital(1.0, c), "EUR_2015") * factor
    capital = above + cushion * book.value("cushion_price")
    note = f"One of {c.volume:g} m3, {c.low:g} to {c.high:g} bar, with its surface plant x {factor:g} and {cushion / 1e3:.4g} t of cushion gas"
    book.parameter("salt_cavern", "unit_size", from_library(size / 1e3, "t", "HIM;LEACHMAN-2009", "Working gas"))
    book.parameter(
        "salt_cavern", "fixed_charge", from_library(capital / 1e6, "MCNY_2020", "HIM", note, rests_on="assumed")
    )
    book.parameter(
        "salt_cavern",
        "fixed_cost",
        from_library(c.om * above / size, f"{MONEY}/kg/year", "HIM", "", rests_on="assumed"),
    )
    book.parameter("salt_cavern", "life", from_library(c.life, "year", "HIM", ""))
    _rates(book, "salt_cavern", 30.0)
    _filled(book, "salt_cavern", c.high)
    for node in SALT:
        limit = book.figure("cavern_limit", node)
        most = derived(limit.value / LHV * 1e6, "t", [limit], f"{limit.value:g} TWh; {limit.note}")
        book.add("potentials", most, technology="salt_cavern", region=node, limit="capacity_max")
    book.from_year("salt_cavern", 2030, SALT, "t", "Five years of leaching")


def _tank(book: Book, name: str, words: str, carrier: str, kind: str, color: str) -> None:
    _store(book, name, words, carrier, color, span="year")
    c, factor = storage.tank(kind), book.value("plants_factor")
    cost = in_money(c.cost, c.money) * factor
    source = "PYPSA-TD" if kind == "nh3" else "HIM"
    book.parameter(name, "capital_cost", from_library(cost, f"{MONEY}/kg", source, f"x {factor:g}", rests_on="assumed"))
    book.parameter(name, "fixed_cost", from_library(cost * c.om, f"{MONEY}/kg/year", source, "", rests_on="assumed"))
    book.parameter(name, "life", from_library(c.life, "year", source, ""))
    if c.boil_off:
        book.parameter(
            name,
            "self_loss",
            from_library(c.boil_off / 24.0, "1/hour", source, f"{c.boil_off:.2%} a day", rests_on="assumed"),
        )
