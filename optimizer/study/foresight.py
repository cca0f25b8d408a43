"""Perfect, myopic and rolling foresight: the same case decided all at once, period by period, and in windows that overlap.

All three are answers of the whole case: the last window of a run ends where the case ends and holds what earlier ones decided. So
their costs are the same sum over the same years: annuities, salvage and money of later years count alike. A plan of windows is
one of the plans that perfect foresight chooses from, and cannot cost less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from optimizer.case.model import Case
from optimizer.decided import Decided
from optimizer.errors import OptimizerError
from optimizer.pipeline import Answer, answer
from optimizer.solution import Solution
from optimizer.study.myopic import WindowError, check_windows, myopic
from optimizer.study.peak import cheapest_peak, open_peaks, with_peaks

Solve = Callable[[str, Case, Decided | None], Answer]
PERFECT, MYOPIC, ROLLING = "perfect", "myopic", "rolling"


@dataclass(frozen=True, eq=False)
class Sight:
    """One way of looking ahead, and what came of it.

    Attributes:
        name: perfect, myopic or rolling.
        decided: labels of the periods that were decided: all, unless a window has no answer.
        solution: the answer up to the last window that has one; None if none has.
        failed: the window without an answer, and why.
    """

    name: str
    decided: tuple[int, ...]
    solution: Solution | None
    failed: WindowError | None = None


def foresight(
    case: Case, window: int = 2, overlap: int = 1, solve: Solve = lambda _, mine, decided: answer(mine, decided)
) -> Iterator[Sight]:
    """Solve a case with perfect foresight, period by period, and in windows.

    The year of a peak that is open is the cheapest to perfect foresight, in all of them.

    Args:
        window: periods that a rolling window sees; with 1 there is no rolling run.
        overlap: of these, how many the next window decides again.
        solve: how a case is solved: name of the run, the case, what was decided before.

    Raises:
        CaseError: the windows do not move on.
        InfeasibleError: there is no plan even with perfect foresight.
    """
    runs = {MYOPIC: (1, 1), ROLLING: (window, window - overlap)}
    if window > 1:
        check_windows(*runs[ROLLING])
    if open_peaks(case):
        whole = cheapest_peak(case, lambda mine: solve(PERFECT, mine, None).solution)
        case = with_peaks(case, whole.meta["peak_years"])
    else:
        whole = solve(PERFECT, case, None).solution
    yield Sight(PERFECT, tuple(p.label for p in case.options.periods), whole)
    for name, (sees, step) in runs.items():
        if name == MYOPIC or window > 1:
            yield _windows(case, name, sees, step, solve)


def _windows(case: Case, name: str, sees: int, step: int, solve: Solve) -> Sight:
    """All windows of one run."""
    failed = None
    try:
        done = tuple(myopic(case, sees, step, lambda mine, decided: solve(name, mine, decided)))
    except WindowError as error:
        done, failed = error.before, error
    decided = tuple(y for each in done for y in each.kept)
    return Sight(name, decided, done[-1].solution if done else None, failed)


def reason(error: OptimizerError) -> str:
    """Why a window has no answer, in one line."""
    lines = [line.strip(" -") for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith(("No plan meets", "The least that"))]
    return "; ".join(told or lines)
