"""What a policy did is told in the language and the units of the reader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimizer.report import sheets
from optimizer.report.outcomes import in_words, reworded
from optimizer.report.sheets import all_tables, told_tables
from optimizer.report.units import of_run
from optimizer.report.words import spoken
from optimizer.report.workbook import write_workbook
from optimizer.solution import Solution

PRICE = {"price": 0.2, "price_unit": "GCNY_2020/MtCO2"}
LIMIT = {"value": 10.0, "limit": 12.0, "slack": 2.0, "unit": "MtCO2/year", "area": "all", **PRICE}
OUTCOMES: tuple[dict[str, Any], ...] = (
    *(
        {**LIMIT, "kind": kind, "status": status, "sense": sense, "of": of}
        for kind in ("cap", "removal_limit")
        for status in ("met", "binding", "exceeded, paid")
        for sense in ("<=", ">=", "=")
        for of in (
            "",
            "30 % of gross emissions",
            "30 % of gross emissions of 2025",
            "30 % of what is emitted less than in 2025",
            "5 % of earlier builds of 2",
            "5 % of all",
        )
    ),
    *({**LIMIT, "kind": "matching", "status": status} for status in ("met", "binding")),
    *({**LIMIT, "kind": "reserve_margin", "status": status, "unit": "MW to spare"} for status in ("met", "binding")),
    {**LIMIT, "kind": "permit_trade", "status": "traded", "limit": None},
    {**LIMIT, "kind": "permit_trade", "status": "traded", "limit": None, "area": "A", "value": -1.0},
    {**LIMIT, "kind": "permit_trade", "status": "binding", "area": "A"},
)  # fmt: skip
OURS = re.compile(r"(?!MtCO|CNY|tCO|MW)[A-Za-z]{2,}")
"""A word that is part of no unit."""


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_sentence_has_a_chinese_one_with_the_same_numbers(outcome: dict[str, Any]) -> None:
    english = in_words(outcome)
    with spoken("zh"):
        chinese = in_words(outcome)
    assert OURS.search(english)
    assert not OURS.search(re.sub(r"MtCO2|CNY_2020|tCO2|MW", "", chinese)), chinese
    assert sorted(re.findall(r"[\d.]+", english)) == sorted(re.findall(r"[\d.]+", chinese))


def test_a_book_says_it_in_its_units_and_language(solution: Solution, tmp_path: Path) -> None:
    """The sentence has the amount of the cell beside it; tables that were made for one reader are English for the next."""
    chosen = of_run("CO2=万吨", solution)
    sheets._all_tables.cache_clear()
    read = openpyxl.load_workbook(write_workbook(solution, tmp_path / "zh.xlsx", language="zh", units=chosen))
    heads, *rows = [[c.value for c in row] for row in read["政策"].iter_rows()]
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    limited = [row for row in told if row["文字说明"] and row["单位"] == "万吨CO2/年"]
    assert limited
    for row in limited:
        amount, bound, spare = map(float, re.findall(r"-?[\d.]+(?![\d年])", row["文字说明"].replace("CO2/年", "")))
        assert (amount, bound, spare) == pytest.approx((row["数值"], row["限值"], row["余量"]), rel=0.01)
    assert all(text == "" or text.isascii() for text in all_tables(solution)["policies"]["in words"])


def test_files_say_it_in_their_units(solution: Solution) -> None:
    plain, told = (told_tables(solution, of_run(text, solution))["policies"] for text in (None, "CO2=kt"))
    mine = told["unit"].isin(["ktCO2/year", "ktCO2"])
    assert mine.any()
    assert (told.loc[mine, "in words"].str.contains("ktCO2") | (told.loc[mine, "in words"] == "")).all()
    assert (told.loc[~mine, "in words"] == plain.loc[~mine, "in words"]).all()
    assert reworded(plain, solution.meta["policies"]).equals(plain)
