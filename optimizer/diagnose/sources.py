"""What could supply a carrier in a place, or be firm for a reserve, and why it may not: plant that is not allowed, or not counted."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.text import listed
from optimizer.diagnose.amounts import percent
from optimizer.index import Label
from optimizer.inputs import Inputs


def hindrances(inputs: Inputs, carrier: str, region: str, period: Label, *, missing: bool = True) -> list[str]:
    """A line for everything that gives out or brings a carrier elsewhere or at other times, or may not be added to.

    Args:
        missing: say too that there is no line, or no purchase.
    """
    found = [*_makers(inputs, carrier, region, period), *_lines(inputs, carrier, region, period)]
    if not missing:
        return found
    if not _near(inputs, carrier, region):
        found.append(f"no line for {carrier} leads to {region} (routes.csv)")
    if not any(
        label[:2] == (carrier, region) and label[-1] == period for label in inputs.indexes["purchases"].tuples()
    ):
        found.append(f"{carrier} is not sold in {region} (prices.csv has no purchase of it there in {period})")
    return found


def _makers(inputs: Inputs, carrier: str, region: str, period: Label) -> Iterator[str]:
    """Converters that give out a carrier, and stores of it that may not be built."""
    tables = inputs.case.tables
    active, stores = (set(inputs.indexes[name].tuples()) for name in ("active", "stores"))
    ports = tables["ports"]
    out = set(ports.loc[(ports["carrier"] == carrier) & (ports["direction"] == "out"), "technology"])
    rows = tables["technologies"]
    makes = rows["technology"].isin(out) & (rows["kind"] == "converter")
    keeps = (rows["reference"] == carrier) & (rows["kind"] == "store") & ~rows["build"].astype(bool)
    for _, row in rows[makes | keeps].iterrows():
        name, where = row["technology"], listed_in(row["regions"])
        if where and region not in where:
            yield f"{name} is allowed only in {listed(where, 6)}{_cited(row)}"
        elif not row["build"]:
            stands = (name, region, period) in (active if row["kind"] == "converter" else stores)
            yield _barred(str(name), row, stands, f"in {region} in {period}")


def _lines(inputs: Inputs, carrier: str, region: str, period: Label) -> Iterator[str]:
    """Lines that could bring a carrier from elsewhere."""
    tables, installed = inputs.case.tables, set(inputs.indexes["installed"].tuples())
    rows, routes = tables["technologies"], tables["routes"]
    lines = rows[(rows["kind"] == "line") & (rows["reference"] == carrier)]
    near = routes[(routes["from"] == region) | (routes["to"] == region)]
    for _, row in lines[~lines["build"].astype(bool)].iterrows():
        for route in near.loc[near["technology"] == row["technology"], "route"]:
            stands = (row["technology"], route, period) in installed
            yield _barred(f"{row['technology']} {route}", row, stands, f"in {period}")


def _barred(name: str, row: pd.Series, stands: bool, where: str) -> str:
    rest = "only what stands is there" if stands else f"none of it stands {where}"
    return f"{name} may not be built (build: no), {rest}{_cited(row)}"


def not_firm(inputs: Inputs, policy: Label, area: Label, period: Label) -> Iterator[str]:
    """A line for everything that could be firm for a reserve, and is not counted, counts in part, or may not be added to."""
    tables, counted = inputs.case.tables, inputs.indexes["reserve_credits"].tuples()
    standing = {technology for p, a, technology, _, y in counted if (p, a, y) == (policy, area, period)}
    row = tables["policies"][tables["policies"]["id"] == policy].iloc[0]
    chosen, credit, ports = listed_in(row["technology"]), row["coefficient"] or {}, tables["ports"]
    out = ports.loc[(ports["carrier"] == row["carrier"]) & (ports["direction"] == "out"), "technology"]
    rows = tables["technologies"]
    makes = (rows["kind"] == "converter") & rows["technology"].isin(out) & (rows["capacity_of"] == "")
    keeps = rows["kind"].isin(["store", "power"]) & (rows["reference"] == row["carrier"])
    for _, plant in rows[makes | keeps].iterrows():
        name = str(plant["technology"])
        if chosen and name not in chosen:
            yield f"{name} is not among the technologies that the policy counts{_cited(row)}"
        elif name not in credit and plant["kind"] != "converter":
            yield f"{name} does not count: as a store it needs a coefficient{_cited(row)}"
        elif not plant["build"]:
            yield _barred(name, plant, name in standing, f"in {period}")
        elif credit.get(name, 1.0) < 1.0:
            yield f"{name} counts with {percent(100.0 * credit[name])} % of its capacity (column coefficient of policies)"


def _near(inputs: Inputs, carrier: str, region: str) -> bool:
    """Whether any line for a carrier leads to a region."""
    rows, routes = inputs.case.tables["technologies"], inputs.case.tables["routes"]
    lines = rows.loc[(rows["kind"] == "line") & (rows["reference"] == carrier), "technology"]
    return bool((routes["technology"].isin(lines) & ((routes["from"] == region) | (routes["to"] == region))).any())


def _cited(row: pd.Series) -> str:
    return "" if pd.isna(row["_row"]) else f" ({row['_file']}, row {int(row['_row'])})"
