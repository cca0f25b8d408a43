"""Runs of other years, regions and discount rates side by side: what a run does not have is empty, and never zero or minus 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr
from command import h2opt
from matplotlib.colors import to_rgba

from optimizer.case.new import write_template
from optimizer.errors import CaseError
from optimizer.pipeline import load_case, run
from optimizer.report import fonts
from optimizer.report.charts_of_runs import CHARTS_OF_RUNS
from optimizer.report.charts_waterfall import WHOLE
from optimizer.report.compare import difference, figures, largest, told
from optimizer.report.pathway import pathway
from optimizer.report.runs_table import Compared, compared, headlines, spreads
from optimizer.report.study_book import write_study_book
from optimizer.report.study_sheets import STUDY_SHEETS
from optimizer.report.units import displayed, of_run
from optimizer.report.words import spoken
from optimizer.runs import open_runs
from optimizer.solution import open_solution

MORE = """
  no_tank:
    - {table: technologies, where: {technology: tank}, set: {build: "no"}}
  no_price:
    - {table: policies, where: {id: carbon_price}, set: {"on": "no"}}
"""
YEARS = {"first": "[2030, 2050]", "other": "[2030, 2040, 2060]"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town in 2030 and 2050, with three scenarios, and in 2030, 2040 and 2060 at another discount rate."""
    home = tmp_path_factory.mktemp("years")
    for name, periods in YEARS.items():
        write_template(home / name, name)
        yaml = home / name / "case.yaml"
        text = yaml.read_text(encoding="utf-8").replace("periods: [2030]", f"periods: {periods}")
        rate = {"first": "0.05", "other": "0.06"}[name]
        yaml.write_text(
            f"{text.rstrip()}{MORE}".replace("discount_rate: 0.05", f"discount_rate: {rate}"), encoding="utf-8"
        )
    for name, case, scenario in (
        ("base", "first", None),
        ("no_tank", "first", "no_tank"),
        ("no_price", "first", "no_price"),
        ("other", "other", None),
    ):
        run(load_case(home / case, scenario)).save(home / name / "solution.nc")
    return home


def of(home: Path, *names: str) -> Compared:
    return compared(open_runs(*(home / name for name in names)))


@pytest.fixture(scope="module")
def two(home: Path) -> Compared:
    return of(home, "base", "other")


