"""What may be bought and sold outside: tiers of carriers with their prices and their ceilings in each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from optimizer.clock import Clock
from optimizer.index import Index, Label, Values
from optimizer.inputs.world import Lookup, Series, World, each_region, fill


class Trade:
    """Indexes and values of purchases and sales; ceilings of a year or of several regions are those of `supply`.

    Attributes:
        price: the rows of prices.csv, of unmet demand and surplus too.
    """

    def __init__(self, w: World, clock: Callable[[Label, Label], Clock]) -> None:
        self.w = w
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        rows = each_region(w.table("prices"))
        self.price = Lookup(rows, ["carrier", "kind", "tier"])
        limited = rows[rows["limit_amount"].notna() & (rows["limit_area"] == "each") & ~rows["limit_yearly"]]
        self._limit = Lookup(
            limited.assign(profile=limited["limit_profile"]), ["carrier", "kind", "tier"], column="limit_amount"
        )
        for kind, name in (("purchase", "purchases"), ("sale", "sales")):
            offered = rows[rows["kind"] == kind].drop_duplicates(["carrier", "tier"])
            labels = [
                (c, r, tier, p.label)
                for c, tier in zip(offered["carrier"], offered["tier"], strict=True)
                for r in w.regions
                if self.price.one(c, kind, tier, place=r) is not None
                for p in w.periods
            ]
            index = w.index(("carrier", "region", "tier", "period"), labels, [clock(c, y) for c, *_, y in labels])
            self.indexes[name] = index
            self.values[f"{kind}_price"] = fill(f"{kind}_price", index, "money/carrier_unit", self._price_of(kind))
            self.values[f"{kind}_limit"] = fill(f"{kind}_limit", index, "carrier_unit/hour", self._limit_of(kind))

    def _price_of(self, kind: str) -> Any:
        def price(label: tuple[Label, ...], clock: Clock) -> Any:
            c, r, tier, _ = label
            series = self.price.one(c, kind, tier, place=r)
            assert series is not None
            return self._shaped(series, label, clock)

        return price

    def _limit_of(self, kind: str) -> Any:
        def limit(label: tuple[Label, ...], clock: Clock) -> Any:
            c, r, tier, _ = label
            place = self.price.place(c, kind, tier, place=r)  # of the row whose price holds, not of any other
            series = self._limit.here(c, kind, tier, place=place)
            return np.inf if series is None else self._shaped(series, label, clock)

        return limit

    def _shaped(self, series: Series, label: tuple[Label, ...], clock: Clock) -> Any:
        """The number of a period, times its profile if it has one."""
        amount = series.at(int(label[-1]))
        return amount * self.w.shape(series.profile, label[1], label[-1], clock) if series.profile else amount
