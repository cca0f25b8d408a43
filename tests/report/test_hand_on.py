"""What planners hand on: a workbook that explains itself, its languages and units, what a scenario changed, other formats."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from command import h2opt
from tiny import tiny_case

from optimizer.case.load import read_case
from optimizer.case.switch import without
from optimizer.errors import CaseError
from optimizer.formulation import vocabulary
from optimizer.report import fonts
from optimizer.report.book import new_book, write_sheet
from optimizer.report.cells import said
from optimizer.report.charts_capacity import capacity_chart
from optimizer.report.export import export_tables
from optimizer.report.hourly import hourly
from optimizer.report.pathway import pathway
from optimizer.report.sheets import SHEETS, all_tables, laid_out
from optimizer.report.tables import capacity
from optimizer.report.units import Shown, choices, displayed, of_run, told_with
from optimizer.report.words import languages, say, spoken
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution

QUICKSTART = Path(__file__).parents[2] / "inputs" / "quickstart"
CHOSEN = "el=亿kWh,h2=万吨,steel=亿吨,万kW,CO2=万吨,亿元"


@pytest.fixture(scope="module")
def book(solution: Solution, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_workbook(solution, tmp_path_factory.mktemp("book") / "s.xlsx"))


# -- the workbook -----------------------------------------------------------------------------------------
def test_every_sheet_is_a_table_with_filters_a_frozen_head_and_units(
    book: openpyxl.Workbook, solution: Solution
) -> None:
    assert book.sheetnames == ["README", "charts", *SHEETS]
    for name, made in all_tables(solution).items():
        sheet = book[name]
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert [c.value for c in sheet[1]] == [str(c) for c in laid_out(name, made).columns]
        numbers = [c for c in made if pd.api.types.is_float_dtype(made[c]) and c not in ("period", "year")]
        assert not numbers or any("unit" in str(c) for c in made.columns), name


def test_years_from_left_to_right_hold_what_files_hold_row_by_row(book: openpyxl.Workbook, solution: Solution) -> None:
    """Every amount of `costs`, `cash`, `balance` and `emissions` stands in one cell, and every cell is one of them; rows of zeros are left out."""
    tables = all_tables(solution)
    for name, year, amount in (("costs", "period", "annual_cost"), ("cash", "year", "amount"), ("balance", "period", "amount"), ("emissions", "period", "amount")):  # fmt: skip
        heads, *rows = [[c.value for c in row] for row in book[name].iter_rows()]
        labels = [c for c in heads if not c.isdigit() and c != "discounted_cost"]
        found = {
            (*(cell[c] for c in labels), int(y)): cell[y]
            for cell in (dict(zip(heads, row, strict=True)) for row in rows)
            for y in heads
            if y.isdigit() and cell[y] is not None
        }
        keys = zip(*(tables[name][c] for c in (*labels, year)), strict=True)
        wanted = dict(zip(keys, tables[name][amount], strict=True))
        filled = {key[:-1] for key, value in wanted.items() if value}
        assert found == pytest.approx({key: value for key, value in wanted.items() if key[:-1] in filled})
    sums = [row[-2] for row in book["costs"].iter_rows(min_row=2, values_only=True)]
    assert sum(sums) == pytest.approx(tables["costs"]["discounted_cost"].sum())


def test_first_sheet_leads_to_every_other(book: openpyxl.Workbook) -> None:
    links = {cell.hyperlink.location for cell in book["README"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames if name != "README"}
    text = " ".join(str(c.value) for row in book["README"].iter_rows() for c in row if c.value)
    for word in ("certified", "CNY_2020", "Solver", "highspy", "To read it", "Certificate"):
        assert word in text
    assert text.count("To read it") == 1, "a heading stands once, above what belongs to it"


def test_native_charts_draw_numbers_that_stand_below_them(book: openpyxl.Workbook) -> None:
    sheet = book["charts"]
    assert len(sheet._charts) >= 5
    for chart in sheet._charts:
        for series in chart.series:
            page, _, cells = series.val.numRef.f.partition("!")
            assert page.strip("'") == "charts"
            assert all(isinstance(row[0].value, int | float) for row in sheet[cells.replace("$", "")])


def test_no_cell_is_a_formula(solution: Solution, tmp_path: Path) -> None:
    """Whatever a case is called: names, notes, labels and changes that begin with = + - @ are text, and no link is made of them."""
    evil = ["=1+1", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "http://example.com", "\t=1"]
    change = {
        "table": "ports",
        "row": 2,
        "of": evil[2],
        "column": evil[3],
        "before": evil[0],
        "after": evil[1],
        "unit": "",
    }
    meta = {
        **solution.meta,
        "case": {**solution.meta["case"], "title": evil[0], "description": evil[1]},
        "notes": evil,
        "sources": [{"key": k, "title": k, "address": k, "licence": k, "note": k} for k in evil],
        "changes": [change],
        "carrier_names": dict.fromkeys(solution.meta["carrier_names"], evil[0]),
        "region_names": {"A": evil[3]},
    }
    path = write_workbook(replace(solution, meta=meta), tmp_path / "evil.xlsx")
    with zipfile.ZipFile(path) as packed:
        sheets = [packed.read(n).decode() for n in packed.namelist() if n.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any("<f>" in text or "<f " in text for text in sheets)
    read = openpyxl.load_workbook(path)
    assert [c.value for c in read["sources"]["A"]][1:5] == evil[:4]
    assert all(c.data_type == "s" for c in read["sources"]["A"][1:5])
    assert not any(cell.hyperlink for row in read["sources"].iter_rows() for cell in row)


# -- what a scenario changed ------------------------------------------------------------------------------
def test_changes_of_a_scenario_cell_by_cell(tmp_path: Path) -> None:
    case = read_case(QUICKSTART, vocabulary(), "carbon_price")
    off = [c for c in case.changes if c.of.startswith("id co2_cap")]
    assert [(c.table, c.column, c.before, c.after) for c in off] == [("policies", "on", "yes", "no")] * 4
    assert [c.row for c in off] == [2, 3, 4, 5]
    assert read_case(QUICKSTART, vocabulary()).changes == ()
    (key,) = read_case(QUICKSTART, vocabulary(), "hours_24").changes
    assert key[:6] == ("case.yaml", None, "", "clock.typical_days.hours", "6", "24")
    high = read_case(QUICKSTART, vocabulary(), "high_demand").changes
    assert {c.unit for c in high} == {"TWh/year", "kt/year"} or {c.table for c in high} == {"demand"}
    assert all(float(c.after) > float(c.before) for c in high)


def test_added_and_dropped_rows_are_changes_too(tmp_path: Path) -> None:
    patches = """
