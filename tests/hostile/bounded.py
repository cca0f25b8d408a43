"""A command in a process of its own, with its seconds and the most memory it held.

The process is a fork of this one, which has imported everything: a new one would spend most of its time on imports.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import psutil

from optimizer.cli import main

MIB = 2**20
SPACE = 8 * 2**30  # bytes of addresses: what asks for more dies at once, instead of the machine


@dataclass(frozen=True)
class Measured:
    """A command that has ended.

    Attributes:
        code: as a shell sees it; None if it did not end in time.
        said: what it printed.
        seconds: of a processor, which do not depend on what else the machine does.
        memory: the most that was resident beyond what this process held [MiB].
    """

    code: int | None
    said: str
    seconds: float
    memory: float


def measured(*words: str, cwd: Path, patience: float = 60.0) -> Measured:
    """Run `h2opt words` in a folder.

    Args:
        patience: seconds by the clock after which it is stopped.
    """
    told = cwd.parent / f"{cwd.name}.told"
    held = psutil.Process().memory_info().rss / MIB
    child = os.fork()
    if child == 0:
        _run(words, cwd, told)
    start, ended = time.monotonic(), 0
    while not ended and time.monotonic() - start < patience:
        ended, status, used = os.wait4(child, os.WNOHANG)
        time.sleep(0.005)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status) if ended else None
    said = told.read_text("utf-8", errors="replace")
    return Measured(code, said, used.ru_utime + used.ru_stime, max(used.ru_maxrss / 1024 - held, 0.0))


def _run(words: tuple[str, ...], cwd: Path, told: Path) -> None:
    """What the child does; it never returns."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
        with told.open("w", encoding="utf-8", errors="replace") as out, chdir(cwd):
            sys.stdout = sys.stderr = out
            sys.argv = ["h2opt", *words]
            try:
                main()
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
            except BaseException:
                traceback.print_exc(file=out)
            out.flush()
    finally:
        os._exit(code)
