"""The case as it is, from which a frontier and alternatives begin: a study of one point, to which others are added once it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimizer.case.load import case_of
from optimizer.case.model import Case
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import patched, patches_of
from optimizer.errors import SolveError
from optimizer.formulation import vocabulary
from optimizer.solution import Solution, open_solution
from optimizer.study.sweeps.design import BASE, Point
from optimizer.study.sweeps.files import ANSWER
from optimizer.study.sweeps.point import FAILED, Finished, Task
from optimizer.study.sweeps.spec import Spec
from optimizer.study.sweeps.store import POINTS, Store
from optimizer.study.sweeps.study import Study, solved_as

Patches = tuple[Mapping[str, Any], ...]


def stated(spec: Spec, changes: Patches, name: str = BASE) -> tuple[Raw, Raw, Case]:
    """What was read of a case, the same with its patches applied, and the case that this is.

    Args:
        name: of the case as a scenario.

    Raises:
        CaseError: with everything that is wrong.
    """
    raw = read_raw(spec.case)
    changed = patched(raw, [*patches_of(raw, spec.scenario), *changes], spec.file)
    return raw, changed, solved_as(case_of(changed, vocabulary(), name, spec.case), spec)


def alone(changes: Patches) -> tuple[Point, ...]:
    """The point that is the case as it is."""
    return (Point(BASE, patches=changes),)


def as_it_is(only: Study, store: Store, solve: Callable[[Task], Finished]) -> Solution:
    """The answer of the case as it is, solved and kept if it is not there yet; one that failed is tried again.

    Raises:
        SolveError: it has none.
    """
    if BASE not in store.finished(only, again=True):
        store.begin(only)
        store.keep(solve(Task(only.points[0])))
    record = store.record(only.points[0])
    if record["status"] == FAILED:
        raise SolveError(f"The case as it is has no answer: {record['reason']}")
    return open_solution(store.folder / POINTS / f"{BASE}{ANSWER}")
