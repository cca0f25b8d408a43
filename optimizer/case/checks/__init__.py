"""Whole-case checks: what is wrong only when tables are read together. Each yields every problem it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from optimizer.case.checks import ageing, auxiliary, numbers, plant, trade
from optimizer.case.checks.common import Found, Tables
from optimizer.case.checks.time import given_days, profiles, shaped
from optimizer.case.schema import Options
from optimizer.quantities import Quantity

__all__ = ["CHECKS", "Tables", "given_days", "profiles", "shaped"]

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
    plant.existing,
    plant.potentials,
    ageing.survival,
    ageing.retrofits,
    ageing.build_inputs,
    trade.purpose,
    trade.trade,
    trade.emissions,
    trade.policies,
)
