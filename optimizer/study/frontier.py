"""Cost against emissions: the least cost at each of several limits, from what costs least to what emits least.

With C(L) the least cost of the case with its emissions limited to L, the points lie between two ends: the case as it is, and the least
emission that any of its plans reaches. Each is a certified run of the case with one more policy (the epsilon-constraint method).
C falls and is convex in L as long as nothing is in whole units; the dual of the limit, lambda(L) = -dC/dL, is what the last unit costs, so

    lambda(L1) <= (C(L2) - C(L1)) / (L1 - L2) <= lambda(L2)      for every L1 > L2,

which ties the duals of two runs to the costs of both (`optimizer.report.frontier` looks at each pair).
Source: Haimes, Lasdon & Wismer 1971, IEEE Trans. Syst. Man Cybern. SMC-1, 296-297.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path
from typing import NamedTuple

from optimizer.algebra import compile_model
from optimizer.errors import InterruptedSolve, SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.solution import Solution
from optimizer.study import steps
from optimizer.study.alone import alone, as_it_is, stated
from optimizer.study.counted import limit_rows
from optimizer.study.ends import Range, check_range, least_reached, spaced
from optimizer.study.limited import ID, Against, Count, Limited, limited
from optimizer.study.steps import LIMIT
from optimizer.study.sweeps.design import Point
from optimizer.study.sweeps.point import Finished, Task, solve_point
from optimizer.study.sweeps.run import sweep
from optimizer.study.sweeps.spec import Spec
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study
from optimizer.study.sweeps.work import News
from optimizer.study.variant import switched_off
from optimizer.units import factor, grown


@dataclass(frozen=True, eq=False)
class Frontier:
    """A finished frontier.

    Attributes:
        unit: of limits and of what is reached (of neutrality: of its target).
        limits: of each point but the base, by name: an amount, or the label of a year.
        least: that any plan reaches; NaN for a year, and where it has no answer (then the tightest limit was stated).
        target: of neutrality, in the unit that the case counts.
        earlier: points that an earlier command asked for, and this one did not.
        damaged: points whose answers were not as they were written, and were solved again.
    """

    study: Study
    folder: Path
    limited: Limited
    count: Count
    unit: str
    limits: Mapping[str, float]
    least: float
    target: float
    earlier: tuple[str, ...]
    damaged: tuple[str, ...] = ()

    def reached(self, solution: Solution) -> float:
        """What an answer reaches, in the unit of the limits or as the label of a year."""
        found = self.count.reached(solution, self.limited.against, self.target)
        return found if self.limited.against is Against.NEUTRALITY else found * factor(self.limited.unit, self.unit)

    def marginal(self, solution: Solution) -> float:
        """Discounted money for one unit less of the limit."""
        return self.count.marginal(solution) / factor(self.limited.unit, self.unit)


def frontier(
    path: str | Path,
    against: Against,
    folder: str | Path,
    *,
    select: Mapping[str, Sequence[str]] | None = None,
    gross: bool = False,
    interpolated: bool = False,
    asked: Range | None = None,
    target: float = 0.0,
    scenario: str | None = None,
    off: Sequence[str] = (),
    algorithm: str | None = None,
    time_limit: float | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    again: bool = False,
    say: Callable[[str], None] = lambda _: None,
    planned: Callable[[Study], Callable[[News], None]] = lambda _: lambda _: None,
) -> Frontier:
    """Solve the points of a frontier that are not finished yet; those that are in the folder already stay on it.

    Args:
        path: of the case.
        folder: of the results, as of a sweep; one for each case and each thing that is limited.
        select, gross, interpolated: what is limited, see `limited`.
        asked: limits, by default 8 between the two ends; of neutrality every period is a point.
        target: of neutrality, in `asked.unit`.
        scenario, off: variant of the case, and policies that are switched off in all points.
        algorithm, time_limit: of each point.
        jobs, cluster, again: see `sweep`.
        say: told how far the two ends are.
        planned: called with the study once its points are known; what it returns is called after every point.

    Raises:
        CaseError: a mistake in the case or in what is asked for; all of them at once.
        SolveError: the case as it is has no answer, or the least emission has none and no tightest limit is stated.
    """
    path, folder, asked = Path(path), Path(folder), asked or Range()
    spec = Spec(Path(), path, folder.name, "frontier", scenario=scenario, title=f"cost against {against.value} emissions",
                algorithm=algorithm, time_limit=time_limit, file="the command")  # fmt: skip
    changes, store = tuple(switched_off(off)), Store(folder)
    raw, changed, case = stated(spec, changes)
    only = Study(spec, raw, alone(changes), {}, case)
    what = limited(case, against, select or {}, gross, interpolated)
    check_range(case, what, asked, target)
    compiled = compile_model(build_model(prepare(case, vocabulary())))
    first = None if against is not Against.NEUTRALITY else case.options.periods[0].label
    counted = limit_rows(changed, [what.row(1.0, what.unit, first)], {ID: "the limit"}, path, compiled)
    free = as_it_is(only, store, lambda task: _told(say, only, task))
    if against is Against.NEUTRALITY:
        on_it = _years(only, what, target, asked.unit or what.unit)
    else:
        on_it = _amounts(only, what, asked, store, Count.of(counted).reached(free, against),
                         lambda: least_reached(only, what, compiled, counted, free, folder, say))  # fmt: skip
    study = replace(only, points=(*only.points, *on_it.points), units={LIMIT: on_it.counted_in})
    swept = sweep(study, folder, jobs=jobs, cluster=cluster, again=again, watch=planned(study))
    damaged = tuple(dict.fromkeys((*store.damaged, *swept.damaged)))
    return Frontier(study, folder, what, Count.of(counted), on_it.unit, on_it.limits, on_it.least,
                    target * factor(on_it.unit, what.unit), on_it.earlier, damaged)  # fmt: skip


def _told(say: Callable[[str], None], only: Study, task: Task) -> Finished:
    say("the case as it is")
    return solve_point(only, task)


class _OnIt(NamedTuple):
    """The points of a frontier but the base; see `Frontier`.

    Attributes:
        counted_in: what the limit of a point is counted in.
    """

    points: Sequence[Point]
    limits: Mapping[str, float]
    unit: str
    counted_in: str
    least: float = nan
    earlier: tuple[str, ...] = ()


def _amounts(
    only: Study, what: Limited, asked: Range, store: Store, top: float, least_of: Callable[[], float]
) -> _OnIt:
    """A point for each amount that is asked for or in the folder.

    Args:
        top: what the case emits as it is, in the unit that it counts in.
        least_of: the least that any plan reaches, likewise.

    Raises:
        CaseError: limits that cannot be met, or that limit nothing.
        SolveError: the least is not known, and no tightest limit is stated.
    """
    usual = grown(what.unit, top)[1]
    unit = asked.unit or usual
    by = factor(what.unit, unit)
    try:
        least = by * least_of()
    except InterruptedSolve:
        raise
    except SolveError:
        if asked.tightest is None:
            raise
        least = nan  # a limit that no plan meets has no answer, and says why
    new = steps.asked(spaced(top * by, least, asked, unit), unit, usual)
    old = steps.earlier(only, what, store, unit)
    every, unasked = steps.together(new, old), {s.name for s in old} - {s.name for s in new}
    points, limits = list(steps.points_of(every, only, what)), {s.name: s.limit for s in every}
    return _OnIt(points, limits, unit, unit, least, tuple(s.name for s in every if s.name in unasked))


def _years(only: Study, what: Limited, target: float, unit: str) -> _OnIt:
    """A point for each period, the last first; each has rows of its own, so that none begins from another."""
    labels, changes = [p.label for p in reversed(only.base.options.periods)], only.points[0].patches
    points = [
        Point(f"neutral_{y}", "", None, {LIMIT: y}, patches=(*changes, what.row(target, unit, y))) for y in labels
    ]
    return _OnIt(points, {p.name: float(y) for p, y in zip(points, labels, strict=True)}, unit, "year")
