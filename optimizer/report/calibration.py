"""A finished run against what is known: each reference value beside the figure of the model, and how far apart they are.

The reference is a CSV of its own beside the tables of the case. One row a figure; columns:

    name        what it is called, in words
    quantity    output, input (of carriers), capacity or emission
    technology  semicolon list; empty: all (output, input, capacity)
    carrier     semicolon list (output, input)
    gas, sector, stage   semicolon lists; empty: all (emission)
    coefficient weights by technology or carrier, `methanol=0.129;h2=1`; 1 where none is stated
    year        a period of the run
    value, unit the reference
    kind        fixed (an input says so) or predicted (the model decides)
    source, note
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.report.balances import balance
from optimizer.report.tables import capacity, emissions
from optimizer.solution import Solution
from optimizer.units import factor, fits

COLUMNS = ("name", "quantity", "year", "value", "unit", "kind", "source")
OPTIONAL = ("technology", "carrier", "gas", "sector", "stage", "coefficient", "note")
KINDS = ("fixed", "predicted")
QUANTITIES = ("output", "input", "capacity", "emission")


def calibration(solution: Solution, reference: Path) -> pd.DataFrame:
    """Model against reference: name, year, model, reference, unit, deviation (of the reference), kind, source, note.

    Rows of years that are no period of the run are left out.

    Raises:
        CaseError: a row that cannot be understood, with its place.
    """
    table, rows = _read(reference), []
    periods = {int(p) for p in solution.inputs["period"].values}
    known = {"balance": balance(solution), "capacity": capacity(solution), "emission": emissions(solution)}
    for at, row in enumerate(table.to_dict("records"), start=2):
        if int(row["year"]) in periods:
            try:
                found = _figure(row, known)
            except ValueError as error:
                raise _wrong(reference, at, str(error)) from None
            told = float(row["value"])
            deviation = found / told - 1 if told else float("nan")
            rows.append((row["name"], int(row["year"]), found, told, row["unit"], deviation,
                         row["kind"], row["source"], row["note"]))  # fmt: skip
    columns = ["name", "year", "model", "reference", "unit", "deviation", "kind", "source", "note"]
    return pd.DataFrame(rows, columns=columns)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def in_words(table: pd.DataFrame) -> str:
    """The table as lines to print."""
    shown = table.assign(
        model=table.model.map(_shown),
        reference=table.reference.map(_shown),
        deviation=table.deviation.map("{:+.1%}".format),
    )
    return str(shown.drop(columns="note").to_string(index=False))


def _read(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if missing := [c for c in COLUMNS if c not in table]:
        raise CaseError([Problem(f"no column '{missing[0]}'", path.name, allowed=", ".join(COLUMNS))])
    table = table.reindex(columns=[*COLUMNS, *OPTIONAL], fill_value="")
    for column, allowed in (("kind", KINDS), ("quantity", QUANTITIES)):
        for at, cell in enumerate(table[column], start=2):
            if cell not in allowed:
                raise _wrong(path, at, f"column '{column}' is {' or '.join(allowed)}, not '{cell}'")
    for column in ("year", "value"):
        for at, cell in enumerate(table[column], start=2):
            if pd.isna(pd.to_numeric(cell, errors="coerce")):
                raise _wrong(path, at, f"column '{column}' is a number, not '{cell}'")
    return table


def _wrong(path: Path, row: int, message: str) -> CaseError:
    return CaseError([Problem(message, path.name, row=row)])


def _figure(row: dict[str, Any], known: dict[str, pd.DataFrame]) -> float:
    """The figure of the model in the unit of the reference."""
    quantity, weights = row["quantity"], _weights(row["coefficient"])
    keys: tuple[str, ...]
    if quantity in ("output", "input"):
        table = known["balance"]
        table = table[table.amount > 0 if quantity == "output" else table.amount < 0]
        table = _chosen(table, {"item": row["technology"], "carrier": row["carrier"]})
        amounts, keys = table.amount.abs(), ("item", "carrier")
    elif quantity == "capacity":
        table = _chosen(known["capacity"], {"technology": row["technology"]})
        amounts, keys = table.standing, ("technology",)
    else:
        table = _chosen(known["emission"], {c: row[c] for c in ("gas", "sector", "stage")})
        amounts, keys = table.amount, ("gas",)
    mine = table.period == int(row["year"])
    if table.empty:
        raise ValueError("nothing in the run is called so")
    if strange := [u for u in table.unit.unique() if not fits(str(u), row["unit"])]:
        raise ValueError(f"{strange[0]} does not fit {row['unit']}")
    total = 0.0
    for at in table.index[mine]:
        weight = next((weights[k] for k in (str(table.at[at, key]) for key in keys) if k in weights), 1.0)
        total += weight * float(amounts[at]) * factor(str(table.at[at, "unit"]), row["unit"])
    return total


def _chosen(table: pd.DataFrame, where: dict[str, str]) -> pd.DataFrame:
    for column, cell in where.items():
        if cell:
            table = table[table[column].isin([c.strip() for c in cell.split(";")])]
    return table


def _weights(cell: str) -> dict[str, float]:
    """`a=1;b=0.5` as numbers."""
    pairs = (part.partition("=") for part in cell.split(";") if part.strip())
    return {name.strip(): float(value) for name, _, value in pairs}
