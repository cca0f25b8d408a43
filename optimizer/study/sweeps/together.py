"""Points at the same time in processes of this machine, and what follows when one of the processes dies.

A pool breaks as a whole, and nobody knows of which point. So the points that were at work are solved again one at a time, each in a process
of its own. One that dies alone too has failed, and the others go on as many at a time as before: they did nothing. Where each of them is solved
alone, they took too much together (memory, mostly): half as many go on, for a stretch; after it as many as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from itertools import islice

from optimizer.errors import SolveError
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.point import Finished, Task, without_answer
from optimizer.study.sweeps.work import Errand, Run
from optimizer.study.sweeps.workers import cores, processes

DEATHS = 2
"""How often a process may die in which a point is solved alone, before the point has failed."""
STRETCH = 4
"""Points for each process, after which more of them are tried at a time again."""
DIED = "the process that solved it died, more than once: did it run out of memory?"


def solve_together(run: Run, errand: Errand, most: int) -> None:
    """Work through the points that are ready, as many at a time as go."""
    jobs = most
    while any(True for _ in errand.ready()):
        try:
            _in_processes(run, errand if jobs == most else _first(errand, STRETCH * jobs), jobs)
        except BrokenExecutor:
            jobs = jobs if _one_by_one(run, errand, run.suspects, alone=jobs == 1) else max(1, jobs // 2)
        else:
            jobs = min(most, 2 * jobs)


def _in_processes(run: Run, errand: Errand, jobs: int) -> None:
    run.jobs, run.threads = jobs, max(1, cores() // jobs)
    with processes(run.study, jobs) as submit:
        run.solve(submit, errand)


def _first(errand: Errand, count: int) -> Errand:
    """So many of the points of an errand, and no further."""
    done = list[str]()

    def ready() -> Iterable[Point]:
        return islice(errand.ready(), count - len(done))

    def kept(task: Task, found: Finished) -> None:
        done.append(task.point.name)
        errand.kept(task, found)

    return replace(errand, ready=ready, kept=kept)


def _one_by_one(run: Run, errand: Errand, suspects: Iterable[Point], alone: bool) -> bool:
    """Solve each suspect in a process of its own; whether one of them dies of itself.

    Args:
        alone: they were at work one at a time already.
    """
    guilty = False
    for suspect in suspects:
        mine, deaths = replace(errand, ready=_only(errand, suspect)), int(alone)
        while any(True for _ in mine.ready()):
            try:
                _in_processes(run, mine, 1)
            except BrokenExecutor:
                deaths, guilty = deaths + 1, guilty or deaths + 1 >= DEATHS
                if deaths >= DEATHS:
                    errand.kept(Task(suspect), without_answer(run.study, suspect, SolveError(DIED)))
    return guilty


def _only(errand: Errand, suspect: Point) -> Callable[[], list[Point]]:
    """One point of an errand, while it is not finished."""
    return lambda: [point for point in errand.ready() if point.name == suspect.name]
