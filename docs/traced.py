"""What the rows and the costs of the model are made of, found out by building it.

The numbers of the Inputs are marked with their names before the model of a small world is built; marks stay on arrays that are cut or
inverted, so that each row family and each cost term tells afterwards which variables and which numbers it holds. The worlds are those of
the tests, which together hold every row family.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyomo.core as pyo

from optimizer.algebra.expression import Expression
from optimizer.algebra.rows import Rows
from optimizer.algebra.variable import Variable
from optimizer.case.model import Case
from optimizer.formulation import build_model, vocabulary
from optimizer.index import Values
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution

TESTS = Path(__file__).resolve().parents[1] / "tests"


class Marked(np.ndarray):  # type: ignore[type-arg]
    """An array that knows which numbers of the Inputs it was cut from."""

    names: frozenset[str]

    def __array_finalize__(self, source: object) -> None:
        self.names = getattr(source, "names", frozenset())


@dataclass
class Made:
    """What a row family, a cost term or a variable holds: names of variables, and of numbers of the Inputs."""

    variables: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def add(self, expression: Expression) -> None:
        for piece in expression.pieces:
            if piece.source is not None:
                self.variables.add(str(piece.source.name))
            self.numbers |= {name for factor in piece.factors for name in getattr(factor, "names", ())}


@dataclass
class Trace:
    """All worlds together.

    Attributes:
        rows, costs: what each row family and each cost term holds.
        bounds: numbers that bound a variable.
        variables: unit and dimensions of each variable.
        numbers: unit and dimensions of each number of the Inputs.
    """

    rows: dict[str, Made] = field(default_factory=dict)
    costs: dict[str, Made] = field(default_factory=dict)
    bounds: dict[str, set[str]] = field(default_factory=dict)
    variables: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def marked(inputs: Inputs) -> Inputs:
    """The same numbers, each marked with its name."""
    return replace(inputs, values={name: _marked(name, values) for name, values in inputs.values.items()})


def _marked(name: str, values: Values) -> Values:
    arrays = []
    for array in values.arrays:
        view = array.view(Marked)
        view.names = frozenset({name})
        arrays.append(view)
    return replace(values, arrays=tuple(arrays))


@contextmanager
def cases() -> Iterator[list[Case]]:
    """The worlds of the tests."""
    sys.path[:0] = [str(TESTS), str(TESTS / "formulation")]
    try:
        from tiny import tiny_case
        from worlds import world_case, worlds

        with tempfile.TemporaryDirectory() as folder:
            own = [world_case(Path(folder) / name, **world.TABLES) for name, world in worlds().items()]
            yield [tiny_case(Path(folder) / "tiny"), *own]
    finally:
        del sys.path[:2]


@lru_cache(maxsize=1)
def trace() -> Trace:
    """All worlds together."""
    out = Trace()
    with cases() as worlds:
        for case in worlds:
            inputs = marked(prepare(case, vocabulary()))
            model = build_model(inputs)
            for rows in model.component_objects(pyo.Constraint):
                if isinstance(rows, Rows):
                    out.rows.setdefault(str(rows.name), Made()).add(rows.body)
            for variable in model.component_objects(pyo.Var):
                if isinstance(variable, Variable):
                    bounds = (*variable.lower_arrays, *variable.upper_arrays)
                    names = {name for array in bounds for name in getattr(array, "names", ())}
                    out.bounds.setdefault(str(variable.name), set()).update(names)
                    out.variables[str(variable.name)] = (variable.unit_text, variable.index.all_names)
            for term in model.cost_terms:
                out.costs.setdefault(term.name, Made()).add(term.expression)
            for name, values in inputs.values.items():
                out.numbers.setdefault(name, (values.unit, values.index.all_names))
    return out


@lru_cache(maxsize=1)
def answer() -> Solution:
    """The run whose accounts and origins the pages show."""
    return run(load_case(TESTS.parent / "inputs" / "quickstart"))
