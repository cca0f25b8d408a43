"""What a technology may carry, written a second time: unit, where a number lives, default, kinds of technology, range."""

from __future__ import annotations

from math import inf

import pytest

from optimizer.formulation import vocabulary
from optimizer.quantities import Quantity

ALL, CONVERTER, STORE, LINE = ("converter", "store", "line", "power"), ("converter",), ("store",), ("line",)
UNSET = None  # where no row speaks there is no such number
TABLE: dict[str, tuple[str, str, float | None, tuple[str, ...], float, float]] = {
    "capital_cost": ("money/capacity_unit", "builds", 0.0, ALL, 0.0, inf),
    "fixed_cost": ("money/capacity_unit/year", "builds", 0.0, ALL, 0.0, inf),
    "life": ("year", "builds", UNSET, ALL, 0.01, inf),
    "construction_time": ("year", "builds", 0.0, ALL, 0.0, inf),
    "amortisation": ("year", "builds", UNSET, ALL, 0.01, inf),
    "wacc": ("dimensionless", "builds", UNSET, ALL, 0.0, 1.0),
    "availability": ("dimensionless", "active", 1.0, CONVERTER, 0.0, 1.0),
    "variable_cost": (
        "money/activity_unit",
        "active",
        0.0,
        CONVERTER,
        -1e12,
        inf,
    ),  # what is paid for use may be negative
    "minimum_load": ("dimensionless", "active", UNSET, CONVERTER, 0.0, 1.0),
    "capacity_use": ("dimensionless", "active", 1.0, CONVERTER, 0.0, inf),
    "activity_per_capacity": ("activity_unit/hour/capacity_unit", "active", 1.0, CONVERTER, 0.0, inf),
    "ramp_up": ("1/hour", "active", UNSET, CONVERTER, 0.0, inf),
    "ramp_down": ("1/hour", "active", UNSET, CONVERTER, 0.0, inf),
    "charge_efficiency": ("dimensionless", "stores", 1.0, STORE, 1e-6, 1.0),  # rows divide by it
    "discharge_efficiency": ("dimensionless", "stores", 1.0, STORE, 1e-6, 1.0),
    "self_loss": ("1/hour", "stores", 0.0, STORE, 0.0, 1.0),
    "minimum_level": ("dimensionless", "stores", UNSET, STORE, 0.0, 1.0),
    "cycles_per_year": ("1/year", "stores", UNSET, STORE, 0.0, inf),
    "charge_rate": ("1/hour", "stores", UNSET, STORE, 0.0, inf),
    "discharge_rate": ("1/hour", "stores", UNSET, STORE, 0.0, inf),
    "initial_content": ("carrier_unit", "stores", 0.0, STORE, 0.0, inf),
    "loss": ("dimensionless", "lines", 0.0, LINE, 0.0, 1.0),
    "line_availability": ("dimensionless", "lines", 1.0, LINE, 0.0, 1.0),
    "transport_cost": ("money/carrier_unit", "lines", 0.0, LINE, 0.0, inf),
    "payload": ("carrier_unit/capacity_unit", "lines", UNSET, LINE, 1e-9, inf),
    "speed": ("km/hour", "lines", UNSET, LINE, 1e-9, inf),
    "loading_time": ("hour", "lines", UNSET, LINE, 0.0, inf),
    "driven_hours": ("hour/year", "lines", UNSET, LINE, 0.0, 366 * 24),
    "hours_min": ("hour", "stores", UNSET, STORE, 0.0, inf),
    "hours_max": ("hour", "stores", UNSET, STORE, 0.0, inf),
    "unit_size": ("capacity_unit", "builds", UNSET, ALL, 1e-9, inf),
    "unit_size_min": ("capacity_unit", "builds", UNSET, ALL, 0.0, inf),
    "fixed_charge": ("money", "builds", UNSET, ALL, 0.0, inf),
    "start_cost": ("money/capacity_unit", "active", UNSET, CONVERTER, 0.0, inf),
    "plant_share_max": ("dimensionless", "active", UNSET, CONVERTER, 0.001, 1.0),
    "full_load_hours_max": ("hour/year", "active", UNSET, CONVERTER, 0.0, inf),
    "full_load_hours_min": ("hour/year", "active", UNSET, CONVERTER, 0.0, inf),
    "stack_hours": ("hour", "builds", UNSET, CONVERTER, 1.0, inf),
    "stack_hours_used": ("hour", "builds", 0.0, CONVERTER, 0.0, inf),
    "stack_cost": ("money/capacity_unit", "active", UNSET, CONVERTER, 0.0, inf),
    "degradation": ("1/year", "builds", 0.0, CONVERTER, 0.0, 0.2),
    "degradation_years": ("year", "builds", UNSET, CONVERTER, 0.1, inf),
}


def test_no_number_is_left_out_or_stated_twice() -> None:
    names = [quantity.name for quantity in vocabulary()]
    assert sorted(names) == sorted(TABLE)


@pytest.mark.parametrize("quantity", vocabulary(), ids=lambda quantity: str(quantity.name))
def test_a_number_is_what_the_table_says(quantity: Quantity) -> None:
    q = quantity
    assert (q.unit, q.on, q.default, q.kinds, q.minimum, q.maximum) == TABLE[q.name]
    assert q.profile is (q.name == "availability")  # the one that may follow a profile
    assert q.required is (q.name == "life")  # the one that nothing can stand in for
    assert isinstance(q.meaning, str)
    assert len(q.meaning.split()) > 2  # said in the data dictionary
