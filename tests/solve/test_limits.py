"""Ctrl-C, time and memory end a solve soon and in words."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from problems import hub, problem

from optimizer.compiled import SolveOptions
from optimizer.errors import LimitError
from optimizer.solve import solve
from optimizer.solve.watch import memory_used

SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a script in the background of a shell inherits that it is ignored
sys.path.insert(0, {here!r})
from problems import hub, problem
import numpy as np
from optimizer.compiled import SolveOptions
from optimizer.errors import InterruptedSolve
from optimizer.solve import solve
compiled = hub(4000)
if {algorithm!r} == "mip":
    rng = np.random.default_rng(0)
    compiled = problem(rng.integers(1, 100, (12, 60)), 2000, 2000, 0, 1, rng.integers(1, 100, 60), integer=True)
if {algorithm!r} == "first plan":
    from dataclasses import replace
    compiled = replace(compiled, integer=np.arange(compiled.shape[1]) < 600)
try:
    solve(compiled, SolveOptions(algorithm={option!r}), on_progress=lambda line: print(line, flush=True))
    print("not stopped")
except InterruptedSolve as error:
    print("stopped:", error, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another process")
@pytest.mark.parametrize("algorithm", ["simplex", "hipo", "mip", "first plan"])
def test_ctrl_c_stops_within_a_second(algorithm: str) -> None:
    here = Path(__file__).parent
    script = SCRIPT.format(
        here=str(here), algorithm=algorithm, option=algorithm if algorithm in ("simplex", "hipo") else "auto"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=here.parents[1]
    )  # fmt: skip
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")  # the first line of progress: the solve is under way
    assert any(line.startswith(f"{algorithm}: ") for line in lines)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = process.stdout.read()
    seconds = time.monotonic() - began
    assert process.wait(timeout=10) == 0
    assert "stopped by the user after" in said
    assert "no answer was written" in said
    assert seconds < 2.5  # one second on a free machine


@pytest.mark.parametrize("algorithm", ["simplex", "hipo", "ipx"])
def test_time_limit(algorithm: str) -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match=r"time limit of 0\.3 s was reached.* no answer was written"):
        solve(hub(2000), SolveOptions(algorithm=algorithm, time_limit=0.3))
    assert time.monotonic() - began < 3


def test_time_limit_holds_for_the_whole_ladder() -> None:
    """Every rung is refused, so that it climbs until the time is used up."""
    began = time.monotonic()
    with pytest.raises(LimitError, match=r"time limit of 1\.5 s .*before: hipo: .* not accepted \(never\)"):
        solve(hub(24), SolveOptions(algorithm="hipo", time_limit=1.5), accept=lambda raw: [time.sleep(0.9) or "never"])
    assert time.monotonic() - began < 5


def test_time_limit_of_an_integer_problem_with_a_plan_says_so() -> None:
    import numpy as np

    rng = np.random.default_rng(1)
    knapsack = problem(rng.integers(10, 100, (20, 100)), 0, 2000, 0, 1, -rng.integers(10, 100, 100), integer=True)
    with pytest.raises(LimitError, match="not proven good enough"):
        solve(knapsack, SolveOptions(time_limit=0.7, gap=1e-9), accept=lambda raw: ["gap too large"])


def test_memory_limit() -> None:
    limit = memory_used() + 0.005
    with pytest.raises(LimitError, match=r"memory limit of .* GiB was passed \(.* GiB in use\)"):
        solve(hub(4000), SolveOptions(memory_limit=limit))


def test_memory_used_grows_with_what_is_held() -> None:
    before = memory_used()
    held = bytearray(200 * 2**20)
    held[::4096] = b"x" * len(held[::4096])
    assert 0.1 < memory_used() - before < 0.3


def test_progress_is_told_in_the_calling_thread() -> None:
    import threading

    lines, threads = [], set()

    def tell(line: str) -> None:
        lines.append(line)
        threads.add(threading.current_thread())

    with pytest.raises(LimitError):
        solve(hub(4000), SolveOptions(algorithm="simplex", time_limit=1.6), on_progress=tell)
    assert threads == {threading.main_thread()}
    assert any(line.startswith("simplex: ") and "iteration" in line for line in lines)
    assert all(len(line) < 80 for line in lines)
