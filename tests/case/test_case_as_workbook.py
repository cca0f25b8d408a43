"""A case written as one workbook: numbers are numbers there, labels stay text, and it loads as the folder does."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from whole_tables import INPUTS, changed, copied

from optimizer.case.new import write_workbook
from optimizer.case.read import read_raw
from optimizer.pipeline import load_case


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quickstart with labels and numbers that are easily taken for something else."""
    home = tmp_path_factory.mktemp("book")
    folder = copied(home / "case")
    changed(folder, "demand", {"carrier": "h2", "region": "HE", "year": "2045"}, "value", "4.060")
    changed(folder, "demand", {"carrier": "h2", "region": "HE", "year": "2060"}, "value", "6.3690000000000015")
    changed(folder, "policies", {"id": "carbon_price"}, "id", "007")
    write_workbook(folder, home / "case.xlsx")
    return home / "case.xlsx"


def test_values_and_years_are_numbers(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    for name, columns in {
        "demand": ("year", "value"),
        "parameters": ("year", "value"),
        "prices": ("value", "limit"),
    }.items():
        head = [cell.value for cell in next(book[name].iter_rows())]
        for column in columns:
            cells = [row[head.index(column)].value for row in book[name].iter_rows(min_row=2)]
            texts = {cell for cell in cells if isinstance(cell, str)} - {"6.3690000000000015"}
            assert texts == set(), (name, column)
            assert any(isinstance(cell, int | float) for cell in cells)


def test_labels_are_text(written: Path) -> None:
    assert {row[0].value for row in openpyxl.load_workbook(written)["policies"].iter_rows(min_row=2)} == {
        "co2_cap",
        "007",
    }


def test_it_loads_as_the_folder_does(written: Path) -> None:
    folder, book = load_case(written.parent / "case"), load_case(written)
    for name, table in folder.tables.items():
        pd.testing.assert_frame_equal(table.drop(columns="_file"), book.tables[name].drop(columns="_file"))


def test_no_number_of_a_shipped_case_changes(tmp_path: Path) -> None:
    write_workbook(INPUTS / "electrolysis", tmp_path / "e.xlsx")
    folder, book = (read_raw(path).tables for path in (INPUTS / "electrolysis", tmp_path / "e.xlsx"))
    for cell, same in zip(folder["demand"]["value"], book["demand"]["value"], strict=True):
        assert float(cell) == float(same)
