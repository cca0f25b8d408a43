"""Energy of a hand-in: primary, secondary, final, and what stands to make it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.case.layout.iamc import roles
from optimizer.report.balances import balance
from optimizer.report.iamc.labels import OTHER, Labels, sector_of
from optimizer.report.iamc.trees import crossed, leaves, stacked, tree, where
from optimizer.report.tables import capacity
from optimizer.solution import Solution
from optimizer.units import factor, fits

EJ, GW = "EJ/yr", "GW"
NOWHERE = ""
"""The region of what counts in the sum over all alone."""


def flows(solution: Solution, names: Labels) -> pd.DataFrame:
    """The balance of every carrier of energy in EJ a year: supply (+) and use (-) by carrier, region, period and item."""
    table = balance(solution)
    table = table[table["carrier"].isin(list(names.energy))]
    return table.assign(value=table["amount"] * table["carrier"].map(dict(names.energy)))


def secondary(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """What plant gives of the carrier it is named after; oil products that are bought count as refined liquids."""
    made = _supply(flow, names)
    bought = flow[(flow["item"] == "purchase")].assign(path=lambda t: [names.word(c, "bought") for c in t["carrier"]])
    table = pd.concat([made, bought[bought["path"] != ""]])
    return tree("Secondary Energy", leaves(table, "path"), EJ, bare=False)


def _supply(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """Rows of what plants of supply give, with the name of the plant; another carrier it gives is `Other` of that one."""
    plant = names.of_role("supply")
    out = flow[flow["item"].isin(list(plant)) & (flow["amount"] > 0)]
    given = [names.word(c, "final").partition("|")[0] for c in out["carrier"]]
    named = [plant[k] for k in out["item"]]
    paths = [n if n.partition("|")[0] == g else f"{g}|Other" for n, g in zip(named, given, strict=True)]
    return out.assign(path=paths)


def inputs(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """Electricity and hydrogen that plant of supply takes: an extension."""
    plant = names.of_role("supply")
    table = flow[flow["item"].isin(list(plant)) & (flow["amount"] < 0)]
    table = table.assign(first=[names.word(c, "final") for c in table["carrier"]])
    table = table[table["first"].isin(["Electricity", "Hydrogen"])]
    table = table.assign(second=[plant[k].partition("|")[0] for k in table["item"]], value=-table["value"])
    return crossed("Secondary Energy Input", leaves(table, "first", "second"), EJ, bare=False)


def primary(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """Fuels bought (less sold) or extracted; electricity of wind, sun, water and nuclear counted one to one (direct equivalent)."""
    trade = flow[flow["item"].isin(["purchase", "sale"])]
    trade = trade.assign(path=[names.word(c, "primary") for c in trade["carrier"]])
    abroad = _abroad(flow, names).assign(path="Secondary Energy Trade")
    dug = flow[flow["item"].isin(list(names.of_role("resource"))) & (flow["amount"] > 0)]
    dug = dug.assign(path=[names.word(c, "primary") for c in dug["carrier"]])
    made = _supply(flow, names)
    source = [str(p).split("|")[1] if "|" in str(p) else "" for p in made["path"]]
    direct = made.assign(path=[roles().get(("source", s), {}).get("primary", "") for s in source])
    table = pd.concat([trade, abroad, dug, direct])
    return tree("Primary Energy", leaves(table[table["path"] != ""], "path"), EJ)


def exchanged(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """Net exports of secondary carriers: by lines to other regions of the case, and by sales to others."""
    table = _abroad(flow, names)
    table = table.assign(path=[names.word(c, "final") for c in table["carrier"]], value=-table["value"])
    return tree("Trade|Secondary Energy", leaves(table, "path"), EJ, " [Volume]", bare=False)


def _abroad(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """What comes (+) and goes (-) of secondary carriers. Lines join regions of the case: for all together they are nothing.

    So a row without a region takes from the sum what lines add to it, which is their loss.
    """
    mine = where(flow, (names.word(c, "primary") == "" for c in flow["carrier"]))
    words = mine["item"].str.split(" ")
    lines = mine[(words.str.len() > 2) & words.str[1].isin(["to", "from"]).to_numpy()]
    trade = mine[mine["item"].isin(["purchase", "sale"])]
    return pd.concat([lines, lines.assign(region=NOWHERE, value=-lines["value"]), trade])


def final(flow: pd.DataFrame, names: Labels) -> pd.DataFrame:
    """What end uses take, and demand: by sector and by carrier."""
    plant = names.of_role("use")
    taken = flow[(flow["amount"] < 0) & flow["item"].isin([*plant, "demand"])]
    pairs = list(zip(taken["item"], taken["carrier"], strict=True))
    sectors = [
        names.demand.get(c, OTHER) if k == "demand" else sector_of(names.ports.get((k, c), plant.get(k, "")))[0]
        for k, c in pairs
    ]
    table = taken.assign(
        first=sectors, second=[names.word(c, "final") for c in taken["carrier"]], value=-taken["value"]
    )
    return crossed("Final Energy", leaves(table, "first", "second"), EJ)


def power(solution: Solution, names: Labels) -> pd.DataFrame:
    """Plant of supply in GW of what it gives: standing, and built a year."""
    plant, table = names.of_role("supply"), capacity(solution)
    table = table[table["technology"].isin(list(plant))]
    years = solution.inputs["period_years"].to_series()
    rows = []
    for (k, y), mine in table.groupby(["technology", "period"], sort=False):
        scale = _output(solution, names, str(k), int(y), str(mine["unit"].iloc[0]))
        if scale is not None:
            rows.append(
                mine.assign(
                    path=plant[str(k)],
                    region=mine["location"],
                    standing=mine["standing"] * scale,
                    built=mine["built"] * scale / float(years[y]),
                )
            )
    wide = pd.concat(rows) if rows else pd.DataFrame(columns=["path", "region", "period", "standing", "built"])
    parts = [
        tree("Capacity", leaves(wide.rename(columns={"standing": "value"}), "path"), GW, bare=False),
        tree("Capacity Additions", leaves(wide.rename(columns={"built": "value"}), "path"), f"{GW}/yr", bare=False),
    ]
    return stacked(parts)


def _output(solution: Solution, names: Labels, technology: str, period: int, unit: str) -> float | None:
    """GW of the carrier a plant is named after, of one unit of its capacity; none where that is not known."""
    head = names.technologies[technology].partition("|")[0]
    reference = str(solution.variables["reference"].sel(technology=technology).item())
    base = f"({solution.meta['carrier_units'][reference]})/hour"
    ratio = solution.inputs["port_ratio"].sel(technology=technology, period=period)
    given = [
        float(ratio.sel(carrier=c)) * names.energy[c]
        for c in ratio["carrier"].values
        if c in names.energy and names.word(c, "final").partition("|")[0] == head and float(ratio.sel(carrier=c)) > 0
    ]
    if not given or not np.isfinite(given).all() or not fits(unit, base):
        return None
    return sum(given) * factor(unit, base) * factor("EJ/hour", GW)


def stocks(solution: Solution, names: Labels) -> pd.DataFrame:
    """Vehicles that stand, and that are sold in a year, in millions."""
    plant = {k: n for k, n in names.of_role("use").items() if sector_of(n)[1]}
    table = capacity(solution)
    table = table[table["technology"].isin(list(plant))]
    table = where(table, (fits(str(u), "Mvehicle") for u in table["unit"]))
    scale = np.array([factor(str(u), "Mvehicle") for u in table["unit"]], dtype=float)
    years = table["period"].map(solution.inputs["period_years"].to_series())
    table = table.assign(path=table["technology"].map(plant), region=table["location"])
    parts = [
        tree(root, leaves(table.assign(value=values), "path"), "million", bare=False)
        for root, values in (("Stocks", table["standing"] * scale), ("Sales", table["built"] * scale / years))
    ]
    return stacked(parts)


def production(solution: Solution, names: Labels) -> pd.DataFrame:
    """What is made of goods that have a name, in Mt a year."""
    table = balance(solution)
    goods = {
        c: names.carriers[c]
        for c in names.carriers_of("product")
        if fits(solution.meta["carrier_units"].get(c, ""), "Mt")
    }
    made = table["carrier"].isin(list(goods)) & (table["amount"] > 0) & table["item"].isin(list(names.technologies))
    table = table[made]
    scale = np.array([factor(solution.meta["carrier_units"][c], "Mt") for c in table["carrier"]], dtype=float)
    table = table.assign(path=table["carrier"].map(goods), value=table["amount"] * scale)
    out = leaves(table, "path").rename(columns={"path": "variable"})
    return out.assign(unit="Mt/yr")
