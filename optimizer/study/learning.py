"""Learning as rounds: solve with costs that follow a path, count experience, put the costs of the curve on the path, and again.

Each round is the case with `learning: path`, so it takes costs as given: it does not know that building makes plant cheaper. When the
path is what the curves say of the experience that it leads to, the rounds have settled, and that answer is certified with these costs. It is
an equilibrium of those who take costs as they come, not the cheapest plan. There may be several: costs that look high are
not built, and stay high. Which one is found depends on the path that the rounds start from; `learning: pieces` looks for
the cheapest plan of all.

A unit of a period costs the mean over what is built in it, of the smooth curve:

    c[y] = (C(X[y]) - C(X'[y])) / (X[y] - X'[y]),   or c(X'[y]) where nothing is built     [money/curve_unit]

X'[y] is the experience once others have built theirs, X[y] with the builds of the case. So a settled answer pays what the curve
asks for its plan, to the tolerance.
Source: own formulation; the curve as in `learning`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.case.model import Case
from optimizer.errors import CaseError, Problem, SolveError
from optimizer.inputs.learning import learnt_curves
from optimizer.pipeline import run
from optimizer.solution import Solution
from optimizer.study.rows import empty_row, with_rows

Key = tuple[str, int]  # curve, period
Costs = Mapping[Key, float]
Start = Literal["path", "start", "floor"]


@dataclass(frozen=True, eq=False)
class LearningRound:
    """One round.

    Attributes:
        number: from 1.
        paid: cost of a unit by curve and period that the round was solved with [money per unit of the curve].
        learnt: what the curves say of the experience that it led to.
        off: largest difference of the two, as a share of what the curves say.
        settled: whether that is within the tolerance.
    """

    number: int
    paid: Costs
    learnt: Costs
    off: float
    settled: bool
    solution: Solution


def learning_rounds(
    case: Case,
    start: Start = "path",
    most: int = 50,
    tolerance: float = 1e-6,
    damping: float = 0.0,
    solve: Callable[[Case], Solution] = run,
) -> Iterator[LearningRound]:
    """Rounds until costs stand still.

    Args:
        start: the first costs: `path`, those of the table by year; `start`, those of today in all periods, as if nothing were
            learnt; `floor`, those of a curve that has come to its end, as if all were.
        most: rounds; the last one may not have settled.
        tolerance: share by which the costs of a round may miss those of its curves.
        damping: share of its old costs that the next round keeps, 0 up to 1; where costs swing to and fro.

    Raises:
        CaseError: nothing is learnt in the case, or an argument is out of range.
        SolveError: a round has no answer.
    """
    if not 0.0 <= damping < 1.0 or most < 1:
        problem = Problem(
            "rounds of learning", column="damping, most", found=f"{damping:g}, {most}", allowed="0 up to 1, 1 or more"
        )
        raise CaseError([problem])
    paid = _first(case, start)
    for number in range(1, most + 1):
        solution = solve(with_costs(case, paid))
        learnt = learnt_costs(solution)
        off = max(abs(paid[key] - cost) / cost for key, cost in learnt.items())
        yield LearningRound(number, paid, learnt, off, off <= tolerance, solution)
        if off <= tolerance:
            return
        paid = {key: damping * paid[key] + (1.0 - damping) * cost for key, cost in learnt.items()}


def learning_settled(
    case: Case,
    start: Start = "path",
    most: int = 50,
    tolerance: float = 1e-6,
    damping: float = 0.0,
    solve: Callable[[Case], Solution] = run,
    tell: Callable[[LearningRound], None] = lambda _: None,
) -> Solution:
    """The answer at which the rounds settle, certified with the costs they settled at.

    Args:
        start, most, tolerance, damping, solve: as of `learning_rounds`.
        tell: called with each round when it is done.

    Raises:
        CaseError: nothing is learnt in the case, or an argument is out of range.
        SolveError: the rounds do not settle, or one has no answer.
    """
    done: list[LearningRound] = []
    for each in learning_rounds(case, start, most, tolerance, damping, solve):
        tell(each)
        done.append(each)
    last = done[-1]
    if not last.settled:
        (curve, period), _ = max(last.learnt.items(), key=lambda item: abs(last.paid[item[0]] - item[1]) / item[1])
        raise SolveError(
            f"Learning does not settle: after {len(done)} rounds a unit of {curve} is paid {last.off:.2%} off what its curve says in "
            f"{period}. Allow more rounds, keep more of the old costs (damping), or solve for the pieces (--learning pieces)."
        )
    note = f"Learning settled after {len(done)} round{'s' * (len(done) > 1)} from {WORDS[start]}: nobody who takes costs as given builds otherwise."
    meta = last.solution.meta
    told = [{"round": each.number, "off": each.off, "cost": float(each.solution.meta["objective"])} for each in done]
    notes = [n for n in meta["notes"] if not n.startswith("Costs that are learnt")]
    return replace(last.solution, meta={**meta, "notes": [note, *notes], "learning_rounds": told})


WORDS: Mapping[Start, str] = {
    "path": "the path of learning.csv",
    "start": "the costs of today",
    "floor": "the costs at the end of the curves",
}


def learnt_costs(solution: Solution) -> dict[Key, float]:
    """What the curves say a unit costs, given what an answer builds [money per unit of the curve]."""
    return {(e["curve"], int(e["period"])): float(e["by_curve"]) for e in solution.meta["learning"]}


def _first(case: Case, start: Start) -> dict[Key, float]:
    known = learnt_curves(case)
    if not known:
        raise CaseError([Problem("nothing is learnt in this case", "learning.csv", allowed="rows of a curve")])
    of = {
        name: {
            "path": each.path,
            "start": dict.fromkeys(each.path, each.curve.cost),
            "floor": dict.fromkeys(each.path, each.curve.unit_cost(each.most)),
        }[start]
        for name, each in known.items()
    }
    return {(name, y): cost for name, costs in of.items() for y, cost in costs.items()}


def with_costs(case: Case, costs: Costs) -> Case:
    """The case with `learning: path` and a path of these costs [money per unit of the curve]."""
    table = case.tables["learning"]
    unit = {name: f"{case.options.money}/({each.unit})" for name, each in learnt_curves(case).items()}
    rows = [
        empty_row(
            table,
            learning=name,
            quantity="path",
            year=float(y),
            value=c,
            amount=c,
            unit=unit[name],
            amount_unit=unit[name],
        )
        for (name, y), c in costs.items()
    ]
    options = case.options.model_copy(update={"learning": "path"})
    kept = table[table["quantity"] != "path"]
    return replace(case, options=options, tables={**case.tables, "learning": with_rows(kept, rows)})
