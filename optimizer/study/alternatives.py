"""Near-optimal alternatives: how little and how much of something there may be, if a plan may cost a little more than the least.

With the case as  minimise c . x + o  over its rows, C* its least cost and g . x an amount (`optimizer.study.amounts`),

    least and most   minimise and maximise  g . x   subject to the rows of the case and   c . x + o <= C* + share |C*|

No plan leaves more demand unmet, or exceeds a limit further at a price, than that of least cost does: with less of everything there is
always a plan that pays for what it does not deliver.
Each answer is a point of a study (`optimizer.study.extremes`), kept as soon as it is found, so that a command that was killed goes on where
it was.
Source: Brill, Chang & Hopkins 1982, Management Science 28, 221-235 (modelling to generate alternatives); DeCarolis 2011, Energy Economics
33, 145-152.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import scipy.sparse as sp

from optimizer.case.model import Case
from optimizer.case.schema import changed_options
from optimizer.compiled import Floats
from optimizer.errors import CaseError, Problem, SolveError
from optimizer.pipeline import answer
from optimizer.runs import BASE
from optimizer.solution import Solution
from optimizer.study.alone import alone, as_it_is, stated
from optimizer.study.amounts import Amount, default_groups, read_amounts
from optimizer.study.counted import weights
from optimizer.study.earlier import joined
from optimizer.study.ends import labelled
from optimizer.study.extremes import LEAST, MOST, SHORT, Extremes, points_of
from optimizer.study.peak import open_peaks
from optimizer.study.sweeps.files import VECTOR
from optimizer.study.sweeps.point import COLD, FAILED, FAULTS, Answered, Began, Finished, Task, answered, without_answer
from optimizer.study.sweeps.run import sweep
from optimizer.study.sweeps.spec import Spec
from optimizer.study.sweeps.store import Store
from optimizer.study.sweeps.study import Study
from optimizer.study.sweeps.work import News
from optimizer.study.variant import switched_off

ENOUGH = 1e-3
"""Share of the optimal cost below which a bound is narrower than what a certificate can tell (a thousand times its tolerance)."""


@dataclass(frozen=True, eq=False)
class Extreme:
    """The least or most of an amount within a cost.

    Attributes:
        within: share of the least cost that a plan may cost more [1].
        way: `least` or `most`.
        value: of the amount, in its unit; infinite where nothing limits it, NaN where no answer could be certified.
        cost: of the plan [money, discounted].
        beside: every amount of the study in this plan, in their units.
        iterations, seconds: of the solver; `start` says whether it began from a basis.
        why: no answer could be certified; empty where one was.
    """

    amount: Amount
    within: float
    way: str
    value: float
    cost: float
    beside: tuple[float, ...]
    algorithm: str = ""
    iterations: int = 0
    seconds: float = 0.0
    start: str = COLD
    why: str = ""


@dataclass(frozen=True, eq=False)
class Alternatives:
    """What plans within a cost of the least have in common, and what they do not.

    Attributes:
        optimum: the answer of least cost.
        at_optimum: each amount in it.
        extremes: two for each amount and cost, those of earlier commands that are of the same case last.
        earlier: amounts and costs [1] that an earlier command asked for, and this one did not.
        damaged: points whose answers were not as they were written, and were solved again.
    """

    optimum: Solution
    amounts: tuple[Amount, ...]
    at_optimum: tuple[float, ...]
    extremes: tuple[Extreme, ...]
    earlier: tuple[tuple[str, float], ...] = ()
    damaged: tuple[str, ...] = ()


def alternatives(
    path: str | Path,
    within: Sequence[float],
    groups: Mapping[str, str] | None = None,
    *,
    folder: str | Path | None = None,
    scenario: str | None = None,
    off: Sequence[str] = (),
    solver: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    again: bool = False,
    say: Callable[[str], None] = lambda _: None,
    planned: Callable[[Study], Callable[[News], None]] = lambda _: lambda _: None,
) -> Alternatives:
    """Least and most of each amount within each cost.

    Args:
        path: of the case.
        within: shares of the least cost that a plan may cost more, 0.02 for 2 %.
        groups: paths of amounts by name (`optimizer.study.amounts`); by default the capacity of each technology that may be built.
        folder: every answer is kept in it as soon as it is found, and none that is there is looked for again; None: nothing is kept.
        scenario, off, solver: which variant of the case, policies to switch off, options of the solver.
        jobs, cluster, again: see `sweep`.
        say: told in short lines how far the least cost is.
        planned: called with the study once its points are known; what it returns is called after every point.

    Raises:
        CaseError: a mistake in the case, in the groups or in `within`; all of them at once.
        SolveError: there is no certified answer of least cost, or none of anything else.
    """
    asked = {k: v for k, v in (solver or {}).items() if v is not None}
    spec = Spec(Path(), Path(path), "alternatives", "alternatives", scenario=scenario, check=0.0, file="the command",
                algorithm=asked.get("algorithm"), time_limit=asked.get("time_limit"))  # fmt: skip
    changes = tuple(switched_off(off))
    raw, changed, case = stated(spec, changes, "_".join([scenario or BASE, *(f"without_{p}" for p in off)]))
    case = replace(case, options=case.options.model_copy(update={"solve": changed_options(case.options.solve, asked)}))
    paths = dict(default_groups(case) if groups is None else groups)
    amounts = _checked(within, paths, case)
    only = Extremes(spec, raw, alone(changes), {}, case)
    with TemporaryDirectory(prefix="h2opt-") as nowhere:
        store = Store(Path(folder or nowhere))
        if not store.is_whole(BASE, VECTOR):  # of an answer without its vector amounts are not known
            store.forget(BASE)
        best = as_it_is(only, store, lambda task: _cheapest(only, task, say))
        bounds = {name: tuple(labelled(best, name).items()) for name in SHORT if name in best.variables}
        study = replace(only, least=float(best.meta["objective"]), short=bounds, amounts=amounts, paths=paths)
        study = replace(study, points=(*only.points, *points_of(amounts, sorted(set(within)))))
        new, study = len(study.points), joined(study, store)
        rows = weights(changed, study.amounts, Path(path), only.made.compiled)
        study = replace(study, rows=rows)
        swept = sweep(study, store.folder, jobs=jobs, cluster=cluster, again=again, watch=planned(study))
        found = tuple(_read(store, study, at) for at in study.points[1:])
        if all(e.why for e in found[: new - 1]):
            raise SolveError(found[0].why)
        mine = {(e.amount.name, e.within) for e in found[: new - 1]}
        earlier = tuple(dict.fromkeys(at for e in found if (at := (e.amount.name, e.within)) not in mine))
        damaged = tuple(dict.fromkeys((*store.damaged, *swept.damaged)))
        at_optimum = tuple(map(float, rows @ store.vector(BASE)))
        return Alternatives(best, study.amounts, at_optimum, found, earlier, damaged)


def _cheapest(only: Study, task: Task, say: Callable[[str], None]) -> Finished:
    """The answer of least cost, its vector beside it."""
    began = Began.now()
    try:
        best = answer(only.base, progress=lambda text: say(f"least cost: {text}"))
    except FAULTS as error:
        return without_answer(only, task.point, error, began.wall_since())
    found = answered(only, task, Answered(best.solution, best.basis, COLD), began)
    return replace(found, vector=best.vector.values)


def _read(store: Store, study: Extremes, point: Any) -> Extreme:
    """An answer as it was kept."""
    record, (i, way, share) = store.record(point), study.asked(point)
    amount = study.amounts[i]
    nothing: Floats = np.full(len(study.amounts), np.nan)
    if record["status"] == FAILED:
        return Extreme(amount, share, way, np.nan, np.nan, tuple(nothing), why=str(record["reason"]))
    told = (record["algorithm"], record["iterations"], record["highs"], record["how"])
    if record["unbounded"]:
        return Extreme(amount, share, way, -np.inf if way == LEAST else np.inf, np.nan, tuple(nothing), *told)
    beside = tuple(map(float, sp.csr_array(study.rows) @ store.vector(point.name)))
    return Extreme(amount, share, way, beside[i], float(record["cost"]), beside, *told)


def _checked(within: Sequence[float], groups: Mapping[str, str], case: Case) -> tuple[Amount, ...]:
    """The amounts, if nothing is wrong with them, nor with the costs."""
    problems = [
        Problem("a share of the cost that says nothing", "the command", column="within", found=f"{100 * w:g} %",
                allowed=f"{100 * ENOUGH:g} % to 1000 %")
        for w in within
        if not ENOUGH <= w <= 10
    ]  # fmt: skip
    problems += [Problem("no share of the cost", "the command", column="within")] if not within else []
    problems += [
        Problem("alternatives need the year of a peak", "policies.csv", column="year", found=p)
        for p in open_peaks(case)
    ]
    try:
        amounts = read_amounts(groups, case)
    except CaseError as error:
        problems += error.problems
    else:
        problems += [] if amounts else [Problem("no amounts, and nothing may be built", "the groups")]
    if problems:
        raise CaseError(problems)
    return amounts


__all__ = ["LEAST", "MOST", "Alternatives", "Extreme", "alternatives"]
