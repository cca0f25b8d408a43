"""The map of winners by the optimizer, sizes and way chosen together, agrees with that of the path functions."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from optimizer.costs import paths
from optimizer.costs.winners import steps, winners
from optimizer.report.winners import draw_both

ROOT = Path(__file__).parents[2]
FOLDER, ASKED = ROOT / "inputs" / "delivery", ROOT / "docs" / "delivery-map.csv"
ENOUGH = {"units": 0.95, "slope": 0.9}  # of all points asked, near ties too; slope scaling is a heuristic


@pytest.fixture(scope="module")
def asked() -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    spec = importlib.util.spec_from_file_location("delivery_winners", FOLDER / "winners.py")
    assert spec
    assert spec.loader
    module = sys.modules["delivery_winners"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(FOLDER))
    return module


def test_the_points_cover_the_map(asked: ModuleType) -> None:
    """A hundred points at least, over the whole range of the functions; whatever wins anywhere wins at one of them."""
    points = asked.read(ASKED)
    assert [(p.kg_per_day, p.km) for p in points] == asked.grid()
    assert len(points) >= 100
    fine = winners(steps(1e3, 450e3, 30), steps(20.0, 2000.0, 30))
    assert {p.functions for p in points} == {s.path for row in fine for s in row}
    for p in points:
        first, second = paths.cheapest(p.kg_per_day, p.km)[:2]
        assert (p.functions, p.functions_cost) == (first.path, pytest.approx(first.total, rel=1e-5))
        assert p.lead == pytest.approx(second.total / first.total - 1, abs=1e-5)


@pytest.mark.parametrize("how", ["units", "slope"])
def test_the_optimizer_agrees(asked: ModuleType, how: str) -> None:
    """At most of the points the same path; where it has an answer one of the seven, a little cheaper than its function."""
    points = [p for p in asked.read(ASKED) if getattr(p, how)]
    assert len([p for p in points if getattr(p, how) == p.functions]) >= ENOUGH[how] * len(points)
    for p in [p for p in points if getattr(p, how) != asked.NONE]:
        cost = paths.delivered(getattr(p, how), p.kg_per_day, p.km).total
        assert 0.985 * cost <= getattr(p, f"{how}_cost") <= cost * (1 + 1e-5)
        assert p.units_cost <= getattr(p, f"{how}_cost") * (1 + 1e-5), "an integer run finds the cheapest"


def test_integers_were_asked_everywhere(asked: ModuleType) -> None:
    assert all(p.units for p in asked.read(ASKED))


@pytest.mark.parametrize(("kg_per_day", "km"), [(1e3, 20.0), (20e3, 100.0)])
def test_asked_again_it_answers_the_same(asked: ModuleType, kg_per_day: float, km: float) -> None:
    near = min(asked.read(ASKED), key=lambda p: abs(p.kg_per_day / kg_per_day - 1) + abs(p.km / km - 1))
    again = asked.asked(near.kg_per_day, near.km, slope=True)
    assert (again.functions, again.units, again.slope) == (near.functions, near.units, near.slope)
    assert (again.units_cost, again.slope_cost) == pytest.approx((near.units_cost, near.slope_cost), rel=1e-5)


@pytest.mark.slow
def test_all_points_asked_again(asked: ModuleType) -> None:
    """Some minutes."""
    stored, found = asked.read(ASKED), list(asked.ask(asked.grid(), slope=True))
    for how, enough in ENOUGH.items():
        assert sum(getattr(p, how) == p.functions for p in found) >= enough * len(found)
        assert [getattr(p, how) for p in found] == [getattr(p, how) for p in stored]


def test_points_are_told_written_and_drawn(asked: ModuleType, tmp_path: Path) -> None:
    """A point at which they differ is told with the lead, and crossed in the chart."""
    points = [
        asked.Point(1e3, 50.0, "LOHC_LOHCtruck", 9.0, 0.1, "LOHC_LOHCtruck", 8.9, "LH2_LH2truck", 9.1),
        asked.Point(1e5, 50.0, "cav_pipe_pipe", 6.2, 0.002, "cav_pipe_pipe+pipeline", 6.1, "cav_pipe_pipe", 6.2),
    ]
    text = asked.told(points)
    assert "whole units: as the functions at 1 of 2 points (50.0%)" in text
    assert "1 t/d, 50 km: LH2_LH2truck; functions LOHC_LOHCtruck, second +10.00%" in text
    asked.write(points, tmp_path / "p.csv")
    assert asked.read(tmp_path / "p.csv") == points
    fine = winners((1e3, 1e4, 1e5), (30.0, 100.0))
    file = draw_both(fine, [(p.kg_per_day, p.km, p.units) for p in points], tmp_path / "p.png")
    assert file.read_bytes().startswith(b"\x89PNG")
