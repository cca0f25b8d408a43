"""A run of HiGHS that may be stopped: by Ctrl-C, a deadline or memory, with a line about how far it is once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from optimizer.solve.choice import WHOLE
from optimizer.solve.watch import Limits, watched

INTERRUPTS = (
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    highspy.cb.HighsCallbackType.kCallbackIpmInterrupt,
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
)


class _Counter:
    """Filled by HiGHS through its callbacks, read by the waiting thread."""

    def __init__(self, algorithm: str, stop: threading.Event, on_progress: Callable[[str], None] | None) -> None:
        self.algorithm, self.stop, self.on_progress = algorithm, stop, on_progress
        self.began, self.iterations, self.nodes, self.gap = time.monotonic(), 0, -1, np.inf

    def __call__(self, kind: Any, message: str, out: Any, into: Any, data: Any) -> None:
        self.iterations = max(self.iterations, out.simplex_iteration_count, out.ipm_iteration_count)
        if self.algorithm in WHOLE:
            self.nodes, self.gap = out.mip_node_count, out.mip_gap
        if self.stop.is_set():
            into.user_interrupt = True

    def speak(self) -> None:
        line = f"{self.algorithm}: {time.monotonic() - self.began:.0f} s"
        if self.iterations:
            line += f", iteration {self.iterations:,}"
        if self.nodes >= 0:
            line += f", node {self.nodes:,}"
            line += f", gap {self.gap:.2%}" if np.isfinite(self.gap) else ", no plan yet"
        if self.on_progress is not None:
            self.on_progress(line)


def attended(
    highs: Any,
    work: Callable[[threading.Event], None],
    limits: Limits,
    name: str,
    on_progress: Callable[[str], None] | None = None,
    outer: Any = None,
) -> str:
    """Do work with a loaded HiGHS object in a thread of its own, and wait for it.

    Args:
        highs: the object that does the work.
        work: is given what says that it should stop.
        limits: of time and memory.
        name: of the work, in lines of progress.
        on_progress: told in the calling thread.
        outer: an object that works too, if it is another one.

    Returns:
        '' if the work ended by itself, else the limit that stopped it.

    Raises:
        InterruptedSolve: Ctrl-C.
        LimitError: a limit was passed and the work did not stop when asked.
    """
    stop = threading.Event()
    counter = _Counter(name, stop, on_progress)

    def cancel() -> None:
        stop.set()  # seen by the callbacks of simplex, interior point and branching
        for each in (highs, outer):
            if each is not None:
                each.setOptionValue("time_limit", 0.0)  # seen by presolve and crossover, which have no callback

    def body() -> None:
        try:
            work(stop)
        finally:
            highs.setCallback(None, None)
            highspy.Highs.resetGlobalScheduler(False)  # its threads belong to this one

    highs.setCallback(counter, None)
    for kind in INTERRUPTS:
        highs.startCallback(kind)
    return watched(body, cancel, limits, counter.speak if on_progress is not None else None)
