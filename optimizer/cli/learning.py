"""How `h2opt run` takes costs that are learnt: along a path, solved for in pieces, or by rounds."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.case.model import Case
    from optimizer.solution import Solution


class Learning(StrEnum):
    """What costs that are learnt follow."""

    path = "path"
    pieces = "pieces"
    rounds = "rounds"


class Start(StrEnum):
    """What the first of the rounds pays."""

    path = "path"
    start = "start"
    floor = "floor"


def with_learning(case: Case, method: Learning | None, start: Start) -> Case:
    """The case with another way of learning, under a name of its own.

    Raises:
        CaseError: nothing is learnt in the case.
    """
    from dataclasses import replace

    from optimizer.errors import CaseError, Problem

    if method is None:
        return case
    if case.tables["learning"].empty:
        problem = Problem(
            "nothing is learnt in this case", "command line", column="--learning", allowed="a case with learning.csv"
        )
        raise CaseError([problem])
    update = {} if method is Learning.rounds else {"learning": method.value}
    options = case.options.model_copy(update=update)
    first = (
        f"_{start.value}" if method is Learning.rounds and start is not Start.path else ""
    )  # rounds of both are compared
    return replace(case, options=options, scenario=f"{case.scenario}_{method.value}{first}")


def in_rounds(case: Case, solve: Callable[[Case], Solution], *, start: Start, damping: float, quiet: bool) -> Solution:
    """The answer at which rounds of learning settle; each round is a line on the terminal."""
    from optimizer.study import LearningRound, learning_settled

    def tell(each: LearningRound) -> None:
        if not quiet:
            meta = each.solution.meta
            end = "settled" if each.settled else f"costs up to {each.off:.1%} off what their curves say"
            print(f"round {each.number}: {meta['objective']:,.5g} {meta['money']}, {end}", flush=True)

    return learning_settled(case, start.value, damping=damping, solve=solve, tell=tell)
