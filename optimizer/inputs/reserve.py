"""Reserve margins of the policy table: which capacity is counted, for which load."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer.case.checks.common import listed_in
from optimizer.case.schema import TypicalDays
from optimizer.errors import CaseError, Problem
from optimizer.index import Index, Label, Values
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies import TOGETHER, applies
from optimizer.inputs.world import Lookup, World, fill, yes

ROW = ("policy", "area", "period")
DEMAND, PRODUCTION = "demand", "production"
PEAKS = ("peak:", "highest:")  # extreme days that keep a high load


class Reserve:
    """Indexes and values of `reserve_margin` rows."""

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.flows = w, flows
        self.standing = set(flows.installed)
        self.rows: dict[tuple[Label, ...], float] = {}
        self.carrier: dict[Label, str] = {}
        self.of_demand: dict[Label, bool] = {}
        self.places: dict[tuple[Label, Label], set[Label]] = {}
        self.notes: tuple[str, ...] = ()
        self.credits: dict[tuple[Label, ...], float] = {}
        self.loads: dict[tuple[Label, ...], float] = {}
        table = w.table("policies")
        chosen = table[table["on"].map(yes).astype(bool) & (table["kind"] == "reserve_margin")]
        for name, group in chosen.groupby("id", sort=False):
            self._policy(str(name), group)
        self.indexes, self.values = self._handed_over()

    def _policy(self, name: str, group: Any) -> None:
        policy = group.iloc[0]
        carrier, words = str(policy["carrier"]), listed_in(policy["relative_to"]) or [DEMAND]
        takers = set() if words == [PRODUCTION] else {*words} - {DEMAND}
        self._refuse(carrier, takers)
        self.carrier[name], self.of_demand[name] = carrier, DEMAND in words
        margin = Lookup(group.assign(region=""), ["id"]).one(name, place="")
        assert margin is not None
        regions, ports = listed_in(policy["region"]) or list(self.w.regions), self._ports(carrier)
        for p in [p for p in self.w.periods if applies(group, p.label)]:
            needed = 1.0 + margin.at(p.label)
            for r in regions:
                area = TOGETHER if policy["area"] == "together" else r
                self.rows[name, area, p.label] = needed
                self.places.setdefault((name, area), set()).add(r)
                here = ports.get((r, p.label), [])
                for k, ratio in here:
                    if (words == [PRODUCTION] and ratio > 0) or (k in takers and ratio < 0):
                        self.loads[name, area, k, r, p.label] = needed * abs(ratio)
                for k, firm in self._credits(policy, carrier, r, p.label, here).items():
                    self.credits[name, area, k, r, p.label] = firm
            self._warn_of_means(name, p.label)

    def _refuse(self, carrier: str, takers: set[str]) -> None:
        """What is not known by activity alone: free shares, and by-products that differ by vintage."""
        flows = self.flows
        names = {str(k) for k in flows.carriers_of if k in takers or self._gives(str(k), carrier)}
        if any(c == carrier and str(k) in names for k, c in flows.group):
            message = "a reserve margin on a carrier that a free share gives out or takes"
            raise CaseError([Problem(message, "policies.csv", column="carrier", found=carrier)])
        told = sorted(k for k in names if flows.differs_by_vintage(k, carrier))
        if told:
            message = f"a reserve margin on a by-product of '{told[0]}', which is told apart by vintage"
            raise CaseError([Problem(message, "policies.csv", column="carrier", found=carrier)])

    def _gives(self, technology: str, carrier: str) -> bool:
        return any(c == carrier and sign > 0 for c, sign in self.flows.carriers_of[technology])

    def _ports(self, carrier: str) -> dict[tuple[Label, Label], list[tuple[str, float]]]:
        """Converters that give out (+) or take in (-) a carrier, with how much per unit of activity, by region and period."""
        given, out = self.flows.ratios, dict[tuple[Label, Label], list[tuple[str, float]]]()
        for k, r, y in self.flows.indexes["active"].tuples():
            if (k, carrier, y) in given:
                out.setdefault((r, y), []).append((str(k), given[k, carrier, y]))
        return out

    def _credits(
        self, policy: Any, carrier: str, region: str, period: int, ports: list[tuple[str, float]]
    ) -> dict[str, float]:
        """Firm output per hour of a unit of capacity: of all that make the carrier, and of stores that are given a credit."""
        chosen, stated = listed_in(policy["technology"]), policy["coefficient"]
        out: dict[str, float] = {}
        for k, ratio in ports:
            firm = self._firm(k, region, period, ratio) if ratio > 0 and (not chosen or k in chosen) else None
            if firm is not None:
                out[k] = firm * stated.get(k, 1.0)
        for t in self.w.technologies("store", "power"):
            known = t.reference == carrier and (t.technology, region, period) in self.standing
            if known and t.technology in stated and (not chosen or t.technology in chosen):
                out[t.technology] = stated[t.technology]
        return out

    def _warn_of_means(self, name: str, period: int) -> None:
        clock = self.w.case.options.clocks[period]
        if isinstance(clock, TypicalDays) and not any(e.startswith(PEAKS) for e in clock.extremes):
            note = f"policy {name}: typical days are means, so the highest load of the year is not among them"
            note += "; keep its day with `extremes: [peak:PROFILE]`"
            self.notes = tuple(dict.fromkeys((*self.notes, note)))

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
        loads = self.loads
        loaded = w.index(dims, loads, [w.clock("hour", y) for *_, y in loads])
        demand = self.flows.demand

        def asked(label: tuple[Label, ...], clock: Any) -> Any:
            policy, area, y = label
            if not self.of_demand[policy]:
                return 0.0
            labels = [(self.carrier[policy], r, y) for r in self.w.regions if r in self.places[policy, area]]
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
