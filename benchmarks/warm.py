"""One price and one bound moved on a case of 50,000 columns: each point from its neighbour's basis, beside cold starts of HiPO.

The case is inputs/quickstart with 13 typical days (and two extreme ones) of 24 hours. Points lie outwards from the base, as in a study, each a
case of its own that is compiled and certified. What is compared is processor time from the arrays to the certified answer, of one thread,
so that other work on the machine does not count.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optimizer.algebra import compile_model
from optimizer.case.load import case_of
from optimizer.case.model import Case
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import patched
from optimizer.compiled import Compiled, RawSolution
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.pipeline import solve_certified
from optimizer.solve import Session, basis_of

CASE = Path("inputs/quickstart")
SIZE = ({"key": "clock.typical_days.days", "set": 13}, {"key": "clock.typical_days.hours", "set": 24})
AXES: Mapping[str, Mapping[str, Any]] = {
    "one price": {"table": "prices", "where": {"carrier": "coal", "kind": "purchase"}},
    "one bound": {"table": "policies", "where": {"id": "co2_cap", "year": 2045}},
}
SPREAD = 0.2
"""How far the factors of an axis go from one, to both sides."""
PATIENCE = 600.0
"""Seconds on the clock that the first basis may take."""
NEAR = 1e-6
"""Relative difference of costs that is noise."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Timed:
    """An answer, and the seconds of processor time that it took."""

    raw: RawSolution
    seconds: float


def arms(count: int) -> tuple[list[float], list[float]]:
    """Factors from one upwards and from one downwards, in the order in which they are solved."""
    each = [round(SPREAD * (i + 1) / ((count + 1) // 2), 6) for i in range((count + 1) // 2)]
    return [1.0 + step for step in each], [1.0 - step for step in each[: count // 2]]


def problem(raw: Raw, patches: Sequence[Mapping[str, Any]]) -> tuple[Case, Compiled]:
    """A variant of the case, for one thread of HiPO, and its arrays."""
    case = case_of(patched(raw, [*SIZE, *patches], "benchmark"), vocabulary(), "point", CASE)
    options = replace(case.options.solve, algorithm="hipo", threads=1)
    case = replace(case, options=case.options.model_copy(update={"solve": options}))
    return case, compile_model(build_model(prepare(case, vocabulary())))


def timed(case: Case, compiled: Compiled, session: Session | None = None) -> Timed:
    """The certified answer, from a basis if there is one."""
    began = time.process_time()
    raw = solve_certified(compiled, case, lambda _: None, session)
    return Timed(raw, time.process_time() - began)


def first(case: Case, compiled: Compiled, cold: RawSolution) -> tuple[Session, float]:
    """A basis of the base, and the processor seconds that it took.

    Raises:
        TimeoutError: simplex did not come to one in time.
    """
    began = time.process_time()
    found = basis_of(compiled, cold, case.options.solve, PATIENCE)
    if found is None:
        raise TimeoutError(f"no basis of the base within {PATIENCE:g} s")
    return found, time.process_time() - began


def axis(
    raw: Raw, place: Mapping[str, Any], basis: Session, count: int, cold: int, say: Say
) -> Iterator[tuple[Timed, Timed | None]]:
    """Each point of an axis from its neighbour's basis; some of them, evenly among all, cold as well."""
    every = [factor for arm in arms(count) for factor in arm]
    also = {every[(2 * i + 1) * len(every) // (2 * cold)] for i in range(cold)}
    for arm in arms(count):
        session = replace(basis)
        for factor in arm:
            case, compiled = problem(raw, [{**place, "scale": factor}])
            warm = timed(case, compiled, session)
            beside = timed(case, compiled) if factor in also else None
            told = "" if beside is None else f", cold {beside.seconds:.1f} s ({beside.raw.algorithm})"
            say(f"x {factor:g}: {warm.seconds:.2f} s, {warm.raw.iterations:,} iterations{told}")
            yield warm, beside


def row(name: str, found: Sequence[tuple[Timed, Timed | None]], base: Timed) -> str:
    """Medians of an axis as a row of a table; cold starts are those of its points and of the base."""
    warm = [w.seconds for w, _ in found]
    pairs = [(w.raw.objective, c.raw.objective) for w, c in found if c is not None]
    cold = [base.seconds, *(c.seconds for _, c in found if c is not None)]
    same = all(abs(w - c) <= NEAR * (1.0 + abs(c)) for w, c in pairs)
    middle, beside = statistics.median(warm), statistics.median(cold)
    return (
        f"| {name} | {len(warm)} | {middle:.2f} | {max(warm):.2f} | {len(cold)} | {beside:.1f} | {beside / middle:.1f} | "
        f"{'yes' if same else 'NO'} |"
    )


def table(count: int, cold: int, say: Say) -> list[str]:
    """Lines of a Markdown table.

    Args:
        count: points of an axis.
        cold: of them that are solved cold as well.
        say: told of each point.
    """
    raw = read_raw(CASE)
    case, compiled = problem(raw, [])
    base = timed(case, compiled)
    say(f"base: {base.seconds:.1f} s cold ({base.raw.algorithm})")
    basis, seconds = first(case, compiled, base.raw)
    say(f"its basis: {seconds:.1f} s")
    rows, columns = compiled.shape
    found = {name: list(axis(raw, place, basis, count, cold, say)) for name, place in AXES.items()}
    return [
        f"{columns:,} columns, {rows:,} rows; processor seconds of one thread; the base took {base.seconds:.1f} s, its basis {seconds:.1f} s more",
        "",
        "| axis | points | from a basis, median | largest | cold starts | cold, median | cold / from a basis | same costs |",
        "|---" * 8 + "|",
        *(row(name, points, base) for name, points in found.items()),
    ]