scenarios:
  other:
    - {table: parameters, add: {technology: wind, parameter: lead, value: 2, unit: year}}
    - {table: sources, where: {key: GONE}, drop: true}
"""
    import shutil

    shutil.copytree(QUICKSTART, tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8").partition("scenarios:")[0] + patches.lstrip(), encoding="utf-8")
    with (tmp_path / "case" / "sources.csv").open("a", encoding="utf-8") as sources:
        sources.write("GONE,A source that nothing names,,,\n")
    text = file.read_text(encoding="utf-8").replace("parameter: lead", "parameter: construction_time")
    file.write_text(text, encoding="utf-8")
    told = {
        (c.table, c.column): (c.row, c.before, c.after, c.unit)
        for c in read_case(tmp_path / "case", vocabulary(), "other").changes
    }
    assert told["sources", "(row)"][1:] == ("stands", "dropped", "")
    assert told["parameters", "value"] == (None, "", "2", "year")
    assert told["parameters", "technology"] == (None, "", "wind", "")


def test_policies_switched_off_by_hand_are_changes(tmp_path: Path) -> None:
    case = read_case(QUICKSTART, vocabulary())
    changes = without(case, ["co2_cap"]).changes
    assert {(c.table, c.of, c.column, c.before, c.after) for c in changes} == {
        ("policies", "id co2_cap", "on", "yes", "no")
    }


def test_sheet_of_changes(solution: Solution, tmp_path: Path) -> None:
    case = tiny_case(tmp_path / "tiny")
    change = read_case(QUICKSTART, vocabulary(), "no_pipeline").changes
    assert case.changes == ()
    told = replace(solution, meta={**solution.meta, "changes": [c._asdict() for c in change]})
    read = openpyxl.load_workbook(write_workbook(told, tmp_path / "s.xlsx"))
    assert [c.value for c in read["changes"][2]][:6] == [
        "technologies",
        15,
        "technology h2_pipeline",
        "build",
        "yes",
        "no",
    ]
    text = [str(c.value) for c in read["README"]["B"]]
    assert "1 cells or keys of technologies are not those of the case as written (sheet changes)" in text


# -- languages and units ----------------------------------------------------------------------------------
def test_words_in_chinese_from_one_table(solution: Solution, tmp_path: Path) -> None:
    assert languages() == ["en", "zh"]
    chosen = of_run(CHOSEN, solution)
    read = openpyxl.load_workbook(write_workbook(solution, tmp_path / "zh.xlsx", language="zh", units=chosen))
    with spoken("zh"):
        assert read.sheetnames == ["README", *(say(name) for name in ("charts", *SHEETS))]
        assert all(say(sheet.meaning) != sheet.meaning for sheet in SHEETS.values())
    assert say("capacity") == "capacity"
    assert [c.value for c in read["装机容量"][1]][:4] == ["技术", "地点", "时期", "存量"]
    assert [c.value for c in read["概要"][1]][:3] == ["指标", "单位", "全部年份"]
    words = {c.value for row in read["概要"].iter_rows(min_row=2, min_col=3) for c in row if isinstance(c.value, str)}
    assert {"已验证", "满足"} <= words
    assert not any(word.isascii() for word in words)
    assert {c.value for c in read["平衡表"]["D"][1:]} == {"供应", "使用"}
    assert read["平衡表"]["E2"].value.endswith("/年")
    for sheet in read.worksheets[2:]:
        heads = [str(c.value) for c in sheet[1]]
        assert len(set(heads)) == len(heads)
    with pytest.raises(ValueError, match="there are en, zh"), spoken("fr"):
        pass


def test_what_is_ours_is_chinese_in_every_cell_and_ids_stay(solution: Solution, tmp_path: Path) -> None:
    named = replace(solution, meta={**solution.meta, "region_names": {"A": "Inner Mongolia", "B": "Hebei"}})
    read = openpyxl.load_workbook(write_workbook(named, tmp_path / "zh.xlsx", language="zh"))
    first = {row[0].value: row[1].value for row in read["README"].iter_rows(max_col=2) if row[0].value}
    assert first["地区"] == "A：内蒙古；B：河北"
    with spoken("zh"):
        checks = [say(str(m["name"])) for m in solution.meta["certificate"]]
    assert not [name for name in checks if name.isascii()]
    assert all("允许" in first[name] for name in checks)
    places = read["分地区"]
    assert {c.value for c in places["B"][1:]} == {"内蒙古", "河北"}
    assert {"全部部门", "资本", "需求"} <= {c.value for c in places["D"]}
    items = {str(c.value) for c in read["平衡表"]["C"][1:]}
    assert {"需求", "cable 至 B", "cavern 充入", "wind"} <= items
    assert not [item for item in items if item.endswith((" charge", " discharge")) or " to " in item]
    pace = {str(c.value) for c in read["排放路径"]["D"][1:]}
    assert "tCO2/年" in pace
    assert not [unit for unit in pace if "/year" in unit]


def test_tiny_numbers_have_room(tmp_path: Path) -> None:
    """0.00000001 is told as 1.00E-08, which is wider than 0.00: a column that is too narrow shows signs in place of numbers."""
    out = BytesIO()
    book, formats = new_book(out, "t", "2030-01-01T00:00:00+00:00")
    write_sheet(book.add_worksheet("s"), "s", pd.DataFrame({"a": [1.0, -1.37e-8, 2.0], "b": ["", 1e-9, 3.0]}), formats)
    book.close()
    widths = openpyxl.load_workbook(out)["s"].column_dimensions
    assert all(widths[c].width >= len("-1.37E-08") + 1 for c in "AB")


def test_traces_of_an_interior_answer_are_no_plant(solution: Solution) -> None:
    stands = solution.variables["capacity"]
    traces = stands.where(stands["technology"] != "inverter", stands * 0.0 + 1e-6)
    told = replace(solution, variables=solution.variables.assign(capacity=traces))
    table = SHEETS["capacity"].make(told).set_index("technology")["standing"]
    assert (table["inverter"] == 0.0).all()
    kept = capacity(solution).set_index("technology")["standing"]
    assert table.drop("inverter").tolist() == pytest.approx(kept.drop("inverter").tolist(), abs=1e-9)
    assert "inverter" not in set(SHEETS["regions"].make(told)["item"])


def test_one_period_has_no_pace(solution: Solution) -> None:
    one = replace(solution, inputs=solution.inputs.sel(period=[2030]), variables=solution.variables.sel(period=[2030]))
    table = pathway(one)
    assert len(table)
    assert table["2030"].notna().all()
    assert not table["figure"].str.contains("change a year").any()
    assert pathway(solution)["figure"].str.contains("change a year").any()


@pytest.mark.parametrize(
    ("unit", "given", "wanted"),
    [
        ("亿kWh", "GWh/year", (0.01, "亿kWh/year")),
        ("万tce", "GWh/year", (1 / 81.41, "万tce/year")),
        ("万吨", "t/year", (1e-4, "万吨/year")),
        ("亿吨", "MtCO2/year", (0.01, "亿吨CO2/year")),
        ("万kW", "GW", (100.0, "万kW")),
        ("万辆", "kvehicle", (0.1, "万辆")),
        ("亿元", "GCNY_2020/year", (10.0, "亿元 (CNY_2020)/year")),
        ("亿元", "MEUR_2020", None),
        ("PJ", "GWh", (0.0036, "PJ")),
        ("亿kWh", "CNY_2020/GWh", None),
        ("亿kWh", "GW", None),
    ],
)
def test_units_a_planner_chooses(unit: str, given: str, wanted: tuple[float, str] | None) -> None:
    (shown,) = choices(unit, []).values()
    told = shown.of(given)
    assert (told is None) == (wanted is None)
    assert told is None or wanted is None or (told[1] == wanted[1] and told[0] == pytest.approx(wanted[0]))


def test_a_unit_that_fits_nothing_of_its_label_is_refused(solution: Solution) -> None:
    """It would change no number, without a word."""
    carrier = str(solution.variables["carrier"].values[0])
    unit = solution.meta["carrier_units"][carrier]
    assert of_run(f"{carrier}={unit}", solution)[carrier].unit == unit
    with pytest.raises(CaseError, match=rf"nothing of {carrier} is measured so .*{carrier}=km") as told:
        of_run(f"{carrier}=km,t", solution)
    assert f"{unit}/year" in str(told.value)
    with pytest.raises(CaseError, match="measured so"):
        of_run("h2=MW", solution)


def test_plant_follows_the_unit_of_its_carrier(solution: Solution, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipelines by the hour and caverns by what they hold; what plant takes of another carrier, or emits, does not."""
    chosen = of_run("h2=万吨,steel=kt,el=万kW", solution)
    plain, shown = (displayed("capacity", all_tables(solution)["capacity"], c) for c in (NOTHING, chosen))
    units = dict(zip(shown["technology"], shown["unit"], strict=True))
    assert (units["pipe"], units["cavern"], units["oven"]) == ("万吨/hour", "万吨", "kt/hour")
    assert {units[k] for k in ("wind", "cable", "inverter")} == {"万kW"}
    assert units["battery"] == "MWh"
    times = {"pipe": 1e-7, "cavern": 1e-7, "oven": 1e-3, "heap": 1e-3, "mill": 1e-3, "battery": 1.0, "kiln": 1.0}
    wanted = plain["standing"] * plain["technology"].map(times).fillna(0.1)
    assert shown["standing"].tolist() == pytest.approx(wanted.tolist())
    pipe = {"item": ["pipe"], "amount": [2.0]}
    for unit in ("t/year", "tCO2", "tCO2/year"):
        row = pd.DataFrame({**pipe, "unit": [unit]})
        assert displayed("x", row, chosen).equals(row)
    assert of_run("h2=万吨,pipe=t", solution)["pipe"].unit == "t"  # its own choice comes first
    monkeypatch.setattr(fonts, "signs", lambda every=frozenset(range(0x110000)): every)  # as if a font had every sign
    with told_with(chosen):
        figure = capacity_chart(solution)
        assert figure is not None
        assert {"万吨/hour", "万kW"} <= {ax.get_ylabel() for ax in figure.axes}
    with spoken("zh"):
        assert said("unit", ["万吨/hour", "t/year"]) == ["万吨/小时", "t/年"]


