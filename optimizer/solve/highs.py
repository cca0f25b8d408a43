"""One run of HiGHS on one problem: arrays in, RawSolution out.

Nothing is raised for an infeasible or unbounded problem and nothing here is trusted: the status says what HiGHS
says, the certificate decides.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.errors import InterruptedSolve, LimitError
from optimizer.solve import handover, split
from optimizer.solve.choice import EXACT_LP, PLAIN, PLAIN_LP, SPLIT, WHOLE
from optimizer.solve.proof import proving
from optimizer.solve.running import attended
from optimizer.solve.start import first_plan, hint
from optimizer.solve.watch import Limits, lost, sentence

if TYPE_CHECKING:
    from optimizer.solve.session import Session

DEFAULTS = SolveOptions()
INTERIOR = ("hipo", SPLIT, "ipx")
WHOLE_WITHIN = 1e-7
"""What a whole number, and a row beside whole numbers, may miss: as much as rows of linear runs. HiGHS would allow ten times that, so that a
unit too few, or a millionth of a MW that is never served, was cheaper than any plan once its prices were asked for."""
LARGE = 5e5
"""Size of a bound that leaves an interior point accurate."""
MOST_HALVINGS = 10
"""Powers of two beyond which the small bounds of a problem drown: a bound of 1e12 that stands for "no limit" is no reason to."""


EXACT = 1e-10
"""The least feasibility HiGHS can be asked for; where long columns are split, HiPO stands still before it, and HiGHS goes on from there with IPX."""
BEYOND = 50
"""How much closer the two objectives must then come than is asked for: IPX measures their gap before it scales back."""


def solve_once(
    compiled: Compiled,
    options: SolveOptions,
    algorithm: str,
    crossover: bool = False,
    *,
    limits: Limits | None = None,
    session: Session | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> RawSolution:
    """Solve with one algorithm.

    Args:
        compiled: the problem; its arrays are not changed.
        options: threads and gap; limits too, unless `limits` is given.
        algorithm: 'simplex', 'hipo', 'hipo-split', 'ipx', 'mip', or 'mip without presolve'.
        crossover: ask for a basis after an interior point; a session always does.
        limits: what is left of a longer allowance.
        session: keeps the last basis of problems of one shape; simplex starts from it.
        on_progress: told about once a second how far the run is, in one short line, in the calling thread.

    Returns:
        What HiGHS found. Without values (infeasible, unbounded) the arrays are NaN; a mixed-integer problem has
        NaN duals. A limit with a feasible integer plan in hand returns that plan with Status.LIMIT.

    Raises:
        LimitError: time or memory ran out before there was anything to return.
        InterruptedSolve: Ctrl-C.
        SolveError: HiGHS refuses the arrays or an option.
    """
    limits = Limits.of(options.time_limit, options.memory_limit) if limits is None else limits
    began = time.monotonic()
    crossover = crossover or session is not None
    try:
        highs = handover.new()
        handover.set_options(highs, _settings(compiled, algorithm, crossover, options, limits))
        handover.hand_over(highs, compiled)
        if session is not None and algorithm == "simplex" and session.fits(compiled) and session.start(highs):
            handover.set_options(highs, session.settings)
        inner = _inner(compiled, options, limits) if algorithm == SPLIT else None
        if algorithm == "mip":
            plan = first_plan(compiled, limits, options.threads or threads(), on_progress)
            if plan is not None:
                hint(highs, plan)
        raw = run(highs, compiled, algorithm, limits, crossover=crossover, on_progress=on_progress, inner=inner)
        raw = proving(compiled, raw) if algorithm == SPLIT else raw
    except KeyboardInterrupt:  # outside the watched part: while arrays go in or come out
        raise InterruptedSolve(lost(time.monotonic() - began)) from None
    if session is not None:
        session.keep(compiled, raw)
    return raw


def _settings(
    compiled: Compiled, algorithm: str, crossover: bool, options: SolveOptions, limits: Limits
) -> dict[str, Any]:
    """HiGHS options for one run."""
    solver = {EXACT_LP: "simplex", PLAIN_LP: "simplex", SPLIT: "hipo"}.get(
        algorithm, "choose" if algorithm in WHOLE else algorithm
    )
    settings: dict[str, Any] = {"solver": solver, "mip_rel_gap": options.gap, "mip_feasibility_tolerance": WHOLE_WITHIN}
    if algorithm in PLAIN:
        settings["presolve"] = "off"
    if algorithm == EXACT_LP:
        settings["dual_feasibility_tolerance"] = EXACT
    settings["run_crossover"] = "on" if crossover else "off"
    if algorithm == "hipo" and not crossover:  # IPX scales for itself; turning ours back would cost it its last digits
        settings["user_bound_scale"] = -bound_scale(compiled)
    if solver in INTERIOR and options.tolerance > DEFAULTS.tolerance:
        settings["ipm_optimality_tolerance"] = options.tolerance / 2  # a digit that nobody asks for may take an hour
    settings["threads"] = options.threads or threads()
    if limits.left is not None:
        settings["time_limit"] = limits.left
    return settings


def _inner(compiled: Compiled, options: SolveOptions, limits: Limits) -> Any:
    """An empty HiGHS object for a problem that is presolved already and whose long columns are split."""
    highs = handover.new()
    settings = _settings(compiled, "hipo", False, options, limits)
    closer = settings.get("ipm_optimality_tolerance", DEFAULTS.tolerance) / BEYOND
    exact = {"primal_feasibility_tolerance": EXACT, "ipm_optimality_tolerance": closer}
    handover.set_options(highs, {**settings, **exact, "presolve": "off", "hipo_system": "normaleq"})
    return highs


def threads() -> int:
    """Half of the processors, as HiGHS itself would take, but two where there are two: HiPO on one of two takes 1.3 times as long."""
    return max((os.cpu_count() or 1) // 2, min(2, os.cpu_count() or 1))


def bound_scale(compiled: Compiled) -> int:
    """Powers of two by which an interior point divides bounds and sides, so that none is above `LARGE`; at most `MOST_HALVINGS`.

    Beside bounds of 10^7 it stops far from the optimum (docs/decisions/0028-scaled-bounds.md).
    """
    sides = np.abs(np.concatenate([compiled.lower, compiled.upper, compiled.row_lower, compiled.row_upper]))
    largest = float(np.max(sides, initial=0.0, where=np.isfinite(sides)))
    return min(max(0, int(np.ceil(np.log2(max(largest, 1.0) / LARGE)))), MOST_HALVINGS)


def run(
    highs: Any,
    compiled: Compiled,
    algorithm: str,
    limits: Limits,
    *,
    crossover: bool = False,
    on_progress: Callable[[str], None] | None = None,
    inner: Any = None,
) -> RawSolution:
    """Run a loaded HiGHS object under watch and read what it found.

    Args:
        inner: the object that solves what `highs` has presolved, its long columns split.

    Raises:
        LimitError, InterruptedSolve: see :func:`solve_once`.
    """
    busy = highs if inner is None else inner
    began, worked = time.perf_counter(), time.process_time()
    ended: list[Status] = []

    def work(stop: threading.Event) -> None:
        if inner is None:
            highs.run()
        else:
            ended.append(handover.status(split.run(highs, inner)))
        if highs.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible and not stop.is_set():
            ended[:] = [_which(highs, limits)]

    reason = attended(busy, work, limits, algorithm, on_progress, outer=highs)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    status = ended[0] if ended else handover.status(highs)
    if reason and status is Status.INTERRUPTED:
        status = Status.LIMIT
    raw = _read(highs, compiled, status, algorithm, crossover, seconds)
    raw = replace(raw, iterations=_iterations(busy), info={**raw.info, "processor_seconds": worked})
    if status is Status.LIMIT and not (algorithm in WHOLE and np.isfinite(raw.objective)):
        what = sentence(reason or limits.exceeded() or "a limit of HiGHS was reached")
        raise LimitError(f"{what} after {seconds:.1f} s of {algorithm}; no answer was written")
    return raw


def _which(highs: Any, limits: Limits) -> Status:
    """Infeasible or unbounded, once presolve has said that it is one of them: is there any point without a cost?"""
    columns = highs.getNumCol()
    highs.changeColsCost(columns, np.arange(columns, dtype=np.int32), np.zeros(columns))
    left = highspy.kHighsInf if limits.left is None else highs.getRunTime() + limits.left
    handover.set_options(highs, {"time_limit": left})
    highs.run()
    found = handover.status(highs)
    return Status.UNBOUNDED if found is Status.OPTIMAL else found


def _read(
    highs: Any, compiled: Compiled, status: Status, algorithm: str, crossover: bool, seconds: float
) -> RawSolution:
    """Everything HiGHS knows about its last run."""
    info = highs.getInfo()
    usable = status not in (Status.INFEASIBLE, Status.UNBOUNDED)
    values, row_values, row_duals, reduced_costs = handover.columns_and_rows(highs, compiled, algorithm not in WHOLE)
    if not usable or not np.isfinite(values).all():
        values, row_values, row_duals, reduced_costs = (
            np.full(len(a), np.nan) for a in (values, row_values, row_duals, reduced_costs)
        )
    basis = handover.read_basis(highs) if usable and (algorithm in ("simplex", EXACT_LP) or crossover) else None
    objective = float(compiled.cost @ values + compiled.offset)
    return RawSolution(
        status=status,
        objective=objective,
        values=values,
        row_values=row_values,
        row_duals=row_duals,
        reduced_costs=reduced_costs,
        basic=basis is not None,
        algorithm=f"{algorithm}+crossover" if crossover and algorithm in ("hipo", "ipx") else algorithm,
        bound=float(info.mip_dual_bound) if algorithm in WHOLE else dual_objective(compiled, row_duals, reduced_costs),
        iterations=_iterations(highs),
        seconds=seconds,
        basis=basis,
        info={
            "primal_infeasibility": float(info.max_primal_infeasibility),
            "dual_infeasibility": float(info.max_dual_infeasibility),
            "nodes": float(max(info.mip_node_count, 0)),
        },
    )


def _iterations(highs: Any) -> int:
    info = highs.getInfo()
    return int(max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0))


def dual_objective(compiled: Compiled, row_duals: Any, reduced_costs: Any) -> float:
    """What the duals prove if none pushes against a bound that does not exist (the certificate checks that)."""
    total = compiled.offset
    for dual, low, high in (
        (row_duals, compiled.row_lower, compiled.row_upper),
        (reduced_costs, compiled.lower, compiled.upper),
    ):
        bound = np.where(dual > 0, low, high)
        total += float(dual @ np.where(np.isfinite(bound), bound, 0.0))
    return total
