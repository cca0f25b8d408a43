"""What the rows and the costs of the model are made of and where the tests write them again, found out by building it.

The numbers of the Inputs are marked with their names before the model of a small world is built; marks stay on arrays that are cut or
inverted, so that each row family and each cost term tells afterwards which variables and which numbers it holds. The worlds are those of
the tests, which together hold every row family and every cost term; each says which of them it writes a second time.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pyomo.core as pyo

from optimizer.algebra import Model
from optimizer.algebra.expression import Expression, Piece
from optimizer.algebra.rows import Rows
from optimizer.algebra.variable import Variable
from optimizer.case.model import Case
from optimizer.formulation import CONCEPTS, build_model, vocabulary
from optimizer.formulation.concept import Concept, Parameters, Variables
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
    """What a row family, a cost term or what a concept adds to rows of another one holds.

    Attributes:
        variables, numbers: their names; numbers are those of the Inputs.
        unit: of the rows, as `optimizer.units` writes it.
        again: modules of the tests that write it a second time, in a world where it holds something.
    """

    variables: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    unit: str = ""
    again: set[Path] = field(default_factory=set)

    def add(self, expression: Expression) -> None:
        self.unit = str(expression.unit)
        for piece in expression.pieces:
            self.add_piece(piece)

    def add_piece(self, piece: Piece) -> None:
        if piece.source is not None:
            self.variables.add(str(piece.source.name))
        self.numbers |= {name for factor in piece.factors for name in getattr(factor, "names", ())}


@dataclass
class Trace:
    """All worlds together.

    Attributes:
        rows, costs: what each row family and each cost term holds.
        added: what a concept adds to a row family that another one states, by (concept, family).
        stated: the concept of each row family and of each cost term.
        lost: by number of the Inputs, modules whose second writings are shown to notice that it is lost.
        bounds: numbers that bound a variable.
        variables: unit and dimensions of each variable.
        numbers: unit and dimensions of each number of the Inputs.
    """

    rows: dict[str, Made] = field(default_factory=dict)
    costs: dict[str, Made] = field(default_factory=dict)
    added: dict[tuple[str, str], Made] = field(default_factory=dict)
    stated: dict[str, str] = field(default_factory=dict)
    lost: dict[str, set[Path]] = field(default_factory=dict)
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


@dataclass(frozen=True)
class World:
    """A small case of the tests.

    Attributes:
        written: by module that writes equations a second time: which row families and cost terms, and which numbers tests lose.
    """

    case: Case
    written: dict[Path, tuple[Collection[str], Collection[str]]]


@contextmanager
def worlds() -> Iterator[list[World]]:
    """The worlds of the tests, the tiny one first."""
    sys.path[:0] = [str(TESTS), str(TESTS / "formulation")]
    try:
        import cost_terms
        import equations
        import worlds as small
        from tiny import tiny_case

        with tempfile.TemporaryDirectory() as folder:
            twice = {_path(m): (getattr(m, "EQUATIONS", None) or m.COSTS, ()) for m in (equations, cost_terms)}
            found = [World(tiny_case(Path(folder) / "tiny"), twice)]
            for name, module in small.worlds().items():
                case = small.world_case(Path(folder) / name, **module.TABLES)
                names = {*module.EQUATIONS, *getattr(module, "COSTS", {})}
                found.append(World(case, {_path(module): (names, {n for n, _ in getattr(module, "LOST", [])})}))
            yield found
    finally:
        del sys.path[:2]


def _path(module: ModuleType) -> Path:
    return Path(str(module.__file__))


@dataclass
class Share:
    """What a concept brings to a model: its variables, its items of balances, its rows and its cost terms."""

    variables: set[str] = field(default_factory=set)
    items: list[tuple[str, Expression]] = field(default_factory=list)
    states: set[str] = field(default_factory=set)


def noted(concept: Concept, share: Share) -> Concept:
    """The same concept, whose share is written down while a model is built."""

    def declare(m: Model, p: Parameters) -> None:
        known = set(m.component_map(pyo.Var))
        concept.declare(m, p)
        share.variables = set(m.component_map(pyo.Var)) - known

    def couple(m: Model, x: Variables, p: Parameters) -> None:
        known = {id(item) for items in m.items.values() for item in items} | {id(term) for term in m.cost_terms}
        concept.couple(m, x, p)
        share.items = [(to, i.expression) for to, items in m.items.items() for i in items if id(i) not in known]
        share.states |= {term.name for term in m.cost_terms if id(term) not in known}

    def constrain(m: Model, x: Variables, p: Parameters) -> None:
        known = set(m.component_map(pyo.Constraint))
        concept.constrain(m, x, p)
        share.states |= set(m.component_map(pyo.Constraint)) - known

    return replace(concept, declare=declare, couple=couple, constrain=constrain)


def added(share: Share, rows: Rows) -> list[Piece]:
    """What a concept adds to rows of another one: its items, else what they hold of its variables; nothing that is zero."""
    mine = [piece for to, item in share.items if to == str(rows.name) for piece in item.pieces]
    if not mine:
        mine = [p for p in rows.body.pieces if p.source is not None and str(p.source.name) in share.variables]
    return [piece for piece in mine if piece.values().any()]


@lru_cache(maxsize=1)
def trace() -> Trace:
    """All worlds together."""
    out = Trace()
    with worlds() as known:
        for world in known:
            _trace(world, out)
    return out


def _trace(world: World, out: Trace) -> None:
    inputs, shares = marked(prepare(world.case, vocabulary())), {c.name: Share() for c in CONCEPTS}
    model = build_model(inputs, [noted(c, shares[c.name]) for c in CONCEPTS])
    out.stated |= {name: concept for concept, share in shares.items() for name in share.states}

    def again(name: str) -> set[Path]:
        return {path for path, (names, _) in world.written.items() if name in names}

    for rows in model.component_objects(pyo.Constraint):
        if not isinstance(rows, Rows):
            continue
        name = str(rows.name)
        made = out.rows.setdefault(name, Made())
        made.add(rows.body)
        made.again |= again(name)
        for concept, share in shares.items():
            pieces = added(share, rows) if name not in share.states else []
            if pieces:
                more = out.added.setdefault((concept, name), Made(unit=made.unit))
                more.again |= again(name)
                for piece in pieces:
                    more.add_piece(piece)
    for variable in model.component_objects(pyo.Var):
        if isinstance(variable, Variable):
            bounds = (*variable.lower_arrays, *variable.upper_arrays)
            names = {name for array in bounds for name in getattr(array, "names", ())}
            out.bounds.setdefault(str(variable.name), set()).update(names)
            out.variables[str(variable.name)] = (variable.unit_text, variable.index.all_names)
    for term in model.cost_terms:
        made = out.costs.setdefault(term.name, Made())
        made.add(term.expression)
        made.again |= again(term.name)
    for name, values in inputs.values.items():
        out.numbers.setdefault(name, (values.unit, values.index.all_names))
    for path, (_, lost) in world.written.items():
        for name in lost:
            out.lost.setdefault(name, set()).add(path)


@lru_cache(maxsize=1)
def answer() -> Solution:
    """The run whose accounts and origins the pages show."""
    return run(load_case(TESTS.parent / "inputs" / "quickstart"))
