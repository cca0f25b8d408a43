"""A recount that is not a number is no small gap: whatever comes after it, the answer is not certified."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.algebra import compile_model
from optimizer.certificate import plant
from optimizer.certificate.emissions import worst_emission
from optimizer.certificate.physics import solved_families, worst_balance
from optimizer.formulation import build_model
from optimizer.inputs import Inputs

COUNTS = (
    worst_balance,
    worst_emission,
    lambda inputs, solved: plant.worst(plant.capacities(inputs, solved)),
    lambda inputs, solved: plant.worst(plant.uses(inputs, solved)),
)


@pytest.mark.parametrize("count", COUNTS)
def test_not_a_number_is_the_worst_gap(count, inputs: Inputs) -> None:
    compiled = compile_model(build_model(inputs))
    values = np.ones(compiled.shape[1])
    for family in ("purchase", "capacity_built", "capacity"):
        values[compiled.column_family(family).start] = np.nan
    gap, where = count(inputs, solved_families(compiled, values))
    assert np.isnan(gap)
    assert where
