"""An OSeMOSYS model in the folder layout of otoole (one CSV a parameter) as tables of ours.

What becomes what: a technology with several modes becomes one converter for its first mode and one more for each other mode,
which share its capacity; a time slice becomes a day of one step; a storage becomes a reservoir over the horizon with a
carrier of its own; capital is paid overnight with the sinking-fund salvage of OSeMOSYS, running costs in mid-year; the reserve
margin acts on the production of the tagged fuels; every fuel may be produced beyond its use.

Activity limits, renewable targets, limits and prices of emissions
become policies.

Rates are PJ a year in OSeMOSYS and PJ an hour here: a slice lasts its share of 8,760 hours. Storage levels within a year are
not carried over: only what is left of a reservoir from year to year.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

from optimizer.case.otoole import limits, plant, time
from optimizer.case.otoole.model import Model, Rows
from optimizer.errors import CaseError, Problem
from optimizer.reading.tables import marked


def import_otoole(source: Path, name: str, variable_cost: float = 0.0, rate: float = 0.05) -> dict[str, str]:
    """The files of a case folder, by name.

    Args:
        source: folder with one CSV a parameter.
        name: of the case.
        variable_cost: where the model states none (the default of the parameter).
        rate: discount rate where DiscountRate.csv states none.

    Raises:
        CaseError: the folder is none of otoole, or uses a parameter that has no meaning here.
    """
    try:
        return _files(Model(source), name, variable_cost, rate)
    except KeyError as error:
        found = ", ".join(error.args[0]) if isinstance(error.args[0], tuple) else str(error.args[0])
        message = "the sets and parameters do not fit together: one names what the others lack"
        raise CaseError([Problem(message, str(source), found=found)]) from None


def _files(m: Model, name: str, variable_cost: float, rate: float) -> dict[str, str]:
    """The files of a case folder."""
    tables: Rows = defaultdict(list)
    _fuels(m, tables)
    slices = time.slices(m, tables)
    modes = plant.technologies(m, tables)
    plant.ports(m, tables, modes)
    plant.costs(m, tables, modes, variable_cost)
    plant.capacities(m, tables)
    plant.storages(m, tables)
    time.availability(m, slices, tables, list(dict.fromkeys(k for k, _ in modes)))
    time.demand(m, slices, tables)
    limits.emissions(m, tables, modes)
    limits.activity_limits(m, tables, modes)
    limits.targets(m, tables, modes)
    limits.reserve(m, tables)
    heads = {**_HEADS, "profiles": [*_HEADS["profiles"], *(name for [name] in tables.pop("profile_names", []))]}
    files = {f"{n}.csv": _text([heads[n], *rows]) for n, rows in tables.items() if rows}
    return {**files, "case.yaml": _options(m, name, slices.hours, rate)}


def _options(m: Model, name: str, hours: float, rate: float) -> str:
    """case.yaml: the conventions of OSeMOSYS."""
    used = next(iter(m.values("DiscountRate", "REGION").values()), rate)
    method = next(iter(m.values("DepreciationMethod", "REGION").values()), 1.0)
    salvage = {1.0: "sinking_fund", 2.0: "straight_line"}.get(method)
    if salvage is None:
        allowed = "1 (sinking fund), 2 (straight line)"
        raise CaseError([Problem("unknown method", "DepreciationMethod.csv", found=f"{method:g}", allowed=allowed)])
    periods = ", ".join(f"{{label: {y}, first_year: {y}, years: 1}}" for y in m.years)
    return (
        f"name: {name}\ntitle: {name}, read from an otoole folder\nmoney: MUSD_2000 # OSeMOSYS states no currency\n"
        f"discount_rate: {used}\nwacc: {used}\nbase_year: {m.years[0]}\nperiods: [{periods}]\n"
        f"clock: {{given_days: {{}}}}\nyear_hours: {hours!r}\n"
        f"conventions: {{capital: overnight, salvage: {salvage}, running_paid: mid, alive: start}}\n"
    )


_HEADS: dict[str, list[object]] = {
    "regions": ["region"],
    "carriers": ["carrier", "unit", "clock", "surplus"],
    "technologies": ["technology", "kind", "reference", "capacity_unit", "capacity_of", "span", "build", "whole"],
    "ports": ["technology", "carrier", "direction", "year", "value", "unit"],
    "parameters": ["technology", "parameter", "year", "value", "unit", "profile"],
    "existing_capacity": ["technology", "region", "year", "value", "unit"],
    "potentials": ["technology", "region", "limit", "year", "value", "unit"],
    "demand": ["carrier", "region", "year", "value", "unit", "profile"],
    "days": ["day", "year", "weight"],
    "steps": ["day", "step", "duration"],
    "profiles": ["day", "step"],
    "emissions": ["flow", "technology", "gas", "year", "value", "unit"],
    "policies": list(limits.POLICY),
}


def _text(rows: list[list[object]]) -> str:
    out = io.StringIO()
    cells = ([repr(c) if isinstance(c, float) else marked(str(c)) for c in row] for row in rows)
    csv.writer(out, lineterminator="\n").writerows(cells)
    return out.getvalue()


def _fuels(m: Model, out: Rows) -> None:
    out["regions"].append([m.region])
    yearly = {fuel for (fuel, _) in m.values("AccumulatedAnnualDemand", "FUEL", "YEAR")}
    by_slice = {fuel for (fuel, _) in m.values("SpecifiedAnnualDemand", "FUEL", "YEAR")}
    if yearly & by_slice:
        names = ", ".join(sorted(yearly & by_slice))
        raise CaseError([Problem("demand by slice and by year at once", "AccumulatedAnnualDemand.csv", found=names)])
    out["carriers"] += [[fuel, "PJ", "year" if fuel in yearly else "hour", "yes"] for fuel in m.set("FUEL")]
