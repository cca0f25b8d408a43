"""Hydrogen made in the region: electrolysis by vintage, natural gas, and what other plants give besides."""

from __future__ import annotations

from dataclasses import replace

from optimizer.costs import electrolyser

from bay.book import LHV, MONEY, YEARS, Book, Figure, assumed, derived, from_library
from bay.demand import of_industry
from bay.places import NODES

ELECTROLYSERS = {
    "alkaline": ("Alkaline electrolyser", "electrolyser_ALK", "alk", "#2a9d8f"),
    "pem": ("PEM electrolyser", "electrolyser_PEM", "pem", "#52b69a"),
    "soec": ("Solid-oxide electrolyser", "electrolyser_SOEC", "soec", "#99d98c"),
}
FULL_LOAD = 4000.0  # h/a for which the age of a stack is counted
LEFT = {2025: 1.0, 2030: 1.0, 2040: 0.6, 2050: 0.2, 2060: 0.0}
"""What stands of today's plant of gas and besides."""


def add_production(book: Book) -> None:
    """Electrolysers, reformers, by-products."""
    for name, (words, item, kind, color) in ELECTROLYSERS.items():
        _electrolyser(book, name, words, item, kind, color)
    book.from_year("soec", 2030, NODES, "MW", "No solid-oxide plant of size before 2030")
    _reformers(book)
    _besides(book)


def _electrolyser(book: Book, name: str, words: str, item: str, kind: str, color: str) -> None:
    book.technology(name, "converter", "electricity", words, takes=True, by_vintage="yes", cost_category="production",
                    group="electrolysis", color=color)  # fmt: skip
    library = electrolyser.electrolyser(kind)
    capital = book.china_cost(item, "capex_installed", f"{MONEY}/kW", variant="recommended China trajectory")
    use = book.china_cost(item, "specific_electricity_use", "kWh/kg")
    for year in YEARS:
        cost, power = book.in_year(capital, year), book.in_year(use, year)
        if name == "soec":
            share = book.value("soec_power_share", year=year)
            cost = cost.times(
                1.0 / share,
                cost.unit,
                f"stated per kW of all input, here over the {share:.1%} of it that is electricity",
            )
        plant = replace(library, capital=cost.value, electricity=power.value)
        book.parameter(name, "capital_cost", cost)
        fixed = f"{library.om:.0%} of the capital; stacks are a cost of use"
        book.parameter(
            name,
            "fixed_cost",
            from_library(cost.value * library.om, f"{MONEY}/kW/year", "CN-H2", fixed, year, "assumed"),
        )
        stack = plant.capital * plant.stack_share / plant.stack_hours
        note = f"{plant.stack_share:.0%} of the capital after {plant.stack_hours:g} h at full load, and water"
        water = plant.water * 0.004 / power.value
        paid = stack + water + (book.value("soec_steam") / power.value if name == "soec" else 0.0)
        book.parameter(name, "variable_cost", from_library(paid, f"{MONEY}/kWh", "CN-H2;DEA", note, year, "assumed"))
        years = min(electrolyser.stack_life(plant.stack_hours, FULL_LOAD), plant.life)
        mean = electrolyser.mean_electricity(power.value, plant.degradation, years, 0.06)
        note = f"{power.value:g} kWh/kg new, {mean:.4g} in the mean of a stack of {years:.3g} years"
        book.port(name, "h2", "out", derived(1.0 / mean, "t/MWh", [power], note, year))
    book.parameter(name, "life", from_library(library.life, "year", "CN-H2", "", rests_on="assumed"))
    book.parameter(name, "availability", assumed(0.97, "1", "Planned and unplanned stops"))
    if name == "soec":
        book.parameter(
            name, "minimum_load", from_library(library.minimum_load, "1", "CN-H2", "Kept hot", rests_on="assumed")
        )


