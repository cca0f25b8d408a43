"""Discounting and capital, worked by hand: rates of 25 % and 100 %, at which factors are short decimals."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from optimizer import finance
from optimizer.finance import (
    Conventions,
    Horizon,
    alive_share,
    annuity,
    capital_weight,
    commissioning,
    discount_factor,
    paid_at,
    period_weight,
    salvage_share,
    surviving_at,
    surviving_share,
    years_weight,
)

TWO_PERIODS = Horizon(2030, 2035, 2030, 0.25, (2030, 2032))
DOUBLING = Horizon(0, 4, 0, 1.0)  # money halves in value every year


def test_the_examples_of_the_functions_are_true() -> None:
    assert doctest.testmod(finance).failed == 0


def test_defaults_are_those_of_the_page() -> None:
    c = Conventions()
    assert (c.capital, c.salvage, c.capital_paid) == ("annuity", "none", "begin")
    assert (c.running_paid, c.built, c.alive) == ("begin", "start", "fraction")
    assert Horizon(0, 1, 0, 0.0).starts == ()


@pytest.mark.parametrize(
    ("when", "moments"),
    [
        ("begin", [2029, 2030, 2031, 2032, 2034, 2035]),
        ("mid", [2029.5, 2030.5, 2031.5, 2032.5, 2034.5, 2035.5]),
        ("end", [2030, 2031, 2032, 2033, 2035, 2036]),
        ("period_begin", [2030, 2030, 2030, 2032, 2032, 2032]),
        ("period_end", [2032, 2032, 2032, 2035, 2035, 2035]),
    ],
)
def test_a_year_is_paid_at_its_moment_or_that_of_its_period(when: finance.When, moments: list[float]) -> None:
    """Years before the first period and after the last one are paid with these."""
    assert paid_at(TWO_PERIODS, [2029, 2030, 2031, 2032, 2034, 2035], when).tolist() == moments


def test_annuities_pay_back_one() -> None:
    """At 25 % over two years a gives a / 1.25 + a / 1.25² = 1, so a = 0.6944; at no interest a half."""
    assert annuity([0.25, 0.0, 1.0], [2, 2, 1]).tolist() == pytest.approx([1 / (0.8 + 0.64), 0.5, 2.0])
    assert annuity(0.25, [1, 2]).tolist() == pytest.approx([1.25, 1 / 1.44])


def test_discounting_counts_from_the_base_year() -> None:
    assert discount_factor(0.25, [2024, 2025, 2026], 2025).tolist() == pytest.approx([1.25, 1.0, 0.8])


def test_weights_of_a_period() -> None:
    assert period_weight(TWO_PERIODS, 2030, 2, "begin") == pytest.approx(1 + 0.8)
    assert period_weight(TWO_PERIODS, 2032, 3, "period_end") == pytest.approx(3 * 0.8**5)


def test_weights_of_years_stop_at_the_horizon() -> None:
    assert years_weight(DOUBLING, 1, 3) == pytest.approx(0.5 + 0.25)
    assert years_weight(DOUBLING, 1, 2.5) == pytest.approx(0.5 + 0.5 * 0.25)  # half of the last year
    assert years_weight(DOUBLING, 3, 9) == pytest.approx(0.125)
    assert years_weight(DOUBLING, -2, 2) == pytest.approx(1 + 0.5)
    assert years_weight(DOUBLING, 4, 9) == 0.0
    assert years_weight(DOUBLING, 2, 1) == 0.0
    assert years_weight(DOUBLING, 0, 1, "end") == pytest.approx(0.5)
    assert years_weight(DOUBLING, 0.5, 1.5) == pytest.approx(2**-0.5)
    assert years_weight(DOUBLING, 1.0 + 1e-13, 2.0 + 5e-13) == pytest.approx(0.5)  # what rounding leaves is no year


def test_capital_of_each_convention() -> None:
    """A unit that costs 1, lives 3 years and is paid off in 2, at a WACC of 25 % and a discount rate of 100 %."""
    paid = 1 / 1.44
    weights = {
        Conventions(): paid * (0.5 + 0.25),
        Conventions(capital_paid="end"): paid * (0.25 + 0.125),
        Conventions(capital="annuity_while_alive"): paid * (0.5 + 0.25 + 0.125),
        Conventions(capital="annuity_while_alive", capital_paid="end"): paid * (0.25 + 0.125 + 0.0625),
        Conventions(capital="overnight"): 0.5,
        Conventions(capital="overnight", capital_paid="end"): 0.25,
    }
    for c, weight in weights.items():
        assert capital_weight(c, DOUBLING, 1, 3, 2, 0.25) == pytest.approx(weight), c


def test_capital_outside_the_horizon_is_not_paid() -> None:
    overnight = Conventions(capital="overnight")
    assert [capital_weight(overnight, DOUBLING, first, 3, 2, 0.25) for first in (-1, 0, 3, 4)] == [0, 1, 0.125, 0]


def test_what_is_left_at_the_end_is_paid_back() -> None:
    """Commissioned in year 2 of 4 with a life of 3: a third is left by age, 1 - (2² - 1) / (2³ - 1) = 4/7 as a sinking fund."""
    line, fund, share = (
        Conventions(capital="overnight", salvage=s) for s in ("straight_line", "sinking_fund", "end_factor")
    )
    assert salvage_share(line, DOUBLING, 2, 3) == pytest.approx(1 / 3)
    assert salvage_share(fund, DOUBLING, 2, 3) == pytest.approx(4 / 7)
    assert salvage_share(fund, Horizon(0, 4, 0, 0.0), 2, 3) == pytest.approx(1 / 3)
    assert [salvage_share(line, DOUBLING, 1, life) for life in (3, 3.5)] == pytest.approx([0.0, 0.5 / 3.5])
    assert salvage_share(share, DOUBLING, 2, 3) == 0.0
    assert salvage_share(Conventions(capital="overnight"), DOUBLING, 2, 3) == 0.0
    assert capital_weight(line, DOUBLING, 2, 3, 2, 0.25) == pytest.approx(0.25 - 1 / 3 / 16)
    assert capital_weight(share, DOUBLING, 2, 3, 2, 0.25) == pytest.approx(0.25 * (1 + 0.5) / (1 + 0.5 + 0.25))


def test_the_share_of_years_is_of_those_of_the_base_year() -> None:
    """A base year before the start of the horizon, and a rate that is not that of the capital."""
    h, c = Horizon(2, 4, 1, 1.0), Conventions(capital="overnight", salvage="end_factor")
    assert capital_weight(c, h, 3, 2, 9, 0.0) == pytest.approx(0.25 * 0.25 / (0.25 + 0.125))


def test_years_of_life_in_a_period() -> None:
    """Of the years 10 to 15: lived through, begun in 12, ended in 13, over before, not yet begun."""
    spans = [(9, 20), (12, 20), (5, 8), (0, 10), (15, 3)]
    assert [alive_share(Conventions(), *span, 10, 5) for span in spans] == pytest.approx([1, 0.6, 0.6, 0, 0])
    assert [alive_share(Conventions(alive="whole"), *span, 10, 5) for span in spans] == [1, 0, 0, 0, 0]
    assert [alive_share(Conventions(alive="start"), *span, 10, 5) for span in spans] == [1, 0, 1, 0, 0]
    assert alive_share(Conventions(alive="start"), 10, 1, 10, 5) == 1.0


def test_a_table_of_survival() -> None:
    """All stand until 10, a half at 20, then none: the last age is its end, and nothing stands before the first day."""
    ages, shares = np.array([0.0, 10.0, 20.0]), np.array([1.0, 1.0, 0.5])
    found = [surviving_at(ages, shares, age) for age in (-1, 0, 10, 15, 19.999999, 20, 25)]
    assert found == pytest.approx([0, 1, 1, 0.75, 0.5, 0, 0], abs=1e-6)


def test_the_mean_of_a_table_over_a_period() -> None:
    """Shares fall from 1 to 0 in four years. Built in year 1, in a period of years 0 to 4: 7/8, 5/8 and 3/8 of three of the four."""
    ages, shares = np.array([0.0, 4.0]), np.array([1.0, 0.0])
    assert surviving_share(Conventions(), 1, ages, shares, 0, 4) == pytest.approx((7 + 5 + 3) / 8 / 4)
    assert surviving_share(Conventions(), 0.5, ages, shares, 0, 1) == pytest.approx(0.5 * (1 - 0.25 / 4))
    assert surviving_share(Conventions(), 0, ages, shares, 2, 4) == pytest.approx((3 + 1) / 8 / 4)
    assert surviving_share(Conventions(), 0, ages, shares, 4, 2) == 0.0
    for alive in ("start", "whole"):
        assert surviving_share(Conventions(alive=alive), 1, ages, shares, 2, 4) == pytest.approx(0.75)


def test_builds_are_spread_over_the_years_of_a_period() -> None:
    assert commissioning(Conventions(), 2030, 3) == [2030]
    assert commissioning(Conventions(built="evenly"), 2030, 3) == [2030, 2031, 2032]
