"""Units that a solver can count in: the same problem with other units of money, carriers and plant, chosen from its numbers.

HiGHS and the certificate measure by absolute tolerances (10^-7, and 10^-6 over 1 + size). Where a planner counts money in trillions and energy
in kWh, a price lies below them, and an answer that is per cents too dear would pass. So a problem whose numbers lie far from one is solved and
certified in other units and its answer turned back.

A unit belongs to a family and a label without place and time (the capacity of a technology, the balance of a carrier). The exponents
minimise the sum over all coefficients of (log2 |a| + row + column)^2; then all amounts get a unit that makes sides about
one, and money one that makes costs about one. They are whole powers of two, which change no digit.
Source: Curtis and Reid 1972, J. Inst. Maths Applics 10, doi:10.1093/imamat/10.1.118, on groups of rows and columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family, Floats, RawSolution

TRACE = 1e-6
SMALL_COST, LARGE_COST = 1e-5, 1e9
SMALL_SIDE, LARGE_SIDE = 1e-2, 1e10
SMALL_ENTRY, LARGE_ENTRY = 1e-7, 1e9
Groups = NDArray[np.int64]
NEITHER = ("region", "location", "area", "period", "vintage", "until", "day", "step", "since", "direction", "tier")
"""Dimensions along which a unit does not change."""


@dataclass(frozen=True, eq=False)
class Units:
    """Multiples of the stated units in which a problem is solved.

    Attributes:
        rows: what a row is multiplied by, shape (rows,).
        columns: how many stated units one of the column's is, shape (columns,).
        money: what costs are multiplied by.
    """

    rows: Floats
    columns: Floats
    money: float

    def applied(self, compiled: Compiled) -> Compiled:
        """The problem in these units."""
        matrix = sp.diags_array(self.rows) @ compiled.matrix @ sp.diags_array(self.columns)
        return replace(
            compiled,
            matrix=sp.csr_array(matrix),
            row_lower=compiled.row_lower * self.rows,
            row_upper=compiled.row_upper * self.rows,
            lower=compiled.lower / self.columns,
            upper=compiled.upper / self.columns,
            cost=compiled.cost * self.columns * self.money,
            offset=compiled.offset * self.money,
        )

    def undone(self, raw: RawSolution) -> RawSolution:
        """The answer in the stated units."""
        return replace(
            raw,
            objective=raw.objective / self.money,
            bound=raw.bound / self.money,
            values=raw.values * self.columns,
            row_values=raw.row_values / self.rows,
            row_duals=raw.row_duals * self.rows / self.money,
            reduced_costs=raw.reduced_costs / self.columns / self.money,
        )


def units(compiled: Compiled, *, always: bool = False) -> Units | None:
    """Other units for a problem whose numbers lie far from one; none where the stated ones do (unless they are asked for always)."""
    if not compiled.matrix.nnz or not (always or _far(compiled)):
        return None
    row_group, column_group = _groups(compiled.rows, compiled.shape[0]), _groups(compiled.columns, compiled.shape[1])
    at = sp.coo_array(compiled.matrix)
    stated = at.data != 0  # a zero says nothing of units
    size = np.log2(np.abs(at.data[stated]))
    row, column = row_group[at.row[stated]], column_group[at.col[stated]]
    held = np.zeros(column_group.max() + 1, bool)
    held[column_group[compiled.integer]] = True  # whole numbers stay what they are
    rows, columns = _least_squares(size, row, column, int(row_group.max()) + 1, held)
    r, c = rows[row_group], columns[column_group]
    sides = np.concatenate(
        [
            _logs(compiled.row_lower, r),
            _logs(compiled.row_upper, r),
            _logs(compiled.lower, -c),
            _logs(compiled.upper, -c),
        ]
    )
    amount = float(np.median(sides)) if len(sides) else 0.0
    amount = 0.0 if held.any() else amount
    r, c = np.rint(r - amount), np.rint(c + amount)
    costs = _logs(compiled.cost, c)
    money = -np.rint(np.median(costs)) if len(costs) else 0.0
    return Units(np.exp2(r), np.exp2(c), float(np.exp2(money)))


def _far(compiled: Compiled) -> bool:
    """Whether numbers lie where absolute tolerances no longer tell them from nothing."""
    cost, entry = _sizes(compiled.cost), _sizes(compiled.matrix.data)
    side = _sizes(np.concatenate([compiled.row_lower, compiled.row_upper, compiled.lower, compiled.upper]))
    few, most = 5, 95
    return bool(
        (len(cost) and (np.percentile(cost, few) < SMALL_COST or np.percentile(cost, most) > LARGE_COST))
        or (len(side) and not SMALL_SIDE <= np.percentile(side, most) <= LARGE_SIDE)
        or np.percentile(entry, few) < SMALL_ENTRY
        or np.percentile(entry, most) > LARGE_ENTRY
    )


def _sizes(numbers: Floats) -> Floats:
    size = np.abs(numbers)
    found: Floats = size[(size > 0) & np.isfinite(size)]
    return found


def _logs(numbers: Floats, exponent: Floats) -> Floats:
    used = (numbers != 0) & np.isfinite(numbers)
    found: Floats = np.log2(np.abs(numbers[used])) + exponent[used]
    return found


def _least_squares(
    size: Floats, row: Groups, column: Groups, rows: int, held: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Exponents of rows and columns that minimise the sum of (size + row + column)^2; those of held columns are zero.

    Rows are eliminated: each is minus the mean of what its entries and columns say. A trace on the diagonal chooses the smallest exponents
    where only sums of rows and columns are known. Taking turns, rows and columns, would need thousands of them where units lie far apart:
    what is wrong with one carrier has to go through all others.
    """
    from scipy.sparse.linalg import spsolve

    count = sp.csr_array((np.ones(len(size)), (row, column)), shape=(rows, len(held)))
    total = sp.csr_array((size, (row, column)), shape=count.shape)
    entries = np.maximum(count.sum(axis=1), 1.0)
    said = total.sum(axis=1) / entries
    left = sp.diags_array(count.sum(axis=0) + TRACE) - count.T @ sp.diags_array(1.0 / entries) @ count
    right = count.T @ said - total.sum(axis=0)
    free = np.flatnonzero(~held)
    columns = np.zeros(len(held))
    columns[free] = spsolve(sp.csc_array(left)[:, free][free], right[free])
    return -(said + (count @ columns) / entries), columns


def _groups(families: Sequence[Family], size: int) -> NDArray[np.int64]:
    """Number of the unit of each row or column: its family and its label without place and time."""
    out = np.zeros(size, np.int64)
    known: dict[tuple[object, ...], int] = {}
    for family in families:
        if family.index is None:
            out[family.range] = np.arange(family.size) + len(known)
            known.update({(family.name, i): 0 for i in range(family.size)})
            continue
        at = [i for i, n in enumerate(family.index.names) if n not in NEITHER]
        for block in family.index.blocks:
            labels = [tuple(label[i] for i in at) for label in family.index.tuples_of(block.codes)]
            numbers = [known.setdefault((family.name, *label), len(known)) for label in labels]
            start = family.start + block.start
            out[start : start + block.size] = np.repeat(numbers, block.shape[1])
    return out
