"""Pictures show all of what they are about, or say what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cost_of_use import CHAIN, WAYS, answer

from optimizer.report.charts_cost import cost_of_use_chart
from optimizer.report.charts_hours import storage_chart


def test_the_content_of_a_store_is_drawn_to_the_end_of_the_last_step(tmp_path: Path) -> None:
    """The tank of docs/levelised-cost.md is filled by day and empty at the end of the night: two blocks of half a day."""
    figure = storage_chart(answer(tmp_path, **CHAIN))
    assert figure is not None
    ax = figure.axes[0]
    values, edges, _ = ax.patches[0].get_data()  # type: ignore[attr-defined]
    assert edges.tolist() == pytest.approx([0.0, 0.5, 1.0])
    assert values.tolist() == pytest.approx([120.0, 0.0])
    assert ax.get_xlim() == pytest.approx((0.0, 1.0))


def test_periods_that_the_picture_of_costs_leaves_out_are_named(tmp_path: Path) -> None:
    """Five periods are drawn, of six the fourth is not and the title says so."""

    def told(years: list[int]) -> tuple[list[str], str]:
        folder = tmp_path / str(len(years))
        folder.mkdir()
        s = answer(folder, **{**WAYS, "yaml": WAYS["yaml"].replace("[2030, 2040, 2050]", str(years))})
        figure = cost_of_use_chart(s)
        assert figure is not None
        return [t.get_text() for t in figure.axes[0].get_xticklabels()], figure.axes[0].get_title(loc="right")

    years = [2030, 2034, 2038, 2042, 2046, 2050]
    assert told(years[:5]) == ([str(y) for y in years[:5]], "")
    drawn, words = told(years)
    left = [str(y) for y in years if str(y) not in drawn]
    assert len(drawn) == 5
    assert words == f"left out here: {left[0]} (all periods are in summary.xlsx)"
