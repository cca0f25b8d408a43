"""Where points are solved: in this process, or in others on this machine. Both are `concurrent.futures` executors, as `cluster` is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from typing import Any

from optimizer.study.sweeps.point import Finished, Task, solve_point
from optimizer.study.sweeps.study import Study

SPARE = 0.8
"""Share of the free memory that workers may take together."""
GIB = 2.0**30
IDLE = 600.0
"""Seconds after which a worker without work ends by itself."""
_mine: list[Study] = []

Submit = Callable[[Task], "Future[Finished]"]


def cores() -> int:
    """Processors that this process may use, as containers and batch systems limit them."""
    import loky

    return int(loky.cpu_count())


def jobs_for(points: int, peak: float, asked: int | None = None) -> int:
    """How many points are solved at a time on this machine.

    Args:
        points: that are left.
        peak: GiB that a process holds when it solves one.
        asked: by the user, who knows better.

    Returns:
        As many as there are processors, points, and room in the memory that is free.
    """
    import psutil

    if asked is not None:
        return max(1, min(asked, points))
    room = psutil.virtual_memory().available / GIB * SPARE
    return max(1, min(cores(), points, int(room / max(peak, 0.1))))


class Here(Executor):
    """Work in this process, one after the other."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def here(study: Study) -> Iterator[Submit]:
    """Points are solved in this process."""
    executor = Here()
    yield lambda task: executor.submit(solve_point, study, task)


@contextmanager
def processes(study: Study, jobs: int) -> Iterator[Submit]:
    """Points are solved in processes of this machine; each gets the study once."""
    import loky

    executor = loky.ProcessPoolExecutor(jobs, timeout=IDLE, initializer=_begin, initargs=(study, os.getpid()))
    try:
        yield lambda task: executor.submit(_solve_mine, task)
    finally:
        executor.shutdown(wait=True, kill_workers=True)


def _begin(study: Study, parent: int) -> None:
    """A worker keeps the study, and ends when the process that started it does, however that ends."""
    import psutil

    _mine[:] = [study]

    def follow() -> None:
        with suppress(psutil.Error):
            psutil.Process(parent).wait()
        os._exit(1)

    threading.Thread(target=follow, daemon=True, name="follow").start()


def _solve_mine(task: Task) -> Finished:
    return solve_point(_mine[0], task)
