"""Every point of a study solved, each kept as soon as it is: neighbours from each other's basis where that was measured to be faster."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.files import at_work
from optimizer.study.sweeps.again import solved_again
from optimizer.study.sweeps.cluster import cluster as on_cluster
from optimizer.study.sweeps.design import BASE, Point
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study
from optimizer.study.sweeps.together import solve_together
from optimizer.study.sweeps.work import Run, Watch
from optimizer.study.sweeps.workers import here, jobs_for

LONG = 20.0
"""Seconds of work that are worth the start of other processes."""


def sweep(
    study: Study,
    folder: str | Path,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    again: bool = False,
    watch: Watch = lambda _: None,
) -> Store:
    """Solve every point of a study that is not finished yet.

    Args:
        study: from `read_study` or `study_of`.
        folder: of the results; what is in it of the same study is not solved again.
        jobs: points at a time on this machine; by default as many as its processors and memory allow.
        cluster: address of a Dask scheduler, whose workers solve the points instead.
        again: solve points that failed once more.
        watch: called after every point.

    Returns:
        The folder; `open_runs` of `optimizer.runs` reads it as one dataset.

    Raises:
        ClusterError: a cluster cannot be used, or dropped the work; what is finished is kept.
        InterruptedSolve: Ctrl-C; what is finished is kept.
    """
    store = Store(Path(folder))
    store.begin(study)
    run = Run(study, store, watch, store.finished(study, again), _known_choices(study, store))
    if run.records:
        run.tell(next(reversed(run.records)))
    with at_work(store.folder), ExitStack() as stack:
        if cluster is not None:
            submit, run.workers = stack.enter_context(on_cluster(study, cluster))
            run.threads = 1
            run.solve(submit, run.points_once)
            run.solve(submit, solved_again(run))
        else:
            _on_this_machine(run, jobs)
    store.end(study)
    return store


def _known_choices(study: Study, store: Store) -> dict[str, Any]:
    """What was measured in an earlier run of the same study."""
    known, of = store.choices(), study.key(study.points[0])
    return known if known.get("of") == of else {"of": of}


def _on_this_machine(run: Run, asked: int | None) -> None:
    """The base first, in this process; then the others, in as many processes as pay and fit."""
    with here(run.study) as submit:
        if BASE not in run.records:
            run.solve(submit, replace(run.points_once, ready=lambda: _base_of(run)))
        left = len(run.study.points) - len(run.records)
        seconds = float(run.records[BASE].get("total", 0.0))
        jobs = jobs_for(left, peak_memory(), asked) if left else 1
        if asked is None and seconds * left < LONG:
            jobs = 1
        if jobs == 1:
            run.jobs = 1
            run.solve(submit, run.points_once)
            run.solve(submit, solved_again(run))
            return
    solve_together(run, run.points_once, jobs)
    solve_together(run, solved_again(run), jobs)


def _base_of(run: Run) -> list[Point]:
    """The base, as long as it is not finished."""
    return [p for p in run.study.points[:1] if p.name not in run.records]


def peak_memory() -> float:
    """GiB that this process held at most."""
    import psutil

    held = psutil.Process(os.getpid()).memory_info()
    peak = getattr(held, "peak_wset", 0)
    if not peak:
        import resource
        import sys

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return float(peak) / 2**30
