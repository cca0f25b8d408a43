"""Which duals are the only possible ones: small problems by hand, random ones by moving the sides of their rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from problems import problem, random_program

from optimizer.certificate.basis import uniqueness
from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.solve import solve

INF = np.inf
SIMPLEX = SolveOptions(algorithm="simplex")


def known(compiled: Compiled) -> list[bool]:
    return uniqueness(compiled, solve(compiled, SIMPLEX)).open_rows.tolist()


def test_a_unique_price() -> None:
    """Min 2x + 5y, x + y >= 4, x <= 3: one more is made by y at 5, one less too."""
    assert known(problem([[1, 1]], 4, INF, 0, [3, INF], [2, 5])) == [False]


def test_a_price_between_two() -> None:
    """The demand of 3 is just what x can make: one more costs 5, one less saves 2."""
    assert known(problem([[1, 1]], 3, INF, 0, [3, INF], [2, 5])) == [True]


def test_only_the_row_it_concerns() -> None:
    """Two demands side by side, of 4 and of 3."""
    matrix = [[1, 1, 0, 0], [0, 0, 1, 1]]
    compiled = problem(matrix, [4, 3], INF, 0, [3, INF, 3, INF], [2, 5, 2, 5])
    assert known(compiled) == [False, True]
    found = uniqueness(compiled, solve(compiled, SIMPLEX))
    assert found.share == 0.5
    told = found.of(compiled.rows)
    assert (told["interior"], told["degenerate"], told["degenerate_share"]) == (0, 1, 0.5)
    assert told["uniqueness"] == "basic: 50.0% of these prices may have other values"


def test_an_interior_answer_says_that_it_is_one() -> None:
    compiled = problem([[1, 1]], 3, INF, 0, [3, INF], [2, 5])
    raw: RawSolution = solve(compiled, SolveOptions(algorithm="ipx"))
    told = uniqueness(compiled, replace(raw, basic=False, basis=None)).of(compiled.rows)
    assert told["interior"] == 1
    assert "interior (not basic)" in str(told["uniqueness"])
    assert "degenerate" not in told


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), at=st.integers(0, 100))
def test_a_price_called_unique_is_the_worth_of_one_more_and_of_one_less(seed: int, at: int) -> None:
    compiled = random_program(seed, 8, 8)
    raw = solve(compiled, SIMPLEX)
    assume(raw.status is Status.OPTIMAL)
    row = at % compiled.shape[0]
    assume(not uniqueness(compiled, raw).open_rows[row])
    step = 1e-5
    for move in (step, -step):
        low, high = compiled.row_lower.copy(), compiled.row_upper.copy()
        low[row] += move
        high[row] += move
        other = solve(replace(compiled, row_lower=low, row_upper=high), SIMPLEX)
        assert other.status is Status.OPTIMAL
        assert abs((other.objective - raw.objective) / move - raw.row_duals[row]) < 1e-3 * (1 + abs(raw.row_duals[row]))
