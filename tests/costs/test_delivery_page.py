"""docs/delivery.md says what the library, the case and its commands answer; the maps are those of the path functions."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from command import h2opt
from makers import maker_of

from optimizer.costs import paths, storage, table
from optimizer.costs.winners import WITHOUT_CAVERN, steps, winners
from optimizer.errors import OutOfRangeError
from optimizer.report.winners import CLOSE, COLORS, SHORT, draw_map

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "delivery.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return maker_of("delivery")


# -- the map --------------------------------------------------------------------------------------------------------
def test_a_map_is_the_path_functions_at_every_spot() -> None:
    rows = winners((5e3, 60e3), (30.0, 300.0, 900.0))
    assert [len(row) for row in rows] == [3, 3]
    for row in rows:
        for s in row:
            ranked = paths.cheapest(s.kg_per_day, s.km)
            assert s.ranked == tuple((d.path, d.total) for d in ranked)
            assert (s.path, s.cost) == (ranked[0].path, ranked[0].total)
            assert s.lead == pytest.approx(ranked[1].total / ranked[0].total - 1)
    assert [[s.km for s in row] for row in rows] == [[30.0, 300.0, 900.0]] * 2


def test_without_salt_nothing_needs_a_cavern() -> None:
    assert WITHOUT_CAVERN == ("LH2_LH2truck", "LOHC_LOHCtruck")
    (row,) = winners((60e3,), (30.0, 300.0), among=WITHOUT_CAVERN)
    assert {p for s in row for p, _ in s.ranked} == set(WITHOUT_CAVERN)


def test_steps_have_a_common_factor_and_meet_their_ends() -> None:
    found = steps(1e3, 300e3, 7)
    assert (found[0], found[-1], len(found)) == (1e3, 300e3, 7)
    assert np.diff(np.log(found)) == pytest.approx(np.full(6, np.log(300) / 6))
    for wrong in ((0, 1, 3), (1, 2, 1), (1, -1, 3)):
        with pytest.raises(OutOfRangeError):
            steps(*wrong)


def test_stages_are_the_whole_cost_and_losses_make_what_came_before_dearer() -> None:
    for path in paths.PATHS:
        d = paths.delivered(path, 30_000, 200)
        assert sum(d.stages.values()) == pytest.approx(d.total, rel=1e-12)
        lost = np.prod([1 + s.lost for s in d.steps])
        assert d.stages["production"] == pytest.approx(d.steps[0].cost.total * lost, rel=1e-12)
        assert d.stages["station"] == pytest.approx(d.steps[-1].own, rel=1e-12)
        assert lost > 1.005


def test_charts_are_written(maker: ModuleType, tmp_path: Path) -> None:
    assert set(COLORS) == set(SHORT) == set(paths.PATHS)
    for file in maker.draw(tmp_path, 12):
        assert file.read_bytes().startswith(b"\x89PNG")
    file = draw_map({"one": winners((1e3, 1e4), (50.0, 100.0))}, tmp_path / "small.png", ("CNY_2020", 8.0))
    assert file.stat().st_size > 5_000


def test_the_command_tells_and_draws_the_map(tmp_path: Path) -> None:
    done = h2opt(
        "cost", "map", "--no-cavern", "--money", "CNY_2020", "--rate", "0.051", "--chart", "map.png", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "100 t/d, 500 km: liquid tank, liquid trucks" in done.stdout
    assert "discount rate 0.051" in done.stdout
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert h2opt("cost", "map", "-u", "3", cwd=tmp_path).returncode == 2


# -- the page -----------------------------------------------------------------------------------------------------
def test_tables(maker: ModuleType) -> None:
    assert {name for _, name, _ in maker.TABLE.findall(PAGE)} == set(maker.TABLES)
    assert maker.renewed(PAGE) == PAGE
    assert maker.renewed(PAGE.replace("| 8.301 |", "| 8.302 |")) == PAGE


def test_what_a_run_prints(tmp_path: Path) -> None:
    done = h2opt("run", str(DOCS.parent / "inputs" / "delivery"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (block,) = re.findall(r"```\n(Levelised.*?)```", PAGE, re.S)
    assert block in done.stdout


def test_sentences_about_borders() -> None:
    """Where each field of the map begins and ends, and the figures that say why."""

    def at(tonnes: float, km: float) -> str:
        return paths.cheapest(tonnes * 1e3, km)[0].path

    assert {at(t, km) for t in (1, 3, 7.5) for km in (20, 100)} == {"LOHC_LOHCtruck"}
    assert {at(t, 100) for t in (10, 15, 20)} == {"cav_GH2truck"}
    assert {at(t, 400) for t in (8, 12, 19)} == {"LH2_LH2truck"}
    assert {at(t, 600) for t in (21, 30, 40)} == {"cav_LH2truck"}
    assert {at(t, km) for t in (30, 45) for km in (60, 280)} == {"cav_pipe_truck"}
    assert {at(t, km) for t in (55, 100, 300) for km in (20, 200, 1000)} == {"cav_pipe_pipe"}
    assert [at(t, km) for t, km in ((21, 265), (21, 280), (40, 565), (40, 585))] == [
        "cav_pipe_truck",
        "cav_LH2truck",
    ] * 2

    at_100, no_salt = paths.cheapest(15e3, 100), winners((15e3,), (100.0,), among=WITHOUT_CAVERN)[0][0]
    assert (at_100[0].path, round(at_100[0].total, 1)) == ("cav_GH2truck", 8.0)
    assert at_100[1].total / at_100[0].total > 1 + CLOSE, "not a hatched field"
    assert (no_salt.path, f"{no_salt.cost:.2f}") == ("LH2_LH2truck", "8.55")

    small = {p: paths.delivered(p, 5e3, 100).stages for p in ("cav_GH2truck", "LOHC_LOHCtruck")}
    assert [round(s["storage"], 1) for s in small.values()] == [3.7, 1.0]
    assert [round(s["station"], 1) for s in small.values()] == [1.7, 3.3]
    assert storage.cavern_capital(1.0) == pytest.approx(61.8e6)
    dearer = [
        paths.delivered(p, 1e4, 250).stages["transport"] - paths.delivered(p, 1e4, 100).stages["transport"]
        for p in ("cav_GH2truck", "LH2_LH2truck")
    ]
    assert [round(d, 2) for d in dearer] == [1.00, 0.29]
    assert paths.delivered("LH2_LH2truck", 1e4, 250).stages["conversion"] == pytest.approx(2.5, abs=0.02)
    assert (table.number("truck.gas_500bar.payload", "kg"), table.number("truck.liquid.payload", "kg")) == (1100, 4300)

    def way(tonnes: float, km: float) -> float:
        d = paths.cheapest(tonnes * 1e3, km)[0]
        return d.total - d.stages["production"] - d.stages["station"]

    assert way(300, 20) == pytest.approx(0.5, abs=0.05)
    assert [way(t, 1000) for t in (1, 2, 10)] == pytest.approx([5, 5, 5], abs=0.2)


def test_sentence_about_empty_stations(maker: ModuleType) -> None:
    empty = maker.changed()["stations half empty (utilisation 0.3 in place of 0.7)"]
    more = {p: paths.delivered(p, 5e4, 250, empty).total - paths.delivered(p, 5e4, 250).total for p in paths.PATHS}
    assert {round(v, 1) for p, v in more.items() if "LOHC" in p} in ({3.2}, {3.3})
    assert all(1.8 < v < 2.3 for p, v in more.items() if "LOHC" not in p)
