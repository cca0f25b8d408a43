"""Technologies whose vintages differ in what they take, give and can do: numbers of the year of building."""

from __future__ import annotations

from typing import Any

from optimizer.case.schema import Period
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.degradation import worn
from optimizer.inputs.flows import Flows
from optimizer.inputs.world import PATH_VINTAGE, Lookup, World, fill

DIMS = ("technology", "region", "vintage", "period")
OF_VINTAGE = ("availability", "activity_per_capacity", "variable_cost")
"""Numbers of parameters.csv that a vintage is born with, where use is told apart by vintage."""


class Vintages:
    """Indexes and values of technologies with `by_vintage: yes`."""

    def __init__(self, w: World, assets: Assets, flows: Flows) -> None:
        self.w, self.assets, self.flows = w, assets, flows
        self._stated = Lookup(w.table("ports").assign(region=""), ["technology", "carrier", "direction"])
        active = flows.indexes["active"]
        alike = [k for k in dict.fromkeys(active.column("technology")) if k not in flows.by_vintage]
        used = [label for label in assets.alive.tuples() if label[0] in flows.by_vintage]
        ports = [(k, c, r, v, y) for k, r, v, y in used for c in self._carriers(k)]
        self.indexes: dict[str, Index] = {
            "alike": active.where("technology", alike),
            "by_vintage": active.where("technology", flows.by_vintage),
            "vintages_used": w.index(DIMS, used, [flows.activity_clock(k, y) for k, *_, y in used]),
            "vintage_ports": w.index(
                ("technology", "carrier", *DIMS[1:]), ports, [flows.port_clock(k, c, y) for k, c, *_, y in ports]
            ),
        }
        self.values: dict[str, Values] = {f"vintage_{name}": self._number(name) for name in OF_VINTAGE}
        index = w.index(("technology", "carrier", *DIMS[1:]), ports)
        self._plants = {p.key: p for p in assets.plants}
        self._periods: dict[Label, Period] = {p.label: p for p in w.periods}
        amounts = [self._ratio(*label) for label in ports]
        self.values["vintage_port_ratio"] = Values.of(
            "vintage_port_ratio", index, amounts, "carrier_unit/activity_unit"
        )
        self.ratios = dict(zip(ports, amounts, strict=True))

    def _carriers(self, technology: Label) -> list[str]:
        return list(dict.fromkeys(c for c, _ in self.flows.carriers_of[str(technology)]))

    def born(self, vintage: Label) -> float:
        """The year at which the numbers of a vintage are read: of building; of the first period where that is unknown."""
        return float(self.w.periods[0].label if vintage == PATH_VINTAGE else int(vintage))

    def _ratio(self, technology: Label, carrier: Label, region: Label, vintage: Label, period: Label) -> float:
        """Per unit of activity, + out and - in: that of the year of building, and what age does to it."""
        total, reference = 0.0, self.flows.reference[str(technology)]
        plant, signs = self._plants[technology, region, vintage], dict(self.flows.carriers_of[str(technology)])
        for c, sign in self.flows.carriers_of[str(technology)]:
            way = "out" if sign > 0 else "in"
            series = self._stated.one(technology, carrier, way, place="") if c == carrier else None
            if series is not None:
                power = 0.0 if c == reference else -1.0 if signs[reference] < 0 else float(sign < 0)
                total += sign * series.at(self.born(vintage)) * worn(self.assets, plant, self._periods[period], power)
        return total

    def _number(self, name: str) -> Values:
        quantity = next(q for q in self.w.vocabulary if q.name == name)

        def value(label: tuple[Label, ...], clock: Any) -> Any:
            k, r, v, y = label
            amount = self.assets.stated(str(k), name, str(r), self.born(v))
            profile = self.assets.profile_of(str(k), name, str(r)) if quantity.profile else ""
            amount = float(quantity.default or 0.0) if amount is None else amount
            return amount * self.w.shape(profile, r, y, clock) if profile else amount

        return fill(f"vintage_{name}", self.indexes["vintages_used"], quantity.unit, value)
