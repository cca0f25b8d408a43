"""The frozen hand-over of a study: the case as it was read, and every point as a list of patches on it.

A study is checked as a whole before anything runs: each path against the case, each unit against those of the rows it means, and
the case at the ends of every axis. What is wrong is one message.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from optimizer.case.again import Memo
from optimizer.case.load import case_of
from optimizer.case.model import Case
from optimizer.case.read import Raw, read_raw
from optimizer.case.scenario import BASE as OF_CASE
from optimizer.case.scenario import patched, patches_of
from optimizer.case.schema import changed_options
from optimizer.case.text import did_you_mean
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.reading import limits
from optimizer.reading.names import unfit_name
from optimizer.record import code
from optimizer.runs import STUDY as ACCOUNT
from optimizer.study.sweeps import overlap
from optimizer.study.sweeps.axis import Axis
from optimizer.study.sweeps.check import check
from optimizer.study.sweeps.design import BASE, Point, count_of, points_of
from optimizer.study.sweeps.listed import listed_points
from optimizer.study.sweeps.place import SCENARIO, Value
from optimizer.study.sweeps.resolve import absolute, standing, unit_of
from optimizer.study.sweeps.spec import Problems, Spec, read_spec, spec_of

PACKAGE = "hydrogen-transition-optimizer"
TOLD = ("report", "cli")
"""Parts of the package that tell answers and have no part in them."""


@dataclass(frozen=True, eq=False)
class Study:
    """What is run: nothing else is read from files once it is made.

    Attributes:
        spec: as stated.
        raw: the case as it was read, without a scenario.
        points: the base first, every other one after the one that it starts from.
        units: of the axes whose values have one.
        base: the case of the base, checked.
        memo: what is taken from one point for the next; it starts empty in each process.
        code: hash of what solves a point, as it was when the study was planned: processes of points may begin later.
    """

    spec: Spec
    raw: Raw
    points: tuple[Point, ...]
    units: Mapping[str, str]
    base: Case
    memo: Memo = field(default_factory=Memo)
    code: str = field(default_factory=lambda: code(without=TOLD))

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def account(self) -> str:
        """File in the folder of the study that says what is run."""
        return ACCOUNT

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of what the points have values of, in order."""
        return tuple(dict.fromkeys(name for p in self.points for name in p.values))

    def patches(self, point: Point) -> list[Any]:
        """Everything that is changed in the case for a point, its scenario first."""
        named = [c for c in point.changes if c.place.key == SCENARIO]
        scenario = str(named[-1].value) if named else self.spec.scenario
        changes = [c for c in point.changes if c.place.key != SCENARIO]
        return [*patches_of(self.raw, scenario), *(c.patch() for c in changes), *point.patches]

    def key(self, point: Point) -> str:
        """A fingerprint of all that an answer depends on: the same only for the same case, changes, options and versions.

        The time limit of the study is no part of it: an answer that was certified is one, however long another may be waited for.
        """
        told = [self.patches(point), dict(self.raw.hashes), self.spec.algorithm,
                version(PACKAGE), version("highspy"), self.code]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]

    def case(self, point: Point) -> Case:
        """The frozen case of a point; its scenario is the name of the point.

        Raises:
            CaseError: the changes make it impossible; the problems name the study.
        """
        if point.name == BASE:
            return self.base
        raw = patched(self.raw, self.patches(point), f"{self.spec.file}: {point.name}")
        case = case_of(raw, vocabulary(), point.name, self.spec.case, memo=self.memo)
        return solved_as(case, self.spec)


def solved_as(case: Case, spec: Spec) -> Case:
    """The case with the solver options of the study."""
    asked = {"algorithm": spec.algorithm, "time_limit": spec.time_limit}
    stated = {k: v for k, v in asked.items() if v is not None}
    if not stated:
        return case
    return replace(case, options=case.options.model_copy(update={"solve": changed_options(case.options.solve, stated)}))


def read_study(path: str | Path) -> Study:
    """A study from its file, checked.

    Raises:
        CaseError: with everything that is wrong with it.
    """
    return _planned(*read_spec(Path(path)))


def study_of(stated: Mapping[str, Any], home: str | Path = ".", name: str = "study") -> Study:
    """A study from a mapping, in the words of a study file.

    Args:
        home: folder that relative paths start from.

    Raises:
        CaseError: with everything that is wrong with it.
    """
    return _planned(*spec_of(stated, Path(home), name, name))


