"""Thresholds of footprints: of a family that exists, per unit of one of its forms, with gases that are emitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.case.checks.common import Found, Tables, at, grouped, records
from optimizer.case.declared import emitted_gases
from optimizer.case.schema import Options
from optimizer.case.standards import weights_of
from optimizer.case.text import did_you_mean, listed
from optimizer.quantities import Quantity
from optimizer.units import fits, known, pretty

OF_GAS = ("kgCO2e", "kgCO2")


def families(tables: Tables, _: Options, __: Sequence[Quantity]) -> Found:
    """Forms of a family are counted in units that convert into each other, so that their costs and amounts compare."""
    first: dict[str, Any] = {}
    for row in records(tables, "carriers"):
        if row["family"] and known(row["unit"]):
            one = first.setdefault(row["family"], row)
            if not fits(row["unit"], one["unit"]):
                message = f"'{one['carrier']}' of the same family is counted in another unit"
                yield at(row, "unit", message, row["unit"], one["unit"])


def lone_families(tables: Tables) -> Found:
    """Notes on a family of one form whose name is nearly that of another: its form would be told apart from the others."""
    forms = grouped([row for row in records(tables, "carriers") if row["family"]], ["family"])
    names = [str(rows[0]["family"]) for rows in forms]
    for row in (rows[0] for rows in forms if len(rows) == 1):
        near = did_you_mean(row["family"], [name for name in names if name != row["family"]])
        if near:
            yield at(row, "family", f"'{row['carrier']}' is the only form of its family{near}", row["family"])


def standards(tables: Tables, options: Options, _: Sequence[Quantity]) -> Found:
    """What a row of standards.csv refers to exists, and its threshold is a mass of CO2 (e) for a unit of a form."""
    forms: dict[str, list[str]] = {}
    for row in records(tables, "carriers"):
        if row["family"]:
            forms.setdefault(str(row["family"]), []).append(str(row["unit"]))
    gases = emitted_gases(tables, options)
    for row in records(tables, "standards"):
        if row["family"] not in forms:
            message = f"no carrier is of this family{did_you_mean(row['family'], forms)}"
            yield at(row, "family", message, row["family"], listed(sorted(forms)) or "column family of carriers.csv")
            continue
        wanted = [f"{gas}/({unit})" for unit in forms[row["family"]] for gas in OF_GAS if known(unit)]
        if wanted and not any(fits(row["unit"], unit) for unit in wanted):
            yield at(row, "unit", "wrong unit", row["unit"], f"{pretty(wanted[0])} or anything that measures the same")
        if row["value"] < 0:
            yield at(row, "value", "a threshold must not be negative", row["value"], "0 or more")
        try:
            weights = weights_of(row["coefficient"])
        except ValueError as error:
            yield at(row, "coefficient", "not a list of name=number", error, "CO2=1;CH4=29.8")
            continue
        for gas in sorted(set(weights) - gases):
            yield at(row, "coefficient", f"unknown gas{did_you_mean(gas, gases)}", gas, listed(sorted(gases)))
