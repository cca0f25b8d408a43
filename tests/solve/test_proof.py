"""Duals of rows without room are moved to where they prove most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from problems import problem

from optimizer.certificate.arrays import certify
from optimizer.compiled import Compiled, Floats, RawSolution, SolveOptions
from optimizer.solve.highs import dual_objective, solve_once
from optimizer.solve.proof import proving


def answered(compiled: Compiled, values: Floats, duals: Floats) -> RawSolution:
    """An answer with these values and duals, as an interior point leaves it."""
    raw = solve_once(compiled, SolveOptions(), "simplex")
    reduced = compiled.cost - compiled.matrix.T @ duals
    return replace(
        raw, values=values, row_values=compiled.matrix @ values, objective=float(compiled.cost @ values), row_duals=duals,
        reduced_costs=reduced, bound=dual_objective(compiled, duals, reduced), algorithm="hipo-split", basic=False, basis=None,
    )  # fmt: skip


def floor_at_its_ceiling(most: float = 6.0001) -> Compiled:
    """x + y >= 10, x <= 4 at 1 each, y <= `most` at 2 each: a floor that next to nothing can exceed."""
    return problem([[1.0, 1.0]], [10.0], np.inf, 0, [4.0, most], [1.0, 2.0])


def test_a_floor_at_its_ceiling_has_the_price_of_its_last_unit() -> None:
    """A dual of a million leaves 10^6 x 10^-4 = 100 out of the proof of 16; at 2, what the last unit costs, nothing is left out."""
    compiled = floor_at_its_ceiling()
    raw = answered(compiled, np.array([4.0, 6.0001]), np.array([1e6]))
    assert raw.bound == pytest.approx(16.0002 - 100, abs=1e-6)
    assert not certify(compiled, raw, 1e-4)["gap"].ok
    found = proving(compiled, raw)
    assert found.row_duals == pytest.approx([2.0])
    assert found.reduced_costs == pytest.approx([-1.0, 0.0], abs=1e-9)
    assert found.bound == pytest.approx(16.0, abs=1e-6)
    assert certify(compiled, found, 1e-4).failures() == []


def test_a_column_without_a_bound_holds_the_dual() -> None:
    """y has no upper bound, so the dual of the row may not exceed its cost, nor fall below it: it would prove less."""
    compiled = floor_at_its_ceiling(np.inf)
    raw = answered(compiled, np.array([4.0, 6.1]), np.array([2.0]))
    assert proving(compiled, raw) is raw


def test_an_optimal_answer_stays() -> None:
    compiled = floor_at_its_ceiling()
    raw = solve_once(compiled, SolveOptions(), "simplex")
    assert proving(compiled, raw) is raw


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_proven_that_is_not_so(seed: int) -> None:
    """From any duals: the bound grows or stays, is what the new duals prove, and is never above the optimum."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(4, 6)) * (random.random((4, 6)) < 0.7)
    inside = random.uniform(0.2, 0.8, 6)
    compiled = problem(
        rows.tolist(),
        rows @ inside - random.uniform(0, 0.3, 4),
        np.inf,
        0,
        np.ones(6).tolist(),
        random.normal(size=6).tolist(),
    )
    optimum = solve_once(compiled, SolveOptions(), "simplex").objective
    raw = answered(compiled, inside, np.abs(random.normal(size=4)) * 10 ** random.uniform(-1, 3))
    found = proving(compiled, raw)
    assert raw.bound < found.bound <= optimum + 1e-9
    assert found.bound == pytest.approx(dual_objective(compiled, found.row_duals, found.reduced_costs))
    np.testing.assert_allclose(found.reduced_costs, compiled.cost - compiled.matrix.T @ found.row_duals, atol=1e-9)
