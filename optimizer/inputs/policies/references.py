"""Numbers that policies refer to: series over the years, demand, and what stood before the horizon."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.errors import CaseError, Problem
from optimizer.index import Label
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies.policy import TOGETHER, Policy
from optimizer.inputs.world import Lookup, Series, World
from optimizer.units import factor


class References:
    """Amounts by area and year, in the units they are stated in.

    Attributes:
        notes: series of the whole that each region is held against.
    """

    def __init__(self, w: World, flows: Flows) -> None:
        self.w, self.flows = w, flows
        rows = w.table("series")
        self.series = Lookup(rows, ["series"])
        self.units = dict(zip(rows["series"], rows["amount_unit"], strict=True))
        self.by_region = {str(s) for s in rows.loc[rows["region"] != "", "series"]}
        self.notes: dict[str, None] = {}

    def amount(self, policy: Policy, area: Label, year: int) -> float:
        """Of the series or the demand that a policy is relative to, in an area and period."""
        to = policy.against
        if to.against == "series":
            return sum(s.at(year) for s in self._series(policy, to.names[0], area))
        return sum(self._demand(to.names[0], r, year) for r in self._regions(policy, area))

    def before(self, policy: Policy, area: Label) -> tuple[int, float]:
        """The year of the history before the first period, and the amount in it."""
        first = self.w.periods[0].label
        if policy.against.against == "existing":
            return first - 1, self._standing(policy, area, first - 1)
        return self.history(policy, policy.against.names[0], area)[-1]

    def history(self, policy: Policy, name: str, area: Label) -> list[tuple[int, float]]:
        """The years that a series states before the first period, and the amounts in them, as the policy counts them."""
        first = self.w.periods[0].label
        found = self._series(policy, name, area)
        years = sorted({int(y) for s in found for y in s.years if 0 < y < first})
        if not years:
            message = f"the history that '{policy.id}' grows from has no year before the first period"
            raise CaseError([Problem(message, "series.csv", column="year", allowed=f"a year before {first}")])
        scale = self.scale(policy, name)
        return [(year, sum(s.at(year) for s in found) * scale) for year in years]

    def scale(self, policy: Policy, name: str = "") -> float:
        """What a policy counts per unit of a series, that of its `relative_to` unless named."""
        return factor(self.units[name or policy.against.names[0]], policy.counted_unit)

    def _regions(self, policy: Policy, area: Label) -> Sequence[str]:
        return (policy.regions or self.w.regions) if area == TOGETHER else (str(area),)

    def _series(self, policy: Policy, name: str, area: Label) -> list[Series]:
        """The row of the whole where a policy names no regions or no region has a row; else those of the regions of the area."""
        regions = self._regions(policy, area)
        whole = self.series.here(name, place="")
        everywhere = area == TOGETHER and not policy.regions
        if whole is not None and (everywhere or name not in self.by_region):
            if policy.area == "each" and len(self.w.regions) > 1:
                text = f"policy {policy.id} holds each region against the whole of series '{name}', which has no row of its own for one"
                self.notes[text] = None
            return [whole]
        found = {r: self.series.here(name, place=r) for r in regions}
        missing = [r for r, series in found.items() if series is None]
        if missing:
            message = f"series '{name}' says nothing of regions that policy '{policy.id}' needs"
            raise CaseError([Problem(message, "series.csv", column="region", found=", ".join(missing))])
        return [series for series in found.values() if series is not None]

    def _demand(self, carrier: str, region: str, year: int) -> float:
        """Demand of a year."""
        found = self.flows.demand.get((carrier, region, year))
        return 0.0 if found is None else float(found[1] @ found[0].hours_per_year)

    def _standing(self, policy: Policy, area: Label, year: int) -> float:
        """Existing plant that stands in a year before the horizon, weighed as the policy counts it."""
        regions = policy.regions if area == TOGETHER else (str(area),)
        chosen = [
            p
            for p in self.flows.assets.plants
            if p.amount is not None and p.technology in policy.technologies and (not regions or p.location in regions)
        ]
        return sum(self.flows.assets.standing(p, year) * policy.weights.get(p.technology, 1.0) for p in chosen)
