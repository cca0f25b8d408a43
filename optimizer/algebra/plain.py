"""Rows and expressions of plain Pyomo, through Pyomo's own linear representation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray
from pyomo.repn import generate_standard_repn

from optimizer.algebra.columns import Columns, label_of
from optimizer.compiled import Family, Floats
from optimizer.errors import FormulationError

Ints = NDArray[np.int64]


@dataclass
class Extra:
    """Rows to append: their families, entries (row, column, value) and sides."""

    families: list[Family]
    row: Ints
    column: Ints
    value: Floats
    lower: Floats
    upper: Floats


def plain_rows(members: list[Any], start: int, columns: Columns) -> Extra:
    """Active members of plain constraints as rows from `start` on."""
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    lower: list[float] = []
    upper: list[float] = []
    by_name: dict[str, list[tuple[Any, ...]]] = {}
    for member in members:
        coefficients, at, constant = linear(member.body, member.name, columns)
        row += [start + len(lower)] * len(at)
        column += at
        value += coefficients
        lower.append(-np.inf if member.lower is None else pyo.value(member.lower) - constant)
        upper.append(np.inf if member.upper is None else pyo.value(member.upper) - constant)
        by_name.setdefault(member.parent_component().name, []).append(label_of(member.index()))
    extra = Extra(
        [], np.array(row, np.int32), np.array(column, np.int32), np.array(value), np.array(lower), np.array(upper)
    )
    for name, labels in by_name.items():
        extra.families.append(Family(name, start, len(labels), labels=tuple(labels)))
        start += len(labels)
    return extra


def linear(body: Any, name: str, columns: Columns) -> tuple[list[float], list[int], float]:
    """Coefficients, columns and constant of a Pyomo expression.

    Raises:
        FormulationError: it is not linear.
    """
    repn = generate_standard_repn(body, compute_values=True)
    if not repn.is_linear():
        raise FormulationError(f"'{name}' is not linear")
    coefficients = [float(c) for c in repn.linear_coefs]
    return coefficients, [columns.of(v) for v in repn.linear_vars], float(pyo.value(repn.constant))
