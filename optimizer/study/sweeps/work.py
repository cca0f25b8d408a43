"""A study while it runs: what is known of its points, which may be solved now, and from which basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optimizer.errors import ClusterError, InterruptedSolve
from optimizer.runs import DONE
from optimizer.solution import SHORT
from optimizer.solve import Session
from optimizer.study.sweeps.design import BASE, Point
from optimizer.study.sweeps.point import COLD, FAILED, GIVEN_UP, WARM, DiedError, Finished, Task, without_answer
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study
from optimizer.study.sweeps.workers import Submit

PATIENCE = 1.0
"""A start from a basis is given up after this many times the seconds of a cold start ..."""
LEAST = 5.0
"""... and not before so many seconds."""
WORTH = 0.25
"""Times the seconds of a cold start, for each point that is left, that a basis for them may take to find."""
TRIES = 2
"""How often a cluster may give a point up because workers died, before it has failed for now."""
LOOK = 2.0
"""Seconds after which the workers of a cluster are counted again, at least."""


@dataclass(frozen=True)
class News:
    """Where a study is: told after every point, and when there are more or fewer workers.

    Of those done so many are `short`: they have a shortage, which is paid for. `jobs` is 0 where a cluster has no worker now.
    """

    total: int
    done: int
    failed: int
    point: str
    record: Mapping[str, Any]
    jobs: int
    short: int = 0


Watch = Callable[[News], None]


@dataclass(frozen=True)
class Errand:
    """Something to be done with points: to solve them, or some of them again.

    Attributes:
        ready: points whose turn it is, those at work among them.
        task: how one of them is solved.
        kept: called with each that is finished.
    """

    ready: Callable[[], Iterable[Point]]
    task: Callable[[Point], Task]
    kept: Callable[[Task, Finished], None]


@dataclass
class Run:
    """The state of a study while it runs."""

    study: Study
    store: Store
    watch: Watch
    records: dict[str, dict[str, Any]]
    choices: dict[str, Any]
    jobs: int = 1
    threads: int | None = None
    suspects: tuple[Point, ...] = ()
    """Points that were at work when a process died last."""
    workers: Callable[[], int] | None = None
    """How many workers there are now, where they come and go: one point at a time for each."""
    deaths: Counter[str] = field(default_factory=Counter)
    """How often a cluster gave a point up because workers died."""

    @cached_property
    def points(self) -> dict[str, Point]:
        """By name."""
        return {p.name: p for p in self.study.points}

    @cached_property
    def first(self) -> Session | None:
        """The basis of the base, from which many points start."""
        return self.store.basis(BASE, str(self.records[BASE]["key"]))

    @property
    def points_once(self) -> Errand:
        """Every point that is not finished, solved and kept."""
        return Errand(self.ready, self.task, self.keep)

    def solve(self, submit: Submit, errand: Errand) -> None:
        """Work through the points that are ready, until none is.

        Raises:
            BrokenExecutor: a process died; what was finished is kept. Of which of the suspects it died is not known.
            ClusterError: a cluster dropped the work; what was finished is kept.
            InterruptedSolve: Ctrl-C.
        """
        at_work: dict[Future[Finished], Task] = {}
        while True:
            self._count_workers()
            busy = {task.point.name for task in at_work.values()}
            for point in errand.ready():
                if len(at_work) >= max(self.jobs, 1):  # where no worker is left, one point waits for the next
                    break
                if point.name not in busy:
                    task = errand.task(point)
                    at_work[submit(task)] = task
                    busy.add(point.name)
            if not at_work:
                return
            ended: BrokenExecutor | ClusterError | None = None
            for future in wait(at_work, None if self.workers is None else LOOK, FIRST_COMPLETED).done:
                try:
                    found = self._come_of(future, at_work[future])
                except (BrokenExecutor, ClusterError) as error:
                    ended = error  # others were done before: they are kept first
                    continue
                task = at_work.pop(future)
                if found is not None:
                    errand.kept(task, found)
            if ended is not None:
                self.suspects = tuple(task.point for task in at_work.values())
                raise ended

    def _come_of(self, future: Future[Finished], task: Task) -> Finished | None:
        """What came of a point that is done; None if it is to be tried once more, since workers of a cluster died."""
        try:
            return future.result()
        except (BrokenExecutor, ClusterError, InterruptedSolve):
            raise
        except DiedError as error:
            self.deaths[task.point.name] += 1
            tried = self.deaths[task.point.name] >= TRIES
            return without_answer(self.study, task.point, error) if tried else None
        except Exception as error:  # a mistake of ours: of this point, not of the study
            return without_answer(self.study, task.point, error)

    def _count_workers(self) -> None:
        """As many points at a time as there are workers now; more or fewer of them are told."""
        if self.workers is None or (now := self.workers()) == self.jobs:
            return
        self.jobs = now
        self.tell(next(reversed(self.records), ""))

    def keep(self, task: Task, found: Finished) -> None:
        """Write a finished point, and learn from it how its group is solved best."""
        point = task.point
        self.store.keep(found)
        self.records[point.name] = dict(found.record)
        if point.group and point.group not in self.choices:
            self.choices[point.group] = choice(self.records[BASE], point, task, found.record)
            self.store.keep_choices(self.choices)
        self.tell(point.name)

    def tell(self, name: str) -> None:
        """Say where the study is; without a name as long as nothing is finished."""
        failed = sum(r["status"] == FAILED for r in self.records.values())
        short = sum(r.get("answer") == SHORT for r in self.records.values())
        total, done = len(self.study.points), len(self.records) - failed
        self.watch(News(total, done, failed, name, self.records.get(name, {}), self.jobs, short))

    def ready(self) -> Iterator[Point]:
        """Points that may be solved now: their neighbour is finished, and how their group is solved is known or they are to find out."""
        finding = set[str]()
        for point in self.study.points:
            if point.name in self.records or (point.name != BASE and BASE not in self.records):
                continue
            known = self.choices.get(point.group)
            if point.group and known is None:
                if point.group in finding:
                    continue
                finding.add(point.group)
            warm = known is None or known["choice"] == WARM
            if point.start is None or not warm or point.start in self.records:
                yield point

    def task(self, point: Point) -> Task:
        """How a point is solved."""
        known = self.choices.get(point.group)
        start = self.basis_near(point) if known is None or known["choice"] == WARM else None
        cold = float(self.records[BASE].get("highs", 0.0)) if BASE in self.records else 0.0
        patience = None if start is None else max(PATIENCE * cold, LEAST)
        left = len(self.study.points) - len(self.records) - 1
        others = point.start is None and any(p.start == point.name for p in self.study.points)
        return Task(point, start, patience, WORTH * left if others and left else None, threads=self.threads)

    def basis_near(self, point: Point) -> Session | None:
        """The basis of the point it starts from, or of one before that."""
        name = point.start
        while name is not None and name != BASE:
            found = self.store.basis(name, str(self.records.get(name, {}).get("key")))
            if found is not None:
                return found
            name = self.points[name].start
        return self.first if name == BASE else None


def choice(base: Mapping[str, Any], point: Point, task: Task, record: Mapping[str, Any]) -> dict[str, Any]:
    """How the points of a group are solved, from the first of them and the base: as it was faster."""
    cold, seconds = base.get("highs"), record.get("highs")
    known = {"point": point.name, "cold_seconds": cold, "seconds": seconds}
    if task.start is None:
        return {**known, "choice": COLD, "why": "there is no basis to start from"}
    if record["status"] != DONE:
        return {**known, "choice": WARM, "why": "its first point has no answer: nothing was measured"}
    if record["how"] == GIVEN_UP:
        return {**known, "choice": COLD, "why": "the start from a basis took longer than a cold one, and was given up"}
    if record["how"] == COLD:
        return {
            **known,
            "choice": COLD,
            "why": "its first point has other rows or columns than the base, whose basis does not fit",
        }
    faster = cold is None or float(record["highs"]) <= float(cold)
    why = f"its first point took {float(record['highs']):.2g} s from a basis, and the base {float(cold or 0):.2g} s from nothing"
    return {**known, "choice": WARM if faster else COLD, "why": why}
