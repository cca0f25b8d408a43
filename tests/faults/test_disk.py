"""A disk that is full and a folder that cannot be written end in one message; what was there before is as it was."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from command import h2opt
from tiny import write_tiny

from optimizer.errors import UnwrittenError
from optimizer.files import check_folder, digest, whole
from optimizer.outputs import write_failure, write_run
from optimizer.report.iamc.handin import HandIn, write_handin
from optimizer.solution import Solution, open_solution

posix = pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")


@contextmanager
def longest(size: int) -> Iterator[None]:
    """No file of this process may be longer than so many bytes: writing fails as on a full disk, for root too."""
    import resource

    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def held(folder: Path) -> dict[str, str]:
    """Files of a folder and below it, by hash."""
    return {p.relative_to(folder).as_posix(): digest(p) for p in folder.rglob("*") if p.is_file()}


@posix
@pytest.mark.parametrize("size", [0, 10_000, 60_000])
def test_results_that_do_not_fit_leave_nothing_behind(
    size: int, solution: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out" / "case" / "base"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with longest(size), pytest.raises(UnwrittenError) as told:
        write_run(solution, folder, {})
    assert "The answer is lost, for it cannot be kept in" in str(told.value)
    assert str(folder) in str(told.value)
    assert list(tmp_path.iterdir()) == []


@posix
def test_results_that_do_not_fit_leave_the_old_ones(solution: Solution, tmp_path: Path) -> None:
    write_run(solution, tmp_path, {})
    before = held(tmp_path)
    assert set(before) == {"solution.nc", "summary.xlsx", "run.json"}
    with longest(60_000), pytest.raises(UnwrittenError, match="What was there before is as it was"):
        write_run(solution, tmp_path, {}, charts=True, hourly=True)
    assert held(tmp_path) == before


def test_an_answer_is_kept_elsewhere_where_it_cannot_be_written(
    solution: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something in the way of the workbook, which root cannot write over either; the message names a command that works."""
    (tmp_path / "out" / "summary.xlsx").mkdir(parents=True)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with pytest.raises(UnwrittenError, match="a folder stands where a file would be written") as told:
        write_run(solution, tmp_path / "out", {})
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["summary.xlsx"]
    words = re.findall(r"`h2opt ([^`]+)`", str(told.value))[0].split()
    done = h2opt(*words, "--no-charts", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    kept = Path(words[1])
    assert set(held(kept)) == {"solution.nc", "run.json", "summary.xlsx"}
    assert open_solution(kept).meta["objective"] == solution.meta["objective"]


@posix
@pytest.mark.parametrize(
    "words", [("new", "demo"), ("export", "run", "--to", "out"), ("export", "tiny", "--template", "--to", "tiny.xlsx"),
              ("report", "run", "--no-charts")]
)  # fmt: skip
def test_commands_on_a_full_disk(words: tuple[str, ...], solution: Solution, tmp_path: Path) -> None:
    solution.save(tmp_path / "run" / "solution.nc")
    write_tiny(tmp_path / "tiny")
    before = held(tmp_path)
    with longest(100):
        done = h2opt(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "Cannot read or write" in done.stderr
    assert "Make room on the disk, or choose another folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert held(tmp_path) == before
    assert {p.name for p in tmp_path.iterdir()} == {"run", "tiny"}


@posix
@pytest.mark.parametrize("name", ["iamc.xlsx", "iamc.csv"])
def test_a_hand_in_on_a_full_disk(name: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"Variable": ["a" * 200], "2030": [1.0]})
    made = HandIn(table, table, (), ())
    with longest(100), pytest.raises(OSError, match="File too large"):
        write_handin(made, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@posix
def test_run_says_where_the_answer_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is reached by the workbook and not by the answer, which is smaller."""
    write_tiny(tmp_path / "tiny")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr("optimizer.report.export.write_workbook", _full)
    done = h2opt("run", "tiny", "--quiet", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No space left on device" in done.stderr
    assert not (tmp_path / "results").exists()
    kept = Path(re.findall(r"The answer is kept in (\S+):", done.stderr)[0])
    assert set(held(kept)) == {"solution.nc", "run.json"}


def _full(*_: object, **__: object) -> Path:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_record_that_cannot_be_written_does_not_hide_why_there_is_no_answer(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    (tmp_path / "results" / "tiny" / "base" / "run.json").mkdir(parents=True)
    done = h2opt("run", "tiny", "--quiet", "--time-limit", "1e-9", cwd=tmp_path)
    assert done.returncode == 3
    assert "no record of this run was written" in done.stderr
    assert "time limit" in done.stderr


def test_a_failed_run_sets_old_results_aside_at_once(solution: Solution, case: object, tmp_path: Path) -> None:
    write_run(solution, tmp_path, {})
    write_failure(case, ValueError("no"), tmp_path)  # type: ignore[arg-type]
    assert set(held(tmp_path)) == {"run.json", "previous/solution.nc", "previous/summary.xlsx"}


def test_no_chart_of_an_earlier_run_stays_beside_results_without_charts(
    solution: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib.figure import Figure

    from optimizer.report import charts, export

    monkeypatch.setattr(charts, "CHARTS", dict.fromkeys(charts.CHARTS, lambda _: Figure(figsize=(1, 1))))
    export.write_report(solution, tmp_path, svg=True)
    drawn = {f"{name}.{kind}" for name in charts.CHARTS for kind in ("png", "svg")}
    assert drawn < set(held(tmp_path))
    moved = write_run(solution, tmp_path, {}).moved
    assert {path.name for path in moved} == drawn
    assert set(held(tmp_path)) == {"run.json", "solution.nc", "summary.xlsx", *(f"previous/{n}" for n in drawn)}


@posix
def test_a_write_error_names_its_file(tmp_path: Path) -> None:
    with longest(10), pytest.raises(OSError, match=r"'.*wanted\.csv'"), whole(tmp_path / "wanted.csv") as file:
        file.write_text("longer than ten bytes")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_a_folder_is_told_before_the_solve(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(NotADirectoryError, match="not a folder"):
            check_folder(folder)


def test_foresight_looks_at_its_folder_before_it_solves(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    (tmp_path / "results").write_text("")
    done = h2opt("foresight", "tiny", cwd=tmp_path)
    assert done.returncode == 2
    assert "not a folder" in done.stderr


NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]
SCRIPT = """
set -e
mount -t tmpfs -o size=1m none small; mount -t tmpfs -o ro none closed
dd if=/dev/zero of=small/fill bs=1k count=900 2> /dev/null
{python} -m optimizer run tiny --quiet --out small || echo "full $?"
find small -type f
{python} -m optimizer run tiny --quiet --out closed || echo "closed $?"
"""


def _mounts() -> bool:
    """Whether this user may mount a small disk in a namespace of his own (root is not needed, Linux is)."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not _mounts(), reason="no small disk can be mounted here")
def test_a_disk_that_is_full_and_one_that_is_read_only(tmp_path: Path) -> None:
    write_tiny(tmp_path / "tiny")
    for name in ("small", "closed"):
        (tmp_path / name).mkdir()
    root = Path(__file__).parents[2]
    script = SCRIPT.format(python=f"PYTHONPATH={root} {sys.executable}")
    done = subprocess.run([*NAMESPACE, "sh", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["full 2", "small/fill", "closed 2"], done.stderr
    assert "Traceback" not in done.stderr
    full, closed = done.stderr.strip().splitlines()
    assert "No space left on device" in full
    assert "Read-only file system" in closed
    kept = re.findall(r"The answer is kept in (\S+):", full)
    assert kept
    open_solution(kept[0])
    shutil.rmtree(Path(kept[0]).parent)