def test_amounts_keep_their_size_in_every_sheet(solution: Solution) -> None:
    """Back in the unit of the case every number is the one it was; the solution is not touched."""
    chosen = of_run(CHOSEN, solution)
    times = {s.unit: s for s in chosen.values()}
    changed = set()
    for name, plain in all_tables(solution).items():
        shown = displayed(name, plain, chosen)
        for column in [c for c in plain if "unit" in str(c)]:
            different = shown[column] != plain[column]
            changed |= {(name, str(c)) for c in shown if not shown[c].equals(plain[c])}
            assert {u.split("/")[0].split(" ")[0].removesuffix("CO2") for u in shown.loc[different, column]} <= set(
                times
            )
    assert {
        ("capacity", "standing"),
        ("balance", "amount"),
        ("costs", "annual_cost"),
        ("costs", "discounted_cost"),
    } <= changed
    assert {("emissions", "amount"), ("policies", "limit"), ("summary", "value"), ("regions", "2030")} <= changed
    assert not {name for name, _ in changed} & {"inputs", "changes", "names", "sources", "prices"}
    plain, shown = (displayed("costs", all_tables(solution)["costs"], c) for c in (NOTHING, chosen))
    assert shown["unit"].iloc[0].startswith("亿元")
    ratio = plain["discounted_cost"].sum() / shown["discounted_cost"].sum()
    money = solution.meta["money"]
    assert ratio == pytest.approx({"CNY_2020": 1e8, "kCNY_2020": 1e5, "MCNY_2020": 100.0, "GCNY_2020": 0.1}[money])