def _reformers(book: Book) -> None:
    burnt = assumed(56.1, "kgCO2/GJ", "IPCC default, recalled")
    for name, words, item, gas, power, color in (
        ("reformer", "Reformer of natural gas", "h2_SMR", "smr_gas", "smr_power", "#b08968"),
        ("reformer_ccs", "Reformer with capture", "h2_SMR_CCS", "smr_ccs_gas", "smr_ccs_power", "#d4b08c"),
    ):
        book.technology(
            name, "converter", "h2", words, clock="year", cost_category="production", group="fossil", color=color
        )
        capital = book.china_cost(item, "capex", f"{MONEY}/kW")[0]
        cost = derived(
            capital.value * LHV, f"{MONEY}/(kg/hour)", [capital], f"{capital.value:g} CNY_2020 per kW of hydrogen"
        )
        book.parameter(name, "capital_cost", cost)
        book.parameter(
            name, "fixed_cost", cost.times(book.value("smr_fixed"), f"{MONEY}/(kg/hour)/year", "4 % of it (assumed)")
        )
        book.parameter(name, "life", assumed(25.0, "year", "Usual planning life of process plant"))
        book.parameter(name, "availability", assumed(0.93, "1", "Stops"))
        book.port(name, "gas", "in", _per_tonne(book.figure(gas)))
        book.port(name, "electricity", "in", _per_tonne(book.figure(power)))
        kept = book.value("smr_capture") if name.endswith("ccs") else 0.0
        left = burnt.times(1.0 - kept, burnt.unit, f"{kept:.0%} captured") if kept else burnt
        book.add("emissions", left, flow="activity", technology=name, carrier="gas", gas="CO2", sector="hydrogen")
    caught = book.value("smr_ccs_gas") * 3.6e-3 * burnt.value * book.value("smr_capture")  # kg of CO2 per kg
    stored = book.figure("co2_storage")
    note = f"{caught:.3g} kg of CO2 a kilogram at {stored.value:g} CNY_2020/t; {stored.note}"
    book.parameter("reformer_ccs", "variable_cost", derived(caught * stored.value / 1e3, f"{MONEY}/kg", [stored], note))
    book.from_year("reformer_ccs", 2030, NODES, "t/hour", "No store of CO2 before 2030")
    for node in NODES:
        other = next((f.value for f in _by_product(book, node)), 0.0)
        made = of_industry(book, node, 2025) * 1e3 - other
        if made <= 0:
            continue
        for year, stays in LEFT.items():
            note = "What industry took in 2025 less by-products, at 7 600 h; goes until 2060"
            book.add("existing_capacity", assumed(made / 7600.0 * stays, "kt/hour", note), technology="reformer", region=node, year=year,
                     pays="fixed")  # fmt: skip


def _besides(book: Book) -> None:
    name, cost = "byproduct", book.figure("byproduct_cost")
    book.technology(
        name,
        "converter",
        "h2",
        "By-product hydrogen",
        build="no",
        clock="year",
        cost_category="production",
        group="by-products",
        color="#a8a878",
        draws_on="by-product",
    )
    book.parameter(name, "variable_cost", cost)
    book.parameter(name, "life", assumed(25.0, "year", "As other process plant"))
    book.port(name, "gas", "in", _per_tonne(book.figure("byproduct_gas")))
    book.add("emissions", assumed(56.1, "kgCO2/GJ", "Of the gas that replaces it as fuel"), flow="activity", technology=name,
             carrier="gas", gas="CO2", sector="hydrogen")  # fmt: skip
    for node in NODES:
        for figure in _by_product(book, node):
            for year in YEARS:
                stands = figure.times(1.0 / 8000.0, "kt/hour", "At 8 000 h")
                book.add("existing_capacity", stands, technology=name, region=node, year=year, pays="fixed")


def _by_product(book: Book, node: str) -> list[Figure]:
    try:
        return [book.figure("byproduct", node)]
    except LookupError:
        return []


def _per_tonne(figure: Figure) -> Figure:
    """kWh/kg as MWh/t."""
    return Figure(figure.value, "MWh/t", figure.source, figure.quality, figure.note)
