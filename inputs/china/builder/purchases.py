"""Rows of prices.csv: tiers that are bought, with and without a ceiling."""

from __future__ import annotations

from builder.research import Figure, Research, derived
from builder.tables import Tables

GJ_PER_MWH = 3.6


def buy(tables: Tables, carrier: str, tier: str, prices: list[Figure], **cells: str) -> None:
    """A tier without a ceiling."""
    tables.path("prices", prices, carrier=carrier, kind="purchase", tier=tier, **cells)


def limited(
    tables: Tables, carrier: str, tier: str, prices: dict[int, Figure], limits: dict[int, Figure], **cells: str
) -> None:
    """A tier with a ceiling by year; both are given for the same years."""
    for year, price in prices.items():
        limit = limits[year]
        both = derived(price.value, price.unit, [price, limit], f"{price.note}; ceiling: {limit.note}", year)
        tables.add(
            "prices", both, carrier=carrier, kind="purchase", tier=tier, limit=limit.value, limit_unit=limit.unit, **cells
        )  # fmt: skip


def market(research: Research, carrier: str, year: int) -> Figure:
    return research.ask("energy-prices", carrier=carrier, user="market", indicator="price", year=year)
