"""Hours that stores last at full power, counted again from the tables of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.physics import Solved, numbers
from optimizer.inputs import Inputs

Floats = NDArray[np.float64]


def durations(inputs: Inputs, solved: Mapping[str, Solved]) -> Iterator[tuple[str, Floats, Floats]]:
    """(where, how far outside, size): content lies within the least and the most hours of the power of its store."""
    technologies = inputs.case.tables["technologies"].set_index("technology")
    least, most = numbers(inputs.values["hours_min"]), numbers(inputs.values["hours_max"])
    capacity = {label: float(row[0]) for label, _, row in solved["capacity"].rows()}
    for k, r, y in {**least, **most}:
        power = technologies.at[k, "discharge"] or technologies.at[k, "charge"]
        content, per_hour = capacity[k, r, y], capacity[power, r, y]
        low = float(least[k, r, y][0]) * per_hour if (k, r, y) in least else 0.0
        high = float(most[k, r, y][0]) * per_hour if (k, r, y) in most else np.inf
        yield f"hours of {k}/{r}/{y}", np.array([low - content, content - high]), np.array([content])
