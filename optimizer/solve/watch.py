"""Work that can be stopped: by Ctrl-C, by a deadline, by the memory the process uses."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import InterruptedSolve, LimitError, SolveError

TICK = 0.1
"""Seconds between two looks at the clock and the memory."""
GRACE = 0.8
"""Seconds the work is given to stop by itself after it was asked to."""
LAST = 60.0
"""Seconds the process waits, when it ends, for work that did not stop by itself."""
EVERY = 1.0
"""Seconds between two lines of progress."""
GIB = 2.0**30

_abandoned: list[threading.Thread] = []


def memory_used() -> float:
    """GiB this process holds in memory (on systems without /proc: the most it ever held)."""
    if sys.platform == "win32":
        return _memory_windows()
    import resource

    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / GIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / GIB


def _memory_windows() -> float:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD), ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in (
                "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
                "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
            )),
        )  # fmt: skip

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    windll = getattr(ctypes, "windll")  # noqa: B009  (exists on Windows only)
    windll.kernel32.GetCurrentProcess.restype = wintypes.HANDLE
    windll.psapi.GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD)
    windll.psapi.GetProcessMemoryInfo(windll.kernel32.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return float(counters.WorkingSetSize) / GIB


@dataclass(frozen=True)
class Limits:
    """What the work may use.

    Attributes:
        deadline: on time.monotonic(), None for no limit.
        seconds: the whole allowance the deadline came from, for the message.
        memory: GiB of the process, None for no limit.
    """

    deadline: float | None = None
    seconds: float | None = None
    memory: float | None = None

    @classmethod
    def of(cls, seconds: float | None, memory: float | None) -> Limits:
        return cls(None if seconds is None else time.monotonic() + seconds, seconds, memory)

    @property
    def left(self) -> float | None:
        """Seconds left, never negative; None for no limit."""
        return None if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    def exceeded(self, slack: float = 0.0) -> str:
        """Which limit was passed, as a clause; '' if none. `slack` seconds are allowed beyond the deadline."""
        if self.deadline is not None and time.monotonic() > self.deadline + slack:
            return f"the time limit of {self.seconds:g} s was reached"
        if self.memory is not None:
            used = memory_used()
            if used > self.memory:
                return f"the memory limit of {self.memory:g} GiB was passed ({used:.2f} GiB in use)"
        return ""


def watched(
    work: Callable[[], None],
    cancel: Callable[[], None],
    limits: Limits,
    progress: Callable[[], None] | None = None,
) -> str:
    """Run `work` in a thread and wait for it; ask it to end early by `cancel`.

    Args:
        work: must not hold the GIL for long, and should return soon after `cancel`.
        cancel: called once, in this thread.
        limits: of time (the work knows its own; it gets half a second more before it is asked) and memory.
        progress: called in this thread about once a second.

    Returns:
        '' if the work ended by itself, else the limit that stopped it.

    Raises:
        InterruptedSolve: Ctrl-C.
        LimitError: a limit was passed and the work did not stop when asked; its thread is left behind.
    """
    began, done, failure = time.monotonic(), threading.Event(), list[BaseException]()

    def body() -> None:
        try:
            work()
        except BaseException as error:
            failure.append(error)
        finally:
            done.set()

    def stopped() -> bool:
        cancel()
        if not done.wait(GRACE):
            _abandoned.append(thread)
        return done.is_set()

    if passed := limits.exceeded():  # before the first look at the clock the work may be done
        raise LimitError(f"{sentence(passed)} before the solve began; no answer was written")
    thread = threading.Thread(target=body, daemon=True, name="solve")
    reason, spoken = "", began
    try:
        thread.start()
        while not done.wait(TICK):
            reason = limits.exceeded(slack=0.5)
            if reason:
                if not stopped():
                    raise LimitError(f"{sentence(reason)}; no answer was written")
                break
            if progress is not None and time.monotonic() - spoken >= EVERY:
                spoken = time.monotonic()
                progress()
    except KeyboardInterrupt:
        stopped()
        raise InterruptedSolve(lost(time.monotonic() - began)) from None
    thread.join()
    if failure:
        raise _told(failure[0])
    return reason


def _told(failure: BaseException) -> SolveError:
    """What ended the work, as an error of ours."""
    if isinstance(failure, SolveError):
        return failure
    if isinstance(failure, MemoryError):
        return LimitError("The solver found no more memory; no answer was written")
    told = SolveError(f"the solver failed: {failure!r}")
    told.__cause__ = failure
    return told


def lost(seconds: float) -> str:
    """What Ctrl-C cost."""
    return f"stopped by the user after {seconds:.1f} s of solving; that work is lost and no answer was written"


def sentence(clause: str) -> str:
    """With a capital."""
    return clause[:1].upper() + clause[1:]


@atexit.register
def _wait_for_abandoned() -> None:
    """Let threads that were left behind end before the interpreter does, or it would end under them and crash.

    HiGHS looks up from most of its work within a few seconds; a second Ctrl-C, or a minute, ends the process hard.
    """
    end = time.monotonic() + LAST
    try:
        for thread in _abandoned:
            thread.join(timeout=max(end - time.monotonic(), 0.0))
    except KeyboardInterrupt:
        pass
    if any(thread.is_alive() for thread in _abandoned):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(130)
