"""A first plan for problems of many whole numbers: it is a plan, slopes make it better than rounding, and HiGHS takes it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from problems import families

from optimizer.compiled import Compiled, SolveOptions
from optimizer.solve import highs, start
from optimizer.solve.watch import Limits

LARGE, SMALL = (8.0, 10.0), (3.0, 4.0)  # size, cost of a unit


def units(demands: int = 300, demand: float = 2.0, most: float = np.inf) -> Compiled:
    """Each demand is met by large units, which are cheaper for what they hold, or by small ones."""
    n = 2 * demands
    rows = np.repeat(np.arange(demands), 2)
    matrix = sp.csr_array((np.tile([LARGE[0], SMALL[0]], demands), (rows, np.arange(n))), shape=(demands, n))
    return Compiled(
        matrix=matrix, row_lower=np.full(demands, demand), row_upper=np.full(demands, np.inf), lower=np.zeros(n),
        upper=np.full(n, most), cost=np.tile([LARGE[1], SMALL[1]], demands), offset=0.0, integer=np.ones(n, bool),
        columns=families([("units", n)]), rows=families([("met", demands)]),
    )  # fmt: skip


def test_slopes_find_what_rounding_misses() -> None:
    """A quarter of a large unit looks cheapest and costs 10 when it is built; a small one costs 4."""
    problem = units()
    plan = start.first_plan(problem, Limits(), 1)
    assert plan is not None
    assert np.all(problem.matrix @ plan >= problem.row_lower - 1e-9)
    assert np.allclose(plan, np.rint(plan))
    assert problem.cost @ plan == pytest.approx(300 * SMALL[1])


def test_rounding_up_that_leaves_the_limits_is_no_plan() -> None:
    assert start.first_plan(units(most=0.3), Limits(), 1) is None


def test_few_whole_numbers_and_no_time_have_none() -> None:
    assert start.first_plan(units(demands=10), Limits(), 1) is None
    assert start.first_plan(units(), Limits.of(0.0, None), 1) is None


def test_the_answer_is_the_same_with_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = replace(units(), cost=units().cost * np.linspace(1.0, 1.1, 600))
    raws = [highs.solve_once(problem, SolveOptions(), "mip")]
    monkeypatch.setattr(start, "MANY", 10_000)
    raws.append(highs.solve_once(problem, SolveOptions(), "mip"))
    assert raws[0].objective == pytest.approx(raws[1].objective, rel=1e-4)
