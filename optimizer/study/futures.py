"""Futures: scenarios of one case that are looked at together, and whether they can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.case.model import Case
from optimizer.decided import Decided
from optimizer.errors import CaseError, Problem
from optimizer.pipeline import Answer
from optimizer.solution import Solution
from optimizer.study.peak import open_peaks

Solve = Callable[[str, Case, Decided | None], Answer]
"""How one future is answered: what it is, its case, the plant that is decided."""


@dataclass(frozen=True, eq=False)
class Future:
    """A scenario of a case and how likely it is [1]."""

    name: str
    probability: float
    case: Case


def cost_of(solution: Solution) -> float:
    """Discounted cost of an answer [money]."""
    return float(solution.meta["objective"])


def checked(futures: tuple[Future, ...], until: int | None, what: str = "a hedge") -> tuple[int, ...]:
    """Labels of the shared periods.

    Args:
        what: the futures are for, in words.

    Raises:
        CaseError: with everything that does not fit.
    """
    problems: list[Problem] = []
    if len(futures) < 2:
        problems.append(Problem(f"{what} needs two futures or more", "the command", column="scenario"))
    if not futures:
        raise CaseError(problems)
    total = sum(f.probability for f in futures)
    if abs(total - 1.0) > 1e-9 or any(not 0 < f.probability <= 1 for f in futures):
        shown = ", ".join(f"{f.name}={f.probability:g}" for f in futures)
        allowed = f"probabilities above 0 that sum to 1, not {total:g}"
        problems.append(Problem("no probabilities", "the command", column="scenario", found=shown, allowed=allowed))
    first = futures[0].case.options
    labels = tuple(p.label for p in first.periods)
    for f in futures:
        mine = f.case.options
        for key in ("money", "periods", "base_year", "discount_rate"):
            if getattr(mine, key) != getattr(first, key):
                message = f"scenario '{f.name}' has another {key} than '{futures[0].name}': their costs cannot be added"
                problems.append(Problem(message, "case.yaml", column=key))
        problems += [
            Problem(
                f"{what} needs the year of a peak", "policies.csv", column="year", found=f"{p} of scenario '{f.name}'"
            )
            for p in open_peaks(f.case)
        ]
    if until is not None and until not in labels:
        allowed = ", ".join(map(str, labels))
        problems.append(
            Problem("no period of the case", "the command", column="until", found=str(until), allowed=allowed)
        )
    if problems:
        raise CaseError(problems)
    return labels if until is None else labels[: labels.index(until) + 1]
