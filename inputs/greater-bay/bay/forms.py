"""From one form to the other, in the depot: filling of trailers, liquefaction, carriers, ammonia, and back."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.costs import carriers, compressor, liquefier
from optimizer.costs.table import number

from bay.book import MONEY, Book, Figure, assumed, derived, from_library, in_money
from bay.places import FORMS, NODES, SHORT, TANKS
from bay.scale import fixed_share, size_class

INLET = 30.0
LIQUEFIERS = (("liquefier_small", 5.0, 30.0), ("liquefier_large", 30.0, 200.0))


def add_forms(book: Book) -> None:
    """Converters between h2 and what trucks carry."""
    for form, bar in (("20", 200.0), ("30", 300.0), ("50", 500.0)):
        _filling(book, form, bar)
    for name, least, most in LIQUEFIERS:
        _liquefier(book, name, least, most)
    _regas(book)
    _lohc(book)
    _ammonia(book)
    book.from_year("fill_50", 2030, NODES, "t/hour", "50 MPa trailers enter the market")


def _converter(
    book: Book, name: str, words: str, gives: str, takes: str, lost: Figure, color: str, whole: bool = True
) -> None:
    clock = "day" if {gives, takes} & {FORMS[k][0] for k in TANKS} else "year"  # works run flat
    book.technology(name, "converter", gives, words, whole="yes" if whole else None, clock=clock, cost_category="conversion",
                    group="conversion", color=color)  # fmt: skip
    note = f"{lost.value:.3g} is lost; {lost.note}".strip("; ")
    book.port(name, takes, "in", Figure(1.0 / (1.0 - lost.value), "t/t", lost.source, lost.quality, note))


def _power(book: Book, name: str, figure: Figure) -> None:
    book.port(name, "electricity", "in", figure)


def _filling(book: Book, form: str, bar: float) -> None:
    name, (carrier, _, color) = f"fill_{form}", FORMS[form]
    lost = from_library(number("him.compressor.loss", "1"), "1", "HIM", "")
    _converter(book, name, f"Filling, {SHORT[form]}", carrier, "h2", lost, color)
    factor = book.value("plants_factor")

    def cost(tonnes: float) -> float:
        kilowatt = compressor.electric_power(INLET, bar, tonnes * 1e3)
        euros = compressor.capital(kilowatt, number("him.compressor.installed_trailer", "1"))
        return in_money(euros, "EUR_2015") * factor

    size_class(book, name, cost, 3.0, 60.0, "HIM", f"Compressor {INLET:g} to {bar:g} bar x {factor:g}")
    fixed_share(book, name, cost, number("him.compressor.om", "1/a"), 30.0, "HIM")
    book.parameter(name, "life", from_library(number("him.compressor.life", "a"), "year", "HIM", ""))
    kwh = compressor.electricity(INLET, bar, 30e3)
    _power(book, name, from_library(kwh, "MWh/t", "HIM;LEACHMAN-2009", f"{INLET:g} to {bar:g} bar at 30 t/d"))


def _liquefier(book: Book, name: str, least: float, most: float) -> None:
    lost = from_library(number("hdsam.liquefier.loss", "1"), "1", "HIM", "")
    _converter(book, name, f"Liquefier, {least:g} to {most:g} t/d", "lh2", "h2", lost, "#4f8ad9")
    factor, plant = book.value("plants_factor"), liquefier.liquefier()

    def cost(tonnes: float) -> float:
        return in_money(liquefier.capital(tonnes, plant), plant.money) * factor

    def yearly(tonnes: float) -> float:
        return in_money(liquefier.fixed(tonnes, plant), plant.money) * factor

    size_class(book, name, cost, least, most, "HDSAM", f"Liquefier x {factor:g}")
    fixed_share(book, name, yearly, 1.0, (least * most) ** 0.5, "HDSAM")
    book.parameter(name, "life", assumed(30.0, "year", "HDSAM has 40, HIM 20"))
    path = book.china_cost("h2_liquefaction", "specific_electricity_use", "kWh/kg", variant="recommended China")
    for figure in path[1:]:
        now = liquefier.work((least * most) ** 0.5, plant) * figure.value / path[0].value
        note = f"HDSAM at {(least * most) ** 0.5:.3g} t/d, falling as the Chinese path ({figure.value:g} of {path[0].value:g} kWh/kg in 2020)"
        _power(book, name, derived(now, "MWh/t", [figure], note, figure.year))


def _regas(book: Book) -> None:
    name = "vaporiser"
    none = assumed(0.0, "1", "Warmed by the sea")
    _converter(book, name, "Vaporiser of liquid hydrogen", "h2", "lh2", none, "#a0c4e8", whole=False)
    cost = in_money(number("hdsam.liquid.vaporiser", "USD_2020/(kg/h)"), "USD_2020") * 3.0
    book.parameter(
        name,
        "capital_cost",
        from_library(cost, f"{MONEY}/(kg/hour)", "HDSAM", "Vaporiser x 3 for the pumps", rests_on="assumed"),
    )
    book.parameter(
        name,
        "fixed_cost",
        from_library(0.02 * cost, f"{MONEY}/(kg/hour)/year", "HDSAM", "2 % of it", rests_on="assumed"),
    )
    book.parameter(name, "life", assumed(20.0, "year", "As pumps"))
    _power(book, name, assumed(0.3, "MWh/t", "Pumps to 30 bar"))


def _lohc(book: Book) -> None:
    factor = book.value("plants_factor")
    there, back = carriers.hydrogenation(), carriers.dehydrogenation()

    def law(unit: carriers.LohcUnit) -> Callable[[float], float]:
        return lambda tonnes: in_money(carriers.lohc_capital(tonnes, unit), "EUR_2015") * factor

    for name, words, gives, takes, unit in (
        ("hydrogenation", "Hydrogenation of a liquid carrier", "lohc", "h2", there),
        ("dehydrogenation", "Dehydrogenation in the depot", "h2", "lohc", back),
    ):
        _converter(book, name, words, gives, takes, from_library(unit.loss, "1", "HIM", ""), "#8a6bbe")
        size_class(book, name, law(unit), 10.0, 300.0, "HIM", f"{words} x {factor:g}")
        fixed_share(book, name, law(unit), unit.om, 100.0, "HIM")
        book.parameter(name, "life", from_library(unit.life, "year", "HIM", ""))
        _power(book, name, from_library(unit.electricity, "MWh/t", "HIM", ""))
    book.port("dehydrogenation", "gas", "in", from_library(back.heat, "MWh/t", "HIM", "Heat that frees the hydrogen"))
    book.add("emissions", assumed(56.1, "kgCO2/GJ", "IPCC default, recalled"), flow="activity", technology="dehydrogenation", carrier="gas",
             gas="CO2", sector="hydrogen")  # fmt: skip
    loop = in_money(carriers.carrier_cost(1000.0, 50.0, 0.06), "EUR_2020") / 50_000.0
    note = "The carrier, loaded 50 times a year, and what each cycle loses"
    book.parameter(
        "hydrogenation",
        "variable_cost",
        from_library(loop, f"{MONEY}/kg", "REUSS-2017;ASSUMED", note, rests_on="assumed"),
    )


def _ammonia(book: Book) -> None:
    factor, content = book.value("plants_factor"), number("ammonia.hydrogen", "1")
    make, crack, heat = (
        carriers.ammonia_synthesis(),
        carriers.ammonia_cracking(),
        number("ammonia.heating_value", "kWh/kg"),
    )
    taken = make.input * heat / 33.33 / content
    loss = from_library(max(0.0, 1.0 - 1.0 / taken), "1", "PYPSA-TD", f"{taken:.4g} of hydrogen in for one bound")
    _converter(book, "synthesis", "Ammonia synthesis", "nh3", "h2", loss, "#d98f4f", whole=False)
    gone = from_library(carriers.cracking_loss(crack), "1", "PYPSA-TD", "Burnt for heat, most of it")
    _converter(book, "cracker", "Ammonia cracker in the depot", "h2", "nh3", gone, "#e0b080", whole=False)
    for name, euros, unit in (
        ("synthesis", carriers.synthesis_capital(24_000.0 * taken), make),
        ("cracker", carriers.cracker_capital(24_000.0), crack),
    ):
        cost = in_money(euros, "EUR_2020") * factor
        note = f"Figures of 2030 x {factor:g}; linear in size"
        book.parameter(
            name, "capital_cost", from_library(cost, f"{MONEY}/(t/hour)", "PYPSA-TD", note, rests_on="assumed")
        )
        book.parameter(
            name,
            "fixed_cost",
            from_library(unit.om * cost, f"{MONEY}/(t/hour)/year", "PYPSA-TD", note, rests_on="assumed"),
        )
        book.parameter(name, "life", from_library(unit.life, "year", "PYPSA-TD", ""))
    _power(
        book,
        "synthesis",
        from_library(make.electricity * heat / content, "MWh/t", "PYPSA-TD", "Air separation included"),
    )
