"""Irreducible sets and what one requirement alone must give, on small problems worked by hand."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from problems import problem

from optimizer.compiled import Compiled, RawSolution, SolveOptions, Status
from optimizer.errors import LimitError
from optimizer.solve import conflict
from optimizer.solve.conflict import Elastic, Soft
from optimizer.solve.irreducible import irreducible_rows

INF = np.inf
OPTIONS = SolveOptions(crossover=True)


def soft_rows(signs: list[float], sizes: list[float], price: list[float] | None = None) -> Soft:
    """Each row a requirement of its own."""
    n = len(signs)
    return Soft(
        np.arange(n), np.full(n, -1), np.array(signs), np.array(sizes, float), np.full(n, INF), np.arange(n),
        np.ones(n) if price is None else np.array(price),
    )  # fmt: skip


def three() -> Elastic:
    """x >= 5 (0), x + y >= 1 (1), x <= 3 (2), y <= 9 (3): the first and the third are in conflict."""
    compiled = problem([[1, 0], [1, 1], [1, 0], [0, 1]], [5, 1, -INF, -INF], [INF, INF, 3, 9], 0, 100, 1)
    return Elastic(compiled, soft_rows([1, 1, -1, -1], [5, 1, 3, 9]), options=OPTIONS, until=np.inf)


def test_only_what_is_needed_is_named() -> None:
    assert three().irreducible([0, 1, 2, 3]) == {0, 2}
    assert three().irreducible([0, 1, 3]) == set()


def test_what_gives_way_is_the_smaller_share() -> None:
    """Two units are missing: 40 % of five, or 67 % of three."""
    given = three().least(np.ones(4))
    assert given is not None
    assert given.total == pytest.approx(0.4)
    assert given.amounts.tolist() == pytest.approx([2, 0, 0, 0])
    assert given.pushing == {0, 2}


def test_one_alone() -> None:
    alone = three().alone(2, range(4))
    assert alone is not None
    assert alone.tolist() == pytest.approx([0, 0, 2, 0])
    assert three().alone(3, range(4)) is None


def test_no_answer_is_not_taken_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where HiGHS fails it is not known whether a set is in conflict: none may be called needed for it, nor all of them met."""
    elastic, true = three(), conflict.solve

    def fails(compiled: Compiled, *rest: object, **more: object) -> RawSolution:
        raw = true(compiled, *rest, **more)  # type: ignore[arg-type]
        return replace(raw, status=Status.UNKNOWN, attempts=("simplex: not accepted",))

    monkeypatch.setattr(conflict, "solve", fails)
    with pytest.raises(LimitError, match="simplex: not accepted"):
        elastic.irreducible([0, 1, 2, 3])


def test_integers_have_no_duals() -> None:
    """2z >= 1 and z <= 0.6 have an answer, but no whole one; z <= 4 has no part in it."""
    compiled = problem([[2], [1], [1]], [1, -INF, -INF], [INF, 0.6, 4], 0, 5, 1, integer=True)
    elastic = Elastic(compiled, soft_rows([1, -1, -1], [1, 0.6, 4]), whole=True, options=OPTIONS, until=np.inf)
    assert elastic.irreducible([2, 0, 1]) == {0, 1}


def test_a_bound_may_be_a_requirement() -> None:
    compiled = problem([[1, 1]], 25, INF, 0, 10, 1)
    soft = Soft(np.array([0, -1, -1]), np.array([-1, 0, 1]), np.array([1.0, -1, -1]), np.array([25.0, 10, 10]),
                np.full(3, INF), np.arange(3), np.ones(3))  # fmt: skip
    elastic = Elastic(compiled, soft, options=OPTIONS, until=np.inf)
    assert elastic.irreducible([0, 1, 2]) == {0, 1, 2}


def test_time_runs_out_in_a_sentence() -> None:
    elastic = three()
    elastic.until = time.monotonic() - 1
    with pytest.raises(LimitError, match="time for a diagnosis"):
        elastic.irreducible([0, 1])


def test_highs_names_rows_that_no_requirement_is_made_of() -> None:
    compiled = problem([[1, 0], [1, 1], [1, 0], [0, 1]], [5, 1, -INF, -INF], [INF, INF, 3, 9], 0, 100, 1)
    rows = irreducible_rows(compiled, OPTIONS, np.inf)
    assert [row for row in rows if not row.startswith("bounds")] == [compiled.row_label(0), compiled.row_label(2)]


def test_a_number_with_a_profile_gives_way_by_the_same_share_everywhere() -> None:
    """Loads of 2 and 6 over one plant of 3: the first could be met, but the number behind both must fall by half."""
    compiled = problem([[1, 0], [0, 1]], [2, 6], [INF, INF], 0, 3, 1)
    soft = Soft(np.array([0, 1]), np.array([-1, -1]), np.ones(2), np.full(2, 8.0), np.array([2.0, 6]), np.zeros(2, int), np.ones(1),
                np.array([0.25, 0.75]))  # fmt: skip
    free = replace(soft, profile=None)
    options = {"options": OPTIONS, "until": np.inf}
    tied, loose = (Elastic(compiled, s, **options).least(np.ones(1)) for s in (soft, free))  # type: ignore[arg-type]
    assert tied is not None
    assert loose is not None
    assert tied.amounts.tolist() == pytest.approx([1, 3])
    assert loose.amounts.tolist() == pytest.approx([0, 3])
    elastic = Elastic(compiled, soft, options=OPTIONS, until=np.inf)
    assert elastic.least(np.ones(1), np.array([1.0, 3.0])) is not None
    assert elastic.least(np.ones(1), np.array([0.9, 2.7])) is None
