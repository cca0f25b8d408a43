"""Sweeps: every point certified and kept at once, neighbours from each other's basis, nothing lost by a kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from command import h2opt

from optimizer.case.new import write_template
from optimizer.errors import CaseError, InterruptedSolve, LimitError, SolveError
from optimizer.files import _stamp
from optimizer.pipeline import load_case, run
from optimizer.record import code
from optimizer.report.study import points, spread, tornado
from optimizer.report.tables import emissions
from optimizer.runs import Runs, open_runs
from optimizer.study.sweeps import News, Point, Store, Study, checked, failures, study_of, sweep
from optimizer.study.sweeps.indices import indices, pairs
from optimizer.study.sweeps.point import Finished, Task
from optimizer.study.sweeps.work import Run
from optimizer.study.sweeps.workers import jobs_for

CAPEX = "parameters[technology=electrolyser, parameter=capital_cost]"
AXES = {
    "cost": {"path": CAPEX, "factors": [0.5, 0.75, 1.5]},
    "wacc": {"key": "wacc", "values": [0.03, 0.05, 0.07]},
    "grid": {"path": "prices[carrier=electricity, kind=purchase]", "changes": [-50, 50]},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    write_template(folder / "demo", "demo")
    return folder


def planned(home: Path, axes: dict[str, Any], design: str = "one_at_a_time", **more: Any) -> Study:
    return study_of({"case": "demo", "design": design, "axes": axes, **more}, home)


@pytest.fixture(scope="module")
def study(home: Path) -> Study:
    return planned(home, AXES)


@pytest.fixture(scope="module")
def store(study: Study, home: Path) -> Store:
    return sweep(study, home / "out", jobs=1)


@pytest.fixture(scope="module")
def runs(store: Store) -> Runs:
    return open_runs(store.folder)


def test_points_of_the_study_before_the_case_changed_are_not_mixed_with_those_after(tmp_path: Path) -> None:
    """A sweep that is stopped leaves the points of the last study in its folder: they are answers of another case."""
    write_template(tmp_path / "demo", "demo")
    axes = {"wacc": {"key": "wacc", "values": [0.03, 0.05]}}
    sweep(planned(tmp_path, axes), tmp_path / "out", jobs=1)
    file = tmp_path / "demo" / "case.yaml"
    file.write_text(file.read_text().replace("discount_rate: 0.05", "discount_rate: 0.02"))
    other = planned(tmp_path, axes)

    def stop(_: News) -> None:
        raise InterruptedSolve("stopped")

    with pytest.raises(InterruptedSolve):
        sweep(other, tmp_path / "out", jobs=1, watch=stop)
    assert (tmp_path / "out" / "points" / "wacc_0.03.nc").exists()
    assert list(open_runs(tmp_path / "out")) == ["base"]


def test_each_point_is_the_run_of_its_case(study: Study, runs: Runs) -> None:
    assert list(runs) == [p.name for p in study.points]
    for point in study.points[::3]:
        alone, mine = run(study.case(point)), runs[point.name]
        assert mine.meta["objective"] == pytest.approx(alone.meta["objective"], rel=1e-9)
        assert mine.meta["status"] == "certified"
        assert mine.meta["case"]["scenario"] == point.name
        assert all(m["value"] <= m["limit"] for m in mine.meta["certificate"])
    assert runs.costs()["wacc_0.03"] < runs.costs()["wacc_0.05"] < runs.costs()["base"]


def test_neighbours_are_solved_from_a_basis_and_a_sample_of_them_again(study: Study, store: Store, runs: Runs) -> None:
    how = {name: record["how"] for name, record in runs.records.items()}
    assert how["base"] == "cold"
    assert set(how.values()) == {"cold", "warm"}
    assert {runs[n].meta["options"]["time_limit"] for n in runs} == {None}, (
        "patience with a basis is no limit of the case"
    )
    choices = {k: v for k, v in store.choices().items() if k != "of"}
    assert set(choices) == {"cost", "wacc", "grid"}
    assert all({"choice", "why", "cold_seconds", "seconds"} <= set(c) for c in choices.values())
    again = checked(store, study)
    assert again
    assert all(check["same"] and abs(check["difference"]) <= 1e-9 for check in again.values())
    assert {f.stem for f in (store.folder / "bases").iterdir()} >= {"base", *again}, (
        "points that are added later begin from them"
    )


def test_runs_are_one_dataset_that_opens_lazily(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    import netCDF4

    data = runs.variables
    capacity = data["capacity"]
    assert capacity.dims[0] == "scenario"
    read: list[str] = []
    true_dataset = netCDF4.Dataset

    def counting(path: Any, *rest: Any, **more: Any) -> Any:
        read.append(Path(path).stem)
        return true_dataset(path, *rest, **more)

    monkeypatch.setattr(netCDF4, "Dataset", counting)
    one = data["capacity"].sel(scenario="wacc_0.03", technology="wind").sum().item()
    assert read == ["wacc_0.03"], "one point was asked for, others were read"
    monkeypatch.undo()
    assert one == pytest.approx(runs["wacc_0.03"].variables["capacity"].sel(technology="wind").sum().item())
    assert data["wacc"].dims == ("scenario",)
    assert data["wacc"].sel(scenario="base").item() == 0.07
    picked = data["capacity"].isel(scenario=[3, 0], technology=[1, 2], period=0)
    for place, name in enumerate((list(runs)[3], "base")):
        alone = runs[name].variables["capacity"].isel(technology=[1, 2], period=0)
        np.testing.assert_array_equal(picked.isel(scenario=place).values, alone.values)
    assert float(runs.duals["carrier_price"].sel(scenario="grid_50", carrier="electricity").mean()) > float(
        runs.duals["carrier_price"].sel(scenario="base", carrier="electricity").mean()
    )
    assert runs.levelised["unit_cost"].sizes["scenario"] == len(runs)


def test_labels_that_only_some_runs_have_are_joined(home: Path) -> None:
    axes = {"periods": {"key": "periods", "values": ["x"]}}
    with pytest.raises(CaseError, match="impossible value"):
        planned(home, axes)
    for name, more in (("a", None), ("b", "2040")):
        write_template(home / "two" / name, name)
        if more:
            yaml = home / "two" / name / "case.yaml"
            yaml.write_text(yaml.read_text().replace("periods: [2030]", f"periods: [2030, {more}]"))
        run(load_case(home / "two" / name)).save(home / "two" / "results" / name / "solution.nc")
    both = open_runs(home / "two/results/a", home / "two/results/b")
    assert list(both.variables["period"].values) == [2030, 2040]
    wind = both.variables["capacity"].sel(technology="wind").sum("location", min_count=1)
    assert np.isnan(wind.sel(scenario="a", period=2040).item())
    assert wind.sel(scenario="b", period=2040).item() > 0
    assert wind.sel(scenario="a", period=2030).item() > 0


def test_reports_of_one_run_are_reports_of_many(runs: Runs) -> None:
    table = runs.table(emissions)
    assert set(table["scenario"]) <= set(runs)
    assert list(table.columns[:4]) == ["scenario", "cost", "wacc", "grid"]
    first = table[table["scenario"] == "base"]["amount"].to_numpy()
    np.testing.assert_array_equal(first, emissions(runs["base"])["amount"].to_numpy())
    told = points(runs)
    named = ["cost (factor)", "wacc (value)", "grid (change, CNY_2020/MWh)"]
    assert list(points(runs, hows=True).columns[2:5]) == named
    assert told["status"].eq("certified").all()
    assert told.set_index("scenario").loc["base", "change"] == 0


def test_tornado_puts_the_longest_bar_first(runs: Runs) -> None:
    table = tornado(runs)
    assert list(table["swing"]) == sorted(table["swing"], reverse=True)
    wacc = table.set_index("axis").loc["wacc"]
    costs = runs.costs()
    assert (wacc["low"], wacc["at_low"]) == (0.03, costs["wacc_0.03"])
    assert wacc["swing"] == pytest.approx(costs["base"] - costs["wacc_0.03"])
    assert table.set_index("axis").loc["cost", "high_told"] == "× 1.5"
    assert table.set_index("axis").loc["grid", "low_told"] == "-50 CNY_2020/MWh"
    wind = tornado(runs, lambda s: float(s.variables["capacity"].sel(technology="wind").sum()))
    assert set(wind["axis"]) == set(AXES)


def test_nothing_is_solved_twice_and_what_changed_is(study: Study, home: Path, tmp_path: Path) -> None:
    told: list[News] = []

    def stop(news: News) -> None:
        told.append(news)
        if news.done == 3:
            raise InterruptedSolve("stopped")

    with pytest.raises(InterruptedSolve):
        sweep(study, tmp_path, jobs=1, watch=stop)
    kept = {f.name: f.read_bytes() for f in (tmp_path / "points").iterdir()}
    assert sum(name.endswith(".json") for name in kept) == 3
    torn, written = (
        tmp_path / "points" / f"{_stamp().rpartition('-')[0]}-{pid}.a.nc" for pid in (2**31 - 1, os.getpid())
    )
    torn.write_text("half, by a process that is no more")
    written.write_text("half, by another sweep in the same folder")
    told.clear()
    sweep(study, tmp_path, jobs=1, watch=told.append)
    assert written.exists()
    assert not torn.exists()
    written.unlink()
    assert [news.done for news in told] == list(range(3, len(study.points) + 1))
    assert {name: (tmp_path / "points" / name).read_bytes() for name in kept} == kept

    other = planned(home, {**AXES, "cost": {"path": CAPEX, "factors": [0.5, 0.75, 2]}})
    told.clear()
    sweep(other, tmp_path, jobs=1, watch=told.append)
    assert [news.point for news in told[1:]] == ["cost_2"]
    assert not (tmp_path / "points" / "cost_1.5.nc").exists()
    assert "cost_1.5" in Store(tmp_path).aside, "an answer is not thrown away because it is not asked for now"
    told.clear()
    sweep(study, tmp_path, jobs=1, watch=told.append)
    assert len(told) == 1, "what was set aside comes back"
    assert {name: (tmp_path / "points" / name).read_bytes() for name in kept} == kept
    assert Store(tmp_path).aside == ["cost_2"]


def test_answers_of_another_case_are_set_aside_and_taken_again_when_it_is_back(tmp_path: Path) -> None:
    """The same names: one edited price must not replace a finished sweep without a word."""
    write_template(tmp_path / "demo", "demo")
    (tmp_path / "s.yaml").write_text(
        "case: demo\ndesign: one_at_a_time\naxes: {wacc: {key: wacc, values: [0.03, 0.05]}}\n"
    )
    args, prices = ("sweep", "s.yaml", "-o", "o", "-j", "1"), tmp_path / "demo" / "prices.csv"
    folder, first = tmp_path / "o/demo/s", prices.read_text()
    assert "earlier study" not in h2opt(*args, cwd=tmp_path).stdout
    kept = {f.name: f.read_bytes() for f in (folder / "points").iterdir()}
    prices.write_text(first.replace("420", "500"))
    assert prices.read_text() != first
    other = h2opt(*args, cwd=tmp_path)
    assert (
        "3 answers of an earlier study in this folder, of another case or other points: o/demo/s/previous/points"
        in other.stdout
    )
    assert {f.name: f.read_bytes() for f in (folder / "previous/points").glob("[!.]*")} == kept
    changed = {f.name: f.read_bytes() for f in (folder / "points").iterdir()}
    prices.write_text(first)
    assert "(0 s)" in h2opt(*args, cwd=tmp_path).stderr
    assert {f.name: f.read_bytes() for f in (folder / "points").iterdir()} == kept, "taken again, not solved"
    assert {f.name: f.read_bytes() for f in (folder / "previous/points").glob("[!.]*")} == changed, (
        "and the others set aside"
    )


def test_a_damaged_answer_is_told_and_solved_again(tmp_path: Path) -> None:
    write_template(tmp_path / "demo", "demo")
    (tmp_path / "s.yaml").write_text(
        "case: demo\ndesign: one_at_a_time\naxes: {wacc: {key: wacc, values: [0.03, 0.05]}}\n"
    )
    args = ("sweep", "s.yaml", "-o", "o", "-j", "1")
    assert "damaged" not in h2opt(*args, cwd=tmp_path).stdout
    answers = [tmp_path / "o/demo/s/points" / f"wacc_{v}.nc" for v in ("0.03", "0.05")]
    answers[0].write_bytes(answers[0].read_bytes()[:2000])
    with pytest.raises(CaseError, match=r"wacc_0\.03\.nc.*damaged"):
        _ = open_runs(tmp_path / "o/demo/s").variables
    whole = bytearray(answers[1].read_bytes())
    whole[len(whole) // 2] ^= 1
    answers[1].write_bytes(whole)
    done = h2opt(*args, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 answers in the folder were damaged, and are solved again: wacc_0.05, wacc_0.03" in done.stdout
    assert {runs_of.meta["status"] for runs_of in open_runs(tmp_path / "o/demo/s").values()} == {"certified"}
    assert "damaged" not in h2opt(*args, cwd=tmp_path).stdout


def test_of_points_at_the_same_time_only_the_one_whose_process_dies_has_failed(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pool breaks as a whole, whichever of its points was too large; those beside it are solved again, those before it are kept."""
    from optimizer.study.sweeps import together as module

    killer, solved = "cost_0.75", list[str]()

    def answered(point: Point) -> Finished:
        solved.append(point.name)
        record = {
            "point": point.name,
            "key": study.key(point),
            "group": point.group,
            "status": "done",
            "objective": 1.0,
        }
        return Finished(point.name, {**record, "how": "cold", "highs": 1.0, "answer": "certified"}, b"an answer")

    @contextmanager
    def processes(_: Study, __: int) -> Iterator[Any]:
        dead: list[str] = []

        def submit(task: Task) -> Future[Finished]:
            future: Future[Finished] = Future()
            dead.extend([killer] if task.point.name == killer else [])
            if dead:
                future.set_exception(BrokenProcessPool("killed"))
            else:
                future.set_result(answered(task.point))
            return future

        yield submit

    monkeypatch.setattr(module, "processes", processes)
    told: list[News] = []
    store = sweep(study, tmp_path, jobs=2, watch=told.append)
    assert failures(store, study) == {killer: module.DIED}
    assert told[-1].jobs == 2, "one point was to blame: the others go on as many at a time as before"
    assert sorted(solved) == sorted(p.name for p in study.points[1:] if p.name != killer), "each once"


