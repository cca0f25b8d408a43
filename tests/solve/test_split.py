"""Long columns split into chains: the same problem, and the same answer with the same prices."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from problems import hub, pathway, problem

from optimizer.certificate.arrays import certify
from optimizer.compiled import Compiled, SolveOptions, Status
from optimizer.solve import solve
from optimizer.solve import split as module
from optimizer.solve.highs import solve_once
from optimizer.solve.split import split


@pytest.mark.parametrize("longest", [1, 3, 7, 100])
def test_copies_that_are_equal_say_what_the_column_said(longest: int) -> None:
    random = np.random.default_rng(longest)
    matrix = sp.csc_array(sp.random_array((40, 9), density=0.4, rng=random))
    found = split(matrix, longest)
    x = random.normal(size=9)
    whole = np.concatenate([x, x[found.origin]])
    got = found.matrix @ whole
    np.testing.assert_allclose(got[:40], matrix @ x)
    np.testing.assert_array_equal(got[40:], 0.0)
    of_original = sp.csc_array(found.matrix[:40])
    assert np.diff(of_original.indptr).max() <= longest
    assert len(found.origin) == sum(-(-n // longest) - 1 for n in np.diff(matrix.indptr) if n)


def test_each_copy_is_tied_to_the_one_before_it() -> None:
    """Columns that differ from their copies anywhere break a chain: the chains have full rank."""
    matrix = sp.csc_array(np.ones((10, 2)))
    found = split(matrix, 4)
    chains = found.matrix[10:].toarray()
    assert found.origin.tolist() == [0, 0, 1, 1]
    assert chains.tolist() == [[1, 0, -1, 0, 0, 0], [0, 0, 1, -1, 0, 0], [0, 1, 0, 0, -1, 0], [0, 0, 0, 0, 1, -1]]


@pytest.mark.parametrize("compiled", [hub(200), pathway(2, 3, 2, 4)], ids=["hub", "pathway"])
def test_the_answer_and_its_prices_are_certified(compiled: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.split, "__defaults__", (3,))
    raw = solve_once(compiled, SolveOptions(), "hipo-split")
    assert raw.status is Status.OPTIMAL
    assert certify(compiled, raw).failures() == []
    assert raw.objective == pytest.approx(solve_once(compiled, SolveOptions(), "simplex").objective, rel=1e-6)
    assert (raw.algorithm, raw.basic) == ("hipo-split", False)
    assert raw.iterations > 0


def test_a_bound_of_a_long_column_has_its_price(monkeypatch: pytest.MonkeyPatch) -> None:
    """x serves four rows that ask for 1, 2.5, 3 and 4 at 10 each unserved, is at most 2 and costs 1: one more is worth 3 x 10 - 1."""
    monkeypatch.setattr(module.split, "__defaults__", (1,))
    rows = [[1, *(float(i == j) for j in range(4))] for i in range(4)]
    compiled = problem(rows, [1, 2.5, 3, 4], np.inf, 0, [2, 9, 9, 9, 9], [1, 10, 10, 10, 10])
    raw = solve_once(compiled, SolveOptions(), "hipo-split")
    assert raw.objective == pytest.approx(2 + 5 + 10 + 20)
    assert raw.reduced_costs[0] == pytest.approx(-29, rel=1e-5)


def test_what_presolve_solves_or_refuses() -> None:
    done = solve_once(problem([[1]], 2, 5, 0, 9, [1]), SolveOptions(), "hipo-split")
    assert (done.status, done.objective) == (Status.OPTIMAL, pytest.approx(2))
    none = solve(problem([[1, 1]], 5, 9, 0, 1, [1, 1]), SolveOptions(algorithm="hipo-split"))
    assert none.status is Status.INFEASIBLE


@pytest.mark.parametrize("algorithm", ["hipo", "hipo-split", "ipx"])
def test_fewer_digits_asked_for_take_fewer_iterations(algorithm: str) -> None:
    compiled = pathway(2, 3, 2, 4)
    rough, fine = (solve_once(compiled, SolveOptions(tolerance=t), algorithm) for t in (1e-2, 1e-6))
    assert rough.iterations < fine.iterations
    assert certify(compiled, rough, 1e-2).failures() == []


def test_it_climbs_to_ipx() -> None:
    seen: list[str] = []
    raw = solve(
        hub(48),
        SolveOptions(algorithm="hipo-split"),
        accept=lambda r: seen.append(r.algorithm) or ([] if r.algorithm == "ipx" else ["too rough"]),  # type: ignore[func-returns-value]
    )
    assert seen == ["hipo-split", "ipx"]
    assert raw.status is Status.OPTIMAL
