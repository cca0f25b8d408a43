"""Linear expressions on an index, kept as sums of Kronecker pieces until they are compiled.

A piece relates label rows to label rows and time rows to time rows, with factors that broadcast over both:

    value[row[i], time_row[j]]  +=  factor[i, j] * variable[column[i], time_column[j]]

so adding, joining and summing cost as much as the label table and the clock, never their product.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pint
from numpy.typing import NDArray

from optimizer.algebra.coefficient import Coefficient
from optimizer.algebra.mapping import Mapping, pairs
from optimizer.errors import FormulationError
from optimizer.index import TIME, Index
from optimizer.units import unit as parse
from optimizer.units import words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sense = Literal["==", "<=", ">="]
FIRST = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Piece:
    """One Kronecker piece; `source` is the variable, or None for a known number.

    Attributes:
        block: of the expression's index.
        row, column: label rows of that block and of the source's block, shape (m,).
        time_row, time_column: time rows likewise, shape (q,).
        factors: arrays that broadcast to (m, q) and are multiplied.
    """

    source: Any
    source_block: int
    block: int
    row: Ints
    column: Ints
    time_row: Ints
    time_column: Ints
    factors: tuple[Floats, ...] = ()

    def scaled(self, *factors: Floats) -> Piece:
        return replace(self, factors=self.factors + factors)

    def values(self) -> Floats:
        """The product of the factors, shape (m, q)."""
        out: Floats = np.ones((1, 1))
        for factor in self.factors:
            out = out * factor
        return np.broadcast_to(out, (len(self.row), len(self.time_row)))

    def take(self, labels: Ints, times: Ints, **changes: Any) -> Piece:
        """The piece restricted (with repetition) to entries `labels` and `times`."""
        factors = tuple(
            f[np.ix_(labels if f.shape[0] > 1 else FIRST, times if f.shape[1] > 1 else FIRST)] for f in self.factors
        )
        kept = {"column": self.column[labels], "time_column": self.time_column[times], "factors": factors}
        return replace(self, **{**kept, **changes})


class Expression:
    """A sum of pieces on an index, with one unit."""

    __array_priority__ = 1000
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, index: Index, pieces: tuple[Piece, ...], unit: pint.Unit) -> None:
        self.index = index
        self.pieces = pieces
        self.unit = unit

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "unit": words(self.unit)}  # pint units do not pickle across registries

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, unit=parse(state["unit"]))

    # -- arithmetic ---------------------------------------------------------------------------------------
    def __mul__(self, other: Any) -> Expression:
        if isinstance(other, int | float):
            number = np.full((1, 1), float(other))
            return Expression(self.index, tuple(p.scaled(number) for p in self.pieces), self.unit)
        if not isinstance(other, Coefficient):
            return NotImplemented
        out: list[Piece] = []
        for piece in self.pieces:
            for where, factors in other.factors(self.index, piece.block, piece.row, piece.time_row):
                if where is None:
                    out.append(piece.scaled(*factors))
                else:
                    every = np.arange(len(piece.time_row))
                    out.append(piece.take(where, every, row=piece.row[where]).scaled(*factors))
        return Expression(self.index, tuple(out), self.unit * other.unit)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Expression:
        if isinstance(other, int | float):
            return self * (1.0 / other)
        if not isinstance(other, Coefficient):
            return NotImplemented
        return self * (Coefficient.constant(1.0, "") / other)

    def __neg__(self) -> Expression:
        return self * -1.0

    def __add__(self, other: Any) -> Expression:
        other = self._like(other)
        if other is NotImplemented:
            return NotImplemented
        if self.unit != other.unit:
            raise FormulationError(f"cannot add {other.unit} to {self.unit}")
        if not self.index.same_as(other.index):
            raise FormulationError(f"cannot add over {other.index} to {self.index}: labels must match exactly")
        return Expression(self.index, self.pieces + other.pieces, self.unit)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Expression:
        other = self._like(other)
        return NotImplemented if other is NotImplemented else self + (-other)

    def __rsub__(self, other: Any) -> Expression:
        return (-self) + other

    def _like(self, other: Any) -> Any:
        """Another term as an expression on this index; zero fits any unit."""
        if isinstance(other, Expression):
            return other
        if isinstance(other, Coefficient):
            return known(self.index, other)
        if isinstance(other, int | float) and other == 0:
            return Expression(self.index, (), self.unit)
        if isinstance(other, int | float):
            raise FormulationError(f"the number {other} has no unit; write it as a coefficient")
        return NotImplemented

    # -- relations to other indexes -----------------------------------------------------------------------
    def at(self, target: Mapping | Index) -> Expression:
        """The expression read at every row of another index: a sparse join.

        Raises:
            FormulationError: a dimension is left over, or a row finds nothing and the mapping is not partial.
        """
        mapping = target if isinstance(target, Mapping) else Mapping(target)
        out: list[Piece] = []
        for b, block in enumerate(mapping.target.blocks):
            codes = mapping.source_codes(self.index, block.codes)
            found, row = self.index.find(codes)
            if not mapping.partial and np.any(found < 0):
                bad = mapping.target.label(block.start + int(np.argmax(found < 0)) * block.shape[1])
                raise FormulationError(f"nothing in {self.index} for {bad}")
            for piece in self.pieces:
                mine = np.where(found == piece.block, row, -1)
                if not np.any(mine >= 0):
                    continue
                time = mapping.source_time(block.clock, self.index.blocks[piece.block].clock)
                i, e = pairs(mine, piece.row)
                j, f = pairs(time, piece.time_row)
                if len(i) and len(j):
                    out.append(piece.take(e, f, block=b, row=i, time_row=j))
        return Expression(mapping.target, tuple(out), self.unit)

    def sum(self, *dims: str, onto: Index) -> Expression:
        """Sum over named dimensions onto another index; finer time rows add up into coarser ones.

        Rows of `onto` that receive nothing are zero. Time is summed away by naming 'day' and 'step'.

        Raises:
            FormulationError: a named dimension does not exist, one is left over, a label has no row in `onto`,
                or the unit still depends on a dimension that is summed.
        """
        self._check_sum(dims, onto)
        columns = [self.index.position(n) for n in onto.names]
        out: list[Piece] = []
        for b, block in enumerate(self.index.blocks):
            mine = [p for p in self.pieces if p.block == b]
            if not mine:
                continue
            codes = block.codes[:, columns]
            found, row = onto.find(codes)
            if np.any(found < 0):
                missing = onto.tuples_of(codes[found < 0])[0]
                raise FormulationError(f"summing over {dims}: {missing} has no row in {onto}")
            for t in np.unique(found):
                clock = onto.blocks[t].clock
                time = (
                    np.zeros(block.shape[1], np.int64)
                    if clock is None or block.clock is None
                    else block.clock.rows_in(clock)
                )
                for piece in mine:
                    where = np.flatnonzero(found[piece.row] == t)
                    every = np.arange(len(piece.time_row))
                    rows: dict[str, Any] = {"row": row[piece.row[where]], "time_row": time[piece.time_row]}
                    whole = len(where) == len(piece.row)
                    out.append(
                        replace(piece, block=int(t), **rows)
                        if whole
                        else piece.take(where, every, block=int(t), **rows)
                    )
        return Expression(onto, tuple(out), self.unit)

    def _check_sum(self, dims: tuple[str, ...], onto: Index) -> None:
        have, want = set(self.index.all_names), set(onto.all_names)
        for name in dims:
            if name not in have:
                raise FormulationError(f"cannot sum over '{name}': the expression is over {self.index.all_names}")
        left = have - want - set(dims)
        if left:
            raise FormulationError(f"dimension {sorted(left)} is left over: name it in sum()")
        if want - have:
            raise FormulationError(f"the expression over {self.index.all_names} lacks {sorted(want - have)}")
        both = [n for n in dims if n in want and n not in TIME]
        if both:
            raise FormulationError(f"{both} is summed and kept at once")
        for name in set(dims) - set(TIME):
            for generic in self.index.dimension(name).defines:
                if generic in words(self.unit):
                    raise FormulationError(f"summing over {name} adds up different units: {self.unit}")

    # -- relations ----------------------------------------------------------------------------------------
    def __eq__(self, other: object) -> Any:
        return Relation.between(self, other, "==")

    def __le__(self, other: object) -> Any:
        return Relation.between(self, other, "<=")

    def __ge__(self, other: object) -> Any:
        return Relation.between(self, other, ">=")

    def __bool__(self) -> bool:
        raise FormulationError("an expression has no truth value")


def known(index: Index, coefficient: Coefficient) -> Expression:
    """A coefficient as an expression without variables, on every row of an index."""
    pieces: list[Piece] = []
    for b, block in enumerate(index.blocks):
        labels, times = np.arange(block.shape[0]), np.arange(block.shape[1])
        for where, factors in coefficient.factors(index, b, labels, times):
            rows = labels if where is None else where
            pieces.append(Piece(None, 0, b, rows, rows, times, times, factors))
    return Expression(index, tuple(pieces), coefficient.unit)


@dataclass(frozen=True, eq=False)
class Relation:
    """body (== | <= | >=) 0."""

    body: Expression
    sense: Sense

    @classmethod
    def between(cls, left: Expression, right: object, sense: Sense) -> Any:
        difference = left - right
        return NotImplemented if difference is NotImplemented else cls(difference, sense)

    def __bool__(self) -> bool:
        raise FormulationError("a relation has no truth value; 'a <= x <= b' would lose a bound: write two")
