"""Pictures show all of what they are about, or say what they leave out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_cost_of_use import CHAIN, WAYS, answer
from test_features import BASE

from optimizer.report.charts_cost import cost_of_use_chart
from optimizer.report.charts_hours import load_duration_chart, storage_chart


def test_the_content_of_a_store_is_drawn_to_the_end_of_the_last_step(tmp_path: Path) -> None:
    """The tank of docs/levelised-cost.md is filled by day and empty at the end of the night: two blocks of half a day."""
    figure = storage_chart(answer(tmp_path, **CHAIN))
    assert figure is not None
    ax = figure.axes[0]
    values, edges, _ = ax.patches[0].get_data()  # type: ignore[attr-defined]
    assert edges.tolist() == pytest.approx([0.0, 0.5, 1.0])
    assert values.tolist() == pytest.approx([120.0, 0.0])
    assert ax.get_xlim() == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("lengths", [[[5, 7, 12], [12, 12]], [[1.2] * 20] * 16], ids=["unequal", "many"])
def test_each_step_of_typical_days_is_as_long_as_it_lasts(lengths: list[list[float]], tmp_path: Path) -> None:
    """Steps of 5, 7 and 12 hours are no thirds of a day, and 320 steps of 16 typical days are no year."""
    rows = [(f"d{i}", j, h) for i, day in enumerate(lengths) for j, h in enumerate(day)]
    times = {
        "days": "day,weight\n" + "".join(f"d{i},{365 / len(lengths)}\n" for i in range(len(lengths))),
        "steps": "day,step,duration\n" + "".join(f"{d},{j},{h}\n" for d, j, h in rows),
        "profiles": "day,step,sun\n" + "".join(f"{d},{j},{int(j == 0)}\n" for d, j, _ in rows),
    }
    figure = storage_chart(answer(tmp_path, **{**CHAIN, **times}))
    assert figure is not None
    ax = figure.axes[0]
    edges = ax.patches[0].get_data()[1]  # type: ignore[attr-defined]
    assert edges == pytest.approx(np.cumsum([0.0, *(h / 24.0 for day in lengths for h in day)]))
    assert ax.get_xlabel() == "typical days, one after the other"
    assert ax.get_xticks().tolist() == list(range(len(lengths) + 1))


def test_a_year_of_days_is_told_as_one(tmp_path: Path) -> None:
    """A year in steps of five days: the axis runs over its 365 days."""
    clock = BASE["case.yaml"].replace("given_days: {}", "full_year: {step: 120}")
    profile = "hour,sun\n" + "".join(f"{120 * i},{i % 2}\n" for i in range(73))
    kept = CHAIN["technologies"].replace("category\n", "category,span\n").replace("inlet,\n", "inlet,,year\n")
    figure = storage_chart(answer(tmp_path, **{**CHAIN, "yaml": clock, "profiles": profile, "technologies": kept}))
    assert figure is not None
    edges = figure.axes[0].patches[0].get_data()[1]  # type: ignore[attr-defined]
    assert edges == pytest.approx(np.arange(0.0, 366.0, 5.0))
    assert figure.axes[0].get_xlabel() == "day of the year"


WINDY = {
    "carriers": "carrier,unit,surplus\nel,MWh,yes\n",
    "technologies": "technology,kind,reference\nwind,converter,el\n",
    "ports": "technology,carrier,direction,value,unit\nwind,el,out,1,MWh/MWh\n",
    "parameters": (
        "technology,parameter,value,unit,profile\nwind,capital_cost,100,EUR_2020/kW,\nwind,life,10,year,\nwind,availability,1,1,wind\n"
    ),
    "potentials": "technology,region,limit,value,unit\nwind,A,build_min,4,MW\nwind,A,build_max,4,MW\n",
    "demand": "carrier,region,value,unit\nel,A,10,MW\n",
    "prices": "carrier,kind,value,unit\nel,purchase,100,EUR_2020/MWh\n",
    "emissions": "flow,gas,value,unit\n",
    "steps": "day,step,duration\nd,0,6\nd,1,18\n",
    "profiles": "day,step,wind\nd,0,1\nd,1,0\n",
}


def test_the_residual_load_is_what_wind_leaves(tmp_path: Path) -> None:
    """4 MW of wind blow for a quarter of the year of 8,760 hours: 10 MW are left in three quarters of it, then 6 MW."""
    figure = load_duration_chart(answer(tmp_path, **WINDY))
    assert figure is not None
    lines = {str(line.get_label()): line for line in figure.axes[0].get_lines()}
    assert np.asarray(lines["residual load"].get_xdata()).tolist() == pytest.approx([0.0, 6570.0, 8760.0])
    assert np.asarray(lines["residual load"].get_ydata()).tolist() == pytest.approx([10.0, 6.0, 6.0])
    assert np.asarray(lines["demand"].get_ydata()).tolist() == pytest.approx([10.0, 10.0, 10.0])


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
