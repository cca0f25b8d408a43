"""The linear problem without columns that a row defines: accounts, what stands of what was built, use that adds up vintages.

A PyPSA network has no place for such a column. Whoever counts it counts what it is made of instead, which is the same problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.compiled import Compiled, Family

Floats = NDArray[np.float64]

DEFINED = (
    ("capacity_survives", "capacity_of_vintage"),
    ("capacity_total", "capacity"),
    ("activity_of_vintages", "activity"),
    ("emission_account", "emission"),
    ("import_emission_account", "import_emission"),
    ("indirect_emission_account", "indirect_emission"),
)
"""Rows, and the variable that each of them defines, in an order in which one definition may use those before it."""
BOUNDED = "capacity"
"""The only defined variable that has bounds of its own; they are kept apart."""


@dataclass(frozen=True, eq=False)
class Bounded:
    """A defined column with bounds: lower <= coefficients . x + constant <= upper.

    Attributes:
        label: of the column.
        columns, coefficients: what it is made of.
    """

    label: tuple[object, ...]
    columns: NDArray[np.int64]
    coefficients: Floats
    constant: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class Reduced(Compiled):
    """A problem of which rows and columns that went are empty.

    Attributes:
        gone: columns that went, shape (columns,).
        bounded: bounds of columns that went.
    """

    gone: NDArray[np.bool_]
    bounded: tuple[Bounded, ...]


def reduced(c: Compiled) -> Reduced:
    """The problem with every defined column replaced by what defines it."""
    matrix, lower, upper = sp.csr_array(c.matrix), c.row_lower.copy(), c.row_upper.copy()
    cost, offset, bounds = c.cost.copy(), c.offset, list[tuple[Family, NDArray[np.int64], sp.csr_array, Floats]]()
    columns, rows, went = {f.name: f for f in c.columns}, {f.name: f for f in c.rows}, np.zeros(len(cost), bool)
    for row_name, name in DEFINED:
        if row_name not in rows or not rows[row_name].size:
            continue
        at, defined, pivots = _pivots(matrix, rows[row_name], columns[name])
        scaled = sp.csr_array(sp.diags_array(-1.0 / pivots) @ matrix[at])
        known = lower[at] / pivots  # a definition is an equation
        made_of = sp.csr_array(scaled + sp.csr_array((np.ones(len(at)), (np.arange(len(at)), defined)), scaled.shape))
        keep = np.ones(matrix.shape[0], bool)
        keep[at] = False
        using = sp.csr_array(sp.diags_array(keep.astype(float)) @ matrix)[:, defined]
        share = using @ known
        went[defined] = True
        left = sp.diags_array(1.0 - went)
        matrix = sp.csr_array((sp.diags_array(keep.astype(float)) @ matrix) @ left + using @ made_of)
        lower, upper = lower - share, upper - share
        lower[at], upper[at] = -np.inf, np.inf
        offset += float(cost[defined] @ known)
        paid = cost[defined] @ made_of
        cost[defined] = 0.0
        cost = cost + paid
        if name == BOUNDED:
            bounds.append((columns[name], defined, made_of, known))
    matrix.eliminate_zeros()
    return Reduced(
        matrix, lower, upper, c.lower, c.upper, cost, offset, c.integer, c.columns, c.rows,
        went, tuple(_bounded(c, bounds)),
    )  # fmt: skip


def _pivots(
    matrix: sp.csr_array, family: Family, defined: Family
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The rows of a family, and the column that each of them defines with its coefficient."""
    part = sp.coo_array(matrix[family.range, defined.range])
    order = np.argsort(part.row, kind="stable")
    at = np.arange(family.start, family.stop)
    if not np.array_equal(part.row[order], np.arange(family.size)):
        raise AssertionError(f"{family.name} does not define one {defined.name} each")
    return at, part.col[order].astype(np.int64) + defined.start, part.data[order]


def _bounded(c: Compiled, bounds: list[tuple[Family, NDArray[np.int64], sp.csr_array, Floats]]) -> list[Bounded]:
    """Bounds that say more than that nothing is negative."""
    found = []
    for family, columns, made_of, known in bounds:
        for i, column in enumerate(columns.tolist()):
            if c.lower[column] <= 0.0 and np.isinf(c.upper[column]):
                continue
            part = slice(made_of.indptr[i], made_of.indptr[i + 1])
            found.append(
                Bounded(
                    family.label(column - family.start),
                    made_of.indices[part].astype(np.int64),
                    made_of.data[part],
                    float(known[i]),
                    float(c.lower[column]),
                    float(c.upper[column]),
                )
            )
    return found
