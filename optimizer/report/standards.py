"""Footprints beside the thresholds of standards: what may be said of a unit of a carrier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import compress
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
    units, ways = account.rows["carrier"].map(carrier_units(solution)), _ways(account)
    for (name, family), levels in groups.items():
        levels = [row for row in levels if delivered or row["boundary"] == GATE_ONLY]
        mine = account.rows["family"] == family
        if levels and mine.any():
            counted = [(level, footprint(solution, account, level)) for level in levels]
            words = {
                i: _words(_passed([(v, found[i]) for v, found in counted if _open_to(ways[i], v)], unit))
                for i, unit in units[mine].items()
            }
            yield name, family, pd.Series(words)


def footprint(solution: Solution, account: Account, standard: dict[str, Any]) -> pd.Series:
    """What a standard counts of each row, in tonnes for a unit of the carrier; not a number where a gas has no mass.

    Gases measured in CO2 or CO2e count as they are, unless the standard weighs gases itself.
    """
    weights, total = standard["coefficient"], pd.Series(0.0, index=account.rows.index)
    for gas, table in account.plain.items():
        unit = str(solution.variables["gas_unit"].to_series()[gas])
        if gas in weights if weights else "CO2" in unit:
            stages = [s for s in GATE if s in table] if standard["boundary"] == GATE_ONLY else list(table)
            tonnes = in_tonnes(unit) or float("nan")
            total += weights.get(gas, 1.0) * tonnes * table[stages].sum(axis=1)
    return total


def threshold(standard: dict[str, Any], unit: str) -> float:
    """What a standard allows, in tonnes for a carrier unit; not a number where it is of another kind."""
    for mass in ("tCO2e", "tCO2"):
        with suppress(UnitError):
            return float(standard["value"]) * factor(str(standard["unit"]), f"{mass}/({unit})")
    return float("nan")


def _ways(account: Account) -> dict[Any, set[str]]:
    """What makes each row: the technology, or all that enter its mix."""
    if "item" in account.rows:
        return {i: {str(item)} for i, item in account.rows["item"].items()}
    entered, items = account.origin.to_numpy() > ROUNDING, [str(item) for item, _ in account.origin]
    return {i: set(compress(items, row)) for i, row in zip(account.rows.index, entered, strict=True)}


def _open_to(ways: set[str], level: dict[str, Any]) -> bool:
    """Whether a level may be said of what is made in these ways: unless it may be said of none of them."""
    return not ways or not ways <= ways_of(level.get("not_of", ""))


def ways_of(cell: str) -> set[str]:
    """The names in a semicolon list.

    >>> sorted(ways_of("reformer; byproduct")), ways_of("")
    (['byproduct', 'reformer'], set())
    """
    return {name.strip() for name in cell.split(";") if name.strip()}


def _passed(levels: list[tuple[dict[str, Any], float]], unit: str) -> list[dict[str, Any]] | None:
    """The strictest levels that are met; nothing where that cannot be told.

    Args:
        levels: each with what it counts, in tonnes for a carrier unit.
        unit: of the carrier.
    """
    found = [(level, counted, threshold(level, unit)) for level, counted in levels]
    if any(v != v for _, *both in found for v in both):
        return None
    met = [(level, most) for level, counted, most in found if counted <= most + ROUNDING * abs(most)]
    strictest = min((most for _, most in met), default=0.0)
    return [level for level, most in met if most <= strictest * (1.0 + ROUNDING)]


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
