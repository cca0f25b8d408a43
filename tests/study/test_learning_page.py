"""docs/learning.md says what the optimizer answers."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from makers import maker_of

from optimizer import load_case, run
from optimizer.case.layout.plant import OF_CURVES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "learning.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return maker_of("learning")


@pytest.mark.slow
def test_the_tables_are_those_of_the_runs(maker: ModuleType, tmp_path: Path) -> None:
    found = maker.answers()
    assert maker.renewed(PAGE, found) == PAGE
    assert maker.draw(found, tmp_path / "learning.png").stat().st_size > 10_000


def test_every_row_of_a_curve_is_explained() -> None:
    assert re.findall(r"^\| `(\w+)` \| ", PAGE, re.M) == [
        q for q in re.findall(r"^\| `(\w+)` \| ", PAGE, re.M) if q in OF_CURVES
    ]
    assert {*re.findall(r"^\| `(\w+)` \| ", PAGE, re.M)} == {*OF_CURVES}


@pytest.mark.parametrize("scenario", ["base", "fresh"])
def test_electrolysers_cost_what_the_page_says(scenario: str) -> None:
    line = "all three: alkaline" if scenario == "base" else "nothing wears out"
    told = next(row for row in PAGE.splitlines() if row.startswith(f"| {line}"))
    s = run(load_case(DOCS.parent / "inputs/electrolysis", scenario))
    cost = s.levelised["unit_cost"].sel(carrier="h2").sum("category").squeeze()
    assert [f"{1000 * float(v):.2f}" for v in cost.values] == [cell.strip() for cell in told.split("|")[2:5]]
