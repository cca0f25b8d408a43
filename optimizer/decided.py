"""What was decided already: the columns of some periods held at the values that an earlier answer gave them.

A problem that sees periods up to some year, of which the first are decided, is the same problem with these columns held. What
moves on a clock is held exactly. What stands without one (plant, accounts, contents) lies between its value and a millionth more
or less, for an answer is exact to about that much, and later rows must not be infeasible for a digit. A row that speaks of
nothing but decided columns is widened to hold what was decided; by how much is measured, so that the past cannot break a rule.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.certificate.entries import Entry
from optimizer.certificate.measures import Ints, largest_by_row, outside
from optimizer.compiled import Compiled, Family, Floats
from optimizer.errors import SolveError
from optimizer.index import Label

Flags = NDArray[np.bool_]
WHEN = ("period", "vintage", "until")
"""The dimension that says when a column is decided, the first of these that it has."""
NEAR = 1e-6  # share by which what stands may miss its value
NARROW = 1e-5  # room that a solver cannot tell from none: it would take one end of it for the value
ROUNDING = 1e-12  # of the largest term of a row: what adding up its terms in another order may change
BROKEN = 1e-5  # residual of a row, over 1 + |bound| + its largest term, that is no rounding


@dataclass(frozen=True, eq=False)
class Vector:
    """Columns of a problem and their values."""

    columns: tuple[Family, ...]
    values: Floats


@dataclass(frozen=True, eq=False)
class Decided:
    """Periods that are decided, and the answer that decided them.

    Attributes:
        paid: what regions paid each other for permits and credits, at the prices of that answer; None if nothing has been traded
            yet, for plant alone is decided.
    """

    periods: frozenset[Label]
    vector: Vector
    paid: tuple[Entry, ...] | None = ()


def paid_in(decided: Decided | None, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Payments of all periods: those of decided ones as they were, since rows that are held have no price."""
    if decided is None or decided.paid is None:
        return tuple(entries)
    before = (e for e in decided.paid if e.period in decided.periods)
    return (*before, *(e for e in entries if e.period not in decided.periods))


def hold(compiled: Compiled, decided: Decided) -> Compiled:
    """The same problem with the columns of decided periods at their values.

    Raises:
        SolveError: these values break a row that speaks of nothing else.
    """
    values, room = _known(compiled, decided)
    known = ~np.isnan(values)
    values = np.where(known & compiled.integer, np.rint(values), values)
    values = np.where(known, np.clip(values, compiled.lower, compiled.upper), 0.0)
    low, high = (np.clip(values + sign * room, compiled.lower, compiled.upper) for sign in (-1.0, 1.0))
    row_lower, row_upper = _widened(compiled, values, known, room)
    return replace(
        compiled,
        lower=np.where(known, low, compiled.lower),
        upper=np.where(known, high, compiled.upper),
        row_lower=row_lower,
        row_upper=row_upper,
    )


def is_decided(family: Family, label: tuple[object, ...], periods: Collection[Label]) -> bool:
    """Whether a label of a family is of a decided period."""
    name = None if family.index is None else next((n for n in WHEN if n in family.index.names), None)
    return name is not None and family.index is not None and label[family.index.position(name)] in periods


def _known(compiled: Compiled, decided: Decided) -> tuple[Floats, Floats]:
    """Value of each column that is decided (NaN: it is not), and how far it may be missed."""
    values, room = np.full(compiled.shape[1], np.nan), np.zeros(compiled.shape[1])
    before = {f.name: f for f in decided.vector.columns if f.index is not None}
    for family in compiled.columns:
        if family.index is None or family.name not in before:
            continue
        found = _rows(before[family.name], decided)
        mine = values[family.range]
        for block in family.index.blocks:
            table = mine[block.start : block.start + block.size].reshape(block.shape)
            for i, label in enumerate(family.index.tuples_of(block.codes)):
                if label in found:
                    table[i] = found[label]
        if not family.index.on_clock:
            near = NEAR * np.abs(np.nan_to_num(mine))
            room[family.range] = np.where(near > NARROW, near, 0.0)
    return values, room


def _rows(family: Family, decided: Decided) -> dict[tuple[Label, ...], Floats]:
    """Values of a family over its clock, by label, where the label is decided."""
    assert family.index is not None
    vector = decided.vector.values[family.range]
    return {
        label: row
        for block in family.index.blocks
        for label, row in zip(
            family.index.tuples_of(block.codes),
            vector[block.start : block.start + block.size].reshape(block.shape),
            strict=True,
        )
        if is_decided(family, label, decided.periods)
    }


def _widened(compiled: Compiled, values: Floats, known: Flags, room: Floats) -> tuple[Floats, Floats]:
    """Bounds of the rows: free where nothing in them can move, and those over decided columns alone hold what was decided."""
    matrix = compiled.matrix
    entries = np.diff(matrix.indptr)
    past, still = (_of_row(matrix, columns) == entries for columns in (known, known & (room == 0.0)))
    activity = matrix @ values

    def terms(at: Ints) -> Floats:
        return largest_by_row(matrix, at, np.abs(values))

    lower, upper = np.where(past, compiled.row_lower, -np.inf), np.where(past, compiled.row_upper, np.inf)
    at, far = outside(activity, lower, upper, terms)
    if len(at) and far.max() > BROKEN:
        worst = int(at[np.argmax(far)])
        raise SolveError(f"what was decided before breaks {compiled.row_label(worst)} by {far.max():.2g} of its size")
    rounding = np.zeros(len(entries))
    rounding[past] = ROUNDING * terms(np.flatnonzero(past))
    low, high = compiled.row_lower.copy(), compiled.row_upper.copy()
    low[past] = np.minimum(low, activity - rounding)[past]
    high[past] = np.maximum(high, activity + rounding)[past]
    low[still], high[still] = -np.inf, np.inf
    return low, high


def _of_row(matrix: sp.csr_array, columns: Flags) -> Ints:
    """How many entries of each row lie in some columns."""
    counted: Ints = np.diff(np.append(0, np.cumsum(columns[matrix.indices]))[matrix.indptr])
    return counted
