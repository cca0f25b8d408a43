"""Prices in units that a reader compares: electricity by the MWh, hydrogen by the kg, CO2 by the tonne. The solution keeps its own."""

from __future__ import annotations

import re

import pandas as pd

from optimizer.report.balances import carrier_units
from optimizer.report.prices import levelised, prices
from optimizer.report.tables import policies, summary
from optimizer.solution import Solution
from optimizer.units import factor, readable, readable_footprint

HYDROGEN = ("h2", "hydrogen")
"""First words of names of hydrogen, whose price is told by the kilogram."""
AMOUNTS = ("mean", "mean at demand", "lowest", "highest")


def price_units(solution: Solution) -> dict[str, tuple[float, str]]:
    """What to multiply the prices of each carrier by, and the unit then: one for all tables, regions and periods."""
    value, names = solution.levelised["unit_value"], solution.meta.get("carrier_names", {})
    known = set(map(str, value["carrier"].values))
    out = {}
    for carrier, unit in carrier_units(solution).items():
        size = float(abs(value.sel(carrier=carrier)).median()) if carrier in known else 0.0
        words = (_first(carrier), _first(str(names.get(carrier, ""))))
        out[carrier] = readable(
            f"{solution.meta['money']}/{unit}",
            size if size == size else 0.0,
            by_kilogram=any(w in HYDROGEN for w in words),
        )
    return out


def _first(name: str) -> str:
    return re.split(r"[\W_]", name.lower(), maxsplit=1)[0]


def readable_prices(solution: Solution) -> pd.DataFrame:
    """Sheet `prices`: marginal prices of carriers in readable units."""
    return _in(prices(solution), "item", AMOUNTS, price_units(solution))


def readable_levelised(solution: Solution) -> pd.DataFrame:
    """Sheet `levelised`: cost and price of a unit of each carrier, and the emissions behind it, in readable units."""
    table, units = levelised(solution), price_units(solution)
    at = list(table.columns)
    money = at[at.index("throughput unit") + 1 : at.index("unit")]
    for gas in at[at.index("unit") + 1 :: 2]:
        table = _footprint(table, gas, units)
    return _in(table, "carrier", money, units)


def readable_policies(solution: Solution) -> pd.DataFrame:
    """Sheet `policies`: prices in readable units, the same for all rows of a policy in one unit."""
    table = policies(solution)
    sizes = table["price"].abs().groupby([table["id"], table["price_unit"]]).max().to_dict()
    told = [readable(str(u), _real(sizes.get((i, u)))) for i, u in zip(table["id"], table["price_unit"], strict=True)]
    price = [p if p is None else p * f for p, (f, _) in zip(table["price"], told, strict=True)]
    return table.assign(price=price, price_unit=[u for _, u in told])


def readable_summary(solution: Solution) -> pd.DataFrame:
    """Sheet `summary`, its marginal prices in readable units."""
    table, units = summary(solution), price_units(solution)
    for carrier, (_, unit) in units.items():
        mine = table["figure"].str.startswith(f"marginal price of {carrier}, ")
        for given in table.loc[mine, "unit"].unique():
            rows = mine & (table["unit"] == given)
            scale = factor(given, unit)
            table.loc[rows, "value"] = [v * scale for v in table.loc[rows, "value"]]
            table.loc[rows, "unit"] = unit
    return table


def _in(
    table: pd.DataFrame, carrier: str, columns: tuple[str, ...] | list[str], units: dict[str, tuple[float, str]]
) -> pd.DataFrame:
    """A table with these columns and `unit` told in the units of its carriers."""
    of = table[carrier].astype(str)
    scale = of.map({c: f for c, (f, _) in units.items()}).astype(float)
    scaled = {c: table[c].astype(float) * scale for c in columns}
    return table.assign(**scaled, unit=of.map({c: u for c, (_, u) in units.items()}))


def _footprint(table: pd.DataFrame, gas: str, units: dict[str, tuple[float, str]]) -> pd.DataFrame:
    """Emissions behind each carrier for the unit of its price."""
    of, told = table["carrier"].astype(str), {}
    sizes, given = table[gas].abs().groupby(of).median(), table[f"unit of {gas}"].groupby(of).first()
    for carrier, size in sizes.items():
        each = units[str(carrier)][1].partition("/")[2]
        top, _, own = str(given[carrier]).partition("/")
        one = factor(f"1/({own})", f"1/({each})")
        scale, unit = readable_footprint(top, each, _real(one * size))
        told[carrier] = (one * scale, unit)
    scaled = table[gas] * of.map({c: f for c, (f, _) in told.items()}).astype(float)
    return table.assign(**{gas: scaled, f"unit of {gas}": of.map({c: u for c, (_, u) in told.items()})})


def _real(value: float | None) -> float:
    return value if value is not None and value == value else 0.0
