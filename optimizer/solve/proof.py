"""Duals of an interior answer moved, one row at a time, to where they prove most.

A floor that next to nothing can exceed (a plan of 960 GWh where the potentials add up to 960.0002) has no interior, and its dual no limit: an
interior point leaves it at a million, and the room of the row times that is missing in what the duals prove. With the dual y of one row
moved by t, and the reduced costs z of its columns by -a t, the dual objective

    D(t) = (y + t) b(t) + sum over j of (z_j - a_j t) x_j(t)

where b(t) and x_j(t) are the bounds that the signs of their factors choose, is concave and linear between the points where a sign changes, so
its largest value is at one of them. No value moves, and stationarity holds as before; the certificate judges the answer as any other.
Source: coordinate ascent on the Lagrangian dual, e.g. Bertsekas, Nonlinear Programming, 3rd ed. (2016), ch. 7.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.compiled import Compiled, Floats, RawSolution

TRACE = 1e-7
"""Of the objective: what a row leaves out of the proof, above which its dual is moved."""
FREE = 1e-9
"""Reduced cost that a column without a bound may have [money per unit], as HiGHS leaves it."""


def proving(compiled: Compiled, raw: RawSolution) -> RawSolution:
    """The answer with the duals of those rows moved that leave more than a trace out of the proof, the largest first.

    Args:
        compiled: the problem, without whole numbers.
        raw: an answer with duals.

    Returns:
        The same values with other `row_duals`, `reduced_costs` and `bound`, if that proves more; an answer without duals as it came.
    """
    if not np.isfinite(raw.row_duals).all():
        return raw
    duals, reduced = raw.row_duals.copy(), raw.reduced_costs.copy()
    missing = _missing(compiled, raw)
    rows = np.flatnonzero(missing > TRACE * (1.0 + abs(raw.objective)))
    gained = 0.0
    for row in rows[np.argsort(-missing[rows])]:
        span = slice(compiled.matrix.indptr[row], compiled.matrix.indptr[row + 1])
        at, terms = compiled.matrix.indices[span], compiled.matrix.data[span]
        step, more = _best_step(
            duals[row], (compiled.row_lower[row], compiled.row_upper[row]), reduced[at], terms, compiled.lower[at], compiled.upper[at]
        )  # fmt: skip
        duals[row] += step
        reduced[at] -= terms * step
        gained += more
    return replace(raw, row_duals=duals, reduced_costs=reduced, bound=raw.bound + gained) if gained > 0 else raw


def _missing(compiled: Compiled, raw: RawSolution) -> Floats:
    """What each row leaves out of the proof: its dual times its distance from the side that the dual names [money]."""
    found, dual = compiled.matrix @ raw.values, raw.row_duals
    side = np.where(dual > 0, compiled.row_lower, compiled.row_upper)
    room = np.where(np.isfinite(side), found - side, 0.0)
    missing: Floats = np.nan_to_num(dual * room)
    return missing


def _best_step(
    dual: float, sides: tuple[float, float], reduced: Floats, terms: Floats, lower: Floats, upper: Floats
) -> tuple[float, float]:
    """The move of a dual that proves most, and how much more that is."""
    steps = np.unique(np.concatenate([[0.0, -dual], reduced / terms]))
    reached = np.array([_objective(dual + t, sides, reduced - terms * t, lower, upper) for t in steps])
    here = _objective(dual, sides, reduced, lower, upper)
    best = int(np.argmax(reached))
    more = float(reached[best] - here)
    return (float(steps[best]), more) if np.isfinite(here) and more > 0 else (0.0, 0.0)


def _objective(dual: float, sides: tuple[float, float], reduced: Floats, lower: Floats, upper: Floats) -> float:
    """The terms of the dual objective that hold a row and its columns; minus infinity where a bound is missing that they need."""
    side = sides[0] if dual > 0 else sides[1]
    bounds = np.where(reduced > 0, lower, upper)
    none = ~np.isfinite(bounds)
    if (dual and not np.isfinite(side)) or (np.abs(reduced[none]) > FREE).any():
        return -np.inf
    return float((dual * side if dual else 0.0) + reduced[~none] @ bounds[~none])
