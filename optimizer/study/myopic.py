"""Myopic and rolling horizons: the same case seen a few periods at a time.

A window is the case up to its last period, with what earlier windows decided held at its values (`optimizer.decided`). So it knows all
of the past: vintages and what is still owed on them, what was retired or retrofitted, contents of reservoirs, emissions of
every year. It knows nothing of later periods. The first `step` of the periods it decides are kept. The first window that
ends where the case ends is the last: its answer is the plan of all windows over the whole horizon, at the costs that the case states for it.

Policies hold in a window as they hold in a case that ends with it; those over the horizon are cut (`optimizer.study.budgets`):
- peak in a given year: before a window sees it, its level alone holds, if one is stated; from then on no period may emit more, those
  that are decided among them. Decline, slowing and plateau compare with what was emitted in fact. A peak without a year is refused.
- growth, neutrality, retirement after building: in the periods they name, on the plant and emissions there are in fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from optimizer.case.model import Case
from optimizer.case.schema import Period
from optimizer.case.text import listed
from optimizer.decided import Decided
from optimizer.errors import CaseError, InterruptedSolve, OptimizerError, Problem
from optimizer.guards import after
from optimizer.pipeline import Answer, answer
from optimizer.report.tables import builds
from optimizer.solution import Solution
from optimizer.study.budgets import NOTHING, Used, cut, used_of
from optimizer.study.peak import open_peaks

WHEN = {"until": "until", "form": "form_period", "made": "made_period"}
"""The period of an entry, by dimension; of all others `period` itself."""

Solve = Callable[[Case, Decided | None], Answer]


@dataclass(frozen=True, eq=False)
class Window:
    """One window of the horizon.

    Attributes:
        kept: labels of the periods whose decisions stand.
        solution: the answer of all periods up to the end of the window; those before it as they were decided.
    """

    kept: tuple[int, ...]
    solution: Solution


class WindowError(OptimizerError):
    """A window has no answer; `at` is its first period, `before` are the windows that have one, `cause` says why."""

    def __init__(self, at: int, before: Sequence[Window], cause: OptimizerError) -> None:
        self.at, self.before, self.cause = at, tuple(before), cause
        decided = ", ".join(str(y) for w in before for y in w.kept) or "nothing"
        super().__init__(f"The window of {at} has no answer ({decided} was decided before). {cause}")


def myopic(case: Case, foresight: int = 1, step: int = 1, solve: Solve = answer) -> Iterator[Window]:
    """Solve a case window by window.

    Args:
        foresight: periods a window sees.
        step: periods whose decisions are kept before the window moves on.
        solve: how a window is solved: the case up to its end, and what was decided before.

    Raises:
        CaseError: the windows do not overlap, or the year of a peak is open.
        WindowError: a window has no answer.
    """
    check_windows(foresight, step)
    if open_peaks(case):
        message = "windows need the year of a peak: give it, or let `h2opt foresight` take that of perfect foresight"
        raise CaseError(Problem(message, "policies.csv", column="year", found=p) for p in open_peaks(case))
    periods, policies = case.options.periods, case.tables["policies"]
    done: list[Window] = []
    decided: Decided | None = None
    used: Used = NOTHING
    for at in range(0, len(periods), step):
        seen = periods[: at + foresight]
        last = len(seen) == len(periods)  # nothing new can come to light: all it sees stands
        kept = seen[at:] if last else periods[at : at + step]
        past = [p.label for p in periods[:at]]
        try:
            found = solve(_up_to(case, seen, past, cut(case, seen, past, used)), decided)
        except (CaseError, InterruptedSolve):
            raise
        except OptimizerError as error:
            raise WindowError(kept[0].label, done, error) from error
        solution = _with_prices(found.solution, done[-1].solution, past) if done else found.solution
        done.append(Window(tuple(p.label for p in kept), solution))
        yield done[-1]
        if last:
            return
        stands = [p.label for p in periods[: at + step]]
        used = used_of(solution, policies, seen, stands)
        decided = Decided(frozenset(stands), found.vector, found.paid)


def check_windows(foresight: int, step: int) -> None:
    """Windows move on, and leave no period out.

    Raises:
        CaseError: they do not.
    """
    if not 1 <= step <= foresight:
        message = "a window keeps at least one period, at most all it sees"
        raise CaseError([Problem(message, found=f"{step} of {foresight}")])


def count_of(case: Case, foresight: int, step: int) -> int:
    """How many windows a case is solved in."""
    return 1 + max(0, -(-(len(case.options.periods) - foresight) // step))


def kept_builds(windows: Sequence[Window]) -> pd.DataFrame:
    """What was built in the periods that were kept, as a plan for `fixed`."""
    tables = [builds(w.solution).pipe(lambda t, kept=w.kept: t[t["year"].isin(kept)]) for w in windows]
    return pd.concat(tables, ignore_index=True)


def _up_to(case: Case, seen: Sequence[Period], past: Sequence[int], policies: pd.DataFrame) -> Case:
    """The case that ends with a window."""
    notes = case.notes
    if past:
        years = listed(map(str, past))
        notes = (*notes, f"Decided window by window: what earlier windows decided for {years} is held as it was.")
    options = case.options
    if len(seen) < len(options.periods):
        options = options.model_copy(update={"periods": tuple(seen)})
    return replace(case, options=options, tables={**case.tables, "policies": policies}, notes=notes)


def _with_prices(now: Solution, before: Solution, past: Sequence[int]) -> Solution:
    """An answer with the prices of decided periods as they were when these were decided: held values have none."""
    duals, levelised = (
        new.assign(
            {
                name: new[name].where(~new[when].isin(past), old[name].reindex_like(new[name]))
                for name in names
                if name in new and name in old
                for when in (next((at for dim, at in WHEN.items() if dim in new[name].dims), "period"),)
            }
        )
        for new, old, names in (
            (now.duals, before.duals, ("carrier_price", "policy_price")),
            (now.levelised, before.levelised, ("marginal_price", "scarcity_rent", "form_price", "made_at_prices")),
        )
    )
    told = {(p["id"], p["area"], p["period"]): p["price"] for p in before.meta["policies"] if p["period"] in past}
    entries = [{**p, "price": told.get((p["id"], p["area"], p["period"]), p["price"])} for p in now.meta["policies"]]
    return _guarded(replace(now, duals=duals, levelised=levelised, meta={**now.meta, "policies": entries}))


def _guarded(solution: Solution) -> Solution:
    """An answer whose guards tell the prices that it has now."""
    told, said = solution.meta["guards"]["after"], [str(guard) for guard in after(solution)]
    notes = [note for note in solution.meta["notes"] if note not in told] + said
    return replace(
        solution, meta={**solution.meta, "notes": notes, "guards": {**solution.meta["guards"], "after": said}}
    )
