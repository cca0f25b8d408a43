"""The two ends of a frontier: what the plan of least cost emits, and the least that any plan reaches; limits between the two."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from optimizer.case.model import Case
from optimizer.case.text import tidy
from optimizer.clock import WHOLE
from optimizer.compiled import Compiled, Family, Status
from optimizer.errors import CaseError, LimitError, Problem, SolveError
from optimizer.files import whole
from optimizer.pipeline import solve_certified
from optimizer.reading.files import json_of
from optimizer.solution import Solution
from optimizer.study.counted import Counted
from optimizer.study.limited import Against, Limited
from optimizer.study.peak import open_peaks
from optimizer.study.sweeps.study import Study
from optimizer.units import fits, grown

Key = tuple[Any, ...]
ENDS, COMMAND = "ends.json", "the command"
UNKNOWN = "The least emission that can be reached is not known"
INSTEAD = "State the tightest limit (--to), which needs no least."
ROOM = 1e-3
"""Share of the range of emissions that the tightest point stays above the least that can be reached: the last of it may cost anything."""
DIGITS = 6
NOISE = 1e-4
"""Of the last digit: less than this above it is rounding."""
SAME = 1e-9
"""Relative distance at which a stated limit is the end of the range."""


@dataclass(frozen=True)
class Range:
    """Limits that are asked for, in a unit; None: as far as the case goes."""

    points: int = 8
    loosest: float | None = None
    tightest: float | None = None
    unit: str | None = None


def check_range(case: Case, what: Limited, asked: Range, target: float) -> None:
    """Look at the limits before anything is solved.

    Raises:
        CaseError: with everything that is wrong with them.
    """
    problems, neutral = list[Problem](), what.against is Against.NEUTRALITY
    ends = {"from": asked.loosest, "to": asked.tightest}
    stated = {word: number for word, number in ends.items() if number is not None}

    def tell(message: str, column: str, found: object = "", allowed: str = "") -> None:
        problems.append(Problem(message, COMMAND, column=column, found=str(found), allowed=allowed))

    if asked.points < 1:
        tell("no points", "points", asked.points, "1 or more")
    for word, number in {**stated, "target": target}.items():
        if not isfinite(number):
            tell("not a finite number", word, number)
    if asked.unit is not None and not fits(asked.unit, what.unit):
        tell("wrong unit", "unit", asked.unit, f"{what.unit} or anything that measures the same")
    for word, number in stated.items():
        if neutral:
            tell("every period is a point: there is no range", word, f"{number:g}")
        elif asked.unit is None:
            tell("a limit has a unit", "unit", f"{word} {number:g}", f"such as {grown(what.unit, 1e9)[1]}")
    if target and not neutral:
        tell("only neutrality has a target", "target", f"{target:g}")
    elif target and asked.unit is None:
        tell("a target has a unit", "unit", allowed=f"such as {what.unit}")
    if len(stated) == 2 and not stated["to"] < stated["from"]:
        tell("limits go from the loosest to the tightest", "to", f"{stated['to']:g}", f"below {stated['from']:g}")
    for policy in open_peaks(case):
        tell("a frontier needs the year of a peak", "policies", policy)
    if problems:
        raise CaseError(problems)


def least_reached(
    only: Study,
    what: Limited,
    compiled: Compiled,
    counted: Counted,
    free: Solution,
    folder: Path,
    say: Callable[[str], None],
) -> float:
    """The least that any plan reaches, in the unit that the case counts; from the folder if it is known.

    Raises:
        SolveError: it has no answer, or none in time.
    """
    told = json.dumps([only.key(only.points[0]), what.against.value, dict(what.cells)], sort_keys=True)
    key, file = hashlib.sha256(told.encode()).hexdigest()[:16], folder / ENDS
    known = _kept(file)
    if known.get("key") == key and isinstance(known.get("least"), float):
        return float(known["least"])
    problem = least_problem(served(compiled, free), counted.rows)
    try:
        raw = solve_certified(problem, only.base, lambda text: say(f"least emission: {text}"))
    except LimitError as error:
        raise LimitError(f"{UNKNOWN}: {error} {INSTEAD}") from None
    if raw.status is not Status.OPTIMAL:
        why = "it has no lower end" if raw.status is Status.UNBOUNDED else "; ".join(raw.attempts)
        raise SolveError(f"{UNKNOWN}: {why}. {INSTEAD}")
    with whole(file) as target:
        target.write_text(json.dumps({"key": key, "least": raw.objective, "unit": what.unit}), encoding="utf-8")
    return raw.objective


def _kept(file: Path) -> dict[str, Any]:
    """What an earlier command found; empty if none did, or its file is damaged: it is found again."""
    try:
        return json_of(file, file.name)
    except CaseError:
        return {}


def least_problem(compiled: Compiled, rows: sp.csr_array) -> Compiled:
    """Minimise what one row counts; of several rows the largest: a further column that none may exceed."""
    if rows.shape[0] == 1:
        return _costing(compiled, rows.toarray().ravel())
    count, size = rows.shape[0], compiled.shape[1]
    last = sp.csr_array(np.append(np.zeros(compiled.shape[0]), -np.ones(count))[:, None])
    grown_by_one = Compiled(
        matrix=sp.csr_array(sp.hstack([sp.vstack([compiled.matrix, rows]), last])),
        row_lower=np.append(compiled.row_lower, np.full(count, -np.inf)),
        row_upper=np.append(compiled.row_upper, np.zeros(count)),
        lower=np.append(compiled.lower, -np.inf),
        upper=np.append(compiled.upper, np.inf),
        cost=np.zeros(size + 1),
        offset=0.0,
        integer=np.append(compiled.integer, False),
        columns=(*compiled.columns, Family("highest", size, 1, labels=((),))),
        rows=(*compiled.rows, Family("below_the_highest", compiled.shape[0], count, labels=tuple((i,) for i in range(count)))),
    )  # fmt: skip
    return _costing(grown_by_one, np.append(np.zeros(size), 1.0))


def _costing(compiled: Compiled, cost: Any) -> Compiled:
    return replace(compiled, cost=cost, offset=0.0)


def served(compiled: Compiled, free: Solution, short: Sequence[str] = ("unmet",)) -> Compiled:
    """The problem with no more demand unmet than in the plan of least cost: who delivers nothing emits nothing.

    Args:
        short: families of columns that are held so.
    """
    for name in short:
        compiled = no_more(compiled, name, labelled(free, name))
    return compiled


def labelled(solution: Solution, name: str) -> dict[Key, float]:
    """What an answer shows of a variable, by label; nothing where it has no such variable."""
    if name not in solution.variables:
        return {}
    found: dict[Key, float] = solution.variables[name].reset_coords(drop=True).to_series().dropna().to_dict()
    return found


def no_more(compiled: Compiled, name: str, left: Mapping[Key, float]) -> Compiled:
    """The problem with columns of a family held to what they are at most; nothing at all where nothing is left.

    Args:
        left: from `labelled`, which shows a rate on a coarse clock in every step.
    """
    family, upper = compiled.column_family(name), compiled.upper.copy()
    if family.size and family.index is not None and left:
        clocked = family.index.on_clock
        known = _by_row(left) if clocked else left
        upper[family.range] = [max(float(known[_row(label) if clocked else label]), 0.0) for label in family.index]
    elif family.size:
        upper[family.range] = 0.0
    return replace(compiled, upper=np.maximum(np.minimum(compiled.upper, upper), compiled.lower))


def _by_row(shown: Mapping[Key, float]) -> dict[Key, float]:
    """Amounts by the rows of each clock."""
    hourly = {_row(label): amount for label, amount in shown.items()}
    daily = {(*label[:-1], WHOLE): amount for label, amount in hourly.items()}
    yearly = {(*label[:-2], WHOLE, WHOLE): amount for label, amount in hourly.items()}
    return yearly | daily | hourly


def _row(label: Key) -> Key:
    """A label whose day and step are the same in the model and in a file, which keeps words or numbers, not both."""
    return (*label[:-2], *map(tidy, label[-2:]))


def spaced(top: float, least: float, asked: Range, unit: str) -> list[float]:
    """Limits from the tightest to the loosest, all below what the case emits as it is.

    Raises:
        CaseError: limits that cannot be met, or that limit nothing.
    """
    size, problems = max(abs(top), abs(least)), list[Problem]()
    if top - least <= SAME * (1.0 + size):
        message = "nothing to weigh: the plan of least cost emits the least that can be reached"
        raise CaseError([Problem(message, COMMAND, found=f"{top:.6g} {unit}")])
    for word, limit in (("from", asked.loosest), ("to", asked.tightest)):
        if limit is None:
            continue
        found = f"{limit:.6g} {unit}"
        if limit < least - SAME * size:
            allowed = f"{rounded(least, up=True):.6g} {unit} or more"
            problems.append(Problem("no plan emits as little", COMMAND, column=word, found=found, allowed=allowed))
        if limit > top + SAME * size:
            allowed = f"at most {top:.6g} {unit}"
            message = "the plan of least cost emits less: this limits nothing"
            problems.append(Problem(message, COMMAND, column=word, found=found, allowed=allowed))
    if problems:
        raise CaseError(problems)
    tight = rounded(least + ROOM * (top - least), up=True) if asked.tightest is None else float(asked.tightest)
    loose = top if asked.loosest is None else float(asked.loosest)
    between = [rounded(float(v)) for v in np.linspace(tight, loose, asked.points + 2)[1:-1]]
    return list(dict.fromkeys([tight, *between, *([] if asked.loosest is None else [loose])]))


def rounded(value: float, up: bool = False) -> float:
    """A number of few digits, near or just above.

    >>> rounded(1234567.8), rounded(1234561.0, up=True), rounded(0.0876 + 1e-15, up=True), rounded(-0.0, up=True)
    (1234570.0, 1234570.0, 0.0876, 0.0)
    """
    if not value:
        return 0.0
    step = DIGITS - 1 - floor(log10(abs(value)))
    whole = ceil(value * 10.0**step - NOISE) if up else round(value * 10.0**step)
    return float(f"{whole / 10.0**step:.{DIGITS}g}")
