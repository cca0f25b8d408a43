"""Runs side by side: every input in which they differ is told, and years and periods are numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimizer.case.changes import Change
from optimizer.report.runs_table import compared
from optimizer.report.study_book import write_study_book
from optimizer.report.unlike import WRITTEN, unlike
from optimizer.runs import open_runs
from optimizer.solution import Solution


def other(solution: Solution, case: Mapping[str, Any] = {}, **more: Any) -> Solution:
    """The answer with other facts beside it."""
    meta = solution.meta
    return replace(solution, meta={**meta, **more, "case": {**meta["case"], **case}})


def rows(before: Solution, after: Solution) -> list[tuple[Any, ...]]:
    table = unlike(before, after)[["table", "item", "year", "column", "before", "after", "unit"]]
    return list(table.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def first(solution: Solution) -> Solution:
    """With a policy that is off."""
    off = {"table": "policies", "item": "levy", "quantity": "price", "region": "", "year": 2030, "value": 50.0,
           "unit": "CNY_2020/tCO2", "of": {"id": "levy", "sense": "<="}}  # fmt: skip
    return other(solution, inputs_used=[*solution.meta["inputs_used"], off])


def test_what_is_as_in_the_reference_is_not_told(first: Solution) -> None:
    assert rows(first, first) == []


def test_policies_that_are_switched_on_are_told(first: Solution) -> None:
    on = other(first, {"policies": [*first.meta["case"]["policies"], "levy"]})
    assert rows(first, on) == [("policies", "levy", "", "on", "no", "yes", "")]
    assert rows(on, first) == [("policies", "levy", "", "on", "yes", "no", "")]


def test_every_cell_of_a_row_is_told_not_its_number_alone(first: Solution) -> None:
    used = first.meta["inputs_used"]
    levy = {**used[-1], "value": 60.0, "of": {"id": "levy", "sense": ">="}}
    assert rows(first, other(first, inputs_used=[*used[:-1], levy])) == [
        ("policies", "levy", 2030, "value", 50, 60, "CNY_2020/tCO2"),
        ("policies", "levy", 2030, "sense", "<=", ">=", ""),
    ]
    assert rows(first, other(first, inputs_used=used[:-1])) == [
        ("policies", "levy", "", "on", "no", "", ""),
        ("policies", "levy", 2030, "value", 50, "", "CNY_2020/tCO2"),
    ]


def test_keys_and_tables_without_numbers_are_told_from_either_log(first: Solution) -> None:
    hours = Change("case.yaml", None, "", "clock.typical_days.hours", "6", "24")._asdict()
    build = Change("technologies", 15, "technology wind", "build", "yes", "no")._asdict()
    one, two = other(first, changes=[hours]), other(first, changes=[build])
    key = ("case.yaml", "", "", "clock.typical_days.hours")
    cell = ("technologies", "technology wind", "", "build")
    assert rows(first, one) == [(*key, 6, 24, "")]
    assert rows(one, first) == [(*key, 24, 6, "")]
    assert rows(one, two) == [(*key, 24, 6, ""), (*cell, "yes", "no", "")]
    assert rows(one, one) == []
    elsewhere = other(first, {"hashes": dict.fromkeys(first.meta["case"]["hashes"], "other")})
    assert rows(elsewhere, one) == [(*key, WRITTEN, 24, "")]


def test_the_workbook_tells_them_of_every_run_with_numbers_for_years(first: Solution, tmp_path: Path) -> None:
    used, runs = first.meta["inputs_used"], tmp_path / "runs"
    other_number = [{**r, "value": 2 * r["value"]} if r["table"] == "demand" else r for r in used]
    answers = {
        "base": first,
        "priced": other(first, {"policies": [*first.meta["case"]["policies"], "levy"]}),
        "more": other(first, inputs_used=other_number),
    }
    for name, answer in answers.items():
        (runs / name).mkdir(parents=True)
        answer.save(runs / name / "solution.nc")
    found = compared(open_runs(*(runs / name for name in answers)))
    book = openpyxl.load_workbook(write_study_book(found, tmp_path / "three.xlsx"))
    told = [dict(zip(*cells, strict=True)) for cells in _records(book["changes"])]
    assert {r["run"] for r in told} == {"priced", "more"}
    numbers = [r for r in used if r["table"] == "demand"]
    assert [r["year"] for r in told if r["run"] == "more"] == [r["year"] or "" for r in numbers]
    assert [r["after"] for r in told if r["run"] == "more"] == [2 * r["value"] for r in numbers]
    for sheet in ("spread", "side_by_side", "differences"):
        periods = {dict(zip(*cells, strict=True))["period"] for cells in _records(book[sheet])}
        assert {p for p in periods if p} == set(first.inputs["period"].values.tolist()), sheet
    with_policy = compared(open_runs(runs / "base", runs / "priced"))
    two = openpyxl.load_workbook(write_study_book(with_policy, tmp_path / "two.xlsx"))
    assert [c.value for c in two["changes"][2]][1:3] == ["policies", "levy"]


def _records(sheet: Any) -> list[tuple[list[Any], list[Any]]]:
    head, *body = [[c.value for c in row] for row in sheet.iter_rows()]
    return [(head, row) for row in body]
