"""How a physical or policy concept is written down, and what it may read.

A concept file has, in this order: the sentences and equations of its rows, the numbers it reads (`PARAMETERS`), and up to
three functions. `declare` makes its variables; `couple` adds its items to the balances and the objective; `constrain`
states its rows. All concepts declare before any couples, and all couple before any constrains, so order never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from optimizer.algebra import Coefficient, Expression, Index, Model, Variable
from optimizer.algebra.coefficient import OfClock
from optimizer.errors import FormulationError
from optimizer.index import Label, Values
from optimizer.inputs import Inputs
from optimizer.quantities import Quantity
from optimizer.units import unit

CARRIER_BALANCE = "carrier_balance"
EMISSION_ACCOUNT = "emission_account"


class Parameters:
    """The numbers of the Inputs by name, as coefficients: `p.port_ratio`, `p.demand`."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def __getattr__(self, name: str) -> Coefficient:
        return Coefficient.of(self.values(name))

    def values(self, name: str) -> Values:
        try:
            return self._inputs.values[name]
        except KeyError:
            raise FormulationError(f"no input is called '{name}'; does a concept declare it?") from None

    def index(self, name: str) -> Index:
        """A named index of the Inputs: 'builds', 'active', 'balance' ..."""
        try:
            return self._inputs.indexes[name]
        except KeyError:
            raise FormulationError(f"no index is called '{name}'") from None

    def given(self, name: str) -> Index:
        """Where a number without default was stated: its own index."""
        return self.values(name).index

    def relabel(self, name: str) -> Mapping[Label, Label]:
        """A named translation of labels: 'charge' maps a store to the technology that charges it."""
        return self._inputs.relabels[name]

    @property
    def step_duration(self) -> Coefficient:
        """Length of each row of the expression's clock [hour]."""
        return Coefficient(((OfClock("duration"), 1),), 1.0, unit("hour"))

    @property
    def step_hours(self) -> Coefficient:
        """Hours of the year that each row of the expression's clock stands for [hour/year]."""
        return Coefficient(((OfClock("hours_per_year"), 1),), 1.0, unit("hour/year"))

    # Capacity is measured in the unit of what it limits; these state so, and keep units honest.
    content_per_capacity = Coefficient.constant(1.0, "carrier_unit/capacity_unit")
    flow_per_capacity = Coefficient.constant(1.0, "carrier_unit/hour/capacity_unit")
    # A flow of a store or line is of its reference carrier, in whose unit ratios of ports are stated.
    activity_per_flow = Coefficient.constant(1.0, "activity_unit/carrier_unit")


class Variables:
    """The variables of the model by name, each as the expression over its whole index."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Expression:
        variable = self._model.component(name)
        if not isinstance(variable, Variable):
            raise FormulationError(f"no variable is called '{name}'")
        return variable.all


def _nothing(*_: object) -> None:
    return None


@dataclass(frozen=True)
class Concept:
    """One physical or policy concept; see the module's docstring.

    Attributes:
        name: of the file.
        parameters: numbers of `parameters.csv` it reads.
        declare, couple, constrain: the three phases.
    """

    name: str
    parameters: tuple[Quantity, ...] = ()
    declare: Callable[[Model, Parameters], None] = _nothing
    couple: Callable[[Model, Variables, Parameters], None] = _nothing
    constrain: Callable[[Model, Variables, Parameters], None] = _nothing
