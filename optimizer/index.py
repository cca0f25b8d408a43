"""Where a quantity lives: live label tuples x a clock.

An :class:`Index` is a list of blocks; each block is a table of label tuples that exist (no dead vintage, no
absent technology) times the rows of one clock. Everything that relates two indexes works on the label table
and on the clock apart, so its cost does not grow with their product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import FormulationError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Label = str | int
TIME = ("day", "step")


@dataclass(frozen=True, eq=False)
class Dimension:
    """A named axis with its labels in order. Two indexes share a dimension only if it is the same object.

    Attributes:
        name: singular, lower case.
        labels: in order.
        defines: generic units whose concrete meaning depends on the label; summing over the dimension while
            the unit still holds one of them is an error.
    """

    name: str
    labels: tuple[Label, ...]
    defines: tuple[str, ...] = ()

    @cached_property
    def codes(self) -> dict[Label, int]:
        return {label: i for i, label in enumerate(self.labels)}

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        return f"Dimension({self.name!r}, {len(self)} labels)"


@dataclass(frozen=True, eq=False)
class Block:
    """Label tuples (codes, shape (n, dims)) times one clock (or none: a single row in time)."""

    codes: Ints
    clock: Clock | None
    start: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.codes), 1 if self.clock is None else len(self.clock)

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]


class Index:
    """Live label tuples of named dimensions, each on its clock.

    Rows are numbered block by block, label by label, time fastest.
    """

    def __init__(self, dims: Sequence[Dimension], blocks: Iterable[tuple[Ints, Clock | None]]) -> None:
        self.dims = tuple(dims)
        made, start = [], 0
        for codes, clock in blocks:
            block = Block(np.asarray(codes, dtype=np.int64).reshape(len(codes), len(self.dims)), clock, start)
            made.append(block)
            start += block.size
        self.blocks: tuple[Block, ...] = tuple(made)
        self.size = start
        if len({b.clock is None for b in made}) > 1:
            raise FormulationError("an index is either on a clock throughout or not at all")
        every = self._keys(np.concatenate([b.codes for b in made]) if made else np.zeros((0, len(self.dims)), np.int64))
        if len(np.unique(every)) != len(every):
            raise FormulationError(f"duplicate labels in an index over {self.names}")

    @classmethod
    def of(
        cls,
        dims: Sequence[Dimension],
        labels: Iterable[Sequence[Label]],
        clock: Clock | Sequence[Clock] | None = None,
    ) -> Index:
        """From label tuples; `clock` is one for all, or one for each tuple (they become blocks)."""
        tuples = [tuple(row) for row in labels]
        try:
            codes = np.array([[d.codes[v] for d, v in zip(dims, row, strict=True)] for row in tuples], dtype=np.int64)
        except KeyError as error:
            raise FormulationError(f"label {error} is not in its dimension") from None
        codes = codes.reshape(len(tuples), len(dims))
        if clock is None or isinstance(clock, Clock):
            return cls(dims, [(codes, clock)])
        order = {id(c): c for c in clock}
        which = np.array([id(c) for c in clock])
        return cls(dims, [(codes[which == key], c) for key, c in order.items()] or [(codes, None)])

    # -- what it is ---------------------------------------------------------------------------------------
    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the label dimensions."""
        return tuple(d.name for d in self.dims)

    @cached_property
    def on_clock(self) -> bool:
        return any(b.clock is not None for b in self.blocks)

    @cached_property
    def all_names(self) -> tuple[str, ...]:
        """Names of all dimensions, time included."""
        return self.names + (TIME if self.on_clock else ())

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return f"Index({', '.join(self.all_names)}; {self.size} rows)"

    def position(self, name: str) -> int:
        try:
            return self.names.index(name)
        except ValueError:
            raise FormulationError(f"no dimension '{name}' in an index over {self.all_names}") from None

    def dimension(self, name: str) -> Dimension:
        return self.dims[self.position(name)]

    def same_as(self, other: Index) -> bool:
        """Same dimensions, labels and rows in the same order."""
        if self is other:
            return True
        return (
            self.dims == other.dims
            and len(self.blocks) == len(other.blocks)
            and all(
                np.array_equal(a.codes, b.codes) and _same_clock(a.clock, b.clock)
                for a, b in zip(self.blocks, other.blocks, strict=True)
            )
        )

    # -- labels -------------------------------------------------------------------------------------------
    def _keys(self, codes: Ints) -> Ints:
        """One integer for each row of codes (mixed radix over the dimensions)."""
        key = np.zeros(len(codes), dtype=np.int64)
        for column, dim in enumerate(self.dims):
            key = key * max(len(dim), 1) + codes[:, column]
        return key

    @cached_property
    def _lookup(self) -> tuple[Ints, Ints, Ints]:
        """Sorted keys, with the block and the label row of each."""
        keys = np.concatenate([self._keys(b.codes) for b in self.blocks]) if self.blocks else np.zeros(0, np.int64)
        block = np.concatenate([np.full(len(b.codes), i) for i, b in enumerate(self.blocks)] or [np.zeros(0, np.int64)])
        row = np.concatenate([np.arange(len(b.codes)) for b in self.blocks] or [np.zeros(0, np.int64)])
        order = np.argsort(keys, kind="stable")
        return keys[order], block[order], row[order]

    def find(self, codes: Ints) -> tuple[Ints, Ints]:
        """Block and label row of each tuple of codes; -1 where it does not exist (or a code is negative)."""
        keys, block, row = self._lookup
        wanted = self._keys(codes)
        if not len(keys):
            return np.full(len(wanted), -1), np.full(len(wanted), -1)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = (keys[at] == wanted) & (codes >= 0).all(axis=1) if len(self.dims) else np.ones(len(wanted), bool)
        return np.where(hit, block[at], -1), np.where(hit, row[at], -1)

    @cached_property
    def codes(self) -> Ints:
        """Codes of all label tuples, block after block, shape (labels, dims)."""
        parts = [b.codes for b in self.blocks]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.dims)), np.int64)

    def column(self, name: str) -> list[Label]:
        """Labels of one dimension, for all label tuples."""
        at = self.position(name)
        labels = self.dims[at].labels
        return [labels[c] for c in self.codes[:, at].tolist()]

    def tuples_of(self, codes: Ints) -> list[tuple[Label, ...]]:
        """Label tuples of some rows of codes."""
        columns = [[dim.labels[c] for c in codes[:, at].tolist()] for at, dim in enumerate(self.dims)]
        return list(zip(*columns, strict=True)) if columns else [()] * len(codes)

    def tuples(self) -> list[tuple[Label, ...]]:
        """All label tuples, block after block, without time."""
        return self.tuples_of(self.codes)

    @cached_property
    def _row_of_tuple(self) -> dict[tuple[Label, ...], tuple[int, int]]:
        blocks = enumerate(self.blocks)
        return {label: (r, b) for b, block in blocks for r, label in enumerate(self.tuples_of(block.codes))}

    def row_of(self, key: Label | tuple[Any, ...]) -> int:
        """Row of a full label, time included (a bare label where there is one dimension).

        Raises:
            KeyError: the label is not in the index.
        """
        label = key if isinstance(key, tuple) else (key,)
        head, time = label[: len(self.dims)], label[len(self.dims) :]
        row, at = self._row_of_tuple[head]
        block = self.blocks[at]
        if block.clock is None:
            if time:
                raise KeyError(key)
            return block.start + row
        return block.start + row * len(block.clock) + block.clock.positions[time]

    def label(self, row: int) -> tuple[Any, ...]:
        """The full label, time included, of one row of the index."""
        block = next(b for b in reversed(self.blocks) if b.start <= row and b.size)
        n, t = divmod(row - block.start, block.shape[1])
        (head,) = self.tuples_of(block.codes[[n]])
        return head if block.clock is None else head + block.clock.labels[t]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for block in self.blocks:
            times: Sequence[tuple[Label, ...]] = [()] if block.clock is None else block.clock.labels
            for head in self.tuples_of(block.codes):
                for time in times:
                    yield head + time

    # -- other indexes made from this one -----------------------------------------------------------------
    def within(self, other: Index) -> Index:
        """The rows whose labels `other` has (on the dimensions of `other`), in this order."""
        columns = [self.position(n) for n in other.names]
        return self._kept(other.find(b.codes[:, columns])[0] >= 0 for b in self.blocks)

    def where(self, name: str, labels: Iterable[Label]) -> Index:
        """The rows whose label of one dimension is among `labels`."""
        at = self.position(name)
        wanted = [self.dims[at].codes[v] for v in labels if v in self.dims[at].codes]
        return self._kept(np.isin(b.codes[:, at], wanted) for b in self.blocks)

    def without_time(self) -> Index:
        """The label tuples alone."""
        return Index(self.dims, [(self.codes, None)])

    def over(self, *names: str) -> Index:
        """The distinct label tuples of some dimensions, without time, in order of first appearance."""
        columns = [self.position(n) for n in names]
        codes = self.codes[:, columns]
        _, first = np.unique(codes, axis=0, return_index=True) if len(codes) else (None, np.zeros(0, np.int64))
        return Index([self.dims[c] for c in columns], [(codes[np.sort(first)], None)])

    def _kept(self, where: Iterable[NDArray[np.bool_]]) -> Index:
        """The rows of each block that are marked; of none, an index on the same clock without rows."""
        kept = [(b.codes[mark], b.clock) for b, mark in zip(self.blocks, where, strict=True)]
        return Index(self.dims, [(codes, clock) for codes, clock in kept if len(codes)] or kept[:1])


