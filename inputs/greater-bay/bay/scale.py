"""Economies of scale as whole units: a size class, its charge, and the cost of a size within it."""

from __future__ import annotations

from collections.abc import Callable

from bay.book import MONEY, Book, from_library


def size_class(
    book: Book,
    name: str,
    cost: Callable[[float], float],
    least: float,
    most: float,
    source: str,
    note: str,
    region: str | None = None,
) -> None:
    """Units between two sizes [t/d], the cost on the straight line between the two.

    Args:
        cost: overnight cost of a size [CNY_2020].
    """
    low, high = cost(least), cost(most)
    slope = max(0.0, (high - low) / (most - least))
    charge = max(0.0, low - slope * least)
    words = f"{note}; straight line from {least:g} to {most:g} t/d"
    for parameter, value, unit in (
        ("unit_size", most / 24.0, "t/hour"),
        ("unit_size_min", least / 24.0, "t/hour"),
        ("fixed_charge", charge / 1e6, "MCNY_2020"),
        ("capital_cost", 24.0 * slope, f"{MONEY}/(t/hour)"),
    ):
        book.parameter(name, parameter, from_library(value, unit, source, words, rests_on="assumed"), region=region)


def fixed_share(
    book: Book,
    name: str,
    cost: Callable[[float], float],
    share: float,
    size: float,
    source: str,
    region: str | None = None,
) -> None:
    """Yearly cost as a share of that of a plant of a size [t/d]."""
    value = 24.0 * share * cost(size) / size
    note = f"{share:.3g} of the capital of {size:g} t/d a year"
    book.parameter(
        name,
        "fixed_cost",
        from_library(value, f"{MONEY}/(t/hour)/year", source, note, rests_on="assumed"),
        region=region,
    )
