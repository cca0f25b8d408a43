"""One point of a study: the same run as any case, from a neighbour's basis where there is one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from pathlib import Path
from typing import Any, NamedTuple

from optimizer.case.model import Case
from optimizer.compiled import Floats
from optimizer.errors import InterruptedSolve, LimitError, OptimizerError
from optimizer.pipeline import Answer, answer
from optimizer.runs import DONE
from optimizer.solution import FILE, Solution, shortages
from optimizer.solve import Session, basis_of
from optimizer.solve.watch import memory_used
from optimizer.study.peak import cheapest_peak, open_peaks
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.study import Study

WARM, COLD, GIVEN_UP = "warm", "cold", "given up"
"""From a basis; from nothing; from nothing after a basis was of no use in time."""
FAILED = "failed"
FOUND = "found"
"""Status of a point that is no run: its vector is kept."""
FAULTS = (OptimizerError, ArithmeticError, LookupError, ValueError, MemoryError)
"""What stands against a point, and not against the study."""


@dataclass(frozen=True)
class Task:
    """How a point is to be solved.

    Attributes:
        start: basis to start from; None for a cold start.
        patience: seconds that a start from the basis may take, before it is given up for a cold one.
        seek: how many times the seconds of the answer may be spent on a basis for others, if it leaves none; None: it need not leave one.
        compare: solve cold only to compare: nothing is kept but figures.
        threads: for HiGHS.
    """

    point: Point
    start: Session | None = None
    patience: float | None = None
    seek: float | None = None
    compare: bool = False
    threads: int | None = None


@dataclass(frozen=True)
class Finished:
    """What came of a point.

    Attributes:
        record: plain values: status, reason, objective, seconds ...
        data: solution.nc, as bytes; None for a point that failed.
        basis: of the answer, if it has one.
        vector: values of the columns, of a point that keeps them.
    """

    name: str
    record: Mapping[str, Any]
    data: bytes | None = None
    basis: Session | None = None
    vector: Floats | None = None


@singledispatch
def solve_point(study: Study, task: Task) -> Finished:
    """Solve a point; what stands against it is part of the answer, not an error. Studies of another kind have a way of their own.

    Raises:
        InterruptedSolve: Ctrl-C.
    """
    began = Began.now()
    try:
        case = with_threads(study.case(task.point), task.threads)
        loaded = began.wall_since()
        solution, basis, how = _solved(case, task)
    except InterruptedSolve:
        raise
    except FAULTS as error:
        return without_answer(study, task.point, error, began.wall_since())
    return answered(study, task, Answered(solution, basis, how), began, loaded)


class Began(NamedTuple):
    """When work on a point began, on the wall and in processor time [s]."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> Began:
        """Now."""
        return cls(time.perf_counter(), time.process_time())

    def wall_since(self) -> float:
        """Seconds since then."""
        return time.perf_counter() - self.wall


class Answered(NamedTuple):
    """An answer of a point, its basis, and whether it came from the basis of another."""

    solution: Solution
    basis: Session | None
    how: str


def answered(study: Study, task: Task, found: Answered, began: Began, loaded: float = 0.0) -> Finished:
    """What is kept of a point that has an answer; `loaded` is how long its case took to load [s]."""
    known = found.solution.meta
    record = {
        **head(study, task.point),
        "status": DONE,
        "answer": known["status"],
        "short": shortages(known["notes"]),
        "objective": float(known["objective"]),
        "money": known["money"],
        "how": found.how,
        "algorithm": known["solver"]["algorithm"],
        "iterations": known["solver"]["iterations"],
        "certified": all(m["value"] <= m["limit"] for m in known["certificate"]),
    }
    started = time.perf_counter()
    data = None if task.compare else _bytes(with_values(found.solution, study, task.point))
    seconds = {"load": loaded, **known["seconds"], "save": time.perf_counter() - started}
    cpu = time.process_time() - began.cpu
    record |= {"seconds": seconds, "highs": float(known["solver"]["seconds"]), "total": began.wall_since(), "cpu": cpu,
               "cpu_outside": cpu - float(known["solver"]["processor_seconds"]), "memory": memory_used()}  # fmt: skip
    return Finished(task.point.name, record, data, found.basis)


def with_threads(case: Case, threads: int | None) -> Case:
    """The case solved with so many threads, if it does not say itself with how many."""
    solve = case.options.solve
    if threads is None or solve.threads is not None:
        return case
    return replace(case, options=case.options.model_copy(update={"solve": replace(solve, threads=threads)}))


def _solved(case: Case, task: Task) -> tuple[Solution, Session | None, str]:
    """The answer, its basis, and whether it came from the basis of another."""
    if task.start is not None:
        solve = case.options.solve
        limits = [s for s in (solve.time_limit, task.patience) if s is not None]
        hasty = replace(solve, time_limit=min(limits) if limits else None)
        start = replace(task.start, seek=False, solves=0, warm=0)
        try:
            found, basis = _answer(replace(case, options=case.options.model_copy(update={"solve": hasty})), start)
            asked = {**found.meta["options"], "time_limit": solve.time_limit}  # our patience is no option of the case
            return replace(found, meta={**found.meta, "options": asked}), basis, WARM if start.warm else COLD
        except LimitError:
            if solve.time_limit is not None and (task.patience is None or solve.time_limit <= task.patience):
                raise
            return (*_answer(case, None), GIVEN_UP)
    return (*_answer(case, None, task.seek), COLD)


def _answer(case: Case, session: Session | None, seek: float | None = None) -> tuple[Solution, Session | None]:
    """The answer of a case, and a basis; the year of a peak that is open is the cheapest, as in `h2opt run`."""
    left: list[Answer] = []

    def one(mine: Case) -> Solution:
        left[:] = [answer(mine, session=session)]
        return left[0].solution

    solution = cheapest_peak(case, one) if open_peaks(case) else one(case)
    last = left[0]
    if last.basis is not None or seek is None or last.solved is None:
        return solution, last.basis
    return solution, basis_of(*last.solved, case.options.solve, seek * float(solution.meta["solver"]["seconds"]))


def with_values(solution: Solution, study: Study, point: Point) -> Solution:
    """The answer, which knows its study and the values of its axes."""
    told = {"name": study.name, "point": point.name, "group": point.group, "values": dict(point.values),
            "units": dict(study.units)}  # fmt: skip
    return replace(solution, meta={**solution.meta, "study": told})


def _bytes(solution: Solution) -> bytes:
    """The file of an answer."""
    with tempfile.TemporaryDirectory(prefix="h2opt-") as folder:
        return solution.save(Path(folder) / FILE).read_bytes()


def head(study: Study, point: Point) -> dict[str, Any]:
    """What the record of a point begins with: whose it is."""
    return {"point": point.name, "group": point.group, "key": study.key(point), "values": dict(point.values),
            "units": dict(study.units)}  # fmt: skip


def without_answer(study: Study, point: Point, error: Exception, seconds: float = 0.0) -> Finished:
    """A point without an answer, and why it has none."""
    told = {"status": FAILED, "error": type(error).__name__, "reason": str(error) or repr(error), "total": seconds,
            "time_limit": study.spec.time_limit}  # fmt: skip
    return Finished(point.name, {**head(study, point), **told})
