"""The rows of the policy table on what they select: limits, shares and levies on emissions, plant, use and purchases.

Every policy counts entries of one or more families of variables, each with a weight; a limit compares their sum with a number,
a levy prices each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from optimizer.case.checks.common import listed_in
from optimizer.case.schema import Period
from optimizer.clock import Clock
from optimizer.errors import CaseError, Problem
from optimizer.finance import period_weight
from optimizer.index import Index, Label, Values
from optimizer.inputs.carbon import ACCOUNT, PREFIX, Carbon
from optimizer.inputs.flows import Flows
from optimizer.inputs.vintages import Vintages
from optimizer.inputs.world import Lookup, Series, World, yes

TOGETHER = "all"
ROW = ("policy", "area", "until")
FAMILIES: dict[str, tuple[str, ...]] = {
    **{f"{prefix}emission": ACCOUNT for prefix in PREFIX.values()},
    "capacity": ("technology", "location", "period"),
    "build": ("technology", "location", "vintage"),
    "activity": ("technology", "region", "period"),
    "activity_of_vintage": ("technology", "region", "vintage", "period"),
    "port_use": ("technology", "carrier", "region", "period"),
    "purchase": ("carrier", "region", "tier", "period"),
}
TIMED = ("activity", "activity_of_vintage", "port_use", "purchase")
"""Families on a clock: a policy counts their amount in a year."""
UNITS: dict[str, tuple[str, str]] = {
    **{f"{prefix}emission": ("policy_unit*year/gas_unit", "money/gas_unit") for prefix in PREFIX.values()},
    "capacity": ("policy_unit/capacity_unit", "money/capacity_unit/year"),
    "build": ("policy_unit/capacity_unit", "money/capacity_unit"),
    "activity": ("policy_unit*year/activity_unit", "money/activity_unit"),
    "activity_of_vintage": ("policy_unit*year/activity_unit", "money/activity_unit"),
    "port_use": ("policy_unit*year/activity_unit", "money/activity_unit"),
    "purchase": ("policy_unit*year/carrier_unit", "money/carrier_unit"),
}
"""Of the weight with which an entry is counted, and of a levy on it."""
Key = tuple[Label, ...]
Entry = tuple[str, Key, Label, int, float]
"""Family, label, place, period and weight of something a policy counts."""


class Policies:
    """Indexes and values of every kind but `reserve_margin`."""

    def __init__(self, w: World, flows: Flows, carbon: Carbon, vintages: Vintages) -> None:
        self.w, self.flows, self.carbon, self.vintages = w, flows, carbon, vintages
        self.limits: dict[Key, tuple[float, str]] = {}
        self.counted: dict[str, dict[Key, float]] = {name: {} for name in FAMILIES}
        self.levies: dict[str, dict[Key, float]] = {name: {} for name in FAMILIES}
        self.overshoot: dict[Key, float] = {}
        self.limit_weight: dict[Key, float] = {}
        rows = w.table("policies")
        for name, group in rows[rows["on"].map(yes).astype(bool)].groupby("id", sort=False):
            if group["kind"].iloc[0] != "reserve_margin":
                self._policy(str(name), group)
        self.indexes, self.values = self._handed_over()

    # -- one policy ---------------------------------------------------------------------------------------
    def _policy(self, name: str, group: pd.DataFrame) -> None:
        policy = group.iloc[0]
        years = [p for p in self.w.periods if applies(group, p.label)]
        value = Lookup(group.assign(region=""), ["id"]).one(name, place="")
        assert value is not None
        entries = [e for e in self._selected(policy) if e[3] in {p.label for p in years}]
        if not entries and policy["quantity"] != "emission":
            problem = Problem("the policy selects nothing that exists", "policies.csv", column="id", found=name)
            raise CaseError([problem])
        if policy["kind"] in ("price", "tax", "subsidy"):
            sign = -1.0 if policy["kind"] == "subsidy" else 1.0
            for family, label, _, y, weight in entries:
                self.levies[family][(name, *label)] = sign * value.at(y) * weight
            return
        if policy["kind"] == "growth":
            self._growth(policy, years, value)
            return
        for entry in entries:
            self._count(policy, years, value, entry, 1.0)
        if policy["kind"] == "share":
            for family, label, place, y, weight in self._selected(policy, whole=True):
                if y in {p.label for p in years}:
                    self._count(policy, years, value, (family, label, place, y, weight), -value.at(y))

    def _growth(self, policy: Any, years: list[Period], value: Series) -> None:
        """x[y] <= (1+g)^n x[y-1] + seed ((1+g)^n - 1)/g, n the years between two periods; from the second period on."""
        every = list(self._selected(policy))
        seed = 0.0 if pd.isna(policy["seed_amount"]) else float(policy["seed_amount"])
        for before, now in pairwise(self.w.periods):
            if now not in years:
                continue
            rate, n = value.at(now.label), now.label - before.label
            factor = (1.0 + rate) ** n
            for family, label, place, y, weight in every:
                if y in (before.label, now.label):
                    row = (policy["id"], place if policy["area"] == "each" else TOGETHER, now.label)
                    self.counted[family][(*row, *label)] = weight * (1.0 if y == now.label else -factor)
                    self.limits[row] = (seed * (n if rate == 0 else (factor - 1.0) / rate), "<=")
                    self.limit_weight[row] = self._paid_years(policy, now.label, years)

    def _count(self, policy: Any, years: list[Period], value: Series, entry: Entry, factor: float) -> None:
        """Add an entry to the row of its area and time."""
        family, label, place, y, weight = entry
        time, span = policy["time"], sum(p.years for p in years)
        until = y if time == "each" else years[-1].label
        own = next(p.years for p in years if p.label == y)
        length = {"each": 1.0, "average": own / span, "cumulative": float(own)}[time]
        row = (policy["id"], place if policy["area"] == "each" else TOGETHER, until)
        key = (*row, *label)
        self.counted[family][key] = self.counted[family].get(key, 0.0) + factor * weight * length
        self.limits[row] = (0.0 if policy["kind"] == "share" else value.at(until), policy["sense"])
        self.limit_weight[row] = self._paid_years(policy, until, years)
        if pd.notna(policy.get("overshoot_amount", np.nan)):
            self.overshoot[row] = float(policy["overshoot_amount"])

    def _paid_years(self, policy: Any, end: int, years: list[Period]) -> float:
        """Discount weight of an overshoot: the years it is counted in, or one of their mean if it is one amount for all."""
        chosen = [p for p in self.w.periods if p.label == end] if policy["time"] == "each" else years
        when = self.w.case.options.conventions.running_paid
        weight = sum(period_weight(self.w.horizon, p.first_year, p.years, when) for p in chosen)
        return weight / sum(p.years for p in chosen) if policy["time"] == "cumulative" else weight

    # -- what a policy selects ----------------------------------------------------------------------------
    def _selected(self, policy: Any, whole: bool = False) -> Iterator[Entry]:
        """Entries of the policy; `whole`: what a share is a share of."""
        technologies = listed_in(policy["relative_to"]) if whole else listed_in(policy["technology"])
        technologies = [] if technologies == ["all"] else technologies
        regions: set[Label] = set(listed_in(policy["region"])) or set(self.w.dimensions["location"].labels)
        weights = policy["coefficient"] or {}
        quantity = policy["quantity"]
        if quantity == "emission":
            yield from self._emissions(policy, weights)
        elif quantity in ("capacity", "build"):
            index = self.flows.assets.installed if quantity == "capacity" else self.flows.assets.builds
            first = self.w.periods[0].first_year
            for k, place, y in index.tuples():
                known = quantity == "capacity" or int(y) >= first
                if known and place in regions and (not technologies or k in technologies):
                    yield quantity, (k, place, y), place, int(y), weights.get(str(k), 1.0)
        else:
            yield from self._uses(policy, technologies, regions, weights)

    def _emissions(self, policy: Any, weights: dict[str, float]) -> Iterator[Entry]:
        chosen = {n: listed_in(policy[n]) for n in ACCOUNT[:4]}
        for prefix in (PREFIX[name] for name in listed_in(policy["account"]) or ("territorial",)):
            for account in self.carbon.indexes[f"{prefix}accounts"].tuples():
                at = dict(zip(ACCOUNT, account, strict=True))
                listed = all(not names or str(at[n]) in names for n, names in chosen.items())
                if listed and (not weights or at["gas"] in weights):
                    weight = weights.get(str(at["gas"]), 1.0)
                    yield f"{prefix}emission", account, at["region"], int(at["period"]), weight

    def _uses(
        self, policy: Any, technologies: list[str], regions: set[Label], weights: dict[str, float]
    ) -> Iterator[Entry]:
        """Use of technologies, or what they and purchases give out (`output`) or take in (`input`) of a carrier."""
        carrier, quantity = str(policy["carrier"]), policy["quantity"]
        given = self.flows.ratios
        sign = -1.0 if quantity == "input" else 1.0
        told = set() if quantity == "activity" else self.flows.by_vintage
        for k, r, v, y in self.vintages.indexes["vintages_used"].tuples():
            ratio = max(sign * self.vintages.ratios.get((k, carrier, v), 0.0), 0.0)
            if k in told and ratio and r in regions and (not technologies or k in technologies):
                yield "activity_of_vintage", (k, r, v, y), r, int(y), ratio * weights.get(str(k), 1.0)
        for k, r, y in [label for label in self.flows.indexes["active"].tuples() if label[0] not in told]:
            ratio = 1.0 if quantity == "activity" else max(sign * given.get((k, carrier, y), 0.0), 0.0)
            if ratio and r in regions and (not technologies or k in technologies):
                weight = ratio * weights.get(str(k), 1.0)
                free = quantity != "activity" and (k, carrier) in self.flows.group
                label = (k, carrier, r, y) if free else (k, r, y)
                yield "port_use" if free else "activity", label, r, int(y), weight
        if quantity == "output" and (not technologies or "purchase" in technologies):
            for c, r, tier, y in self.flows.indexes["purchases"].tuples():
                if c == carrier and r in regions:
                    yield "purchase", (c, r, tier, y), r, int(y), weights.get("purchase", 1.0)

    # -- hand-over ----------------------------------------------------------------------------------------
    def _handed_over(self) -> tuple[dict[str, Index], dict[str, Values]]:
        w, limits = self.w, self.limits
        indexes = {
            "limits": w.index(ROW, limits),
            "caps": w.index(ROW, [key for key, (_, sense) in limits.items() if sense != ">="]),
            "floors": w.index(ROW, [key for key, (_, sense) in limits.items() if sense == ">="]),
            "overshoots": w.index(ROW, self.overshoot),
        }
        put = {
            "policy_limit": ("limits", [v for v, _ in limits.values()], "policy_unit"),
            "limit_weight": ("limits", list(self.limit_weight.values()), "year"),
            "overshoot_price": ("overshoots", list(self.overshoot.values()), "money/policy_unit/year"),
        }
        values = {n: Values.of(n, indexes[at], numbers, unit) for n, (at, numbers, unit) in put.items()}
        for family, own in FAMILIES.items():
            tables = (("counted", self.counted[family], ROW), ("levied", self.levies[family], ("policy",)))
            for (name, found, head), unit in zip(tables, UNITS[family], strict=True):
                dims, clocks = (*head, *own), None
                if family in TIMED:
                    clocks = [self._clock(family, label[len(head) :]) for label in found]
                indexes[f"{family}_{name}"] = w.index(dims, found, clocks)
                weights = list(found.values())
                values[f"{family}_{name}"] = Values.of(f"{family}_{name}", w.index(dims, found), weights, unit)
        return indexes, values

    def _clock(self, family: str, label: Key) -> Clock:
        clocks = self.flows.clock if family == "purchase" else self.flows.activity_clock
        return clocks(label[0], label[-1])


def applies(group: pd.DataFrame, year: int) -> bool:
    """From `start` (or the first year with a value) to `end`."""
    start, end = group["start"].min(), group["end"].max()
    first = start if pd.notna(start) else group["year"].min()
    return not (pd.notna(first) and year < first) and not (pd.notna(end) and year > end)
