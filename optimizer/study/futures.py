"""Futures: scenarios of one case that are looked at together, and whether they can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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


Chances = Sequence[tuple[str, float]]
"""Futures by name, and how likely each is [1]."""


def read_futures(
    chances: Chances, read: Callable[[str], Case], until: int | None, what: str = "a hedge"
) -> tuple[Future, ...]:
    """The futures by name and probability.

    Args:
        read: the case of a future by its name.
        until, what: see `checked`.

    Raises:
        CaseError: one cannot be read; then with all that is wrong with the others, the probabilities and the period too.
    """
    found, problems = list[Future](), list[Problem]()
    for name, chance in chances:
        try:
            found.append(Future(name, chance, read(name)))
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(dict.fromkeys([*problems, *_unfit(chances, what), *_apart(found, until, what)]))
    return tuple(found)


def checked(futures: Sequence[Future], until: int | None, what: str = "a hedge") -> tuple[int, ...]:
    """Labels of the shared periods.

    Args:
        until: label of the last of them; None: all periods are shared.
        what: the futures are for, in words.

    Raises:
        CaseError: with everything that does not fit.
    """
    problems = [*_unfit([(f.name, f.probability) for f in futures], what), *_apart(futures, until, what)]
    if problems:
        raise CaseError(problems)
    labels = _labels(futures[0])
    return labels if until is None else labels[: labels.index(until) + 1]


def _unfit(chances: Chances, what: str) -> Iterator[Problem]:
    """What is wrong with futures and their probabilities, whatever is in them."""
    if len(chances) < 2:
        yield Problem(f"{what} needs two futures or more", "the command", column="scenario")
    for name in (n for n, count in Counter(n for n, _ in chances).items() if count > 1):
        yield Problem("a future is named twice", "the command", column="scenario", found=name)
    total = sum(p for _, p in chances)
    if chances and not (abs(total - 1.0) <= 1e-9 and all(0 < p <= 1 for _, p in chances)):
        shown = ", ".join(f"{name}={p:g}" for name, p in chances)
        allowed = f"probabilities above 0 that sum to 1, not {total:g}"
        yield Problem("no probabilities", "the command", column="scenario", found=shown, allowed=allowed)


def _apart(futures: Sequence[Future], until: int | None, what: str) -> Iterator[Problem]:
    """What keeps futures from being set beside each other; the first says what the others must have."""
    for f in futures:
        first, mine = futures[0].case.options, f.case.options
        for key in ("money", "periods", "base_year", "discount_rate"):
            if getattr(mine, key) != getattr(first, key):
                message = f"scenario '{f.name}' has another {key} than '{futures[0].name}': their costs cannot be added"
                yield Problem(message, "case.yaml", column=key)
        for p in open_peaks(f.case):
            found = f"{p} of scenario '{f.name}'"
            yield Problem(f"{what} needs the year of a peak", "policies.csv", column="year", found=found)
    if futures and until is not None and until not in _labels(futures[0]):
        allowed = ", ".join(map(str, _labels(futures[0])))
        yield Problem("no period of the case", "the command", column="until", found=str(until), allowed=allowed)


def _labels(future: Future) -> tuple[int, ...]:
    return tuple(p.label for p in future.case.options.periods)
