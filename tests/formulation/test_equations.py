"""The compiled rows against the equations written a second time, at random points; and what happens if a part is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from equations import EQUATIONS, world
from losing import losing
from worlds import worlds

from optimizer.algebra import compile_model
from optimizer.certificate.physics import solved_families
from optimizer.compiled import Compiled
from optimizer.formulation import CONCEPTS, build_model
from optimizer.inputs import Inputs


@pytest.fixture(scope="module")
def compiled(inputs: Inputs) -> Compiled:
    return compile_model(build_model(inputs))


def gap(
    family_name: str, compiled: Compiled, inputs: Inputs, seed: int = 7, equations: dict[str, Any] = EQUATIONS
) -> float:
    """Largest relative difference between compiled rows and their equation at a random point."""
    x = np.random.default_rng(seed).uniform(1.0, 2.0, compiled.shape[1])
    family = compiled.row_family(family_name)
    side = np.where(np.isfinite(compiled.row_lower), compiled.row_lower, compiled.row_upper)
    found = (compiled.matrix @ x - side)[family.range]
    wanted = equations[family_name](world(inputs, solved_families(compiled, x)))
    assert family.index is not None
    worst = 0.0
    labels = {}
    for i in range(family.size):
        labels.setdefault(family.label(i)[: len(family.index.dims)], []).append(found[i])
    assert set(labels) == set(wanted), f"{family_name}: other labels than the equation has"
    for label, values in labels.items():
        expected = np.broadcast_to(np.asarray(wanted[label], float), (len(values),))
        scale = 1.0 + np.abs(expected)
        worst = max(worst, float(np.max(np.abs(np.array(values) - expected) / scale)))
    return worst


@pytest.mark.parametrize("family", sorted(EQUATIONS))
def test_rows_are_their_equation(family: str, compiled: Compiled, inputs: Inputs) -> None:
    # a row written the other way round (left and right swapped) has the same meaning
    assert gap(family, compiled, inputs) < 1e-9


BOUND = {*EQUATIONS, *(family for world in worlds().values() for family in world.EQUATIONS)}


def test_every_family_has_an_equation(compiled: Compiled) -> None:
    assert {f.name for f in compiled.rows} == BOUND


def test_every_family_has_a_sentence_in_its_concept() -> None:
    import importlib

    text = "".join(importlib.import_module(f"optimizer.formulation.{c.name}").__doc__ or "" for c in CONCEPTS)
    for family in BOUND:
        assert f"`{family}`" in text, f"{family} has no sentence in a concept's docstring"


LOST = [
    ("duration", "store_balance"), ("duration", "activity_ramps_up"), ("duration", "activity_ramps_down"),
    ("hours_per_year", "carrier_balance"), ("hours_per_year", "emission_account"),
    ("step shift", "store_balance"), ("step shift", "activity_ramps_up"), ("step shift", "activity_ramps_down"), ("step shift", "store_stretch_balance"),
    ("charge_efficiency", "store_balance"), ("discharge_efficiency", "store_balance"), ("store_retention", "store_balance"),
    ("store_retention_before", "store_stretch_balance"), ("store_days_before", "store_stretch_balance"),
    ("store_retention_to_last", "store_last_day_below_capacity"), ("store_days_to_last", "store_last_day_below_capacity"),
    ("store_retention_of_day", "store_first_day_above_minimum"), ("store_retention_of_day", "store_last_day_above_minimum"),
    ("line_arrival", "carrier_balance"), ("port_ratio", "carrier_balance"), ("availability", "activity_below_capacity"),
    ("survival", "capacity_total"), ("period_years", "emission_account"), ("store_floor_share", "store_first_day_above_minimum"),
    ("purchase_emission_factor", "emission_account"), ("build_emission_factor", "emission_account"), ("emission_counted", "policy_below_limit"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "family"), LOST)
def test_losing_a_part_is_seen(what: str, family: str, inputs: Inputs) -> None:
    with losing(what):
        model = build_model(inputs)
    assert gap(family, compile_model(model), inputs) > 1e-6
