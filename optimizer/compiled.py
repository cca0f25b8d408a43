"""The seam between the model and the solver: arrays and the labels of their rows and columns.

Minimise  cost . x + offset   subject to   row_lower <= A x <= row_upper,   lower <= x <= upper,
with some columns integer. Nothing here knows energy, Pyomo or HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.index import Index

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Family:
    """A contiguous range of rows or columns with one name.

    Attributes:
        name: of the constraint or variable.
        start: first row or column.
        index: labels; None for a component that the user wrote in plain Pyomo.
        labels: label tuples of a plain component, in order (empty if `index` is given).
        unit: generic unit text ('' for plain components).
    """

    name: str
    start: int
    size: int
    index: Index | None = None
    labels: tuple[Any, ...] = ()
    unit: str = ""

    @property
    def stop(self) -> int:
        return self.start + self.size

    @property
    def range(self) -> slice:
        return slice(self.start, self.stop)

    def label(self, position: int) -> tuple[Any, ...]:
        """Label of the row or column at `position` inside the family."""
        return self.index.label(position) if self.index is not None else self.labels[position]


@dataclass(frozen=True, eq=False)
class Compiled:
    """A linear or mixed-integer problem as arrays.

    Attributes:
        matrix: A, shape (rows, columns), compressed by rows, no duplicates.
        integer: True where a column is integer, shape (columns,).
        columns, rows: the families that tile the columns and rows, in order.
    """

    matrix: sp.csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    cost: Floats
    offset: float
    integer: NDArray[np.bool_]
    columns: tuple[Family, ...]
    rows: tuple[Family, ...]

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.matrix.shape
        return int(rows), int(columns)

    def column_family(self, name: str) -> Family:
        return next(f for f in self.columns if f.name == name)

    def row_family(self, name: str) -> Family:
        return next(f for f in self.rows if f.name == name)

    def row_label(self, row: int) -> str:
        """Name and label of a row, e.g. ``carrier_balance[hydrogen,NM,2030]``."""
        return _named(self.rows, row)

    def column_label(self, column: int) -> str:
        return _named(self.columns, column)


def _named(families: tuple[Family, ...], position: int) -> str:
    family = next(f for f in families if f.start <= position < f.stop)
    label = family.label(position - family.start)
    return f"{family.name}[{','.join(str(v) for v in label)}]" if label else family.name


class Status(Enum):
    """How a solve ended, before anything is certified."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    INTERRUPTED = "interrupted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class RawSolution:
    """What the solver returned, in the order of the arrays it was given.

    Attributes:
        values: x, shape (columns,).
        row_values: A x, shape (rows,).
        row_duals: change of the objective per unit of the row's bound, shape (rows,).
        reduced_costs: same for column bounds, shape (columns,).
        basic: whether the duals belong to a basis (False: interior point without crossover).
        algorithm: 'hipo', 'hipo+crossover', 'ipx', 'simplex' or 'mip': the one that answered.
        bound: best proven bound on the objective (equals the dual objective for an LP).
        seconds: wall time inside HiGHS.
        attempts: one line for each rung of the ladder that was tried.
        basis: (column status, row status) arrays when basic, else None.
    """

    status: Status
    objective: float
    values: Floats
    row_values: Floats
    row_duals: Floats
    reduced_costs: Floats
    basic: bool
    algorithm: str
    bound: float
    iterations: int
    seconds: float
    attempts: tuple[str, ...] = ()
    basis: tuple[NDArray[np.int8], NDArray[np.int8]] | None = None
    info: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SolveOptions:
    """How to solve; everything has a sensible default.

    Attributes:
        algorithm: 'auto' (simplex when small, HiPO otherwise), 'hipo', 'hipo-split', 'ipx' or 'simplex'.
        crossover: ask for a basis after interior point.
        time_limit: seconds for the whole ladder; None for no limit.
        memory_limit: GiB the process may use while solving; None for no limit.
        threads: for HiGHS, one setting per process; None: half of the processors, at least two if there are.
        gap: relative MIP gap.
        tolerance: relative tolerance of the certificate.
        deterministic: the same case with as many threads leaves the same bytes in solution.nc, summary.xlsx and all tables.
    """

    algorithm: str = "auto"
    crossover: bool = False
    time_limit: float | None = None
    memory_limit: float | None = None
    threads: int | None = None
    gap: float = 1e-4
    tolerance: float = 1e-6
    deterministic: bool = False
