"""How the cost of a converter is shared among what it gives out."""

from __future__ import annotations

from optimizer.index import Values
from optimizer.inputs.flows import Flows
from optimizer.inputs.world import Lookup, World


def cost_shares(w: World, flows: Flows) -> Values:
    """Weight of a unit of each output, where one is stated: its energy, its mass, its price."""
    rows = w.table("ports")
    stated = Lookup(rows[rows["cost_share"].notna()].assign(region=""), ["technology", "carrier"], column="cost_share")
    series = {label: stated.one(*label[:2], place="") for label, ratio in flows.ratios.items() if ratio > 0}
    given = {label: found.at(int(label[-1])) for label, found in series.items() if found is not None}
    index = w.index(("technology", "carrier", "period"), given)
    return Values.of("cost_share", index, list(given.values()), "1")
