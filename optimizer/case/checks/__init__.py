"""Whole-case checks: what is wrong only when tables are read together. Each yields every problem it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from optimizer.case.checks import (
    ageing,
    auxiliary,
    carbon,
    energy,
    iamc,
    learning,
    matching,
    numbers,
    operation,
    plant,
    plausible,
    policies,
    standards,
    trade,
    units,
)
from optimizer.case.checks.common import Found, Tables
from optimizer.case.checks.lapses import left_out
from optimizer.case.checks.paths import paths
from optimizer.case.checks.policy_slips import policy_slips
from optimizer.case.checks.sense import sense, unpaid
from optimizer.case.checks.slips import jumps
from optimizer.case.checks.spread import spread
from optimizer.case.checks.time import given_days, profiles, shaped
from optimizer.case.schema import Options
from optimizer.quantities import Quantity

__all__ = [
    "CHECKS",
    "Tables",
    "given_days",
    "jumps",
    "left_out",
    "paths",
    "policy_slips",
    "profiles",
    "sense",
    "shaped",
    "spread",
    "unpaid",
]

CHECKS: tuple[Callable[[Tables, Options, Sequence[Quantity]], Found], ...] = (
    numbers.ranges,
    numbers.series,
    numbers.shapes,
    plant.ports,
    plant.groups,
    plant.cost_shares,
    plant.required,
    plant.modes,
    plant.stores,
    plant.lines,
    auxiliary.auxiliary,
    auxiliary.measured,
    auxiliary.durations,
    auxiliary.vehicles,
    plant.existing,
    plant.potentials,
    ageing.survival,
    ageing.retrofits,
    ageing.build_inputs,
    units.whole,
    units.sizes,
    learning.learning,
    operation.operation,
    operation.clocks,
    operation.by_vintage,
    operation.stacks,
    trade.purpose,
    trade.trade,
    trade.ceilings,
    trade.emissions,
    policies.policies,
    matching.matching,
    carbon.contents,
    carbon.booked_once,
    carbon.complete,
    carbon.stores,
    carbon.scopes,
    energy.energy,
    plausible.plausible,
    iamc.iamc,
    standards.families,
    standards.standards,
)
