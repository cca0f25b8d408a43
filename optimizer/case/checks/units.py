"""Builds in whole units: complete where they are asked for, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.checks.common import Found, Tables, at, records
from optimizer.case.schema import Options
from optimizer.quantities import Quantity

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
