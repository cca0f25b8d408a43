"""One run of HiGHS: statuses, signs, handing over, sessions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from problems import hub, pathway, problem

from optimizer.certificate.arrays import certify
from optimizer.compiled import SolveOptions, Status
from optimizer.errors import SolveError
from optimizer.solve import Session, handover, solve
from optimizer.solve.highs import LARGE, bound_scale, solve_once

INF = np.inf
LP = ("simplex", "hipo", "ipx")


def test_integer_optimum_is_right() -> None:
    """Min 2x + 3z, x + z >= 4.5, z integer, both in 0..10: x = 4.5 costs 9. HiGHS 1.14 got this wrong."""
    raw = solve(problem([[1, 1]], 4.5, INF, 0, 10, [2, 3], integer=[False, True]))
    assert raw.status is Status.OPTIMAL
    assert raw.objective == pytest.approx(9.0)
    assert raw.algorithm == "mip"
    assert raw.bound == pytest.approx(9.0)
    assert np.isnan(raw.row_duals).all()


@pytest.mark.parametrize("algorithm", LP)
def test_duals_are_the_change_of_cost_per_unit_of_a_bound(algorithm: str) -> None:
    """Min 2x + 5y, x + y >= 4, x <= 3: one more unit costs 5, one more of x saves 3."""
    raw = solve_once(problem([[1, 1]], 4, INF, 0, [3, 10], [2, 5]), SolveOptions(), algorithm)
    assert raw.objective == pytest.approx(11.0)
    assert raw.values == pytest.approx([3, 1], abs=1e-5)
    assert raw.row_duals == pytest.approx([5], abs=1e-5)
    assert raw.reduced_costs == pytest.approx([-3, 0], abs=1e-5)
    assert raw.bound == pytest.approx(11.0)


def test_offset_and_empty_rows_are_kept() -> None:
    raw = solve(replace(problem([[1, 0], [0, 0]], [1, -1], INF, 0, 10, [1, 1]), offset=100.0))
    assert raw.objective == pytest.approx(101.0)


def test_the_arrays_are_not_changed() -> None:
    compiled = hub(24)
    before = [a.copy() for a in (compiled.cost, compiled.matrix.data, compiled.lower, compiled.row_upper)]
    solve(compiled)
    after = (compiled.cost, compiled.matrix.data, compiled.lower, compiled.row_upper)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("algorithm", LP)
def test_infeasible_is_told_from_unbounded(algorithm: str) -> None:
    options = SolveOptions(algorithm=algorithm)
    infeasible = problem([[1, 1], [1, 1]], [5, -INF], [INF, 4], 0, 10, [1, 1])
    unbounded = problem([[1, -1]], -1, 1, 0, INF, [-1, -1])
    assert solve(infeasible, options).status is Status.INFEASIBLE
    assert solve(unbounded, options).status is Status.UNBOUNDED


@pytest.mark.parametrize(("last", "expected"), [(1.0, Status.UNBOUNDED), (-5.0, Status.INFEASIBLE)])
def test_unbounded_or_infeasible_is_resolved(last: float, expected: Status) -> None:
    """Presolve finds a column that pays for ever, and does not look whether the other rows can hold."""
    compiled = problem([[0, 1, 0], [0, 0, 1]], [-INF, -INF], [1, last], 0, INF, [-1, -1, 1])
    raw = solve(compiled)
    assert raw.status is expected
    assert np.isnan(raw.values).all()


def test_infeasible_integers() -> None:
    """2z = 3 has a relaxed answer and no integer one."""
    assert solve(problem([[2]], 3, 3, 0, 5, [1], integer=True)).status is Status.INFEASIBLE


def test_refused_numbers_are_named() -> None:
    with pytest.raises(SolveError, match=r"cost of x\[1\]"):
        solve(problem([[1, 1]], 0, 1, 0, 1, [1, np.nan]))
    with pytest.raises(SolveError, match=r"coefficient of row\[1\]"):
        solve(problem([[1, 1], [1, np.nan]], 0, 1, 0, 1, [1, 1]))


def test_unknown_algorithm_is_refused() -> None:
    with pytest.raises(SolveError, match="no algorithm 'barrier'"):
        solve(hub(24), SolveOptions(algorithm="barrier"))


def test_threads_may_change_between_runs() -> None:
    for threads in (1, 2, 1):
        assert solve(hub(24), SolveOptions(threads=threads, algorithm="hipo")).status is Status.OPTIMAL


def test_the_same_problem_gives_the_same_bytes() -> None:
    first, second = (solve(pathway(2, 3, 2, 4), SolveOptions(algorithm="hipo")) for _ in range(2))
    assert first.values.tobytes() == second.values.tobytes()
    assert first.row_duals.tobytes() == second.row_duals.tobytes()


def test_a_session_starts_from_the_last_basis() -> None:
    session, compiled = Session(), pathway(2, 3, 2, 6)
    cold = solve(compiled, session=session)
    assert session.warm == 0
    again = solve(compiled, session=session)
    assert (session.warm, again.iterations) == (1, 0)
    dearer = replace(compiled, cost=np.where(np.arange(compiled.shape[1]) == 0, 1.1, 1.0) * compiled.cost)
    warm, alone = solve(dearer, session=session), solve(dearer)
    assert warm.objective == pytest.approx(alone.objective, rel=1e-9)
    assert warm.iterations < cold.iterations / 2


@pytest.mark.parametrize("near", [True, False])
def test_the_basis_of_a_neighbour_is_not_treated_as_a_guess(near: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, session = pathway(2, 3, 2, 6), Session(near=near)
    solve(compiled, session=session)
    asked: dict[str, object] = {}
    plain = handover.set_options
    monkeypatch.setattr(handover, "set_options", lambda highs, values: (asked.update(values), plain(highs, values)))
    tighter = replace(compiled, row_lower=np.where(compiled.row_lower > 0, 1.01, 1.0) * compiled.row_lower)
    for other in (replace(compiled, cost=1.1 * compiled.cost), tighter):
        assert solve(other, session=session).objective == pytest.approx(solve(other).objective, rel=1e-9)
    assert asked["presolve"] == "off"
    assert asked.get("simplex_strategy") == (0 if near else None)
    assert asked.get("simplex_dual_edge_weight_strategy") == (1 if near else None)


def test_a_session_forgets_another_shape() -> None:
    session = Session()
    solve(hub(24), session=session)
    other = solve(hub(48), session=session)
    assert other.objective == pytest.approx(solve(hub(48)).objective, rel=1e-9)
    assert (session.solves, session.warm) == (2, 0)


def test_a_session_gets_its_basis_from_crossover() -> None:
    session, compiled = Session(), hub(48)
    first = solve(compiled, SolveOptions(algorithm="hipo"), session=session)
    assert first.basic
    assert solve(compiled, session=session).iterations == 0


def test_large_bounds_are_scaled_for_interior_points() -> None:
    """The power of two that brings the largest finite bound to 5e5 or below; never up."""
    plain = problem([[1, 1]], 4.5, INF, 0, 10, [2, 3])
    assert bound_scale(plain) == 0
    upper = plain.upper.copy()
    upper[0] = 2 * LARGE + 1
    assert bound_scale(replace(plain, upper=upper)) == 2
    upper[0] = float("inf")
    assert bound_scale(replace(plain, upper=upper)) == 0


def test_a_scaled_interior_point_answers_in_the_units_of_the_problem() -> None:
    """A bound of 1e7 that does not bind changes nothing in the answer."""
    plain = pathway(2, 2, 2, 4)
    upper = np.where(np.isinf(plain.upper), 1e7, plain.upper)
    wide = replace(plain, upper=upper)
    assert bound_scale(wide) > 0
    found, exact = solve_once(wide, SolveOptions(), "hipo"), solve_once(plain, SolveOptions(), "simplex")
    assert found.objective == pytest.approx(exact.objective, rel=1e-4)
    rows = certify(wide, found, 1e-6, 1e-6).measures[0]
    assert (rows.name, rows.value < 1e-6) == ("rows", True)


@pytest.mark.parametrize("nominal", [1e9, 1e12, 1e15])
def test_a_bound_that_means_none_does_not_drown_the_others(nominal: float) -> None:
    """Five columns with a bound that no plan comes near: the interior point is as exact as without it."""
    plain = pathway(2, 2, 2, 4)
    upper = plain.upper.copy()
    upper[np.flatnonzero(np.isinf(upper))[:5]] = nominal
    wide = replace(plain, upper=upper)
    assert certify(wide, solve_once(wide, SolveOptions(), "hipo"), 1e-6).failures() == []
