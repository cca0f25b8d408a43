"""Amounts in the units a planner chooses; the solution keeps those of the case.

A choice is a unit (`亿kWh`: everything that it can measure) or `label=unit` (`coal=万tce`: rows of that carrier, technology or gas).
A choice for a carrier holds for what its stores hold, lines carry and plant makes of it as well: by the hour, where that is a rate.
Known are the units of the cases and those of the table units.csv of this package. Prices are told as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import pandas as pd

from optimizer.errors import CaseError, Problem
from optimizer.files import packaged
from optimizer.solution import Solution
from optimizer.units import currencies, factor, fits, known

LABELS = ("carrier", "item", "technology", "gas", "figure", "block")
UNITED = {
    "costs": {"annual_unit": ["annual_cost"], "unit": ["discounted_cost"]},
    "levelised": {"throughput unit": ["throughput"]},
    "prices": {},
    "policies": {"unit": ["value", "limit", "slack"]},
    "closing": {"amount unit": ["amount"], "unit": []},
    "inputs": {},
    "changes": {},
    "names": {},
    "runs": {"unit": ["discounted_cost", "change"]},
    "differences": {"unit": ["reference", "value", "change"]},
}
"""Columns of units and the columns of numbers they are of; elsewhere `unit` is that of all numbers."""
NUMBERLESS = ("period", "year", "day", "step", "units built", "beyond", "deviation")
GASES, YEARLY = ("", "CO2", "CO2e"), "/year"


@dataclass(frozen=True)
class Shown:
    """A unit to tell amounts in: so many (`times`) of a plain one, or of the money of a currency.

    Attributes:
        plant: only what plant of a carrier holds, or may let through in an hour: what it takes in a year may be of another carrier.
    """

    unit: str
    base: str
    times: float
    money: str = ""
    plant: bool = False

    def of(self, given: str) -> tuple[float, str] | None:
        """What to multiply an amount by, and its unit then; nothing if it cannot be told in this unit."""
        head, _, tail = given.partition("/")
        if tail not in ("", "hour") + ("year",) * (not self.plant):
            return None
        end = f"/{tail}" if tail else ""
        if self.money:
            mine = [c for c in currencies(head) if c.startswith(self.money)]
            return (factor(head, mine[0]) / self.times, f"{self.unit} ({mine[0]}){end}") if mine else None
        for gas in GASES if fits(self.base, "t") and not self.plant else ("",):
            if fits(head, f"{self.base}{gas}"):
                return factor(head, f"{self.base}{gas}") / self.times, f"{self.unit}{gas}{end}"
        return None


@lru_cache(maxsize=1)
def listed() -> dict[str, Shown]:
    """Units of the table of this package."""
    rows = packaged("optimizer.report", "units.csv")
    return {r["unit"]: Shown(r["unit"], r["base"], float(r["times"]), r["money"]) for r in rows}


def choices(text: str, labels: Iterable[str]) -> dict[str, Shown]:
    """`electricity=亿kWh,coal=万tce,亿元` as label -> unit; a unit alone stands under itself with an `=` before it.

    Raises:
        CaseError: listing every label and every unit that is not known.
    """
    out, problems, names = {}, [], set(labels)
    for cell in [c.strip() for c in text.replace("，", ",").split(",") if c.strip()]:
        label, _, unit = cell.rpartition("=")
        shown = listed().get(unit.strip()) or (Shown(unit.strip(), unit.strip(), 1.0) if known(unit) else None)
        if label and label not in names:
            problems.append(Problem("no such carrier, technology or gas", "--units", found=label))
        if shown is None:
            allowed = f"a unit of the tables, or {', '.join(listed())}"
            problems.append(Problem("no such unit", "--units", found=unit, allowed=allowed))
        else:
            out[label or f"={unit}"] = shown
    if problems:
        raise CaseError(problems)
    return out


def of_run(text: str | None, solution: Solution) -> dict[str, Shown]:
    """`choices` with the labels of a run; nothing where nothing is asked for.

    Raises:
        CaseError: a label or a unit is not known, or nothing of a label is measured in the unit that is chosen for it.
    """
    if not text:
        return {}
    known = solution.variables.coords
    labels = [str(v) for name in ("technology", "gas") if name in known for v in known[name].values]
    carriers = solution.meta["carrier_units"]
    chosen = choices(text, [*carriers, *labels])
    measured = _measured(solution, chosen)
    problems = []
    for label, units in measured.items():
        shown = chosen[label]
        if all(shown.of(unit) is None for unit in units):
            allowed = f"a unit in which {' or '.join(sorted(units))} can be told" if units else "another label"
            problems.append(
                Problem(f"nothing of {label} is measured so", "--units", found=f"{label}={shown.unit}", allowed=allowed)
            )
    if problems:
        raise CaseError(problems)
    return {k: replace(chosen[c], plant=True) for k, c in _plant(solution).items() if c in chosen} | chosen


def _plant(solution: Solution) -> dict[str, str]:
    """Technologies, and the carrier that each of them makes, holds or carries."""
    known = solution.variables.coords
    return known["reference"].to_series().astype(str).to_dict() if "reference" in known else {}


def _measured(solution: Solution, labels: Iterable[str]) -> dict[str, set[str]]:
    """The units in which the sheets of a run tell each label, and the plant of each carrier."""
    from optimizer.report.sheets import all_tables  # which tells many sheets before any unit is chosen

    found: dict[str, set[str]] = {label: set() for label in labels if not label.startswith("=")}
    for technology, carrier in _plant(solution).items():
        if carrier in found:
            found[carrier].add(str(solution.variables["capacity_unit"].sel(technology=technology).item()))
    for sheet, table in all_tables(solution).items() if found else ():
        for unit in _united(sheet, table):
            known = [c for c in (*LABELS, unit) if c in table]
            for row in table[known].drop_duplicates().to_dict("records"):
                for label in found:
                    if _is_of(row, str(row[unit]), label):
                        found[label] |= set(str(row[unit]).split("; discounted: "))
    return found


_chosen: ContextVar[Mapping[str, Shown]] = ContextVar("units", default=MappingProxyType({}))


@contextmanager
def told_with(chosen: Mapping[str, Shown]) -> Iterator[None]:
    """Inside, `told_in` knows these choices: charts ask it."""
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)


def told_in(unit: str, *labels: str) -> tuple[float, str] | None:
    """What to multiply amounts in a unit by, and the unit then: the choice of one of the labels, else the first that fits; else nothing.

    >>> with told_with(choices("el=TWh,PJ", ["el"])): told_in("GWh/year", "el"), told_in("GWh"), told_in("kt")
    ((0.001, 'TWh/year'), (0.0036, 'PJ'), None)
    """
    every = _chosen.get()
    mine = [every[label] for label in labels if label in every]
    for shown in [*mine, *(s for label, s in every.items() if label.startswith("="))]:
        found = shown.of(unit)
        if found is not None:
            return round_off(found[0]), found[1]
    return None


def round_off(number: float) -> float:
    """Without what only arithmetic left in the last digits.

    >>> round_off(0.0036000000000000003)
    0.0036
    """
    return float(f"{number:.12g}")


def displayed(sheet: str, table: pd.DataFrame, chosen: Mapping[str, Shown]) -> pd.DataFrame:
    """A sheet with its amounts in the chosen units."""
    if not chosen or table.empty:
        return table
    out = table.copy()
    for unit, columns in _united(sheet, table).items():
        keys = table[[c for c in (*LABELS, unit) if c in table]]
        rows = list(zip(*(keys[c] for c in keys), strict=True))
        of = {row: _told(dict(zip(keys, row, strict=True)), unit, chosen) for row in dict.fromkeys(rows)}
        told = [of[row] for row in rows]
        for column in columns:
            out[column] = [v * t[0] if _is_number(v) else v for v, t in zip(table[column], told, strict=True)]
        out[unit] = [t[1] for t in told]
    return out


def _united(sheet: str, table: pd.DataFrame) -> dict[str, list[str]]:
    """Columns of units, and the numbers that each is of."""
    gases = {str(c): [str(c).removeprefix("unit of ")] for c in table if str(c).startswith("unit of ")}
    stated = UNITED.get(sheet)
    if stated is None:
        return {"unit": _numbers(table)} if "unit" in table else {}
    others = [c for c in _numbers(table) if not any(c in columns for columns in stated.values())]
    return {unit: columns or others for unit, columns in stated.items()} | gases


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(table: pd.DataFrame) -> list[str]:
    """Columns of numbers that have a unit; `value` may hold words too."""
    of = [c for c in table if c == "value" or pd.api.types.is_float_dtype(table[c])]
    return [str(c) for c in of if c not in NUMBERLESS and f"unit of {c}" not in table]


def _told(row: Mapping[str, object], unit: str, chosen: Mapping[str, Shown]) -> tuple[float, str]:
    """Factor and unit of one row: the choice of its label, else the first that fits."""
    given = str(row[unit])
    mine = [s for label, s in chosen.items() if _is_of(row, given, label)]
    for shown in [*mine, *(s for label, s in chosen.items() if label.startswith("="))]:
        parts = [_told_of(shown, part) for part in given.split("; discounted: ")]
        if parts[0] and all(parts):
            return parts[0][0], "; discounted: ".join(p[1] for p in parts if p)
    return 1.0, given


def _told_of(shown: Shown, given: str) -> tuple[float, str] | None:
    """`Shown.of`, of what changes by the year too: a pace (by year and year) and a bend (by the year once more).

    >>> _told_of(listed()["亿吨"], "tCO2/year/year"), _told_of(listed()["亿吨"], "%/year")
    ((1e-08, '亿吨CO2/year/year'), None)
    """
    rate, twice, more = given.partition(f"{YEARLY}{YEARLY}")
    found = shown.of(f"{rate}{YEARLY}" if twice else given)
    return (found[0], f"{found[1]}{YEARLY}{more}") if found and twice else found


def _is_of(row: Mapping[str, object], given: str, label: str) -> bool:
    """Whether a row is of a carrier, a technology or a gas: by a word of it, or by the gas in its unit."""
    words = {w for c in LABELS if isinstance(row.get(c), str) for w in (str(row[c]), *str(row[c]).split())}
    return label in words or given.partition("/")[0] in (f"{p}t{label}" for p in ("", "k", "M", "G"))