NOTHING: Mapping[str, Shown] = {}


def test_unknown_units_and_labels_are_told_together() -> None:
    with pytest.raises(CaseError) as caught:
        choices("coal=万吨,wish,iron=foo", ["coal"])
    assert str(caught.value).startswith("3 problems")


# -- other formats ----------------------------------------------------------------------------------------
def test_parquet_holds_what_csv_holds(solution: Solution, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    export_tables(solution, tmp_path / "pq", hourly=True, parquet=True)
    assert (tmp_path / "pq" / "builds.csv").exists()
    for name, plain in all_tables(solution).items():
        back = pd.read_parquet(tmp_path / "pq" / f"{name}.parquet")
        assert list(back.columns) == [str(c) for c in plain.columns]
        assert len(back) == len(plain)
    balance = pd.read_parquet(tmp_path / "pq" / "balance.parquet")
    pd.testing.assert_series_equal(balance["amount"], all_tables(solution)["balance"]["amount"])
    rates = pd.read_parquet(tmp_path / "pq" / "hourly.parquet")
    pd.testing.assert_frame_equal(rates, hourly(solution), check_dtype=False)


def test_hourly_rates_are_tidy(solution: Solution, tmp_path: Path) -> None:
    """A column a dimension and a unit in every row: each variable comes back from the table as it is in the solution."""
    table = hourly(solution)
    labels = [c for c in table if c not in ("value", "unit")]
    assert labels[0] == "variable"
    assert labels[-3:] == ["period", "day", "step"]
    assert not table.duplicated(labels).any()
    assert (table["unit"] != "").all()
    for name, mine in table.groupby("variable"):
        array = solution.variables[str(name)]
        dims = [str(d) for d in array.dims]
        assert (mine[[c for c in labels[1:] if c not in dims]] == "").all(axis=None)
        wanted = array.reset_coords(drop=True).to_series().dropna()
        found = mine.set_index(dims)["value"]
        assert [tuple(map(str, k)) for k in found.index] == [tuple(map(str, k)) for k in wanted.index]
        assert found.tolist() == wanted.tolist()
    units = table.groupby(["variable", "technology", "carrier"])["unit"].first()
    assert units["activity", "wind", ""] == "MW"
    assert units["line_flow", "pipe", ""] == units["store_charge", "cavern", ""] == "kg/hour"
    assert units["store_level", "cavern", ""] == "kg"
    assert units["unmet", "", "steel"] == units["port_use", "oven", "h2"] == "t/hour"
    export_tables(solution, tmp_path, hourly=True, units=of_run("h2=t", solution))
    told = pd.read_csv(tmp_path / "hourly.csv", keep_default_na=False)
    pipe = told["technology"] == "pipe"
    assert set(told.loc[pipe, "unit"]) == {"t/hour"}
    assert (told.loc[pipe, "value"] * 1000).tolist() == pytest.approx(table.loc[pipe, "value"].tolist())
    assert told["step"].tolist() == table["step"].tolist()


def test_a_package_that_is_missing_is_told_as_one(
    solution: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is wrong with the case, and no tolerance of the solver helps."""
    from optimizer.cli.ending import ending
    from optimizer.errors import MissingError
    from optimizer.report import export

    monkeypatch.setattr(export, "find_spec", lambda _: None)
    with pytest.raises(MissingError) as error:
        export_tables(solution, tmp_path / "pq", parquet=True)
    needed = "pip install 'hydrogen-transition-optimizer[parquet]'"
    assert ending(error.value) == (f"A table as Parquet needs pyarrow, which is not installed. Install it: {needed}", 2)
    assert not (tmp_path / "pq").exists()


def test_commands_take_language_units_and_format(solution: Solution, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    solution.save(tmp_path / "run" / "solution.nc")
    done = h2opt("report", "run", "--no-charts", "--language", "zh", "--units", CHOSEN, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "装机容量" in openpyxl.load_workbook(tmp_path / "run" / "summary.xlsx").sheetnames
    done = h2opt("export", "run", "--units", "el=亿kWh", "--to", "tables", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    units = set(pd.read_csv(tmp_path / "tables" / "balance.csv").query("carrier == 'el'")["unit"])
    assert units == {"亿kWh/year"}
    done = h2opt("report", "run", "--units", "el=foo", cwd=tmp_path)
    assert done.returncode == 2
    assert "no such unit" in done.stderr
