"""Designs: from axes to the points of a study, each point the values of its axes and the group that it belongs to."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import MissingError
from optimizer.study.sweeps.axis import SEPARATOR, Axis
from optimizer.study.sweeps.place import Change, Value
from optimizer.study.sweeps.spec import FROM_SALIB, SAMPLED, Spec

Floats = NDArray[np.float64]
BASE = "base"
"""Name of the point that changes nothing; it is the reference of the others."""


@dataclass(frozen=True)
class Point:
    """One run of a study.

    Attributes:
        name: of the run, which becomes the scenario of its results; a name of a file.
        group: points that are solved in the same way: an axis that is moved alone, or the whole design.
        start: point whose basis this one starts from, a neighbour; None for the base.
        values: by axis; an axis that is not named stands as in the case.
        changes: what is changed in the case.
        patches: what else is, in the words of scenarios.
    """

    name: str
    group: str = ""
    start: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    patches: tuple[Mapping[str, Any], ...] = ()


def count_of(spec: Spec) -> int:
    """Points of a design beside the base, at most."""
    width = len(spec.axes)
    each = {"sobol": 2 * width + 2 if spec.second_order else width + 2, "morris": width + 1}
    if spec.design in SAMPLED:
        return spec.samples * each.get(spec.design, 1)
    counts = [len(a.few) for a in spec.axes]
    return sum(counts) if spec.design == "one_at_a_time" else math.prod(counts)


def points_of(spec: Spec, standing: Mapping[str, Value]) -> tuple[Point, ...]:
    """The points of a design, the base first and every other one after the one it starts from.

    Args:
        standing: value of each axis in the case as it is, NaN where it has none.

    Raises:
        MissingError: SALib is asked for and is not installed.
    """
    if spec.design == "one_at_a_time":
        found = list(_one_at_a_time(spec.axes, standing))
    elif spec.design == "full_grid":
        found = list(_grid(spec.axes))
    elif spec.design in SAMPLED:
        found = list(_sampled(spec))
    else:
        raise ValueError(f"the points of a design '{spec.design}' are listed")  # see `listed.py`
    return (Point(BASE, values=standing), *found)


def _one_at_a_time(axes: Sequence[Axis], standing: Mapping[str, Value]) -> Iterator[Point]:
    """Each value of each axis. Values above the one in the case start from the next lower one, those below from the next higher."""
    for a in axes:
        for arm in _arms(a.few, standing[a.name]):
            before = BASE
            for value in arm:
                name = a.point(value)
                yield Point(name, a.name, before, {**standing, a.name: value}, a.changes(value))
                before = name


def _arms(values: Iterable[Value], stands: Value) -> Iterator[list[Value]]:
    """Values in the order in which they are solved, outwards from the one in the case, which is left out."""
    every = [v for v in dict.fromkeys(values) if v != stands]
    numbers = sorted((v for v in every if not isinstance(v, str | bool)), key=float)
    middle = -np.inf if isinstance(stands, str | bool) or stands != stands else float(stands)
    yield [v for v in numbers if v > middle]
    yield [v for v in reversed(numbers) if v < middle]
    for word in every:
        if isinstance(word, str | bool):
            yield [word]


def _grid(axes: Sequence[Axis]) -> Iterator[Point]:
    """Every value of every axis with every other, each point after one that differs from it in one step of one axis."""
    ranges = [list(dict.fromkeys(a.values)) for a in axes]
    for places in itertools.product(*(range(len(values)) for values in ranges)):
        values = [values[i] for values, i in zip(ranges, places, strict=True)]
        moved = next((axis for axis in reversed(range(len(axes))) if places[axis]), None)
        before = [i - (axis == moved) for axis, i in enumerate(places)]
        start = BASE if moved is None else _grid_name(before)
        yield _point(axes, values, _grid_name(places), "grid", start)


def _grid_name(places: Iterable[int]) -> str:
    return "grid" + "".join(f"{SEPARATOR}{i + 1}" for i in places)


def _sampled(spec: Spec) -> Iterator[Point]:
    """Samples; each starts from the base, since no sample is near another one."""
    shares = shares_of(spec)
    columns = [a.quantiles(shares[:, i]) for i, a in enumerate(spec.axes)]
    digits = len(str(len(shares)))
    for number, values in enumerate(zip(*columns, strict=True), start=1):
        yield _point(spec.axes, values, f"sample{SEPARATOR}{number:0{digits}}", "samples", BASE)


def _point(axes: Sequence[Axis], values: Sequence[Value], name: str, group: str, start: str) -> Point:
    changes = tuple(c for a, v in zip(axes, values, strict=True) for c in a.changes(v) if not c.changes_nothing)
    return Point(name, group, start, {a.name: v for a, v in zip(axes, values, strict=True)}, changes)


def shares_of(spec: Spec) -> Floats:
    """The samples of a design as shares between 0 and 1, shape (points, axes); the same for the same seed.

    Raises:
        MissingError: SALib is asked for and is not installed.
    """
    count, width = spec.samples, len(spec.axes)
    if spec.design == "monte_carlo":
        return np.random.default_rng(spec.seed).random((count, width))
    if spec.design == "latin_hypercube":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(d=width, rng=spec.seed).random(count), float)
    assert spec.design in FROM_SALIB
    sample, problem = salib(f"sample.{spec.design}"), problem_of(spec)
    if spec.design == "sobol":
        drawn = sample.sample(problem, count, calc_second_order=spec.second_order, seed=spec.seed)
    else:
        drawn = sample.sample(problem, count, num_levels=spec.levels, seed=spec.seed)
    return np.asarray(drawn, float)


def problem_of(spec: Spec) -> dict[str, Any]:
    """What SALib calls the problem: every axis between 0 and 1, the quantiles of its values."""
    return {"num_vars": len(spec.axes), "names": [a.name for a in spec.axes], "bounds": [[0.0, 1.0]] * len(spec.axes)}


def salib(module: str) -> Any:
    """A module of SALib.

    Raises:
        MissingError: it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        raise MissingError("A Sobol or Morris design", "SALib", "sampling") from None
