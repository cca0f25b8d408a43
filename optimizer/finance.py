"""Discounting and capital: pure functions that end every convention as weights per vintage and period.

Convention: real money; an amount paid in year t counts (1 + rate)^-(t - base_year); payments fall at the start of a year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def annuity(rate: ArrayLike, years: ArrayLike) -> Floats:
    """Capital recovery factor: the yearly payment that pays back 1 over some years [1/year].

    >>> round(float(annuity(0.08, 20)), 6)
    0.101852
    >>> float(annuity(0.0, 20))
    0.05
    """
    r, n = np.broadcast_arrays(np.asarray(rate, float), np.asarray(years, float))
    safe = np.where(r == 0, 1.0, r)
    return np.where(r == 0, 1.0 / n, safe / -np.expm1(-n * np.log1p(safe)))


def discount_factor(rate: float, year: ArrayLike, base_year: float) -> Floats:
    """What 1 paid in a year is worth in the base year.

    >>> float(discount_factor(0.25, 2027, 2025))
    0.64
    """
    return np.asarray((1.0 + rate) ** -(np.asarray(year, float) - base_year))


def years_weight(rate: float, base_year: float, first: float, until: float, start: float, end: float) -> float:
    """Sum of the discount factors of the years from `first` to `until` that lie in [start, end) [year].

    A last part of a year counts in proportion. Years are counted from `first`.

    >>> round(years_weight(0.08, 2020, 2020, 2025, 2020, 2035), 6)
    4.312127
    >>> years_weight(0.0, 2020, 2010, 2022.5, 2020, 2035)
    2.5
    """
    count = int(np.ceil(until - first - 1e-12))
    years = first + np.arange(max(count, 0))
    share = np.clip(until - years, 0.0, 1.0)
    inside = (years >= start - 1e-9) & (years < end - 1e-9)
    return float((share * inside * discount_factor(rate, years, base_year)).sum())


def alive_share(first: float, life: float, period_first: float, period_years: float) -> float:
    """Share of a period's years in which a unit commissioned at `first` is alive.

    >>> alive_share(2025, 12, 2035, 5)
    0.4
    """
    overlap = min(first + life, period_first + period_years) - max(first, period_first)
    return float(max(overlap, 0.0) / period_years)
