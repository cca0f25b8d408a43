"""The value of an expression at given values of the columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.algebra.expression import Expression
from optimizer.compiled import Compiled

Floats = NDArray[np.float64]


def evaluate(expression: Expression, compiled: Compiled, values: Floats) -> Floats:
    """One number for each row of the expression's index.

    Args:
        compiled: the model the expression belongs to.
        values: of all columns, shape (columns,).
    """
    start = {f.name: f.start for f in compiled.columns}
    out = np.zeros(expression.index.size)
    for p in expression.pieces:
        block = expression.index.blocks[p.block]
        view = out[block.start : block.start + block.size].reshape(block.shape)
        amount = p.values()
        if p.source is not None:
            source = p.source.index.blocks[p.source_block]
            first = start[p.source.local_name] + source.start + p.column * source.shape[1]
            amount = amount * values[first[:, None] + p.time_column[None, :]]
        np.add.at(view, np.ix_(p.row, p.time_row), amount)
    return out
