"""A deterministic run leaves the same bytes; `h2opt reproduce` makes a run again from its record and says what is different."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from command import Done, h2opt
from tiny import write_tiny

from optimizer.files import digest
from optimizer.report.same import difference
from optimizer.solution import open_solution
from optimizer.still import SECONDS

ROOT = Path(__file__).parents[1]


def process(*words: str, cwd: Path, seed: int = 0) -> None:
    """`h2opt words` in a process of its own, in which sets have another order."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed)}
    done = subprocess.run([sys.executable, "-m", "optimizer", *words], cwd=cwd, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case and the results of a deterministic run of it."""
    folder = tmp_path_factory.mktemp("home")
    h2opt("new", "demo", cwd=folder)
    done = h2opt(
        "run", "demo", "--deterministic", "--threads", "1", "--without", "carbon_price", "--hourly", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt; the record names the case of the copy."""
    shutil.copytree(home, tmp_path / "home")
    record = results(tmp_path / "home") / "run.json"
    record.write_text(record.read_text().replace(str(home / "demo"), str(tmp_path / "home" / "demo")))
    return tmp_path / "home"


def results(folder: Path) -> Path:
    return next((folder / "results").rglob("run.json")).parent


def reproduced(folder: Path, *words: str) -> Done:
    return h2opt("reproduce", str(results(folder)), *words, cwd=folder)


@pytest.mark.slow
def test_two_processes_leave_the_same_bytes(tmp_path: Path) -> None:
    """The quickstart, from two copies of the case in folders of other names, with other hash seeds."""
    for name, seed in (("one", 1), ("other", 2)):
        shutil.copytree(ROOT / "inputs" / "quickstart", tmp_path / name / "quickstart")
        process(
            "run",
            "quickstart",
            "--deterministic",
            "--threads",
            "1",
            "--hourly",
            "--charts",
            "-q",
            cwd=tmp_path / name,
            seed=seed,
        )
        process("export", "results/quickstart/base", "--hourly", "--to", "tables", cwd=tmp_path / name, seed=seed)
    one, other = (
        {p.relative_to(tmp_path / n): p for p in (tmp_path / n).rglob("*") if p.is_file()} for n in ("one", "other")
    )
    same = {p.as_posix(): digest(file) for p, file in one.items()}
    also = {p.as_posix(): digest(file) for p, file in other.items()}
    assert {
        "results/quickstart/base/solution.nc",
        "results/quickstart/base/summary.xlsx",
        "tables/capacity.csv",
    } <= set(same)
    assert {n for n in same if same[n] != also[n]} == {"results/quickstart/base/run.json"}


def test_a_deterministic_run_holds_no_time_but_in_its_record(home: Path) -> None:
    folder = results(home)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["created"] > "2020"
    assert record["seconds"]["solve"] > 0
    with zipfile.ZipFile(folder / "summary.xlsx") as book:
        assert {entry.date_time[:3] for entry in book.infolist()} == {(1980, 1, 1)}
        held = [book.read(name) for name in book.namelist()]
    held.append((folder / "solution.nc").read_bytes())
    today, when = record["created"][:10].encode(), record["created"].encode()
    assert not any(today in content or when in content for content in held)
    assert not any(str(home).encode() in content for content in held)
    solver = open_solution(folder).meta["solver"]
    assert (solver["seconds"], solver["processor_seconds"]) == (0.0, 0.0)
    assert record["solver"]["processor_seconds"] > 0


def test_a_deterministic_run_may_be_questioned(copy: Path) -> None:
    """Its answer does not hold where the case was: run.json beside it does, or --case."""
    folder = results(copy)
    assert open_solution(folder).meta["case"]["path"] == ""
    assert h2opt("why", "wind", str(folder), cwd=copy).returncode == 0
    (copy / "demo").rename(copy / "moved")
    refused(folder, "the case of this run is not where it was said to be", "--case FOLDER")
    found = h2opt("why", "wind", str(folder), "--case", "moved", cwd=copy)
    assert found.returncode == 0, found.stderr
    record, kept = folder / "run.json", (folder / "run.json").read_text(encoding="utf-8")
    record.unlink()
    refused(folder, "the answer does not say where its case is", "--case FOLDER")
    record.write_text(kept.replace(digest(copy / "moved/demand.csv"), "0" * 64), encoding="utf-8")
    refused(folder, "run.json is not of the answer beside it")


def test_a_case_that_was_changed_is_not_questioned(copy: Path) -> None:
    demand = copy / "demo/demand.csv"
    demand.write_text(demand.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    refused(results(copy), "case, which was changed after this run", "demand.csv: the file is not that of the run")


def refused(folder: Path, *words: str) -> None:
    """`h2opt why` says these words of a run, in a message without a stack trace."""
    done = h2opt("why", "wind", str(folder), cwd=folder)
    assert done.returncode == 2
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr


def test_the_record_holds_inputs_versions_options_and_files(home: Path) -> None:
    folder = results(home)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    tables = {p.name for p in (home / "demo").iterdir() if p.suffix in (".csv", ".yaml")}
    assert record["case"]["hashes"] == {name: digest(home / "demo" / name) for name in tables}
    assert {"python", "system", "code", "hydrogen-transition-optimizer", "highspy", "pyomo", "numpy", "xarray"} <= set(
        record["versions"]
    )
    assert record["options"]["threads"] == 1
    assert record["options"]["deterministic"] is True
    assert record["command"]["options"] == {"deterministic": True, "threads": 1, "without": ["carbon_price"]}
    assert record["files"] == {n: digest(folder / n) for n in ("solution.nc", "summary.xlsx", "hourly.csv")}


def test_attempts_lose_their_seconds() -> None:
    assert SECONDS.sub("", "simplex: 123 iterations, 0.2 s, accepted") == "simplex: 123 iterations, accepted"


@pytest.mark.slow
def test_reproduce_passes(copy: Path) -> None:
    """So does it from elsewhere, and leaves the results as they were."""
    before = {p.name: digest(p) for p in results(copy).iterdir()}
    done = reproduced(copy)
    assert done.returncode == 0, done.stderr
    assert "tables are the same, byte for byte. solution.nc and summary.xlsx are too." in done.stdout
    assert done.stderr == ""
    assert {p.name: digest(p) for p in results(copy).iterdir()} == before


def test_reproduce_names_inputs_that_changed(copy: Path) -> None:
    demand = copy / "demo" / "demand.csv"
    demand.write_text(demand.read_text().replace("2.5", "2.6"))
    (copy / "demo" / "sources.csv").unlink()
    (copy / "demo" / "series.csv").write_text("series,year,value,unit\n")
    done = reproduced(copy)
    assert done.returncode == 2
    assert "3 problems in the inputs, which are not those of the run:" in done.stderr
    assert "demand.csv: the file is not that of the run (found: hash " in done.stderr
    assert "sources.csv: the file was there when the case was run, and is missing" in done.stderr
    assert "series.csv: the file was not there when the case was run" in done.stderr


@pytest.mark.slow
def test_reproduce_names_tables_that_were_tampered_with_and_versions_that_differ(copy: Path) -> None:
    import netCDF4

    folder = results(copy)
    with netCDF4.Dataset(folder / "solution.nc", "a") as data:
        built = data["capacity_built"][:]
        data["capacity_built"][:] = built * 1.01
    record = folder / "run.json"
    facts = json.loads(record.read_text(encoding="utf-8"))
    facts["versions"]["highspy"] = "1.0.0"
    record.write_text(json.dumps(facts), encoding="utf-8")
    done = reproduced(copy)
    assert done.returncode == 3
    assert "solution.nc is not as the run wrote it" in done.stderr
    assert "another version than that of the run: highspy: 1.0.0, now" in done.stderr
    lines = done.stdout.splitlines()
    assert any(line.startswith("builds ") and " 0.0099 " in line for line in lines), done.stdout
    assert lines[-1].startswith("Not reproduced. Objective")
    near = reproduced(copy, "--tolerance", "0.02")
    assert near.returncode == 3
    assert "solution.nc here is not the file that the run wrote" in near.stdout
    here = str(folder)
    for command in (
        ("report", here),
        ("export", here, "--to", "out"),
        ("origin", here, "prices"),
        ("why", "wind", here),
    ):
        done = h2opt(*command, cwd=copy)
        assert done.returncode == 2, command
        assert "changed after the run: run.json beside it holds another hash" in done.stderr


@pytest.mark.parametrize(
    ("record", "words", "message"),
    [
        (None, (), "no record of a run that can be read"),
        ("{", (), "no record of a run that can be read"),
        ("[1]", (), "no record of a run that can be read"),
        ("[" * 100_000, (), "no record of a run that can be read"),
        ({"case": {"hashes": 3}}, (), "no record of a run that can be read"),
        ({"options": None, "files": 3}, (), "no record of a run that can be read: it has no options, files"),
        ({"options": {"threads": 1}}, (), "no record of a run that can be read: it has no options.deterministic"),
        (
            {"case": {"hashes": {"case.yaml": 5}}},
            (),
            "no record of a run that can be read: it has no hash of case.yaml",
        ),
        ({"status": "not certified"}, (), "the run has no answer"),
        ({"command": None}, (), "the record does not tell the options of the run"),
        ({"command": {"at": "tiny/base"}}, (), "the record does not tell the options of the run"),
        ({"command": {"at": "tiny/base", "options": []}}, (), "the record does not tell the options of the run"),
        ({}, ("--case", "nowhere"), "the case is no longer there"),
    ],
)
def test_what_cannot_be_reproduced_is_told(record: object, words: tuple[str, ...], message: str, copy: Path) -> None:
    folder = results(copy)
    file = folder / "run.json"
    if isinstance(record, dict):
        file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **record}))
    elif isinstance(record, str):
        file.write_text(record)
    else:
        file.unlink()
    done = h2opt("reproduce", str(folder), *words, cwd=copy)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.slow
