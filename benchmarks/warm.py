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
    """A variant of the case, and its arrays."""
    case = case_of(patched(raw, [*SIZE, *patches], "benchmark"), vocabulary(), "point", CASE)
    return case, compile_model(build_model(prepare(case, vocabulary())))


def timed(case: Case, compiled: Compiled, session: Session | None = None) -> Timed:
    """The certified answer on one thread: simplex from a basis, if there is one, else HiPO without crossover."""
    algorithm = "hipo" if session is None else "auto"
    options = replace(case.options.solve, algorithm=algorithm, crossover=False, threads=1)
    began = time.process_time()
    asked = replace(case, options=case.options.model_copy(update={"solve": options}))
    raw = solve_certified(compiled, asked, lambda _: None, session)
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


def from_neighbours(
    raw: Raw, place: Mapping[str, Any], basis: Session, count: int, say: Say
) -> Iterator[tuple[float, Timed]]:
    """Each point of an axis, by its factor, from its neighbour's basis."""
    for arm in arms(count):
        session = replace(basis)
        for factor in arm:
            found = timed(*problem(raw, [{**place, "scale": factor}]), session)
            say(f"x {factor:g}: {found.seconds:.2f} s, {found.raw.iterations:,} iterations ({found.raw.algorithm})")
            yield factor, found


def again_cold(
    raw: Raw, place: Mapping[str, Any], factors: Sequence[float], count: int, say: Say
) -> Iterator[tuple[float, Timed]]:
    """Some points of an axis, evenly among all, from nothing."""
    for factor in (factors[(2 * i + 1) * len(factors) // (2 * count)] for i in range(count)):
        found = timed(*problem(raw, [{**place, "scale": factor}]))
        say(f"x {factor:g}: {found.seconds:.1f} s cold ({found.raw.algorithm})")
        yield factor, found


def row(name: str, warm: Mapping[float, Timed], cold: Mapping[float, Timed], base: Timed) -> str:
    """Medians of an axis as a row of a table; cold starts are those of its points and of the base."""
    pairs = [(warm[f].raw.objective, c.raw.objective) for f, c in cold.items()]
    same = all(abs(w - c) <= NEAR * (1.0 + abs(c)) for w, c in pairs)
    middle = statistics.median(w.seconds for w in warm.values())
    beside = statistics.median([base.seconds, *(c.seconds for c in cold.values())])
    return (
        f"| {name} | {len(warm)} | {middle:.2f} | {max(w.seconds for w in warm.values()):.2f} | {len(cold) + 1} | {beside:.1f} | "
        f"{beside / middle:.0f} | {'yes' if same else 'NO'} |"
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
    warm = {name: dict(from_neighbours(raw, place, basis, count, say)) for name, place in AXES.items()}
    beside = {name: dict(again_cold(raw, place, list(warm[name]), cold, say)) for name, place in AXES.items()}
    return [
        f"{columns:,} columns, {rows:,} rows; processor seconds of one thread; the base took {base.seconds:.1f} s, its basis {seconds:.1f} s more",
        "",
        "| axis | points | from a basis, median | largest | cold starts | cold, median | cold / from a basis | same costs |",
        "|---" * 8 + "|",
        *(row(name, warm[name], beside[name], base) for name in AXES),
    ]
