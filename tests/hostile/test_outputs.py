"""Names that a spreadsheet, a terminal or a chart would obey are written as the text that they are."""

from __future__ import annotations

import csv
import io
from contextlib import redirect_stdout
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from optimizer.case.iamc import read_names
from optimizer.case.new import write_template, write_workbook
from optimizer.pipeline import load_case, run
from optimizer.reading.tables import FORMULA, as_text, is_number, marked, unmarked
from optimizer.report.export import export_tables, write_report
from optimizer.report.iamc import handin, write_handin
from optimizer.report.tables import builds
from optimizer.report.terminal import print_summary
from optimizer.solution import Solution
from optimizer.study import fixed, read_plan

NAMES = {
    "town": "=HYPERLINK(1)", "wind": "+1+cmd|' /C calc'!A0", "electrolyser": "@SUM(1)", "hydrogen": "=cmd()", "electricity": "-2+3[/red]$\\frac$",
}  # fmt: skip


def renamed(home: Path) -> Path:
    """The case of `h2opt new` with such names for its region, its plant and its carriers."""
    write_template(home / "case", "case")
    for file in (home / "case").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            head, *rows = csv.reader(text)
        kept = ("title", "note", "name", "profile", "source", "unit", "parameter", "kind")
        rows = [
            [NAMES.get(cell, cell) if name not in kept else cell for name, cell in zip(head, row, strict=False)]
            for row in rows
        ]
        if file.name == "profiles.csv":
            continue
        with file.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([head, *rows])
    yaml = (home / "case" / "case.yaml").read_text("utf-8").partition("scenarios:")[0]
    (home / "case" / "case.yaml").write_text(yaml.replace("title: A town", "title: =A town"), "utf-8")
    return home / "case"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("names")


@pytest.fixture(scope="module")
def answer(home: Path) -> Solution:
    return run(load_case(renamed(home)))


def formulas(file: Path) -> list[str]:
    """Cells of a workbook that hold a formula."""
    book = openpyxl.load_workbook(file)
    return [
        f"{s.title}!{c.coordinate}: {c.value}" for s in book for row in s.iter_rows() for c in row if c.data_type == "f"
    ]


def risky(file: Path) -> list[str]:
    """Cells of a CSV file that a spreadsheet takes for formulas."""
    with file.open(encoding="utf-8", newline="") as text:
        return [cell for row in csv.reader(text) for cell in row if cell.startswith(FORMULA) and not is_number(cell)]


def test_workbooks_hold_no_formulas(answer: Solution, home: Path) -> None:
    written = write_report(answer, home / "report", charts=False)
    write_workbook(home / "case", home / "case.xlsx")
    names = {str(c.value) for s in openpyxl.load_workbook(written[0]) for row in s.iter_rows() for c in row}
    assert {NAMES["town"], NAMES["wind"], NAMES["hydrogen"]} <= names
    assert formulas(written[0]) == formulas(home / "case.xlsx") == []
    assert load_case(home / "case.xlsx").tables["regions"]["region"].tolist() == [NAMES["town"]]


def test_tables_hold_no_formulas(answer: Solution, home: Path) -> None:
    written = export_tables(answer, home / "export", hourly=True)
    cells = [f"{file.name}: {cell}" for file in written for cell in risky(file)]
    assert len(written) > 10
    assert cells == []
    assert any(marked(NAMES["wind"]) in file.read_text("utf-8") for file in written)


def test_hand_ins_hold_no_formulas(answer: Solution, home: Path) -> None:
    (home / "iamc.csv").write_text(
        f"of,item,part,iamc,value,unit\nregion,{NAMES['town']},,=cmd(),,\ncarrier,{NAMES['electricity']},,Electricity,,\n"
        f"carrier,{NAMES['hydrogen']},,Hydrogen,120,MJ/kg\ntechnology,{NAMES['wind']},,Electricity|Wind,,\n"
    )
    made = handin(answer, read_names(home / "iamc.csv"), own_money=True)
    assert "=cmd()" in set(made.data["Region"])
    for file in (home / "given.csv", home / "given.xlsx"):
        for path in write_handin(made, file):
            assert (risky(path) if path.suffix == ".csv" else formulas(path)) == []


def test_marks_are_taken_off_when_a_table_is_read(answer: Solution, home: Path) -> None:
    export_tables(answer, home / "again")
    plan = read_plan(home / "again" / "builds.csv")
    assert set(plan.table["technology"]) == set(builds(answer)["technology"])
    assert fixed(load_case(home / "case"), plan).scenario == "base_fixed_builds"


def test_charts_and_the_terminal_show_them(answer: Solution, home: Path) -> None:
    for file in write_report(answer, home / "charts", charts=True):
        assert file.stat().st_size > 0
    out = io.StringIO()
    with redirect_stdout(out):
        print_summary(answer, [])
    assert NAMES["electricity"] in out.getvalue()


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@a", "\ta", "\ra", "'a", "a", ""])
def test_a_mark_comes_off_again(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert not marked(text).startswith(FORMULA)


def test_names_of_columns_are_marked_too() -> None:
    table = as_text(pd.DataFrame({"=a": ["@b"], "c": [-1.0]}))
    assert table.columns.tolist() == ["'=a", "c"]
    assert table.iloc[0].tolist() == ["'@b", -1.0]
