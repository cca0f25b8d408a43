"""Fresh processes, marks on the clock, and the time that HiGHS itself takes, measured in the same way on every side."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Figures = dict[str, Any]


def peak_memory() -> float:
    """Most memory that this process held [MB]; what a parent held before the start is not counted where /proc says so."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def fresh(*arguments: str) -> Figures:
    """Figures of one measurement in a process of its own: the one line that is JSON among what the libraries print.

    Raises:
        RuntimeError: with the end of what the process said.
    """
    call = [sys.executable, "-m", "benchmarks", "--one", *arguments]
    ended = subprocess.run(call, text=True, capture_output=True)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(call)} failed:\n{ended.stderr[-3000:]}")
    figures: Figures = json.loads(next(line for line in ended.stdout.splitlines() if line.startswith('{"')))
    return figures


def median(runs: list[Figures]) -> Figures:
    """The median of every number; of anything else the first."""
    numbers = {k for k, v in runs[0].items() if isinstance(v, int | float) and not isinstance(v, bool)}
    return {k: statistics.median(r[k] for r in runs) if k in numbers else v for k, v in runs[0].items()}


def same(name: str, found: dict[str, float], tolerance: float = 1e-6) -> None:
    """Check that every library found the same number.

    Raises:
        AssertionError: relative to the first, one is further away than the tolerance.
    """
    first, *others = found.items()
    for library, value in others:
        if not abs(value - first[1]) <= tolerance * abs(first[1]):
            raise AssertionError(
                f"{name}: {library} says {value!r}, {first[0]} {first[1]!r}; nothing was timed or trusted"
            )


@dataclass
class Watch:
    """When each stage began, and every run of HiGHS.

    Attributes:
        marks: stage -> when it began [s]; the last is 'end'.
        runs: (start, end) of every call of Highs.run [s].
        size: rows, columns and nonzeros of the problem of the last run.
        options: the options of the last run that are not the defaults of HiGHS.
        answer: model status and objective of the last run, as HiGHS says them.
    """

    marks: dict[str, float] = field(default_factory=dict)
    runs: list[tuple[float, float]] = field(default_factory=list)
    size: dict[str, int] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    answer: tuple[str, float] = ("not run", float("nan"))

    def mark(self, stage: str) -> None:
        """A stage begins."""
        self.marks[stage] = time.perf_counter()

    @contextmanager
    def on_highs(self) -> Iterator[None]:
        """Time every call of Highs.run in this process."""
        import highspy

        plain = highspy.Highs.run

        def timed(highs: Any) -> Any:
            start = time.perf_counter()
            answer = plain(highs)
            self.runs.append((start, time.perf_counter()))
            self.size = {"rows": highs.getNumRow(), "columns": highs.getNumCol(), "nonzeros": highs.getNumNz()}
            self.options = _changed(highs, highspy.Highs())
            self.answer = (highs.modelStatusToString(highs.getModelStatus()), float(highs.getObjectiveValue()))
            return answer

        highspy.Highs.run = timed
        try:
            yield
        finally:
            highspy.Highs.run = plain

    def figures(self) -> Figures:
        """Seconds by part; 'solve' is the mark at which the model is built and the solver's turn begins."""
        began, end = min(self.marks.values()), self.marks["end"]
        highs = sum(b - a for a, b in self.runs)
        return {
            "build": self.marks["solve"] - began,
            "hand over": self.runs[0][0] - self.marks["solve"],
            "HiGHS": highs,
            "read back": self.marks["save"] - self.runs[-1][1],
            "save": end - self.marks["save"],
            "outside": end - began - highs,
            "total": end - began,
            "HiGHS runs": len(self.runs),
            "peak MB": peak_memory(),
            "size": self.size,
            "options": self.options,
            "status": self.answer[0],
            "objective": self.answer[1],
        }


def _changed(highs: Any, fresh: Any) -> dict[str, Any]:
    """Options that were changed, but for what only says how much is printed and how long a run may take."""
    mine, plain = highs.getOptions(), fresh.getOptions()
    names = [
        n for n in dir(plain) if not n.startswith("_") and n not in ("output_flag", "time_limit", "log_to_console")
    ]
    return {n: getattr(mine, n) for n in names if getattr(mine, n) != getattr(plain, n)}
