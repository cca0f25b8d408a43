"""A finished run against what is known: each reference value beside the figure of the model, and how far apart they are.

The reference is a CSV of its own beside the tables of the case. One row a figure; columns:

    name        what it is called, in words
    quantity    output, input (of carriers), capacity or emission
    technology  semicolon list (output, input, capacity); empty: all that make, or use, and what is bought, or demanded
    carrier     semicolon list (output, input)
    gas, sector, stage   semicolon lists; empty: all (emission)
    coefficient weights by technology, carrier or gas, `methanol=0.129;h2=1`; 1 where none is stated
    year        a period of the run
    value, unit the reference
    kind        fixed (an input says so) or predicted (the model decides)
    source, note
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.case.read import read_table
from optimizer.case.text import did_you_mean, listed
from optimizer.errors import CaseError, Problem
from optimizer.report.balances import balance, carrier_units, converters
from optimizer.report.tables import capacity, emissions
from optimizer.solution import Solution
from optimizer.units import UnitError, factor

COLUMNS = ("name", "quantity", "year", "value", "unit", "kind", "source")
OPTIONAL = ("technology", "carrier", "gas", "sector", "stage", "coefficient", "note")
SHOWN = ["name", "year", "model", "reference", "unit", "deviation", "kind", "source", "note"]
WORDS = {"kind": ("fixed", "predicted"), "quantity": ("output", "input", "capacity", "emission")}
SELECT = {
    "output": {"technology": "item", "carrier": "carrier"},
    "input": {"technology": "item", "carrier": "carrier"},
    "capacity": {"technology": "technology"},
    "emission": {"gas": "gas", "sector": "sector", "stage": "stage"},
}
"""Columns that select, and the column of the figures that each is about."""
WEIGHED = {
    "output": ("item", "carrier"),
    "input": ("item", "carrier"),
    "capacity": ("technology",),
    "emission": ("gas",),
}
OUTSIDE = {"output": "purchase", "input": "demand"}
"""What a balance has besides what converters make and use."""
TRADED = ("purchase", "sale", "demand", "unmet", "surplus")
Row = dict[str, Any]


def calibration(solution: Solution, reference: Path) -> pd.DataFrame:
    """Model against reference: name, year, model, reference, unit, deviation (of the reference), kind, source, note.

    Rows of years that are no period of the run are left out.

    Raises:
        CaseError: rows that cannot be understood, each with its place; or no row is of a period of the run.
    """
    known, periods = _Known(solution), [int(p) for p in solution.inputs["period"].values]
    problems: list[Problem] = []
    rows = [row for row in _read(reference, problems) if row["year"] in periods]
    figures = []
    for row in rows:
        found = list(known.problems(row))
        problems += found
        if not found:
            model, told = known.figure(row), row["value"]
            figures.append({**row, "model": model, "deviation": model / told - 1 if told else float("nan")})
    if not rows and not problems:
        message, allowed = "no row is of a period of the run", listed(periods)
        problems.append(Problem(message, reference.name, column="year", allowed=allowed))
    if problems:
        raise CaseError(problems)
    columns = [n if n != "reference" else "value" for n in SHOWN]
    return pd.DataFrame(figures, columns=columns).rename(columns={"value": "reference"})


def kept(solution: Solution) -> pd.DataFrame:
    """The calibration that was set beside an answer; nothing if none was."""
    return pd.DataFrame(solution.meta.get("calibration", []), columns=SHOWN)


class _Known:
    """The figures of a run, and the names in it."""

    def __init__(self, solution: Solution) -> None:
        flows = balance(solution)
        self.converters = converters(solution)
        self.tables = {
            "output": flows[flows["amount"] > 0],
            "input": flows[flows["amount"] < 0].assign(amount=lambda t: -t["amount"]),
            "capacity": capacity(solution).rename(columns={"standing": "amount"}),
            "emission": emissions(solution),
        }
        items = {*self.converters, *TRADED, *flows["item"]}
        released = self.tables["emission"]
        plant = {str(k) for k in solution.variables["technology"].values}
        self.names: dict[str, dict[str, set[str]]] = {
            "output": {"technology": items, "carrier": set(carrier_units(solution))},
            "capacity": {"technology": plant},
            "emission": {c: set(released[c]) for c in ("gas", "sector", "stage")},
        }
        self.names["input"] = self.names["output"]

    def problems(self, row: Row) -> Iterator[Problem]:
        """What is wrong with a row."""
        names = self.names[row["quantity"]]
        for column, allowed in names.items():
            yield from _unknown(row, column, _list(row[column]), allowed)
        try:
            weights = _weights(row["coefficient"])
        except ValueError:
            yield _wrong(row, "coefficient", "not a list of weights", "methanol=0.129;h2=1")
        else:
            yield from _unknown(row, "coefficient", weights, {n for of in names.values() for n in of})
        for unit in self._chosen(row)["unit"].unique():
            try:
                factor(str(unit), row["unit"])
            except UnitError as error:
                known = str(error).startswith("unknown")
                yield _wrong(row, "unit", str(error) if known else f"{unit} does not fit {row['unit']}", str(unit))
                return

    def figure(self, row: Row) -> float:
        """The figure of the model in the unit of the reference; nothing flows of what is known and not used."""
        weights, keys, total = _weights(row["coefficient"]), WEIGHED[row["quantity"]], 0.0
        table = self._chosen(row)
        for each in table[table["period"] == row["year"]].to_dict("records"):
            weight = next((weights[each[k]] for k in keys if each[k] in weights), 1.0)
            total += weight * float(each["amount"]) * factor(str(each["unit"]), row["unit"])
        return total

    def _chosen(self, row: Row) -> pd.DataFrame:
        quantity = row["quantity"]
        table = self.tables[quantity]
        for column, of in SELECT[quantity].items():
            names = _list(row[column])
            if column == "technology" and quantity in OUTSIDE and not names:
                names = [*self.converters, OUTSIDE[quantity]]
            table = table[table[of].isin(names)] if names else table
        return table


def _unknown(row: Row, column: str, names: Mapping[str, float] | list[str], known: set[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            message = f"the run knows no such name{did_you_mean(name, known)}"
            yield Problem(message, row["_file"], row["_row"], column, name, listed(sorted(known)))


def _wrong(row: Row, column: str, message: str, allowed: str) -> Problem:
    return Problem(message, row["_file"], row["_row"], column, str(row[column]), allowed)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def in_words(table: pd.DataFrame) -> str:
    """The table as lines to print."""
    shown = table.assign(
        model=table.model.map(_shown),
        reference=table.reference.map(_shown),
        deviation=table.deviation.map(lambda v: "" if v != v else f"{v:+.1%}"),
    )
    return str(shown.drop(columns="note").to_string(index=False))


def _read(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """Rows with their numbers; those with a cell that says nothing are problems."""
    table = read_table(path)
    missing = [c for c in COLUMNS if c not in table]
    if missing:
        raise CaseError([Problem(f"no column '{missing[0]}'", path.name, allowed=", ".join(COLUMNS))])
    for row in table.reindex(columns=[*COLUMNS, *OPTIONAL, "_file", "_row"], fill_value="").to_dict("records"):
        wrong = []
        for column, allowed in WORDS.items():
            if row[column] not in allowed:
                wrong.append(_wrong(row, column, "unknown word", listed(allowed)))
        year, value = _number(row["year"]), _number(row["value"])
        if year is None or year != int(year):
            wrong.append(_wrong(row, "year", "not a year", "a period of the run"))
        if value is None:
            wrong.append(_wrong(row, "value", "not a number", "a number"))
        problems += wrong
        if not wrong and year is not None:
            yield {**{str(k): v for k, v in row.items()}, "year": int(year), "value": value}


def _number(cell: str) -> float | None:
    """A finite number, or nothing."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _list(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]


def _weights(cell: str) -> dict[str, float]:
    """`a=1;b=0.5` as numbers."""
    pairs = (part.partition("=") for part in cell.split(";") if part.strip())
    return {name.strip(): float(value) for name, _, value in pairs}
