"""The year of a peak, chosen by trying each; and whether a plan inflates its peak.

Which period the peak is in is no linear choice, but there are few of them: each is a run of its own, the same case with the year
of the peak filled in. A rule that is relative to the peak moves with it.

A plan gains from a higher peak if that allows more afterwards. So emissions of the peak are set beside those of the same case without
any rule on the pathway, and a peak that is higher than it would be by itself is flagged; a value (level) on the policy prevents it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import pandas as pd

from optimizer.case.kinds import KINDS
from optimizer.case.model import Case
from optimizer.case.switch import without
from optimizer.errors import InfeasibleError, InterruptedSolve, SolveError
from optimizer.pipeline import run
from optimizer.report.scopes import accounts
from optimizer.solution import Solution

NEAR = 1e-6  # relative excess that is noise
Years = Mapping[str, int]
"""The period of the peak, by policy."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One choice of years.

    Attributes:
        years: of each policy whose year is open.
        cost: discounted cost; nothing without an answer.
        solution: the answer.
        why: what stands against a plan, or against an answer.
        error: what ended the run without saying whether there is a plan, such as a time limit.
    """

    years: Years
    cost: float | None
    solution: Solution | None
    why: str = ""
    error: SolveError | None = None


@dataclass(frozen=True)
class Level:
    """Emissions of a peak, with its policy and without, in the unit of the policy."""

    policy: str
    area: str
    year: int
    amount: float
    free: float
    unit: str

    @property
    def inflated(self) -> bool:
        """Whether the plan emits more in the peak than it would without."""
        return self.amount - self.free > NEAR * (1.0 + abs(self.free))

    def __str__(self) -> str:
        where = "" if self.area == "all" else f" in {self.area}"
        more = "; inflated to allow more later, a level (value) on the policy prevents it" if self.inflated else ""
        figures = f"{self.amount:.6g} {self.unit}, and {self.free:.6g} without the policy"
        return f"peak of '{self.policy}'{where} in {self.year}: {figures}{more}"


def open_peaks(case: Case) -> dict[str, tuple[int, ...]]:
    """The periods that a peak without a year may be in, by policy."""
    out = {}
    for r in _peaks(case).itertuples(index=False):
        if pd.isna(r.year):
            low, high = (d if pd.isna(v) else v for v, d in ((r.start, -float("inf")), (r.end, float("inf"))))
            out[str(r.id)] = tuple(p.label for p in case.options.periods if low <= p.label <= high)
    return out


def with_peaks(case: Case, years: Years) -> Case:
    """The case with the peaks of some policies in these years."""
    table = case.tables["policies"]
    filled = table["year"].where(~table["id"].isin(list(years)), table["id"].map(dict(years)))
    return replace(case, tables={**case.tables, "policies": table.assign(year=filled.astype(float))})


def peak_years(case: Case, solve: Callable[[Case], Solution] = run) -> Iterator[Candidate]:
    """Every choice of years of the peaks that are open, with its cost, in order; the case itself if none is.

    A run that fails is a candidate without a cost: the others are tried all the same.
    """
    choices = open_peaks(case)
    for chosen in product(*choices.values()):
        years = dict(zip(choices, chosen, strict=True))
        try:
            solution = solve(with_peaks(case, years))
        except InfeasibleError as error:
            yield Candidate(years, None, None, str(error))
        except InterruptedSolve:
            raise
        except SolveError as error:
            yield Candidate(years, None, None, str(error), error)
        else:
            yield Candidate(years, float(solution.meta["objective"]), solution)


def cheapest_peak(case: Case, solve: Callable[[Case], Solution] = run) -> Solution:
    """The answer with the cheapest years of all peaks; of equal ones the earliest.

    Its notes say what the others cost, which failed and why, and what is emitted in the peaks beside a run without rules on the pathway.

    Raises:
        InfeasibleError: no plan exists in any of the years.
        SolveError: no year has an answer, and a run failed: it is that of the first that did.
    """
    best: Candidate | None = None
    tried: list[str] = []
    failed: list[Candidate] = []
    why = ""
    for candidate in peak_years(case, solve):
        tried.append(f"{_told(candidate.years)}: {_outcome(candidate, case.options.money)}")
        if candidate.error is not None:
            failed.append(candidate)
            continue
        if candidate.cost is None:
            why = why or candidate.why
            continue
        if best is None or best.cost is None or candidate.cost < best.cost - NEAR * (1.0 + abs(best.cost)):
            best = candidate
    if best is None or best.solution is None:
        if not open_peaks(case):
            raise failed[0].error if failed and failed[0].error else InfeasibleError(why)
        if failed:
            every = "No year of the peak has an answer: " + "; ".join(tried)
            raise type(failed[0].error or SolveError())(f"{every}. Of the first that failed: {failed[0].why}")
        every = "No plan meets every requirement, in whichever year emissions peak: " + "; ".join(tried)
        raise InfeasibleError(f"{every}. Of the first of them: {why}")
    notes = [f"peak in {_told(best.years)} is the cheapest of " + "; ".join(tried)] if best.years else []
    notes += [f"peak in {_told(c.years)} was not solved, and may be cheaper: {c.why}" for c in failed]
    notes += _beside_free(case, best.years, best.solution, solve)
    meta = best.solution.meta
    return replace(best.solution, meta={**meta, "notes": [*meta["notes"], *notes], "peak_years": dict(best.years)})


def _outcome(candidate: Candidate, money: str) -> str:
    """The cost of a choice, or what became of it."""
    if candidate.error is not None:
        return "not solved"
    return "no plan" if candidate.cost is None else f"{candidate.cost:.10g} {money}"


def _beside_free(case: Case, years: Years, solution: Solution, solve: Callable[[Case], Solution]) -> list[str]:
    """Notes on the peaks of an answer beside those without rules; if that run fails, the answer stands."""
    try:
        free = solve(without(case, _rules(case)))
    except InterruptedSolve:
        raise
    except SolveError as error:
        return [
            f"whether the peak is inflated is not known, since the run without rules on the pathway failed: {error}"
        ]
    return [str(level) for level in levels(with_peaks(case, years), solution, free)]


def levels(case: Case, solution: Solution, free: Solution) -> list[Level]:
    """Emissions of each peak of a case in an answer, and in one without the policy."""
    out, first = [], case.options.periods[0].label
    for r in _peaks(case).itertuples(index=False):
        if pd.isna(r.year) or r.year < first:
            continue
        with_it, without_it = (_emitted(s, r, int(r.year)) for s in (solution, free))
        out += [
            Level(str(r.id), area, int(r.year), amount, without_it.get(area, 0.0), str(r.counted_unit))
            for area, amount in with_it.items()
        ]
    return out


def _emitted(solution: Solution, r: object, year: int) -> dict[str, float]:
    """What a policy counts in a period, by area."""
    booked = str(getattr(r, "account", "")) or "territorial"
    found = pd.concat([accounts(solution, name.strip()) for name in booked.split(";")], ignore_index=True)
    found = found[found["period"] == year]
    for column in ("gas", "sector", "stage", "region"):
        names = [v.strip() for v in str(getattr(r, column)).split(";") if v.strip()]
        found = found[found[column].isin(names)] if names else found
    if getattr(r, "quantity", "") == "gross_emission":
        found = found[found["stage"] != "removal"]
    weights: Mapping[str, float] = getattr(r, "coefficient", None) or {}
    weight = found["gas"].map(weights).fillna(0.0) if weights else 1.0
    area = found["region"] if getattr(r, "area", "") == "each" else pd.Series("all", index=found.index)
    total = (found["amount"].astype(float) * weight).groupby(area).sum()
    return {str(name): float(amount) for name, amount in total.items()}


def _peaks(case: Case) -> pd.DataFrame:
    """The rows of the peaks that are on."""
    table = case.tables["policies"]
    return table[(table["kind"] == "peak") & table["on"].astype(bool)]


def _rules(case: Case) -> list[str]:
    """All policies on a pathway; a decline too is met more easily from a higher peak."""
    table = case.tables["policies"]
    chosen = table["kind"].map(lambda kind: KINDS[kind].form == "pathway")
    return [str(name) for name in table.loc[chosen & table["on"].astype(bool), "id"].unique()]


def _told(years: Years) -> str:
    """The year, or what year of which policy.

    >>> _told({"peak": 2030}), _told({"coal": 2030, "steel": 2035})
    ('2030', 'coal 2030, steel 2035')
    """
    named: Sequence[str] = [f"{name} {year}" for name, year in years.items()]
    return str(next(iter(years.values()))) if len(years) == 1 else ", ".join(named)
