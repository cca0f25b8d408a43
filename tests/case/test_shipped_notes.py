"""No false alarm: the shipped cases have no note in any of their scenarios. `china` takes over a minute and is left to h2opt check --strict."""

from __future__ import annotations

import pytest
from whole_tables import INPUTS

from optimizer.pipeline import load_case


@pytest.mark.parametrize("name", ["quickstart", "hub", "delivery", "greater-bay", "learning", "electrolysis"])
def test_a_shipped_case_has_no_note(name: str) -> None:
    case = load_case(INPUTS / name)
    assert case.doubts == ()
    for scenario in case.options.scenarios:
        assert load_case(INPUTS / name, scenario).doubts == (), scenario
