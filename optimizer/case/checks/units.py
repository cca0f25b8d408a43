"""Builds in whole units: complete where they are asked for, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, records, stated
from optimizer.case.schema import Options
from optimizer.quantities import Quantity

Row = dict[str, Any]
OF_UNITS = ("unit_size", "unit_size_min", "fixed_charge")


def whole(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Whole units have a size and something to decide; their numbers are never relaxed without a word."""
    asked = {row["technology"] for row in records(tables, "technologies") if row["whole"]}
    given: dict[tuple[str, str], float] = {}
    for row in records(tables, "parameters"):
        if row["parameter"] not in OF_UNITS:
            continue
        key = (row["technology"], row["parameter"])
        given[key] = max(given.get(key, 0.0), row["amount"])
        if row["technology"] not in asked:
            message = f"{row['parameter']} counts whole units, and '{row['technology']}' is not built in them"
            yield at(row, "parameter", message, row["parameter"], "whole: yes in technologies.csv, or no such row")
    for row in records(tables, "technologies"):
        name = row["technology"]
        if not row["whole"]:
            continue
        if row["capacity_of"] or not row["build"]:
            yield at(row, "whole", f"'{name}' builds nothing of its own", "yes", "no")
        elif (name, "unit_size") not in given:
            yield at(row, "whole", f"'{name}' has no unit_size", "yes", "a row 'unit_size' in parameters.csv")
        elif given.get((name, "unit_size_min")) == 0.0 and not given.get((name, "fixed_charge")):
            message = f"units of '{name}' may have any size and cost nothing: they decide nothing"
            yield at(row, "whole", message, "yes", "a fixed_charge, a unit_size_min above zero, or no")


def sizes(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """The smallest unit is not larger than the largest that may be meant with it: that of its place and year, or of all."""
    stated_sizes = [r for r in records(tables, "parameters") if r["parameter"] in ("unit_size", "unit_size_min")]
    largest = [r for r in stated_sizes if r["parameter"] == "unit_size"]
    for row in (r for r in stated_sizes if r["parameter"] == "unit_size_min"):
        beside = [r for r in largest if _may_go_together(r, row)]
        if beside and all(r["amount"] < row["amount"] for r in beside):
            most = max(beside, key=lambda r: float(r["amount"]))
            message = f"unit_size_min of '{row['technology']}' is above its unit_size in row {most['_row']:.0f}"
            yield at(
                row, "value", message, f"{row['value']:g} {row['unit']}", f"at most {most['value']:g} {most['unit']}"
            )


def _may_go_together(a: Row, b: Row) -> bool:
    """Rows of one technology that can hold at one place in one year."""
    place = a["region"] == b["region"] or "" in (a["region"], b["region"])
    year = a["year"] == b["year"] or not (stated(a["year"]) and stated(b["year"]))
    return bool(a["technology"] == b["technology"] and place and year)
