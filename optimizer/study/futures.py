"""Futures: scenarios of one case that are looked at together, and whether they can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def unfit(chances: Mapping[str, float], what: str = "a hedge") -> list[Problem]:
    """What is wrong with futures and their probabilities before any of them is read."""
    few = [Problem(f"{what} needs two futures or more", "the command", column="scenario")] if len(chances) < 2 else []
    total = sum(chances.values())
    if not chances or (abs(total - 1.0) <= 1e-9 and all(0 < p <= 1 for p in chances.values())):
        return few
    shown = ", ".join(f"{name}={p:g}" for name, p in chances.items())
    allowed = f"probabilities above 0 that sum to 1, not {total:g}"
    return [*few, Problem("no probabilities", "the command", column="scenario", found=shown, allowed=allowed)]


def no_period(until: int | None, labels: Sequence[int]) -> list[Problem]:
    """The last shared period, where the case has no such period."""
    if until is None or until in labels:
        return []
    allowed = ", ".join(map(str, labels))
    return [Problem("no period of the case", "the command", column="until", found=str(until), allowed=allowed)]


def read_futures(
    chances: Mapping[str, float], read: Callable[[str], Case], until: int | None, what: str = "a hedge"
) -> tuple[Future, ...]:
    """The futures by name and probability.

    Args:
        read: the case of a future by its name.

    Raises:
        CaseError: one cannot be read; then with all that is wrong with the others, the probabilities and the period too.
    """
    found, problems = list[Future](), list[Problem]()
    for name, chance in chances.items():
        try:
            found.append(Future(name, chance, read(name)))
        except CaseError as error:
            problems += error.problems
    if problems:
        labels = [p.label for p in found[0].case.options.periods] if found else []
        more = no_period(until, labels) if found else []
        raise CaseError(dict.fromkeys([*problems, *unfit(chances, what), *more]))
    return tuple(found)


def checked(futures: tuple[Future, ...], until: int | None, what: str = "a hedge") -> tuple[int, ...]:
    """Labels of the shared periods.

    Args:
        what: the futures are for, in words.

    Raises:
        CaseError: with everything that does not fit.
    """
    problems = unfit({f.name: f.probability for f in futures}, what)
    if problems and not futures:
        raise CaseError(problems)
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
    problems += no_period(until, labels)
    if problems:
        raise CaseError(problems)
    return labels if until is None else labels[: labels.index(until) + 1]
