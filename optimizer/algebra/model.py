"""A Pyomo model that takes whole families of variables and rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.core as pyo
from pyomo.core.base.objective import ScalarObjective
from pyomo.core.expr import LinearExpression

from optimizer.algebra.expression import Expression, Relation
from optimizer.algebra.lazy import index_set
from optimizer.algebra.rows import Rows
from optimizer.algebra.variable import Bound, Variable
from optimizer.clock import Clock
from optimizer.errors import FormulationError
from optimizer.index import Index
from optimizer.units import unit as parse

OBJECTIVE = "total_cost"
MONEY = "money"


@dataclass(frozen=True, eq=False)
class Term:
    """A named expression: one line of the objective, or one item of a balance."""

    name: str
    expression: Expression


class Model(pyo.ConcreteModel):  # type: ignore[misc]
    """An ordinary Pyomo model; `variable`, `rows` and `cost_term` add whole families as arrays."""

    def __init__(self, name: str = "model") -> None:
        super().__init__(name=name)
        self.cost_terms: list[Term] = []
        self.items: dict[str, list[Term]] = {}
        self.step_sets: dict[tuple[tuple[int | str, int | str], ...], Any] = {}
        objective = TotalCost()
        self.add_component(OBJECTIVE, objective)
        objective.of_terms = True

    def variable(
        self,
        name: str,
        index: Index,
        unit: str,
        *,
        lower: Bound = 0.0,
        upper: Bound = np.inf,
        integer: bool = False,
    ) -> Variable:
        """A variable on every row of an index; bounds are numbers or `Values` on the same index."""
        for bound in (lower, upper):
            if not isinstance(bound, int | float) and not bound.index.same_as(index):
                raise FormulationError(f"a bound of '{name}' lives on another index")
        variable = Variable(index, lower, upper, integer, parse(unit), index_set(index, self._steps))
        self.add_component(name, variable)
        return variable

    def rows(self, name: str, over: Index, relation: Relation) -> Rows:
        """One constraint for each row of `over`.

        Raises:
            FormulationError: the relation is not one, or lives on another index than `over`.
        """
        if not isinstance(relation, Relation):
            raise FormulationError(f"'{name}' needs a relation (==, <=, >=), not {type(relation).__name__}")
        if not relation.body.index.same_as(over):
            raise FormulationError(f"'{name}' is stated over {over}, its relation over {relation.body.index}")
        rows = Rows(over, relation, index_set(over, self._steps))
        self.add_component(name, rows)
        return rows

    def _steps(self, clock: Clock) -> Any:
        """The set of a clock's (day, step) labels, the same for every component on that clock."""
        found = self.step_sets.get(clock.labels)
        if found is None:
            found = self.step_sets[clock.labels] = pyo.Set(initialize=list(clock.labels), dimen=2)
            same_name = sum(s.name.startswith(f"{clock.name}_steps") for s in self.component_objects(pyo.Set))
            self.add_component(f"{clock.name}_steps{same_name or ''}", found)
        return found

    def contribute(self, balance: str, name: str, expression: Expression) -> None:
        """Add a named item to a balance; whoever states the balance sums the items with `total`."""
        terms = self.items.setdefault(balance, [])
        if any(term.name == name for term in terms):
            raise FormulationError(f"'{name}' contributes twice to {balance}")
        terms.append(Term(name, expression))

    def total(self, balance: str) -> Expression:
        """The sum of all items of a balance.

        Raises:
            FormulationError: nothing contributes, or units or labels of the items differ.
        """
        terms = self.items.get(balance, [])
        if not terms:
            raise FormulationError(f"nothing contributes to {balance}")
        whole = terms[0].expression
        for term in terms[1:]:
            whole = whole + term.expression
        return whole

    def cost_term(self, name: str, expression: Expression) -> None:
        """Add the sum of an expression in money to the objective, under a name the ledger knows.

        Raises:
            FormulationError: the unit is not money, or the name is taken.
        """
        if expression.unit != parse(MONEY):
            raise FormulationError(f"cost term '{name}' is in {expression.unit}, not in money")
        if any(term.name == name for term in self.cost_terms):
            raise FormulationError(f"cost term '{name}' is declared twice")
        self.cost_terms.append(Term(name, expression))


class TotalCost(ScalarObjective):  # type: ignore[misc]
    """Minimise the sum of the cost terms; the Pyomo expression is made when somebody asks for it."""

    def __init__(self) -> None:
        self.of_terms = False
        super().__init__(expr=0.0, sense=pyo.minimize)

    @property
    def args(self) -> Any:
        if self.of_terms:
            self._args_ = (self._sum_of_terms(),)
        return self._args_

    def set_value(self, expr: Any) -> None:
        """Replacing the expression makes this a plain objective."""
        self.of_terms = False
        super().set_value(expr)

    def _sum_of_terms(self) -> Any:
        model = self.parent_block()
        constant, coefficients, members = 0.0, [], []
        for term in model.cost_terms:
            for piece in term.expression.pieces:
                values = piece.values()
                if piece.source is None:
                    constant += float(values.sum())
                    continue
                source = piece.source.rows_index
                block = source.blocks[piece.source_block]
                for (i, j), value in np.ndenumerate(values):
                    row = block.start + int(piece.column[i]) * block.shape[1] + int(piece.time_column[j])
                    label = source.label(row)
                    coefficients.append(float(value))
                    members.append(piece.source[label if len(label) > 1 else label[0]])
        return LinearExpression(constant=constant, linear_coefs=coefficients, linear_vars=members)