def _planned(spec: Spec | None, problems: Problems) -> Study:
    if spec is None:
        problems.done()
        raise AssertionError("no spec without a problem")
    memo = Memo()
    spec, raw, base = _base(spec, problems, memo)
    if raw is None or base is None:
        problems.done()
        raise AssertionError("no case without a problem")
    points: Sequence[Point] = ()
    if spec.design != "table" and (count := count_of(spec)) > limits.POINTS:
        problems.tell("the study has too many points", "axes", f"{count:,}", f"{limits.POINTS:,}")
        problems.done()
    if spec.design == "table":
        points = listed_points(spec.runs, problems) if spec.runs is not None else ()
        check(raw, base, spec, _axes_of(points), problems)
    else:
        check(raw, base, spec, spec.axes, problems)
    problems.done()
    start = patched(raw, patches_of(raw, spec.scenario), OF_CASE)
    problems.found += overlap.of_runs(points, start, spec.file)
    points = points or points_of(spec, _standing(spec, raw, base))
    resolved = tuple(replace(p, changes=tuple(absolute(c, base) for c in p.changes)) for p in points)
    for name in (n for n, count in Counter(p.name for p in resolved).items() if count > 1):
        problems.tell("two points have the same name: their values are too near, or one is listed twice", "axes", name)
    for name in (p.name for p in resolved):
        message, allowed = unfit_name(name)
        if message:
            problems.tell(
                f"{message}, which a point needs: it is made of the axis and the value", "axes", name, allowed
            )
    problems.done()
    units = {a.name: unit for a in spec.axes if (unit := unit_of(a, start))}
    return Study(spec, raw, resolved, units, base, memo)


def _standing(spec: Spec, raw: Raw, base: Case) -> dict[str, Value]:
    """The value of each axis in the case as it is."""
    start = patched(raw, patches_of(raw, spec.scenario), OF_CASE)
    return {a.name: standing(a, start, base, spec.scenario) for a in spec.axes}


def _base(spec: Spec, problems: Problems, memo: Memo) -> tuple[Spec, Raw | None, Case | None]:
    """What was read of the case, and the case that the study starts from.

    Where the case has no such scenario, its base stands for it, so that all the rest is looked at too.
    """
    raw = None
    try:
        raw = read_raw(spec.case)
        known = raw.keys.get("scenarios") or {}
        if spec.scenario not in (None, OF_CASE, *known):
            message = f"no scenario '{spec.scenario}' in the case{did_you_mean(str(spec.scenario), known)}"
            problems.tell(message, "scenario", spec.scenario, ", ".join(map(str, known)) or "none")
            spec = replace(spec, scenario=None)
        changed = patched(raw, patches_of(raw, spec.scenario), f"scenarios.{spec.scenario or OF_CASE}")
        return spec, raw, solved_as(case_of(changed, vocabulary(), BASE, spec.case, memo=memo), spec)
    except CaseError as error:
        problems.found += error.problems
        return spec, raw, None


def _axes_of(points: Sequence[Point]) -> tuple[Axis, ...]:
    """What the runs of a table change, as axes to be checked."""
    found: dict[tuple[Any, str, str], list[Any]] = {}
    for change in (c for p in points for c in p.changes):
        found.setdefault((change.place, change.mode, change.unit), []).append(change.value)
    return tuple(
        Axis(f"{at} ({mode})", (at,), mode, tuple(dict.fromkeys(values)), unit=unit)
        for (at, mode, unit), values in found.items()
    )


def described(study: Study) -> dict[str, Any]:
    """The study as plain values, for its folder and for those who read its results."""
    spec = study.spec
    return {
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "case": str(spec.case),
        "scenario": spec.scenario or OF_CASE,
        "design": spec.design,
        "samples": spec.samples,
        "seed": spec.seed,
        "units": dict(study.units),
        "axes": {a.name: {"places": [str(p) for p in a.places], "mode": a.mode, "unit": a.unit,
                          "values": list(a.values), "drawn": None if a.drawn is None else asdict(a.drawn)}
                 for a in spec.axes},
        "points": [{"name": p.name, "group": p.group, "values": dict(p.values), "key": study.key(p)}
                   for p in study.points],
        "hashes": dict(study.raw.hashes),
    }  # fmt: skip
