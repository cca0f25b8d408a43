"""Cleaning: noise goes, rows hold, and nothing is cleaned that the certificate needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from problems import answer, families, pathway, problem

from optimizer import pipeline
from optimizer.case.model import Case
from optimizer.certificate.arrays import certify
from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.solve import clean, solve, tidy

INF = np.inf


def test_noise_beside_the_family_becomes_zero() -> None:
    compiled = problem(np.zeros((1, 4)), -INF, INF, [0, 0, 0, -1], 1e6, 1)
    cleaned = clean(compiled, answer(compiled, [1000.0, 1e-4, 1e-2, -1e-9]))
    assert cleaned.values.tolist() == [1000.0, 0.0, 1e-2, 0.0]
    assert cleaned.objective == pytest.approx(1000.01)
    assert cleaned.info["cleaned"] == 2


def test_zero_outside_the_bounds_is_never_set() -> None:
    compiled = problem(np.zeros((1, 3)), -INF, INF, [0, 1e-5, -1], [1e6, 1, -1e-5], 1)
    cleaned = clean(compiled, answer(compiled, [1000.0, 1e-5, -1e-5]))
    assert cleaned.values.tolist() == [1000.0, 1e-5, -1e-5]


def test_values_are_pulled_into_their_bounds_and_integers_rounded() -> None:
    compiled = problem(np.zeros((1, 2)), -INF, INF, 0, 3, 1, integer=[False, True])
    assert clean(compiled, answer(compiled, [3 + 1e-9, 2 - 1e-8])).values.tolist() == [3.0, 2.0]


def test_small_values_that_a_row_needs_are_put_back() -> None:
    """Beside 1e4, 1e-3 is nothing to the cost; the second row asks for it, and the third would miss it."""
    compiled = problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 1e-3, 0], INF, 0, INF, 1)
    cleaned = clean(compiled, answer(compiled, [1e4, 1e-3, 1e-3]))
    assert cleaned.values.tolist() == [1e4, 1e-3, 1e-3]
    assert cleaned.info["cleaned"] == 0


def test_rows_have_their_own_scale() -> None:
    """1e-3 of one family is nothing in a row of 1e4 and something in a row of its own, whatever the family is counted in."""
    beside = problem([[1, 1]], 1e4, INF, 0, INF, 0)
    apart = problem([[1, 0], [0, 1]], [1e4, 0], INF, 0, INF, 0)
    assert clean(beside, answer(beside, [1e4, 1e-3])).values[1] == 0.0
    assert clean(apart, answer(apart, [1e4, 1e-3])).values[1] == 1e-3


def test_a_family_of_nothing_but_noise_goes() -> None:
    """No value of it stands out, so its largest says nothing; the rows do not miss any."""
    base = problem([[1, 1, 1]], 1.0, INF, 0, INF, [1, 0, 0])
    compiled = Compiled(**{**base.__dict__, "columns": families([("real", 1), ("unmet", 2)])})
    assert clean(compiled, answer(compiled, [1.0, 3e-9, 2e-9])).values.tolist() == [1.0, 0.0, 0.0]


def test_many_small_values_go_as_far_as_their_row_allows_together() -> None:
    """Each of a thousand is far below what the row may miss; all of them together are 2.5 times half of it."""
    small = np.full(1000, 2.5 * 0.5e-6 * 3 / 1000)
    compiled = problem(np.ones((1, 1001)), 1.0, 1.0 + small.sum(), 0, INF, 0)
    cleaned = clean(compiled, answer(compiled, [1.0, *small]))
    assert cleaned.info["cleaned"] == pytest.approx(400, abs=1)
    assert certify(compiled, replace(cleaned, row_duals=np.zeros(1)))["rows"].value <= 0.5e-6


def test_a_row_that_misses_already_has_no_room() -> None:
    compiled = problem([[1, 1]], 1.0, 1.0, 0, INF, 0)
    assert clean(compiled, answer(compiled, [1 - 2e-6, 1e-7])).values[1] == 1e-7


def test_chains_through_time_need_no_second_look() -> None:
    """A store that fills by 1e-8 a step for 1000 steps: its last level is asked for, and no step of the chain may be missing."""
    steps = 1000
    rows = np.zeros((steps + 1, 2 * steps))
    for t in range(steps):  # level = level before + charge
        rows[t, t], rows[t, steps + t] = 1.0, -1.0
        if t:
            rows[t, t - 1] = -1.0
    rows[steps, steps - 1] = 1.0
    compiled = problem(rows, [*[0.0] * steps, 1e-5], [*[0.0] * steps, INF], 0, INF, 0)
    cleaned = clean(compiled, answer(compiled, [*np.arange(1, steps + 1) * 1e-8, *[1e-8] * steps]))
    zeros = replace(cleaned, row_duals=np.zeros(steps + 1))
    assert certify(compiled, zeros)["rows"].value <= 0.5e-6


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_cleaned_every_row_holds(seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(20, 60)) * 10.0 ** random.integers(-4, 5, (20, 1)) * (random.random((20, 60)) < 0.3)
    values = 10.0 ** random.uniform(-12, 5, 60)
    compiled = problem(matrix, matrix @ values, matrix @ values, 0, INF, 10.0 ** random.uniform(-3, 3, 60))
    raw = answer(compiled, list(values))
    cleaned = clean(compiled, raw)
    assert cleaned.info["cleaned"] > 0
    assert certify(compiled, cleaned)["rows"].value <= 0.5e-6
    assert cleaned.objective == pytest.approx(raw.objective, rel=0.5e-6)


def test_a_cleaned_interior_answer_is_still_certified_and_has_zeros() -> None:
    compiled = pathway(2, 4, 2, 6)

    def accept(raw: RawSolution) -> list[str]:
        return certify(compiled, raw).failures()

    raw = solve(compiled, SolveOptions(algorithm="hipo"), accept=accept)
    cleaned = tidy(compiled, raw, accept)
    assert accept(cleaned) == []
    assert (cleaned.values == 0).sum() > (raw.values == 0).sum() + 100
    assert cleaned.row_values == pytest.approx(compiled.matrix @ cleaned.values, abs=1e-12)


def test_refused_cleaning_is_undone_and_said() -> None:
    compiled = problem(np.zeros((1, 2)), -INF, INF, 0, INF, 1)
    raw = answer(compiled, [1e4, 1e-4])
    kept = tidy(compiled, raw, lambda r: ["gap"] if (r.values == 0).any() else [])
    assert kept.values.tolist() == raw.values.tolist()
    assert "cleaning was undone" in kept.attempts[-1]


def hair(outside: float) -> tuple[Compiled, RawSolution]:
    """x + y at least 1, x for 1 and y for 2: the optimum is (1, 0), and y lies outside its bound."""
    compiled = problem([[1, 1]], [1.0], INF, 0, INF, [1.0, 2.0])
    raw = answer(compiled, [1.0, -outside])
    return compiled, replace(raw, row_duals=np.array([1.0]), reduced_costs=np.array([0.0, 1.0]), bound=1.0)


@pytest.mark.parametrize(("outside", "cleaned_holds"), [(1e-3, True), (0.0, True), (0.0, False), (1e-3, False)])
def test_an_answer_is_taken_if_it_holds_once_cleaned_or_as_it_came(
    outside: float, cleaned_holds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a certificate refuses in both forms is refused, in the words about the answer as it came."""
    compiled, raw = hair(outside)
    asked: list[list[str]] = []

    def one_rung(*_: object, accept: Callable[[RawSolution], list[str]], **rest: object) -> RawSolution:
        asked.append(accept(raw))
        return raw if not asked[-1] else replace(raw, status=Status.UNKNOWN)

    if not cleaned_holds:
        spoiled = replace(raw, values=np.array([0.5, 0.0]), row_values=np.array([0.5]), objective=0.5)
        monkeypatch.setattr(pipeline, "clean", lambda *_: spoiled)
        monkeypatch.setitem(tidy.__globals__, "clean", lambda *_: spoiled)
    monkeypatch.setattr(pipeline, "solve", one_rung)
    case = cast(Case, SimpleNamespace(options=SimpleNamespace(solve=SolveOptions())))
    taken = pipeline.solve_certified(compiled, case, lambda _: None)
    if outside and not cleaned_holds:
        assert taken.status is Status.UNKNOWN
        assert asked[0] == certify(compiled, raw).failures() != []
        assert len(asked) == 2  # in other units too
    else:
        assert asked == [[]]
        assert taken.values.tolist() == [1.0, 0.0]
        assert certify(compiled, taken).failures() == []
