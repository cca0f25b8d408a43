"""docs/cost-library.md says what its commands and the library answer."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from command import h2opt
from makers import maker_of
from rows import rows

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "cost-library.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return maker_of("cost_library")


def test_answers_and_tables(maker: ModuleType, tmp_path: Path) -> None:
    def run(words: list[str]) -> str:
        done = h2opt(*words[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert len(maker.ANSWER.findall(PAGE)) == 6
    assert {name for _, name, _ in maker.TABLE.findall(PAGE)} == set(maker.TABLES)
    assert maker.renewed(PAGE, run) == PAGE


def test_a_wrong_figure_would_be_seen(maker: ModuleType) -> None:
    wrong = PAGE.replace("| 200 | 3.12", "| 200 | 3.13").replace(
        "levelised cost                     2.506", "levelised cost 9"
    )
    assert maker.renewed(wrong, lambda _: "other\n") != wrong


def test_python_of_the_page() -> None:
    from optimizer.costs import charges, compressor, paths, station_gas, trucks

    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(compile(code, "cost-library.md", "exec"), {})
    assert station_gas.gas_station(1000).per_kilogram(0.7, 0.10).total == pytest.approx(2.506, abs=5e-4)
    assert compressor.electricity(30, 175, 82_641) == pytest.approx(0.9065, abs=5e-5)
    assert trucks.per_kilogram(120.0, trucks.truck("gas_500bar", payload=900.0), charges.Charge(0.06)).total > 0.8
    assert paths.cheapest(50_000, 100)[0].path == "cav_pipe_truck"


def test_the_counts_of_the_page() -> None:
    counts = {c: int(n) for c, n in re.findall(r"^\| (V\d+c?) \((\d+)\)", PAGE, re.M)}
    for case, count in counts.items():
        assert len(rows(case)) == count + (case == "V14")  # subsea lines
    assert f"holds {len(rows())} published" in PAGE
    assert sum(len(rows(f"T0{i}")) for i in range(1, 10)) == int(re.findall(r"^\| T01-T09 \((\d+)\)", PAGE, re.M)[0])


def test_sentences_of_the_page() -> None:
    """What is said beside the tables: the dear station, the one cavern, the tie at 50 t/d, the pipe that is too thin."""
    from optimizer.costs import paths, pipeline, station_gas, storage

    assert station_gas.gas_station(1000).per_kilogram(0.3, 0.10).total == pytest.approx(5.67, abs=5e-3)
    assert storage.cavern_capital(1.0) == pytest.approx(61.8e6)
    for km in (50, 100, 250, 500):
        both = [paths.delivered(p, 50_000, km).total for p in ("cav_pipe_pipe", "cav_pipe_truck")]
        assert abs(both[0] - both[1]) < 0.02
    by_speed = pipeline.diameter(100_000 / 0.6)
    assert by_speed == pytest.approx(170, abs=1)
    assert pipeline.outlet_pressure(100_000 / 0.6, by_speed, 250, 100) < 50
