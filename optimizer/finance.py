"""Discounting and capital: pure functions that end every convention as weights per vintage and period.

Real money; an amount paid in calendar year t counts (1 + rate)^-(t + when - base_year), `when` being 0 at the start of the
year, 1/2 in its middle, 1 at its end; or all years of a period are paid when it begins or ends. `Conventions` names what the
case chose; `docs/tables.md` explains each choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
When = Literal["begin", "mid", "end", "period_begin", "period_end"]
PART_OF_YEAR: dict[When, float] = {"begin": 0.0, "mid": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Conventions:
    """How a case counts capital and time.

    Attributes:
        capital: 'annuity' over the amortisation; 'annuity_while_alive', the same yearly amount in every year of life;
            'overnight', all of it when the unit is commissioned. All count inside the horizon only.
        salvage: what an overnight payment gets back at the end of the horizon: 'none'; 'sinking_fund' or 'straight_line',
            the value of the years of life that are left; 'end_factor', paid from the start only the share that the
            discounted years inside the horizon have in those of the whole life.
        capital_paid, running_paid: when an amount is paid: in its year, or with all years of its period.
        built: at the 'start' of the period, or 'evenly' over its years.
        alive: which part of a period a vintage stands that dies within it: the 'fraction' of years, 'whole' periods only,
            or the whole period if alive at its 'start'.
    """

    capital: Literal["annuity", "annuity_while_alive", "overnight"] = "annuity"
    salvage: Literal["none", "sinking_fund", "straight_line", "end_factor"] = "none"
    capital_paid: When = "begin"
    running_paid: When = "begin"
    built: Literal["start", "evenly"] = "start"
    alive: Literal["fraction", "whole", "start"] = "fraction"


@dataclass(frozen=True)
class Horizon:
    """The years that count: from `start` up to, and without, `end`; money is worth that of the start of `base`.

    `starts` are the first years of the periods.
    """

    start: float
    end: float
    base: float
    rate: float
    starts: tuple[float, ...] = ()


def paid_at(h: Horizon, year: ArrayLike, when: When) -> Floats:
    """The moment at which what belongs to a year is paid.

    >>> h = Horizon(2030, 2045, 2030, 0.05, (2030, 2040))
    >>> paid_at(h, [2030, 2039, 2040], "period_end").tolist(), float(paid_at(h, 2039, "mid"))
    ([2040.0, 2040.0, 2045.0], 2039.5)
    """
    years = np.asarray(year, float)
    if when in PART_OF_YEAR:
        return np.asarray(years + PART_OF_YEAR[when])
    bounds = np.array([*h.starts, h.end], dtype=float)
    period = np.clip(np.searchsorted(bounds, years, side="right") - 1, 0, len(bounds) - 2)
    return np.asarray(bounds[period + (when == "period_end")])


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


def period_weight(h: Horizon, first: int, years: int, when: When) -> float:
    """Sum of the discount factors of the years of a period [year].

    >>> round(period_weight(Horizon(2020, 2030, 2020, 0.25), 2021, 2, "end"), 4)
    1.152
    """
    return float(discount_factor(h.rate, paid_at(h, first + np.arange(years), when), h.base).sum())


def years_weight(h: Horizon, first: float, until: float, when: When = "begin") -> float:
    """Sum of the discount factors of the years from `first` to `until` that lie in the horizon [year].

    A last part of a year counts in proportion. Years are counted from `first`.

    >>> round(years_weight(Horizon(2020, 2035, 2020, 0.08), 2020, 2025), 6)
    4.312127
    >>> years_weight(Horizon(2020, 2035, 2020, 0.0), 2010, 2022.5)
    2.5
    """
    count = int(np.ceil(until - first - 1e-12))
    years = first + np.arange(max(count, 0))
    share = np.clip(until - years, 0.0, 1.0)
    inside = (years >= h.start - 1e-9) & (years < h.end - 1e-9)
    return float((share * inside * discount_factor(h.rate, paid_at(h, years, when), h.base)).sum())


def capital_weight(c: Conventions, h: Horizon, first: float, life: float, amortisation: float, wacc: float) -> float:
    """Discounted payments in the horizon for a unit that costs 1 overnight and is commissioned at `first` [1].

    >>> h = Horizon(1990, 2011, 1990, 0.05)
    >>> round(capital_weight(Conventions(), Horizon(2000, 2011, 2000, 0.0), 2000, 30, 22, 0.0), 6)  # 11 of 22 payments
    0.5
    >>> sunk = Conventions(capital="overnight", salvage="sinking_fund")
    >>> round(capital_weight(sunk, h, 1990, 21, 21, 0.05), 6)
    1.0
    """
    if c.capital == "annuity":
        return float(annuity(wacc, amortisation)) * years_weight(h, first, first + amortisation, c.capital_paid)
    if c.capital == "annuity_while_alive":
        return float(annuity(wacc, amortisation)) * years_weight(h, first, first + life, c.capital_paid)
    if not h.start - 1e-9 <= first < h.end - 1e-9:
        return 0.0
    paid = float(discount_factor(h.rate, paid_at(h, first, c.capital_paid), h.base))
    if c.salvage == "end_factor":
        whole = Horizon(h.start, first + life, h.base, h.rate)
        return paid * years_weight(h, first, first + life) / years_weight(whole, first, first + life)
    return paid - salvage_share(c, h, first, life) * float(discount_factor(h.rate, h.end, h.base))


def salvage_share(c: Conventions, h: Horizon, first: float, life: float) -> float:
    """What a unit that cost 1 is still worth at the end of the horizon [1].

    >>> h = Horizon(0, 10, 0, 0.0)
    >>> salvage_share(Conventions(capital="overnight", salvage="straight_line"), h, 5, 20)
    0.75
    """
    used = h.end - first
    if c.salvage in ("none", "end_factor") or used >= life:
        return 0.0
    if c.salvage == "straight_line" or h.rate == 0.0:
        return 1.0 - used / life
    return float(1.0 - np.expm1(used * np.log1p(h.rate)) / np.expm1(life * np.log1p(h.rate)))


def alive_share(c: Conventions, first: float, life: float, period_first: float, period_years: float) -> float:
    """Share of a period for which a unit commissioned at `first` counts as standing.

    >>> alive_share(Conventions(), 2025, 12, 2035, 5)
    0.4
    >>> alive_share(Conventions(alive="whole"), 2025, 12, 2035, 5)
    0.0
    >>> alive_share(Conventions(alive="start"), 2025, 12, 2035, 5)
    1.0
    """
    if c.alive == "start":
        return float(first <= period_first + 1e-9 < first + life)
    overlap = min(first + life, period_first + period_years) - max(first, period_first)
    share = max(overlap, 0.0) / period_years
    return float(share) if c.alive == "fraction" else float(share >= 1.0 - 1e-9)


def surviving_at(ages: Floats, shares: Floats, age: float) -> float:
    """Share of what was built that stands at an age: linear between the stated ages, nothing before the first day and from
    the last age on.

    >>> surviving_at(np.array([0.0, 10.0, 20.0]), np.array([1.0, 0.5, 0.0]), 5)
    0.75
    """
    if age < -1e-9 or age >= ages[-1] - 1e-9:
        return 0.0
    return float(np.interp(age, ages, shares))


def surviving_share(
    c: Conventions, first: float, ages: Floats, shares: Floats, period_first: float, period_years: int
) -> float:
    """Share of a unit commissioned at `first` that counts as standing in a period, where it ages by a table.

    By fraction: the mean over the years of the period, each at the middle of the part of the year that lies within the
    table. Whole or start: what stands when the period begins.

    >>> surviving_share(Conventions(), 2030, np.array([0.0, 20.0]), np.array([1.0, 0.0]), 2030, 10)
    0.75
    >>> surviving_share(Conventions(alive="start"), 2030, np.array([0.0, 20.0]), np.array([1.0, 0.0]), 2040, 10)
    0.5
    """
    if c.alive != "fraction":
        return surviving_at(ages, shares, period_first - first)
    years = period_first + np.arange(period_years)
    begin, end = np.maximum(years, first), np.minimum(years + 1.0, first + ages[-1])
    middle = np.interp((begin + end) / 2.0 - first, ages, shares)
    return float((np.clip(end - begin, 0.0, None) * middle).sum() / period_years)


def commissioning(c: Conventions, first: float, years: int) -> list[float]:
    """The moments at which equal parts of what a period builds are commissioned."""
    return [first] if c.built == "start" else [first + i for i in range(years)]
