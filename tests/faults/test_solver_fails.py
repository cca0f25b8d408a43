"""A solver that fails, or finds no time or memory, ends in one message that says what to do, exit code 3 and a record."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest
from command import h2opt
from tiny import write_tiny

import optimizer.pipeline as pipeline
from optimizer.compiled import Compiled

ANOTHER = "Next: `h2opt check CASE`"
HIGHER = "Next: a higher limit (--time-limit, --memory-limit"


def failed(tmp_path: Path, *words: str) -> str:
    """What a run that fails says; it leaves its record and nothing else."""
    write_tiny(tmp_path / "tiny")
    done = h2opt("run", "tiny", "--quiet", *words, cwd=tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    files = [p for p in (tmp_path / "results").rglob("*") if p.is_file()]
    assert [p.name for p in files] == ["run.json"]
    record = json.loads(files[0].read_text(encoding="utf-8"))
    assert record["status"] == "not certified"
    assert record["message"] in done.stderr
    return done.stderr


def raising(error: Exception) -> Callable[[Any], Any]:
    def run(_: Any) -> Any:
        raise error

    return run


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda _: highspy.HighsStatus.kError, ("No answer could be certified", "no values", ANOTHER)),
        (raising(RuntimeError("broken factor")), ("the solver failed", "broken factor", ANOTHER)),
        (raising(MemoryError("std::bad_alloc")), ("The solver found no more memory", HIGHER)),
    ],
)
def test_a_solver_that_fails(
    run: Callable[[Any], Any], words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(highspy.Highs, "run", run)
    told = failed(tmp_path)
    assert all(word in told for word in words)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
@pytest.mark.parametrize("what", ["cost", "lower", "row_upper", "matrix"])
def test_numbers_that_the_solver_cannot_take(
    value: float, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HiGHS itself refuses them, or we do before it; no status of it is taken for an answer."""
    real = pipeline.compile_model

    def spoilt(model: Any) -> Compiled:
        made = real(model)
        if what == "matrix":
            made.matrix.data[len(made.matrix.data) // 2] = value
            return made
        array = getattr(made, what).copy()
        array[0] = value if what != "row_upper" or value != value else -value
        return replace(made, **{what: array})

    monkeypatch.setattr(pipeline, "compile_model", spoilt)
    told = failed(tmp_path)
    if value != value:
        assert " is nan\n" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--time-limit", "1e-9"), "The time limit of 1e-09 s was reached"),
        (("--memory-limit", "0.01"), "The memory limit of 0.01 GiB was passed"),
    ],
)
def test_limits_are_told_with_what_to_do(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    told = failed(tmp_path, *words)
    assert message in told
    assert HIGHER in told


SCRIPT = """
import resource, sys
import optimizer.pipeline, optimizer.report.export, highspy, xarray, netCDF4, xlsxwriter, tracemalloc
from pathlib import Path
from optimizer.cli import main
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + {left} * 2**20,) * 2)
sys.argv = ["h2opt", "run", "tiny", "--quiet"]
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of address space that can be set from here")
def test_memory_of_the_machine_runs_out(tmp_path: Path) -> None:
    """Five megabytes more than the libraries take are not enough for a thread."""
    write_tiny(tmp_path / "tiny")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(left=5)], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 3, done.stderr
    assert "The memory of the machine" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()
