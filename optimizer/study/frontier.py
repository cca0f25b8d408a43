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
from pathlib import Path
from typing import Any

from optimizer.algebra import compile_model
from optimizer.case.load import case_of
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import patched, patches_of
from optimizer.errors import SolveError
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import prepare
from optimizer.solution import Solution, open_solution
from optimizer.study.counted import limit_rows
from optimizer.study.ends import Range, check_range, least_reached, spaced
from optimizer.study.limited import ID, Against, Count, Limited, limited
from optimizer.study.sweeps.design import BASE, Point, plain
from optimizer.study.sweeps.point import FAILED, Task, solve_point
from optimizer.study.sweeps.run import sweep
from optimizer.study.sweeps.spec import Spec
from optimizer.study.sweeps.store import POINTS, Store
from optimizer.study.sweeps.study import Study, solved_as
from optimizer.study.sweeps.work import News
from optimizer.study.variant import switched_off
from optimizer.units import factor, grown


@dataclass(frozen=True, eq=False)
class Frontier:
    """A finished frontier.

    Attributes:
        unit: of limits and of what is reached (of neutrality: of its target).
        limits: of each point but the base, by name: an amount, or the label of a year.
        least: that any plan reaches; NaN for a year.
        target: of neutrality, in the unit that the case counts.
    """

    study: Study
    folder: Path
    limited: Limited
    count: Count
    unit: str
    limits: Mapping[str, float]
    least: float
    target: float

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
    again: bool = False,
    say: Callable[[str], None] = lambda _: None,
    planned: Callable[[Study], Callable[[News], None]] = lambda _: lambda _: None,
) -> Frontier:
    """Solve the points of a frontier that are not finished yet.

    Args:
        path: of the case.
        folder: of the results, as of a sweep.
        select, gross, interpolated: what is limited, see `limited`.
        asked: limits, by default 8 between the two ends; of neutrality every period is a point.
        target: of neutrality, in `asked.unit`.
        scenario, off: variant of the case, and policies that are switched off in all points.
        algorithm, time_limit: of each point.
        jobs, again: see `sweep`.
        say: told how far the two ends are.
        planned: called with the study once its points are known; what it returns is called after every point.

    Raises:
        CaseError: a mistake in the case or in what is asked for; all of them at once.
        SolveError: the case as it is has no answer.
    """
    path, folder, asked = Path(path), Path(folder), asked or Range()
    spec = Spec(Path(), path, folder.name, "frontier", scenario=scenario, title=f"cost against {against.value} emissions",
                algorithm=algorithm, time_limit=time_limit, file="the command")  # fmt: skip
    only, stated = _alone(spec, tuple(switched_off(off)))
    what = limited(only.base, against, select or {}, gross, interpolated)
    check_range(only.base, what, asked, target)
    compiled = compile_model(build_model(prepare(only.base, vocabulary())))
    first = None if against is not Against.NEUTRALITY else only.base.options.periods[0].label
    counted = limit_rows(stated, [what.row(1.0, what.unit, first)], {ID: "the limit"}, path, compiled)
    count, free = Count.of(counted), _free(only, Store(folder), say)
    if against is Against.NEUTRALITY:
        unit, least = asked.unit or what.unit, float("nan")
        points, limits = _years(only, what, target, unit)
    else:
        top = count.reached(free, against)
        unit = asked.unit or grown(what.unit, top)[1]
        by = factor(what.unit, unit)
        least = by * least_reached(only, what, compiled, counted, free, folder, say)
        points, limits = _limits(only, what, spaced(top * by, least, asked, unit), unit)
    study = replace(only, points=(*only.points, *points), units={"limit": unit})
    sweep(study, folder, jobs=jobs, again=again, watch=planned(study))
    return Frontier(study, folder, what, count, unit, limits, least, target * factor(unit, what.unit))


def _alone(spec: Spec, changes: tuple[Mapping[str, Any], ...]) -> tuple[Study, Raw]:
    """A study of nothing but the case as it is, and what was read of that, its patches applied."""
    raw = read_raw(spec.case)
    stated = patched(raw, [*patches_of(raw, spec.scenario), *changes], spec.file)
    base = solved_as(case_of(stated, vocabulary(), BASE, spec.case), spec)
    return Study(spec, raw, (Point(BASE, patches=changes),), {}, base), stated


def _free(only: Study, store: Store, say: Callable[[str], None]) -> Solution:
    """The answer of the case as it is, solved and kept if it is not there yet."""
    if BASE not in store.finished(only, again=True):
        say("the case as it is")
        store.begin(only)
        store.keep(solve_point(only, Task(only.points[0])))
    record = store.record(only.points[0])
    if record["status"] == FAILED:
        raise SolveError(f"The case as it is has no answer: {record['reason']}")
    return open_solution(store.folder / POINTS / f"{BASE}.nc")


def _limits(only: Study, what: Limited, limits: Sequence[float], unit: str) -> tuple[list[Point], dict[str, float]]:
    """A point for each limit; the tightest begins from nothing, every other one from its tighter neighbour."""
    points, before = list[Point](), None
    for limit in limits:
        name = f"limit_{plain(limit)}"
        patches = (*only.points[0].patches, what.row(limit, unit))
        points.append(Point(name, "" if before is None else ID, before, {"limit": limit}, patches=patches))
        before = name
    return points, {p.name: limit for p, limit in zip(points, limits, strict=True)}


def _years(only: Study, what: Limited, target: float, unit: str) -> tuple[list[Point], dict[str, float]]:
    """A point for each period, the last first; each has rows of its own, so that none begins from another."""
    labels, changes = [p.label for p in reversed(only.base.options.periods)], only.points[0].patches
    points = [
        Point(f"neutral_{y}", "", None, {"limit": y}, patches=(*changes, what.row(target, unit, y))) for y in labels
    ]
    return points, {p.name: float(y) for p, y in zip(points, labels, strict=True)}
