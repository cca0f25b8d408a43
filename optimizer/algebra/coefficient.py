"""Known numbers with dimensions and a unit, multiplied lazily."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pint
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.errors import FormulationError
from optimizer.index import Index, Values
from optimizer.units import unit as parse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class OfClock:
    """A number of each row of whatever clock the expression is on: 'duration' or 'hours_per_year'."""

    name: str

    def on(self, clock: Clock | None) -> Floats:
        if clock is None:
            raise FormulationError(f"'{self.name}' needs an expression with day and step")
        return np.asarray(getattr(clock, self.name), dtype=float)


Atom = Values | OfClock


@dataclass(frozen=True, eq=False)
class Coefficient:
    """A product of known numbers. xarray arrays are deliberately not accepted: they would align silently.

    Attributes:
        atoms: factors, each with its power (+1 or -1).
        number: a plain factor.
        unit: of the product.
    """

    atoms: tuple[tuple[Atom, int], ...]
    number: float
    unit: pint.Unit

    __array_priority__ = 1000
    __array_ufunc__ = None

    @classmethod
    def of(cls, values: Values) -> Coefficient:
        return cls(((values, 1),), 1.0, parse(values.unit))

    @classmethod
    def constant(cls, number: float, unit: str) -> Coefficient:
        return cls((), float(number), parse(unit))

    @property
    def index(self) -> Index:
        """Where the only factor lives (for coefficients that are a single table)."""
        if len(self.atoms) != 1 or not isinstance(self.atoms[0][0], Values):
            raise FormulationError("this coefficient is a product; it has no index of its own")
        return self.atoms[0][0].index

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Coefficient):
            return Coefficient(self.atoms + other.atoms, self.number * other.number, self.unit * other.unit)
        if isinstance(other, int | float):
            return Coefficient(self.atoms, self.number * other, self.unit)
        return NotImplemented  # an Expression multiplies from the right

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Coefficient):
            inverse = tuple((atom, -power) for atom, power in other.atoms)
            return Coefficient(self.atoms + inverse, self.number / other.number, self.unit / other.unit)
        if isinstance(other, int | float):
            return Coefficient(self.atoms, self.number / other, self.unit)
        return NotImplemented

    def __neg__(self) -> Coefficient:
        return Coefficient(self.atoms, -self.number, self.unit)

    def __bool__(self) -> bool:
        raise FormulationError("a coefficient has no truth value")

    def factors(
        self, index: Index, block: int, labels: Ints, time: Ints
    ) -> list[tuple[Ints | None, tuple[Floats, ...]]]:
        """The product on some rows of an index.

        Args:
            index: of the expression; must have every dimension of the coefficient.
            block: of the index.
            labels: label rows of the block, shape (m,).
            time: time rows of the block's clock, shape (q,).

        Returns:
            A list of (positions into `labels`, or None for all; arrays that broadcast to (positions, q)).
            There is more than one entry only if the labels read from several blocks of a coefficient.

        Raises:
            FormulationError: a dimension or a label is missing.
        """
        clock = index.blocks[block].clock
        parts: list[tuple[Ints | None, tuple[Floats, ...]]] = [
            (None, () if self.number == 1.0 else (np.full((1, 1), self.number),))
        ]
        for atom, power in self.atoms:
            if isinstance(atom, OfClock):
                array = (atom.on(clock)[time] ** power)[None, :]
                parts = [(where, (*arrays, array)) for where, arrays in parts]
                continue
            refined: list[tuple[Ints | None, tuple[Floats, ...]]] = []
            for where, arrays in parts:
                chosen = labels if where is None else labels[where]
                for sub, array in _read(atom, index, block, chosen, time):
                    value = array if power == 1 else 1.0 / array
                    if sub is None:
                        refined.append((where, (*arrays, value)))
                    else:
                        kept = tuple(a if a.shape[0] == 1 else a[sub] for a in arrays)
                        refined.append((sub if where is None else where[sub], (*kept, value)))
            parts = refined
        return parts


def _read(values: Values, index: Index, block: int, labels: Ints, time: Ints) -> list[tuple[Ints | None, Floats]]:
    """Values on label rows x time rows of a block; split where they come from several blocks of `values`."""
    source = values.index
    lacking = [n for n in source.names if n not in index.names]
    if lacking:
        raise FormulationError(
            f"coefficient '{values.name}' has dimension {lacking} that the expression over {index.all_names} lacks"
        )
    target = index.blocks[block]
    columns = [index.position(n) for n in source.names]
    for c, dim in zip(columns, source.dims, strict=True):
        if index.dims[c] is not dim:
            raise FormulationError(f"coefficient '{values.name}' is over another dimension '{dim.name}'")
    codes = target.codes[labels][:, columns]
    found, row = source.find(codes)
    if np.any(found < 0):
        missing = source.tuples_of(codes[found < 0])[0]
        raise FormulationError(f"coefficient '{values.name}' has no value for {missing}")
    used = np.unique(found)
    out: list[tuple[Ints | None, Floats]] = []
    for b in used:
        where = None if len(used) == 1 else np.flatnonzero(found == b)
        rows = row if where is None else row[where]
        array = values.arrays[b]
        clock = source.blocks[b].clock
        if clock is not None and array.shape[1] > 1:
            if target.clock is None:
                raise FormulationError(f"coefficient '{values.name}' has day and step, the expression has not")
            array = array[:, target.clock.rows_in(clock)[time]]
        out.append((where, array if array.shape[0] == 1 else array[rows]))
    return out
