"""Footprints beside the thresholds of standards: what may be said of a unit of a carrier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pandas as pd

from optimizer.report.balances import carrier_units
from optimizer.report.chain import GATE, Account
from optimizer.solution import Solution
from optimizer.units import UnitError, factor, in_tonnes

NOT_MET = "not met"
GATE_ONLY = "gate"
ROUNDING = 1e-9


def verdicts(solution: Solution, account: Account, *, delivered: bool) -> Iterator[tuple[str, str, pd.Series]]:
    """Of each standard and family: its name, the family, and the words by row of the account.

    Args:
        solution: with `standards` in its meta.
        account: what is used or made.
        delivered: whether the whole way to the use is in the footprint; standards up to the use say nothing of what is made.
    """
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in solution.meta.get("standards", []):
        groups.setdefault((row["standard"], row["family"]), []).append(row)
    for (name, family), levels in groups.items():
        levels = [row for row in levels if delivered or row["boundary"] == GATE_ONLY]
        mine = account.rows["family"] == family
        if levels and mine.any():
            words = [
                _words(_passed(solution, account, i, _open_to(account, i, levels))) for i in account.rows.index[mine]
            ]
            yield name, family, pd.Series(words, index=account.rows.index[mine])


def footprint(solution: Solution, account: Account, row: int, standard: dict[str, Any]) -> float:
    """What a standard counts of a row, in tonnes for a unit of the carrier; not a number where a gas has no mass.

    Gases measured in CO2 or CO2e count as they are, unless the standard weighs gases itself.
    """
    weights, total = standard["coefficient"], 0.0
    for gas, table in account.plain.items():
        unit = str(solution.variables["gas_unit"].to_series()[gas])
        if gas in weights if weights else "CO2" in unit:
            stages = [s for s in GATE if s in table] if standard["boundary"] == GATE_ONLY else list(table)
            tonnes = in_tonnes(unit) or float("nan")
            total += weights.get(gas, 1.0) * tonnes * float(table.loc[row, stages].sum())
    return total


def threshold(standard: dict[str, Any], unit: str) -> float:
    """What a standard allows, in tonnes for a carrier unit; not a number where it is of another kind."""
    for mass in ("tCO2e", "tCO2"):
        with suppress(UnitError):
            return float(standard["value"]) * factor(str(standard["unit"]), f"{mass}/({unit})")
    return float("nan")


def _open_to(account: Account, row: int, levels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The levels that may be said of a way to make it; of a mix, unless all of it is made in ways of which they may not."""
    if "item" in account.rows:
        ways = {str(account.rows["item"][row])}
    else:
        ways = {str(item) for item, region in account.origin if account.origin.loc[row, (item, region)] > ROUNDING}
    return [v for v in levels if not ways or not ways <= ways_of(v.get("not_of", ""))]


def ways_of(cell: str) -> set[str]:
    """The names in a semicolon list.

    >>> sorted(ways_of("reformer; byproduct")), ways_of("")
    (['byproduct', 'reformer'], set())
    """
    return {name.strip() for name in cell.split(";") if name.strip()}


def _passed(
    solution: Solution, account: Account, row: int, levels: list[dict[str, Any]]
) -> list[dict[str, Any]] | None:
    """The strictest levels that are met; nothing where that cannot be told."""
    unit = carrier_units(solution)[account.rows["carrier"][row]]
    allowed = [threshold(level, unit) for level in levels]
    found = [footprint(solution, account, row, level) for level in levels]
    if any(v != v for v in (*allowed, *found)):
        return None
    met = [i for i, most in enumerate(allowed) if found[i] <= most + ROUNDING * abs(most)]
    strictest = min((allowed[i] for i in met), default=0.0)
    return [levels[i] for i in met if allowed[i] <= strictest * (1.0 + ROUNDING)]


def _words(levels: list[dict[str, Any]] | None) -> str:
    """What may be said.

    >>> _words([{"level": "clean", "condition": ""}, {"level": "renewable", "condition": "of renewable energy"}])
    'clean; renewable if of renewable energy'
    >>> _words([]), _words(None)
    ('not met', '')
    """
    if levels is None:
        return ""
    told = [level["level"] + (f" if {level['condition']}" if level["condition"] else "") for level in levels]
    return "; ".join(told) or NOT_MET
