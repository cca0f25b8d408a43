"""Every loader answers a changed file with a case or with a refusal; the long run is `python tests/fuzz.py` (docs/hostile-input.md)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from loaders import Loader, fed, loaders
from mutations import Mutation, mutated, mutations

EVERY = {loader.name: loader for loader in loaders()}


@pytest.mark.parametrize("name", EVERY)
def test_sound_files_load(name: str) -> None:
    assert fed(EVERY[name], EVERY[name].files) == ""


@pytest.mark.parametrize("name", EVERY)
def test_changed_files_are_loaded_or_refused(name: str) -> None:
    loader: Loader = EVERY[name]
    answers: set[bool] = set()

    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate, Phase.shrink])  # fmt: skip
    @given(mutations)
    def one(changes: list[Mutation]) -> None:
        answers.add(fed(loader, mutated(loader.files, changes)) == "")

    one()
    assert False in answers, "no change did any harm: the test changes nothing"