def test_windows_and_plans_are_made_again_as_they_were_asked_for(tmp_path: Path) -> None:
    """The record of a window names the options of all, and that of a plan the file that was read."""
    write_tiny(tmp_path / "tiny")
    (tmp_path / "builds.csv").write_text("technology,region,year,value,unit\nwind,A,2030,17,MW\n")
    first = h2opt("run", "tiny", "--foresight", "1", "-q", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    windows = sorted((tmp_path / "results").rglob("window-*"))
    done = h2opt("reproduce", str(windows[-1]), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    second = h2opt("run", "tiny", "--fix", "builds.csv", "-q", "--out", "planned", cwd=tmp_path)
    assert second.returncode == 0, second.stderr
    (tmp_path / "builds.csv").write_text("technology,region,year,value,unit\nwind,A,2030,16,MW\n")
    done = h2opt("reproduce", str(results_of(tmp_path / "planned")), cwd=tmp_path)
    assert done.returncode == 2
    assert "plan builds.csv: the file is not that of the run" in done.stderr


def results_of(folder: Path) -> Path:
    return next(folder.rglob("run.json")).parent


def test_differences_of_tables() -> None:
    before = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 200.0], "note": ["x", None]})
    assert difference("t", before, before.assign(value=[1.0, 202.0])).largest == pytest.approx(2 / 202)
    assert difference("t", before, before.assign(value=[1.0, 202.0])).where == "row 3 (b), value: 200.0, now 202.0"
    assert difference("t", before, before.assign(value=[1.5, 202.0])).rows == 2
    assert difference("t", before, before.assign(name=["a", "c"])).largest == float("inf")
    assert difference("t", before, before.assign(value=[1.0, float("nan")])).largest == float("inf")
    assert difference("t", before, before.iloc[:1]).where == "2 rows of 3 columns, now 1 of 3"
    tiny = before.assign(value=[1e-15, 200.0])
    assert difference("t", tiny, tiny.assign(value=[0.0, 200.0])).largest < 1e-10
