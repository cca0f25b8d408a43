"""The columns of a model: bounds and kinds of all its variables, and the column of any Pyomo member."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray

from optimizer.algebra.model import Model
from optimizer.algebra.variable import Variable
from optimizer.compiled import Family, Floats
from optimizer.errors import FormulationError


@dataclass
class Columns:
    """Where every variable's columns start, and the column of any Pyomo member.

    Attributes:
        families: in the order of the columns.
        start: id of a lazy variable -> its first column.
        plain: id of a member of a plain Pyomo variable -> its column.
        size: number of columns.
    """

    families: list[Family] = field(default_factory=list)
    start: dict[int, int] = field(default_factory=dict)
    plain: dict[int, int] = field(default_factory=dict)
    size: int = 0

    def of(self, member: Any) -> int:
        parent = member.parent_component()
        if isinstance(parent, Variable):
            if id(parent) not in self.start:
                raise FormulationError(f"variable '{member.name}' belongs to another model")
            return self.start[id(parent)] + parent.index.row_of(member.index())
        if id(member) not in self.plain:
            raise FormulationError(f"variable '{member.name}' belongs to another model")
        return self.plain[id(member)]


def columns_of(model: Model) -> tuple[Columns, Floats, Floats, NDArray[np.bool_]]:
    """The columns, with lower and upper bounds and which are integer, shape (columns,) each; touched members say their own.

    Raises:
        FormulationError: the model has no variables, or a domain is neither continuous nor integer.
    """
    columns = Columns()
    lowers: list[Floats] = []
    uppers: list[Floats] = []
    integers: list[NDArray[np.bool_]] = []
    for variable in model.component_objects(pyo.Var, descend_into=True):
        if isinstance(variable, Variable):
            low, up = variable.declared()
            whole = np.full(len(low), variable.integer)
            touched = variable.touched()
            columns.start[id(variable)] = columns.size
            family = Family(variable.local_name, columns.size, len(low), variable.index, unit=variable.unit_text)
        else:
            members = list(variable.values())
            touched = list(enumerate(members))
            low, up, whole = np.zeros(len(members)), np.zeros(len(members)), np.zeros(len(members), bool)
            columns.plain.update({id(member): columns.size + i for i, member in touched})
            labels = tuple(label_of(member.index()) for member in members)
            family = Family(variable.name, columns.size, len(members), labels=labels)
        for at, member in touched:
            low[at] = -np.inf if member.lb is None else member.lb
            up[at] = np.inf if member.ub is None else member.ub
            whole[at] = _is_integer(member)
            if member.fixed:
                low[at] = up[at] = pyo.value(member)
        columns.families.append(family)
        columns.size += family.size
        lowers.append(low)
        uppers.append(up)
        integers.append(whole)
    if not lowers:
        raise FormulationError("the model has no variables")
    return columns, np.concatenate(lowers), np.concatenate(uppers), np.concatenate(integers)


def _is_integer(member: Any) -> bool:
    if member.is_continuous():
        return False
    if member.is_integer() or member.is_binary():
        return True
    raise FormulationError(f"the domain {member.domain} of '{member.name}' is neither continuous nor integer")


def label_of(index: Any) -> tuple[Any, ...]:
    """The index of a Pyomo member as a label, () of a scalar."""
    return () if index is None else index if isinstance(index, tuple) else (index,)
