"""What the rows and the costs of the model are made of and where the tests write them again, found out by building it.

The numbers of the Inputs are marked with their names before the model of a small world is built; marks stay on arrays that are cut or
inverted, so that each row family and each cost term tells afterwards which variables and which numbers it holds. The worlds are those of
the tests, which together hold every row family and every cost term; each says which of them it writes a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyomo.core as pyo
from twice import TESTS, World, worlds

from optimizer.algebra import Model
from optimizer.algebra.expression import Expression, Piece
from optimizer.algebra.model import Term
from optimizer.algebra.rows import Rows
from optimizer.algebra.variable import Variable
from optimizer.formulation import CONCEPTS, build_model, vocabulary
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.index import Values
from optimizer.inputs import Inputs, prepare
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution


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
        items: each item that a concept brings to a balance, by (concept, balance); balances are row families or are summed into some.
        stated: the concept of each row family and of each cost term.
        lost: by number of the Inputs, modules whose second writings are shown to notice that it is lost.
        bounds: numbers that bound a variable.
        variables: unit and dimensions of each variable.
        numbers: unit and dimensions of each number of the Inputs.
    """

    rows: dict[str, Made] = field(default_factory=dict)
    costs: dict[str, Made] = field(default_factory=dict)
    added: dict[tuple[str, str], Made] = field(default_factory=dict)
    items: dict[tuple[str, str], dict[str, Made]] = field(default_factory=dict)
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


@dataclass
class Share:
    """What a concept brings to a model: its variables, its items of balances, its rows and its cost terms."""

    variables: set[str] = field(default_factory=set)
    items: list[tuple[str, Term]] = field(default_factory=list)
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
        share.items = [(to, item) for to, items in m.items.items() for item in items if id(item) not in known]
        share.states |= {term.name for term in m.cost_terms if id(term) not in known}

    def constrain(m: Model, x: Variables, p: Parameters) -> None:
        known = set(m.component_map(pyo.Constraint))
        concept.constrain(m, x, p)
        share.states |= set(m.component_map(pyo.Constraint)) - known

    return replace(concept, declare=declare, couple=couple, constrain=constrain)


def added(share: Share, rows: Rows) -> list[Piece]:
    """What a concept adds to rows of another one: its items, else what they hold of its variables; nothing that is zero."""
    mine = [piece for to, item in share.items if to == str(rows.name) for piece in item.expression.pieces]
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
    """What one world shows."""
    inputs, shares = marked(prepare(world.case, vocabulary())), {c.name: Share() for c in CONCEPTS}
    model = build_model(inputs, [noted(c, shares[c.name]) for c in CONCEPTS])
    out.stated |= {name: concept for concept, share in shares.items() for name in share.states}
    for rows in model.component_objects(pyo.Constraint):
        if isinstance(rows, Rows):
            _trace_rows(rows, shares, world, out)
    for concept, share in shares.items():
        for balance, item in share.items:
            made = out.items.setdefault((concept, balance), {}).setdefault(item.name, Made())
            made.add(item.expression)
            if any(piece.values().any() for piece in item.expression.pieces):
                made.again |= world.writing(*([balance] if balance in out.rows else share.states & set(out.rows)))
    for term in model.cost_terms:
        made = out.costs.setdefault(term.name, Made())
        made.add(term.expression)
        made.again |= world.writing(term.name)
    for variable in model.component_objects(pyo.Var):
        if isinstance(variable, Variable):
            bounds = (*variable.lower_arrays, *variable.upper_arrays)
            names = {name for array in bounds for name in getattr(array, "names", ())}
            out.bounds.setdefault(str(variable.name), set()).update(names)
            out.variables[str(variable.name)] = (variable.unit_text, variable.index.all_names)
    for name, values in inputs.values.items():
        out.numbers.setdefault(name, (values.unit, values.index.all_names))
    for path, (_, lost) in world.written.items():
        for name in lost:
            out.lost.setdefault(name, set()).add(path)


def _trace_rows(rows: Rows, shares: dict[str, Share], world: World, out: Trace) -> None:
    """What rows hold, and what concepts that do not state them add."""
    name = str(rows.name)
    made = out.rows.setdefault(name, Made())
    made.add(rows.body)
    made.again |= world.writing(name)
    for concept, share in shares.items():
        pieces = added(share, rows) if name not in share.states else []
        if pieces:
            more = out.added.setdefault((concept, name), Made(unit=made.unit))
            more.again |= world.writing(name)
            for piece in pieces:
                more.add_piece(piece)


@lru_cache(maxsize=1)
def answer() -> Solution:
    """The run whose accounts and origins the pages show."""
    return run(load_case(TESTS.parent / "inputs" / "quickstart"))
