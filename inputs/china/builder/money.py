"""Money of other years in money of 2020, by consumer prices of China."""

from __future__ import annotations

from builder.research import Figure

INFLATION = {
    2016: 2.0,
    2017: 1.6,
    2018: 2.1,
    2019: 2.9,
    2020: 2.5,
    2021: 0.9,
    2022: 2.0,
    2023: 0.2,
    2024: 0.2,
    2025: 0.0,
}


def deflator(year: int) -> float:
    """What money of a year is worth in money of 2020."""
    found = 1.0
    for y in range(2021, year + 1):
        found /= 1 + INFLATION[y] / 100
    for y in range(year + 1, 2021):
        found *= 1 + INFLATION[y] / 100
    return found


def in_2020(figure: Figure) -> Figure:
    """A price of its own year, such as CNY/t, in money of 2020."""
    return figure.times(deflator(figure.year), figure.unit.replace("CNY", "CNY_2020"))
