"""A cluster whose workers die, one or all: nothing is lost, nothing is told that was not seen."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command import h2opt

from optimizer.case.new import write_template
from optimizer.errors import ClusterError, InfeasibleError, LimitError
from optimizer.runs import open_runs
from optimizer.study.sweeps import News, Store, Study, checked, failures, study_of, sweep, was_made
from optimizer.study.sweeps import run as sweeps_run
from optimizer.study.sweeps.cluster import DEAD, DROPPED, _in_words
from optimizer.study.sweeps.point import DiedError, Finished, Task, solve_point, without_answer

AXES = {"wacc": {"key": "wacc", "values": [0.03, 0.04, 0.05]}}
STATED = {"case": "demo", "design": "one_at_a_time", "axes": AXES}
_known: dict[tuple[str, bool, bool], Finished] = {}


def solved(study: Study, task: Task) -> Finished:
    """What came of a point, solved once for all tests."""
    known = (study.key(task.point), task.start is None, task.compare)
    if known not in _known:
        _known[known] = solve_point(study, task)
    return _known[known]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster")
    write_template(folder / "demo", "demo")
    (folder / "tornado.yaml").write_text(json.dumps(STATED))
    return folder


@pytest.fixture(scope="module")
def study(home: Path) -> Study:
    return study_of(STATED, home)


@pytest.fixture(scope="module")
def runs(study: Study, tmp_path_factory: pytest.TempPathFactory) -> pd.Series:
    return open_runs(sweep(study, tmp_path_factory.mktemp("alone"), jobs=1).folder).costs()


Result = Callable[[Study, Task], Finished | Exception]


def clustered(monkeypatch: pytest.MonkeyPatch, result: Result, workers: Callable[[], int] = lambda: 1) -> None:
    """A cluster without Dask, which answers at once with a result or an error."""

    @contextmanager
    def cluster(study: Study, address: str) -> Iterator[tuple[Any, Callable[[], int]]]:
        def submit(task: Task) -> Future[Finished]:
            future: Future[Finished] = Future()
            found = result(study, task)
            future.set_exception(found) if isinstance(found, Exception) else future.set_result(found)
            return future

        yield submit, workers

    monkeypatch.setattr(sweeps_run, "on_cluster", cluster)


def test_a_point_whose_workers_died_is_tried_once_more(
    study: Study, runs: pd.Series, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def result(study: Study, task: Task) -> Finished | Exception:
        tried.append(task.point.name)
        return DiedError(DEAD) if tried.count("wacc_0.05") == 1 and tried[-1] == "wacc_0.05" else solved(study, task)

    clustered(monkeypatch, result)
    store = sweep(study, tmp_path, cluster="tcp://here:1")
    assert tried.count("wacc_0.05") >= 2
    assert not failures(store, study)
    pd.testing.assert_series_equal(open_runs(tmp_path).costs()[list(runs.index)], runs, rtol=1e-9)


def test_a_point_whose_workers_die_again_and_again_says_so_and_is_tried_by_the_same_command(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def result(study: Study, task: Task) -> Finished | Exception:
        return DiedError(DEAD) if task.point.name == "wacc_0.05" else solved(study, task)

    clustered(monkeypatch, result)
    store = sweep(study, tmp_path, cluster="tcp://here:1")
    assert failures(store, study) == {"wacc_0.05": DEAD}
    assert len(open_runs(tmp_path)) == len(study.points) - 1, "one point stops no other"
    assert not failures(sweep(study, tmp_path, jobs=1), study), "it was not tried to the end: it need not be asked for"


def test_work_that_the_cluster_drops_is_no_failed_point(
    study: Study, runs: pd.Series, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def result(study: Study, task: Task) -> Finished | Exception:
        if len(done) == 2:
            return ClusterError(DROPPED)
        done.append(task.point.name)
        return solved(study, task)

    clustered(monkeypatch, result)
    with pytest.raises(ClusterError, match="What is finished is kept"):
        sweep(study, tmp_path, cluster="tcp://here:1")
    assert set(open_runs(tmp_path)) == set(done)
    assert not failures(Store(tmp_path), study)
    stamps = {name: (tmp_path / "points" / f"{name}.nc").stat().st_mtime_ns for name in done}
    sweep(study, tmp_path, jobs=1)
    pd.testing.assert_series_equal(open_runs(tmp_path).costs()[list(runs.index)], runs, rtol=1e-9)
    assert {n: (tmp_path / "points" / f"{n}.nc").stat().st_mtime_ns for n in done} == stamps


def test_what_a_cluster_says_of_a_task_is_told_in_words() -> None:
    class Killed(Exception):
        pass

    def of(end: Callable[[Future[Finished]], object]) -> Future[Finished]:
        theirs: Future[Finished] = Future()
        mine = _in_words(theirs, Killed)
        end(theirs)
        return mine

    assert isinstance(of(lambda f: f.cancel()).exception(timeout=0), ClusterError)
    assert isinstance(of(lambda f: f.set_exception(Killed("a"))).exception(timeout=0), DiedError)
    assert isinstance(of(lambda f: f.set_exception(TypeError("b"))).exception(timeout=0), TypeError)
    assert of(lambda f: f.set_result(Finished("x", {}))).result(timeout=0).name == "x"


def test_workers_that_come_and_go_are_told(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([3, 0, 0, 2])
    clustered(monkeypatch, solved, lambda: next(counts, 2))
    told: list[News] = []
    sweep(study, tmp_path, cluster="tcp://here:1", watch=told.append)
    assert [n.jobs for i, n in enumerate(told) if i == 0 or n.jobs != told[i - 1].jobs] == [3, 0, 2]
    assert told[-1].done == len(study.points), "one point waits where no worker is"


def unmade(error: Exception) -> Result:
    """Every point is solved; checks end with an error."""
    return lambda study, task: without_answer(study, task.point, error) if task.compare else solved(study, task)


def test_a_check_that_could_not_be_made_is_made_again_next_time(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clustered(monkeypatch, unmade(LimitError("out of time")))
    store = sweep(study, tmp_path, cluster="tcp://here:1")
    first = checked(store, study)
    assert first
    assert not any(was_made(c) for c in first.values())
    again = checked(sweep(study, tmp_path, jobs=1), study)
    assert set(again) == set(first)
    assert all(was_made(c) and c["same"] for c in again.values())


def test_a_check_without_a_plan_differs(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clustered(monkeypatch, unmade(InfeasibleError("no plan")))
    store = sweep(study, tmp_path, cluster="tcp://here:1")
    assert all(was_made(c) and not c["same"] for c in checked(store, study).values())
    assert checked(store, study)


def test_the_command_tells_of_checks_that_were_not_made_and_ends_well(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clustered(monkeypatch, unmade(LimitError("out of time")))
    words = ("sweep", "tornado.yaml", "--out", str(tmp_path))
    done = h2opt(*words, "--cluster", "tcp://here:1", cwd=home)
    assert "could not be made; the same command makes it again: out of time" in done.stdout
    assert "DIFFER" not in done.stdout
    assert done.returncode == 0, done.stderr
    clustered(monkeypatch, solved)
    done = h2opt(*words, "--cluster", "tcp://here:1", cwd=home)
    assert "was solved again cold: its cost agrees" in done.stdout
    assert "could not be made" not in done.stdout


def test_the_command_says_that_points_wait_where_no_worker_is(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([0, 0, 0, 1])
    clustered(monkeypatch, solved, lambda: next(counts, 1))
    done = h2opt("sweep", "tornado.yaml", "--out", str(tmp_path), "--cluster", "tcp://here:1", cwd=home)
    assert done.stderr.count("the cluster has no worker now: points wait for the next one") == 1
    assert done.stderr.count("4 of 4 points, 0 failed") == 1


@pytest.mark.parametrize(
    ("workers", "told"),
    [
        (None, "No Dask scheduler answers at tcp://nowhere:1: timed out\nNext: start one (`dask scheduler`)"),
        ({}, "The Dask cluster at tcp://nowhere:1 has no workers.\nNext: start some (`dask worker tcp://nowhere:1"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_a_sentence_and_no_matter_of_the_solver(
    workers: dict[str, Any] | None, told: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")

    class Client:
        def __init__(self, *_: Any, **__: Any) -> None:
            if workers is None:
                raise OSError("timed out")

        def scheduler_info(self, **_: Any) -> dict[str, Any]:
            return {"workers": workers}

        def close(self) -> None: ...

    monkeypatch.setattr(distributed, "Client", Client)
    done = h2opt("sweep", "tornado.yaml", "--out", str(tmp_path), "--cluster", "tcp://nowhere:1", cwd=home)
    assert done.returncode == 2
    assert told in done.stderr
    assert "--algorithm" not in done.stderr
    assert "h2opt check" not in done.stderr


@pytest.mark.slow
def test_a_cluster_whose_only_worker_is_killed_loses_nothing(study: Study, runs: pd.Series, tmp_path: Path) -> None:
    """No other worker holds the study then: data that was scattered would be gone, and every task with it."""
    distributed = pytest.importorskip("distributed")
    killed: list[int] = []
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:

        def watch(news: News) -> None:
            if news.done == 2 and not killed:
                killed.extend(w.pid for w in cluster.workers.values())
                assert len(killed) == 1
                os.kill(killed[0], signal.SIGKILL)  # its nanny begins another one
                time.sleep(0.5)

        store = sweep(study, tmp_path, cluster=cluster.scheduler_address, watch=watch)
    assert killed
    assert not failures(store, study)
    assert all(c["same"] for c in checked(store, study).values())
    pd.testing.assert_series_equal(open_runs(tmp_path).costs()[list(runs.index)], runs, rtol=1e-9)


@pytest.mark.slow
def test_a_scheduler_that_ends_is_a_sentence_and_loses_nothing(study: Study, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None)
    try:
        address = cluster.scheduler_address
        with pytest.raises(ClusterError, match="dropped the work"):
            sweep(study, tmp_path, cluster=address, watch=lambda n: cluster.close() if n.done == 2 else None)
    finally:
        cluster.close()
    assert len(open_runs(tmp_path)) == 2
    assert not failures(Store(tmp_path), study)
