"""inputs/delivery/sizes.py: with sizes that the optimizer chooses, the path functions' winner wins, by integers and by slopes."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from optimizer.costs import paths, storage
from optimizer.pipeline import load_case, run
from optimizer.solution import Solution
from optimizer.study import slope_scaled

FOLDER = Path(__file__).parents[2] / "inputs" / "delivery"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    spec = importlib.util.spec_from_file_location("delivery_sizes", FOLDER / "sizes.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(FOLDER))
    return module


def used(solution: Solution) -> set[str]:
    """Technologies that anything passes, their stretches left out."""
    found = set()
    for name in ("activity", "line_flow"):
        flow = solution.variables[name]
        most = flow.max([d for d in flow.dims if d != "technology"]).to_series()
        found |= {re.sub(r"_[\d.]+$", "", str(k)) for k, v in most.items() if v > 1e-2}
    return found


def test_stretches_join_and_meet_the_curve(maker: ModuleType) -> None:
    """A line passes through both of its ends; where the curve bends upwards, through its upper one."""
    lines = maker.stretches(100.0)
    assert set(lines) == {
        "store_compressor", "cavern", "pipe_compressor", "pipeline", "city_pipes", "city_filling", "trailer_filling",
        "liquefier", "liquefier_first", "hydrogenation", "hydrogenation_first",
    }  # fmt: skip
    for q in maker.BREAKS[1:]:
        own = maker.frozen.units(q, 100.0)
        for k in lines.keys() - {"cavern"}:
            (line,) = [each for each in lines[k] if each[1] == q]
            assert line[2] + line[3] * q == pytest.approx(365 * q * own[k].own, rel=1e-9)
            assert min(line) >= 0
    assert all(a[1] == b[0] for k in lines.keys() - {"cavern"} for a, b in zip(lines[k], lines[k][1:], strict=False))


def test_caverns_are_counted(maker: ModuleType) -> None:
    lines = maker.stretches(100.0)["cavern"]
    assert len(lines) == storage.cavern_count(60 * maker.BREAKS[-1])
    for q in (3e3, 50e3, 100e3, 300e3):
        charge = min(each[2] for each in lines if each[1] >= q)
        assert charge == pytest.approx(365 * q * maker.frozen.units(q, 100.0)["cavern"].own, rel=1e-9)


def test_the_case_is_sound(maker: ModuleType, tmp_path: Path) -> None:
    maker.build(tmp_path / "mine", 28_000, 100)
    case = load_case(tmp_path / "mine")
    assert case.options.name == "mine"  # results of another city do not take the place of those of inputs/delivery
    maker.frozen.build(tmp_path / "2030", 20_000, 100)
    assert load_case(tmp_path / "2030").options.name == "2030"
    assert case.tables["technologies"]["whole"].sum() == sum(
        len(each) for each in maker.stretches(100.0, kg_per_day=28_000).values()
    )


def test_a_class_ends_where_the_tariff_falls(maker: ModuleType) -> None:
    """The cost jumps down there; no line leads across. Uses and limits are those of the steps."""
    for k in maker.USES:
        edges, lines = maker.tariff_edges(k), maker.stretches(100.0)[k]
        assert edges
        for edge in edges:
            below, above = (maker.frozen.units(edge * f, 100.0)[k].own for f in (1 - 1e-7, 1 + 1e-7))
            assert above < 0.999 * below
            (last,), (first,) = ([each for each in lines if each[at] == edge] for at in (1, 0))
            for line, own in ((last, below), (first, above)):
                assert line[2] + line[3] * edge == pytest.approx(365 * edge * own, rel=1e-5)


def test_no_class_is_larger_than_the_city_needs(maker: ModuleType) -> None:
    lines, usual = maker.stretches(100.0, kg_per_day=20_000.0), maker.frozen.units(20_000.0, 100.0)
    assert all(each[0] < 20_000 * (1 + maker.LOST) <= lines[k][-1][1] for k in lines for each in lines[k])
    for chain in maker.frozen.CHAINS.values():
        passing = 1.0
        for k in chain:
            passing *= 1.0 + usual[k].lost
        assert passing < 1 + maker.LOST


@pytest.mark.slow
@pytest.mark.parametrize(("kg_per_day", "km"), [(14e3, 120.0), (30e3, 600.0), (80e3, 400.0)])
def test_integers_and_slopes_agree_with_the_functions(
    maker: ModuleType, tmp_path: Path, kg_per_day: float, km: float
) -> None:
    """Plant is sized by what passes it, which is some thousandths cheaper; the first and the second are further apart here."""
    maker.build(tmp_path, kg_per_day, km)
    case, (best, second, *_) = load_case(tmp_path), paths.cheapest(kg_per_day, km)
    assert second.total / best.total > 1.01
    exact, scaled = run(case), slope_scaled(case)
    for solution in (exact, scaled.solution):
        assert used(solution) == set(maker.frozen.CHAINS[best.path])
        assert solution.meta["objective"] == pytest.approx(365 * kg_per_day * best.total, rel=0.01)
    assert scaled.bound <= float(exact.meta["objective"]) <= float(scaled.solution.meta["objective"]) * (1 + 1e-4)
