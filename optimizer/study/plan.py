"""My plan, not yours: a case whose builds are given, from a table or from an earlier run.

A plan has a row for each technology, place and period: what is built there then. A technology and place that the plan names is
fixed in every period, at zero where no row speaks; others stay free, or are not built at all if the plan is to be everything.
What is built lies between the plan and a millionth more, so that a plan copied from an answer is not infeasible for a digit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.case.clean import typed
from optimizer.case.convert import Converter, capacity_unit
from optimizer.case.layout import PLAN
from optimizer.case.model import Case
from optimizer.case.read import read_table
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import CaseError, Problem
from optimizer.formulation import vocabulary
from optimizer.guards.rates import single
from optimizer.inputs import Inputs, prepare
from optimizer.report.tables import builds
from optimizer.solution import DOUBT, open_solution
from optimizer.units import UnitError, factor, pretty
from optimizer.verified import FILE

NEAR = 1e-6  # share by which a plan may miss a limit, and by which more may be built than it says
Place = tuple[str, str]  # technology, region or route
Builds = dict[tuple[str, str, int], float]
"""Amounts in the unit of the model, by technology, place and period."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Builds to be made.

    Attributes:
        name: short, for the scenario; the name of the file or folder.
        table: columns of `builds.csv`, with the file and row each was written in.
        hashes: of what was read.
        doubt: why the answer that it is from cannot be verified, in a sentence.
    """

    name: str
    table: pd.DataFrame
    hashes: tuple[tuple[str, str], ...] = ()
    doubt: str = ""


def read_plan(path: str | Path) -> Plan:
    """A plan from a table builds.csv, or from the results of an earlier run (its folder or solution.nc).

    Raises:
        CaseError: the file cannot be read, or its cells are not what the columns say.
    """
    file, doubt = Path(path), ""
    if file.is_dir() or file.suffix == ".nc":
        answer = open_solution(file)
        table, doubt = builds(answer), str(answer.meta.get(DOUBT, ""))
        source = file / FILE if file.is_dir() else file
        name = file.resolve().name if file.is_dir() else file.stem
        cells = table.astype(str).assign(_file=str(file), _row=pd.NA)
    else:
        source, name = file, file.stem
        cells = read_table(file)
    problems: list[Problem] = []
    found = typed(PLAN, cells, problems)
    if problems:
        raise CaseError(problems)
    with source.open("rb") as held:
        digest = hashlib.file_digest(held, "sha256").hexdigest()
    return Plan(name, found, ((f"plan {source.name}", digest),), doubt)


def fixed(case: Case, plan: Plan, *, everything: bool = False, inputs: Inputs | None = None) -> Case:
    """The case with the builds of a plan; the scenario's name and a note say so.

    Args:
        everything: what the plan does not name is not built.
        inputs: of the case, where they have been prepared already.

    Raises:
        CaseError: with every row that names what does not exist or cannot be built.
    """
    inputs = inputs or prepare(case, vocabulary())
    periods, possible = {p.label for p in case.options.periods}, dict[Place, list[int]]()
    for k, place, v in inputs.indexes["builds"].tuples():
        if v in periods:
            possible.setdefault((str(k), str(place)), []).append(int(v))
    amounts, problems = _amounts(case, plan.table, possible)
    named = {key[:2] for key in amounts}
    places = [at for at in possible if everything or at in named]
    built = {(*at, v): amounts.get((*at, v), 0.0) for at in places for v in possible[at]}
    if not problems:
        problems = [*_out_of_bounds(inputs, built, plan.table), *_over(inputs, built, plan.table)]
    if problems:
        raise CaseError(problems)
    rest = ""
    if len(places) < len(possible):
        rest = "; the others are free"
    elif set(possible) - named:
        rest = "; what it does not name is not built"
    note = f"Builds are given by plan {plan.name}, for {len(places)} of {len(possible)} technologies and places{rest}."
    return replace(
        case,
        tables={**case.tables, "potentials": _potentials(inputs, built, plan.name)},
        scenario=f"{case.scenario}_fixed_{plan.name}",
        hashes={**case.hashes, **dict(plan.hashes)},
        notes=(*case.notes, note, *([f"Of that plan: {plan.doubt}"] if plan.doubt else [])),
    )


def _amounts(case: Case, table: pd.DataFrame, possible: dict[Place, list[int]]) -> tuple[Builds, list[Problem]]:
    """Amounts in the unit of the model, and what is wrong with the rows."""
    units = Converter(case.options, case.tables, (), 1.0)
    technologies = {k for k, _ in possible}
    known = set(case.tables["technologies"]["technology"])
    periods = [p.label for p in case.options.periods]
    amounts: Builds = {}
    problems: list[Problem] = []
    for row in table.to_dict("records"):
        at = (str(row["technology"]), str(row["region"]))
        here = {place for k, place in possible if k == at[0]}
        if at[0] not in known:
            problems.append(_wrong(row, "technology", f"unknown technology{did_you_mean(at[0], known)}", listed(known)))
        elif row["year"] not in periods:
            problems.append(_wrong(row, "year", "not a period of the case", listed(periods)))
        elif at[0] not in technologies and row["value"]:
            problems.append(_wrong(row, "technology", f"'{at[0]}' cannot be built", "technologies with build: yes"))
        elif at[1] not in here and (here or row["value"]):
            problems.append(_wrong(row, "region", f"'{at[0]}' cannot be built there", listed(sorted(here))))
        if row["value"] < 0:
            problems.append(_wrong(row, "value", "must not be negative", "0 or more"))
        try:
            wanted = units.capacity_unit(at[0]) if at[0] in known else ""
            scale = factor(row["unit"], wanted) if wanted else np.nan
        except UnitError as error:
            message = str(error) if "unknown" in str(error) else "wrong unit"
            problems.append(_wrong(row, "unit", message, pretty(wanted)))
            continue
        if row["year"] == row["year"]:
            amounts[(*at, int(row["year"]))] = row["value"] * scale
    again = table.duplicated([*PLAN.key], keep="first")
    problems += [_wrong(row, "year", "this build is stated twice") for row in table[again].to_dict("records")]
    return amounts, problems


def _wrong(row: dict[str, object], column: str, message: str, allowed: str = "") -> Problem:
    line = row["_row"]
    found = row[column]
    shown = f"{found:g}" if isinstance(found, float) else str(found)
    return Problem(message, str(row["_file"]), None if pd.isna(line) else int(str(line)), column, shown, allowed)


def _out_of_bounds(inputs: Inputs, built: Builds, table: pd.DataFrame) -> Iterator[Problem]:
    """Builds outside `build_min` and `build_max` of potentials.csv."""
    for name, over in (("build_max", True), ("build_min", False)):
        bounds = single(inputs.values[name])
        for key, amount in built.items():
            yield from _beyond(inputs, table, key, amount, bounds[key], name, over)


def _over(inputs: Inputs, built: Builds, table: pd.DataFrame) -> Iterator[Problem]:
    """Plant that stands outside `capacity_min` and `capacity_max`, counted with what stands already."""
    standing, changes = standing_of(inputs, built), changing(inputs)
    for name, over in (("capacity_max", True), ("capacity_min", False)):
        bounds = single(inputs.values[name])
        for key, amount in standing.items():
            if key[0] not in changes:  # what may retire or be retrofitted can make room, or more
                yield from _beyond(inputs, table, key, amount, bounds[key], name, over)


def changing(inputs: Inputs) -> set[object]:
    """Technologies of which more or less may stand than builds and lives say: retired early, or turned into each other."""
    turned = inputs.case.tables["retrofits"]
    return {*inputs.indexes["retirable"].column("technology"), *turned["from"], *turned["to"]}


def standing_of(inputs: Inputs, built: Builds) -> Builds:
    """What stands of the technologies and places of a plan, by period, if nothing is retired early."""
    existing, out = single(inputs.values["build_min"]), Builds()
    places = {key[:2] for key in built}
    for (k, place, v, y), share in single(inputs.values["survival"]).items():
        at = (str(k), str(place))
        if at in places:
            amount = built.get((*at, int(str(v))), existing[k, place, v])
            key = (*at, int(str(y)))
            out[key] = out.get(key, 0.0) + share * amount
    return out


def _beyond(
    inputs: Inputs,
    table: pd.DataFrame,
    key: tuple[str, str, int],
    amount: float,
    bound: float,
    name: str,
    over: bool,
) -> Iterator[Problem]:
    """A problem if an amount lies beyond a bound by more than rounding."""
    slack = NEAR * (1.0 + abs(bound)) if np.isfinite(bound) else 0.0
    if amount <= bound + slack if over else amount >= bound - slack:
        return
    k, place, y = key
    rows = inputs.case.tables["potentials"]
    stated = rows[(rows["technology"] == k) & rows["region"].isin([place, ""]) & (rows["limit"] == name)]
    where = f"{stated['_file'].iloc[0]}, row {stated['_row'].iloc[0]}" if len(stated) else "potentials.csv"
    mine = table[(table["technology"] == k) & (table["region"] == place)]
    row = mine[mine["year"] == y] if len(mine[mine["year"] == y]) else mine
    line = None if row.empty or pd.isna(row["_row"].iloc[0]) else int(row["_row"].iloc[0])
    file = str(row["_file"].iloc[0]) if len(row) else "plan"
    what = "builds" if name.startswith("build") else "leaves standing"
    more, unit = "more" if over else "less", "at most" if over else "at least"
    message = f"the plan {what} {more} of {k} in {place} ({y}) than {name} allows"
    yield Problem(message, file, line, "value", f"{amount:.6g}", f"{unit} {bound:.6g} ({where})")


def _potentials(inputs: Inputs, built: Builds, name: str) -> pd.DataFrame:
    """The table of potentials with what is built as its least and most.

    What stands of it keeps no limit, for a plan within its limits to a rounding would trip a solver; only plant that may
    retire or be retrofitted keeps them, as they may be why it does.
    """
    rows, free = inputs.case.tables["potentials"], changing(inputs)
    standing: dict[Place, float] = {key[:2]: 0.0 for key in built}
    for (k, place, _), amount in standing_of(inputs, built).items():
        standing[k, place] = max(standing[k, place], amount)
    planned = [
        (k, place) in standing and (limit.startswith("build") or k not in free)
        for k, place, limit in zip(rows["technology"], rows["region"], rows["limit"], strict=True)
    ]
    blank: dict[str, object] = dict.fromkeys(map(str, rows.columns), "")
    blank |= {"_file": f"plan {name}", "_row": pd.NA, "per_km": False, "note": f"given by plan {name}"}
    unit = {k: capacity_unit(inputs.case, k) for k, _ in standing}

    def row(at: Place, limit: str, value: float, year: float = np.nan) -> dict[str, object]:
        of = {"technology": at[0], "region": at[1], "limit": limit, "year": year, "value": value, "amount": value}
        return {**blank, **of, "unit": unit[at[0]], "amount_unit": unit[at[0]]}

    added = [row((k, place), "build_min", amount * (1.0 - NEAR), y) for (k, place, y), amount in built.items()]
    added += [row((k, place), "build_max", amount * (1.0 + NEAR), y) for (k, place, y), amount in built.items()]
    for at, most in standing.items():
        if at[0] not in free:
            added += [row(at, "capacity_min", 0.0), row(at, "capacity_max", 1.0 + 2.0 * most)]
    new, kept = pd.DataFrame(added, columns=rows.columns), rows[~np.array(planned, dtype=bool)]
    return new if kept.empty else kept if new.empty else pd.concat([kept, new], ignore_index=True)
