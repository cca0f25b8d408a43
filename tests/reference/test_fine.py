"""A published model, solved by somebody else's code: the same cost and the same plant."""

from __future__ import annotations

from pathlib import Path

import pytest
from fine_case import CAPACITY, EXPECTED, write_fine

from optimizer.pipeline import load_case, run


@pytest.mark.parametrize("step", [24, pytest.param(6, marks=pytest.mark.slow)])
def test_fine_pathway(step: int, tmp_path: Path) -> None:
    solution = run(load_case(write_fine(tmp_path / "fine", step)))
    assert solution.meta["objective"] == pytest.approx(EXPECTED[step], rel=1e-6)
    capacity = solution.variables["capacity"].sel(location="node")
    for (technology, year), wanted in CAPACITY[step].items():
        assert float(capacity.sel(technology=technology, period=year)) == pytest.approx(wanted, rel=1e-3)
