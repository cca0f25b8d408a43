"""What makes a picture or a sheet fit for a slide: it says what it is of, in words of the reader, and nothing stands in the way of anything else."""

from __future__ import annotations

import csv
import doctest
import importlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optimizer.report import charts, drawing, fonts
from optimizer.report.book import FEW, LINE, new_book, write_sheet
from optimizer.report.book_charts import Picture, _capacity, _emissions, add_pictures
from optimizer.report.cells import said
from optimizer.report.charts_capacity import capacity_chart
from optimizer.report.charts_hours import load_duration_chart
from optimizer.report.charts_pathway import balance_chart, pathway_chart
from optimizer.report.drawing import axes_of, name_of, region_name
from optimizer.report.facts import unique
from optimizer.report.iamc.handin import HandIn, write_handin
from optimizer.report.legends import legend
from optimizer.report.looks import OTHER, look_of_carrier
from optimizer.report.runs_table import Compared, headlines
from optimizer.report.stacks import largest, stack, with_rest
from optimizer.report.tables import capacity
from optimizer.report.words import called, say, spoken
from optimizer.solution import Solution

INPUTS = Path(__file__).parents[2] / "inputs"


@pytest.mark.parametrize("name", ["ticks", "words", "charts_capacity", "charts_waterfall", "stacks"])
def test_examples_of_docstrings(name: str) -> None:
    done = doctest.testmod(importlib.import_module(f"optimizer.report.{name}"))
    assert done.attempted
    assert done.failed == 0


