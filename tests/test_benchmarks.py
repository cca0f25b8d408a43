"""The benchmarks still run: our side of both, at sizes that take a second."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from tiny import write_tiny

from benchmarks import building, warm, writing
from benchmarks.hub_numbers import hub_numbers
from benchmarks.hub_ours import solve
from benchmarks.measure import Watch, same
from optimizer.outputs import write_run
from optimizer.pipeline import load_case, run


def test_the_hub_by_the_day(tmp_path: Path) -> None:
    watch = Watch()
    with watch.on_highs():
        status, objective = solve(24.0, tmp_path, watch)
    assert status == "certified"
    assert objective == pytest.approx(
        286506.4238886, rel=1e-9
    )  # PyPSA finds the same: python -m benchmarks --hub --step 24
    figures = watch.figures()
    assert figures["outside"] < figures["total"]
    assert (tmp_path / "summary.xlsx").exists()


def test_the_numbers_for_pypsa() -> None:
    hub = hub_numbers(24.0)
    assert len(hub.hours) == 366
    assert {c.name for c in hub.converters} >= {"wind", "pv", "electrolyser_alk"}
    assert any(t.price > 0 for t in hub.trades)


def test_building() -> None:
    figures = building.one("ours", "tiny")
    assert figures["optimum"] == pytest.approx(74852.378, rel=1e-6)


def test_different_optima_stop_the_benchmark() -> None:
    with pytest.raises(AssertionError, match="nothing was timed or trusted"):
        same("x", {"a": 1.0, "b": 1.1})


def test_a_price_and_a_bound_from_a_basis_and_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "SIZE", ({"key": "clock.typical_days.days", "set": 1},))
    said: list[str] = []
    lines = warm.table(2, 1, said.append)
    assert [line.split(" | ")[0] for line in lines[-2:]] == ["| one price", "| one bound"]
    assert all(line.endswith("| yes |") for line in lines[-2:])
    assert sum("(simplex)" in line for line in said) == 4
    assert sum("cold (hipo)" in line for line in said) == 3


def test_points_lie_outwards_from_one() -> None:
    up, down = warm.arms(5)
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)
    assert (len(up), len(down)) == (3, 2)
    assert max(up) == pytest.approx(1.0 + warm.SPREAD)


def test_writing_is_measured_beside_the_solve(tmp_path: Path) -> None:
    case = load_case(write_tiny(tmp_path / "tiny"))
    write_run(run(case), tmp_path / "run", {"solve": 1e6})
    lines = writing.table(tmp_path / "run")
    assert [line.split(" | ")[0] for line in lines[2:8]] == [
        "| tables",
        "| solution.nc",
        "| summary.xlsx",
        "| tables as CSV",
        "| tables as CSV, hourly",
        "| charts",
    ]
    assert lines[-1] == "Tables take less than 10 % of the solve."
