"""What would have to give way, and what runs away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import problem, random_program

from optimizer.compiled import Compiled, Status
from optimizer.solve import escape_directions, least_violation, solve

INF = np.inf


def test_the_cheaper_row_gives_way() -> None:
    """x + y >= 5 against x + y <= 4: one unit is missing; it is taken where a unit costs less."""
    compiled = problem([[1, 1], [1, 1]], [5, -INF], [INF, 4], 0, 10, 1)
    first = least_violation(compiled, np.array([1.0, 2.0]))
    assert first.status is Status.OPTIMAL
    assert first.rows.tolist() == [1.0, 0.0]  # stays one below its lower side
    second = least_violation(compiled, np.array([3.0, 2.0]))
    assert second.rows.tolist() == [0.0, -1.0]  # goes one above its upper side
    assert second.total == pytest.approx(2.0)


def test_a_bound_may_give_way() -> None:
    compiled = problem([[1, 1]], 25, INF, 0, 10, 1)
    found = least_violation(compiled, np.zeros(1), np.array([1.0, 3.0]))
    assert found.columns.tolist() == [-5.0, 0.0]
    assert found.rows.tolist() == [0.0]


def test_what_must_hold_and_cannot_is_infeasible() -> None:
    compiled = problem([[1, 1], [1, 1]], [5, -INF], [INF, 4], 0, 10, 1)
    assert least_violation(compiled, np.zeros(2)).status is Status.INFEASIBLE


def test_integers_are_kept_when_the_relaxed_problem_has_an_answer() -> None:
    """2z = 3: the relaxed problem is feasible, the integer one misses by one."""
    found = least_violation(problem([[2]], 3, 3, 0, 5, 1, integer=True), np.ones(1))
    assert abs(found.rows[0]) == pytest.approx(1.0)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_giving_way_makes_the_problem_feasible(seed: int) -> None:
    """Break a feasible problem by an impossible row: with the amounts found there is a point, and not below them."""
    base = random_program(seed, 6, 5)
    row = base.matrix[[0]].toarray()
    stacked = np.vstack([base.matrix.toarray(), row, row])
    compiled = problem(
        stacked,
        np.concatenate([base.row_lower, [2.0, -INF]]),
        np.concatenate([base.row_upper, [INF, 0.5]]),
        base.lower, base.upper, base.cost,
    )  # fmt: skip
    weights = np.concatenate([np.ones(5), [1.0, 1.0]])
    found = least_violation(compiled, weights)
    assert found.status is Status.OPTIMAL
    assert found.total >= 1.5 - 1e-6
    eased = _eased(compiled, found.rows)
    assert solve(eased).status is not Status.INFEASIBLE


def _eased(compiled: Compiled, rows: np.ndarray) -> Compiled:
    """The problem with its rows moved by the amounts found."""
    room = 1e-6
    return problem(
        compiled.matrix.toarray(),
        compiled.row_lower - np.maximum(rows, 0) - room,
        compiled.row_upper + np.maximum(-rows, 0) + room,
        compiled.lower - room, compiled.upper + room, compiled.cost,
    )  # fmt: skip


def test_the_loop_that_pays_for_ever_is_named() -> None:
    """Buy x, turn it into two y, sell y dearer: x and y run away together, z is bounded and w is not part of it."""
    compiled = problem([[2, -1, 0, 0], [0, 0, 1, 1]], [0, 1], [0, INF], 0, [INF, INF, 5, INF], [3, -2, 1, 1])
    assert solve(compiled).status is Status.UNBOUNDED
    directions = escape_directions(compiled)
    assert [column for column, _ in directions] == [1, 0]
    assert dict(directions) == pytest.approx({1: 1.0, 0: 0.5})


def test_a_column_that_falls_for_ever_has_a_negative_share() -> None:
    assert escape_directions(problem([[1]], -INF, 4, -INF, 3, 1)) == [(0, -1.0)]


def test_a_bounded_problem_has_no_escape() -> None:
    assert escape_directions(problem([[1, -1]], 0, INF, 0, INF, [1, 0])) == []
    assert escape_directions(problem([[1, -1]], 0, INF, 0, 1, [-1, 0])) == []
