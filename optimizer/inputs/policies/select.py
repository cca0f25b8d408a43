"""What a policy selects, and what it compares it with: entries of a few families of variables, each with a weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from optimizer.case.kinds import EMISSIONS, PER_PERIOD, REMOVAL
from optimizer.index import Label
from optimizer.inputs.carbon import ACCOUNT, PREFIX, Carbon
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies.policy import Key, Policy
from optimizer.inputs.vintages import Vintages
from optimizer.inputs.world import World

FAMILIES: dict[str, tuple[str, ...]] = {
    **{f"{prefix}emission": ACCOUNT for prefix in PREFIX.values()},
    "capacity": ("technology", "location", "period"),
    "build": ("technology", "location", "vintage"),
    "units_built": ("technology", "location", "vintage"),
    "retirement": ("technology", "location", "vintage", "period"),
    "activity": ("technology", "region", "period"),
    "activity_of_vintage": ("technology", "region", "vintage", "period"),
    "port_use": ("technology", "carrier", "region", "period"),
    "purchase": ("carrier", "region", "tier", "period"),
    "permit_trade": ("permit", "region", "period"),
    "offset_use": ("permit", "region", "period"),
}
PERMITS = ("permit_trade", "offset_use")
"""Families of permits: what a region buys, and the credits it uses; `permit` is the policy that lets it."""
TIMED = ("activity", "activity_of_vintage", "port_use", "purchase")
"""Families on a clock: a policy counts their amount in a year."""
SIDES = {"emission": (1.0, 1.0), "gross_emission": (1.0, 0.0), REMOVAL: (0.0, -1.0)}
"""How an account outside and inside the stage `removal` is counted; removals count as positive."""
LEVIED = tuple(name for name in FAMILIES if name not in ("units_built", "retirement", *PERMITS))


class Entry(NamedTuple):
    """Something a policy counts."""

    family: str
    label: Key
    place: Label
    year: int
    weight: float


class Selector:
    """Looks up what exists of what policies name."""

    def __init__(self, w: World, flows: Flows, carbon: Carbon, vintages: Vintages) -> None:
        self.w, self.flows, self.vintages = w, flows, vintages
        self.accounts = {name: carbon.indexes[f"{prefix}accounts"].tuples() for name, prefix in PREFIX.items()}

    def selected(self, policy: Policy) -> Iterator[Entry]:
        """What the policy counts."""
        if policy.quantity in EMISSIONS:
            yield from self._emissions(policy)
        elif policy.quantity in ("capacity", *PER_PERIOD):
            yield from self._plant(policy, policy.technologies)
        else:
            yield from self._uses(policy, policy.quantity, policy.carrier, policy.technologies, policy.weights)

    def compared(self, policy: Policy) -> Iterator[Entry]:
        """What it is compared with, where that is something the model decides."""
        to = policy.against
        if policy.kind in ("removal_limit", "priority"):
            gross = self._emissions(replace(policy, quantity="gross_emission"))
            every = policy.kind == "priority" or to.against == "nothing"
            yield from (e for e in gross if every or e.year == to.year)
        elif policy.kind == "retire_after_build":
            yield from self._plant(replace(policy, quantity="build"), to.names)
        elif to.against == "year":
            yield from (e for e in self.selected(policy) if e.year == to.year)
        elif to.against == "flow" and to.flow != "demand":
            yield from self._uses(policy, to.flow, to.names[0], (), {})
        elif to.against == "technologies" and policy.kind == "intensity":
            yield from self._uses(policy, "activity", "", to.names, {})
        elif to.against == "technologies" and policy.quantity in ("capacity", *PER_PERIOD):
            yield from self._plant(policy, to.names)
        elif to.against == "technologies":
            yield from self._uses(policy, policy.quantity, policy.carrier, to.names, policy.weights)

    def emits(self, policy: Policy) -> bool:
        """Whether anything emits a gas the policy counts, wherever it is booked."""
        gases = policy.accounts["gas"]
        return any(not gases or account[0] in gases for name in policy.booked for account in self.accounts[name])

    def removes_elsewhere(self, policy: Policy) -> bool:
        """Whether a stated factor that removes a gas the policy counts is booked in another stage than `removal`."""
        rows, gases = self.w.table("emissions"), policy.accounts["gas"] or tuple(policy.weights)
        negative = (rows["amount"] < 0) & (rows["stage"] != REMOVAL) & rows["account"].isin(list(policy.booked))
        return bool((negative & (rows["gas"].isin(list(gases)) if gases else True)).any())

    def _emissions(self, policy: Policy) -> Iterator[Entry]:
        weights = policy.weights
        for name, account in [(kind, label) for kind in policy.booked for label in self.accounts[kind]]:
            at = dict(zip(ACCOUNT, account, strict=True))
            listed = all(not names or at[n] in names for n, names in policy.accounts.items())
            sign = SIDES[policy.quantity][at["stage"] == REMOVAL]
            if sign and listed and (not weights or at["gas"] in weights):
                weight = sign * weights.get(str(at["gas"]), 1.0)
                yield Entry(f"{PREFIX[name]}emission", account, at["region"], int(at["period"]), weight)

    def _plant(self, policy: Policy, technologies: Sequence[str]) -> Iterator[Entry]:
        """What stands, is built, is retired early, or is spent on building."""
        assets, quantity = self.flows.assets, policy.quantity
        if quantity == "retirement":
            for label in assets.indexes["retirable"].tuples():
                if self._chosen(policy, technologies, label[0], label[1]):
                    yield Entry("retirement", label, label[1], int(label[3]), policy.weights.get(str(label[0]), 1.0))
            return
        index = assets.installed if quantity == "capacity" else assets.builds
        family = "capacity" if quantity == "capacity" else "build"
        periods = {p.label for p in self.w.periods}
        for label in index.tuples():
            k, place, y = str(label[0]), str(label[1]), int(label[2])
            if y in periods and self._chosen(policy, technologies, k, place):
                weight = policy.weights.get(k, 1.0)
                if quantity == "spend":
                    weight = assets.stated(k, "capital_cost", place, y) or 0.0
                    charge = assets.stated(k, "fixed_charge", place, y) or 0.0
                    if charge:  # of each unit, which only plant in whole units has
                        yield Entry("units_built", label, place, y, charge)
                yield Entry(family, label, place, y, weight)

    def _chosen(self, policy: Policy, technologies: Sequence[str], technology: Label, place: Label) -> bool:
        if technologies and technology not in technologies:
            return False
        return place in policy.regions if policy.regions else policy.area != "each" or place in self.w.regions

    def _uses(
        self, policy: Policy, quantity: str, carrier: str, technologies: Sequence[str], weights: Mapping[str, float]
    ) -> Iterator[Entry]:
        """Use of technologies, or what they and purchases give out (`output`) or take in (`input`) of a carrier."""
        given, regions = self.flows.ratios, policy.regions or self.w.regions
        sign = -1.0 if quantity == "input" else 1.0
        told = set() if quantity == "activity" else self.flows.by_vintage
        for k, r, v, y in self.vintages.indexes["vintages_used"].tuples():
            ratio = max(sign * self.vintages.ratios.get((k, carrier, r, v, y), 0.0), 0.0)
            if k in told and ratio and r in regions and (not technologies or k in technologies):
                yield Entry("activity_of_vintage", (k, r, v, y), r, int(y), ratio * weights.get(str(k), 1.0))
        for k, r, y in [label for label in self.flows.indexes["active"].tuples() if label[0] not in told]:
            ratio = 1.0 if quantity == "activity" else max(sign * given.get((k, carrier, y), 0.0), 0.0)
            if ratio and r in regions and (not technologies or k in technologies):
                weight = ratio * weights.get(str(k), 1.0)
                free = quantity != "activity" and (k, carrier) in self.flows.group
                label: Key = (k, carrier, r, y) if free else (k, r, y)
                yield Entry("port_use" if free else "activity", label, r, int(y), weight)
        if quantity == "output" and (not technologies or "purchase" in technologies):
            for label in self.flows.indexes["purchases"].tuples():
                if label[0] == carrier and label[1] in regions:
                    yield Entry("purchase", label, label[1], int(label[3]), weights.get("purchase", 1.0))
