"""How a command ends that did not do what was asked: one message, which says what to do next, and an exit code."""

from __future__ import annotations

import errno

from optimizer.cli.app import BAD_INPUT, INTERRUPTED, NOT_CERTIFIED
from optimizer.errors import (
    CaseError,
    ClusterError,
    InfeasibleError,
    InterruptedSolve,
    LimitError,
    MissingError,
    OptimizerError,
    OutOfRangeError,
    SolveError,
    UnboundedError,
    UnwrittenError,
)

FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EIO)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
NO_ROOM = (
    (RuntimeError, "can't start new thread"),
    (ImportError, "failed to map segment"),
    (ImportError, "annot allocate memory"),
)
"""How Python and the loader of the system say that memory is full, where they do not raise MemoryError."""
STOPPED = "Stopped; no file was left half-written."
MEMORY = (
    "The memory of the machine (or what this process may use of it) is full; no results were written. Close other programs, or make "
    "the case smaller: fewer typical days or steps (clock), regions (regions: by), or periods (--foresight)."
)


def ending(error: BaseException) -> tuple[str, int]:
    """Message and exit code of what ended a command.

    Raises:
        BaseException: the error itself, if it is none that we know.
    """
    if isinstance(error, KeyboardInterrupt):
        return STOPPED, INTERRUPTED
    if isinstance(error, OptimizerError):
        told = f"{error}{_next(error)}"
        if isinstance(error, InterruptedSolve):
            return told, INTERRUPTED
        bad = isinstance(error, CaseError | ClusterError | MissingError | OutOfRangeError | UnwrittenError)
        return told, BAD_INPUT if bad else NOT_CERTIFIED
    if isinstance(error, MemoryError) or any(
        isinstance(error, kind) and words in str(error) for kind, words in NO_ROOM
    ):
        return MEMORY, NOT_CERTIFIED
    if isinstance(error, OSError):
        return f"Cannot read or write: {error}.{_mend(error)}", BAD_INPUT
    raise error


def _next(error: OptimizerError) -> str:
    """What helps where a solver gave no answer; a diagnosis says so itself."""
    if isinstance(error, LimitError):
        return "\nNext: a higher limit (--time-limit, --memory-limit, or solve: in case.yaml), or a smaller case (clock, regions, --foresight)."
    if isinstance(error, SolveError) and not isinstance(error, InfeasibleError | UnboundedError | InterruptedSolve):
        return (
            "\nNext: `h2opt check CASE` tells of numbers that are far apart; another way through may be open "
            "(--algorithm simplex, hipo or ipx; `algorithm` in a study file)."
        )
    return ""


def _mend(error: OSError) -> str:
    """What helps against an error of files."""
    if error.errno in FULL:
        return " Make room on the disk, or choose another folder (--out or --to), and run the command again; no file was left half-written."
    if error.errno in CLOSED:
        return " Is it open in another program? Close that, or choose another folder (--out or --to), and run the command again."
    return ""
