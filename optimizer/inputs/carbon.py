"""Emission factors on their accounts, and the rows of the policy table on what they select."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from optimizer.finance import period_weight
from optimizer.index import Index, Label, Values
from optimizer.inputs.flows import Flows
from optimizer.inputs.world import Lookup, World, yes

ACCOUNT = ("gas", "sector", "stage", "region", "period")
TOGETHER = "all"


class Carbon:
    """Indexes and values of emission accounts and policies."""

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.flows = w, flows
        self.indexes: dict[str, Index] = {}
        self.values: dict[str, Values] = {}
        rows = w.table("emissions")
        self.sector = {
            t.technology: t.sector or "energy" for t in w.technologies("converter", "store", "line", "power")
        }
        accounts = {
            *self._activity(rows[rows["flow"] == "activity"]),
            *self._trade(rows, "purchase", flows.indexes["purchases"]),
            *self._trade(rows, "sale", flows.indexes["sales"]),
            *self._trade(rows, "surplus", flows.indexes["surplus"]),
            *self._build(rows[rows["flow"] == "build"]),
        }
        position = {n: w.dimensions[n].codes for n in ACCOUNT}
        order = sorted(accounts, key=lambda label: [position[n][v] for n, v in zip(ACCOUNT, label, strict=True)])
        self.indexes["accounts"] = w.index(ACCOUNT, order)
        self._policies(order)

    def _store(
        self, name: str, dims: tuple[str, ...], found: dict[tuple[Label, ...], float], clocks: Any, unit: str
    ) -> set[tuple[Label, ...]]:
        plain = self.w.index(dims, found)
        self.values[f"{name}_emission_factor"] = Values.of(f"{name}_emission_factor", plain, list(found.values()), unit)
        self.indexes[f"{name}_emissions"] = (
            plain if clocks is None else self.w.index(dims, found, [clocks(label) for label in found])
        )
        at = [dims.index(n) for n in ACCOUNT]
        return {tuple(label[i] for i in at) for label in found}

    def _activity(self, rows: pd.DataFrame) -> set[tuple[Label, ...]]:
        """Factors per unit of a port become factors per unit of activity through the port's ratio."""
        keys = ["technology", "carrier", "gas", "sector", "stage"]
        lookup = Lookup(rows, keys)
        stated = rows.drop_duplicates(keys)[keys].itertuples(index=False, name=None)
        active = self.flows.indexes["active"].tuples()
        ratio_index = self.flows.values["port_ratio"].index
        ratios = dict(zip(ratio_index.tuples(), self.flows.values["port_ratio"].dense(), strict=True))
        found: dict[tuple[Label, ...], float] = {}
        for key in stated:
            technology, carrier, gas, sector, stage = key
            for k, r, y in active:
                series = lookup.one(*key, place=r) if k == technology else None
                if series is None:
                    continue
                ratio = abs(ratios[k, carrier, y]) if carrier else 1.0
                label = (k, gas, sector or self.sector[str(k)], stage, r, y)
                found[label] = found.get(label, 0.0) + series.at(int(y)) * ratio
        dims = ("technology", *ACCOUNT)
        return self._store(
            "activity", dims, found, lambda label: self.flows.activity_clock[label[0]], "gas_unit/activity_unit"
        )

    def _trade(self, rows: pd.DataFrame, flow: str, where: Index) -> set[tuple[Label, ...]]:
        keys = ["carrier", "gas", "sector", "stage"]
        mine = rows[rows["flow"] == flow]
        lookup = Lookup(mine, keys)
        stated = list(mine.drop_duplicates(keys)[keys].itertuples(index=False, name=None))
        found: dict[tuple[Label, ...], float] = {}
        for label in where.tuples():
            c, r, *tier, y = label
            for key in stated:
                series = lookup.one(*key, place=r) if key[0] == c else None
                if series is not None:
                    _, gas, sector, stage = key
                    account = (gas, sector or "energy", stage, r, y)
                    found[(c, *tier, *account)] = series.at(int(y))
        dims = ("carrier", *(() if flow == "surplus" else ("tier",)), *ACCOUNT)
        return self._store(flow, dims, found, lambda label: self.flows.clock[label[0]], "gas_unit/carrier_unit")

    def _build(self, rows: pd.DataFrame) -> set[tuple[Label, ...]]:
        keys = ["technology", "gas", "sector", "stage"]
        lookup = Lookup(rows, keys)
        found: dict[tuple[Label, ...], float] = {}
        regions, periods = set(self.w.regions), {p.label for p in self.w.periods}
        for key in rows.drop_duplicates(keys)[keys].itertuples(index=False, name=None):
            technology, gas, sector, stage = key
            for k, place, v in self.flows.assets.builds.tuples():
                if k == technology and place in regions and v in periods:
                    series = lookup.one(*key, place=place)
                    if series is not None:
                        label = (k, gas, sector or self.sector[str(k)], stage, place, v)
                        found[label] = series.at(int(v))
        return self._store("build", ("technology", *ACCOUNT), found, None, "gas_unit/capacity_unit")

    # -- policies -----------------------------------------------------------------------------------------
    def _policies(self, accounts: list[tuple[Label, ...]]) -> None:
        limits: dict[tuple[Label, ...], tuple[float, str]] = {}
        weights: dict[tuple[Label, ...], float] = {}
        prices: dict[tuple[Label, ...], float] = {}
        overshoot: dict[tuple[Label, ...], float] = {}
        self.limit_weight: dict[tuple[Label, ...], float] = {}
        rows = self.w.table("policies")
        for name, group in rows[rows["on"].map(yes).astype(bool)].groupby("id", sort=False):
            policy = group.iloc[0]
            years = [p for p in self.w.periods if applies(group, p.label)]
            value = Lookup(group.assign(region=""), ["id"]).one(name, place="")
            assert value is not None
            chosen = [a for a in accounts if self._selected(policy, a)]
            for account in chosen:
                weight = _weight(policy, account[0])
                y = int(account[4])
                if policy["kind"] == "price" and y in {p.label for p in years}:
                    prices[(name, *account)] = value.at(y) * weight
            if policy["kind"] == "cap":
                self._cap(policy, years, value, chosen, limits, weights, overshoot)
        self._policy_indexes(limits, weights, prices, overshoot)

    def _cap(
        self, policy: Any, years: list[Any], value: Any, chosen: Any, limits: Any, weights: Any, overshoot: Any
    ) -> None:
        name, time, sense = policy["id"], policy["time"], policy["sense"]
        span = sum(p.years for p in years)
        ends = {p.label: (p.label if time == "each" else years[-1].label) for p in years}
        length = {p.label: {"each": 1.0, "average": p.years / span, "cumulative": float(p.years)}[time] for p in years}
        overshoot_rows = policy.get("overshoot_amount", np.nan)
        for account in chosen:
            y = int(account[4])
            if y not in ends:
                continue
            area = account[3] if policy["area"] == "each" else TOGETHER
            row = (name, area, ends[y])
            weights[(*row, *account)] = _weight(policy, account[0]) * length[y]
            limits[row] = (value.at(ends[y]), sense)
            self.limit_weight[row] = self._paid_years(policy, ends[y], years)
            if pd.notna(overshoot_rows):
                overshoot[row] = float(overshoot_rows)

    def _paid_years(self, policy: Any, end: int, years: list[Any]) -> float:
        """Discount weight of an overshoot: the years it is counted in, or one of their mean if it is one amount for all."""
        options = self.w.case.options
        chosen = [p for p in self.w.periods if p.label == end] if policy["time"] == "each" else years
        when = options.conventions.running_paid
        weight = sum(period_weight(self.w.horizon, p.first_year, p.years, when) for p in chosen)
        return weight / sum(p.years for p in chosen) if policy["time"] == "cumulative" else weight

    def _selected(self, policy: Any, account: tuple[Label, ...]) -> bool:
        for name, label in zip(ACCOUNT[:4], account, strict=False):
            listed = [v.strip() for v in str(policy.get(name, "")).split(";") if v.strip()]
            if listed and str(label) not in listed:
                return False
        coefficient = policy.get("coefficient")
        return not isinstance(coefficient, dict) or not coefficient or account[0] in coefficient

    def _policy_indexes(self, limits: Any, weights: Any, prices: Any, overshoot: Any) -> None:
        w, row = self.w, ("policy", "area", "until")
        capped = w.index((*row, *ACCOUNT), weights)
        self.indexes["capped"] = capped
        self.indexes["limits"] = w.index(row, limits)
        self.indexes["caps"] = w.index(row, [key for key, (_, sense) in limits.items() if sense != ">="])
        self.indexes["floors"] = w.index(row, [key for key, (_, sense) in limits.items() if sense == ">="])
        self.indexes["overshoots"] = w.index(row, overshoot)
        self.indexes["priced"] = w.index(("policy", *ACCOUNT), prices)
        put = self.values
        put["cap_weight"] = Values.of("cap_weight", capped, list(weights.values()), "policy_unit*year/gas_unit")
        put["policy_limit"] = Values.of(
            "policy_limit", self.indexes["limits"], [v for v, _ in limits.values()], "policy_unit"
        )
        put["emission_price"] = Values.of(
            "emission_price", self.indexes["priced"], list(prices.values()), "money/gas_unit"
        )
        weight = list(self.limit_weight.values())
        put["limit_weight"] = Values.of("limit_weight", self.indexes["limits"], weight, "year")
        put["overshoot_price"] = Values.of(
            "overshoot_price", self.indexes["overshoots"], list(overshoot.values()), "money/policy_unit/year"
        )


def _weight(policy: Any, gas: Label) -> float:
    coefficient = policy.get("coefficient")
    return float(coefficient[gas]) if isinstance(coefficient, dict) and coefficient else 1.0


def applies(group: pd.DataFrame, year: int) -> bool:
    """From `start` (or the first year with a value) to `end`."""
    start, end = group["start"].min(), group["end"].max()
    first = start if pd.notna(start) else group["year"].min()
    return not (pd.notna(first) and year < first) and not (pd.notna(end) and year > end)
