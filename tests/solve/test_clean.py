"""Cleaning: noise goes, rows hold, and nothing is cleaned that the certificate needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from problems import families, pathway, problem

from optimizer import pipeline
from optimizer.case.model import Case
from optimizer.certificate.arrays import certify
from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.solve import clean, solve, tidy

INF = np.inf


def answer(compiled: Compiled, values: list[float]) -> RawSolution:
    x = np.array(values)
    m, n = compiled.shape
    return RawSolution(
        Status.OPTIMAL, float(compiled.cost @ x), x, compiled.matrix @ x, np.zeros(m), np.zeros(n), False, "hipo", 0.0, 0, 0.0
    )  # fmt: skip


def test_noise_beside_the_family_becomes_zero() -> None:
    compiled = problem(np.zeros((1, 4)), -INF, INF, [0, 0, 0, -1], 1e6, 1)
    cleaned = clean(compiled, answer(compiled, [1000.0, 1e-4, 1e-2, -1e-9]))
    assert cleaned.values.tolist() == [1000.0, 0.0, 1e-2, 0.0]
    assert cleaned.objective == pytest.approx(1000.01)
    assert (cleaned.info["cleaned"], cleaned.info["kept"]) == (2, 0)


def test_zero_outside_the_bounds_is_never_set() -> None:
    compiled = problem(np.zeros((1, 3)), -INF, INF, [0, 1e-5, -1], [1e6, 1, -1e-5], 1)
    cleaned = clean(compiled, answer(compiled, [1000.0, 1e-5, -1e-5]))
    assert cleaned.values.tolist() == [1000.0, 1e-5, -1e-5]


def test_values_are_pulled_into_their_bounds_and_integers_rounded() -> None:
    compiled = problem(np.zeros((1, 2)), -INF, INF, 0, 3, 1, integer=[False, True])
    assert clean(compiled, answer(compiled, [3 + 1e-9, 2 - 1e-8])).values.tolist() == [3.0, 2.0]


def test_small_values_that_a_row_needs_are_put_back() -> None:
    """A family of 1e4 beside 1e-3 values; the second row asks for the small ones, the third does not."""
    compiled = problem([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 1e-3, 0], INF, 0, INF, 1)
    cleaned = clean(compiled, answer(compiled, [1e4, 1e-3, 1e-3]))
    assert cleaned.values.tolist() == [1e4, 1e-3, 0.0]
    assert (cleaned.info["cleaned"], cleaned.info["kept"]) == (1, 1)


def test_families_have_their_own_scale() -> None:
    base = problem(np.zeros((1, 2)), -INF, INF, 0, INF, 1)
    apart = Compiled(**{**base.__dict__, "columns": families([("big", 1), ("small", 1)])})
    assert clean(base, answer(base, [1e4, 1e-3])).values[1] == 0.0
    assert clean(apart, answer(apart, [1e4, 1e-3])).values[1] == 1e-3


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

    def one_rung(*_: object, accept: Callable[[RawSolution], list[str]], on_progress: object) -> RawSolution:
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
        assert asked == [certify(compiled, raw).failures()] != [[]]
    else:
        assert asked == [[]]
        assert taken.values.tolist() == [1.0, 0.0]
        assert certify(compiled, taken).failures() == []
