"""What each variable may be, written a second time: rows are bound by their equations, bounds of columns only here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pytest
from worlds import learning, units, world_case

from optimizer.algebra import Model, compile_model
from optimizer.compiled import Compiled
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare

FREE = {"emission", "import_emission", "indirect_emission", "permit_trade", "store_swing_low"}
WHOLE = {"units_built", "piece_entered"}
UNITS = {
    "activity": "activity_unit / hour", "activity_of_vintage": "activity_unit / hour", "capacity": "capacity_unit", "capacity_built": "capacity_unit",
    "capacity_of_vintage": "capacity_unit", "capacity_retired": "capacity_unit", "capacity_retrofitted": "capacity_unit", "claim": "carrier_unit / hour",
    "emission": "gas_unit / year", "experience_filled": "curve_unit", "import_emission": "gas_unit / year", "indirect_emission": "gas_unit / year",
    "line_flow": "carrier_unit / hour", "offset_use": "policy_unit", "online": "capacity_unit", "overshoot": "policy_unit", "permit_trade": "policy_unit",
    "piece_entered": "dimensionless", "port_use": "activity_unit / hour", "purchase": "carrier_unit / hour", "reservoir_level": "carrier_unit",
    "sale": "carrier_unit / hour", "stack_hours_left": "capacity_unit * hour", "stacks_replaced": "capacity_unit", "started": "capacity_unit",
    "store_charge": "carrier_unit / hour", "store_discharge": "carrier_unit / hour", "store_level": "carrier_unit", "store_level_of_stretch": "carrier_unit",
    "store_swing_high": "carrier_unit", "store_swing_low": "carrier_unit", "surplus": "carrier_unit / hour", "units_built": "dimensionless",
    "unmet": "carrier_unit / hour",
}  # fmt: skip
# Hours of the five steps of the tiny case in a year, and its load: a demand with a profile has the stated mean.
HOURS = {("d1", 0): 209 * 5, ("d1", 1): 209 * 7, ("d1", 2): 209 * 12, ("d2", 0): 156 * 3, ("d2", 1): 156 * 21}
LOAD = {("d1", 0): 0.7, ("d1", 1): 1.3, ("d1", 2): 1.1, ("d2", 0): 0.9, ("d2", 1): 0.8}
MEAN = sum(HOURS[t] * LOAD[t] for t in HOURS) / 8760

Bounds = dict[tuple[Any, ...], tuple[float, float]]


@pytest.fixture(scope="module")
def compiled(inputs: Inputs) -> Compiled:
    return compile_model(build_model(inputs))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Compiled]:
    folder: Path = tmp_path_factory.mktemp("bounds")
    tables = {"learning": learning.TABLES, "units": units.TABLES}
    return cache(
        lambda name: compile_model(build_model(prepare(world_case(folder / name, **tables[name]), vocabulary())))
    )


def bounds(compiled: Compiled, variable: str) -> Bounds:
    family = next(f for f in compiled.columns if f.name == variable)
    return {
        family.label(i): (compiled.lower[family.start + i], compiled.upper[family.start + i])
        for i in range(family.size)
    }


def test_every_variable_has_its_unit(compiled: Compiled) -> None:
    assert {f.name: f.unit for f in compiled.columns} == UNITS


def test_what_may_be_negative_and_what_is_whole(model: Model) -> None:
    free = {
        v.local_name
        for v in model.component_objects()
        if hasattr(v, "lower_arrays") and _lowest(v) < 0 and v.local_name != "store_level"
    }
    whole = {v.local_name for v in model.component_objects() if getattr(v, "integer", False)}
    assert free == FREE
    assert whole == WHOLE


def _lowest(variable: Any) -> float:
    """The lowest bound as declared, also where the variable has no member."""
    return min(float(array.min(initial=inf)) for array in variable.lower_arrays)


def test_flows_over_the_border_and_what_is_unmet_have_limits(compiled: Compiled) -> None:
    assert set(bounds(compiled, "purchase").values()) == {(0.0, 3.0)}  # 3 MW in each region
    assert set(bounds(compiled, "sale").values()) == {(0.0, 2.0)}
    assert set(bounds(compiled, "surplus").values()) == {(0.0, inf)}
    unmet = {label: bound for label, bound in bounds(compiled, "unmet").items() if "el" in label}
    assert len(unmet) == 20  # two regions, two periods, five steps
    for label, (low, high) in unmet.items():
        demand = 5 * LOAD[label[-2], label[-1]] / MEAN if "A" in label else 7.0
        assert (low, high) == pytest.approx((0.0, demand)), label


def test_capacity_has_the_limits_of_potentials_and_of_what_stands(compiled: Compiled) -> None:
    """Wind in A up to 9 GW. 47 MW of 2021 and 31 MW stand already: their builds are these, neither more nor less."""
    for label, bound in bounds(compiled, "capacity").items():
        assert bound == (0.0, 9000.0 if {"wind", "A"} <= set(label) else inf), label
    given = {label[:2]: bound for label, bound in bounds(compiled, "capacity_built").items() if bound != (0.0, inf)}
    assert given == {("wind", "A"): (47.0, 47.0), ("wind", "B"): (31.0, 31.0)}


def test_levels_of_stores(compiled: Compiled) -> None:
    """A store through the year begins each typical day at zero, so within the day it may be below; its swings say how far."""
    for label, bound in bounds(compiled, "store_level").items():
        assert bound == ((0.0 if "battery" in label else -inf), inf), label
    assert set(bounds(compiled, "store_swing_high").values()) == {(0.0, inf)}
    assert set(bounds(compiled, "store_swing_low").values()) == {(-inf, 0.0)}


def test_all_others_are_at_least_nothing(compiled: Compiled, worlds: Callable[[str], Compiled]) -> None:
    told = {"purchase", "sale", "unmet", "capacity", "capacity_built", "store_level", "store_swing_low", "emission"}
    for c in (compiled, worlds("learning"), worlds("units")):
        for family in c.columns:
            if family.size and family.name not in told | {"experience_filled", "piece_entered"}:
                assert set(bounds(c, family.name).values()) == {(0.0, inf)}, family.name
    assert set(bounds(compiled, "emission").values()) == {(-inf, inf)}


def test_pieces_of_a_curve_are_as_long_as_they_are(worlds: Callable[[str], Compiled]) -> None:
    c = worlds("learning")
    for (curve, _, piece), (low, high) in bounds(c, "experience_filled").items():
        assert (low, high) == pytest.approx((0.0, learning.LENGTH[curve, piece])), (curve, piece)
    assert set(bounds(c, "piece_entered").values()) == {(0.0, 1.0)}
    whole = {f.name for f in c.columns if f.size and c.integer[f.range].all()}
    assert whole == {"piece_entered"}


def test_units_are_whole(worlds: Callable[[str], Compiled]) -> None:
    c = worlds("units")
    assert {f.name for f in c.columns if f.size and c.integer[f.range].any()} == {"units_built"}
    assert all(c.integer[f.range].all() for f in c.columns if f.name == "units_built")
