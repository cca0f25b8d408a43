"""Many runs in one workbook and as charts: self-explaining, real tables, a log of changes, two hundred runs of it."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from command import h2opt

from optimizer.errors import CaseError
from optimizer.report import fonts
from optimizer.report.book_charts import Picture, _prices, add_pictures
from optimizer.report.charts_of_runs import CHARTS_OF_RUNS
from optimizer.report.charts_spread import panels, spider
from optimizer.report.charts_study import draw_tornado
from optimizer.report.figure_names import figure_name, row_name
from optimizer.report.runs_table import KNOWN, Compared, compared, headlines, spreads
from optimizer.report.study import COST
from optimizer.report.study_book import write_study_book
from optimizer.report.study_sheets import STUDY_SHEETS
from optimizer.report.units import choices, displayed
from optimizer.report.words import say, spoken
from optimizer.runs import Runs, open_runs
from optimizer.solution import Solution

AXES = {"capex": {"places": ["parameters[technology=wind]"], "mode": "r", "unit": "", "values": [0.5, 1.5], "drawn": None},
        "wacc": {"places": ["wacc"], "mode": "s", "unit": "", "values": [0.03, 0.09], "drawn": None}}  # fmt: skip
BASE = {"capex": 1.0, "wacc": 0.06}


def made_up(
    solution: Solution, folder: Path, design: str, values: Mapping[str, Mapping[str, float]], **more: Any
) -> Path:
    """A study whose answers are all the one of the tiny case, and whose costs are made up of its axes: 1000 + 100 capex + 2000 wacc."""
    (folder / "points").mkdir(parents=True)
    first = solution.save(folder / "points" / "base.nc")
    study = {"name": "made", "title": "=1+1 made up", "design": design, "axes": AXES, "units": {}, **more, "points": []}
    rows = []
    for name, changed in {"base": {}, **values}.items():
        of = {**BASE, **changed}
        cost = 1000.0 + 100.0 * of["capex"] + 2000.0 * of["wacc"]
        if name != "base":
            os.link(first, folder / "points" / f"{name}.nc")
        group = next(iter(changed)) if len(changed) == 1 else "" if name == "base" else "samples"
        record = {
            "status": "done",
            "answer": "certified",
            "objective": cost,
            "money": solution.meta["money"],
            "key": name,
        }
        record |= {"group": group, "values": of, "total": 1.0}
        (folder / "points" / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
        study["points"].append({"name": name, "group": group, "values": of})
        rows.append((name, name, "total discounted cost", "", "", solution.meta["money"], cost))
        rows += [
            (name, name, "emissions of CO2", "", str(y), "MtCO2/year", cost / 100 + y - 2030) for y in (2030, 2040)
        ]
        rows += [(name, name, "capacity", "wind", "2040", "GW", 10.0 / of["capex"])]
    (folder / "study.json").write_text(json.dumps(study), encoding="utf-8")
    table = pd.DataFrame(rows, columns=["run", "key", "figure", "item", "period", "unit", "value"])
    table.to_csv(folder / KNOWN, index=False, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tornado(solution: Solution, tmp_path_factory: pytest.TempPathFactory) -> Path:
    values = {f"{a}_{v}": {a: v} for a, axis in AXES.items() for v in axis["values"]}  # type: ignore[attr-defined]
    return made_up(solution, tmp_path_factory.mktemp("t") / "study", "one_at_a_time", values)


@pytest.fixture(scope="module")
def samples(solution: Solution, tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(1)
    values = {
        f"sample_{k:03d}": {"capex": float(c), "wacc": float(w)}
        for k, (c, w) in enumerate(zip(rng.uniform(0.5, 1.5, 200), rng.uniform(0.03, 0.09, 200), strict=True))
    }
    return made_up(solution, tmp_path_factory.mktemp("s") / "study", "monte_carlo", values)


def of(folder: Path) -> Compared:
    return compared(open_runs(folder), folder)


def test_figures_are_read_once_and_again_where_a_point_is_another(solution: Solution, tmp_path: Path) -> None:
    folder = made_up(solution, tmp_path / "study", "one_at_a_time", {"wacc_0.03": {"wacc": 0.03}})
    assert len(of(folder).figures) == 2 * 4
    record = json.loads((folder / "points" / "wacc_0.03.json").read_text())
    (folder / "points" / "wacc_0.03.json").write_text(json.dumps({**record, "key": "solved anew"}))
    again = of(folder).figures
    mine = again[again["run"] == "wacc_0.03"]
    assert len(mine) > 4  # those of the answer itself
    assert float(mine.loc[mine["figure"] == "total discounted cost", "value"].item()) == pytest.approx(
        solution.meta["objective"]
    )
    assert len(again[again["run"] == "base"]) == 4
    assert set(pd.read_csv(folder / KNOWN)["key"]) == {"base", "solved anew"}


def test_the_workbook_of_a_study_explains_itself(tornado: Path, tmp_path: Path) -> None:
    path = write_study_book(of(tornado), tmp_path / "study.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", "charts", *(n for n in STUDY_SHEETS if n in book.sheetnames)]
    assert {"runs", "axes", "tornado", "spread", "side_by_side", "changes"} <= set(book.sheetnames)
    for name in book.sheetnames[2:]:
        (table,) = book[name].tables.values()
        assert table.autoFilter is not None
        assert book[name].freeze_panes == "A2"
        heads = [str(c.value) for c in book[name][1]]
        numbers = [c for c in book[name][2] if isinstance(c.value, float)]
        assert not numbers or any("unit" in h for h in heads), name
    links = {cell.hyperlink.location for cell in book["README"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames if name != "README"}
    log = [[c.value for c in row] for row in book["changes"].iter_rows(min_row=2)]
    assert log[0][:6] == ["capex_0.5", "capex", "parameters[technology=wind]", "×", 1, 0.5]
    assert len(log) == 4
    assert len(book["charts"]._charts) >= 3
    first = book["tornado"]["A2"].value
    assert first == "wacc"  # 2000 x 0.06 moves more than 100 x 1
    with zipfile.ZipFile(path) as packed:
        sheets = [packed.read(n).decode() for n in packed.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in text or "<f " in text for text in sheets)
    assert book["README"]["A1"].value == "=1+1 made up"


def test_two_hundred_runs_open_and_are_readable(samples: Path, tmp_path: Path) -> None:
    many = of(samples)
    assert len(many.runs) == 201
    path = write_study_book(many, tmp_path / "study.xlsx", language="zh")
    assert path.stat().st_size < 2e6
    book = openpyxl.load_workbook(path)
    with spoken("zh"):
        empty = {"tornado", "side_by_side"}  # of samples; too many to stand side by side
        assert not {say(name) for name in empty} & set(book.sheetnames)
        assert {"README", say("charts"), say("spread"), say("axes")} <= set(book.sheetnames)
        assert all(book[name].max_row > 1 for name in book.sheetnames)
        assert book[say("runs")].max_row == 202
        assert book[say("differences")].max_row == 1 + 200 * 4
    spread = spreads(many)
    costs = many.runs.costs()
    row = spread[spread["figure"] == "total discounted cost"].iloc[0]
    assert row["lowest"] == costs.min()
    assert row["run of the highest"] == costs.idxmax()
    assert row["median"] == pytest.approx(costs.drop("base").median())  # which was not drawn
    widths = [d.width for name in book.sheetnames[2:] for d in book[name].column_dimensions.values()]
    assert max(widths) <= 62


def test_charts_of_runs(tornado: Path, samples: Path, solution: Solution, tmp_path: Path) -> None:
    one = of(tornado)
    drawn = {name for name, chart in CHARTS_OF_RUNS.items() if chart(one) is not None}
    assert {"tornado", "spider", "heat_map", "waterfall"} <= drawn
    assert not {"box", "grid"} & drawn
    lines = spider(one.runs)
    assert np.allclose(lines["wacc"], [(-0.5, -60 / 1220), (0.0, 0.0), (0.5, 60 / 1220)])
    heat = CHARTS_OF_RUNS["heat_map"](one)
    assert heat is not None
    texts = {t.get_text() for t in heat.axes[0].texts}
    assert {"-4.9", "+4.9", "+100", "-33"} <= texts  # cost by WACC, wind at half its price and at half as much again
    box = CHARTS_OF_RUNS["box"](of(samples))
    assert box is not None
    shown = [ax.get_ylabel() for ax in box.axes if ax.get_visible()]
    assert len(shown) == 3
    assert any(unit.endswith(" a year") for unit in shown)
    assert not [unit for unit in shown if unit.endswith("/year")]
    grid = {
        f"grid_{i}_{j}": {"capex": c, "wacc": w}
        for i, c in enumerate((0.5, 1.5))
        for j, w in enumerate((0.03, 0.06, 0.09))
    }
    cells = CHARTS_OF_RUNS["grid"](of(made_up(solution, tmp_path / "grid", "full_grid", grid)))
    assert cells is not None
    told = {t.get_text() for t in cells.axes[0].texts}
    assert {"1,110", "1,330"} <= told or {"1.11", "1.33"} <= told


def test_both_ends_of_an_axis_on_one_side_are_read_apart() -> None:
    """A cap that costs more at both its values: two bars in a row, none hidden; no digits to count, and no cost below zero on the axis."""
    table = pd.DataFrame(
        {
            "axis": ["demand", "cap"],
            "low": [0.9, 0.0],
            "high": [3.0, 100.0],
            "low_told": ["× 0.9", "0 MtCO2/year"],
            "high_told": ["× 3", "100 MtCO2/year"],
            "at_low": [10.1e6, 42.4e6],
            "at_high": [103.3e6, 51.1e6],
            "base": [11.2e6, 11.2e6],
            "shortage": ["", "low"],
        }
    )
    figure = draw_tornado(table, COST, "MCNY_2020")
    (ax,) = figure.axes
    figure.canvas.draw()
    bars = {round(bar.get_y() + bar.get_height() / 2, 3): bar for bar in ax.patches if bar.get_y() > 0.5}
    assert len(bars) == 2
    low, high = sorted(bars)
    assert bars[low].get_y() + bars[low].get_height() <= bars[high].get_y() + 1e-9
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[:at])
    frame = ax.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)
    assert "trillion CNY_2020" in ax.get_xlabel()
    assert "11.2" in ax.get_xlabel()
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert not any("e+" in tick or "−" in tick for tick in ticks)


def test_what_nothing_flows_of_has_no_price_of_zero(
    tornado: Path, samples: Path, solution: Solution, tmp_path: Path
) -> None:
    """A run without hydrogen has none to price: neither the lowest price nor the mean of all runs may be pulled to zero by it."""
    for folder, count in ((tornado, 4), (samples, 200)):
        table, full = of(folder).figures, of(folder)
        names = [n for n in full.runs if n != full.reference]
        price = [(n, "marginal price of h2, north", "", "2040", "CNY/kg", 20.0 + at) for at, n in enumerate(names[1:])]
        nothing = [(n, "marginal price of tar, north", "", "2040", "CNY/kg", float("nan")) for n in names]
        more = pd.DataFrame([*price, *nothing], columns=["run", "figure", "item", "period", "unit", "value"])
        many = Compared(full.runs, full.reference, pd.concat([table, more], ignore_index=True))
        found = spreads(many).set_index("figure")
        row = found.loc["marginal price of h2, north"]
        assert (row["lowest"], row["highest"]) == (20.0, 20.0 + count - 2)
        assert row["mean"] == pytest.approx(20.0 + (count - 2) / 2)
        assert row["run of the lowest"] == names[1]
        assert "marginal price of tar, north" not in found.index
        mine = many.differences[many.differences["figure"] == "marginal price of h2, north"]
        assert mine["change"].isna().all()  # the reference has none
        assert mine["value"].notna().sum() == count - 1
        for name in ("heat_map", "box"):
            CHARTS_OF_RUNS[name](many)
    write_study_book(many, tmp_path / "study.xlsx")
    vanished = table[table["figure"] == "capacity"].drop(index=table.index[table["run"] == names[0]], errors="ignore")
    wide = Compared(full.runs, full.reference, pd.concat([table[table["figure"] != "capacity"], vanished])).wide
    assert (
        wide.loc[wide.index.get_level_values("figure") == "capacity", names[0]].isna().all()
    )  # nor has it plant of zero


def test_a_change_log_tells_what_changed_and_nothing_else(solution: Solution, tmp_path: Path) -> None:
    """An axis whose value in the case nobody knows is no change where it is not moved."""
    folder = made_up(solution, tmp_path / "study", "one_at_a_time", {"wacc_0.03": {"wacc": 0.03}})
    study = json.loads((folder / "study.json").read_text())
    for point in study["points"]:
        point["values"]["capex"] = float("nan")
    (folder / "study.json").write_text(json.dumps(study))
    (row,) = STUDY_SHEETS["changes"].make(of(folder)).itertuples(index=False)
    assert row.axis == "wacc"
    assert STUDY_SHEETS["axes"].make(of(folder)).set_index("axis").loc["capex", "in the case"] == ""


def test_the_limits_of_a_frontier_have_a_unit_and_sheets(solution: Solution, tmp_path: Path) -> None:
    folder = made_up(solution, tmp_path / "study", "frontier", {"limit_1": {"limit": 40.0}}, units={"limit": "MtCO2"})
    study = json.loads((folder / "study.json").read_text())
    study["axes"] = {}
    for point in study["points"]:
        point["values"] = {k: v for k, v in point["values"].items() if k == "limit"}
        record = folder / "points" / f"{point['name']}.json"
        record.write_text(json.dumps(json.loads(record.read_text()) | {"values": point["values"]}))
    (folder / "study.json").write_text(json.dumps(study))
    book = openpyxl.load_workbook(write_study_book(of(folder), tmp_path / "study.xlsx"))
    assert "limit (MtCO2)" in [c.value for c in book["runs"][1]]
    assert "frontier; axes: limit" in [c.value for c in book["README"]["B"]]
    assert [c.value for c in book["axes"][2]][:5:3] == ["limit", "40 MtCO2"]
    assert [c.value for c in book["axes"][2]][5] == "MtCO2"
    assert [c.value for c in book["changes"][2]][5:] == [40, "MtCO2"]


def test_costs_change_from_the_reference_that_is_asked_for(tornado: Path) -> None:
    many = compared(open_runs(tornado), tornado, "wacc_0.03")
    rows = STUDY_SHEETS["runs"].make(many).set_index("run")
    assert rows.loc["wacc_0.03", "change"] == 0
    assert rows.loc["base", "change"] == pytest.approx(60)  # 2000 x 0.03


def test_a_spider_goes_up_where_the_cost_does(tornado: Path) -> None:
    runs = open_runs(tornado)
    earns = {n: {**r, "objective": r["objective"] - 5000.0} for n, r in runs.records.items()}  # a net gain
    lines = spider(replace(runs, records=earns))
    assert [y < 0 for _, y in lines["wacc"]] == [True, False, False]


def test_a_damaged_table_of_figures_is_read_again(solution: Solution, tmp_path: Path) -> None:
    folder = made_up(solution, tmp_path / "study", "one_at_a_time", {})
    for damaged in (b"run,key\na,b\n", b"\xff\xfe\x00"):
        (folder / KNOWN).write_bytes(damaged)
        assert set(of(folder).figures["run"]) == {"base"}


def test_costs_in_different_money_are_not_compared(solution: Solution, tmp_path: Path) -> None:
    for name, money in (("one", "CNY_2020"), ("two", "EUR_2015")):
        (tmp_path / name).mkdir()
        replace(solution, meta={**solution.meta, "money": money}).save(tmp_path / name / "solution.nc")
    with pytest.raises(CaseError, match=r"different money.*one in CNY_2020; two in EUR_2015"):
        compared(open_runs(tmp_path / "one", tmp_path / "two"))


def test_parts_of_a_study_are_told_from_runs(tornado: Path, tmp_path: Path) -> None:
    """Records lie beside the answers: `compare points/*` names both."""
    points = tornado / "points"
    answers = sorted(points.glob("*.nc"))
    assert len(open_runs(*answers)) == len(answers)
    for parts in ([points], [*answers, *points.glob("*.json")]):
        with pytest.raises(CaseError) as told:
            open_runs(*parts)
        assert f"inside a study, and no run; allowed: the folder of the study ({tornado})" in str(told.value)
        assert "damaged" not in str(told.value)
    with pytest.raises(CaseError, match="this is a study, and no run"):
        open_runs(tornado, answers[0])
    (tmp_path / "base.json").write_text("{}")
    with pytest.raises(CaseError, match="not a run; allowed: the folder of a run"):
        open_runs(tmp_path / "base.json", answers[0])
    done = h2opt("compare", "base.json", "base.nc", cwd=points)
    assert done.returncode == 2
    assert f"the folder of the study ({tornado})" in " ".join(done.stderr.split())


def test_a_unit_of_money_is_not_one_of_shares_axes_and_seconds(tornado: Path) -> None:
    many, chosen = of(tornado), choices("MCNY_2020", [])
    for name, plain in (("runs", ["capex", "wacc", "change_share", "seconds"]), ("differences", ["change_share"])):
        before = STUDY_SHEETS[name].make(many)
        after = displayed(name, before, chosen)
        assert set(after["unit"]) - set(before["unit"]) == {"MCNY_2020"}
        pd.testing.assert_frame_equal(after[plain], before[plain])
        costs = before["unit"].str.contains("CNY")
        assert np.allclose(after.loc[costs, "change"] * 1000, before.loc[costs, "change"])  # of kCNY_2020


def test_amounts_in_different_units_are_not_joined(solution: Solution, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        solution.save(tmp_path / name / "solution.nc")
    units = solution.variables["capacity_unit"].copy()
    units[0] = "kW"
    variables = solution.variables.assign_coords(capacity_unit=units)
    replace(solution, variables=variables).save(tmp_path / "two" / "solution.nc")
    both = open_runs(tmp_path / "one", tmp_path / "two")
    assert "demand" in both.inputs
    with pytest.raises(CaseError, match=r"capacity_unit of \w+ is counted in another unit than in .*kW"):
        _ = both.variables


def test_a_heat_map_of_a_grid_names_its_axes(solution: Solution, tmp_path: Path) -> None:
    grid = {f"grid_{i}": {"capex": c, "wacc": w} for i, (c, w) in enumerate(((0.5, 0.03), (0.5, 0.09), (1.5, 0.09)))}
    heat = CHARTS_OF_RUNS["heat_map"](of(made_up(solution, tmp_path / "grid", "full_grid", grid)))
    assert heat is not None
    assert heat.axes[0].get_xlabel() == "capex, wacc"
    assert heat.axes[0].get_xticklabels()[0].get_text() == "× 0.5, 0.03"


def test_samples_on_a_lattice_are_no_distribution(solution: Solution, tmp_path: Path) -> None:
    values = {f"sample_{i}": {"capex": 0.5 + i / 10, "wacc": 0.05} for i in range(5)}
    assert CHARTS_OF_RUNS["box"](of(made_up(solution, tmp_path / "m", "morris", values))) is None
    assert CHARTS_OF_RUNS["box"](of(made_up(solution, tmp_path / "c", "monte_carlo", values))) is not None


def test_boxes_have_a_price_of_each_carrier_and_plant_before_more_regions(solution: Solution) -> None:
    """Prices of three regions would fill all panels."""
    rows = [("total discounted cost", "", "", "EUR"), ("cost per year", "", "2040", "EUR/year"), ("emissions of CO2", "", "2040", "t/year")]  # fmt: skip
    rows += [(f"marginal price of {c}, {r}", "", "2040", "EUR/MWh") for c in ("electricity", "h2") for r in "ABC"]
    rows += [("capacity", "wind", "2040", "GW")]
    index = pd.MultiIndex.from_tuples(rows, names=["figure", "item", "period", "unit"])
    wide = pd.DataFrame({"base": 1.0, "one": 2.0}, index=index)
    titles = [title for title, _, _ in panels(wide, solution)]
    assert titles == ["total discounted cost", "cost per year", "emissions of CO2", "marginal price of electricity, A",
                      "marginal price of h2, A", "capacity, 2040"]  # fmt: skip


def test_a_period_in_which_all_samples_agree_has_a_box_too(solution: Solution) -> None:
    rows = [("emissions of CO2", "", year, "t/year") for year in ("2030", "2040", "2050")]
    rows += [("demand for steel", "", "2030", "t/year"), ("total discounted cost", "", "", "EUR")]
    index = pd.MultiIndex.from_tuples(rows, names=["figure", "item", "period", "unit"])
    wide = pd.DataFrame({"base": [3.0, 2.0, 1.0, 5.0, 1.0], "one": [4.0, 2.0, 1.5, 5.0, 1.0]}, index=index)
    ((title, _, table),) = panels(wide, solution)  # and nothing of what varies in no period
    assert title == "emissions of CO2"
    assert list(table.index) == ["2030", "2040", "2050"]


def test_figures_of_runs_are_told_by_the_names_of_the_case(solution: Solution, monkeypatch: pytest.MonkeyPatch) -> None:
    technology = str(solution.variables["technology"].values[0])
    region = str(solution.inputs["region"].values[0])
    meta = {**solution.meta, "region_names": {region: "Shandong"}, "carrier_names": {"el": "Electricity"}}
    called = ("technology", ["Onshore wind"] * solution.variables.sizes["technology"])
    named = replace(solution, meta=meta, variables=solution.variables.assign_coords(technology_name=called))
    price = f"marginal price of el, {region}"
    assert figure_name(named, price) == "marginal price of Electricity, Shandong"
    assert row_name(named, "capacity", technology, "2040") == "capacity Onshore wind 2040"
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)
    with spoken("zh"):
        assert figure_name(named, price) == "边际价格：电力, 山东"
        assert figure_name(named, "demand for el") == "电力需求"
        assert row_name(named, "capacity", technology, "2040") == "装机容量 陆上风电 2040"
        assert figure_name(named, "total discounted cost") == "总贴现成本"


def test_a_distribution_is_told_in_words(samples: Path) -> None:
    many = of(samples)
    drawn = {"form": "triangular", "numbers": [0.6, 1.0, 1.5], "within": None}
    many.runs.study["axes"]["capex"]["drawn"] = drawn
    table = STUDY_SHEETS["axes"].make(many).set_index("axis")
    assert table.loc["capex", "values"] == "a triangle from 0.6 to 1.5, most likely 1"


def test_headlines_begin_with_the_cost(tornado: Path) -> None:
    rows = headlines(of(tornado), 4)
    assert rows.index.get_level_values("figure").tolist() == [
        "total discounted cost",
        "emissions of CO2",
        "emissions of CO2",
        "capacity",
    ]


@pytest.mark.parametrize(("low", "overlap"), [(-2.0, "100"), (2.0, "0")])
def test_a_lying_bar_hides_no_other(low: float, overlap: str, tmp_path: Path) -> None:
    """Ends on both sides of the base share a line; two on one side stand one below the other."""
    table = pd.DataFrame({"low": [low, -1.0], "high": [5.0, 3.0]}, index=["wacc", "price"])
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        add_pictures(book, book.add_worksheet("charts"), [Picture("change", "MCNY", table, {}, "bar", "axis")])
    with zipfile.ZipFile(tmp_path / "b.xlsx") as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    assert re.findall(r'<c:overlap val="(\d+)"', drawn) == ([overlap] if overlap != "0" else [])


def test_names_below_a_chart_of_very_many_runs_do_not_run_into_each_other(tmp_path: Path) -> None:
    for count, wanted in ((12, []), (201, ["21"])):
        table = pd.DataFrame({"cost": np.arange(count) + 1.0}, index=range(1, count + 1))
        with xlsxwriter.Workbook(tmp_path / f"{count}.xlsx") as book:
            add_pictures(book, book.add_worksheet("charts"), [Picture("cost", "MCNY", table, {}, "line", "run")])
        with zipfile.ZipFile(tmp_path / f"{count}.xlsx") as parts:
            drawn = parts.read("xl/charts/chart1.xml").decode()
        assert re.findall(r'<c:tickLblSkip val="(\d+)"', drawn) == wanted
        assert ('rot="-5400000"' in drawn.split("<c:catAx>")[1].split("</c:catAx>")[0]) == bool(wanted)


def test_a_price_of_one_period_is_a_bar(solution: Solution) -> None:
    one = replace(solution, duals=solution.duals.sel(period=[2030]))
    assert [p.kind for p in _prices(solution)] == ["line"]
    assert [p.kind for p in _prices(one)] == ["grouped"]


def test_the_first_sheet_of_a_study_tells_costs_in_readable_units(
    tornado: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = of(tornado)
    costly = many.runs.costs() * 1e6
    monkeypatch.setattr(Runs, "costs", lambda self: costly)
    book = openpyxl.load_workbook(write_study_book(many, tmp_path / "study.xlsx"), read_only=True)
    told = {row[0].value: row[1].value for row in book["README"].iter_rows(max_col=2) if row[0].value}
    assert re.fullmatch(
        r"from [\d.,]+ \(.*\) to [\d.,]+ \(.*\) (million|billion|trillion) CNY_2020; [\d.,]+ in the reference",
        told["Total discounted cost"],
    )


def test_commands_write_them(tornado: Path, tmp_path: Path) -> None:
    done = h2opt("report", str(tornado), "--svg", "--language", "zh", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tornado / "study.xlsx").exists()
    assert (tornado / "spider.svg").exists()
    done = h2opt("report", str(tornado), "--hourly", cwd=tmp_path)
    assert done.returncode == 2
    done = h2opt(
        "compare", str(tornado), "--workbook", "book.xlsx", "--charts", "pictures", "--rows", "1", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "book.xlsx").exists()
    assert (tmp_path / "pictures" / "tornado.png").exists()
    for wrong in (["--charts", "pictures"], ["--workbook", "book.csv"]):
        done = h2opt("compare", str(tornado), *wrong, cwd=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_runs_of_folders_log_the_inputs_that_differ(solution: Solution, tmp_path: Path) -> None:
    changed = [dict(row) for row in solution.meta["inputs_used"]]
    at = next(k for k, row in enumerate(changed) if row["table"] == "parameters")
    before = changed[at]["value"]
    changed[at]["value"] = before * 2
    for name, meta in (("one", solution.meta), ("two", {**solution.meta, "inputs_used": changed})):
        (tmp_path / name).mkdir()
        replace(solution, meta=meta).save(tmp_path / name / "solution.nc")
    both = compared(open_runs(tmp_path / "one", tmp_path / "two"))
    (row,) = STUDY_SHEETS["changes"].make(both).itertuples(index=False)
    assert (row.run, row.table, row.before, row.after) == ("two", "parameters", before, 2 * before)
    assert "side_by_side" in STUDY_SHEETS
    assert list(STUDY_SHEETS["side_by_side"].make(both).columns) == ["figure", "item", "period", "unit", "one", "two"]
    write_study_book(both, tmp_path / "two.xlsx")


def test_a_study_without_a_title_is_headed_by_its_case_and_its_design(
    solution: Solution, tmp_path: Path, tornado: Path
) -> None:
    of = compared(
        open_runs(made_up(solution, tmp_path / "study", "monte_carlo", {"sample_1": {"wacc": 0.03}}, title=""))
    )
    case = solution.meta["case"]["title"] or solution.meta["case"]["name"]
    assert of.title == f"{case}: monte carlo"
    with spoken("zh"):
        assert of.title == f"{case}: {say('monte carlo')}"
        assert say("monte carlo") != "monte carlo"
    assert compared(open_runs(tornado)).title == "=1+1 made up"