def test_points_that_take_too_much_together_are_fewer_for_a_while(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at a time break the pool once, each alone is solved: so many go on one at a time, and then two again."""
    from optimizer.study.sweeps import together as module

    pools, broken = list[int](), list[str]()

    @contextmanager
    def processes(_: Study, jobs: int) -> Iterator[Any]:
        pools.append(jobs)

        def submit(task: Task) -> Future[Finished]:
            future: Future[Finished] = Future()
            if jobs == 2 and len(broken) < 2:
                broken.append(task.point.name)
                future.set_exception(BrokenProcessPool("killed"))
            else:
                point = task.point
                record = {"point": point.name, "key": study.key(point), "group": "", "status": "done", "objective": 1.0}
                future.set_result(
                    Finished(point.name, {**record, "how": "cold", "highs": 1.0, "answer": "certified"}, b"x")
                )
            return future

        yield submit

    monkeypatch.setattr(module, "processes", processes)
    monkeypatch.setattr(module, "STRETCH", 2)
    told: list[News] = []
    store = sweep(
        replace(study, points=tuple(replace(p, group="", start=None) for p in study.points)),
        tmp_path,
        jobs=2,
        watch=told.append,
    )
    assert failures(store, study) == {}
    assert pools == [2, 1, 1, 1, 2], "together, each of the two alone, a stretch of two, together again"
    assert [news.jobs for news in told] == [1, 1, 1, 1, 1, 2, 2, 2], "the base, two alone, two of a stretch, the rest"


@pytest.mark.slow
def test_after_a_worker_is_killed_points_are_solved_at_the_same_time_again(study: Study, tmp_path: Path) -> None:
    """A real process, killed as the system does it when memory runs out."""
    import psutil

    told, killed = list[News](), list[int]()

    def watch(news: News) -> None:
        told.append(news)
        if not killed and news.point != "base":
            workers = [c for c in psutil.Process().children(recursive=True) if "loky" in " ".join(c.cmdline())]
            killed.extend(c.pid for c in workers if "resource_tracker" not in " ".join(c.cmdline()))
            os.kill(killed[-1], signal.SIGKILL)

    mine = planned(Path(study.spec.home), {"cost": {"path": CAPEX, "factors": [0.5 + 0.05 * i for i in range(25)]}})
    mine = replace(mine, points=tuple(replace(p, group="", start=None) for p in mine.points))
    store = sweep(mine, tmp_path, jobs=2, watch=watch)
    assert killed
    assert failures(store, mine) == {}
    assert told[-1].jobs == 2
    assert len(open_runs(tmp_path)) == len(mine.points)


def test_points_without_a_group_are_solved_at_the_same_time(study: Study, tmp_path: Path) -> None:
    """Years of neutrality have nothing of each other: none waits for another, but all for the base."""
    base, *others = study.points
    alone = replace(study, points=(base, *(replace(p, group="", start=None) for p in others)))
    state = Run(alone, Store(tmp_path), lambda _: None, {}, {})
    assert [p.name for p in state.ready()] == ["base"]
    state.records["base"] = {"status": "done"}
    assert [p.name for p in state.ready()] == [p.name for p in others]


def test_a_study_whose_base_has_no_answer_takes_no_other_point_for_it(runs: Runs) -> None:
    failed = {**runs.records["base"], "status": "failed", "reason": "no plan"}
    files = {n: f for n, f in runs.files.items() if n != "base"}
    rest = replace(runs, files=files, reference=next(iter(files)), failed={"base": "no plan"}, axes=runs.axes.drop(index="base"),
                   records={**runs.records, "base": {k: v for k, v in failed.items() if k != "objective"}})  # fmt: skip
    assert (runs.base, rest.base) == ("base", None)
    assert tornado(rest).empty
    assert spread(rest)["samples"] == len(files)
    told = points(rest).set_index("scenario")
    assert told["change"].isna().all()
    assert told.loc["base", "reason"] == "no plan"
    assert "base" not in rest


def test_answers_of_another_state_of_the_code_are_not_taken_for_those_of_this_one(study: Study) -> None:
    """Between two versions there are many states; one that only tells answers otherwise leaves them as they are."""
    point, other = study.points[1], replace(study, code="another")
    assert other.key(point) != study.key(point)
    assert study.code == code(without=("report", "cli")) != code()


def test_an_axis_may_be_called_as_a_column_is(runs: Runs) -> None:
    renamed = {"cost": "status", "wacc": "gas", "grid": "grid"}
    records = {n: {**r, "values": {renamed[a]: v for a, v in r["values"].items()}} for n, r in runs.records.items()}
    mine = replace(runs, axes=runs.axes.rename(columns=renamed), records=records)
    assert list(points(mine)["status (axis)"]) == list(points(runs)["cost"])
    assert list(points(mine)["status"]) == list(points(runs)["status"])
    assert list(mine.table(emissions).columns[:4]) == ["scenario", "status", "gas (axis)", "grid"]


def test_a_damaged_basis_is_none(study: Study, store: Store) -> None:
    file, key = store.folder / "bases" / "base.npz", study.key(study.points[0])
    whole = file.read_bytes()
    assert store.basis("base", key) is not None
    for damaged in (b"", whole[:50], b"PK" + whole[2:200], whole[:-30]):
        file.write_bytes(damaged)
        assert store.basis("base", key) is None
    file.write_bytes(whole)


def test_a_folder_beside_a_file_of_its_name_is_another_run(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for file in (tmp_path / "a" / "solution.nc", tmp_path / "a.nc"):
        file.write_bytes(b"")
    assert sorted(open_runs(tmp_path / "a", tmp_path / "a.nc")) == ["a", "a.nc"]


def test_a_point_that_fails_is_recorded_and_the_rest_go_on(home: Path, tmp_path: Path) -> None:
    limit = {"cap": {"path": "prices[carrier=electricity, kind=purchase].limit", "values": [10, 0]}}
    write_template(home / "hard", "hard")
    prices = (home / "hard" / "prices.csv").read_text().splitlines()
    (home / "hard" / "prices.csv").write_text("\n".join(r for r in prices if "unmet" not in r) + "\n")
    study = study_of({"case": "hard", "design": "full_grid", "axes": {
        "wind": {"table": "technologies", "where": {"technology": ["wind", "solar"]}, "column": "build", "values": ["yes", "no"]},
        **limit}}, home)  # fmt: skip
    told: list[News] = []
    store = sweep(study, tmp_path, jobs=1, watch=told.append)
    assert told[-1].done + told[-1].failed == len(study.points)
    reasons = failures(store, study)
    assert set(reasons) == {"grid_2_2"}, "without plant and without the grid there is no electricity"
    assert "No plan meets" in reasons["grid_2_2"]
    assert open_runs(tmp_path).failed == reasons
    before = len(told)
    sweep(study, tmp_path, jobs=1, watch=told.append)
    assert len(told) == before + 1, "a point that failed is not tried again unasked"
    sweep(study, tmp_path, jobs=1, again=True, watch=told.append)
    assert told[-1].point == "grid_2_2"


def test_a_mistake_of_ours_costs_a_point_and_not_the_study(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.study.sweeps import workers

    true_solve = workers.solve_point

    def solve(mine: Study, task: Task) -> Finished:
        if task.point.name == "cost_0.75":
            raise TypeError("a slip")
        return true_solve(mine, task)

    monkeypatch.setattr(workers, "solve_point", solve)
    store = sweep(study, tmp_path, jobs=1)
    assert failures(store, study) == {"cost_0.75": "a slip"}
    assert open_runs(tmp_path).records["cost_0.5"]["status"] == "done", (
        "its neighbour has no basis; that of the base serves"
    )


def test_a_start_from_a_basis_that_takes_too_long_is_given_up(
    study: Study, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.study.sweeps import point as module

    true_answer, slow = module.answer, list[int]()

    def answer(case: Any, **more: Any) -> Any:
        if more.get("session") is not None:
            slow.append(1)
            raise LimitError("the time limit was reached")
        return true_answer(case, **more)

    monkeypatch.setattr(module, "answer", answer)
    store = sweep(study, tmp_path, jobs=1)
    assert len(slow) == 3, "once for each axis, which is solved cold from then on"
    assert {c["choice"] for k, c in store.choices().items() if k != "of"} == {"cold"}
    assert {r["how"] for r in open_runs(tmp_path).records.values()} == {"cold", "given up"}
    assert checked(store, study) == {}


def test_the_number_of_processes_follows_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    from optimizer.study.sweeps import workers

    monkeypatch.setattr(workers, "cores", lambda: 16)
    free = type("Memory", (), {"available": 10 * 2**30})()
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    assert jobs_for(100, peak=0.25) == 16
    assert jobs_for(5, peak=0.25) == 5
    assert jobs_for(100, peak=2.0) == 4
    assert jobs_for(100, peak=50.0) == 1
    assert jobs_for(100, peak=50.0, asked=3) == 3


def test_samples_spread_and_have_indices(home: Path, tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    axes = {
        "wacc": {"key": "wacc", "values": {"uniform": [0.03, 0.1]}},
        "cost": {"path": CAPEX, "factors": {"uniform": [0.99, 1.01]}},
    }
    study = planned(home, axes, "morris", samples=2)
    found = open_runs(sweep(study, tmp_path / "morris", jobs=1).folder)
    table = indices(study, found.costs()).set_index("axis")
    assert table.loc["wacc", "mu_star"] > 10 * table.loc["cost", "mu_star"] > 0
    with pytest.raises(SolveError, match="no spread"):  # of trajectories on four levels, whose ends come too often
        spread(found)
    # Sobol on numbers whose indices are known: 4 a + 2 b, a and b uniform: variances 16 to 4
    sobol = planned(home, axes, "sobol", samples=256)
    made = pd.Series(
        {p.name: 4 * (p.values["wacc"] - 0.03) / 0.07 + 2 * (p.values["cost"] - 0.99) / 0.02 for p in sobol.points}
    )
    known = indices(sobol, made).set_index("axis")
    assert known.loc["wacc", "first"] == pytest.approx(0.8, abs=0.05)
    assert known.loc["cost", "total"] == pytest.approx(0.2, abs=0.05)
    assert pairs(sobol, made).empty
    # a b, both uniform on [0, 1]: 3/7 of the variance each alone, 1/7 together
    twice = planned(home, axes, "sobol", samples=128, second_order=True)
    product = pd.Series(
        {p.name: (p.values["wacc"] - 0.03) / 0.07 * (p.values["cost"] - 0.99) / 0.02 for p in twice.points}
    )
    (row,) = pairs(twice, product).itertuples(index=False)
    assert (row.axis, row.other) == ("wacc", "cost")
    assert row.second == pytest.approx(1 / 7, abs=0.05)
    assert indices(twice, product).set_index("axis").loc["cost", "first"] == pytest.approx(3 / 7, abs=0.05)


def test_command_line_of_a_sweep_and_of_a_comparison(home: Path, tmp_path: Path) -> None:
    (home / "tornado.yaml").write_text(
        f"case: demo\ndesign: one_at_a_time\naxes:\n  cost: {{path: '{CAPEX}', factors: [0.5, 2]}}\n  wacc: {{key: wacc, values: [0.05]}}\n"
    )
    done = h2opt("sweep", "tornado.yaml", "--out", str(tmp_path), cwd=home)
    assert done.returncode == 0, done.stderr
    for words in (
        "total discounted cost",
        "wacc: 0.05 ->",
        "1 of the points solved from a basis was solved again cold: its cost agrees",
        "cost: solved",
    ):
        assert words in done.stdout
    assert "4 of 4 points, 0 failed" in done.stderr
    folder = tmp_path / "demo/tornado"
    for name in ("points.csv", "tornado.csv", "tornado.png", "study.json"):
        assert (folder / name).stat().st_size > 0
    assert {"cost (factor)", "wacc (value)"} <= set(pd.read_csv(folder / "points.csv").columns)
    assert set(pd.read_csv(folder / "tornado.csv")["unit"]) == {"kCNY_2020"}
    again = h2opt("sweep", "tornado.yaml", "--out", str(tmp_path), cwd=home)
    assert "(0 s)" in again.stderr

    done = h2opt("compare", str(folder), "--to", "all.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "wacc_0.05 compared with base:" in done.stdout
    table = pd.read_csv(tmp_path / "all.csv")
    costs = table[(table["figure"] == "total discounted cost")].set_index("run")
    records = {n: json.loads((folder / "points" / f"{n}.json").read_text()) for n in ("base", "wacc_0.05")}
    change = records["wacc_0.05"]["objective"] - records["base"]["objective"]
    assert costs.loc["wacc_0.05", "change"] == pytest.approx(change)
    assert {"figure", "item", "period", "unit", "run", "reference", "value", "change", "change_share"} <= set(
        table.columns
    )
    assert "no run 'x'" in h2opt("compare", str(folder), "--reference", "x", cwd=tmp_path).stderr
    assert "no solution here" in h2opt("compare", "nowhere", "else", cwd=tmp_path).stderr


SCRIPT = """
import sys
from optimizer.study.sweeps import study_of, sweep
axes = {"cost": {"path": "parameters[technology=electrolyser, parameter=capital_cost]", "factors": [0.1 * i for i in range(2, 22)]}}
study = study_of({"case": "demo", "design": "one_at_a_time", "axes": axes}, sys.argv[1])
print("planned", flush=True)
sweep(study, sys.argv[2], jobs=int(sys.argv[3]))
"""


def started(home: Path, folder: Path, jobs: int = 1) -> subprocess.Popen[str]:
    """A sweep in a process of its own, after its study was checked."""
    call = [sys.executable, "-c", SCRIPT, str(home), str(folder), str(jobs)]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "planned"
    return process


@pytest.mark.slow
def test_twenty_kills_lose_nothing_and_repeat_nothing(home: Path, tmp_path: Path) -> None:
    dice, known, kills = random.Random(7), dict[str, bytes](), 0
    while kills < 20:
        process = started(home, tmp_path)
        more, before = dice.randrange(3), len(known) // 2  # after so many further points, and then at any moment
        while process.poll() is None and len(list((tmp_path / "points").glob("[!.]*.json"))) < before + more:
            time.sleep(0.01)
        time.sleep(dice.uniform(0.0, 0.2))
        if process.poll() is not None:  # it is done: begin anew, its points are the same again
            assert process.returncode == 0, process.stderr
            known.clear()
            for file in [*(tmp_path / "points").iterdir()]:
                file.unlink()
            continue
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        for name, content in known.items():
            assert (tmp_path / "points" / name).read_bytes() == content, f"{name} was lost or solved again"
        finished = list((tmp_path / "points").glob("[!.]*.json"))
        for record in finished:
            assert json.loads(record.read_text())["status"] == "done"
            answer = record.with_suffix(".nc")
            known |= {record.name: record.read_bytes(), answer.name: answer.read_bytes()}
    last = started(home, tmp_path)
    assert last.wait() == 0, last.stderr
    for name, content in known.items():
        assert (tmp_path / "points" / name).read_bytes() == content
    found = open_runs(tmp_path)
    assert len(found) == 20
    assert not found.failed
    assert all(found[name].meta["status"] == "certified" for name in found)


@pytest.mark.slow
def test_processes_solve_the_same_and_end_with_the_one_that_started_them(home: Path, tmp_path: Path) -> None:
    import psutil

    process = started(home, tmp_path / "killed", jobs=2)
    mine, end = psutil.Process(process.pid), time.monotonic() + 120
    workers: list[psutil.Process] = []
    while len(list((tmp_path / "killed" / "points").glob("*.json"))) < 3 and time.monotonic() < end:
        workers = mine.children(recursive=True)
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert workers
    assert not psutil.wait_procs(workers, timeout=30)[1], "workers outlived the process that started them"
    again = started(home, tmp_path / "killed", jobs=2)
    assert again.wait() == 0, again.stderr
    both = open_runs(tmp_path / "killed")
    alone = started(home, tmp_path / "alone", jobs=1)
    assert alone.wait() == 0
    pd.testing.assert_series_equal(both.costs(), open_runs(tmp_path / "alone").costs(), rtol=1e-9)


@pytest.mark.slow
def test_a_dask_cluster_of_real_processes_solves_the_same(study: Study, runs: Runs, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        told: list[News] = []
        sweep(study, tmp_path, cluster=cluster.scheduler_address, watch=told.append)
    assert told[-1].jobs == 2
    found = open_runs(tmp_path)
    assert set(found) == set(runs)
    pd.testing.assert_series_equal(found.costs(), runs.costs()[list(found)], rtol=1e-9)


def test_what_crosses_processes_can_be_pickled(study: Study) -> None:
    import pickle

    again = pickle.loads(pickle.dumps(study))
    assert [again.key(p) for p in again.points] == [study.key(p) for p in study.points]
    task = Task(study.points[0])
    assert pickle.loads(pickle.dumps(task)).point.name == "base"
    assert pickle.loads(pickle.dumps(Finished("x", {"a": 1}, b"1"))).data == b"1"


def test_points_of_another_shape_are_solved_cold(home: Path, tmp_path: Path) -> None:
    """Another clock has other rows and columns: no basis fits, and the choice says so."""
    axes = {"build": {"table": "technologies", "where": {"technology": "tank"}, "column": "build", "values": ["no"]}}
    study = planned(home, axes)
    store = sweep(study, tmp_path, jobs=1)
    assert open_runs(tmp_path).records["build_no"]["how"] == "cold"
    assert "other rows or columns" in store.choices()["build"]["why"]


def test_a_basis_from_an_interior_answer(study: Study) -> None:
    from optimizer.algebra import compile_model
    from optimizer.compiled import SolveOptions, Status
    from optimizer.formulation import build_model, vocabulary
    from optimizer.inputs import prepare
    from optimizer.solve import basis_of
    from optimizer.solve.highs import solve_once

    compiled = compile_model(build_model(prepare(study.base, vocabulary())))
    interior = solve_once(compiled, SolveOptions(threads=1), "ipx", False)
    assert interior.basis is None
    found = basis_of(compiled, interior, SolveOptions(threads=1), 60.0)
    assert found is not None
    again = solve_once(compiled, SolveOptions(threads=1), "simplex", session=found)
    assert again.status is Status.OPTIMAL
    assert again.iterations == 0
    assert again.objective == pytest.approx(interior.objective, rel=1e-6)
    assert basis_of(compiled, interior, SolveOptions(threads=1), 1e-9) is None
