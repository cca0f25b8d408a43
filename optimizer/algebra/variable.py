"""Lazy Pyomo variables: arrays of bounds over an index, members only where somebody touches them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pint
import pyomo.core as pyo
from numpy.typing import NDArray
from pyomo.core.base.var import IndexedVar

from optimizer.algebra.expression import Expression, Piece
from optimizer.algebra.lazy import LazyMembers
from optimizer.index import Index, Values
from optimizer.units import unit as parse
from optimizer.units import words

Floats = NDArray[np.float64]
Bound = float | Values


class Variable(LazyMembers, IndexedVar):  # type: ignore[misc]
    """A Pyomo variable that can also be read as one expression over its whole index.

    `m.activity['wind', 'NM', 2030, 'd1', 5]` is an ordinary Pyomo variable; `m.activity.all` is the expression over
    every row.
    """

    def __init__(self, index: Index, lower: Bound, upper: Bound, integer: bool, unit: pint.Unit, labels: Any) -> None:
        self.rows_index = index
        self.lower_arrays = _arrays(index, lower)
        self.upper_arrays = _arrays(index, upper)
        self.integer = integer
        self.unit_text = words(unit)
        self._dropped = False
        domain = pyo.Integers if integer else pyo.Reals
        super().__init__(labels, domain=domain, dense=False)

    @property
    def index(self) -> Index:
        return self.rows_index

    @property
    def unit(self) -> pint.Unit:
        return parse(self.unit_text)

    @property
    def all(self) -> Expression:
        """The variable on its own index, as an expression."""
        pieces = []
        for b, block in enumerate(self.rows_index.blocks):
            labels, times = np.arange(block.shape[0]), np.arange(block.shape[1])
            pieces.append(Piece(self, b, b, labels, labels, times, times))
        return Expression(self.rows_index, tuple(pieces), self.unit)

    def bounds_of(self, row: int) -> tuple[float, float]:
        """Bounds of one row, as declared."""
        block_at = next(i for i, b in enumerate(self.rows_index.blocks) if b.start <= row < b.start + b.size)
        block = self.rows_index.blocks[block_at]
        n, t = divmod(row - block.start, block.shape[1])
        low, up = (np.broadcast_to(a[block_at], block.shape)[n, t] for a in (self.lower_arrays, self.upper_arrays))
        return float(low), float(up)

    def declared(self) -> tuple[Floats, Floats]:
        """Declared lower and upper bounds of every row, shape (rows,) each."""
        out = []
        for arrays in (self.lower_arrays, self.upper_arrays):
            vector = np.empty(self.rows_index.size)
            for array, block in zip(arrays, self.rows_index.blocks, strict=True):
                vector[block.start : block.start + block.size].reshape(block.shape)[...] = array
            out.append(vector)
        return out[0], out[1]

    def _getitem_when_not_present(self, key: Any) -> Any:
        data = super()._getitem_when_not_present(key)
        low, up = self.bounds_of(self.rows_index.row_of(key))
        data.lower = None if low == -np.inf else low
        data.upper = None if up == np.inf else up
        return data


def _arrays(index: Index, bound: Bound) -> Sequence[Floats]:
    if isinstance(bound, Values):
        return bound.arrays
    return tuple(np.full((1, 1), float(bound)) for _ in index.blocks)
