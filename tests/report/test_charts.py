"""Charts of a run: one list of them, one look everywhere, numbers that are those of the tables, units and words of the reader."""

from __future__ import annotations

import ast
import doctest
import importlib
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.report import charts_map, fonts
from optimizer.report.balances import balance
from optimizer.report.charts import CHARTS, write_charts
from optimizer.report.charts_capacity import capacity_chart
from optimizer.report.charts_cost import levelised_chart
from optimizer.report.charts_hours import load_duration_chart
from optimizer.report.charts_pathway import balance_chart
from optimizer.report.charts_waterfall import ITEMS, KINDS, costs_chart, difference_chart, money_of, parts
from optimizer.report.looks import Look, distance, looks, looks_of, plain
from optimizer.report.units import choices, told_in, told_with
from optimizer.report.words import _table, spoken
from optimizer.solution import Solution

REPORT = Path(__file__).parents[2] / "optimizer" / "report"


@pytest.mark.parametrize(
    "name",
    [
        "looks",
        "drawing",
        "charts_hours",
        "charts_map",
        "charts_pathway",
        "charts_spread",
        "charts_study",
        "cells",
        "book_charts",
        "units",
    ],
)
def test_examples_of_docstrings(name: str) -> None:
    done = doctest.testmod(importlib.import_module(f"optimizer.report.{name}"))
    assert done.attempted
    assert done.failed == 0


# -- the look ---------------------------------------------------------------------------------------------
def test_what_stands_in_one_balance_looks_different_to_every_reader(solution: Solution) -> None:
    table, found = balance(solution), looks(solution)
    for _, mine in table.groupby("carrier"):
        names = {i.split(" ")[0] for i in mine["item"]} & set(found)
        for a, b in combinations(sorted(names), 2):
            assert plain(found[a], [found[b]]), (a, b)


def test_a_stated_colour_is_kept_and_the_look_is_that_of_every_chart(solution: Solution) -> None:
    v = solution.variables
    names = [str(k) for k in v["technology"].values]
    alike = v.assign_coords(color=("technology", ["#4b8bbe"] * len(names)))
    painted = replace(solution, variables=alike)
    found = looks(painted)
    assert Look("#4b8bbe") in found.values()
    assert len(set(found.values())) > 1
    assert {looks_of(painted, [k])[k] for k in names} == {found[k] for k in names}  # alone as among others
    assert looks_of(painted, [*names, "demand"]) == {k: found[k] for k in names} | {"demand": Look("#1B1B5E")}


def test_red_and_green_are_near_to_who_sees_no_red() -> None:
    red, green, blue = "#d62728", "#6b7a00", "#1f77b4"
    seen = np.linalg.norm([int(red[i : i + 2], 16) - int(green[i : i + 2], 16) for i in (1, 3, 5)])
    assert distance(red, green) < 0.7 * seen
    assert distance(red, blue) > distance(red, green)


# -- each chart -------------------------------------------------------------------------------------------
def test_every_chart_says_its_units(solution: Solution) -> None:
    drawn = {name: chart(solution) for name, chart in CHARTS.items()}
    for name in ("capacity", "balance", "pathway", "costs", "levelised", "dispatch", "load_duration", "storage"):
        figure = drawn[name]
        assert figure is not None, name
        panels = [ax for ax in figure.axes if ax.get_visible()]
        assert panels
        assert all(ax.get_ylabel() for ax in panels if ax.get_subplotspec().is_first_col()), name
    of_map = drawn["map"]
    assert of_map is not None
    assert all(ax.get_title().endswith("a year]") for ax in of_map.axes)
    assert drawn["hydrogen"] is not None


