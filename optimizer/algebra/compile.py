"""The model as arrays: whole families from their pieces, touched members and plain Pyomo through Pyomo itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.core as pyo
import scipy.sparse as sp
from numpy.typing import NDArray
from pyomo.core.base.suffix import Suffix

from optimizer.algebra.columns import Columns, columns_of
from optimizer.algebra.expression import Piece
from optimizer.algebra.model import OBJECTIVE, Model
from optimizer.algebra.plain import linear, plain_rows
from optimizer.algebra.rows import Rows
from optimizer.compiled import Compiled, Family
from optimizer.errors import FormulationError
from optimizer.units import words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Active components of these kinds carry no equation of their own.
HARMLESS = (
    pyo.Var,
    pyo.Set,
    pyo.RangeSet,
    pyo.Param,
    pyo.Expression,
    pyo.Block,
    Suffix,
    pyo.BuildAction,
    pyo.BuildCheck,
)


def compile_model(model: Model) -> Compiled:
    """The model as a sparse problem, row by row the one Pyomo would write.

    Raises:
        FormulationError: something active is not linear, or there is not exactly one objective to minimise.
    """
    _refuse_foreign(model)
    columns, lower, upper, integer = columns_of(model)
    lazy, plain = _constraints(model)
    starts = np.cumsum([0, *(rows.rows_index.size for rows in lazy)])
    families = [
        Family(rows.local_name, int(at), rows.rows_index.size, rows.rows_index, unit=words(rows.body.unit))
        for rows, at in zip(lazy, starts, strict=False)
    ]
    row, column, value, doubled = _entries(lazy, starts, columns)
    low, high = _sides(lazy)
    for rows, at in zip(lazy, starts, strict=False):
        plain += _override(rows, int(at), low, high)
    extra = plain_rows(plain, int(starts[-1]), columns)
    families += extra.families
    if len(extra.row):
        more = ((row, extra.row), (column, extra.column), (value, extra.value))
        row, column, value = (np.concatenate(pair) for pair in more)
    shape = (int(starts[-1]) + len(extra.lower), columns.size)
    if not value.all():
        kept = value != 0.0
        row, column, value = row[kept], column[kept], value[kept]
    entries = sp.coo_array((value, (row, column)), shape=shape)
    entries.has_canonical_format = not (doubled or len(extra.row))
    cost, offset = _objective(model, columns)
    return Compiled(
        matrix=sp.csr_array(entries.tocsr()),
        row_lower=np.concatenate([low, extra.lower]),
        row_upper=np.concatenate([high, extra.upper]),
        lower=lower,
        upper=upper,
        cost=cost,
        offset=offset,
        integer=integer,
        columns=tuple(columns.families),
        rows=tuple(families),
    )


def _refuse_foreign(model: Model) -> None:
    for component in model.component_objects(active=True, descend_into=True):
        if component.ctype not in (*HARMLESS, pyo.Constraint, pyo.Objective):
            raise FormulationError(
                f"'{component.name}' is a {component.ctype.__name__}, which a linear model cannot hold"
            )


# -- rows -------------------------------------------------------------------------------------------------
def _constraints(model: Model) -> tuple[list[Rows], list[Any]]:
    lazy: list[Rows] = []
    plain: list[Any] = []
    for constraint in model.component_objects(pyo.Constraint, active=True, descend_into=True):
        if isinstance(constraint, Rows):
            lazy.append(constraint)
        else:
            plain += [member for member in constraint.values() if member.active]
    return lazy, plain


def _entries(lazy: list[Rows], starts: Ints, columns: Columns) -> tuple[Any, Any, Floats, bool]:
    """(row, column, value) of all pieces, and whether some entry may occur twice."""
    total = sum(len(p.row) * len(p.time_row) for rows in lazy for p in rows.body.pieces if p.source is not None)
    row = np.empty(total, dtype=np.int32)
    column = np.empty(total, dtype=np.int32)
    value = np.empty(total)
    at, doubled = 0, False
    for rows, start in zip(lazy, starts, strict=False):
        pieces = [p for p in rows.body.pieces if p.source is not None]
        doubled = doubled or _may_double(pieces)
        for p in pieces:
            shape = (len(p.row), len(p.time_row))
            view = slice(at, at + shape[0] * shape[1])
            target = rows.rows_index.blocks[p.block]
            np.add.outer(
                start + target.start + p.row * target.shape[1],
                p.time_row,
                out=row[view].reshape(shape),
                casting="unsafe",
            )
            if id(p.source) not in columns.start:
                raise FormulationError(f"'{rows.name}' uses a variable of another model")
            source = p.source.index.blocks[p.source_block]
            base = columns.start[id(p.source)] + source.start + p.column * source.shape[1]
            np.add.outer(base, p.time_column, out=column[view].reshape(shape), casting="unsafe")
            out = value[view].reshape(shape)
            out[...] = 1.0
            for factor in p.factors:
                out *= factor
            at = view.stop
    return row, column, value, doubled


def _may_double(pieces: list[Piece]) -> bool:
    """Whether two entries of one family can fall on the same row and column: exact on labels and time apart."""
    for i, a in enumerate(pieces):
        if _repeats(a.row, a.column) or _repeats(a.time_row, a.time_column):
            return True
        for b in pieces[:i]:
            same = a.source is b.source and a.source_block == b.source_block and a.block == b.block
            if (
                same
                and _meet(a.row, a.column, b.row, b.column)
                and _meet(a.time_row, a.time_column, b.time_row, b.time_column)
            ):
                return True
    return False


def _keys(first: Ints, second: Ints) -> Ints:
    return first * (2**31) + second


def _repeats(first: Ints, second: Ints) -> bool:
    keys = _keys(first, second)
    return len(keys) > 1 and not bool(np.all(np.diff(keys) > 0)) and len(np.unique(keys)) < len(keys)


def _meet(a1: Ints, a2: Ints, b1: Ints, b2: Ints) -> bool:
    return bool(np.isin(_keys(a1, a2), _keys(b1, b2)).any())


def _sides(lazy: list[Rows]) -> tuple[Floats, Floats]:
    lows, highs = [np.zeros(0)], [np.zeros(0)]
    for rows in lazy:
        right = rows.right_hand_side()
        lows.append(right if rows.sense != "<=" else np.full(len(right), -np.inf))
        highs.append(right if rows.sense != ">=" else np.full(len(right), np.inf))
    return np.concatenate(lows), np.concatenate(highs)


def _override(rows: Rows, start: int, low: Floats, high: Floats) -> list[Any]:
    """Free the rows that the user switched off, deleted or rewrote; return the rewritten ones."""
    rewritten = []
    if rows._dropped:
        kept = {at for at, _ in rows.touched()}
        gone = [at for at in range(rows.rows_index.size) if at not in kept]
        low[[start + at for at in gone]], high[[start + at for at in gone]] = -np.inf, np.inf
    for at, member in rows.touched():
        changed = member.expr is not rows.original.get(member.index())
        if changed and member.active:
            rewritten.append(member)
        if changed or not member.active:
            low[start + at], high[start + at] = -np.inf, np.inf
    return rewritten


def _objective(model: Model, columns: Columns) -> tuple[Floats, float]:
    active = list(model.component_data_objects(pyo.Objective, active=True, descend_into=True))
    if len(active) != 1:
        raise FormulationError(f"a model has one active objective, this one has {len(active)}")
    objective = active[0]
    if objective.sense != pyo.minimize:
        raise FormulationError(f"objective '{objective.name}' must be minimised")
    cost = np.zeros(columns.size)
    if objective.local_name != OBJECTIVE or not objective.of_terms:
        coefficients, at, constant = linear(objective.expr, objective.name, columns)
        np.add.at(cost, at, coefficients)
        return cost, constant
    offset = 0.0
    for term in model.cost_terms:
        for p in term.expression.pieces:
            if p.source is None:
                offset += float(p.values().sum())
                continue
            block = p.source.index.blocks[p.source_block]
            start = columns.start[id(p.source)] + block.start
            np.add.at(cost, (start + p.column * block.shape[1])[:, None] + p.time_column[None, :], p.values())
    return cost, offset
