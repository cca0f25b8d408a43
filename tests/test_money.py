"""Kinds of money in the ledger, and cash by calendar year, by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from test_conventions import COST, FIXED, WACC, R, answer, builds, df

from optimizer.finance import annuity
from optimizer.pipeline import load_case, run
from optimizer.report.export import export_tables
from optimizer.report.tables import cash, cost_lines, costs, summary
from optimizer.report.traces import says_something
from optimizer.solution import Solution

sys.path.insert(0, str(Path(__file__).parent / "formulation"))
from test_features import BASE, TWO, write


def paid(s: Solution, line: str) -> dict[int, float]:
    return cash(s).query("line == @line").groupby("year")["amount"].sum().to_dict()


def present_value(s: Solution, later: float = 0.0) -> float:
    table = cash(s)
    return float(sum(a * df(y + later) for y, a in zip(table["year"], table["amount"], strict=True)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Solution:
    return answer(tmp_path_factory.mktemp("plain"), "alive: start")


# -- kinds of money -----------------------------------------------------------------------------------------------
def test_the_margin_is_what_the_wacc_adds_each_year(plain: Solution) -> None:
    yearly = costs(plain).query("period == 2030").set_index("line")["annual_cost"]
    assert yearly["capital"] == pytest.approx(10 * COST * float(annuity(R, 12)))
    assert yearly["capital"] + yearly["financing margin"] == pytest.approx(10 * COST * float(annuity(WACC, 12)))
    assert float(costs(plain)["discounted_cost"].sum()) == pytest.approx(plain.meta["objective"])


def test_one_page_with_sums(plain: Solution) -> None:
    page = cost_lines(plain).set_index("line")
    resource, margin, total = page.loc["resource cost, sum"], page.loc["financing margin, sum"], page.loc["total"]
    assert resource["2030"] == pytest.approx(page.loc["capital", "2030"] + page.loc["fixed", "2030"])
    assert total["discounted"] == pytest.approx(plain.meta["objective"])
    assert total["2040"] == pytest.approx(resource["2040"] + margin["2040"])
    told = summary(plain).set_index("figure")["value"]
    assert told["of the discounted cost: financing margin"] == pytest.approx(margin["discounted"])


def test_the_noise_of_an_interior_answer_has_no_rows(plain: Solution) -> None:
    """A ten-billionth of what is spent, on a line and an item of its own: no sheet shows it, and the sums agree."""

    def noisy(ledger: xr.Dataset, *amounts: str) -> xr.Dataset:
        (dim,) = ledger.dims
        first = ledger.isel({dim: [0]})
        trace = {a: first[a] * 0 + 1e-10 * float(abs(ledger[a]).sum()) for a in amounts}
        words = {"line": first["line"].astype(object), "item": first["item"].astype(object)}
        trace |= {k: v.copy(data=["overshoot" if k == "line" else "idle"]) for k, v in words.items()}
        return xr.concat([first.assign(trace), ledger], dim=dim)

    s = replace(plain, costs=noisy(plain.costs, "annual_cost", "discounted_cost"), cash=noisy(plain.cash, "amount"))
    assert len(s.costs["line"]) == len(plain.costs["line"]) + 1
    assert not (costs(s)["item"] == "idle").any()
    assert not (cash(s)["item"] == "idle").any()
    assert "overshoot" not in set(cost_lines(s)["line"])
    assert costs(s)["discounted_cost"].sum() == pytest.approx(plain.meta["objective"])
    assert cash(s)["amount"].sum() == pytest.approx(cash(plain)["amount"].sum())


def test_many_small_rows_together_are_no_noise() -> None:
    """A hundred thousand rows of half a billionth are a 20,000th of the sheet: but a millionth of it stays."""
    amounts = pd.Series([1.0] + [5e-10] * 100_000)
    assert float(amounts[~says_something(amounts)].sum()) == pytest.approx(1e-6, rel=1e-3)


# -- cash ---------------------------------------------------------------------------------------------------------
def test_what_is_built_is_spent_when_it_is_built(plain: Solution) -> None:
    assert paid(plain, "investment") == pytest.approx({2030: 10 * COST})
    assert paid(plain, "fixed") == pytest.approx(dict.fromkeys(range(2030, 2045), 10 * FIXED))
    assert set(cash(plain)["line"]) == {"investment", "fixed"}


def test_construction_is_spent_evenly_from_the_order_to_the_end_of_the_horizon(tmp_path: Path) -> None:
    """Ordered in 2030, 2035 or 2040 and built for seven years; of the last ones five lie in the horizon."""
    s = answer(tmp_path, "alive: start", construction_time=7)
    wanted = dict.fromkeys(range(2030, 2045), 0.0)
    for ordered, amount in zip((2030, 2035, 2040), builds(s), strict=True):
        for year in range(ordered, min(ordered + 7, 2045)):
            wanted[year] += amount * COST / 7
    assert paid(s, "investment") == pytest.approx({y: a for y, a in wanted.items() if a})
    assert max(wanted.values()) > 0


def test_builds_over_a_period_are_spent_over_it(tmp_path: Path) -> None:
    s = answer(tmp_path, "built: evenly, capital: overnight")
    first = builds(s)[0] * COST / 5
    assert [paid(s, "investment")[y] for y in range(2030, 2035)] == pytest.approx([first] * 5)
    assert s.meta["objective"] == pytest.approx(present_value(s))
    assert set(costs(s)["category"]) == {"resource"}  # nothing is financed


def test_cash_and_annuities_have_the_same_present_value(tmp_path: Path) -> None:
    """WACC = discount rate, 12 years of amortisation in 15; the annuity counts its payments at the end of the year."""
    s = answer(tmp_path, "alive: start, capital_paid: end", wacc=R)
    assert present_value(s) == pytest.approx(s.meta["objective"])
    assert s.meta["objective"] > 10 * COST
    assert set(costs(s)["category"]) == {"resource"}


def test_cash_as_csv(plain: Solution, tmp_path: Path) -> None:
    export_tables(plain, tmp_path)
    head, first, *_ = (tmp_path / "cash.csv").read_text(encoding="utf-8").splitlines()
    assert head == "year,category,line,item,location,amount,unit"
    assert first.startswith("2030,resource,investment,plant,A,10000")
    assert first.endswith(",kEUR_2020")


# -- an overshoot of a budget is paid in all the years that the budget counts ------------------------------------------
@pytest.mark.parametrize(("time", "unit"), [("cumulative", "tCO2"), ("interpolated", "tCO2"), ("each", "tCO2/year")])
def test_overshoot_is_paid_in_the_years_it_counts(time: str, unit: str, tmp_path: Path) -> None:
    """Coal only, 0.425 t of CO2 per MWh of heat, 10 MW then 4 MW; nothing may be emitted, 100 EUR/t are paid."""
    case = write(
        tmp_path,
        yaml=TWO.replace("discount_rate: 0", "discount_rate: 0.05"),
        ports="technology,carrier,direction,value,unit\nboiler,heat,out,1,MWh/MWh\nboiler,coal,in,1.25,MWh/MWh\n",
        prices=BASE["prices.csv"].replace("biomass,purchase,20,EUR_2020/MWh\n", ""),
        emissions="flow,technology,carrier,gas,value,unit\nactivity,boiler,coal,CO2,0.34,tCO2/MWh\npurchase,,coal,CO2,0,tCO2/MWh\n",
        demand="carrier,region,year,value,unit\nheat,A,2030,10,MW\nheat,A,2032,4,MW\n",
        policies=(
            "id,kind,gas,time,value,unit,overshoot_price,overshoot_unit\n"
            f"none,cap,CO2,{time},0,{unit},100,EUR_2020/tCO2\n"
        ),
    )  # fmt: skip
    s = run(load_case(case))
    between = 7 if time == "interpolated" else 10  # MW in 2031
    yearly = [0.425 * 8760 * mw * 0.1 for mw in (10, between, 4, 4)]
    wanted = yearly if time == "each" else [sum(yearly) / 4] * 4
    assert paid(s, "overshoot") == pytest.approx(dict(zip(range(2030, 2034), wanted, strict=True)))
    of_periods = costs(s).query("line == 'overshoot'").set_index("period")["annual_cost"]
    assert of_periods.to_dict() == pytest.approx({2030: wanted[0], 2032: wanted[2]})
    assert set(costs(s).query("line == 'overshoot'")["category"]) == {"transfer"}
