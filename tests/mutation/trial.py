"""A mutant on trial: a copy of the project, and a process for each mutant that runs tests until one fails.

The processes are forks of one that has read the libraries (which takes seconds) and what of the project stands below the mutated
files, so that each reads the changed files itself, from their first lines on.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

LIBRARIES = (
    *(
        "numpy",
        "scipy.sparse",
        "pandas",
        "xarray",
        "netCDF4",
        "matplotlib.pyplot",
        "tsam",
        "highspy",
        "pyomo.core",
        "pyomo.environ",
    ),
    *("pint", "pydantic", "yaml", "typer", "rich", "xlsxwriter", "python_calamine", "psutil", "loky", "hypothesis"),
)
BELOW = ("optimizer.inputs", "optimizer.certificate", "optimizer.levelised", "optimizer.solve", "optimizer.report")
MEMORY = 8 * 2**30  # bytes of addresses
GRACE, SLACK = (
    30.0,
    5.0,
)  # seconds of a processor that a stage of tests may take: 30 and five times what it takes unchanged
WAITING = 20.0  # times as long on the clock: a process that sleeps for ever uses no processor
CRASH = "a crash"

Stage = tuple[list[str], float]  # tests and the seconds they take


def read_libraries() -> None:
    for name in LIBRARIES:
        importlib.import_module(name)


def read_below() -> None:
    """What of the copy reads neither the formulation nor the algebra. What is read now is not looked through for garbage later."""
    for name in BELOW:
        importlib.import_module(name)
    assert not [name for name in sys.modules if name.startswith(("optimizer.formulation", "optimizer.algebra"))]
    gc.collect()
    gc.freeze()


def forget(path: str) -> None:
    """Nothing of the project is read yet, if the mutated file stands below."""
    if not path.startswith(("optimizer/formulation", "optimizer/algebra")):
        for name in [name for name in sys.modules if name.partition(".")[0] == "optimizer"]:
            del sys.modules[name]


def copy_of(root: Path) -> Path:
    """The files of the project as they stand, in a folder of their own; the process works there from now on."""
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, capture_output=True, check=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    sys.path.insert(0, str(folder))
    os.environ.update(PYTHONPATH=str(folder), OPENBLAS_NUM_THREADS="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    os.chdir(folder)
    return folder


class Written:
    """A file of the copy with another text, while a `with` lasts. Its date is set, so that no compiled file of another text is read."""

    def __init__(self, file: Path, text: str) -> None:
        self.file, self.text = file, text

    def __enter__(self) -> None:
        self.kept, self.dates = self.file.read_bytes(), (self.file.stat().st_atime, self.file.stat().st_mtime)
        self.file.write_text(self.text, "utf-8")
        os.utime(self.file, (time.time(), self.dates[1] + 1e6 + time.monotonic()))

    def __exit__(self, *_: object) -> None:
        self.file.write_bytes(self.kept)
        os.utime(self.file, self.dates)


def apart(work: Callable[[], Any], clock: float) -> tuple[Any, float, str]:
    """What a function returns in a process of its own, the seconds of a processor it took, and the end of what it said.

    What it returns is None where the process dies, and where it is ended for taking too long on the clock.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer, said = Path(folder) / "answer", Path(folder) / "said"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        child = os.fork()
        if child == 0:
            _child(work, answer, said)
        _wait(child, clock)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found = json.loads(answer.read_text()) if answer.exists() else None
        return found, seconds, said.read_text(errors="replace")[-3000:]


def _child(work: Callable[[], Any], answer: Path, said: Path) -> None:
    code = 1
    try:
        os.setsid()
        out = os.open(said, os.O_WRONLY | os.O_CREAT)
        os.dup2(out, 1)
        os.dup2(out, 2)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        part = answer.with_suffix(".part")
        part.write_text(json.dumps(work()))
        part.rename(answer)
        code = 0
    finally:
        os._exit(code)


def _wait(child: int, clock: float) -> None:
    end = time.monotonic() + clock
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.02)


class First:
    """The first test that fails, and how long each takes: with what it sets up."""

    def __init__(self) -> None:
        self.failed = ""
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def run_tests(tests: Sequence[str]) -> tuple[str, dict[str, float]]:
    """The first test that fails, nothing where all pass; and the seconds each took."""
    first = First()
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--tb=line", *tests], plugins=[first])
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise SystemExit(f"no tests among {tests}")
    return (first.failed or ("" if code == 0 else "the collection of tests")), first.seconds


def killer(stages: Sequence[Stage], path: str, root: Path) -> tuple[str, float]:
    """The test that fails first, or why the process died, or nothing; and the seconds of a processor all took."""
    clock = WAITING * (GRACE + sum(seconds for _, seconds in stages))
    found, seconds, said = apart(lambda: _first_of(stages, path, root), clock)
    if found is None:
        return (CRASH if seconds < GRACE else "the time or memory it takes"), seconds
    if found.startswith("no tests among"):
        raise SystemExit(found + said)
    return str(found), seconds


def _first_of(stages: Sequence[Stage], path: str, root: Path) -> str:
    sys.dont_write_bytecode = True
    forget(path)
    for tests, seconds in stages:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + GRACE + SLACK * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        try:
            failed, _ = run_tests(tests)
        except SystemExit as error:
            return str(error)
        if failed:
            return failed
    read_from = Path(str(sys.modules["optimizer"].__file__))
    assert root in read_from.parents, f"the tests read {read_from}, not the copy"
    return ""
