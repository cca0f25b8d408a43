"""Lazy Pyomo constraints: rows held as Kronecker pieces; a member becomes a Pyomo expression on first access."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyomo.core.base.constraint import IndexedConstraint
from pyomo.core.expr import LinearExpression

from optimizer.algebra.expression import Expression, Relation, Sense
from optimizer.algebra.lazy import LazyMembers
from optimizer.index import Index

Floats = NDArray[np.float64]


class Rows(LazyMembers, IndexedConstraint):  # type: ignore[misc]
    """One constraint for each row of an index: body (==, <=, >=) 0, the known part of the body on the right."""

    def __init__(self, index: Index, relation: Relation, labels: Any) -> None:
        self.rows_index = index
        self.body: Expression = relation.body
        self.sense: Sense = relation.sense
        self.original: dict[Any, Any] = {}
        self._dropped = False
        super().__init__(labels)

    _constructed: bool

    def construct(self, data: Any = None) -> None:
        """Construct the index set only: members come on first access."""
        if not bool(self._constructed):
            for each in self._anonymous_sets or ():
                each.construct()
            self._constructed = True

    def _getitem_when_not_present(self, key: Any) -> Any:
        member = self._setitem_when_not_present(key, _ordinary(self, key))
        self.original[key] = member.expr
        return member

    def right_hand_side(self) -> Floats:
        """The known part moved to the right, shape (rows,)."""
        out = np.zeros(self.rows_index.size)
        for piece in self.body.pieces:
            if piece.source is None:
                block = self.rows_index.blocks[piece.block]
                view = out[block.start : block.start + block.size].reshape(block.shape)
                np.subtract.at(view, np.ix_(piece.row, piece.time_row), piece.values())
        return out + 0.0  # no negative zeros

    def terms(self, row: int) -> tuple[list[tuple[float, Any]], float]:
        """(coefficient, variable member) pairs and the known part of the body of one row."""
        at = next(i for i, b in enumerate(self.rows_index.blocks) if b.start <= row < b.start + b.size)
        block = self.rows_index.blocks[at]
        n, t = divmod(row - block.start, block.shape[1])
        found: dict[Any, float] = {}
        members: dict[Any, Any] = {}
        constant = 0.0
        for piece in self.body.pieces:
            if piece.block != at:
                continue
            labels, times = np.flatnonzero(piece.row == n), np.flatnonzero(piece.time_row == t)
            if not len(labels) or not len(times):
                continue
            values = piece.take(labels, times, row=piece.row[labels], time_row=piece.time_row[times]).values()
            if piece.source is None:
                constant += float(values.sum())
                continue
            source = piece.source.rows_index
            start, width = source.blocks[piece.source_block].start, source.blocks[piece.source_block].shape[1]
            for i, label in enumerate(piece.column[labels]):
                for j, time in enumerate(piece.time_column[times]):
                    column = start + int(label) * width + int(time)
                    key = (id(piece.source), column)
                    if key not in members:
                        name = source.label(column)
                        members[key] = piece.source[name if len(name) > 1 else name[0]]
                    found[key] = found.get(key, 0.0) + float(values[i, j])
        return [(value, members[key]) for key, value in found.items()], constant


def _ordinary(component: Rows, key: Any) -> Any:
    """The ordinary Pyomo expression of one member."""
    terms, constant = component.terms(component.rows_index.row_of(key))
    body = LinearExpression(constant=0.0, linear_coefs=[c for c, _ in terms], linear_vars=[v for _, v in terms])
    right = 0.0 - constant
    if component.sense == "==":
        return (right, body, right)
    return (None, body, right) if component.sense == "<=" else (right, body, None)
