"""Reserve margins of the policy table: which capacity is counted, for which load."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer.case.checks.common import listed_in
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label, Values
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies import TOGETHER, applies
from optimizer.inputs.world import Lookup, World, fill, yes

ROW = ("policy", "area", "period")


class Reserve:
    """Indexes and values of `reserve_margin` rows."""

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.flows = w, flows
        self.standing = set(flows.installed)
        self.rows: dict[tuple[Label, ...], float] = {}
        self.carrier: dict[Label, str] = {}
        self.of_demand: dict[Label, bool] = {}
        self.credits: dict[tuple[Label, ...], float] = {}
        self.loads: dict[tuple[Label, ...], float] = {}
        table = w.table("policies")
        chosen = table[table["on"].map(yes).astype(bool) & (table["kind"] == "reserve_margin")]
        for name, group in chosen.groupby("id", sort=False):
            self._policy(str(name), group)
        self.indexes, self.values = self._handed_over()

    def _policy(self, name: str, group: Any) -> None:
        policy = group.iloc[0]
        carrier = str(policy["carrier"])
        if any(c == carrier and self._gives(k, c) for k, c in self.flows.group):
            message = "a reserve margin on a carrier that a free share gives out"
            raise CaseError([Problem(message, "policies.csv", column="carrier", found=carrier)])
        flows = self.flows
        told = [k for k in flows.by_vintage if self._gives(str(k), carrier) and flows.differs_by_vintage(k, carrier)]
        if told:
            message = f"a reserve margin on a by-product of '{min(map(str, told))}', which is told apart by vintage"
            raise CaseError([Problem(message, "policies.csv", column="carrier", found=carrier)])
        self.carrier[name], self.of_demand[name] = carrier, policy["relative_to"] != "production"
        margin = Lookup(group.assign(region=""), ["id"]).one(name, place="")
        assert margin is not None
        technologies, regions = listed_in(policy["technology"]), listed_in(policy["region"]) or list(self.w.regions)
        for p in [p for p in self.w.periods if applies(group, p.label)]:
            needed = 1.0 + margin.at(p.label)
            for r in regions:
                row = (name, TOGETHER if policy["area"] == "together" else r, p.label)
                self.rows[row] = needed
                for k, ratio in self._makers(carrier, r, p.label):
                    self.loads[(*row[:2], k, r, p.label)] = needed * ratio
                    firm = self._firm(str(k), r, p.label, ratio)
                    if firm is not None and (not technologies or k in technologies):
                        self.credits[(*row[:2], k, r, p.label)] = firm * policy["coefficient"].get(k, 1.0)

    def _gives(self, technology: str, carrier: str) -> bool:
        return any(c == carrier and sign > 0 for c, sign in self.flows.carriers_of[technology])

    def _makers(self, carrier: str, region: str, period: int) -> list[tuple[str, float]]:
        """Converters that give out a carrier in a region, with how much per unit of activity."""
        given = self.flows.ratios
        return [
            (str(k), given[k, carrier, period])
            for k, r, y in self.flows.indexes["active"].tuples()
            if (r, y) == (region, period) and given.get((k, carrier, period), 0.0) > 0
        ]

    def _firm(self, technology: str, region: str, period: int, ratio: float) -> float | None:
        """Output per hour of a unit of capacity; nothing for a mode, which has no capacity of its own."""
        if (technology, region, period) not in self.standing:
            return None
        each = self.flows.assets.stated(technology, "activity_per_capacity", region, period)
        return ratio * (1.0 if each is None else each)

    def _handed_over(self) -> tuple[dict[str, Index], dict[str, Values]]:
        w, dims = self.w, ("policy", "area", "technology", "region", "period")
        reserves = w.index(ROW, self.rows, [w.clock("hour", y) for *_, y in self.rows])
        credits = w.index(dims, self.credits)
        loads = {k: v for k, v in self.loads.items() if not self.of_demand[k[0]]}
        loaded = w.index(dims, loads, [w.clock("hour", y) for *_, y in loads])
        demand = self.flows.demand

        def asked(label: tuple[Label, ...], clock: Any) -> Any:
            policy, area, y = label
            if not self.of_demand[policy]:
                return 0.0
            regions = {k[3] for k in self.loads if k[:2] == (policy, area)} if area == TOGETHER else {area}
            labels = [(self.carrier[policy], r, y) for r in self.w.regions if r in regions]
            every = [rate[on.of] for on, rate in (demand[label] for label in labels if label in demand)]
            return self.rows[label] * sum(every, np.zeros(len(clock)))

        indexes = {"reserves": reserves, "reserve_credits": credits, "reserve_loads": loaded}
        values = {
            "reserve_credit": Values.of(
                "reserve_credit", credits, list(self.credits.values()), "carrier_unit/hour/capacity_unit"
            ),
            "reserve_load": Values.of(
                "reserve_load", w.index(dims, loads), list(loads.values()), "carrier_unit/activity_unit"
            ),
            "reserve_demand": fill("reserve_demand", reserves, "carrier_unit/hour", asked),
        }
        return indexes, values