def test_png_and_svg_on_request(solution: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.report.charts.CHARTS", {"capacity": capacity_chart, "nothing": lambda _: None})
    assert [p.name for p in write_charts(solution, tmp_path, svg=True)] == ["capacity.png", "capacity.svg"]
    assert (tmp_path / "capacity.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "capacity.svg").read_text(encoding="utf-8")


def test_a_waterfall_ends_at_the_total(solution: Solution) -> None:
    for steps in parts(solution).values():
        assert steps.sum() == pytest.approx(solution.meta["objective"], rel=1e-6)
    figure = costs_chart(solution)
    assert figure is not None
    _, scale = money_of(solution)
    for ax in figure.axes:
        whole = ax.patches[-1]  # the total is drawn last
        assert (whole.get_y() + whole.get_height()) * scale == pytest.approx(solution.meta["objective"], rel=1e-6)


def test_a_waterfall_between_runs_is_their_difference(solution: Solution) -> None:
    ledger = solution.costs
    dearer = ledger.assign(
        discounted_cost=ledger["discounted_cost"].where(ledger["line"] != "fixed", ledger["discounted_cost"] * 2)
    )
    other = replace(solution, costs=dearer)
    change = {k: parts(other)[k].sub(parts(solution)[k], fill_value=0.0) for k in (KINDS, ITEMS)}
    assert change[KINDS].abs().gt(1e-9).sum() == 1
    assert change[KINDS]["fixed"] == pytest.approx(change[ITEMS].sum())
    figure = difference_chart(solution, other, ("base", "dearer"))
    left = figure.axes[0]
    assert [t.get_text() for t in left.get_xticklabels()] == ["base", "fixed", "dearer"]
    first, last = left.patches[-2:]
    moved = left.patches[0]
    assert last.get_height() - first.get_height() == pytest.approx(moved.get_height())


def test_load_duration_holds_the_demand_of_the_year(solution: Solution) -> None:
    figure = load_duration_chart(solution)
    assert figure is not None
    (line,) = [one for one in figure.axes[0].lines if one.get_label() == "demand"]
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    assert x[-1] == pytest.approx(8760.0)
    assert np.all(np.diff(y) <= 1e-9)
    drawn = float((np.diff(x) * y[:-1]).sum())
    table = balance(solution)
    clocks = solution.inputs["carrier_clock"].to_series()
    last = table[(table["item"] == "demand") & (table["period"] == table["period"].max())]
    asked = -last[last["carrier"].map(clocks) == "hour"].groupby("carrier")["amount"].sum()
    assert any(drawn * 10.0**k == pytest.approx(float(a)) for a in asked for k in (0, 3, 6))


def test_levelised_bars_add_up_to_the_average(solution: Solution) -> None:
    figure = levelised_chart(solution)
    assert figure is not None
    from optimizer.report.readable import readable_levelised

    table = readable_levelised(solution).dropna(subset=["average"])
    names = solution.meta["carrier_names"]
    for ax in [a for a in figure.axes if a.get_visible()]:
        mine = table[table["carrier"].map(lambda c: names.get(c) or c) == ax.get_title()]
        top = max(p.get_y() + p.get_height() for p in ax.patches)
        means = (mine["average"] * mine["throughput"]).groupby(mine["period"]).sum() / mine.groupby("period")[
            "throughput"
        ].sum()
        assert top >= float(means.max()) * (1 - 1e-6)


def test_flows_between_regions_are_net(solution: Solution, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("A", "line to B", -10.0),
        ("B", "line from A", 9.0),
        ("B", "line to A", -4.0),
        ("A", "line from B", 3.6),
        ("B", "demand", -5.0),
    ]
    table = pd.DataFrame(rows, columns=["region", "item", "amount"]).assign(carrier="el", period=2030, unit="GWh/year")
    monkeypatch.setattr(charts_map, "balance", lambda _: table)
    (flow,) = charts_map.between(solution).itertuples(index=False)
    assert (flow.start, flow.end, flow.amount) == ("A", "B", 6.0)
    two = replace(solution, meta={**solution.meta, "region_places": {"A": (40.0, 110.0), "B": (30.0, 120.0)}})
    at, true = charts_map.places(two, ["A", "B"], charts_map.between(solution))
    assert true
    assert at["A"].tolist() == [110.0, 40.0]
    laid, true = charts_map.places(solution, ["A", "B", "C"], charts_map.between(solution))
    assert not true
    assert np.linalg.norm(laid["A"] - laid["B"]) < np.linalg.norm(laid["A"] - laid["C"])


# -- words and units --------------------------------------------------------------------------------------
def test_every_sentence_of_ours_has_a_chinese_one() -> None:
    found = set()
    for file in REPORT.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("worded", "say"):
                found |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    assert len(found) > 60
    assert not {text for text in found if not _table().get(text, {}).get("zh")}
    for english, row in _table().items():  # what is filled in is filled in everywhere
        named = {part.split("}")[0] for part in english.split("{")[1:]}
        assert named == {part.split("}")[0] for part in row["zh"].split("{")[1:]}, english


def test_charts_speak_chinese_in_the_units_of_a_planner(solution: Solution, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)  # as if a font had every sign
    chosen = choices("el=亿kWh,万kW,亿元", solution.meta["carrier_units"])
    with spoken("zh"), told_with(chosen):
        figure = balance_chart(solution)
        assert figure is not None
        assert figure._suptitle.get_text().startswith("年度平衡")  # type: ignore[attr-defined]
        assert "亿kWh/年" in {ax.get_ylabel() for ax in figure.axes}
        plant = capacity_chart(solution)
        assert plant is not None
        assert "万kW" in {ax.get_ylabel() for ax in plant.axes}
        assert told_in("CNY_2020") == (1e-8, "亿元 (CNY_2020)")
    assert told_in("CNY_2020") is None
    monkeypatch.setattr(fonts, "signs", lambda: frozenset(range(128)))
    with spoken("zh"), told_with(chosen):
        bare = balance_chart(solution)
    assert bare is not None
    assert all(ax.get_ylabel().isascii() for ax in bare.axes)  # no boxes
    assert "亿kWh" in fonts.unread(solution, [s.unit for s in chosen.values()])


def test_signs_that_the_first_font_lacks_come_from_the_next() -> None:
    from matplotlib import rcParams

    with fonts.lettered():
        assert rcParams["font.family"] == list(fonts.installed())
