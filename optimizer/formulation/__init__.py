"""The mathematics, one file a concept. `CONCEPTS` is the table of contents, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.algebra import Model
from optimizer.formulation import (
    activity,
    auxiliary,
    balance,
    build_inputs,
    capacity,
    carbon,
    emissions,
    full_load_hours,
    learning,
    matching,
    online,
    part_load,
    permits,
    policy,
    port_groups,
    reserve,
    reservoir,
    retirement,
    retrofit,
    stacks,
    storage,
    storage_calendar,
    storage_duration,
    supply,
    transport,
    units,
    vintages,
)
from optimizer.formulation.concept import Concept, Parameters, Variables
from optimizer.inputs import Inputs
from optimizer.quantities import Quantity

CONCEPTS: tuple[Concept, ...] = (
    capacity.CONCEPT,
    activity.CONCEPT,
    port_groups.CONCEPT,
    storage.CONCEPT,
    storage_calendar.CONCEPT,
    reservoir.CONCEPT,
    transport.CONCEPT,
    balance.CONCEPT,
    emissions.CONCEPT,
    carbon.CONCEPT,
    policy.CONCEPT,
    permits.CONCEPT,
    reserve.CONCEPT,
    storage_duration.CONCEPT,
    auxiliary.CONCEPT,
    retrofit.CONCEPT,
    retirement.CONCEPT,
    build_inputs.CONCEPT,
    units.CONCEPT,
    learning.CONCEPT,
    online.CONCEPT,
    part_load.CONCEPT,
    full_load_hours.CONCEPT,
    vintages.CONCEPT,
    stacks.CONCEPT,
    supply.CONCEPT,
    matching.CONCEPT,
)


def vocabulary(concepts: Sequence[Concept] = CONCEPTS) -> tuple[Quantity, ...]:
    """Every number a technology may carry: the rows that `parameters.csv` may hold."""
    return tuple(quantity for concept in concepts for quantity in concept.parameters)


def build_model(inputs: Inputs, concepts: Sequence[Concept] = CONCEPTS) -> Model:
    """The model of a case: all variables, then all items of balances and costs, then all rows."""
    model = Model(inputs.name)
    parameters, variables = Parameters(inputs), Variables(model)
    for concept in concepts:
        concept.declare(model, parameters)
    for concept in concepts:
        concept.couple(model, variables, parameters)
    for concept in concepts:
        concept.constrain(model, variables, parameters)
    return model
