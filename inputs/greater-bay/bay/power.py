"""Electricity: from the grid by the hour of the tariff, and from wind and sun of the region; gas; profiles."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pandas as pd

from bay.book import MONEY, YEARS, Book, Figure, assumed, derived
from bay.places import GUANGDONG, NODES
from builder.research import FOLDER

PLANTS = {
    "wind_land": ("Wind on land", "onshore_wind", "onwind", "technical_potential", "share_wind", "#4f9ad9"),
    "wind_sea": ("Wind at sea", "offshore_wind", "offwind", "land_restricted_potential", "share_wind", "#2b5f9e"),
    "sun": ("Solar field", "pv_utility", "solar", "technical_potential", "share_sun", "#f2d033"),
}
"""Name, item of the research, profile, potential, share within Guangdong, color."""


def add_power(book: Book) -> None:
    """Purchases, plant, potentials."""
    _grid(book)
    _gas(book)
    for name, (words, item, profile, potential, share, color) in PLANTS.items():
        places = [n for n in NODES if name != "wind_sea" or n != "north"]
        book.technology(
            name,
            "converter",
            "electricity",
            words,
            regions=";".join(places),
            group="power",
            color=color,
            sector="energy",
        )
        _costs(book, name, item)
        for node in places:
            book.add("parameters", assumed(1.0, "1", "Share of the profile"), technology=name, parameter="availability", region=node,
                     profile=f"{NODES[node][1]}_{profile}")  # fmt: skip
            _potential(book, name, node, profile, potential, share)


def _grid(book: Book) -> None:
    price = book.china_cost("energy_price_China", "price_grid_industrial", f"{MONEY}/kWh")[0]
    note = f"{price.note}; flat price of the tariff, the same in all years"
    figure = Figure(price.value, price.unit, price.source, price.quality, note)
    book.add("prices", figure, carrier="electricity", kind="purchase", tier="1", profile="tariff")
    book.add(
        "prices",
        Figure(price.value, price.unit, price.source, price.quality, "Flat, for stations"),
        carrier="retail_power",
        kind="purchase",
        tier="1",
    )
    for node, (_, province) in NODES.items():
        now = book.china.ask(
            "emission-factors",
            category="grid_electricity",
            item="provincial average CO2",
            region_code=province,
            year=2022,
        )
        for year in YEARS:
            left = book.at("grid_share_left", year)
            figure = derived(
                now.value * left.value, "kgCO2/kWh", [now, left], f"{now.value:g} in 2022 x {left.value:g}", year
            )
            for carrier in ("electricity", "retail_power"):
                book.add("emissions", figure, flow="purchase", carrier=carrier, region=node, gas="CO2", sector="energy")


def _gas(book: Book) -> None:
    price = book.china_cost("energy_price_China", "price_gas_industrial", f"{MONEY}/m3", variant="recommended v2")[0]
    heat = book.figure("gas_heat")
    figure = derived(
        price.value / heat.value, f"{MONEY}/kWh", [price, heat], f"{price.value:g} CNY_2020/m3, {heat.value:g} kWh/m3"
    )
    book.add("prices", figure, carrier="gas", kind="purchase", tier="1")
    book.add(
        "emissions",
        assumed(0.0, "tCO2/MWh", "Booked where it is burnt"),
        flow="purchase",
        carrier="gas",
        gas="CO2",
        sector="energy",
    )


def _costs(book: Book, name: str, item: str) -> None:
    rows = book.china.frame("technologies")
    rows = rows[
        (rows.technology == item) & (rows.parameter == "capex") & rows.variant.str.startswith("recommended China")
    ]
    path: dict[int, Figure] = {}
    for variant in sorted(rows.variant.unique()):  # v2 replaces years of the first
        path |= {f.year: f for f in book.china_cost(item, "capex", f"{MONEY}/kW", variant=variant)}
    fixed = book.china_cost(item, "fixed_om", "1/year", 0.01)[0]
    for year in YEARS:
        capital = book.in_year([path[y] for y in sorted(path)], year)
        book.parameter(name, "capital_cost", capital)
        yearly = derived(
            capital.value * fixed.value, f"{MONEY}/kW/year", [capital, fixed], f"{fixed.value:.1%} of the capital", year
        )
        book.parameter(name, "fixed_cost", yearly)
    book.parameter(name, "life", Figure(25.0, "year", *_said(book.china_cost(item, "lifetime", "year")[0])))
    wheeled = book.figure("delivery_of_power")
    book.parameter(name, "variable_cost", wheeled)


def _said(figure: Figure) -> tuple[str, str, str]:
    return figure.source, figure.quality, figure.note


def _potential(book: Book, name: str, node: str, profile: str, indicator: str, share: str) -> None:
    province = NODES[node][1]
    kinds = ("solar_utility", "solar_distributed") if profile == "solar" else (profile,)
    found = [
        book.china.ask("potentials", region_code=province, technology=kind, indicator=indicator, month=None)
        for kind in kinds
    ]
    part = book.figure(share, node) if province == "GD" else None
    for year in YEARS:
        mine = book.at("renewables_for_hydrogen", year)
        value = sum(f.value for f in found) * mine.value * (part.value if part else 1.0)
        note = f"{mine.value:.0%} of {sum(f.value for f in found):g} GW of {province}" + (
            f", {part.value:.0%} of them here" if part else ""
        )
        figure = derived(value, "GW", [*found, mine, *([part] if part else [])], note, year)
        book.add("potentials", figure, technology=name, region=node, limit="capacity_max")


def write_profiles(book: Book, path: Path) -> None:
    """Every hour of 2020 by province, and the tariff; the same bytes each time."""
    hours = pd.read_csv(FOLDER / "profiles-hourly.csv.gz", parse_dates=["time"])
    hour = hours["time"].dt.hour
    provinces = sorted({province for _, province in NODES.values()})
    wanted = [f"{p}_{kind}" for p in provinces for kind in ("onwind", "offwind", "solar")]
    peak = hour.isin([10, 11, 14, 15, 16, 17, 18])
    tariff = (
        pd.Series(1.0, index=hours.index)
        .mask(peak, book.value("tariff_peak"))
        .mask(hour < 8, book.value("tariff_valley"))
    )
    frame = hours[wanted].clip(0.0, 1.0).assign(tariff=tariff).round(4)
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n")
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write(text.getvalue().encode())


__all__ = ["GUANGDONG", "add_power", "write_profiles"]
