"""inputs/delivery: the optimizer picks the path that the path functions hold cheapest, at the same cost, and splits it by stage."""

from __future__ import annotations

import csv
import importlib.util
import itertools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console
from rows import rows

from optimizer.case.model import Case
from optimizer.costs import paths
from optimizer.errors import OutOfRangeError
from optimizer.pipeline import load_case, run
from optimizer.report.prices import closing
from optimizer.report.tables import costs
from optimizer.report.terminal import print_summary
from optimizer.solution import Solution

FOLDER = Path(__file__).parents[2] / "inputs" / "delivery"
STAGES = ("production", "conversion", "storage", "transport", "station")
GRID = sorted({(1e3 * r.numbers[-2], r.numbers[-1]) for r in rows("V02") if r.quantity == "delivered cost at nozzle"})
QUICK = [(10e3, 100.0), (10e3, 500.0), (50e3, 250.0), (100e3, 250.0)]  # one for each path that wins; all are 3 s
PATHS = [p for p in paths.PATHS if p != "LH2_LH2truck"]
NEAR = 1e-4  # paths that are so near each other may both win


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_delivery", FOLDER / "build.py")
    assert spec
    assert spec.loader
    module = sys.modules["build_delivery"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shipped() -> Case:
    return load_case(FOLDER)


def at(case: Case, maker: ModuleType, kg_per_day: float, km: float) -> Case:
    """The case with the numbers of another point, units as they are; what is written has ten figures."""
    made, tables = maker.tables(kg_per_day, km), dict(case.tables)
    for name, key in (("parameters", "technology parameter"), ("ports", "technology carrier"), ("demand", "carrier")):
        new = {tuple(r[k] for k in key.split()): float(r["value"]) for r in made[name]}
        table = case.tables[name].copy()
        old = [tuple(row) for row in table[key.split()].itertuples(index=False)]
        assert set(old) == set(new)
        table["amount"] *= [new[k] / v for k, v in zip(old, table["value"], strict=True)]
        tables[name] = table.assign(value=[new[k] for k in old])
    return replace(case, tables=tables)


def used(solution: Solution) -> set[str]:
    """Technologies that anything passes."""
    most = solution.variables["activity"].max(["region", "period", "day", "step"]).to_series()
    moved = solution.variables["line_flow"].max(["route", "direction", "period", "day", "step"]).to_series()
    return {str(k) for flows in (most, moved) for k, v in flows.items() if v > 1e-3}


def stages(chain: Sequence[str], units: Mapping[str, Any]) -> Mapping[str, float]:
    """What each stage adds to a kilogram at the nozzle: own costs, times what must pass so that a kilogram arrives."""
    with (FOLDER / "technologies.csv").open(encoding="utf-8", newline="") as file:
        category = {r["technology"]: r["cost_category"] for r in csv.DictReader(file)}
    found, passing = dict.fromkeys(STAGES, 0.0), 1.0
    for technology in reversed(chain):
        found[category[technology]] += units[technology].own * passing
        passing *= 1.0 + units[technology].lost
    return found


# -- the acceptance: the same choice and the same cost at every point ------------------------------------------------
def test_the_grid_is_that_of_the_published_totals() -> None:
    assert set(GRID) == set(itertools.product((10e3, 50e3, 100e3), (50.0, 100.0, 250.0, 500.0)))
    assert len(rows("V02")) >= 7 * len(GRID)


@pytest.mark.parametrize(
    ("kg_per_day", "km"), [p if p in QUICK else pytest.param(*p, marks=pytest.mark.slow) for p in GRID]
)
def test_the_cheapest_path_wins_at_its_cost(shipped: Case, maker: ModuleType, kg_per_day: float, km: float) -> None:
    solution = run(at(shipped, maker, kg_per_day, km))
    ranked = paths.cheapest(kg_per_day, km)
    best = ranked[0].total
    assert solution.meta["status"] == "certified"
    assert solution.meta["objective"] == pytest.approx(best * kg_per_day * 365, rel=1e-6)
    won = [d.path for d in ranked if set(maker.CHAINS[d.path]) == used(solution)]
    assert len(won) == 1, "all of the demand goes one way"
    assert won[0] in [d.path for d in ranked if d.total <= best * (1 + NEAR)]

    nozzle = {"carrier": "h2_70mpa", "region": "city", "period": 2030}
    assert float(solution.duals["carrier_price"].sel(nozzle).squeeze()) == pytest.approx(best, rel=1e-6)
    assert float(solution.levelised["unit_value"].sel(nozzle)) == pytest.approx(best, rel=1e-6)
    split = solution.levelised["unit_cost"].sel(nozzle).to_series()
    expected = stages(maker.CHAINS[won[0]], maker.units(kg_per_day, km))
    assert split[list(STAGES)].to_dict() == pytest.approx(expected, rel=1e-6)
    assert split.sum() == pytest.approx(split[list(STAGES)].sum(), rel=1e-12)
    table = closing(solution)
    assert table["cost"].sum() == pytest.approx(costs(solution)["annual_cost"].sum(), rel=1e-9)


@pytest.mark.parametrize(("kg_per_day", "km"), GRID)
def test_the_unit_costs_of_every_path_add_up(maker: ModuleType, kg_per_day: float, km: float) -> None:
    """Of those too that win nowhere on the grid."""
    units = maker.units(kg_per_day, km)
    for path, chain in maker.CHAINS.items():
        total = sum(stages(chain, units).values())
        assert total == pytest.approx(paths.delivered(path, kg_per_day, km).total, rel=1e-12)


@pytest.mark.parametrize("path", ["LH2_LH2truck", *(pytest.param(p, marks=pytest.mark.slow) for p in PATHS)])
def test_one_path_alone_costs_what_its_function_says(maker: ModuleType, path: str) -> None:
    """The scenarios: ways that do not win are right too."""
    solution = run(load_case(FOLDER, path))
    assert used(solution) == set(maker.CHAINS[path])
    delivered = paths.delivered(path, maker.KG_PER_DAY, maker.KM).total
    assert solution.meta["objective"] == pytest.approx(delivered * maker.KG_PER_DAY * 365, rel=1e-6)


def test_the_screen_says_what_the_stages_cost(shipped: Case) -> None:
    console = Console(width=120, record=True, file=StringIO())
    print_summary(run(shipped), console=console)
    text = console.export_text()
    assert "Levelised cost of h2_70mpa: 2030 7.15 EUR_2015/kg" in text
    assert (
        "of it in 2030: production 3.762, conversion 0.2006, storage 0.3741, transport 1.157, station 1.657\n" in text
    )


# -- how the case is made ---------------------------------------------------------------------------------------------
def test_the_tables_are_those_of_the_library(maker: ModuleType, tmp_path: Path) -> None:
    place = tmp_path / FOLDER.name  # a case is named as its folder
    maker.build(place)
    made = sorted(p.name for p in place.iterdir())
    assert made == sorted(p.name for p in FOLDER.iterdir() if p.suffix in (".csv", ".yaml"))
    for name in made:
        shipped = (FOLDER / name).read_bytes().replace(b"name: delivery\n", b'name: "delivery"\n', 1)
        assert (place / name).read_bytes() == shipped, f"python inputs/delivery/build.py: {name}"


def test_there_are_no_ways_but_the_seven(shipped: Case, maker: ModuleType) -> None:
    """Every way through technologies that fit together is one of the paths."""
    technologies, ports = shipped.tables["technologies"], shipped.tables["ports"]
    gives = dict(zip(technologies["technology"], technologies["reference"], strict=True))
    takes = {r.technology: r.carrier for r in ports[ports["direction"] == "in"].itertuples()}
    ends = {
        r.technology: (r.start, r.to) for r in shipped.tables["routes"].rename(columns={"from": "start"}).itertuples()
    }
    place = dict(zip(technologies["technology"], technologies["regions"], strict=True))
    legs = {
        k: (takes.get(k, gives[k] if k in ends else ""), *ends.get(k, (place[k], place[k])), gives[k]) for k in gives
    }

    def onward(carrier: str, region: str) -> list[tuple[str, ...]]:
        if carrier == "h2_70mpa":
            return [()]
        steps = [(k, to, out) for k, (of, start, to, out) in legs.items() if (of, start) == (carrier, region)]
        return [(k, *rest) for k, to, out in steps for rest in onward(out, to)]

    assert set(onward("", "plant")) == set(maker.CHAINS.values())


def test_numbers_of_the_readme(maker: ModuleType) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for d in paths.cheapest(maker.KG_PER_DAY, maker.KM):
        assert f"| `{d.path}` | {d.total:.3f} |" in text
    split = stages(maker.CHAINS["cav_pipe_truck"], maker.units(maker.KG_PER_DAY, maker.KM))
    words = [f"{stage} {cost:.2f}" for stage, cost in split.items()]
    assert ", ".join(words[:4]) + " and stations " + words[4].split()[1] in text


def test_a_city_of_any_size_but_within_the_library(maker: ModuleType, tmp_path: Path) -> None:
    maker.build(tmp_path, 10_000, 100)
    assert run(load_case(tmp_path)).meta["objective"] == pytest.approx(
        paths.cheapest(10_000, 100)[0].total * 3.65e6, rel=1e-6
    )
    with pytest.raises(OutOfRangeError):
        maker.build(tmp_path, 10, 100)


def test_steps_that_paths_share_must_agree(maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        maker.CHAINS,
        "cav_GH2truck",
        (*maker.CHAINS["cav_GH2truck"][:3], "pipe_compressor", "trailers", "station_trailer"),
    )
    with pytest.raises(ValueError, match="pipe_compressor of cav_GH2truck"):
        maker.units(50_000, 250)
