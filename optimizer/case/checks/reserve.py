"""Reserve margins: one carrier, a load that means something, credits of what can be firm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, listed_in, records
from optimizer.case.text import did_you_mean, listed

DEMAND, PRODUCTION = "demand", "production"


def reserve(row: dict[str, Any], tables: Tables) -> Found:
    """What a row of kind reserve_margin says has a meaning."""
    if len(listed_in(row["carrier"])) != 1:
        yield at(row, "carrier", "a reserve margin is for one carrier", row["carrier"], "one carrier")
    for column in ("sector", "stage", "gas", "account"):
        if row[column]:
            yield at(row, column, "reserve margins do not select by it", row[column], "empty")
    kinds = {r["technology"]: r["kind"] for r in records(tables, "technologies")}
    yield from _load(row, tables, kinds)
    for name, credit in row["coefficient"].items():
        if name not in kinds:
            message = f"unknown technology{did_you_mean(name, set(kinds))}"
            yield at(row, "coefficient", message, name, listed(sorted(kinds)))
        elif kinds[name] == "line":
            message = "a line makes nothing, it moves what is made elsewhere"
            yield at(row, "coefficient", message, name, "converters, stores and their power")
        elif not credit >= 0:
            yield at(row, "coefficient", "a credit must not be negative", f"{name}={credit:g}", "0 or more")


def _load(row: dict[str, Any], tables: Tables, kinds: Mapping[str, str]) -> Found:
    """Demand, what is made, or demand and what some converters take in."""
    words = listed_in(row["relative_to"])
    takes = {(p["technology"], p["carrier"]) for p in records(tables, "ports") if p["direction"] == "in"}
    for word in words if words != [PRODUCTION] else []:
        if word != DEMAND and kinds.get(word) != "converter":
            message = f"neither demand nor a converter{did_you_mean(word, {*kinds, DEMAND, PRODUCTION})}"
            allowed = "demand; demand and converters whose intake cannot wait; or production"
            yield at(row, "relative_to", message, word, allowed)
        elif word != DEMAND and (word, row["carrier"]) not in takes:
            yield at(row, "relative_to", f"'{word}' takes in no {row['carrier']}", word, "converters that take it in")
