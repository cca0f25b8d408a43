"""The choice of algorithm and the climb from one to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from problems import hub, pathway, problem

from optimizer.certificate.arrays import certify
from optimizer.compiled import RawSolution, SolveOptions, Status
from optimizer.solve import choice, solve
from optimizer.solve.choice import EXACT_LP, PLAIN_LP, choose, rungs
from optimizer.solve.highs import solve_once


def test_choice_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    small = hub(24)
    assert choose(small, SolveOptions()) == "simplex"
    monkeypatch.setattr(choice, "SMALL", 100)
    assert choose(small, SolveOptions()) == "hipo"
    assert choose(small, SolveOptions(), warm=True) == "simplex"
    assert choose(small, SolveOptions(algorithm="ipx")) == "ipx"
    assert choose(problem([[1]], 0, 1, 0, 1, [1], integer=True), SolveOptions()) == "mip"


def test_rungs() -> None:
    compiled = hub(24)
    last = (("simplex", False), (EXACT_LP, False), (PLAIN_LP, False))
    assert rungs(compiled, SolveOptions(algorithm="hipo")) == (
        ("hipo", False),
        ("ipx", False),
        ("ipx", True),
        *last,
    )
    assert rungs(compiled, SolveOptions(algorithm="hipo", crossover=True)) == (("hipo", True), ("ipx", True), *last)
    assert rungs(compiled, SolveOptions(algorithm="ipx")) == (("ipx", False), ("ipx", True), *last)
    assert rungs(compiled, SolveOptions()) == (*last, ("ipx", True))


def test_a_cost_within_the_tolerance_of_simplex_is_proven_to_the_last_digit() -> None:
    """1 a unit of x or, cheaper, 10^7 units of w at 5e-8: plain simplex may leave either, and the certificate counts what w can do."""
    compiled = problem([[1, 1e-7]], 1, float("inf"), 0, float("inf"), [1, 5e-8])
    raw = solve(compiled, accept=lambda r: certify(compiled, r).failures() + ["once more"] * (r.algorithm == "simplex"))
    assert raw.algorithm == EXACT_LP
    assert raw.basic
    assert raw.objective == pytest.approx(0.5, rel=1e-9)


def test_an_accepted_answer_stops_the_climb() -> None:
    compiled = pathway(2, 3, 2, 4)
    raw = solve(compiled, SolveOptions(algorithm="hipo"), accept=lambda r: certify(compiled, r).failures())
    assert raw.status is Status.OPTIMAL
    assert (raw.algorithm, raw.basic, raw.basis) == ("hipo", False, None)
    assert len(raw.attempts) == 1
    assert raw.attempts[0].endswith("accepted")


def test_refused_answers_climb_and_are_recorded() -> None:
    seen: list[RawSolution] = []

    def only_the_third(raw: RawSolution) -> list[str]:
        seen.append(raw)
        return [] if len(seen) == 3 else ["too rough"]

    raw = solve(hub(48), SolveOptions(algorithm="hipo"), accept=only_the_third)
    assert [r.algorithm for r in seen] == ["hipo", "ipx", "ipx+crossover"]
    assert [r.basic for r in seen] == [False, False, True]
    assert raw.algorithm == "ipx+crossover"
    assert raw.status is Status.OPTIMAL
    assert "hipo: " in raw.attempts[0]
    assert "not accepted (too rough)" in raw.attempts[0]


def test_nothing_accepted_is_unknown() -> None:
    raw = solve(hub(24), accept=lambda raw: ["never"])
    assert raw.status is Status.UNKNOWN
    assert [line.split(":")[0] for line in raw.attempts] == ["simplex", EXACT_LP, "ipx+crossover"]


def test_crossover_is_skipped_after_a_point_far_from_the_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer.solve import ladder

    monkeypatch.setattr(ladder, "_far", lambda raw: True)
    raw = solve(hub(24), SolveOptions(algorithm="hipo"), accept=lambda r: [] if r.algorithm == "simplex" else ["no"])
    assert [line.split(":")[0] for line in raw.attempts] == ["hipo", "ipx", "ipx+crossover", "simplex"]
    assert "skipped" in raw.attempts[2]


def test_infeasible_by_an_interior_point_is_confirmed_by_simplex() -> None:
    raw = solve(problem([[1]], 2, 3, 0, 1, [1]), SolveOptions(algorithm="hipo"), accept=lambda raw: ["never"])
    assert raw.status is Status.INFEASIBLE
    assert raw.attempts[-1].startswith(PLAIN_LP)


@pytest.mark.parametrize("first", ["simplex", "hipo"])
def test_a_plan_that_presolve_denies_is_found_without_it(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever works with presolve is made to say infeasible, as it did beside bounds a millionth apart."""
    from optimizer.solve import ladder

    def denied(*args: Any, **named: Any) -> RawSolution:
        raw = solve_once(*args, **named)
        return raw if args[2] == PLAIN_LP else replace(raw, status=Status.INFEASIBLE)

    monkeypatch.setattr(ladder, "solve_once", denied)
    raw = solve(hub(24), SolveOptions(algorithm=first))
    assert raw.status is Status.OPTIMAL
    assert raw.algorithm == PLAIN_LP