def _same_clock(a: Clock | None, b: Clock | None) -> bool:
    return a is b or (a is not None and b is not None and a.same_rows(b))


@dataclass(frozen=True, eq=False)
class Values:
    """Numbers on an index: for each block an array that broadcasts to (labels, clock rows).

    Attributes:
        name: the quantity.
        index: where it lives.
        arrays: one array a block, each of shape (n or 1, T or 1).
        unit: generic unit text.
    """

    name: str
    index: Index
    arrays: tuple[Floats, ...]
    unit: str

    @classmethod
    def of(cls, name: str, index: Index, values: Any, unit: str) -> Values:
        """From one number for all, or one for each label tuple (shape (labels,)), or (labels, T) on one block."""
        array = np.asarray(values, dtype=float)
        if array.ndim == 0:
            return cls(name, index, tuple(array.reshape(1, 1) for _ in index.blocks), unit)
        if array.ndim == 1:
            array = array[:, None]
        ends = np.cumsum([len(b.codes) for b in index.blocks])[:-1]
        return cls(name, index, tuple(np.split(array, ends)), unit)

    def dense(self) -> Floats:
        """All numbers as one vector in row order, shape (index.size,)."""
        parts = [np.broadcast_to(a, b.shape).ravel() for a, b in zip(self.arrays, self.index.blocks, strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0)
