"""Rows and columns of one label, with the steps of their clock: what becomes one bus or one component."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.compiled import Family
from optimizer.index import Label

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, tuple[Label, ...]]
PERIODS = ("period", "until")


@dataclass(frozen=True, eq=False)
class Group:
    """Rows or columns of one label.

    Attributes:
        names: of the dimensions of the label.
        clock: None for a single row or column without time.
        start: the first of them.
    """

    family: str
    names: tuple[str, ...]
    label: tuple[Label, ...]
    clock: Clock | None
    start: int

    @property
    def size(self) -> int:
        return 1 if self.clock is None else len(self.clock)

    @property
    def range(self) -> slice:
        return slice(self.start, self.start + self.size)

    @cached_property
    def period(self) -> Label | None:
        """The period in which it is counted; None for what is no matter of one period."""
        at = [i for i, n in enumerate(self.names) if n in PERIODS]
        return self.label[at[-1]] if at else None

    @cached_property
    def key(self) -> Key:
        """What it is called in every period."""
        return self.family, tuple(v for n, v in zip(self.names, self.label, strict=True) if n not in PERIODS)


@dataclass(frozen=True, eq=False)
class Entry:
    """What a group of columns has in a group of rows.

    Attributes:
        row, column: their groups.
        row_at, column_at: step of each number within its group.
        numbers: coefficients.
    """

    row: Group
    column: Group
    row_at: Ints
    column_at: Ints
    numbers: Floats


def groups(families: tuple[Family, ...]) -> list[Group]:
    """The groups of some families, in order."""
    out: list[Group] = []
    for f in families:
        if f.index is None:
            out += [Group(f.name, (), (str(f.label(i)),), None, f.start + i) for i in range(f.size)]
            continue
        for block in f.index.blocks:
            start = f.start + block.start
            for i, label in enumerate(f.index.tuples_of(block.codes)):
                out.append(Group(f.name, f.index.names, label, block.clock, start + i * block.shape[1]))
    return out


def entries(matrix: sp.csr_array, rows: list[Group], columns: list[Group]) -> Iterator[Entry]:
    """Every pair of groups that meet, row by row."""
    found = sp.coo_array(matrix)
    row_of, column_of = _of(rows, matrix.shape[0]), _of(columns, matrix.shape[1])
    r, c = row_of[found.row], column_of[found.col]
    order = np.lexsort((found.col, found.row, c, r))
    r, c = r[order], c[order]
    ends = np.flatnonzero(np.diff(r) | np.diff(c)) + 1
    for part in np.split(np.arange(len(order)), ends) if len(order) else []:
        row, column, at = rows[r[part[0]]], columns[c[part[0]]], order[part]
        yield Entry(
            row,
            column,
            found.row[at].astype(np.int64) - row.start,
            found.col[at].astype(np.int64) - column.start,
            found.data[at],
        )


def _of(parts: list[Group], count: int) -> Ints:
    """The group of every row or column."""
    out = np.full(count, -1, dtype=np.int64)
    for i, part in enumerate(parts):
        out[part.range] = i
    return out