def _sides(two: Compared) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table that sets the two runs side by side, as period, base, other."""
    yield "differences", two.differences.rename(columns={"reference": "base", "value": "other"})
    yield "side_by_side", STUDY_SHEETS["side_by_side"].make(two)
    yield "wide", two.wide.reset_index()


def test_years_that_a_run_does_not_have_are_empty_everywhere(two: Compared) -> None:
    for name, table in _sides(two):
        year = table["period"].astype(str)
        assert {"2030", "2040", "2050", "2060"} <= set(year), name
        assert table.loc[year == "2050", "other"].isna().all(), name
        assert table.loc[year.isin(["2040", "2060"]), "base"].isna().all(), name
        assert (
            table.loc[(year == "2030") & (table["figure"] == "cost per year"), ["base", "other"]].notna().all(axis=None)
        ), name
    alone = two.differences["period"].isin(["2040", "2050", "2060"])
    assert two.differences.loc[alone, ["change", "change_share"]].isna().all(axis=None)
    assert set(largest(two.differences, 1000)["period"]) == {"", "2030"}
    assert set(headlines(two, 1000).index.get_level_values("period")) == {"", "2030"}


def test_a_spread_is_of_the_runs_that_have_the_figure(two: Compared) -> None:
    cost = spreads(two).set_index(["figure", "period"]).loc["cost per year"]
    assert cost["runs"].to_dict() == {"2030": 2, "2050": 1, "2040": 1, "2060": 1}
    assert (cost["lowest"] > 0).all()
    assert np.isnan(cost.loc["2040", "reference"])
    assert cost.loc["2040", "lowest"] == cost.loc["2040", "median"]


@pytest.mark.slow
def test_what_the_runs_count_is_told_and_total_costs_have_no_share(two: Compared, tmp_path: Path) -> None:
    sentence = (
        "other and base differ in periods (2030, 2040, 2060 | 2030, 2050); horizon (2030-2079 | 2030-2069); discount rate (6% | 5%): "
        "a figure that one of them does not have is empty, and total costs are not told in percent."
    )
    assert two.apart_told() == {"other": sentence}
    totals = two.differences[two.differences["figure"].str.startswith(("total discounted", "of the discounted"))]
    assert len(totals) > 1
    assert totals["change_share"].isna().all()
    assert two.differences["change_share"].notna().any()
    runs = STUDY_SHEETS["runs"].make(two).set_index("run")
    assert np.isnan(runs.loc["other", "change_share"])
    assert runs.loc["other", "unlike the reference"] == "periods, horizon, discount rate"
    heat = CHARTS_OF_RUNS["heat_map"](two)
    assert heat is not None
    cells = [text.get_text() for text in heat.axes[0].texts]
    rows = [text.get_text() for text in heat.axes[0].get_yticklabels()]
    assert not any(row.startswith("total discounted cost") for row in rows), "a row of dashes tells nothing"
    assert "-100" not in cells
    fall = CHARTS_OF_RUNS["waterfall"](two)
    assert fall is not None
    assert "not the same in both: periods, horizon, discount rate" in fall.get_suptitle()
    book = openpyxl.load_workbook(write_study_book(two, tmp_path / "two.xlsx"))
    assert [c.value for c in book["notes"][2]] == ["other", sentence]
    assert ("Unlike the reference", sentence) in [(r[0].value, r[1].value) for r in book["README"].iter_rows(max_col=2)]


@pytest.mark.slow
def test_a_furthest_run_of_other_years_gives_way_to_one_that_compares(home: Path) -> None:
    fall = CHARTS_OF_RUNS["waterfall"](of(home, "base", "other", "no_tank"))
    assert fall is not None
    assert fall.get_suptitle().startswith("Total discounted cost: from base to no_tank")


def test_the_sentence_is_chinese_too(two: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)
    with spoken("zh"):
        (told_so,) = two.apart_told().values()
    assert told_so.startswith("other 与 base 不同之处：时期 (2030, 2040, 2060 | 2030, 2050); 计算期")


@pytest.mark.slow
def test_runs_of_the_same_years_have_their_zeros_and_shares(home: Path) -> None:
    """Plant that a scenario leaves out stands nowhere; what is not paid is nothing: both are known."""
    both = of(home, "base", "no_tank", "no_price")
    assert both.apart == {}
    assert "unlike the reference" not in STUDY_SHEETS["runs"].make(both)
    of_run = {name: rows.set_index(["figure", "item", "period"]) for name, rows in both.differences.groupby("run")}
    tank = of_run["no_tank"].loc[("capacity", "tank", "2050")]
    assert tank["reference"] > 0
    assert (tank["value"], tank["change_share"], tank["unit"]) == (0.0, -1.0, "kg")
    paid = of_run["no_price"].loc[("of the discounted cost: transfers", "", "")]
    assert paid["reference"] > 0
    assert (paid["value"], paid["change_share"]) == (0.0, -1.0)
    again = of(home, "no_tank", "base").differences.set_index(["figure", "item", "period"])
    assert again.loc[("capacity", "tank", "2050"), "reference"] == 0.0
    assert (both.figures["unit"] == "").any(), "what is left out stands in no unit there"
    assert not (both.wide.index.get_level_values("unit") == "").any()


def test_a_figure_that_a_run_does_not_state_is_empty_and_seen(two: Compared) -> None:
    """Emissions of a gas that one of the two does not count."""
    table = two.figures[~(two.figures["figure"].str.startswith("emissions of") & (two.figures["run"] == "other"))]
    less = Compared(two.runs, two.reference, table, two.frames)
    gas = less.differences[less.differences["figure"].str.startswith("emissions of")]
    assert gas["reference"].notna().all()
    assert gas[["value", "change", "change_share"]].isna().all(axis=None)
    seen = largest(less.differences, 1000)
    assert seen.loc[seen["figure"].str.startswith("emissions of"), "period"].tolist() == ["2030"]


def test_a_kind_of_cost_that_is_all_of_it_is_no_figure_of_its_own(home: Path) -> None:
    plain = figures(open_solution(home / "base")).assign(run="a")
    kind = plain["figure"].str.startswith("of the discounted cost: ")
    alone = plain.assign(value=plain["value"].mask(kind & ~plain["figure"].str.endswith("resource cost"), 0.0))
    runs = open_runs(home / "base")
    assert not any(
        f.startswith("of the") for f in Compared(runs, "a", alone.assign(run="base")).wide.index.get_level_values(0)
    )
    assert any(
        f.startswith("of the") for f in Compared(runs, "a", plain.assign(run="base")).wide.index.get_level_values(0)
    )


def test_a_run_beside_the_one_before_has_no_zeros_of_other_years(home: Path) -> None:
    before, after = open_solution(home / "base"), open_solution(home / "other")
    table = difference(before, after).set_index(["figure", "period"])
    assert np.isnan(table.loc[("cost per year", "2050"), "after"])
    assert np.isnan(table.loc[("cost per year", "2050"), "change"])
    lines = told(before, after)
    assert "differ in periods (2030, 2040, 2060 | 2030, 2050)" in lines[1]
    assert any(line.startswith("  cost per year 2040: – -> ") and line.endswith("kCNY_2020/year") for line in lines)
    assert not any("-> 0 " in line for line in told(before, before))


def test_the_command(home: Path, tmp_path: Path) -> None:
    done = h2opt("compare", str(home / "base"), str(home / "other"), "--rows", "30", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert sum("other and base differ in periods" in line for line in lines) == 1
    (total,) = [line for line in lines if "total discounted cost" in line and "->" in line]
    assert "%" not in total
    assert "-100.0%" not in done.stdout
    assert not any(year in line.split(":")[0] for line in lines if "->" in line for year in ("2040", "2050", "2060"))
    table = pd.read_csv(tmp_path / "compare.csv", dtype={"period": str})
    assert table.loc[table["period"] == "2050", ["value", "change", "change_share"]].isna().all(axis=None)
    assert table.loc[table["period"] == "2040", "reference"].isna().all()


def test_joined_runs_have_years_that_rise_and_nothing_for_those_they_lack(home: Path) -> None:
    both = open_runs(home / "base", home / "other")
    for data in (both.variables, both.inputs):
        assert data["period"].values.tolist() == [2030, 2040, 2050, 2060]
    alone = {name: open_solution(home / name).variables["capacity"] for name in ("base", "other")}
    capacity = both.variables["capacity"]
    for name, mine in alone.items():
        for period in (2030, 2040, 2050, 2060):
            here = capacity.sel(scenario=name, period=period)
            if period in mine["period"]:
                xr.testing.assert_allclose(here.drop_vars("scenario"), mine.sel(period=period))
            else:
                assert np.isnan(here.sum("location", min_count=1)).all()


def test_pages_sum_over_places_without_making_zeros() -> None:
    docs = Path(__file__).parents[2] / "docs"
    sums = re.findall(r'\.sum\("location"[^)]*\)', "".join(page.read_text("utf-8") for page in docs.glob("*.md")))
    assert len(sums) > 2
    assert {"min_count=1" in text for text in sums} == {True}


def test_a_pace_is_told_in_the_unit_of_what_it_is_the_pace_of(home: Path) -> None:
    answer = open_solution(home / "other")
    plain = pathway(answer).set_index(["figure", "unit"])
    shown = displayed("pathway", pathway(answer), of_run("CO2=万吨", answer)).set_index(["figure", "unit"])
    for figure, of_it in (
        ("gross emissions", ""),
        ("gross emissions, change a year", "/year"),
        ("gross emissions, second difference by year", "/year/year"),
    ):
        before, after = (t.loc[figure].filter(like="/year" + of_it, axis=0) for t in (plain, shown))
        (unit,) = [u for u in before.index if u.endswith(f"CO2/year{of_it}")]
        times = {"tCO2": 1e-4, "ktCO2": 0.1, "MtCO2": 100.0}[unit.split("/")[0]]
        assert before.loc[unit, "2040"] != 0
        assert after.loc[f"万吨CO2/year{of_it}", "2040"] == pytest.approx(times * before.loc[unit, "2040"])
    assert "%/year" in shown.loc["gross emissions, change a year"].index


def test_a_chinese_heat_map_has_chinese_units(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)
    both = of(home, "base", "no_tank")
    with spoken("zh"):
        heat = CHARTS_OF_RUNS["heat_map"](both)
    assert heat is not None
    rows = [text.get_text() for text in heat.axes[0].get_yticklabels()]
    assert any("年成本" in row and row.endswith("/年") for row in rows)
    assert not any("/year" in row for row in rows)


def test_what_is_no_fault_of_the_case_is_not_said_to_be_one(home: Path, tmp_path: Path) -> None:
    """A mistake in the command, and folders that hold no answer."""
    for arguments, head in (
        (["report", str(home / "base"), "--units", "furlongs"], "1 problem in the command:"),
        (["compare", str(home / "base"), str(home / "nowhere")], "1 problem in the results:"),
        (["regret", str(home / "first"), "-s", "base"], "1 problem in the command:"),
    ):
        done = h2opt(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        said = [
            line for line in done.stderr.splitlines() if not line.startswith("Warning: ")
        ]  # of answers without a record
        assert said[0] == head
    other = open_solution(home / "other")
    euros = replace(other, meta={**other.meta, "money": "kEUR_2020"})
    euros.save(tmp_path / "euros" / "solution.nc")
    with pytest.raises(
        CaseError, match=r"^1 problem in the runs:\n  - column 'money': costs in different money cannot be compared"
    ):
        compared(open_runs(home / "base", tmp_path / "euros"))


def test_a_step_of_a_waterfall_that_is_next_to_nothing_is_a_line_and_no_gap(home: Path) -> None:
    fall = CHARTS_OF_RUNS["waterfall"](of(home, "base", "no_price"))
    assert fall is not None
    bars = [bar for ax in fall.axes for bar in ax.patches if bar.get_facecolor() != to_rgba(WHOLE)]
    assert bars
    assert all(bar.get_linewidth() >= 1 and bar.get_edgecolor() == bar.get_facecolor() for bar in bars)
