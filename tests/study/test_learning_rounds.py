"""Rounds of learning: equilibria of those who take costs as given, beside the cheapest plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from command import h2opt

from optimizer import load_case, open_solution, run
from optimizer.case.model import Case
from optimizer.errors import CaseError, SolveError
from optimizer.inputs.learning import learnt_curves
from optimizer.solution import Solution
from optimizer.study import learning_rounds, learning_settled

ROOT = Path(__file__).parents[2]
BREAK_EVEN = ((15 - 0.21 * 55.5) * 4e9 / 55.5 / 1e6 - 52) / (
    0.06 / (1 - 1.06**-20)
)  # of a plant that runs 20 years, CNY/kW


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(ROOT / "inputs/learning")


@pytest.fixture(scope="module")
def from_path(case: Case) -> Solution:
    return learning_settled(case)


def built(s: Solution) -> list[float]:
    return [float(v) for v in s.variables["capacity_built"].squeeze().values]


def test_costs_are_those_of_the_curve(case: Case, from_path: Solution) -> None:
    """What a settled answer pays is what its own experience makes it cost, and its capital in the ledger is just that."""
    curve, now = learnt_curves(case)["alkaline"].curve, 3.0
    for entry, own in zip(from_path.meta["learning"], built(from_path), strict=True):
        assert entry["paid"] == pytest.approx(curve.mean(now, now + own), rel=1e-6)
        now += own
    ledger = from_path.costs.to_dataframe().groupby(["line", "period"])["annual_cost"].sum()
    spent = curve.total(now) * 0.06 / (1 - 1.06**-20)
    assert ledger["capital", 2050] == pytest.approx(spent, rel=1e-5)
    assert from_path.meta["status"] == "certified"


def test_nobody_would_build_otherwise(from_path: Solution) -> None:
    """In 2030 and 2040 a plant costs more than it is worth to one who builds it alone, and in 2050 less; so 2050 it is."""
    first, second, third = (e["paid"] for e in from_path.meta["learning"])
    assert first > BREAK_EVEN
    assert second > BREAK_EVEN
    assert third < BREAK_EVEN
    assert built(from_path) == pytest.approx([0, 0, 2e9 / (4e9 / 55.5)])


def test_several_equilibria_and_none_is_the_cheapest_plan(case: Case, from_path: Solution) -> None:
    """From today's costs nothing is ever built; from the path and from the floor it is late; the pieces start at once."""
    today, floor = (learning_settled(case, start) for start in ("start", "floor"))
    assert built(today) == [0, 0, 0]
    assert built(floor) == pytest.approx(built(from_path))
    best = run(load_case(ROOT / "inputs/learning", "fine")).meta["objective"]
    costs = [s.meta["objective"] / best - 1 for s in (today, from_path)]
    assert costs == pytest.approx([0.0285, 0.0102], abs=3e-4)


def test_rounds_are_told(case: Case, from_path: Solution) -> None:
    rounds = from_path.meta["learning_rounds"]
    assert [r["round"] for r in rounds] == list(range(1, len(rounds) + 1))
    assert rounds[-1]["off"] <= 1e-6 < rounds[0]["off"]
    assert rounds[-1]["cost"] == from_path.meta["objective"]
    assert from_path.meta["notes"][0].startswith(f"Learning settled after {len(rounds)} rounds from the path")
    assert case.options.learning == "pieces", "the case itself is as it was"


@pytest.mark.slow
def test_damping_finds_the_same(case: Case, from_path: Solution) -> None:
    damped = learning_settled(case, damping=0.3)
    assert built(damped) == pytest.approx(built(from_path))
    assert len(damped.meta["learning_rounds"]) > len(from_path.meta["learning_rounds"])


def test_what_does_not_settle_is_an_error(case: Case) -> None:
    with pytest.raises(
        SolveError, match=r"does not settle: after 2 rounds a unit of alkaline is paid .*% off.*--learning pieces"
    ):
        learning_settled(case, most=2)


def swinging(case: Case) -> Any:
    """Plant that is built where it was dear in the round before: a stand-in for the model, whose costs never stand still."""
    seen: list[float] = []

    def solve(mine: Case) -> Any:
        table = mine.tables["learning"]
        paid = float(table.loc[table["quantity"] == "path", "amount"].iloc[0])
        seen.append(paid)
        by_curve = 1000.0 if paid > 1500 else 2000.0
        entry = {"curve": "alkaline", "period": 2030, "by_curve": by_curve}
        return SimpleNamespace(meta={"learning": [entry], "objective": paid, "notes": []})

    return solve


def test_costs_that_swing_are_told(case: Case) -> None:
    found = list(learning_rounds(case, most=6, solve=swinging(case)))
    assert [r.paid["alkaline", 2030] for r in found] == [1970, 1000, 2000, 1000, 2000, 1000]
    assert not found[-1].settled
    with pytest.raises(SolveError, match="after 6 rounds"):
        learning_settled(case, most=6, solve=swinging(case))


@pytest.mark.parametrize("wrong", [{"damping": 1.0}, {"damping": -0.1}, {"most": 0}])
def test_arguments_out_of_range(wrong: dict[str, Any], case: Case) -> None:
    with pytest.raises(CaseError, match="rounds of learning"):
        learning_settled(case, **wrong)


def test_nothing_to_learn(case: Case) -> None:
    empty = replace(case, tables={**case.tables, "learning": case.tables["learning"].iloc[:0]})
    with pytest.raises(CaseError, match="nothing is learnt"):
        learning_settled(empty)


def test_the_command(tmp_path: Path) -> None:
    args = ("run", str(ROOT / "inputs/learning"), "--learning", "rounds")
    done = h2opt(*args, "--learning-from", "start", "-o", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "round 1:" in done.stdout
    assert "settled" in done.stdout
    assert open_solution(tmp_path / "learning/base_rounds_start").meta["learning_rounds"][0]["off"] == 0.0
    wrong = h2opt(*args, "--slope", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "goes with neither" in wrong.stderr
