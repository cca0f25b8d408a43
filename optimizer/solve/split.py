"""Long columns split into chains of copies, so that an interior point factors a sparse matrix.

Plant that serves n steps is a column of n entries. In the normal equations A D A' of an interior point it joins all its n rows to each
other, n^2 entries; with hundreds of steps and thousands of columns nothing is sparse any more. A column x with more than `LONG` entries is
written as copies x(1), x(2), ... of at most `LONG` entries each, held together by

    x(i) - x(i+1) = 0

Each joins few rows, and the order of elimination finds the blocks of days again. The copies keep the bounds of the column (free ones stall
HiPO), and its cost stays on the first. Presolve would take them out again, so the problem is presolved first, its answer carried
back by postsolve. Source: Vanderbei 1991, Splitting dense columns in sparse linear systems, Linear Algebra and its Applications 152, 107-117.
Measured in docs/decisions/0052-long-columns.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Floats
from optimizer.errors import SolveError

Ints = NDArray[np.int64]
LONG = 24
"""Entries of a column beyond which it is split."""
COLWISE = int(highspy.MatrixFormat.kColwise)
MINIMISE = int(highspy.ObjSense.kMinimize)


@dataclass(frozen=True, eq=False)
class Split:
    """A matrix with long columns split.

    Attributes:
        matrix: rows of the original first, then the chains; columns of the original first, then the copies.
        origin: the original column of each copy, shape (copies,).
    """

    matrix: sp.csc_array
    origin: Ints


def split(matrix: sp.csc_array, longest: int = LONG) -> Split:
    """The matrix with every column of more than `longest` entries in chains of copies; their entries stay in order."""
    rows, columns = matrix.shape
    counts = np.diff(matrix.indptr)
    pieces = np.maximum(-(-counts // longest), 1)
    more = pieces - 1
    first_copy = columns + np.cumsum(more) - more
    owner = np.repeat(np.arange(columns), counts)
    piece = (np.arange(matrix.nnz) - matrix.indptr[owner]) // longest
    column = np.where(piece == 0, owner, first_copy[owner] + piece - 1)
    origin = np.repeat(np.arange(columns), more)
    chain = np.arange(len(origin))
    copy = columns + chain
    before = np.where(np.isin(copy, first_copy[more > 0]), origin, copy - 1)
    one = np.ones(len(chain))
    data = np.concatenate([matrix.data, one, -one])
    row = np.concatenate([matrix.indices, rows + chain, rows + chain])
    at = np.concatenate([column, before, copy])
    shape = (rows + len(chain), columns + len(chain))
    return Split(sp.csc_array((data, (row, at)), shape=shape), origin)


def run(outer: Any, inner: Any) -> Any:
    """Presolve `outer`, solve it with long columns split in `inner`, and carry the answer back.

    Args:
        outer: a loaded HiGHS object. inner: an empty one, with the options of the solve and without presolve.

    Returns:
        The object whose status says how it ended: `outer` where presolve leaves nothing to solve, else `inner`.

    Raises:
        SolveError: HiGHS cannot carry the answer back.
    """
    outer.presolve()
    if outer.getModelPresolveStatus() != highspy.HighsPresolveStatus.kReduced:
        outer.run()
        return outer
    lp = outer.getPresolvedLp()
    found = _handed_over(inner, lp)
    inner.run()
    if inner.getModelStatus() == highspy.HighsModelStatus.kOptimal or inner.getSolution().dual_valid:
        answer = _shortened(inner.getSolution(), lp.num_row_, found.origin)
        if outer.postsolve(answer) == highspy.HighsStatus.kError:
            raise SolveError(f"HiGHS could not carry the answer of {len(found.origin):,} split columns back")
    return inner


def _handed_over(inner: Any, lp: Any) -> Split:
    """Give the presolved problem to a HiGHS object, its long columns split."""
    matrix = lp.a_matrix_
    by_column = matrix.format_ == highspy.MatrixFormat.kColwise
    kind = sp.csc_array if by_column else sp.csr_array
    entries = (np.array(matrix.value_), np.array(matrix.index_), np.array(matrix.start_))
    made = split(sp.csc_array(kind(entries, shape=(lp.num_row_, lp.num_col_))))
    none = np.zeros(len(made.origin))
    low, high = np.array(lp.col_lower_), np.array(lp.col_upper_)

    def extended(values: Any, more: Floats) -> Floats:
        return np.concatenate([np.array(values, dtype=float), more])

    rows, columns = made.matrix.shape
    answer = inner.passModel(
        columns, rows, made.matrix.nnz, COLWISE, MINIMISE, float(lp.offset_), extended(lp.col_cost_, none),
        extended(low, low[made.origin]), extended(high, high[made.origin]), extended(lp.row_lower_, none),
        extended(lp.row_upper_, none), made.matrix.indptr.astype(np.int32), made.matrix.indices.astype(np.int32),
        made.matrix.data, np.zeros(columns, dtype=np.int32),
    )  # fmt: skip
    if answer == highspy.HighsStatus.kError:
        raise SolveError("HiGHS refused the problem with split columns")
    return made


def _shortened(solution: Any, rows: int, origin: Ints) -> Any:
    """The answer without chains and copies.

    What the bound of a column is worth is what the bounds of it and its copies are worth together: duals of the chain cancel in the sum.
    """
    columns = len(solution.col_value) - len(origin)
    worth = np.array(solution.col_dual)
    np.add.at(worth, origin, worth[columns:])
    short = highspy.HighsSolution()
    short.col_value, short.row_value = solution.col_value[:columns], solution.row_value[:rows]
    short.col_dual, short.row_dual = worth[:columns].tolist(), solution.row_dual[:rows]
    short.value_valid, short.dual_valid = solution.value_valid, solution.dual_valid
    return short
