"""From the fastest algorithm to the surest, until an answer is accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.errors import LimitError
from optimizer.solve.choice import EXACT_LP, PLAIN, rungs
from optimizer.solve.highs import DEFAULTS, INTERIOR, solve_once
from optimizer.solve.session import Session
from optimizer.solve.watch import Limits

Accept = Callable[[RawSolution], list[str]]
FAR = 1e-2
"""Relative gap beyond which an interior point has failed rather than come close."""
FINAL = (Status.INFEASIBLE, Status.UNBOUNDED)
SURE = PLAIN  # an interior point, or presolve, that says infeasible or unbounded may be wrong


def solve(
    compiled: Compiled,
    options: SolveOptions = DEFAULTS,
    *,
    accept: Accept | None = None,
    session: Session | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> RawSolution:
    """Solve; climb to the next algorithm while an answer is not accepted.

    Args:
        compiled: the problem; its arrays are not changed.
        options: the limits hold for the whole ladder.
        accept: says what is wrong with an answer, in words; nothing if it is certified. Without it the solver's
            own word is taken.
        session: keeps the last basis of problems of one shape and starts from it.
        on_progress: told in short lines, about once a second, how far the work is, in the calling thread.

    Returns:
        The accepted answer with Status.OPTIMAL, whatever HiGHS called it; or what says INFEASIBLE or UNBOUNDED;
        or, if every rung failed, the last answer with Status.UNKNOWN. `attempts` has a line for each rung.

    Raises:
        LimitError: time or memory ran out; the message has the attempts.
        InterruptedSolve: Ctrl-C.
        SolveError: HiGHS refuses the arrays or an option.
    """
    limits = Limits.of(options.time_limit, options.memory_limit)
    warm = session is not None and session.fits(compiled)
    if session is not None and not (warm or session.seek):
        session = None
    attempts: list[str] = []
    raw: RawSolution | None = None
    for algorithm, crossover in rungs(compiled, options, warm):
        if algorithm in PLAIN and (raw is None or raw.status not in FINAL):
            continue
        why = _vain(raw, algorithm, crossover)
        if why:
            attempts.append(f"{algorithm}{'+crossover' * crossover}: skipped, {why}")
            continue
        try:
            raw = solve_once(
                compiled, options, algorithm, crossover, limits=limits, session=session, on_progress=on_progress
            )
        except LimitError as error:
            raise LimitError(_with_attempts(str(error), attempts)) from None
        reasons = _reasons(raw, accept)
        attempts.append(_line(raw, reasons))
        if not reasons:
            return replace(raw, status=Status.OPTIMAL, attempts=tuple(attempts))
        if raw.status in FINAL and algorithm in SURE:
            return replace(raw, attempts=tuple(attempts))
        if raw.status is Status.LIMIT:
            raise LimitError(
                _with_attempts("The limit was reached with a plan that is not proven good enough", attempts)
            )
        if on_progress is not None:
            on_progress(attempts[-1])
    assert raw is not None
    return replace(raw, status=Status.UNKNOWN, attempts=tuple(attempts))


def _reasons(raw: RawSolution, accept: Accept | None) -> list[str]:
    """What stands against an answer."""
    if raw.status in FINAL:
        return [raw.status.value]
    if not np.isfinite(raw.values).all():
        return ["no values"]
    if accept is not None:
        return accept(raw)
    return [] if raw.status is Status.OPTIMAL else [f"HiGHS calls it {raw.status.value}"]


def _vain(raw: RawSolution | None, algorithm: str, crossover: bool) -> str:
    """Why an algorithm would say what was said before it; nothing if it may help."""
    if raw is None or algorithm not in (*INTERIOR, EXACT_LP):
        return ""
    if raw.status in FINAL:
        return f"it says {raw.status.value}"
    if crossover and raw.algorithm == algorithm and _far(raw):
        return "the point before it is far from the optimum"
    return ""


def _far(raw: RawSolution) -> bool:
    """Whether an interior point stopped so early that the same run with crossover would be no better."""
    return not abs(raw.objective - raw.bound) <= FAR * (1.0 + abs(raw.objective))


def _line(raw: RawSolution, reasons: list[str]) -> str:
    """One rung in words."""
    head = f"{raw.algorithm}: {raw.iterations:,} iterations, {raw.seconds:.1f} s, "
    if raw.status in FINAL:
        return head + raw.status.value
    return head + ("accepted" if not reasons else f"not accepted ({'; '.join(reasons)})")


def _with_attempts(message: str, attempts: list[str]) -> str:
    return f"{message} (before: {'; '.join(attempts)})" if attempts else message
