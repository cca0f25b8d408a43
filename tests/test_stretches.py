"""Stretches of equal days: the same answer as day by day, however the calendar runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import TABLES, tiny_case

from optimizer import clock
from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.clock import Clock, build_clocks
from optimizer.compiled import SolveOptions
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.solve import solve


def stretches(typical: list[int]) -> Clock:
    """Of a calendar of two typical days of a step each."""
    days = np.array([0, 1])
    built = build_clocks(
        ["a", "b"], days, [0, 0], np.array([24.0, 24.0]), np.bincount(typical, minlength=2).astype(float),
        chronological=False, calendar=np.array(typical),
    )  # fmt: skip
    assert built.stretches is not None
    return built.stretches


@pytest.mark.parametrize(
    ("typical", "first", "days", "reads"),
    [
        ([0, 0, 1, 1, 1, 0], [3, 6], [3, 3], [1, 0]),  # the last one runs over the turn of the year
        ([0, 1, 0, 1], [1, 2, 3, 4], [1, 1, 1, 1], [0, 1, 0, 1]),
        ([1, 1, 1], [1], [3], [1]),  # all days are alike
    ],
)
def test_neighbours_that_read_the_same_day_are_one(
    typical: list[int], first: list[int], days: list[int], reads: list[int]
) -> None:
    found = stretches(typical)
    assert [day for day, _ in found.labels] == first
    assert found.weight.tolist() == days
    assert found.reads is not None
    assert found.reads.tolist() == reads
    assert found.before.tolist() == np.roll(np.arange(len(first)), 1).tolist()


def by_day(calendar: Clock) -> Clock:
    """The calendar itself: a stretch for each day."""
    return replace(calendar, name="stretches")


def cost(case: Case) -> tuple[float, int]:
    compiled = compile_model(build_model(prepare(case, vocabulary())))
    return solve(compiled, SolveOptions(algorithm="simplex")).objective, compiled.shape[0]


def test_the_optimum_is_that_of_a_store_followed_day_by_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cavern that loses a thousandth a day, and must keep a twentieth of its room, beside winds of long seasons."""
    season = ["d2"] * 40 + ["d1"] * 209 + ["d2"] * 116
    lossy = TABLES["parameters"].replace("cavern,self_loss,,,0.0003", "cavern,self_loss,,,0.00004")
    assert lossy != TABLES["parameters"]
    case = tiny_case(tmp_path, calendar="day\n" + "\n".join(season) + "\n", parameters=lossy)
    together, few = cost(case)
    monkeypatch.setattr(clock, "_stretches", by_day)
    apart, many = cost(case)
    assert together == pytest.approx(apart, rel=1e-7)
    assert few < many - 4 * 300  # that it was another problem
