"""Generation that counts by its age: claims that ask for plant built from a year on, and the plant that is young enough."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.clock import Clock
from optimizer.index import Index, Label, Values
from optimizer.inputs.assets import Assets
from optimizer.inputs.flows import Flows
from optimizer.inputs.policies.policy import Key
from optimizer.inputs.world import World, clocked

YOUNG = ("technology", "carrier", "region", "built_from", "period")
"""Output of the plant of a technology that was built from a year on."""


def eligible(
    w: World, assets: Assets, flows: Flows, claims: Index, since: Mapping[Label, int]
) -> tuple[dict[str, Index], dict[str, Values]]:
    """Claims limited by the age of plant, and what limits them, of a technology told apart by vintage or not.

    Args:
        claims: by (policy, area, technology, carrier, region, period).
        since: year of building from which plant counts, of the policies that ask for it.
    """
    young: dict[Key, Clock] = {}
    for (policy, _, k, c, r, y), clock in clocked(claims):
        if policy in since:
            young[k, c, r, since[policy], y] = clock
    strict = {  # a policy that asks for younger plant takes of what another may claim too
        (*label[:5], year, label[5]): clock
        for label, clock in clocked(claims)
        for year in w.dimensions["built_from"].labels
        if since.get(label[0], 0) >= int(year) and (*label[2:5], year, label[5]) in young
    }
    alive: dict[Key, list[Label]] = {}
    for k, place, v, y in assets.alive.tuples() if young else ():
        alive.setdefault((k, place, y), []).append(v)
    vintages = {
        (k, c, r, year, v, y): clock
        for (k, c, r, year, y), clock in young.items()
        for v in alive.get((k, r, y), [])
        if int(v) >= int(year)
    }
    told = {label: clock for label, clock in vintages.items() if label[0] in flows.by_vintage}
    alike = [label for label in vintages if label not in told]
    dims = (*YOUNG[:4], "vintage", "period")
    indexes = {
        "young": w.index(YOUNG, young, list(young.values())),
        "young_claims": w.index(("policy", "area", *YOUNG), strict, list(strict.values())),
        "young_capacity": w.index(dims, alike),
        "young_use": w.index(dims, told, list(told.values())),
    }
    ratios = [flows.ratios[k, c, y] for k, c, _, _, y in young]
    output = Values.of("young_output", w.index(YOUNG, young), ratios, "carrier_unit/activity_unit")
    return indexes, {"young_output": output}
