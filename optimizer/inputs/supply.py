"""Ceilings of price tiers that hold for a year, or for several regions together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from optimizer.case.rows import tuples_of
from optimizer.index import Index, Label, Values
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies import TOGETHER
from optimizer.inputs.world import Lookup, World, each_region, fill

ROW = ("carrier", "area", "tier", "period")
FLOW = ("carrier", "region", "tier", "period", "area")
Key = tuple[Label, ...]


class Supply:
    """Indexes and values of the ceilings of prices.csv that are no bound of one flow in each step."""

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.flows = w, flows
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        rows = each_region(w.table("prices"))
        limited = rows[rows["limit_amount"].notna()]
        for kind, trades in (("purchase", "purchases"), ("sale", "sales")):
            mine = limited[limited["kind"] == kind]
            yearly = mine["limit_yearly"].astype(bool)
            in_step = mine[~yearly & (mine["limit_area"] == "together")]
            self._ceiling(f"{kind}_shared", kind, trades, in_step, timed=True)
            self._ceiling(f"{kind}_yearly", kind, trades, mine[yearly], timed=False)

    def _ceiling(self, name: str, kind: str, trades: str, rows: pd.DataFrame, *, timed: bool) -> None:
        """The rows of a ceiling (in every step, or in a year), the flows that each of them counts, and the amount."""
        w = self.w
        limits = Lookup(rows.assign(profile=rows["limit_profile"]), ["carrier", "tier"], column="limit_amount")
        shared = {
            (r.carrier, r.tier, r.region): r.area or TOGETHER for r in tuples_of(rows) if r.limit_area == "together"
        }
        counted: list[Key] = []
        series: dict[Key, Any] = {}
        for c, r, tier, y in self.flows.indexes[trades].tuples():
            place = self.flows.trade.price.place(c, kind, tier, place=r)  # of the row whose price holds
            found = limits.here(c, tier, place=place)
            if found is not None:
                area = shared.get((c, tier, place), r)
                counted.append((c, r, tier, y, area))
                series[c, area, tier, y] = found

        def amount(label: Key, clock: Any) -> Any:
            found, y = series[label], label[-1]
            level = found.at(int(y))
            return level * w.shape(found.profile, "", y, clock) if found.profile else level

        clocks = [self.flows.clock(c, y) for c, _, _, y in series] if timed else None
        index, unit = w.index(ROW, series, clocks), "carrier_unit/hour" if timed else "carrier_unit/year"
        self.indexes[name] = index
        self.indexes[f"{name}_flows"] = w.index(FLOW, counted, [self.flows.clock(c, y) for c, _, _, y, _ in counted])
        self.values[f"{name}_limit"] = fill(f"{name}_limit", index, unit, amount)
