"""Emissions, captured carbon, money and prices of a hand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from optimizer.report.balances import balance, carrier_units
from optimizer.report.figures import QUANTITIES, IncomparableError
from optimizer.report.iamc.labels import Labels, sector_of
from optimizer.report.iamc.trees import COLUMNS, joined, leaves, stacked, tree, where
from optimizer.report.scopes import accounts
from optimizer.report.tables import costs
from optimizer.solution import Solution
from optimizer.units import factor, fits

CO2, REMOVAL, KYOTO = "Mt CO2/yr", "removal", "Kyoto Gases"
COMBUSTED = ("Energy", "Industrial Processes")
SPENT = ("investment", "retrofit")
"""Lines of the cash account that are investment."""


def mass(unit: str, wanted: str = "MtCO2") -> float:
    """What one unit of gas is in million tonnes, whatever the gas is called."""
    return next((factor(unit, w) for w in (wanted, "MtCO2", "MtCO2e", "Mt") if fits(unit, w)), float("nan"))


def emissions(solution: Solution, names: Labels) -> pd.DataFrame:
    """Net emissions by sector, gross ones and removals; all gases together where the case counts the others as CO2."""
    table = accounts(solution, "territorial")
    table = table[table["gas"].isin(list(names.gases))]
    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    table = table.assign(
        value=[a * mass(u.removesuffix("/year")) for a, u in zip(table["amount"], table["unit"], strict=True)],
        named=table["gas"].map(dict(names.gases)),
    )
    parts = []
    for gas, mine in table.groupby("named", sort=False):
        if gas == KYOTO:
            continue
        unit = f"Mt {gas}/yr"
        sectors = mine.assign(path=[_sector(names, s, g) for s, g in zip(mine["sector"], mine["stage"], strict=True)])
        parts.append(tree(f"Emissions|{gas}", leaves(sectors, "path"), unit))
        if gas == "CO2":
            both = where(sectors, (str(p).partition("|")[0] in COMBUSTED for p in sectors["path"]))
            parts.append(_one("Emissions|CO2|Energy and Industrial Processes", both, unit))
            parts.append(_one("Gross Emissions|CO2", mine[mine["stage"] != REMOVAL], unit))
            taken = sectors[sectors["stage"] == REMOVAL]
            kinds = ["Land Use" if str(p).startswith("AFOLU") else "Geological Storage" for p in taken["path"]]
            parts.append(tree("Carbon Removal", leaves(taken.assign(path=kinds, value=-taken["value"]), "path"), unit))
    if set(table["named"]) == {"CO2", KYOTO}:
        parts.append(_one(f"Emissions|{KYOTO}", table, "Mt CO2-equiv/yr"))
    return stacked(parts)


def _sector(names: Labels, sector: str, stage: str) -> str:
    return names.sectors.get((sector, stage)) or names.sectors.get((sector, "")) or "Other"


def _one(variable: str, table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """One name alone."""
    return leaves(table.assign(variable=variable), "variable").assign(unit=unit)[COLUMNS]


def captured(solution: Solution, names: Labels) -> pd.DataFrame:
    """CO2 that plant gives as a carrier, by where it comes from; what is stored and what is used of it."""
    carriers, units = names.carriers_of("carbon"), carrier_units(solution)
    table = balance(solution)
    table = table[table["carrier"].isin(carriers)]
    table = table.assign(value=table["amount"] * table["carrier"].map({c: mass(units[c]) for c in carriers}))
    made = table[(table["amount"] > 0) & table["item"].isin(list(names.technologies))]
    made = made.assign(
        path=[_source(names, str(k), str(c)) for k, c in zip(made["item"], made["carrier"], strict=True)]
    )
    stores = {f"{k} charge": k for k in names.of_role("carbon")}
    stored = table[(table["amount"] < 0) & table["item"].isin(list(stores))]
    used = table[(table["amount"] < 0) & table["item"].isin(list(names.technologies))]
    return stacked(
        [
            tree("Carbon Capture", leaves(made, "path"), CO2),
            _one("Carbon Capture|Geological Storage", stored.assign(value=-stored["value"]), CO2),
            _one("Carbon Capture|Utilization", used.assign(value=-used["value"]), CO2),
        ]
    )


def _source(names: Labels, technology: str, carrier: str) -> str:
    """Where captured CO2 comes from, by what its plant is."""
    own = names.ports.get((technology, carrier))
    name, role = names.technologies[technology], names.role(technology)
    if own or role == "capture":
        return own or name
    if role == "supply":
        return joined("Energy", "Supply", name.partition("|")[0])
    return joined("Energy", "Demand", sector_of(name)[0]) if role == "use" else "Other Sources"


def investment(solution: Solution, names: Labels) -> pd.DataFrame:
    """What is spent on plant, a mean year of each period, undiscounted; lines between regions are in the total alone."""
    cash = solution.cash.to_dataframe()
    cash = cash[cash["line"].isin(SPENT) & cash["item"].isin(list(names.technologies))]
    years = solution.inputs["period_years"].to_series()
    starts = sorted(int(y) for y in years.index)
    cash = cash[(cash["year"] >= starts[0]) & (cash["year"] < starts[-1] + years[starts[-1]])]
    period = [max(s for s in starts if s <= y) for y in cash["year"]]
    scale = [names.worth * 1e-9 / float(years[y]) for y in period]
    table = cash.assign(
        period=period,
        region=cash["location"],
        path=[_spent(names, str(k)) for k in cash["item"]],
        value=cash["amount"].to_numpy() * scale,
    )
    return tree("Investment", leaves(table, "path"), f"billion {names.money}/yr", bare=False)


def _spent(names: Labels, technology: str) -> str:
    name, role = names.technologies[technology], names.role(technology)
    if role == "use":
        return joined("Energy Demand", sector_of(name)[0])
    return joined("Energy Supply", name)


def total_cost(solution: Solution, names: Labels) -> pd.DataFrame:
    """All costs of a year, without what is only handed on (taxes, subsidies, permits)."""
    table = costs(solution)
    table = table[table["category"] != "transfer"]
    value = table["annual_cost"] * names.worth * 1e-9
    return _one(
        "Total Energy System Cost", table.assign(region=table["location"], value=value), f"billion {names.money}/yr"
    )


def prices(solution: Solution, names: Labels) -> pd.DataFrame:
    """Marginal prices by region and over all: of what plant of supply makes, of fuels that have a name alone, of CO2."""
    rows: list[tuple[object, ...]] = []
    of = pd.Series({c: names.carriers[c] for c in names.energy})
    made = balance(solution)
    made = set(made.loc[made["item"].isin(list(names.of_role("supply"))) & (made["amount"] > 0), "carrier"])
    for carrier, name in of.items():
        primary = names.word(str(carrier), "primary")
        if list(of).count(name) > 1 and carrier not in made:
            continue
        variable = joined(
            "Price", "Primary Energy" if primary else "Secondary Energy", primary or name.partition("|")[0]
        )
        scale = names.worth / names.energy[str(carrier)] * 1e-9
        rows += [(variable, r, y, v * scale, f"{names.money}/GJ") for r, y, v in _price(solution, names, str(carrier))]
    for gas, named in names.gases.items():
        if named == "CO2":
            rows += [
                ("Price|Carbon", names.whole, y, v * names.worth * 1e-6, f"{names.money}/t CO2")
                for y, v in _carbon_price(solution, gas).items()
            ]
    table = pd.DataFrame(rows, columns=["variable", "region", "period", "value", "unit"])
    return table[table["value"].notna()]


def _price(solution: Solution, names: Labels, carrier: str) -> Iterator[tuple[str, int, float]]:
    for region in [None, *map(str, solution.inputs["region"].values)]:
        asked = {"carrier": carrier, "region": region or ""}
        try:
            found, _ = QUANTITIES["price"](solution, asked)
        except IncomparableError:
            continue
        for year, value in found.items():
            yield region or names.whole, int(str(year)), float(value)


def _carbon_price(solution: Solution, gas: str) -> dict[int, float]:
    """What a million tonnes of CO2 cost by policies; periods that a policy over several of them prices are left out."""
    out = {}
    for year in map(int, solution.inputs["period"].values):
        try:
            found, unit = QUANTITIES["price"](solution, {"gas": gas, "period": year})
            out[year] = float(found[year]) * factor(unit, f"{solution.meta['money']}/MtCO2")
        except (IncomparableError, ValueError):
            continue
    return out
