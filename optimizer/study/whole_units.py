"""What builds in whole units are made of and cost, by technology, place and period; the problem in which parts of them count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, floor, inf, isfinite

import numpy as np

from optimizer.algebra import compile_model
from optimizer.case.model import Case
from optimizer.compiled import Compiled
from optimizer.errors import CaseError, Problem
from optimizer.formulation import build_model
from optimizer.guards.rates import single
from optimizer.index import Label
from optimizer.inputs import Inputs
from optimizer.inputs.world import yes
from optimizer.study.plan import changing, standing_of

OF_UNITS = ("unit_size", "unit_size_min", "fixed_charge", "capital_cost")
NEAR = 1e-6  # of a unit: less is not built, and so much more is not another unit
Key = tuple[Label, ...]  # technology, region or route, period of building


@dataclass(frozen=True)
class Units:
    """What a build at a place and period is made of, in the units of the model.

    Attributes:
        largest, smallest: size of a unit [capacity_unit].
        charge: overnight cost of a unit beside that of its capacity [money].
        capital: overnight cost of capacity [money/capacity_unit].
    """

    largest: float
    smallest: float
    charge: float
    capital: float

    @property
    def first(self) -> float:
        """Slope that no whole number of units undercuts [money/capacity_unit]."""
        return self.capital + self.charge / self.largest

    def count(self, build: float) -> int:
        """Units that hold a build [1]."""
        return ceil(build / self.largest - NEAR) if build > NEAR * self.largest else 0

    def size(self, build: float) -> float:
        """What is built with that many units [capacity_unit]."""
        n = self.count(build)
        return min(max(build, self.smallest * n), self.largest * n)

    def cost(self, build: float) -> float:
        """Overnight cost of them [money]."""
        return self.capital * self.size(build) + self.charge * self.count(build)

    def most(self, room: float) -> float:
        """Units that fit into so much capacity, each at its smallest [1]."""
        if self.smallest <= 0.0 or not isfinite(room):
            return inf
        return max(0, floor(room / self.smallest + NEAR))


def units_of(case: Case, inputs: Inputs) -> dict[Key, Units]:
    """Units of every technology, place and period of the case that asks for whole ones.

    Raises:
        CaseError: none does, or some of their costs are learnt.
    """
    table, learnt = case.tables["technologies"], case.tables["learning"]
    asked = {k for k, whole in zip(table["technology"], table["whole"], strict=True) if yes(whole)}
    problems = [
        Problem("slope scaling does not know costs that are learnt", "learning.csv", column="technology", found=str(k))
        for k in learnt.loc[learnt["technology"].isin(asked), "technology"]
    ]
    if not asked:
        problems.append(Problem("slope scaling needs whole units", "technologies.csv", column="whole", allowed="yes"))
    if problems:
        raise CaseError(problems)
    largest, smallest, charge, capital = (single(inputs.values[name]) for name in OF_UNITS)
    return {k: Units(size, smallest[k], charge[k], capital[k]) for k, size in largest.items()}


def most_units(inputs: Inputs, units: Mapping[Key, Units]) -> dict[Key, float]:
    """Units that `build_max` and `capacity_max` leave room for beside what stands already [1].

    No whole number of units is more, so that nothing is lost by it: 8 MW hold two blocks of 3 MW, not 2.67 of them.
    Plant that may retire or be retrofitted makes room, so of its standing limit nothing follows.
    """
    most, limit = single(inputs.values["build_max"]), single(inputs.values["capacity_max"])
    none = {(str(k), str(place), int(str(v))): 0.0 for k, place, v in units}
    standing, free = standing_of(inputs, none), changing(inputs)
    room = {key: most[key] for key in units}
    for (k, place, v, y), share in single(inputs.values["survival"]).items():
        key = (k, place, v)
        if key in room and k not in free and share > 0.0:
            left = limit[k, place, y] - standing[str(k), str(place), int(str(y))]
            room[key] = min(room[key], left / share)
    return {key: unit.most(room[key]) for key, unit in units.items()}


def without_whole_numbers(inputs: Inputs, units: Mapping[Key, Units]) -> Compiled:
    """The integer problem without its whole numbers; of units there are still no more parts than whole ones have room."""
    compiled = compile_model(build_model(inputs))
    upper = compiled.upper.copy()
    columns, most = columns_of(compiled, "units_built"), most_units(inputs, units)
    for key, column in columns.items():
        upper[column] = min(upper[column], most[key])
    return replace(compiled, upper=upper, integer=np.zeros_like(compiled.integer))


def columns_of(compiled: Compiled, name: str) -> dict[Key, int]:
    """Columns of a family by label."""
    family = compiled.column_family(name)
    assert family.index is not None
    return {label: family.start + i for i, label in enumerate(family.index.tuples())}