# -- pictures ---------------------------------------------------------------------------------------------
def test_every_picture_says_which_case_and_money_it_is_of(
    solution: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feet: list[str] = []
    monkeypatch.setattr(drawing, "save", lambda figure, path: feet.append(figure._supxlabel.get_text()) or path)
    written = charts.write_charts(solution, tmp_path)
    case = solution.meta["case"]
    assert len(feet) == len(written) >= 8
    assert set(feet) == {f"{case['title'] or case['name']}; scenario {case['scenario']}; money: CNY_2020, real"}


def test_a_legend_stands_in_the_order_of_its_stack(solution: Solution) -> None:
    _, (ax,) = axes_of()
    table = pd.DataFrame({"coal": [3.0, 2.0], "wind": [1.0, 2.0], "cars": [-2.0, -1.0], "works": [-1.0, -3.0]})
    stack(ax, solution, table.set_axis([2030, 2035]), ["2030", "2035"])
    ax.plot([0, 1], [1, 1], label="limit")
    legend(ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["limit", "wind", "coal", "cars", "works"]


def test_plant_too_small_to_be_seen_is_other_and_legends_below_stand_in_the_order_of_the_stack(
    solution: Solution,
) -> None:
    """Three kilowatts beside a hundred megawatts cannot be seen; the stack is as high as all that stands."""
    standing = solution.variables["capacity"]
    small = standing.where(~standing["technology"].isin(["electrolyser", "inverter"]), standing * 0.0 + 3e-3)
    few = replace(solution, variables=solution.variables.assign(capacity=small))
    figure = capacity_chart(few)
    assert figure is not None
    (ax,) = [ax for ax in figure.axes if "wind" in _legend(ax)]
    assert _legend(ax) == ["other", "wind"]
    table = capacity(few)
    mine = table[table["technology"].isin(["wind", "electrolyser", "inverter"]) & (table["period"] == 2040)]
    stands = sum(bar.get_height() for part in ax.containers for bar in part.patches[1:])
    assert stands == pytest.approx(mine["standing"].sum())
    whole = capacity_chart(solution)
    assert whole is not None
    (ax,) = [ax for ax in whole.axes if len(_legend(ax)) == 2]
    drawn = sorted(ax.containers, key=lambda part: part.patches[-1].get_y(), reverse=True)
    assert _legend(ax) == [part.get_label() for part in drawn]


def _legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    return [] if found is None else [text.get_text() for text in found.get_texts()]


def test_a_sector_that_is_called_other_is_not_lost_among_the_others() -> None:
    table = pd.DataFrame({OTHER: [5.0], "power": [9.0], "steel": [1.0], "lime": [0.5]})
    assert largest(table, 2).iloc[0].to_dict() == {"power": 9.0, OTHER: 6.5}
    assert with_rest(table, 2).iloc[0].to_dict() == {"power": 9.0, "steel": 1.0, OTHER: 5.5}


def test_numbers_of_an_axis_have_as_many_places() -> None:
    figure, (ax,) = axes_of()
    ax.set_yticks([0.0, 2.5, 5.0])
    figure.canvas.draw()
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["0.0", "2.5", "5.0"]


def test_emissions_are_net_only_where_something_is_removed(solution: Solution) -> None:
    figure = pathway_chart(solution)
    assert isinstance(figure, Figure)
    assert "emissions, all sectors" in figure.axes[0].get_legend_handles_labels()[1]
    assert "net emissions" not in figure.axes[0].get_legend_handles_labels()[1]


def test_a_load_that_no_weather_changes_has_no_residual(solution: Solution) -> None:
    rate = solution.inputs["availability"]
    still = replace(solution, inputs=solution.inputs.assign(availability=rate * 0 + 1.0))
    for answer, there in ((solution, True), (still, False)):
        figure = load_duration_chart(answer)
        assert figure is not None
        assert ("residual load" in {line.get_label() for line in figure.axes[0].lines}) == there
        assert ("residual" in figure.axes[0].get_title()) == there


def test_a_carrier_has_the_colour_that_its_case_states(solution: Solution) -> None:
    carriers = list(solution.meta["carrier_units"])
    meta = {**solution.meta, "carrier_colors": dict.fromkeys(carriers, "#123456")}
    assert {look_of_carrier(replace(solution, meta=meta), c).color for c in carriers} == {"#123456"}
    assert all(color.startswith("#") for color in solution.meta["carrier_colors"].values())


# -- names ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", ["china", "greater-bay", "hub", "quickstart"])
def test_every_name_of_the_cases_of_planners_has_a_chinese_one(case: str) -> None:
    names = set[str]()
    for table in ("technologies", "carriers", "regions"):
        with (INPUTS / case / f"{table}.csv").open(encoding="utf-8") as file:
            names |= {row["name"] for row in csv.DictReader(file) if row.get("name")}
    with (INPUTS / case / "emissions.csv").open(encoding="utf-8") as file:
        names |= {row["sector"] for row in csv.DictReader(file) if row.get("sector")}
    assert len(names) > 5
    with spoken("zh"):
        assert not {name for name in names if called(name) == name}


def test_names_are_told_in_the_language_where_fonts_can_draw_it(
    solution: Solution, monkeypatch: pytest.MonkeyPatch
) -> None:
    technology = str(solution.variables["technology"].values[0])
    region = str(solution.inputs["region"].values[0])
    meta = {**solution.meta, "region_names": {region: "Shandong"}}
    named = solution.variables.assign_coords(
        technology_name=("technology", ["Onshore wind"] * solution.variables.sizes["technology"])
    )
    answer = replace(solution, variables=named, meta=meta)
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)
    with spoken("zh"):
        assert (name_of(answer, technology), region_name(answer, region)) == ("陆上风电", "山东")
        assert (say("power"), called("power")) == ("功率", "电力")  # a quantity, a sector
        assert name_of(answer, "carbon_price") == "碳价"
    monkeypatch.setattr(fonts, "signs", lambda: frozenset(range(128)))
    with spoken("zh"):
        assert (name_of(answer, technology), region_name(answer, region)) == ("Onshore wind", "Shandong")
    assert name_of(answer, "carbon_price") == "carbon price"


def test_a_region_without_a_name_keeps_its_id(solution: Solution) -> None:
    meta = {**solution.meta, "region_names": {}}
    assert region_name(replace(solution, meta=meta), "R7") == "R7"


# -- sheets -----------------------------------------------------------------------------------------------
def test_native_charts_draw_co2_and_one_kind_of_power(solution: Solution) -> None:
    released = pd.DataFrame(
        {
            "gas": ["CO2", "other"],
            "sector": ["power", "farms"],
            "period": 2030,
            "amount": [2.0, 900.0],
            "unit": ["亿吨", "Mt"],
        }
    )
    (picture,) = _emissions(released)
    assert picture.unit == "亿吨"
    assert list(picture.numbers.columns) == ["power"]
    (picture,) = _capacity(capacity(solution), solution)
    about = solution.variables["reference"].to_series()
    kinds = solution.variables["kind"].to_series()
    shown = {k: name_of(solution, k) for k in about.index}
    drawn = [k for k in about.index if shown[k] in picture.numbers.columns]
    assert len(set(about[drawn])) == 1
    assert "line" not in set(kinds[drawn])


def test_charts_of_few_numbers_do_not_cover_each_other() -> None:
    out = BytesIO()
    book, _ = new_book(out, "t", "2026-01-01T00:00:00+00:00")
    numbers = pd.DataFrame({"cost": [1.0, 2.0]}, index=["one", "other"])
    add_pictures(book, book.add_worksheet("charts"), [Picture("Cost", "CNY_2020", numbers, {})] * 2)
    book.close()
    sheet = openpyxl.load_workbook(BytesIO(out.getvalue()))["charts"]
    first, second = (chart.anchor for chart in sheet._charts)
    assert (first._from.row, first._from.col) == (second._from.row, 0)
    assert first.to.col < second._from.col


def test_bars_begin_at_zero_and_lines_that_do_not_say_so() -> None:
    """Where an axis begins is not left to the program that opens the book: 10 % more would look like three times as much."""
    out = BytesIO()
    book, _ = new_book(out, "t", "2026-01-01T00:00:00+00:00")
    drawn = {
        kind: pd.DataFrame({"cost": [11_200.0, 12_300.0]}, index=["a", "b"])
        for kind in ("column", "grouped", "bar", "line")
    }
    pictures = [Picture(kind, "CNY_2020", numbers, {}, kind) for kind, numbers in drawn.items()]
    saved = pd.DataFrame({"change": [-2.0, -1.0]}, index=["a", "b"])
    wide = pd.DataFrame({"cost": [1.0, 9.0]}, index=["a", "b"])
    pictures += [Picture("saved", "CNY_2020", saved, {}), Picture("wide", "CNY_2020", wide, {}, "line")]
    add_pictures(book, book.add_worksheet("charts"), pictures)
    book.close()
    charts_of_book = openpyxl.load_workbook(BytesIO(out.getvalue()))["charts"]._charts
    axes = [chart.y_axis for chart in charts_of_book]
    assert [(a.scaling.min, a.scaling.max) for a in axes] == [(0, None)] * 3 + [(11_000, None), (None, 0), (0, None)]
    told = ["".join(r.t for p in a.title.tx.rich.p for r in p.r or []) if a.title else "" for a in axes]
    assert told == ["", "", "", "the axis does not begin at zero", "", ""]


def test_a_unit_of_two_columns_is_told_in_the_language() -> None:
    unit = "亿元 (CNY_2020)/year; discounted: 亿元 (CNY_2020)"
    assert said("unit", [unit]) == [unit]
    with spoken("zh"):
        assert said("unit", [unit]) == ["亿元 (CNY_2020)/年；贴现值：亿元 (CNY_2020)"]


def test_whether_prices_are_the_only_ones_is_told_in_the_language() -> None:
    assert unique(0.004).startswith("up to 1% of them may be higher")
    with spoken("zh"):
        assert unique(0.0) == "没有其他可能的取值。"
        assert unique(0.2).startswith("其中至多 20% 在另一个")
        assert unique(1.0).startswith("每个价格在")


def test_long_words_of_a_short_table_are_wrapped_and_heads_keep_apart() -> None:
    out = BytesIO()
    book, formats = new_book(out, "t", "2026-01-01T00:00:00+00:00")
    table = pd.DataFrame({"key": ["a", "b"], "value": [1.0, 2.0], "unit": ["t", "t"], "note": ["word " * 40, "short"]})
    write_sheet(book.add_worksheet("short"), "short", table, formats)
    long = pd.concat([table] * FEW, ignore_index=True)
    write_sheet(book.add_worksheet("long"), "long", long, formats)
    book.close()
    read = openpyxl.load_workbook(BytesIO(out.getvalue()))
    short = read["short"]
    assert short["D2"].alignment.wrap_text
    assert short.row_dimensions[2].height >= 3 * LINE
    assert not read["long"]["D2"].alignment.wrap_text
    head, cell = short["C1"].alignment, short["C2"].alignment
    assert (head.horizontal, head.indent) == (cell.horizontal, cell.indent) == ("left", 1)


def test_headlines_have_one_price_a_carrier_before_plant() -> None:
    rows = [("total discounted cost", "", "", "MCNY_2020")]
    rows += [(f"marginal price of h2, {r}", "", "2030", "CNY_2020/kg") for r in ("N", "S")]
    rows += [("capacity", "wind", "2030", "GW")]
    index = pd.MultiIndex.from_tuples(rows, names=["figure", "item", "period", "unit"])
    wide = pd.DataFrame({"base": [1.0, 2.0, 3.0, 4.0], "other": [2.0, 3.0, 4.0, 8.0]}, index=index)

    class Table(Compared):
        wide: pd.DataFrame  # type: ignore[assignment]

    of = object.__new__(Table)
    object.__setattr__(of, "wide", wide)
    object.__setattr__(of, "reference", "base")
    told = headlines(of, 4).index.get_level_values("figure").tolist()
    assert told == ["total discounted cost", "marginal price of h2, N", "capacity", "marginal price of h2, S"]


def test_both_languages_draw_the_same_balance(solution: Solution, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)
    heights = []
    for language in ("en", "zh"):
        with spoken(language):
            figure = balance_chart(solution)
        assert figure is not None
        heights.append([round(bar.get_height(), 9) for ax in figure.axes for bar in ax.patches])
    assert heights[0] == heights[1]


def test_a_hand_in_prints_a_page_wide_with_its_head(tmp_path: Path) -> None:
    data = pd.DataFrame(
        {"Model": ["m"], "Scenario": ["s"], "Region": ["r"], "Variable": ["v"], "Unit": ["t"], "2030": [1.0]}
    )
    (file,) = write_handin(HandIn(data, data[["Model", "Scenario"]], (), ()), tmp_path / "iamc.xlsx")
    for sheet in openpyxl.load_workbook(file):
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_day_of_a_full_year_is_no_typical_day() -> None:
    with spoken("zh"):
        assert "典型" not in say("{title} (day {day}{often})")
