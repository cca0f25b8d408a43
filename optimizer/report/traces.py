"""Traces that an interior answer leaves everywhere: rows that say nothing, prices and mean costs of what hardly flows."""

from __future__ import annotations

import pandas as pd

ROW, ROWS = 1e-9, 1e-6
"""Share of a sheet below which a row says nothing, and that all rows left out may have together, so that sums stay right."""
FLOW = 1e-6
"""Share of the largest flow of a carrier below which a flow is a trace."""


def says_something(amounts: pd.Series) -> pd.Series:
    """Which rows are more than the noise of an interior answer: not below 1e-9 of all amounts (of either sign) together.

    Rows are left out from the smallest up, and no longer than all of them together stay below 1e-6 of the same.

    >>> says_something(pd.Series([3.0, -1e-10, -2.0, 1e-7])).tolist()
    [True, False, True, True]
    >>> says_something(pd.Series([0.0, 0.0])).tolist()  # nothing is the noise of nothing
    [True, True]
    """
    sizes = amounts.abs().sort_values()
    whole = float(sizes.sum())
    noise = (sizes < ROW * whole) & (sizes.cumsum() < ROWS * whole)
    return ~noise.reindex(amounts.index)


def trickle(flow: pd.Series) -> pd.Series:
    """Where next to nothing flows: not above 1e-6 of the largest flow of the carrier over all regions and periods.

    Args:
        flow: amount a year [carrier_unit/year], by levels of which one is `carrier`; empty where there is none.

    >>> at = pd.MultiIndex.from_product([["h2", "co2"], [2030, 2060]], names=["carrier", "period"])
    >>> trickle(pd.Series([2e-5, 90.0, 0.0, float("nan")], index=at)).tolist()
    [True, False, True, True]
    """
    flow = flow.fillna(0.0)
    return flow <= FLOW * flow.groupby(level="carrier").transform("max")


def largest_flow(balance: pd.DataFrame) -> pd.Series:
    """The larger of supply and use of each carrier [carrier_unit/year] by (carrier, region, period)."""
    keys = ["carrier", "region", "period"]
    sides = balance.groupby([*keys, "direction"])["amount"].sum().abs()
    return sides.groupby(level=keys).max()
