"""The witness notices when auxiliary use, the end at which a line is measured, or the hours of a store are lost."""

from __future__ import annotations

from functools import partial

import pytest
from losing import notices, recounted
from worlds import world_case, worlds

from optimizer.algebra import Model
from optimizer.formulation import build_model, vocabulary
from optimizer.inputs import Inputs, prepare

LOST = {
    "charge_port_ratio": ("auxiliary", "balances recounted"),
    "discharge_port_ratio": ("auxiliary", "balances recounted"),
    "standing_port_ratio": ("auxiliary", "balances recounted"),
    "start_port_ratio": ("auxiliary", "balances recounted"),
    "end_port_ratio": ("auxiliary", "balances recounted"),
    "line_departure": ("auxiliary", "balances recounted"),
    "line_availability": ("auxiliary", "use within what stands"),
    "hours_min": ("storage_duration", "hours of stores"),
    "store_content_below_power": ("storage_duration", "hours of stores"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Inputs]:
    folder, found = tmp_path_factory.mktemp("witness"), worlds()
    names = {name for name, _ in LOST.values()}
    return {name: prepare(world_case(folder / name, **found[name].TABLES), vocabulary()) for name in names}


def busy(inputs: Inputs, hours: str = "") -> Model:
    """The model, with every store and line in use; a store that should last long has little content, or the reverse."""
    model = build_model(inputs)
    for variable in (model.store_charge, model.line_flow):
        for member in variable.values():
            member.setlb(0.1)
    for key, member in model.capacity.items():
        if hours and key[0] in ("turbine", "motor"):
            member.setlb(50.0)
        if hours == "hours_max" and key[0] in ("lake", "wheel"):
            member.setlb(6000.0)
    return model


@pytest.mark.parametrize("lost", LOST)
def test_the_witness_notices(lost: str, prepared: dict[str, Inputs]) -> None:
    name, words = LOST[lost]
    hours = {"hours_min": "hours_min", "store_content_below_power": "hours_max"}.get(lost, "")
    notices(words, lost, prepared[name], partial(busy, hours=hours))


@pytest.mark.parametrize(("name", "hours"), [("auxiliary", ""), ("storage_duration", "hours_max")])
def test_the_whole_formulation_passes(name: str, hours: str, prepared: dict[str, Inputs]) -> None:
    assert recounted(busy(prepared[name], hours), prepared[name]).ok
